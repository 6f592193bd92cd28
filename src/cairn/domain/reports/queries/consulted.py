"""Consultations in the annual report: what was asked, who answered, and what changed because of it.

Numbers stand in each copy as its audience sees them on the page of the consultation. Exact ones are for the team that
counts, so members of the board read here what partners read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cairn.domain.consultations.api import Consultation, ConsultationTold, consultations_of
from cairn.domain.plans.api import ActionPlan
from cairn.domain.publishing.api import Entries, Entry, Row, Section, Table, Text
from cairn.domain.reports.queries.facts import of_cairn
from cairn.domain.reports.terms import RULE_WORDS
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.disclosure import Audience, Shown, Why

KEY = "consultations"
SEES = {
    Audience.MEMBERS: Audience.PARTNERS,
    Audience.PARTNERS: Audience.PARTNERS,
    Audience.PUBLIC: Audience.PUBLIC,
}
TITLE = "What people were asked, and what changed because of it"
LEAD = (
    "Consultations that closed this year. How many answered stands here only where nobody can be recognised; nobody is "
    "quoted."
)
SMALL = "Small numbers of people who answered are withheld beyond the team that counts, in every copy. "


def consulted_section(plan: ActionPlan, audience: Audience, *, today: date) -> Section:
    """Consultations about the strategy that closed in the year, or since the year before it ended.

    Args:
        plan: of the year reported on.
        audience: whose copy it is for.
        today: the day the report is of.
    """
    found = [one for one in consultations_of(plan.strategy, audience=SEES[audience]) if _of_year(one, plan, today)]
    if not found:
        none = "No consultation about these promises closed this year."
        return Section(KEY, TITLE, "", (Text(none),))
    return Section(KEY, TITLE, LEAD, tuple(block for one in found for block in _blocks(one, audience, today)))


def is_invented(plan: ActionPlan) -> bool:
    """Somebody of a demonstration wrote a consultation of the strategy down."""
    return Consultation.objects.filter(strategy=plan.strategy_id, added_by__is_demo=True).exists()


def _of_year(one: ConsultationTold, plan: ActionPlan, today: date) -> bool:
    years = ActionPlan.objects.filter(strategy=plan.strategy_id, ends_on__lt=plan.starts_on)
    before = years.order_by("-ends_on").values_list("ends_on", flat=True).first()
    return one.closes_on <= min(plan.ends_on, today) and (before is None or one.closes_on > before)


def _blocks(one: ConsultationTold, audience: Audience, today: date) -> Iterator[Entries | Table]:
    source = of_cairn("Consultations", today)
    rule = RULE_WORDS[audience] if audience is Audience.PUBLIC else SMALL + RULE_WORDS[Audience.PARTNERS]
    when = f"{day_in_words(one.opens_on)} to {day_in_words(one.closes_on)}"
    facts = (("Asked", one.asked), ("Who was asked", one.of_whom), ("Answered", _in_all(one.answered.total)))
    yield Entries((Entry(one.title, about=f"{one.how}, {when}", facts=facts),), source)
    counts = [(group.name, name, shown) for group in one.answered.groups for name, shown in group.rows]
    if counts:
        yield Table(
            f"Who answered: {one.title}", ("Counted by", "Group", "Answered"),
            tuple(Row((by, name, _number(shown))) for by, name, shown in counts), source, widths=(3, 5, 2),
            rule=rule, **_hidden([*(shown for _, _, shown in counts), one.answered.total]),
        )  # fmt: skip
    if one.themes:
        rows = tuple(
            Row((theme.title, _number(theme.mentions), theme.word, theme.because,
                 ", ".join(code for code, _text in theme.commitments)), theme.looks)
            for theme in one.themes
        )  # fmt: skip
        yield Table(
            f"What came of it: {one.title}", ("What people said", "Said by", "What came of it", "Because", "Shows in"),
            rows, source, 2, (4, 2, 3, 5, 2), rule=rule, **_hidden([theme.mentions for theme in one.themes]),
        )  # fmt: skip


def _in_all(total: Shown | None) -> str:
    if total is None:
        return "Nobody has counted the answers yet"
    if total.value is None:
        return "So few that the number is withheld"
    return f"About {total.value}, rounded" if total.why == Why.ROUNDED else str(total.value)


def _number(shown: Shown | None) -> str:
    if shown is None:
        return "Not counted"
    return "withheld" if shown.value is None else str(shown.value)


def _hidden(numbers: list[Shown | None]) -> dict[str, int]:
    """How many numbers are withheld, and how many rounded."""
    why = [one.why for one in numbers if one is not None]
    return {"withheld": why.count(Why.WITHHELD), "rounded": why.count(Why.ROUNDED)}
