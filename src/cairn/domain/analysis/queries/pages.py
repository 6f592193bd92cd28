"""The needs assessment as one person reads it, and one analysis with its figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, SharedAnalysis, Taking
from cairn.domain.analysis.queries.tables import Table, table_of
from cairn.domain.analysis.sources import SOURCES
from cairn.domain.analysis.terms import By, Heading
from cairn.domain.places.api import Kind, areas_of
from cairn.domain.strategies.api import VIEW_COMMITMENT, Commitment
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.kernel.actors import Actor

EVERYBODY = "everybody who works in the partnership"


@dataclass(frozen=True, slots=True)
class AnalysisLine:
    """One analysis in the list; ``shared`` says with whom, and "" that it is kept to its owner."""

    ref: str
    title: str
    says: str
    about: str
    owner: str
    own: bool
    shared: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The needs assessment: analyses under their headings, in the order of the document."""

    headings: tuple[tuple[str, tuple[AnalysisLine, ...]], ...]
    may_make: bool


@dataclass(frozen=True, slots=True)
class TakingLine:
    """One taking in the list of them; ``about`` is what it asked, where that differs from today's question."""

    number: int
    taken_at: datetime
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisPage:
    """One taking of an analysis.

    Attributes:
        taking: the one that is shown; ``newest`` says that it is the last.
        others: every taking, the newest first.
        exact_open: exact numbers are open to this person.
        commitment: (slug of its strategy, code, text), where it names one this person may see.
    """

    analysis: Analysis
    owner: str
    heading: str
    about: str
    definition: str
    taking: Taking
    newest: bool
    table: Table
    others: tuple[TakingLine, ...]
    shared: str
    may_change: bool
    exact_open: bool
    commitment: tuple[str, str, str] | None


def analysis_for(actor: Actor, ref: str) -> Analysis:
    """The analysis, or 404."""
    return policies.VIEW.one(actor, Analysis.objects.select_related("owner"), ref=ref)


def taking_for(analysis: Analysis, number: int | None = None) -> Taking:
    """One taking of an analysis, the newest where no number is given; or 404."""
    rows = analysis.takings.select_related("question", "analysis").order_by("-number")
    found = (rows if number is None else rows.filter(number=number)).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def exactly_counted(actor: Actor, taking: Taking) -> CountedExactly | None:
    """What was counted, where it is open to this person."""
    return policies.EXACT.rows(actor).filter(taking=taking).first()


def needs_page(actor: Actor, *, may_make: bool) -> NeedsPage:
    """Every analysis the actor may see, under its heading; three queries."""
    newest = Taking.objects.filter(analysis=OuterRef("pk")).order_by("-number")
    rows = policies.VIEW.rows(actor).select_related("owner").annotate(
        taken_at=Subquery(newest.values("taken_at")[:1]), asked=Subquery(newest.values("question_id")[:1])
    ).order_by("title", "pk")  # fmt: skip
    found = list(rows)
    asked = {row.pk: row for row in Question.objects.filter(pk__in=[row.asked for row in found])}
    shared = _shared_with(Analysis.objects.filter(pk__in=[row.pk for row in found]))
    lines: dict[str, list[AnalysisLine]] = defaultdict(list)
    for row in found:
        lines[row.heading].append(
            AnalysisLine(
                row.ref, row.title, row.says, about_words(asked[row.asked]), row.owner.name,
                row.owner_id == actor.user_id, shared.get(row.pk, ""), row.taken_at,
            )
        )  # fmt: skip
    headings = tuple((one.label, tuple(lines[one])) for one in Heading if lines[one])
    return NeedsPage(headings, may_make)


def analysis_page(actor: Actor, analysis: Analysis, taking: Taking, *, exactly: bool = False) -> AnalysisPage:
    """One taking as this person may see it.

    Args:
        exactly: with exact numbers; the caller has asked whether they are open.
    """
    exact = exactly_counted(actor, taking)
    takings = list(analysis.takings.select_related("question").order_by("-number"))
    before = next(
        (one for one in takings if one.number < taking.number and one.question_id == taking.question_id), None
    )
    return AnalysisPage(
        analysis=analysis,
        owner=analysis.owner.name,
        heading=analysis.get_heading_display(),
        about=about_words(taking.question),
        definition=SOURCES[taking.counts].definition,
        taking=taking,
        newest=taking.number == takings[0].number,
        table=table_of(taking, exact=exact if exactly else None, before=before),
        others=tuple(TakingLine(one.number, one.taken_at, about_words(one.question)) for one in takings),
        shared=_shared_with(Analysis.objects.filter(pk=analysis.pk)).get(analysis.pk, ""),
        may_change=policies.CHANGE.decide(actor, analysis).allowed,
        exact_open=exact is not None,
        commitment=_commitment(actor, analysis),
    )


def about_words(question: Question) -> str:
    """What a question asks, in a line."""
    by = " and ".join(By(one).label.lower() for one in question.by)
    where = f" in {question.place_name}" if question.place else ""
    return f"{SOURCES[question.counts].title}{where}, {question.window}, by {by}"


def places_to_choose(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Local authorities and wards of the partnership, each code with its name; none where nothing says which."""
    place = Partnership.objects.get(pk=actor.partnership_id)
    found = []
    for kind, words in ((Kind.AUTHORITY, "Local authorities"), (Kind.WARD, "Wards")):
        if areas := areas_of(place, kind):
            found.append((words, [(area.code, area.name) for area in areas]))
    return found


def agencies_to_choose(actor: Actor, *, on: date) -> list[Agency]:
    """Agencies that are of the partnership on a day, by name."""
    members = current_members(actor.partnership_id, on)
    return list(Agency.objects.filter(pk__in=members.values("agency")).order_by("name"))


def commitments_to_choose(actor: Actor) -> list[Commitment]:
    """Commitments of every strategy the actor may see, in the published order."""
    rows = VIEW_COMMITMENT.rows(actor).select_related("strategy", "theme")
    return list(rows.order_by("-strategy__starts_on", "strategy__title", "theme__place", "place"))


def shared_now(analysis: Analysis) -> tuple[bool, frozenset[int]]:
    """Whether it is shared with everybody, and with which agencies, by their keys."""
    keys = set(analysis.shared.filter(ended_at=None).values_list("agency_id", flat=True))
    return None in keys, frozenset(keys - {None})


def _shared_with(rows: QuerySet[Analysis]) -> dict[int, str]:
    """With whom each is shared now, in words; one that is kept to its owner is left out."""
    found: dict[int, list[str]] = defaultdict(list)
    shared = SharedAnalysis.objects.filter(analysis__in=rows, ended_at=None)
    for key, name in shared.values_list("analysis_id", "agency__name").order_by("agency__name"):
        found[key].append(name or EVERYBODY)
    return {key: EVERYBODY if EVERYBODY in names else ", ".join(names) for key, names in found.items()}


def _commitment(actor: Actor, analysis: Analysis) -> tuple[str, str, str] | None:
    if analysis.commitment_id is None:
        return None
    row = VIEW_COMMITMENT.rows(actor).filter(pk=analysis.commitment_id).select_related("strategy").first()
    return (row.strategy.slug, row.code, row.text) if row else None
