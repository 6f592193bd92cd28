"""Which measures a report shows, and what an audience may see of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from cairn.domain.measures.api import Measure, leaving_of
from cairn.domain.measures.api import policies as measured
from cairn.domain.measures.models import MeasureChange, MeasureCommitment
from cairn.domain.publishing.api import LeavingMeasure
from cairn.domain.reports.models import Report
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience


def measures_of(actor: Actor, report: Report) -> list[Measure]:
    """The running measures of the partnership for a pack; those of the strategy for an annual report."""
    rows = measured.VIEW.rows(actor, Measure.objects.filter(ended_on=None))
    if report.plan is not None:
        kept = MeasureCommitment.objects.filter(commitment__strategy=report.plan.strategy_id)
        changed = MeasureChange.objects.filter(change__strategy=report.plan.strategy_id)
        rows = rows.filter(
            pk__in=[*kept.values_list("measure_id", flat=True), *changed.values_list("measure_id", flat=True)]
        )
    return list(rows.select_related("agency").order_by("subject", "name", "pk"))


def figures_for(
    measures: list[Measure], audience: Audience, *, today: date, before: Sequence[Mapping[str, LeavingMeasure]] = ()
) -> dict[str, LeavingMeasure]:
    """What an audience may see of measures, by reference, in their order.

    They are decided on with every other measure of the partnership, as those of every report and account are.

    Args:
        today: the day the report is of.
        before: every earlier copy of the partnership, so that nothing can be worked out from two of them.
    """
    if not measures:
        return {}
    refs = [one.ref for one in measures]
    found = leaving_of(measures[0].partnership_id, audience, today=today, wanted=refs, before=before)
    return {ref: found[ref] for ref in refs}
