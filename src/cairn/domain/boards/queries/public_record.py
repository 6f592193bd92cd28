"""A decision as residents would read it, and one proposal with what is different in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.domain.boards import policies
from cairn.domain.boards.models import Decision, DecisionRelease
from cairn.domain.boards.queries.decisions import facts_of, lettered, maker_words, posts_of
from cairn.domain.boards.terms import KeyReason, Resolution
from cairn.domain.publishing.api import CalledIn, DecisionRecord, decision_from, newest_decision
from cairn.foundation.access.policies import Decision as Answer
from cairn.foundation.accounts.models import User
from cairn.kernel.actors import Actor
from cairn.kernel.decision_days import notice_words

SAYS = {
    "title": "What it is about", "maker": "Who took it", "status": "What became of it", "key": "Whether it is key",
    "purpose": "Purpose", "parts": "What was decided", "facts": "Reasons and what stands beside them",
    "decided": "Day of the decision", "noticed": "Day of the notice", "notice": "What is said of the notice",
    "published": "Day of publication", "call_in_days": "Call-in window", "call_ins": "What happened in call-in",
    "replaces": "Which decision it replaces", "replaced_by": "Which decision replaced it", "area": "Area",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with what is worked out from its days.

    Args:
        record: what residents read.
        parts: letter and text.
    """

    record: DecisionRecord
    parts: tuple[tuple[str, str], ...]
    window_until: date | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionReleasePage:
    """One proposal, as whoever checks it reads it.

    Args:
        different: what residents would find different from what they see now.
        first: they see nothing of it now.
    """

    release: DecisionRelease
    view: RecordView
    different: tuple[str, ...]
    first: bool
    can_check: Answer
    can_take_back: Answer


def record_of(actor: Actor, row: Decision, *, today: date) -> DecisionRecord:
    """A published decision as residents would read it.

    Args:
        actor: who proposes it; what somebody of a demonstration proposes is invented.
        row: the decision.
        today: the day it is drawn up.
    """
    later = row.superseded_by.filter(published_on__isnull=False).order_by("pk").values_list("ref", "title")
    key = (("Why it is key", KeyReason(row.key_reason).label),) if row.key_reason else ()
    papers = "\n".join(row.documents.values_list("title", flat=True))
    body = (("May be called in by", row.call_in_body),) if row.call_in_body and row.call_in_days else ()
    return DecisionRecord(
        ref=row.ref,
        title=row.title,
        area=row.partnership.area,
        as_at=today.isoformat(),
        maker=maker_words(row),
        status=Resolution(row.resolution).label,
        key=row.key,
        purpose=row.purpose,
        parts=tuple(row.parts),
        facts=(
            *key, *facts_of(row), *((("Documents", papers),) if papers else ()), *body, *posts_of(row),
        ),
        decided=row.decided_on.isoformat(),
        noticed=row.notice_on.isoformat() if row.notice_on else "",
        notice=notice_words(row.key, row.notice_on, row.decided_on),
        published=row.published_on.isoformat(),
        call_in_days=row.call_in_days,
        call_ins=tuple(
            CalledIn(
                one.called_on.isoformat(), one.called_by, one.why, one.ended_on.isoformat() if one.ended_on else "",
                one.stands, one.outcome,
            )
            for one in row.call_ins.all()
        ),
        replaces=((row.supersedes.ref, row.supersedes.title),) if row.supersedes else (),
        replaced_by=tuple(later),
        invented=User.objects.filter(pk=actor.user_id, is_demo=True).exists(),
    )  # fmt: skip


def view_of(record: DecisionRecord) -> RecordView:
    """A record as a page shows it."""
    return RecordView(record, lettered(record.parts), record.window_until, record.effective_on)


def release_page(actor: Actor, ref: str) -> DecisionReleasePage:
    """A proposal, or 404 when it is not the actor's to see."""
    rows = DecisionRelease.objects.select_related("decision", "proposed_by", "checked_by")
    release = policies.VIEW_DECISION_RELEASE.one(actor, rows, ref=ref)
    edition = newest_decision(release.decision.ref)
    known = None if edition is None or edition.withdrawn else edition.document
    document = release.document
    different = () if known is None else _different(known, document)
    return DecisionReleasePage(
        release=release,
        view=view_of(decision_from(document)),
        different=different,
        first=known is None,
        can_check=policies.CHECK_DECISION_RELEASE.decide(actor, release),
        can_take_back=policies.TAKE_BACK_DECISION_RELEASE.decide(actor, release),
    )


def residents_are_behind(actor: Actor, row: Decision, *, today: date) -> bool:
    """Whether what residents see now is not what the record says any more, such as after a call-in."""
    edition = newest_decision(row.ref)
    if edition is None or edition.withdrawn:
        return False
    return bool(_different(edition.document, record_of(actor, row, today=today).as_document()))


def _different(known: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs between two documents, in words; as JSON holds them, so that lists and tuples are alike."""
    before, after = (json.loads(json.dumps(one)) for one in (known, document))
    return tuple(words for name, words in SAYS.items() if before.get(name) != after[name])
