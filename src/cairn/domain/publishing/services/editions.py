"""Publish an edition, or withdraw what is shown; nothing published is ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import connection

from cairn.domain.publishing.document import Account
from cairn.domain.publishing.models import Edition
from cairn.domain.publishing.neutral import require_neutral
from cairn.domain.publishing.queries import newest_edition
from cairn.domain.publishing.words import counts_by_status
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


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
        _wait_for_others(account.slug)
        edition = Edition(
            partnership_id=by.partnership_id,
            slug=account.slug,
            number=_next_number(account.slug),
            title=account.title,
            area=account.area,
            starts_on=date.fromisoformat(account.starts_on),
            ends_on=date.fromisoformat(account.ends_on),
            published_at=at,
            note=note,
            document=document,
            measures={one.ref: one.as_document() for one in account.measures},
            plan_year=account.plan_year,
            invented=account.invented,
            made_up=account.made_up,
            counts=counts_by_status(document),
        )
        edition.save()
    return edition


def withdraw(*, by: Actor, at: datetime, slug: str, reason: str) -> Edition:
    """Take a strategy off the public site; the editions stay, the reason is shown.

    Raises:
        ValueError: when nothing of it is published.
    """
    with command("publishing.withdraw", by=by, at=at, reason=reason):
        _wait_for_others(slug)
        last = newest_edition(slug)
        if last is None or last.withdrawn:
            raise ValueError("There is nothing published to withdraw.")
        edition = Edition(
            partnership_id=last.partnership_id,
            slug=slug,
            number=last.number + 1,
            title=last.title,
            area=last.area,
            starts_on=last.starts_on,
            ends_on=last.ends_on,
            published_at=at,
            withdrawn=True,
            note=reason,
            document={},
            invented=last.invented,
            made_up=last.made_up,
        )
        edition.save()
    return edition


def _next_number(slug: str) -> int:
    last = Edition.objects.filter(slug=slug).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _wait_for_others(slug: str) -> None:
    """Two people may publish the same strategy at once: until the transaction ends, the second waits."""
    name = f"publishing_edition:{slug}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
