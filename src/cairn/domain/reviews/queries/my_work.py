"""What the annual review asks of a person, as a section of My work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from cairn.domain.plans.api import Section, Task
from cairn.domain.reviews import policies
from cairn.domain.reviews.models import AnnualReview
from cairn.domain.reviews.queries.standing import newest_of, still_kept
from cairn.foundation.access.policies import NO_ROW
from cairn.kernel.actors import Actor


def reviews_waiting(actor: Actor) -> QuerySet[AnnualReview]:
    """Open reviews this person concludes in or agrees."""
    concludes, agrees = policies.CONCLUDE.filter(actor), policies.AGREE.filter(actor)
    if concludes is NO_ROW and agrees is NO_ROW:
        return AnnualReview.objects.none()
    still_open = AnnualReview.objects.filter(concludes | agrees, agreed_on=None)
    return policies.VIEW.rows(actor, still_open.annotate(concludes=_holds(concludes), agrees=_holds(agrees)))


def work_on_reviews(actor: Actor, today: date) -> Iterator[Section]:
    """Those of ``reviews_waiting`` with something to conclude or to agree; nothing where there is not."""
    tasks = tuple(_tasks(actor))
    if tasks:
        why = "Every commitment is concluded about, with what shows it. The board then agrees the whole."
        yield Section(key="reviews", title="Reviews waiting for you", why=why, tasks=tasks)


def _tasks(actor: Actor) -> Iterator[Task]:
    for row in reviews_waiting(actor).select_related("plan", "strategy").order_by("opened_on", "pk"):
        found = newest_of(row)
        missing, total = _missing(row, set(found))
        facts = {"title": f"Annual review of {row.plan.year}", "screen": "reviews:review", "ref": row.ref,
                 "when": "Opened", "on": row.opened_on}  # fmt: skip
        if missing and row.concludes:
            about = f"{row.strategy.title} · {missing} of {total} commitments without a conclusion"
            yield Task(do="Conclude about the commitments", about=about, **facts)
        elif not missing and row.agrees:
            yield Task(do="Agree the review", about=f"{row.strategy.title} · all {total} are concluded", **facts)


def _holds(rows: Q) -> Case:
    return Case(When(rows, then=Value(True)), default=Value(False), output_field=BooleanField())


def _missing(row: AnnualReview, found: set[int]) -> tuple[int, int]:
    kept = {one.pk for one in still_kept(row)}
    return len(kept - found), len(kept)
