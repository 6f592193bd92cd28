"""Count cases again each night: periods that ended, and the newest ones, which a correction may have changed."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.measures.api import Measure, WaitsForSource, compute, compute_what_is_missing
from cairn.domain.measures.terms import State
from cairn.domain.returns.queries.from_cases import rules
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor

NEWEST = 4  # periods that are counted again


def count_again(*, at: datetime) -> int:
    """Compute what is missing of every measure filled from cases, and its newest periods anew where they differ.

    What was locked stays as it is: nobody changes it any more.

    Returns:
        How many figures were made or changed.
    """
    return in_each_partnership(lambda by, partnership: _of_partnership(by, partnership, at))


def _of_partnership(by: Actor, partnership: Partnership, at: datetime) -> int:
    made, keys = 0, [rule.key for rule in rules()]
    running = Measure.objects.filter(
        partnership=partnership, computed__in=keys, ended_on=None, first_on__lte=timezone.localdate(at)
    )
    for measure in running.order_by("pk"):
        made += compute_what_is_missing(by=by, at=at, measure=measure)
        newest = measure.submissions.filter(counts=True).exclude(state=State.LOCKED).order_by("-period_start")
        for before in newest[:NEWEST]:
            try:
                now = compute(by=by, at=at, measure=measure, start=before.period_start)
            except WaitsForSource:
                continue
            made += now.pk != before.pk
    return made
