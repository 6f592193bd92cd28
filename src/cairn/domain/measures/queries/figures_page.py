"""The figures of one period as its page shows them, with the steps they took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cairn.domain.measures import policies
from cairn.domain.measures.computed import RULES, Opened
from cairn.domain.measures.models import ComputedResult, Measure, Submission
from cairn.domain.measures.queries.measure_page import STATE_LOOKS
from cairn.domain.measures.queries.showing import number, shown
from cairn.domain.measures.queries.small import WITHHELD, is_small, withheld_from
from cairn.domain.measures.services.figures import check_figures
from cairn.domain.measures.slots import Use, uses_of
from cairn.domain.measures.terms import OPEN_STATES, SETTLED_STATES, State, dimension_in_words
from cairn.foundation.access.policies import decide_all
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Typed


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its group, the figure now, and the figure it corrects where that differs."""

    group: str
    category: str
    numerator: str
    denominator: str
    words: str
    before: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step the figures took."""

    title: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Everything the page of one period's figures shows."""

    measure: Measure
    submission: Submission
    looks: str
    lines: tuple[Line, ...]
    problems: tuple[str, ...]
    steps: tuple[Step, ...]
    others: tuple[Submission, ...]
    uses: tuple[Use, ...]
    computed: ComputedResult | None
    contributing: tuple[Opened, ...]
    private: bool  # each record is told only to those to whom it is open
    hidden: int  # contributing records that this person may not see
    left_out: tuple[str, ...]
    may_open: bool  # the single incidents that it counts, of those that this person may read
    may_edit: bool
    may_decide: bool
    may_lock: bool
    may_correct: bool
    why_not_decide: str


def submission_for(actor: Actor, ref: str, start: date, revision: int) -> Submission:
    """What was sent in, or 404."""
    rows = Submission.objects.select_related("measure__agency", "measure__submitter", "submitted_by")
    return policies.VIEW_FIGURES.one(actor, rows, measure__ref=ref, period_start=start, revision=revision)


def figures_page(actor: Actor, submission: Submission) -> FiguresPage:
    """The figures of one period, what looks odd about them, and what this person may do."""
    measure = submission.measure
    others = list(
        measure.submissions.filter(period_start=submission.period_start).exclude(pk=submission.pk).order_by("-revision")
    )
    may = decide_all(
        {
            "edit": policies.EDIT_FIGURES, "decide": policies.APPROVE, "lock": policies.LOCK,
            "open": policies.OPEN_INCIDENTS,
        },
        actor, submission,
    )  # fmt: skip
    before = next((one for one in others if one.revision < submission.revision and one.state in SETTLED_STATES), None)
    unsettled = submission.state not in SETTLED_STATES
    rows = [Typed(**row) for row in submission.typed]
    examined = check_figures(measure, submission.period, rows) if unsettled and rows else None
    computed = ComputedResult.objects.filter(submission=submission).first()
    opened = _opened(actor, computed, submission)
    under_way = any(one.state in (*OPEN_STATES, State.SUBMITTED) for one in others)
    return FiguresPage(
        measure=measure,
        submission=submission,
        looks=STATE_LOOKS[State(submission.state)],
        lines=tuple(_lines(submission, before, closed=bool(withheld_from(actor, [measure])))),
        problems=tuple(problem.sentence for problem in examined.problems) if examined else (),
        steps=tuple(
            Step(State(row.state).label, row.at, row.by.name if row.by else "Cairn", row.note)
            for row in submission.steps.select_related("by").order_by("-at", "-pk")
        ),
        others=tuple(others),
        uses=tuple(uses_of(actor, before)) if before else (),
        computed=computed,
        contributing=opened,
        private=bool(computed and (rule := RULES.get(computed.rule)) and rule.opens_in),
        hidden=max(0, len(computed.contributing) - len(opened)) if computed else 0,
        left_out=tuple(sorted({*computed.denominator_refs} - {*computed.numerator_refs})) if computed else (),
        may_open=computed is not None and may["open"].allowed,
        may_edit=may["edit"].allowed,
        may_decide=may["decide"].allowed and submission.state == State.SUBMITTED,
        may_lock=may["lock"].allowed and submission.state == State.APPROVED,
        may_correct=submission.counts and not under_way and policies.SEND.decide(actor, measure).allowed,
        why_not_decide=may["decide"].sentence if submission.state == State.SUBMITTED else "",
    )


def _opened(actor: Actor, computed: ComputedResult | None, submission: Submission) -> tuple[Opened, ...]:
    """The records behind a computed figure that this person may see."""
    rule = RULES.get(computed.rule) if computed else None
    if rule is None or computed is None:
        return ()
    if rule.opens_in is not None:  # told to whom they are open, and of the others nothing
        return tuple(rule.opens_in(actor, submission.period))
    return tuple(rule.opens(actor, computed.contributing))


def _lines(submission: Submission, before: Submission | None, *, closed: bool) -> list[Line]:
    """The figures, without those that are too small where they are ``closed`` to the reader."""
    measure = submission.measure
    if submission.state in OPEN_STATES:
        return [
            Line(_group(row["dimension"]), row["category"], row["numerator"], row["denominator"], "", "")
            for row in submission.typed
        ]
    rows = list(submission.observations.order_by("pk"))
    old = {(row.dimension, row.category): row for row in before.observations.all()} if before else {}
    small = {one.pk for one in (*rows, *old.values()) if closed and is_small(measure, one.numerator, one.denominator)}
    few = any(row.pk in small and not row.dimension for row in rows)
    found = []
    for row in rows:
        was = old.get((row.dimension, row.category))
        if few or row.pk in small:
            found.append(Line(_group(row.dimension), row.category, "", "", WITHHELD, ""))
            continue
        words = shown(measure, row.value(factor=measure.factor))
        earlier = shown(measure, was.value(factor=measure.factor)) if was else ""
        if was is not None and was.pk in small:
            earlier = WITHHELD
        found.append(
            Line(
                _group(row.dimension), row.category, number(row.numerator), number(row.denominator),
                "Nil return" if row.nil else words, earlier if earlier != words else "",
            )
        )  # fmt: skip
    return found


def _group(dimension: str) -> str:
    return dimension_in_words(dimension) if dimension else "Everyone"
