"""Publish an edition, or withdraw what is shown; nothing published is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from cairn.domain.publishing.counts_document import YearlyCounts
from cairn.domain.publishing.decision_document import DecisionRecord
from cairn.domain.publishing.document import Account
from cairn.domain.publishing.models import (
    CountsEdition,
    DecisionEdition,
    Edition,
    NoticeEdition,
    Published,
    ReportEdition,
)
from cairn.domain.publishing.neutral import require_neutral
from cairn.domain.publishing.notice_document import NoticeRecord
from cairn.domain.publishing.report_document import ReportDocument
from cairn.domain.publishing.words import counts_by_status
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

Row = TypeVar("Row", bound=Published)


def publish_edition(*, by: Actor, at: datetime, account: Account, note: str) -> Edition:
    """Publish a strategy's account as the next edition. The caller's policy has been asked already.

    Args:
        account: everything residents will see.
        note: what is new, for residents.

    Raises:
        NotNeutral: the title or the address would tell what was read.
    """
    require_neutral(account.title, account.slug)
    document = replace(account, measures=tuple(one.without_groups() for one in account.measures)).as_document()
    with command("publishing.publish", by=by, at=at, reason=note):
        return _next_of(
            Edition, {"slug": account.slug}, by=by, at=at, note=note, document=document, title=account.title,
            area=account.area, starts_on=date.fromisoformat(account.starts_on),
            ends_on=date.fromisoformat(account.ends_on), plan_year=account.plan_year, invented=account.invented,
            made_up=account.made_up, counts=counts_by_status(document),
            measures={one.ref: one.as_document() for one in account.measures},
        )  # fmt: skip


def publish_record(*, by: Actor, at: datetime, record: DecisionRecord, note: str) -> DecisionEdition:
    """Publish a decision's record as its next edition. The caller's policy has been asked already.

    Its address and the title of its page hold the reference alone, so they tell nothing.

    Args:
        record: everything residents will see.
        note: what is new, for residents.
    """
    with command("publishing.publish_record", by=by, at=at, reason=note):
        return _next_of(
            DecisionEdition, {"ref": record.ref}, by=by, at=at, note=note, document=record.as_document(),
            title=record.title, area=record.area, decided_on=date.fromisoformat(record.decided), key=record.key,
            invented=record.invented,
        )  # fmt: skip


def publish_notice(*, by: Actor, at: datetime, record: NoticeRecord, note: str) -> NoticeEdition:
    """Publish the notice of a decision ahead as its next edition. The caller's policy has been asked already.

    Args:
        record: everything residents will see; without a day of notice, this is that day.
        note: what is new, for residents.
    """
    noticed = date.fromisoformat(record.noticed) if record.noticed else timezone.localdate(at)
    with command("publishing.publish_notice", by=by, at=at, reason=note):
        return _next_of(
            NoticeEdition, {"ref": record.ref}, by=by, at=at, note=note, document=record.as_document(),
            title=record.title, area=record.area, due_on=date.fromisoformat(record.due), noticed_on=noticed,
            invented=record.invented,
        )  # fmt: skip


def withdraw_notice(*, by: Actor, at: datetime, ref: str, reason: str) -> NoticeEdition:
    """Take the notice of a decision ahead off the public forward plan; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of it is published.
    """
    with command("publishing.withdraw_notice", by=by, at=at, reason=reason):
        kept = ("title", "area", "due_on", "noticed_on", "invented")
        return _withdrawn(NoticeEdition, {"ref": ref}, kept, by=by, at=at, reason=reason)


def publish_counts(*, by: Actor, at: datetime, record: YearlyCounts, note: str) -> CountsEdition:
    """Publish the counts of one authority and year as their next edition. The caller's policy has been asked already.

    Args:
        record: everything residents will see.
        note: what is new, for residents.
    """
    with command("publishing.publish_counts", by=by, at=at, reason=note):
        return _next_of(
            CountsEdition, {"slug": record.slug}, by=by, at=at, note=note, document=record.as_document(),
            title=record.title, area=record.area, starts_on=date.fromisoformat(record.first),
            ends_on=date.fromisoformat(record.last), invented=record.invented,
        )  # fmt: skip


def withdraw_counts(*, by: Actor, at: datetime, slug: str, reason: str) -> CountsEdition:
    """Take the counts of a year off the public site; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of them is published.
    """
    with command("publishing.withdraw_counts", by=by, at=at, reason=reason):
        kept = ("title", "area", "starts_on", "ends_on", "invented")
        return _withdrawn(CountsEdition, {"slug": slug}, kept, by=by, at=at, reason=reason)


def publish_report(
    *, by: Actor, at: datetime, report: ReportDocument, slug: str, year: str, pdf: bytes, note: str
) -> ReportEdition:
    """Publish an annual report as its next edition. The caller's policy has been asked already.

    Args:
        report: everything residents will see.
        slug: of its address.
        pdf: drawn from the document.
        note: what it is, for residents.

    Raises:
        NotNeutral: the title or the address would tell what was read.
    """
    require_neutral(report.title, slug)
    with command("publishing.publish_report", by=by, at=at, reason=note):
        return _next_of(
            ReportEdition, {"slug": slug}, by=by, at=at, note=note, document=report.as_document(), title=report.title,
            area=report.area, year=year, pdf=pdf, invented=report.invented,
        )  # fmt: skip


def withdraw_report(*, by: Actor, at: datetime, slug: str, reason: str) -> ReportEdition:
    """Take a report off the public site; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of it is published.
    """
    with command("publishing.withdraw_report", by=by, at=at, reason=reason):
        kept = ("title", "area", "year", "invented")
        return _withdrawn(ReportEdition, {"slug": slug}, kept, by=by, at=at, reason=reason, empty={"pdf": b""})


def withdraw(*, by: Actor, at: datetime, slug: str, reason: str) -> Edition:
    """Take a strategy off the public site; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of it is published.
    """
    with command("publishing.withdraw", by=by, at=at, reason=reason):
        kept = ("title", "area", "starts_on", "ends_on", "invented", "made_up")
        return _withdrawn(Edition, {"slug": slug}, kept, by=by, at=at, reason=reason)


def withdraw_record(*, by: Actor, at: datetime, ref: str, reason: str) -> DecisionEdition:
    """Take a decision's record off the public site; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of it is published.
    """
    with command("publishing.withdraw_record", by=by, at=at, reason=reason):
        kept = ("title", "area", "decided_on", "key", "invented")
        return _withdrawn(DecisionEdition, {"ref": ref}, kept, by=by, at=at, reason=reason)


def _next_of(kind: type[Row], of: dict[str, str], *, by: Actor, at: datetime, **fields: Any) -> Row:
    """Add the next edition of one thing."""
    _wait_for_others(kind, of)
    last = kind.objects.filter(**of).order_by("-number").values_list("number", flat=True).first()
    fields = {"partnership_id": by.partnership_id, "number": (last or 0) + 1, "published_at": at, **fields}
    edition = kind(**of, **fields)
    edition.save()
    return edition


def _withdrawn(
    kind: type[Row], of: dict[str, str], kept: Iterable[str], *, by: Actor, at: datetime, reason: str,
    empty: Mapping[str, Any] | None = None,
) -> Row:  # fmt: skip
    """Add an edition that hides the thing and says why."""
    _wait_for_others(kind, of)
    last = kind.objects.filter(**of).order_by("-number").first()
    if last is None or last.withdrawn:
        raise ValueError("There is nothing published to withdraw.")
    same = {name: getattr(last, name) for name in ("partnership_id", *kept)}
    return _next_of(kind, of, by=by, at=at, withdrawn=True, note=reason, document={}, **same, **(empty or {}))


def _wait_for_others(kind: type[Published], of: dict[str, str]) -> None:
    """Two people may publish the same thing at once: until the transaction ends, the second waits."""
    name = f"{kind._meta.db_table}:{next(iter(of.values()))}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
