"""The list of measures: what each last said, what is asked for, and what nothing shows yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, MeasureChange, MeasureCommitment, Observation, Submission
from cairn.domain.measures.queries.overview import Doing, doing
from cairn.domain.measures.queries.showing import FARTHEST_BACK, Wanted, shown, wanted
from cairn.domain.measures.queries.small import WITHHELD, is_small, withheld_from
from cairn.domain.measures.terms import SETTLED_STATES, State
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor
from cairn.kernel.periods import Asked, period_of

_IN = (State.SUBMITTED, *SETTLED_STATES)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list.

    Attributes:
        latest, period: its newest figure that counts, in words; "" where there is none.
        wanted: periods whose figures are asked for, oldest first.
        waits: sent in, and nobody has approved it yet.
        commitments: codes of what it shows.
    """

    ref: str
    name: str
    subject: str
    agency: str
    submitter: str
    submitter_id: int
    frequency: str
    good: str
    origin: str
    latest: str
    period: str
    provisional: bool
    wanted: tuple[Wanted, ...]
    waits: int
    commitments: tuple[str, ...]
    ended: bool
    computed: bool

    @property
    def overdue(self) -> bool:
        """Some of its figures are past their day."""
        return any(one.overdue for one in self.wanted)


@dataclass(frozen=True, slots=True)
class DoingLine:
    """One measure in the list, how it is doing, and the row itself."""

    line: MeasureLine
    doing: Doing
    measure: Measure


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list, by subject, with how many stand where (``counts``, by kind) whatever the filter."""

    subjects: tuple[tuple[str, tuple[DoingLine, ...]], ...]
    shown: int
    total: int
    counts: Mapping[str, int]


def list_page(actor: Actor, *, today: date, subject: str = "", show: str = "", commitment: str = "") -> ListPage:
    """Measures the actor may see.

    Args:
        subject: only of this one.
        show: one of the kinds below, or ``ended``; else all running ones.
        commitment: only those that show this one; ``slug/code``.
    """
    seen = policies.VIEW.rows(actor)
    over = seen.exclude(ended_on=None)
    running = _doing_lines(actor, seen.filter(ended_on=None), today=today)
    ended = _doing_lines(actor, over, today=today) if show == "ended" else []
    kinds = {
        "attention": [one for one in running if one.doing.needs_attention],
        "improving": [one for one in running if one.doing.improves],
        "unsaid": [one for one in running if one.doing.unsaid],
        "overdue": [one for one in running if one.line.overdue],
        "due": [one for one in running if one.line.wanted and not one.line.overdue],
        "waiting": [one for one in running if one.line.waits],
        "ended": ended,
    }
    chosen = [one for one in kinds.get(show, running) if not subject or one.line.subject == subject]
    if commitment:
        of_it = _refs_of(commitment)
        chosen = [one for one in chosen if one.line.ref in of_it]
    by_subject: dict[str, list[DoingLine]] = defaultdict(list)
    for one in chosen:
        by_subject[one.line.subject].append(one)
    for lines in by_subject.values():  # what needs somebody comes first
        lines.sort(key=lambda one: (not one.doing.needs_attention, one.line.name))
    return ListPage(
        subjects=tuple((title, tuple(lines)) for title, lines in sorted(by_subject.items())),
        shown=len(chosen),
        total=len(running),
        counts={kind: len(those) for kind, those in kinds.items()} | {"ended": len(ended) or over.count()},
    )


def _doing_lines(actor: Actor, measures: Iterable[Measure], *, today: date) -> list[DoingLine]:
    rows = list(measures.select_related("agency", "submitter").order_by("subject", "name"))
    closed = withheld_from(actor, rows)
    how, lines = doing(rows, today=today, closed=closed), _lines(rows, closed, today=today)
    return [DoingLine(line, how[row.pk], row) for line, row in zip(lines, rows, strict=True)]


def subjects_of(actor: Actor) -> list[str]:
    """What the partnership's measures are about."""
    return sorted(set(policies.VIEW.rows(actor).values_list("subject", flat=True)))


def lines_of(measures: Iterable[Measure], *, today: date, actor: Actor | None = None) -> list[MeasureLine]:
    """A line for each measure: six queries at most, however many there are.

    Args:
        actor: who reads; where it is not known, small figures of records are withheld.
    """
    rows = list(measures.select_related("agency", "submitter").order_by("subject", "name"))
    return _lines(rows, withheld_from(actor, rows), today=today)


def _lines(rows: list[Measure], closed: Collection[int], *, today: date) -> list[MeasureLine]:
    if not rows:
        return []
    keys = [row.pk for row in rows]
    there, waits = _figures_in(keys, today)
    latest = _latest(keys)
    codes: dict[int, list[str]] = defaultdict(list)
    links = MeasureCommitment.objects.filter(measure_id__in=keys).order_by("commitment__code")
    for key, code in links.values_list("measure_id", "commitment__code"):
        codes[key].append(code)
    return [
        _line(row, there[row.pk], waits[row.pk], latest.get(row.pk), codes[row.pk], today, closed=row.pk in closed)
        for row in rows
    ]


