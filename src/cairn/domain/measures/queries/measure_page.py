"""Everything the page of one measure shows; the number of queries does not grow with its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from cairn.domain.measures import library, policies
from cairn.domain.measures.models import (
    Measure,
    MeasureBreak,
    MeasureChange,
    MeasureCommitment,
    Observation,
    Submission,
    SubmissionStep,
    Target,
)
from cairn.domain.measures.queries.breakdowns import Breakdown, Rate, breakdown_of, rate_of
from cairn.domain.measures.queries.showing import Wanted, number, shown, wanted
from cairn.domain.measures.queries.small import WITHHELD, is_small, withheld_from
from cairn.domain.measures.services.linking import target_on
from cairn.domain.measures.terms import (
    EVERYONE,
    OPEN_STATES,
    SETTLED_STATES,
    State,
    dimension_in_words,
    is_invented,
)
from cairn.foundation.access.policies import decide_all
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Cell, value_of
from cairn.kernel.periods import Period, period_of

# How a state looks: keys of foundation.ui.statuses.
STATE_LOOKS = {
    State.DRAFT: "not_started", State.SUBMITTED: "waiting_evidence", State.RETURNED: "at_risk",
    State.APPROVED: "on_track", State.LOCKED: "complete",
}  # fmt: skip
_UNDER_WAY = (*OPEN_STATES, State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One period in the history, newest first."""

    period: Period
    value: Decimal | None
    words: str
    numerator: str
    denominator: str
    nil: bool
    provisional: bool
    state: str
    looks: str
    revision: int
    note: str
    reason: str
    earlier: int  # revisions that counted before


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Figures on their way: a draft, sent back, or waiting for approval."""

    period: Period
    revision: int
    state: str
    looks: str
    returned_for: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of everyone, or of one group, oldest first; a missing period is None."""

    dimension: str
    category: str
    periods: tuple[Period, ...]
    values: tuple[Decimal | None, ...]
    provisional: tuple[bool, ...]
    changes: tuple[int, ...]  # places where recording changed
    breaks: tuple[str, ...]  # what changed there
    invented: tuple[bool | None, ...]  # None where no figures are in

    def only(self, *, invented: bool) -> Series | None:
        """The figures of one sort, from the first of them to the last; None where there are none."""
        own = [place for place, sort in enumerate(self.invented) if sort is invented]
        if not own:
            return None
        first, past = own[0], own[-1] + 1
        changes = [pair for pair in zip(self.changes, self.breaks, strict=True) if first < pair[0] < past]
        return replace(
            self,
            periods=self.periods[first:past],
            values=tuple(self.values[place] if place in own else None for place in range(first, past)),
            provisional=tuple(place in own and self.provisional[place] for place in range(first, past)),
            changes=tuple(place - first for place, _words in changes),
            breaks=tuple(words for _place, words in changes),
            invented=self.invented[first:past],
        )


def by_sort(series: Iterable[Series]) -> list[tuple[bool, list[Series]]]:
    """Series of real figures, then of invented ones: they never share a chart. First whether they are invented."""
    every = list(series)
    sorts = [(sort, [own for one in every if (own := one.only(invented=sort))]) for sort in (False, True)]
    return [(sort, _with_values(own)) for sort, own in sorts if own]


def _with_values(series: list[Series]) -> list[Series]:
    """Everyone, and the groups that have figures."""
    return [one for one in series if not one.dimension or any(value is not None for value in one.values)]


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """Everything the page shows.

    Args:
        dimensions: key and words of each breakdown. Of the one chosen, ``by``, there are the newest figures in
            ``breakdown``; ``series`` holds everyone and its groups.
        rate: the newest figure held against residents, where it is.
        invented: the newest figures say that they are not real.
    """

    measure: Measure
    differences: tuple[tuple[str, str, str], ...]
    library_changed: bool
    latest: FigureRow | None
    target: Target | None
    history: tuple[FigureRow, ...]
    under_way: tuple[UnderWay, ...]
    wanted: tuple[Wanted, ...]
    dimensions: tuple[tuple[str, str], ...]
    by: str
    breakdown: Breakdown | None
    rate: Rate | None
    invented: bool
    series: tuple[Series, ...]
    read_with: tuple[tuple[str, str], ...]
    targets: tuple[Target, ...]
    breaks: tuple[MeasureBreak, ...]
    commitments: tuple[tuple[str, str, str], ...]
    changes: tuple[str, ...]
    approved: tuple[datetime, str] | None
    sent_in: tuple[datetime | None, str] | None
    source: str
    may_change: bool
    may_send: bool
    withheld: bool  # small figures are, from this reader


def measure_for(actor: Actor, ref: str) -> Measure:
    """The measure, or 404."""
    return policies.VIEW.one(actor, Measure.objects.select_related("agency", "submitter", "partnership"), ref=ref)


