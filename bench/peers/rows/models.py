"""One table for each contender, set up as its documentation's first page sets it up."""

from __future__ import annotations

import pghistory
from auditlog.registry import auditlog
from django.db import models
from simple_history.models import HistoricalRecords

from bench.row import Row


class Partnership(models.Model):
    """Whose row it is: Cairn's rows carry this key too."""

    name = models.CharField(max_length=100)


class PeerRow(Row):
    """The row with its partnership."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Plain(PeerRow):
    """No audit at all: the baseline."""


class SimpleHistory(PeerRow):
    """Kept by django-simple-history."""

    history = HistoricalRecords()


class AuditLog(PeerRow):
    """Kept by django-auditlog."""


auditlog.register(AuditLog)


@pghistory.track()
class PgHistory(PeerRow):
    """Kept by django-pghistory, through triggers."""
