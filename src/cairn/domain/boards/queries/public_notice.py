"""A key decision ahead as residents would read it, where it stands with them, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import NoticeRelease, PlannedDecision
from cairn.domain.boards.queries.decisions import maker_words
from cairn.domain.plans.api import Section, Task
from cairn.domain.publishing.api import NoticeEdition, NoticeRecord, newest_notice, newest_notices, notice_from
from cairn.foundation.access.policies import Decision as Answer
from cairn.foundation.access.proposals import newest_returned
from cairn.foundation.accounts.models import User
from cairn.kernel.actors import Actor

SAYS = {
    "title": "What it is about", "maker": "Who takes it", "due": "The day", "noticed": "Day of the notice",
    "papers": "Papers", "contact": "Who to ask", "area": "Area",
}  # fmt: skip
NOT_SHOWN = ("Residents do not see it yet", "not_started")
WAITS = ("Waits for a second person", "waiting_evidence")
SHOWN = ("Residents see it", "complete")
BEHIND = ("Residents see it otherwise", "at_risk")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """Where the notice of one decision ahead stands with residents.

    Args:
        record: what was proposed while that waits; otherwise what they would see.
        number, since: of the edition they see, or 0 and None.
        withdrawn: why what they saw was withdrawn, or "".
        release: what waits for a second person, or None; ``different`` what it changes.
        returned: why the last proposal was sent back, where nothing was sent since, or "".
    """

    row: PlannedDecision
    record: NoticeRecord
    number: int
    since: datetime | None
    withdrawn: str
    release: NoticeRelease | None
    different: tuple[str, ...]
    returned: str
    can_release: Answer
    can_check: Answer | None
    can_take_back: Answer | None


def notice_of(actor: Actor, row: PlannedDecision, *, today: date) -> NoticeRecord:
    """A key decision ahead as residents would read it.

    Args:
        actor: who proposes it; what somebody of a demonstration proposes is invented.
        row: the decision ahead, with its partnership.
        today: the day it is drawn up.
    """
    return _record(row, today, invented=_of_demonstration(actor))


def notice_page(actor: Actor, row: PlannedDecision, *, today: date) -> NoticePage:
    """Where one decision ahead stands with residents, for everybody who works here."""
    edition = newest_notice(row.ref)
    seen = edition is not None and not edition.withdrawn
    release = row.releases.filter(outcome="").select_related("proposed_by", "planned").first()
    record = notice_from(release.document) if release else notice_of(actor, row, today=today)
    returned = newest_returned(row.releases.all())
    return NoticePage(
        row=row,
        record=record,
        number=edition.number if seen else 0,
        since=edition.published_at if seen else None,
        withdrawn=edition.note if edition is not None and edition.withdrawn else "",
        release=release,
        different=_different(edition, record.as_document()) if seen else (),
        returned=returned.reason if returned else "",
        can_release=policies.RELEASE_NOTICE.decide(actor, row),
        can_check=policies.CHECK_NOTICE.decide(actor, release) if release else None,
        can_take_back=policies.TAKE_BACK_NOTICE.decide(actor, release) if release else None,
    )


def standing_of(actor: Actor, rows: list[PlannedDecision], *, today: date) -> Mapping[int, tuple[str, str]]:
    """Where key decisions ahead stand with residents, by primary key: words, and a status that draws them."""
    editions = {one.ref: one for one in newest_notices() if not one.withdrawn}
    waiting = set(NoticeRelease.objects.filter(outcome="", planned__in=rows).values_list("planned_id", flat=True))
    found = {}
    for row in rows:
        edition = editions.get(row.ref)
        if not row.key:
            continue
        if row.pk in waiting:
            found[row.pk] = WAITS
        elif edition is None:
            found[row.pk] = NOT_SHOWN
        else:
            different = _different(edition, _record(row, today, invented=edition.invented).as_document())
            found[row.pk] = BEHIND if different else SHOWN
    return found


def notices_waiting(actor: Actor) -> QuerySet[NoticeRelease]:
    """Notices that wait for this person's eyes."""
    return policies.CHECK_NOTICE.rows(actor, NoticeRelease.objects.defer("document"))


def work_of_notices(actor: Actor, today: date) -> Iterator[Section]:
    """The notices of ``notices_waiting``, for My work."""
    tasks = tuple(
        Task(
            do="Check",
            title=row.planned.title,
            about=f"Proposed by {row.proposed_by}",
            screen="boards:planned-public",
            ref=row.planned.ref,
            when="Since",
            on=timezone.localdate(row.proposed_at),
        )
        for row in notices_waiting(actor).select_related("planned", "proposed_by").order_by("proposed_at")
    )
    yield Section(
        key="notices",
        title="Notices to check before residents see them",
        why="You are the second person: read what is proposed, then publish it or send it back. A key decision "
        "needs 28 clear days of notice, so days count.",
        tasks=tasks,
    )


def _record(row: PlannedDecision, today: date, *, invented: bool) -> NoticeRecord:
    return NoticeRecord(
        ref=row.ref,
        title=row.title,
        area=row.partnership.area,
        as_at=today.isoformat(),
        maker=maker_words(row),
        due=row.due_on.isoformat(),
        noticed=row.notice_on.isoformat() if row.notice_on else "",
        papers=tuple(line.strip() for line in row.papers.splitlines() if line.strip()),
        contact=row.contact,
        invented=invented,
    )


def _of_demonstration(actor: Actor) -> bool:
    return User.objects.filter(pk=actor.user_id, is_demo=True).exists()


def _different(edition: NoticeEdition, document: Mapping[str, Any]) -> tuple[str, ...]:
    """What residents would find different; the first publication was itself the notice, where none was before."""
    known = {**edition.document, "noticed": edition.noticed_on.isoformat()}
    new = {**document, "papers": list(document["papers"])}
    return tuple(words for name, words in SAYS.items() if known.get(name) != new[name])