def measure_page(actor: Actor, ref: str, *, today: date, by: str = "") -> MeasurePage:
    """One measure: what it says, its figures, and what is asked for.

    Args:
        by: the breakdown to show; the first where it is none of the measure's.
    """
    measure = measure_for(actor, ref)
    submissions = list(measure.submissions.defer("typed").order_by("-period_start", "-revision"))
    counting = [row for row in submissions if row.counts]
    by = by if by in measure.breakdowns else next(iter(measure.breakdowns), "")
    cells, withheld = _told(actor, measure, _cells(counting, dimensions={"", by}))
    breaks = tuple(measure.breaks.all())
    targets = tuple(measure.targets.select_related("by"))
    history = tuple(_history(measure, submissions, cells, withheld))
    notes = _steps([row.pk for row in submissions if row.state == State.RETURNED or row in counting[:1]])
    there = {row.period_start for row in submissions if row.state in (State.SUBMITTED, *SETTLED_STATES)}
    may = decide_all({"change": policies.CHANGE, "send": policies.SEND}, actor, measure)
    newest = counting[0] if counting else None
    invented = newest is not None and is_invented(newest.note)
    of_newest = {cell.key: cell for cell in cells.get(newest.pk, ())} if newest else {}
    total = of_newest.get(EVERYONE)
    return MeasurePage(
        measure=measure,
        differences=tuple(library.differences(measure)),
        library_changed=library.library_changed(measure),
        latest=history[0] if history else None,
        target=target_on(targets, today),
        history=history,
        under_way=tuple(_under_way(measure, row, notes) for row in submissions if row.state in _UNDER_WAY),
        wanted=tuple(wanted(measure, there, today=today)),
        dimensions=tuple((key, dimension_in_words(key)) for key in measure.breakdowns),
        by=by,
        breakdown=breakdown_of(measure, by, of_newest, newest.period, invented=invented) if newest and by else None,
        rate=rate_of(measure, total, newest.period, invented=invented) if newest and total else None,
        invented=invented,
        series=tuple(_series(measure, counting, cells, breaks)),
        read_with=tuple(_read_with(actor, measure)),
        targets=targets[::-1],
        breaks=breaks,
        commitments=tuple(
            (row.commitment.strategy.slug, row.commitment.code, row.commitment.text)
            for row in MeasureCommitment.objects.filter(measure=measure)
            .select_related("commitment__strategy")
            .order_by("commitment__strategy__starts_on", "commitment__place")
        ),
        changes=tuple(
            MeasureChange.objects.filter(measure=measure)
            .order_by("change__place")
            .values_list("change__text", flat=True)
        ),
        approved=_by_whom(notes, newest, State.APPROVED),
        sent_in=_by_whom(notes, newest, State.SUBMITTED),
        source=newest.get_source_display() if newest else "",
        may_change=may["change"].allowed,
        may_send=may["send"].allowed,
        withheld=bool(withheld),
    )


def series_of(measure: Measure, *, actor: Actor | None = None) -> list[Series]:
    """The figures that count, for everyone first and then for each group; four queries at most.

    For charts and whatever else draws them; the caller has asked whether the measure may be seen.

    Args:
        actor: who reads; where it is not known, small figures of records are withheld.
    """
    counting = list(measure.submissions.filter(counts=True).defer("typed").order_by("-period_start"))
    return list(_series(measure, counting, _told(actor, measure, _cells(counting))[0], measure.breaks.all()))


def table_rows(measure: Measure, *, actor: Actor | None = None) -> list[list[object]]:
    """Every figure that counts, for a spreadsheet: one row for each group and period, oldest first.

    Args:
        actor: as of ``series_of``. Periods of which figures are withheld have a row without numbers.
    """
    counting = list(measure.submissions.filter(counts=True).defer("typed").order_by("period_start"))
    cells, withheld = _told(actor, measure, _cells(counting))
    found: list[list[object]] = [
        [
            measure.ref, measure.name, submission.period_start, submission.period_end, "everyone", "everyone",
            None, None, None, measure.get_unit_display(), None, submission.provisional,
            submission.get_state_display(), submission.revision, WITHHELD, is_invented(submission.note),
        ]
        for submission in counting if submission.pk in withheld
    ]  # fmt: skip
    found += [
        [
            measure.ref, measure.name, submission.period_start, submission.period_end, row.dimension or "everyone",
            row.category or "everyone", row.numerator, row.denominator,
            value_of(row.numerator, row.denominator, factor=measure.factor),
            measure.get_unit_display(), row.nil, submission.provisional, submission.get_state_display(),
            submission.revision, submission.note, is_invented(submission.note),
        ]
        for submission in counting
        for row in cells.get(submission.pk, ())
    ]  # fmt: skip
    return sorted(found, key=lambda row: row[2])


def _told(
    actor: Actor | None, measure: Measure, cells: dict[int, list[Cell]]
) -> tuple[dict[int, list[Cell]], frozenset[int]]:
    """The figures without those that are too small for somebody; and of which submissions everyone's is."""
    if not withheld_from(actor, [measure]):
        return cells, frozenset()
    small = frozenset(
        key for key, rows in cells.items()
        if any(not one.dimension and is_small(measure, one.numerator, one.denominator) for one in rows)
    )  # fmt: skip
    kept: dict[int, list[Cell]] = defaultdict(list)
    for key, rows in cells.items():
        if key not in small:
            kept[key] = [one for one in rows if not is_small(measure, one.numerator, one.denominator)]
    return kept, small


