"""Load many figures at once, from a file: one recorded act, with every row that is refused and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, Observation, Submission, SubmissionStep
from cairn.domain.measures.place_codes import place_checker
from cairn.domain.measures.services.figures import LOOKED_BACK, NOT_YET_OVER
from cairn.domain.measures.terms import OPEN_STATES, SETTLED_STATES, Source, State
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import load_in_bulk
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Cell, Earlier, Severity, Typed, examine, value_of
from cairn.kernel.periods import Period, whole_period

_NEVER = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Args:
        number: its place in the file, as people count there.
        measure: reference of the measure, M-...
        start, end: first and last day of the period; the end may be left out.
        typed: breakdown and figures.
        note: why a figure that looks wrong is right; "" where nobody says so.
        provisional: the figure will still move.
        remark: for the readers of the figures.
    """

    number: int
    measure: str
    start: date
    typed: Typed
    end: date | None = None
    note: str = ""
    provisional: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not loaded, and the sentence that says why."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a load: how many figures of how many periods are in, and the rows that are not, in order."""

    figures: int
    periods: int
    rejects: tuple[Reject, ...]


@dataclass
class _Series:
    """One measure while its rows are examined: what counted before, and which periods are taken."""

    measure: Measure
    known: dict[date, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    taken: dict[date, str] = field(default_factory=dict)
    breaks: list[date] = field(default_factory=list)

    def earlier(self, start: date) -> Earlier:
        """As ``figures.earlier_than``, with what this file brought already."""
        since = max((day for day in self.breaks if day <= start), default=_NEVER)
        days = sorted(day for day in self.known if since <= day < start)[-LOOKED_BACK:]
        return Earlier([self.known[day][0] for day in days], [self.known[day][1] for day in days])


def load_figures(
    *, by: Actor, at: datetime, rows: Iterable[Row], digest: str, state: str = State.SUBMITTED, save: bool = True
) -> Loaded:
    """Load the figures of a file; a period comes in whole or not at all.

    Args:
        by: the partnership manager, or Cairn itself.
        rows: in the order of the file.
        digest: SHA-256 (hex) of the file.
        state: where the figures stand afterwards; people send in, Cairn may load what was settled elsewhere.
        save: False only examines: the preview before somebody confirms.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when a person would load figures as approved.
    """
    policies.LOAD.require(by, Partnership.objects.get(pk=by.partnership_id))
    if state != State.SUBMITTED and not (by.is_system and state in SETTLED_STATES):
        raise Refused("Figures from a file are sent in; somebody else approves them.")
    rejects: list[Reject] = []
    grouped = _by_period(list(rows), _series(by), timezone.localdate(at), rejects)
    sound: list[tuple[Submission, tuple[Cell, ...]]] = []
    place_problem = place_checker()
    for series, period, of_period in grouped:
        found = _examined(series, period, of_period, rejects, place_problem)
        if found is not None:
            sound.append((_submission(series.measure, period, of_period, by=by, at=at, state=state), found))
    if save and sound:
        _write(sound, by=by, at=at, digest=digest)
    rejects.sort(key=lambda reject: reject.number)
    return Loaded(sum(len(cells) for _one, cells in sound), len(sound), tuple(rejects))


def _series(by: Actor) -> dict[str, _Series]:
    """Every running measure, by reference, with what is known of it: four queries, however long the file."""
    measures = policies.VIEW.rows(by).filter(ended_on=None)
    found = {measure.pk: _Series(measure) for measure in measures}
    live = Submission.objects.filter(measure_id__in=found)
    for key, start, state, counts in live.values_list("measure_id", "period_start", "state", "counts"):
        if counts or state in (*OPEN_STATES, State.SUBMITTED):
            found[key].taken[start] = "approved" if counts else "under way"
    totals = Observation.objects.filter(submission__measure_id__in=found, submission__counts=True, dimension="")
    for key, start, top, bottom in totals.values_list(
        "submission__measure_id", "submission__period_start", "numerator", "denominator"
    ):
        found[key].known[start] = (value_of(top, bottom, factor=found[key].measure.factor), bottom)
    for measure in measures.prefetch_related("breaks"):
        found[measure.pk].breaks = [row.on for row in measure.breaks.all()]
    return {series.measure.ref: series for series in found.values()}


def _by_period(
    rows: Sequence[Row], known: Mapping[str, _Series], today: date, rejects: list[Reject]
) -> list[tuple[_Series, Period, list[Row]]]:
    """Rows together by measure and period, oldest first; those that belong to none are refused."""
    grouped: dict[tuple[str, date], list[Row]] = defaultdict(list)
    periods: dict[tuple[str, date], Period] = {}
    for row in rows:
        series = known.get(row.measure)
        if series is None:
            rejects.append(Reject(row.number, f"There is no running measure {row.measure}."))
            continue
        try:
            period = whole_period(row.start, row.end, series.measure.frequency)
        except ValueError as problem:
            rejects.append(Reject(row.number, str(problem)))
            continue
        if period.end >= today:
            rejects.append(Reject(row.number, NOT_YET_OVER))
            continue
        grouped[row.measure, period.start].append(row)
        periods[row.measure, period.start] = period
    return [(known[key[0]], periods[key], grouped[key]) for key in sorted(grouped)]


def _examined(
    series: _Series,
    period: Period,
    rows: Sequence[Row],
    rejects: list[Reject],
    place_problem: Callable[[str], str],
) -> tuple[Cell, ...] | None:
    """The cells of one period, or None with a reject for every row of it."""
    if taken := series.taken.get(period.start):
        sentence = f"The figures for {period} are {taken} already. Correct them on the measure's page."
        rejects += [Reject(row.number, sentence) for row in rows]
        return None
    examined = examine(
        [row.typed for row in rows],
        series.measure.facts,
        earlier=series.earlier(period.start),
        place_problem=place_problem,
    )
    confirmed = any(row.note.strip() for row in rows)
    stops = [one for one in examined.problems if one.severity is Severity.IMPOSSIBLE or not confirmed]
    total = next((cell for cell in examined.cells if not cell.dimension), None)
    if not stops and total is not None:
        value = value_of(total.numerator, total.denominator, factor=series.measure.factor)
        series.known[period.start] = (value, total.denominator)
        return examined.cells
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for problem in stops:
        said[problem.row].append(problem.sentence)
    general = stops[0].sentence if stops else f"The figure of everyone for {period} is missing."
    for row in rows:
        own = said.get(row.typed.key)
        sentence = " ".join(own) if own else f"Not loaded, because the period is not whole: {general}"
        rejects.append(Reject(row.number, sentence))
    return None


def _submission(
    measure: Measure, period: Period, rows: Sequence[Row], *, by: Actor, at: datetime, state: str
) -> Submission:
    return Submission(
        partnership_id=measure.partnership_id, measure=measure, period_start=period.start, period_end=period.end,
        state=state, counts=state in SETTLED_STATES, provisional=any(row.provisional for row in rows),
        confirmed=_together(row.note for row in rows),
        note=_together(row.remark for row in rows),
        source=Source.FILE, submitted_by_id=by.user_id, submitted_at=at,
        typed=[
            {"dimension": row.typed.dimension, "category": row.typed.category, "numerator": row.typed.numerator,
             "denominator": row.typed.denominator, "nil": row.typed.nil}
            for row in rows
        ] if state == State.SUBMITTED else [],
    )  # fmt: skip


def _together(texts: Iterable[str]) -> str:
    """What the rows of a period say, each sentence once."""
    return " ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _write(sound: Sequence[tuple[Submission, tuple[Cell, ...]]], *, by: Actor, at: datetime, digest: str) -> None:
    subject = ("partnership", Partnership.objects.get(pk=by.partnership_id).slug)
    with command("measures.load", by=by, at=at):
        submissions = [submission for submission, _cells in sound]
        load_in_bulk(Submission, submissions, subject=subject, digest=digest)
        steps = [
            SubmissionStep(
                partnership_id=one.partnership_id, submission=one, state=one.state, at=at,
                by_id=by.user_id, note="Loaded from a file.",
            )
            for one in submissions
        ]  # fmt: skip
        load_in_bulk(SubmissionStep, steps, subject=subject, digest=digest)
        rows = [
            Observation(
                partnership_id=one.partnership_id, submission=one, dimension=cell.dimension, category=cell.category,
                numerator=cell.numerator, denominator=cell.denominator, nil=cell.nil,
            )
            for one, cells in sound
            for cell in cells
        ]  # fmt: skip
        load_in_bulk(Observation, rows, subject=subject, digest=digest)
