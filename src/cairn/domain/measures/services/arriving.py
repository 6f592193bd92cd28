"""Figures that arrive many at a time, set against the measures and what is in already, before anything is saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, Observation, Submission
from cairn.domain.measures.place_codes import place_checker
from cairn.domain.measures.services.figures import LOOKED_BACK, NOT_YET_OVER, typed_number
from cairn.domain.measures.terms import OPEN_STATES, SETTLED_STATES, State
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Cell, Earlier, Problem, Severity, Typed, examine, read_number, value_of
from cairn.kernel.periods import Period, whole_period

_NEVER = date(1, 1, 1)
_RULE = "row"  # the rule of what no check of the figures themselves finds


class Kind(StrEnum):
    """What loading would do with the figures of one period."""

    NEW = "new"
    AGAIN = "again"  # a draft, or figures that were sent back, are filled in and sent in
    CORRECTION = "correction"
    UNCHANGED = "unchanged"
    DOUBTED = "doubted"  # they look wrong, and nobody said why they are right
    STOPPED = "stopped"


LOADS = (Kind.NEW, Kind.AGAIN, Kind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Args:
        number: its place in the file, as people count there.
        measure: reference of the measure, M-...
        start, end: first and last day of the period; the end may be left out.
        typed: breakdown and figures.
        note: why a figure that looks wrong is right; "" where nobody says so.
        provisional: the figure will still move; None where the row does not say.
        remark: for the readers of the figures.
        evidence: where the figure comes from.
        problems: (field, sentence) of what could not be read.
    """

    number: int
    measure: str
    start: date
    typed: Typed
    end: date | None = None
    note: str = ""
    provisional: bool | None = None
    remark: str = ""
    evidence: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not loaded, and the sentence that says why.

    Args:
        field: of the row, such as ``numerator``; "" for the whole of it.
        rule: ``impossible``, ``implausible``, or ``row`` where it names no measure, no period, or another's figures.
    """

    number: int
    sentence: str
    field: str = ""
    rule: str = _RULE


@dataclass(frozen=True)
class There:
    """What is in already for one period: what counts, or what is under way."""

    key: int
    state: str
    revision: int
    provisional: bool
    note: str
    evidence: str
    mine: bool = False  # open, and the actor may work on it
    rows: dict[tuple[str, str], Typed] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The rows of one period of one measure, and what loading them would do.

    Args:
        cells: the period's figures with the file's in their places.
        typed: the same as they would be typed.
        there: what they would replace.
        says: sentences of what looks wrong, whether or not somebody said why it is right.
        rejects: one for each row, where they are not loaded.
    """

    measure: Measure
    period: Period
    rows: tuple[Row, ...]
    kind: Kind
    cells: tuple[Cell, ...] = ()
    typed: tuple[Typed, ...] = ()
    there: There | None = None
    says: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()
    provisional: bool = False
    note: str = ""
    evidence: str = ""
    confirmed: str = ""
    revision: int = 1