def figures_to_send(actor: Actor, *, today: date) -> list[tuple[MeasureLine, Wanted, bool]]:
    """Figures this person is asked for: named to send them in, or leading an agency that is late.

    Returns:
        The measure, the period, and whether the person herself is named.
    """
    if not actor.has(Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.ANALYST):
        return []
    rows = policies.SEND.rows(actor).filter(computed="")
    found = []
    for line in lines_of(rows, today=today):
        mine = line.submitter_id == actor.user_id
        found += [(line, one, mine) for one in line.wanted if mine or one.stage is Asked.ESCALATED]
    return sorted(found, key=lambda item: (not item[2], item[1].due_on, item[0].name))


def figures_to_approve(actor: Actor) -> list[Submission]:
    """What was sent in and waits for this person, oldest first."""
    if not actor.has(Role.PARTNERSHIP_MANAGER, Role.ANALYST):
        return []
    return list(policies.APPROVE.rows(actor).select_related("measure", "submitted_by").order_by("submitted_at", "pk"))


def _figures_in(keys: list[int], today: date) -> tuple[dict[int, set[date]], dict[int, int]]:
    """First days of the periods whose figures are in, and how many wait for approval, by measure."""
    there: dict[int, set[date]] = defaultdict(set)
    waits: dict[int, int] = defaultdict(int)
    since = today - FARTHEST_BACK - FARTHEST_BACK
    rows = Submission.objects.filter(measure_id__in=keys, period_start__gte=since, state__in=_IN)
    for key, start, state in rows.order_by().values_list("measure_id", "period_start", "state"):
        there[key].add(start)
        waits[key] += state == State.SUBMITTED
    return there, waits


def _latest(keys: list[int]) -> dict[int, Observation]:
    """The newest figure of everyone that counts, by measure; two queries."""
    newest = (
        Submission.objects.filter(measure_id__in=keys, counts=True)
        .order_by("measure_id", "-period_start")
        .distinct("measure_id")
        .values_list("pk", flat=True)
    )
    rows = Observation.objects.filter(submission_id__in=list(newest), dimension="").select_related("submission")
    return {row.submission.measure_id: row for row in rows}


def _line(
    row: Measure, there: set[date], waits: int, latest: Observation | None, codes: list[str], today: date, *,
    closed: bool,
) -> MeasureLine:  # fmt: skip
    few = latest is not None and closed and is_small(row, latest.numerator, latest.denominator)
    return MeasureLine(
        ref=row.ref,
        name=row.name,
        subject=row.subject,
        agency=row.agency.short,
        submitter=row.submitter.name,
        submitter_id=row.submitter_id,
        frequency=row.get_frequency_display(),
        good=row.get_good_display(),
        origin=row.get_origin_display(),
        latest=WITHHELD if few else shown(row, latest.value(factor=row.factor)) if latest else "",
        period=str(period_of(latest.submission.period_start, row.frequency)) if latest else "",
        provisional=latest.submission.provisional if latest else False,
        wanted=tuple(wanted(row, there, today=today)),
        waits=waits,
        commitments=tuple(codes),
        ended=row.ended_on is not None,
        computed=bool(row.computed),
    )


def _refs_of(commitment: str) -> set[str]:
    slug, _, code = commitment.partition("/")
    rows = MeasureCommitment.objects.filter(commitment__strategy__slug=slug, commitment__code=code)
    return set(rows.values_list("measure__ref", flat=True))


def measures_of_commitments(actor: Actor, keys: Iterable[int]) -> dict[int, list[Measure]]:
    """Running measures the actor may see, by the commitment they show."""
    found: dict[int, list[Measure]] = defaultdict(list)
    rows = MeasureCommitment.objects.filter(commitment_id__in=keys, measure__in=policies.VIEW.rows(actor))
    for row in rows.filter(measure__ended_on=None).select_related("measure").order_by("measure__name"):
        found[row.commitment_id].append(row.measure)
    return found


def measures_of_changes(actor: Actor, keys: Iterable[int]) -> dict[int, list[Measure]]:
    """Running measures the actor may see, by the change they show."""
    found: dict[int, list[Measure]] = defaultdict(list)
    rows = MeasureChange.objects.filter(change_id__in=keys, measure__in=policies.VIEW.rows(actor))
    for row in rows.filter(measure__ended_on=None).select_related("measure").order_by("measure__name"):
        found[row.change_id].append(row.measure)
    return found


def choices_of_people(people: Iterable[User]) -> list[tuple[str, str]]:
    """Whom a form offers to send figures in: her name and her agency."""
    return [(str(person.pk), f"{person.name}, {person.agency.name}") for person in people]
