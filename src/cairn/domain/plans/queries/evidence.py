"""Evidence of one action as people see it: what it is, where it stands, and who judged it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.http import Http404

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Evidence, EvidenceReview
from cairn.foundation.files.terms import size_in_words
from cairn.kernel.actors import Actor

ACCEPTED, REFUSED, WAITING, KEPT = "accepted", "refused", "waiting", "kept"

# How each state looks: keys of foundation.ui.statuses, so that shape and colour mean the same everywhere.
LOOKS = {
    ACCEPTED: ("complete", "Accepted"),
    REFUSED: ("disputed", "Refused"),
    WAITING: ("waiting_evidence", "Waiting to be judged"),
    KEPT: ("not_started", "Kept to your agency"),
}


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """One judgement. ``accepted`` and the note, by whom and when."""

    accepted: bool
    note: str
    by: str
    agency: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class EvidenceView:
    """One piece of evidence.

    Attributes:
        kind, kind_word: file, link or record.
        address, record: of a link, of a record; empty otherwise.
        file_name, file_size: of a file; empty otherwise.
        state: accepted, refused, waiting, or kept (to its agency: nobody outside can judge it).
        looks, word: how the state is shown.
        reviews: newest first; the newest counts.
        may_judge: the reader may accept or refuse it.
    """

    ref: str
    title: str
    kind: str
    kind_word: str
    address: str
    record: str
    file_name: str
    file_size: str
    by: str
    agency: str
    at: datetime
    update_pk: int | None
    state: str
    looks: str
    word: str
    reviews: tuple[ReviewView, ...]
    may_judge: bool


def evidence_of(actor: Actor, action: Action) -> tuple[EvidenceView, ...]:
    """The evidence of an action that the actor may see, newest first; two queries."""
    rows = list(_rows(actor).filter(action=action))
    reviews = _reviews([row.pk for row in rows])
    return tuple(_view(row, reviews.get(row.pk, ())) for row in rows)


def evidence_for(actor: Actor, action: Action, ref: str) -> Evidence:
    """One piece of an action's evidence, or 404."""
    row = _rows(actor).filter(action=action, ref=ref).first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    return row


def evidence_view(row: Evidence) -> EvidenceView:
    """One piece, from ``evidence_for``, with its reviews."""
    return _view(row, _reviews([row.pk]).get(row.pk, ()))


def _rows(actor: Actor) -> QuerySet[Evidence]:
    judges = Case(
        When(policies.REVIEW.filter(actor), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    rows = policies.VIEW_EVIDENCE.rows(actor).select_related("agency", "by", "file").defer("file__content")
    return rows.annotate(may_judge=judges)


def _reviews(keys: list[int]) -> dict[int, tuple[ReviewView, ...]]:
    found: dict[int, list[ReviewView]] = defaultdict(list)
    rows = EvidenceReview.objects.filter(evidence_id__in=keys).select_related("by", "agency")
    for row in rows.order_by("-at", "-pk"):
        found[row.evidence_id].append(
            ReviewView(accepted=row.accepted, note=row.note, by=row.by.name, agency=row.agency.name, at=row.at)
        )
    return {key: tuple(views) for key, views in found.items()}


def _view(row: Evidence, reviews: tuple[ReviewView, ...]) -> EvidenceView:
    if row.only_agency:
        state = KEPT
    elif not reviews:
        state = WAITING
    else:
        state = ACCEPTED if reviews[0].accepted else REFUSED
    looks, word = LOOKS[state]
    return EvidenceView(
        ref=row.ref,
        title=row.title,
        kind=row.kind,
        kind_word=row.get_kind_display(),
        address=row.address,
        record=row.record,
        file_name=row.file.name if row.file else "",
        file_size=size_in_words(row.file.size) if row.file else "",
        by=row.by.name,
        agency=row.agency.name,
        at=row.at,
        update_pk=row.update_id,
        state=state,
        looks=looks,
        word=word,
        reviews=reviews,
        may_judge=row.may_judge,
    )