def _cells(submissions: Iterable[Submission], *, dimensions: Collection[str] = ()) -> dict[int, list[Cell]]:
    """The figures of submissions, by key, as plain values: there can be thousands.

    Args:
        dimensions: only of these, "" for everyone; all where none are named.
    """
    rows = Observation.objects.filter(submission_id__in=[one.pk for one in submissions])
    if dimensions:
        rows = rows.filter(dimension__in=dimensions)
    found: dict[int, list[Cell]] = defaultdict(list)
    columns = ("submission_id", "dimension", "category", "numerator", "denominator", "nil")
    for key, *facts in rows.order_by("pk").values_list(*columns):
        found[key].append(Cell(*facts))
    return found


def _history(
    measure: Measure, submissions: list[Submission], cells: dict[int, list[Cell]], withheld: Collection[int]
) -> Iterable[FigureRow]:
    for row in submissions:
        if not row.counts:
            continue
        total = next((one for one in cells[row.pk] if not one.dimension), None)
        if total is None and row.pk not in withheld:
            continue
        value = value_of(total.numerator, total.denominator, factor=measure.factor) if total else None
        yield FigureRow(
            period=Period(row.period_start, row.period_end, measure.frequency),
            value=value,
            words=shown(measure, value) if total else WITHHELD,
            numerator=number(total.numerator) if total else "",
            denominator=number(total.denominator) if total else "",
            nil=total is not None and total.nil,
            provisional=row.provisional,
            state=row.get_state_display(),
            looks=STATE_LOOKS[State(row.state)],
            revision=row.revision,
            note=row.note,
            reason=row.reason,
            earlier=sum(
                1
                for one in submissions
                if one.period_start == row.period_start and one.revision < row.revision and one.state in SETTLED_STATES
            ),
        )


def _under_way(measure: Measure, row: Submission, notes: dict[tuple[int, str], SubmissionStep]) -> UnderWay:
    returned = notes.get((row.pk, State.RETURNED)) if row.state == State.RETURNED else None
    return UnderWay(
        period=period_of(row.period_start, measure.frequency),
        revision=row.revision,
        state=row.get_state_display(),
        looks=STATE_LOOKS[State(row.state)],
        returned_for=returned.note if returned else "",
    )


def _steps(keys: list[int]) -> dict[tuple[int, str], SubmissionStep]:
    """The newest step of each kind."""
    rows = SubmissionStep.objects.filter(submission_id__in=keys).select_related("by").order_by("at", "pk")
    return {(row.submission_id, row.state): row for row in rows}


def _by_whom(
    notes: dict[tuple[int, str], SubmissionStep], newest: Submission | None, state: str
) -> tuple[datetime, str] | None:
    step = notes.get((newest.pk, state)) if newest else None
    return (step.at, step.by.name if step.by else "Cairn") if step else None


def _series(
    measure: Measure,
    counting: list[Submission],
    cells: dict[int, list[Cell]],
    breaks: Iterable[MeasureBreak],
) -> Iterable[Series]:
    """Every period from the first that counts to the last; one that is missing in between is a gap."""
    if not counting:
        return
    by_start = {row.period_start: row for row in counting}
    period, last = period_of(min(by_start), measure.frequency), max(by_start)
    periods = [period]
    while period.start < last:
        period = period_of(period.end.fromordinal(period.end.toordinal() + 1), measure.frequency)
        periods.append(period)
    places = {row.start: place for place, row in enumerate(periods)}
    changed = {places[row.on]: row.note for row in breaks if places.get(row.on, 0) > 0}
    sorts = {start: is_invented(row.note) for start, row in by_start.items()}
    at = {(*row.key, submission.period_start): row for submission in counting for row in cells[submission.pk]}
    of = {key[:2] for key in at}
    for dimension, category in [EVERYONE, *measure.rows[1:]]:
        if (dimension, category) in of:
            found = [at.get((dimension, category, one.start)) for one in periods]
            yield Series(
                dimension=dimension,
                category=category,
                periods=tuple(periods),
                values=tuple(
                    value_of(row.numerator, row.denominator, factor=measure.factor) if row else None for row in found
                ),
                provisional=tuple(one.start in by_start and by_start[one.start].provisional for one in periods),
                changes=tuple(sorted(changed)),
                breaks=tuple(changed[place] for place in sorted(changed)),
                invented=tuple(sorts.get(one.start) for one in periods),
            )


def _read_with(actor: Actor, measure: Measure) -> Iterable[tuple[str, str]]:
    """What it must be read beside: the name, and the reference of the partnership's own measure of it, or ""."""
    if not measure.read_with:
        return
    rows = policies.VIEW.rows(actor).filter(indicator__in=measure.read_with, ended_on=None)
    own = dict(rows.values_list("indicator", "ref"))
    for key in measure.read_with:
        indicator = library.indicator_for(key)
        yield indicator.name if indicator else key, own.get(key, "")
