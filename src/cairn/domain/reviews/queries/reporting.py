"""What a review concluded, as plain frozen values for the annual report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cairn.domain.boards.models import Decision
from cairn.domain.consultations.api import Consultation
from cairn.domain.measures.api import Measure
from cairn.domain.plans.api import Action
from cairn.domain.reviews.models import AnnualReview, CitedEvidence
from cairn.domain.reviews.queries.standing import newest_of, reason_of, still_kept
from cairn.domain.reviews.terms import Kind
from cairn.domain.strategies.models import Strategy
from cairn.domain.voice.api import Issue


@dataclass(frozen=True, slots=True)
class Shows:
    """One thing a conclusion rests on.

    Args:
        kind: in words. ``ref``: of the record, or "".
        title: as members read it.
        public: as residents may read it; "" where it has no words for them.
    """

    kind: str
    ref: str
    title: str
    public: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What the review of a year says of one commitment.

    Args:
        commitment: its code. ``text``: the promise as published.
        verdict: ``keep``, ``change`` or ``close``; "" where nothing is concluded yet.
        words: the new words, or what changes. ``why``: in words residents may read.
        by: who concluded, and ``on`` which day (None where nothing is).
    """

    commitment: str
    text: str
    verdict: str
    words: str
    why: str
    by: str
    on: date | None
    evidence: tuple[Shows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOfYear:
    """The review of one year; ``agreed_on`` is None while it is open, and then it is nothing for residents."""

    ref: str
    year: str
    opened_on: date
    agreed_on: date | None
    decision: str
    commitments: tuple[Reviewed, ...]


def review_of(strategy: Strategy, year: str) -> ReviewOfYear | None:
    """What the review of a year concluded about every commitment, in the published order; None without a review.

    Asks no policy: the caller has asked whether the strategy may be seen, and for whom the copy is.

    Args:
        year: as its plan is called, such as ``2026-27``.
    """
    rows = AnnualReview.objects.filter(strategy=strategy, plan__year=year).select_related("plan", "decision")
    review = rows.first()
    if review is None:
        return None
    newest = newest_of(review)
    shows = _shows([row.pk for row in newest.values()])
    return ReviewOfYear(
        ref=review.ref,
        year=review.plan.year,
        opened_on=review.opened_on,
        agreed_on=review.agreed_on,
        decision=review.decision.title if review.decision else review.note,
        commitments=tuple(
            Reviewed(
                commitment=row.code,
                text=row.text,
                verdict=found.verdict if found else "",
                words=found.words if found else "",
                why=reason_of(found) if found else "",
                by=(found.by.name if found.by else "Cairn") if found else "",
                on=timezone.localdate(found.at) if found else None,
                evidence=shows.get(found.pk, ()) if found else (),
            )
            for row in still_kept(review)
            for found in [newest.get(row.pk)]
        ),
    )


def _shows(keys: list[int]) -> dict[int, tuple[Shows, ...]]:
    rows = list(CitedEvidence.objects.filter(conclusion_id__in=keys, only_agency=False).order_by("pk"))
    public = _public_words(rows)
    found: dict[int, list[Shows]] = {}
    for row in rows:
        kind = Kind(row.kind)
        title = row.title if kind is not Kind.ISSUE else public.get(row.cited) or row.title
        found.setdefault(row.conclusion_id, []).append(Shows(kind.label, row.cited, title, public.get(row.cited, "")))
    return {key: tuple(items) for key, items in found.items()}


def _public_words(rows: Iterable[CitedEvidence]) -> dict[str, str]:
    """Reference to the words residents may read; what has none is left out."""
    refs: dict[str, list[str]] = {}
    for row in rows:
        refs.setdefault(row.kind, []).append(row.cited)
    asked = (
        (Kind.ACTION, Action, "public_wording"), (Kind.MEASURE, Measure, "name"),
        (Kind.ISSUE, Issue, "public_wording"), (Kind.CONSULTATION, Consultation, "title"),
    )  # fmt: skip
    found: dict[str, str] = {}
    for kind, model, column in asked:
        if kind in refs:
            found |= dict(model.objects.filter(ref__in=refs[kind]).values_list("ref", column))
    if Kind.DECISION in refs:
        decisions = Decision.objects.filter(ref__in=refs[Kind.DECISION], published_on__isnull=False)
        found |= dict(decisions.values_list("ref", "title"))
    return {ref: words for ref, words in found.items() if words}
