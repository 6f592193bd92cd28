"""Which conclusions count: the newest of a review, those that were agreed, and what they say to residents."""

from __future__ import annotations

from collections.abc import Iterable

from cairn.domain.plans.api import Concluded
from cairn.domain.reviews.models import AnnualReview, Conclusion
from cairn.domain.reviews.terms import Ending, Verdict
from cairn.domain.strategies.models import Commitment, Strategy


def newest_of(review: AnnualReview) -> dict[int, Conclusion]:
    """The newest conclusion of each commitment, by the commitment's primary key; one query."""
    rows = Conclusion.objects.filter(review=review).select_related("by", "merged_into")
    return {row.commitment_id: row for row in rows.order_by("commitment_id", "-at", "-pk").distinct("commitment_id")}


def still_kept(review: AnnualReview) -> list[Commitment]:
    """The commitments to conclude about, in the published order: what an earlier year closed is not asked again."""
    earlier = AnnualReview.objects.filter(
        strategy_id=review.strategy_id, agreed_on__isnull=False, plan__starts_on__lt=review.plan.starts_on
    )
    closed = {key for one in earlier for key, row in newest_of(one).items() if row.verdict == Verdict.CLOSE}
    rows = Commitment.objects.filter(strategy_id=review.strategy_id).exclude(pk__in=closed)
    return list(rows.select_related("theme", "owned_elsewhere").order_by("theme__place", "place"))


def agreed_conclusions(strategy: Strategy) -> Iterable[Concluded]:
    """What every agreed review of a strategy concluded, for the plans and the public account; one query."""
    rows = Conclusion.objects.filter(review__strategy=strategy, review__agreed_on__isnull=False)
    rows = rows.select_related("review", "merged_into").order_by("review_id", "commitment_id", "-at", "-pk")
    newest = rows.distinct("review_id", "commitment_id")
    for row in sorted(newest, key=lambda row: (row.review.agreed_on, row.review_id)):
        yield Concluded(
            commitment_id=row.commitment_id,
            plan_id=row.review.plan_id,
            verdict=row.verdict,
            words=row.words,
            why=reason_of(row),
            on=row.review.agreed_on,
        )


def reason_of(row: Conclusion) -> str:
    """Why, in words residents may read; a closed one says how it ended first."""
    if row.verdict != Verdict.CLOSE:
        return row.why
    ending = Ending(row.ending).label
    if row.merged_into is not None:
        ending = f"{ending} ({row.merged_into.code})"
    return f"{ending}. {row.why}"