@dataclass
class _Series:
    """One measure while its rows are examined: what counted before, and what is in already."""

    measure: Measure
    known: dict[date, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    under_way: dict[date, There] = field(default_factory=dict)
    counting: dict[date, There] = field(default_factory=dict)
    revision: dict[date, int] = field(default_factory=dict)
    breaks: list[date] = field(default_factory=list)

    def earlier(self, start: date) -> Earlier:
        """As ``figures.earlier_than``, with what this file brought already."""
        since = max((day for day in self.breaks if day <= start), default=_NEVER)
        days = sorted(day for day in self.known if since <= day < start)[-LOOKED_BACK:]
        return Earlier([self.known[day][0] for day in days], [self.known[day][1] for day in days])


@dataclass(frozen=True)
class Examination:
    """Every period of a file, oldest first by measure, and the rows that belong to none."""

    found: tuple[Found, ...]
    lost: tuple[Reject, ...]

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """Every row that is not loaded, in the order of the file."""
        every = [*self.lost, *(reject for one in self.found for reject in one.rejects)]
        return tuple(sorted(every, key=lambda reject: reject.number))


def examine_rows(
    *, by: Actor, at: datetime, rows: Iterable[Row], confirmed: str = "", state: str = State.SUBMITTED
) -> Examination:
    """Check the rows of a file against the measures and what is in already; nothing is written.

    A row in which nothing is typed says nothing. Groups that the file leaves out keep the figures they have.

    Args:
        by: who would load them; rows of measures whose figures are not theirs to send are refused.
        rows: in the order of the file.
        confirmed: why figures that look wrong are right, where their row does not say so.
        state: where the figures would stand; only Cairn itself loads what was settled elsewhere.
    """
    rows = list(rows)
    series = _series(by, rows)
    lost: list[Reject] = []
    found = []
    place_problem = place_checker()
    for of, period, of_period in _by_period(rows, series, timezone.localdate(at), lost, _others(by, rows, series)):
        found.append(
            _examined(of, period, of_period, place_problem, confirmed=confirmed, settled=state in SETTLED_STATES)
        )
    return Examination(tuple(found), tuple(lost))


def _series(by: Actor, rows: Sequence[Row]) -> dict[str, _Series]:
    """The measures a file names and the actor may load, with what is known of them: six queries, however long it is."""
    refs = {row.measure for row in rows}
    measures = policies.LOAD.rows(by, Measure.objects.filter(ref__in=refs)).prefetch_related("breaks")
    found = {measure.pk: _Series(measure) for measure in measures}
    for series in found.values():
        series.breaks = [row.on for row in series.measure.breaks.all()]
    totals = Observation.objects.filter(submission__measure_id__in=found, submission__counts=True, dimension="")
    for key, start, top, bottom in totals.values_list(
        "submission__measure_id", "submission__period_start", "numerator", "denominator"
    ):
        found[key].known[start] = (value_of(top, bottom, factor=found[key].measure.factor), bottom)
    starts = {row.start for row in rows}
    _read_there(by, found, starts)
    return {series.measure.ref: series for series in found.values()}


def _read_there(by: Actor, found: Mapping[int, _Series], starts: set[date]) -> None:
    """What is in already for the periods of a file."""
    sent = Submission.objects.filter(measure_id__in=found, period_start__in=starts)
    open_keys = set(policies.EDIT_FIGURES.rows(by, sent).values_list("pk", flat=True))
    columns = ("pk", "measure_id", "period_start", "revision", "state", "counts", "provisional", "note", "evidence")
    by_key: dict[int, There] = {}
    for key, measure, start, revision, state, counts, provisional, note, evidence, typed in sent.values_list(
        *columns, "typed"
    ):
        series = found[measure]
        series.revision[start] = max(revision, series.revision.get(start, 0))
        under_way = state in (*OPEN_STATES, State.SUBMITTED)
        if not (counts or under_way):
            continue
        there = There(key, state, revision, provisional, note, evidence, mine=key in open_keys)
        if state in OPEN_STATES:
            there.rows.update({(row["dimension"], row["category"]): Typed(**row) for row in typed})
        else:
            by_key[key] = there
        (series.under_way if under_way else series.counting)[start] = there
    cells = Observation.objects.filter(submission_id__in=by_key).order_by("pk")
    for key, dimension, category, top, bottom, nil in cells.values_list(
        "submission_id", "dimension", "category", "numerator", "denominator", "nil"
    ):
        typed = Typed(dimension, category, typed_number(top), typed_number(bottom), nil)
        by_key[key].rows[dimension, category] = typed


def _others(by: Actor, rows: Sequence[Row], known: Mapping[str, _Series]) -> set[str]:
    """Measures of the file that the actor sees and may not load."""
    refs = {row.measure for row in rows} - set(known)
    return set(policies.VIEW.rows(by, Measure.objects.filter(ref__in=refs)).values_list("ref", flat=True))


def _by_period(
    rows: Sequence[Row], known: Mapping[str, _Series], today: date, lost: list[Reject], others: set[str]
) -> list[tuple[_Series, Period, list[Row]]]:
    """Rows together by measure and period, oldest first; those that belong to none are refused."""
    grouped: dict[tuple[str, date], list[Row]] = defaultdict(list)
    periods: dict[tuple[str, date, date | None], Period | str] = {}
    for row in rows:
        if row.typed.is_blank and not row.problems:
            continue
        series = known.get(row.measure)
        if series is None:
            lost.append(Reject(row.number, _no_measure(row.measure, others), "measure"))
            continue
        key = (row.measure, row.start, row.end)
        if key not in periods:
            periods[key] = _period(row, series.measure, today)
        period = periods[key]
        if isinstance(period, str):
            lost.append(Reject(row.number, period, "starts_on"))
            continue
        grouped[row.measure, period.start].append(row)
    whole = {(ref, start): period for (ref, start, _end), period in periods.items() if isinstance(period, Period)}
    return [(known[key[0]], whole[key], grouped[key]) for key in sorted(grouped)]


def _no_measure(ref: str, others: set[str]) -> str:
    if ref in others:
        return f"{policies.LOAD.refusal} {ref} is not among yours, has ended, or is computed from records."
    return f"There is no running measure {ref}."


def _period(row: Row, measure: Measure, today: date) -> Period | str:
    try:
        period = whole_period(row.start, row.end, measure.frequency)
    except ValueError as problem:
        return str(problem)
    return NOT_YET_OVER if period.end >= today else period


def _examined(
    series: _Series,
    period: Period,
    rows: Sequence[Row],
    place_problem: Callable[[str], str],
    *,
    confirmed: str,
    settled: bool,
) -> Found:
    """What loading the rows of one period would do."""
    there = series.under_way.get(period.start) or series.counting.get(period.start)
    base = there.rows if there else {}
    revision = series.revision.get(period.start, 0) + 1
    bare = Found(series.measure, period, tuple(rows), Kind.STOPPED, there=there, revision=revision)
    unread = [(row, about, says) for row in rows for about, says in row.problems]
    if unread:
        problems = [Problem(row.typed.key, about, says, Severity.IMPOSSIBLE) for row, about, says in unread]
        return _stopped(bare, problems, Kind.STOPPED)
    own = {row.typed.key for row in rows}
    typed = [*(row.typed for row in rows), *(kept for key, kept in base.items() if key not in own)]
    examined = examine(
        typed, series.measure.facts, earlier=series.earlier(period.start), place_problem=place_problem
    )  # fmt: skip
    if impossible := examined.of(Severity.IMPOSSIBLE):
        return _stopped(bare, impossible, Kind.STOPPED)
    total = next((cell for cell in examined.cells if not cell.dimension), None)
    if total is None:
        missing = Problem(
            ("", ""), "numerator", f"The figure of everyone for {period} is missing.", Severity.IMPOSSIBLE
        )
        return _stopped(bare, [missing], Kind.STOPPED)
    whole = _whole(replace(bare, cells=examined.cells, typed=tuple(typed)), confirmed)
    if there and not _differs(whole, there):
        return replace(whole, kind=Kind.UNCHANGED)
    kind, refused = _may_take_its_place(there, period, settled=settled)
    if refused:
        return replace(whole, rejects=tuple(Reject(row.number, refused) for row in rows))
    doubts = examined.of(Severity.IMPLAUSIBLE)
    if doubts and not whole.confirmed:
        return _stopped(whole, doubts, Kind.DOUBTED)
    value = value_of(total.numerator, total.denominator, factor=series.measure.factor)
    series.known[period.start] = (value, total.denominator)
    return replace(whole, kind=kind, says=tuple(one.sentence for one in doubts))


def _whole(found: Found, confirmed: str) -> Found:
    """With what belongs to the period as a whole; what the rows do not say stays as it was."""
    there, rows = found.there, found.rows
    said = {row.provisional for row in rows} - {None}
    return replace(
        found,
        provisional=True in said if said else bool(there and there.provisional),
        note=_together((row.remark for row in rows), there.note if there else ""),
        evidence=_together((row.evidence for row in rows), there.evidence if there else ""),
        confirmed=_together((row.note for row in rows), "") or confirmed.strip(),
    )


def _together(texts: Iterable[str], before: str) -> str:
    """What the rows of a period say, each sentence once; what stood there before where none says anything new."""
    said = dict.fromkeys(text.strip() for text in texts if text.strip())
    return " ".join(text for text in said if text != before) or before


def _differs(found: Found, there: There) -> bool:
    """Anything is other than what is in; a draft that comes back as it was stays a draft."""
    before = {
        key: (_as_stored(row.numerator), _as_stored(row.denominator), row.nil)
        for key, row in there.rows.items()
        if not row.is_blank
    }
    now = {
        cell.key: (typed_number(cell.numerator), typed_number(cell.denominator), cell.nil) for cell in found.cells
    }  # fmt: skip
    return (now, found.provisional, found.note, found.evidence) != (
        before, there.provisional, there.note, there.evidence,
    )  # fmt: skip


def _as_stored(text: str) -> str:
    """A number as the database would give it back; of a draft it may be typed otherwise."""
    number, problem = read_number(text)
    return text if problem else typed_number(number)


def _may_take_its_place(there: There | None, period: Period, *, settled: bool) -> tuple[Kind, str]:
    """How figures would come in where others are, or why they cannot."""
    if there is None:
        return Kind.NEW, ""
    if there.state == State.SUBMITTED:
        return Kind.STOPPED, (
            f"Other figures for {period} are under way already: they wait for approval. Ask for them to be sent back."
        )
    if there.state in OPEN_STATES:
        if there.mine and not settled:
            return Kind.AGAIN, ""
        return Kind.STOPPED, f"The figures for {period} are under way already, as a draft of those who send them in."
    if settled:
        return Kind.STOPPED, f"The figures for {period} are approved already. Correct them on the measure's page."
    return Kind.CORRECTION, ""


def _stopped(found: Found, problems: Sequence[Problem], kind: Kind) -> Found:
    """The same, with a reject for every row: its own problems, or that the period is not whole."""
    said: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        said[problem.row].append(problem)
    rejects = []
    for row in found.rows:
        own = said.get(row.typed.key)
        if own:
            sentence = " ".join(dict.fromkeys(one.sentence for one in own))
            rejects.append(Reject(row.number, sentence, own[0].field, own[0].severity.value))
        else:
            said_of_all = "" if kind is Kind.DOUBTED else "Not loaded, because the period is not whole: "
            sentence = f"{said_of_all}{problems[0].sentence}"
            rejects.append(Reject(row.number, sentence, problems[0].field, problems[0].severity.value))
    says = tuple(one.sentence for one in problems)
    return replace(found, kind=kind, says=says, rejects=tuple(rejects))
