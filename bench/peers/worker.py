"""The peers' process: seeds its tables, then updates them as the conductor asks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import django

django.setup()  # before any model is imported; the conductor names the settings

import pghistory  # noqa: E402
from auditlog.context import set_extra_data  # noqa: E402
from auditlog.models import LogEntry  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from simple_history.models import HistoricalRecords  # noqa: E402

from bench import side  # noqa: E402
from bench.peers.rows import models  # noqa: E402
from bench.row import WHY, Row, seeded  # noqa: E402


class NoAudit:
    """Django's own save, and nothing kept."""

    model = models.Plain
    record_table = ""

    def __init__(self, user: User) -> None:
        self.user = user

    def acting(self) -> AbstractContextManager[Any]:
        return side.nothing()

    def change(self, row: Row) -> None:
        row.save()

    def notes(self, since: int) -> list[side.Note]:
        return []

    def last(self) -> int:
        return 0


class WithSimpleHistory(NoAudit):
    """The user comes from the request, as its middleware gives it; the reason is set on the row."""

    model = models.SimpleHistory
    record_table = "rows_historicalsimplehistory"

    def acting(self) -> AbstractContextManager[Any]:
        return _Request(self.user)

    def change(self, row: Row) -> None:
        row._change_reason = WHY
        row.save()

    def notes(self, since: int) -> list[side.Note]:
        found = models.SimpleHistory.history.filter(history_id__gt=since)
        return list(found.values_list("history_user_id", "history_change_reason"))

    def last(self) -> int:
        newest = models.SimpleHistory.history.order_by("-history_id").first()
        return newest.history_id if newest else 0


class _Request:
    """What simple-history's middleware does round a request."""

    def __init__(self, user: User) -> None:
        self.request = SimpleNamespace(user=user)

    def __enter__(self) -> None:
        HistoricalRecords.context.request = self.request

    def __exit__(self, *_: object) -> None:
        del HistoricalRecords.context.request


class WithAuditLog(NoAudit):
    """The actor is set as its middleware sets it; the reason goes into its additional data."""

    model = models.AuditLog
    record_table = "auditlog_logentry"

    def acting(self) -> AbstractContextManager[Any]:
        return set_extra_data({"actor": self.user, "additional_data": {"reason": WHY}})

    def notes(self, since: int) -> list[side.Note]:
        found = LogEntry.objects.filter(pk__gt=since).values_list("actor_id", "additional_data")
        return [(who, (more or {}).get("reason")) for who, more in found]

    def last(self) -> int:
        return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class WithPgHistory(NoAudit):
    """User and reason are its context, which its triggers join to each event."""

    model = models.PgHistory
    record_table = "rows_pghistoryevent pghistory_context"
    way_round = "SELECT set_config('pgtrigger.ignore', '{pgtrigger_update_update_a1848}', true)"

    def acting(self) -> AbstractContextManager[Any]:
        return pghistory.context(user=self.user.pk, reason=WHY)

    def notes(self, since: int) -> list[side.Note]:
        found = models.PgHistoryEvent.objects.filter(pk__gt=since).select_related("pgh_context")
        told = [event.pgh_context.metadata if event.pgh_context else {} for event in found]
        return [(context.get("user"), context.get("reason")) for context in told]

    def last(self) -> int:
        newest = models.PgHistoryEvent.objects.order_by("-pk").values_list("pk", flat=True)
        return newest.first() or 0


def prepared(rows: int) -> dict[str, NoAudit]:
    """Bring the tables up to date and put the same rows into each, where they are not there yet."""
    call_command("migrate", interactive=False, verbosity=0)
    user, _ = User.objects.get_or_create(username="heron.granite")
    partnership, _ = models.Partnership.objects.get_or_create(name="Hill and Shore")
    contenders = {
        "plain": NoAudit(user),
        "simple-history": WithSimpleHistory(user),
        "auditlog": WithAuditLog(user),
        "pghistory": WithPgHistory(user),
    }
    for contender in contenders.values():
        missing = range(contender.model.objects.count(), rows)
        contender.model.objects.bulk_create(
            contender.model(partnership=partnership, **seeded(number)) for number in missing
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return contenders


def versions(_asked: Any) -> dict[str, str]:
    """What is measured, by the names it is installed under."""
    names = ("Django", "psycopg", "django-simple-history", "django-auditlog", "django-pghistory")
    return {name: version(name) for name in names}


if __name__ == "__main__":
    side.serve(prepared(rows=2000), more={"versions": versions})
