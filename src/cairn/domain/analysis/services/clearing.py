"""Clear analyses whose time is over.

What was counted exactly goes before, with the records it rests on (``records.api.CLEARS``). Figures that may leave go
with the analysis: by then no table can be asked for that has a month in common with them (``terms.OLDEST``), so that
nothing that is withheld rests on them any more.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

from cairn.domain.analysis.models import Analysis
from cairn.foundation.audit.clearing import clear_by
from cairn.foundation.audit.commands import command, current_command
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of


def clear_over(at: datetime) -> int:
    """Clear the analyses of every partnership whose time is over, each in a command of its own; how many rows went."""
    return in_each_partnership(lambda by, _here: sum(_clear(row, by, at) for row in _over(day_of(at))))


def _clear(row: Analysis, by: Actor, at: datetime) -> int:
    with command("analysis.clear", by=by, at=at):
        counts = clear_by("cairn_analysis_clear_over", row.pk, day_of(at))
        changes = {table: {"from": rows, "to": 0} for table, rows in counts.items()}
        current_command().note(subject=row.audit_subject(), changes=changes)
    return sum(counts.values())


def _over(on: date) -> list[Analysis]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cairn_analysis_over(%s)", [on])
        return list(Analysis.objects.filter(pk__in=[key for (key,) in cursor.fetchall()]).order_by("pk"))
