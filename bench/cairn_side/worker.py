"""Cairn's process: seeds its table, then updates it as the conductor asks, through the guarded command."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from importlib.metadata import version
from typing import Any

import django

django.setup()  # before any model is imported; the conductor names the settings

from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import side  # noqa: E402
from bench.cairn_side.models import Kept  # noqa: E402
from bench.row import WHY, Row, seeded  # noqa: E402
from cairn.foundation.access.fences import raise_fences  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.chain import seal_chain, verify_chain  # noqa: E402
from cairn.foundation.audit.commands import command, set_scope  # noqa: E402
from cairn.foundation.audit.guarded import load_in_bulk  # noqa: E402
from cairn.foundation.audit.models import Entry  # noqa: E402
from cairn.kernel.actors import Actor, system_actor  # noqa: E402


class WithCairn:
    """A guarded model inside a command: who, when and why are asked for, or nothing is saved."""

    model = Kept
    record_table = "audit_entry audit_pending"

    def __init__(self, partnership: int) -> None:
        # The database asks for a partnership and an open command; what they are, it cannot judge.
        self.way_round = (
            f"SELECT set_config('cairn.partnership', '{partnership}', true), set_config('cairn.command', 'x', true)"
        )
        self.actor = Actor(user_id=1, partnership_id=partnership, agency_id=1, roles=frozenset({"coordinator"}))

    def acting(self) -> AbstractContextManager[Any]:
        return command("bench.move", by=self.actor, at=timezone.now(), reason=WHY)

    def change(self, row: Row) -> None:
        row.save()

    def scope(self) -> AbstractContextManager[Any]:
        set_scope(self.actor)
        return side.nothing()

    def notes(self, since: int) -> list[side.Note]:
        with transaction.atomic():
            self.scope()
            return list(Entry.objects.filter(pk__gt=since).values_list("user_id", "reason"))

    def last(self) -> int:
        with transaction.atomic():
            self.scope()
            return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def seal(self) -> int:
        """Seal what waits, as the worker does each minute."""
        return seal_chain(self.actor.partnership_id, limit=1_000_000)

    def notices(self) -> bool:
        """Does verifying find that a sealed record was rewritten?"""
        return bool(verify_chain(self.actor.partnership_id, using="owner").faults)


def prepared(rows: int) -> WithCairn:
    """Make the table and its fences, and put the rows in, where they are not there yet."""
    owner = connections["owner"]
    if Kept._meta.db_table not in owner.introspection.table_names():
        with owner.schema_editor() as editor:
            editor.create_model(Kept)
    raise_fences()
    partnership = Partnership.objects.filter(slug="hill-and-shore").first()
    if partnership is None:
        with command("bench.open", by=system_actor(), at=timezone.now()):
            partnership = Partnership(slug="hill-and-shore", name="Hill and Shore", area="Hill and Shore")
            partnership.save()
    contender = WithCairn(partnership.pk)
    with transaction.atomic():
        contender.scope()
        there = Kept.objects.count()
    if there < rows:
        with contender.acting():
            new = [Kept(partnership=partnership, **seeded(number)) for number in range(there, rows)]
            load_in_bulk(Kept, new, subject=("bench", "rows"), digest="0" * 64)
    with owner.cursor() as cursor:
        cursor.execute("ANALYZE")
    return contender


def main() -> None:
    """Prepare, then answer."""
    contender = prepared(rows=2000)

    def seal(_asked: Any) -> dict[str, float]:
        began = time.perf_counter()
        sealed = contender.seal()
        return {"entries": sealed, "seconds": time.perf_counter() - began}

    def versions(_asked: Any) -> dict[str, str]:
        return {name: version(name) for name in ("Django", "psycopg")}

    side.serve({"cairn": contender}, more={"seal": seal, "versions": versions})
    connection.close()


if __name__ == "__main__":
    main()
