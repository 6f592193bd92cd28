"""Write down what left, so that later copies are checked against it and a correction finds who used a figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from cairn.domain.measures.models import Measure, Publication, Submission, SubmissionStep
from cairn.domain.measures.released.leaving import leaving
from cairn.domain.measures.slots import Use
from cairn.domain.measures.terms import SETTLED_STATES, Copy
from cairn.domain.publishing.api import NO_FIGURE, LeavingFigure, LeavingMeasure, measure_from
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience, Why

Days = tuple[str, str]  # first and last day of a period
Cells = dict[tuple[str, str], tuple[float | None, float | None, str]]
LEFT_OTHERWISE = (
    "Figures of the same measures left in another publication since this was drawn up. Draw it up again, so that the"
    " two together give nobody away."
)


def earlier_copies(*, since: datetime | None = None) -> list[dict[str, LeavingMeasure]]:
    """What left of the partnership acted in, oldest first; one query.

    Args:
        since: only what left after this moment.
    """
    rows = Publication.objects.order_by("at", "pk")
    rows = rows if since is None else rows.filter(at__gt=since)
    return [{one["ref"]: measure_from(one) for one in row} for row in rows.values_list("measures", flat=True) if row]


def leaving_of(
    partnership_id: int, audience: Audience, *, today: date, wanted: Collection[str],
    before: Sequence[Mapping[str, LeavingMeasure]] | None = None,
) -> dict[str, LeavingMeasure]:  # fmt: skip
    """What an audience may see of some measures, by reference.

    Every running measure of the partnership is decided on with them, whichever are wanted, so that what one account
    or report withholds does not stand in another.

    Args:
        wanted: references; of measures that ended as well.
        before: every earlier copy, where the caller has them already.
    """
    rows = Measure.objects.filter(Q(ended_on=None) | Q(ref__in=wanted), partnership_id=partnership_id)
    return leaving(
        rows.select_related("agency", "submitter").order_by("ref"), audience, today=today, wanted=wanted,
        before=earlier_copies() if before is None else before,
    )  # fmt: skip


def record_publication(
    *, by: Actor, at: datetime, audience: Audience, kind: Copy, title: str, measures: Mapping[str, LeavingMeasure],
    reference: str = "", drawn_at: datetime | None = None,
) -> Publication | None:  # fmt: skip
    """Write down that figures of measures left. The caller's policy has been asked already.

    Args:
        audience: whom for. Members see exact figures, so what they get binds nobody; it is written down all the same.
        kind, title, reference: what it was, and where it can be found.
        measures: what left, exactly.
        drawn_at: when the figures were taken, where that was before ``at``.

    Returns:
        The row, or None where no measure left.

    Raises:
        Refused: something else left for this audience since ``drawn_at`` and shows the same periods otherwise, or
            with it something could be worked out that is withheld.
    """
    if not measures:
        return None
    new = dict(_new_in(measures, earlier_copies(), audience))
    if drawn_at is not None and audience is not Audience.MEMBERS:
        since = earlier_copies(since=drawn_at)
        _agrees(measures, since, audience)
        if any(one.audience == audience for copy in since for one in copy.values()):
            _leaves_again(by.partnership_id, measures, audience, drawn_at)
    with command("measures.record_publication", by=by, at=at):
        found = Publication(
            partnership_id=by.partnership_id, audience=str(audience), kind=kind, title=title[:240],
            reference=reference[:120], at=at, by_id=by.user_id, submissions=_used(measures, drawn_at or at),
            measures=[] if audience is Audience.MEMBERS else [one.as_document() for one in new.values()],
        )  # fmt: skip
        found.save()
    return found


def used_in(actor: Actor, submission: Submission) -> list[Use]:
    """Every publication that was made from the figures of a period."""
    rows = Publication.objects.filter(partnership_id=actor.partnership_id, submissions__contains=[submission.pk])
    return [Use(title=f"{row.title} ({row.get_kind_display().lower()})", on=row.at.date()) for row in rows]


def cells_of(measure: LeavingMeasure) -> dict[Days, Cells]:
    """What a copy shows of each period, a period without any figure left out."""
    found: dict[Days, Cells] = defaultdict(dict)
    for series in measure.series:
        for one in series.figures:
            if one.why != NO_FIGURE:
                found[one.start, one.end][series.dimension, series.category] = (one.numerator, one.denominator, one.why)
    return found


def _new_in(
    measures: Mapping[str, LeavingMeasure], before: Iterable[Mapping[str, LeavingMeasure]], audience: Audience
) -> Iterator[tuple[str, LeavingMeasure]]:
    """Of each measure, the periods that no earlier copy for the audience showed in the same way."""
    known: dict[str, dict[Days, list[Cells]]] = defaultdict(lambda: defaultdict(list))
    for copy in before:
        for ref, one in copy.items():
            if one.audience == audience:
                for days, cells in cells_of(one).items():
                    known[ref][days].append(cells)
    for ref, one in measures.items():
        there = cells_of(one)
        days = {each for each, cells in there.items() if cells not in known[ref][each]}
        if days:
            series = tuple(replace(row, figures=tuple(_of(row.figures, days))) for row in one.series)
            yield ref, replace(one, series=series)


def _of(figures: Iterable[LeavingFigure], days: set[Days]) -> Iterator[LeavingFigure]:
    return (one for one in figures if (one.start, one.end) in days)


def _agrees(
    measures: Mapping[str, LeavingMeasure], since: Iterable[Mapping[str, LeavingMeasure]], audience: Audience
) -> None:
    for copy in since:
        for ref, other in copy.items():
            if ref in measures and other.audience == audience:
                ours = cells_of(measures[ref])
                if any(days in ours and ours[days] != cells for days, cells in cells_of(other).items()):
                    raise Refused(LEFT_OTHERWISE)


def _leaves_again(
    partnership_id: int, measures: Mapping[str, LeavingMeasure], audience: Audience, drawn_at: datetime
) -> None:
    """Refuse what shows a figure that would be withheld today, since another measure may count the same."""
    found = leaving_of(partnership_id, audience, today=timezone.localdate(drawn_at), wanted=measures.keys())
    for ref, again in found.items():
        drawn = cells_of(measures[ref])
        for days, cells in cells_of(again).items():
            shown = drawn.get(days, {})
            if any(cell[2] == Why.WITHHELD != shown[group][2] for group, cell in cells.items() if group in shown):
                raise Refused(LEFT_OTHERWISE)


def _used(measures: Mapping[str, LeavingMeasure], when: datetime) -> list[int]:
    """The submissions whose figures stand in a copy: of each period the newest that was approved by then."""
    periods = {(ref, date.fromisoformat(start)) for ref, one in measures.items() for start, _ in cells_of(one)}
    keys = dict(Measure.objects.filter(ref__in=measures).values_list("pk", "ref"))
    rows = Submission.objects.filter(measure_id__in=keys, state__in=SETTLED_STATES).order_by("revision")
    steps = SubmissionStep.objects.filter(
        submission__measure_id__in=keys, submission__revision__gt=1, state__in=SETTLED_STATES, at__gt=when
    )
    later = set(steps.values_list("submission_id", flat=True)) - set(
        SubmissionStep.objects.filter(
            submission__measure_id__in=keys, submission__revision__gt=1, state__in=SETTLED_STATES, at__lte=when
        ).values_list("submission_id", flat=True)
    )
    found: dict[tuple[str, date], int] = {}
    for pk, measure_id, start in rows.values_list("pk", "measure_id", "period_start"):
        if pk not in later and (keys[measure_id], start) in periods:
            found[keys[measure_id], start] = pk
    return sorted(found.values())
