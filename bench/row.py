"""The row every contender updates: one definition, so that all write the same columns."""

from __future__ import annotations

from datetime import date

from django.db import models


class Row(models.Model):
    """An action of a plan, as wide as Cairn's own: sixteen columns, most of them short."""

    ref = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    public_wording = models.TextField(blank=True)
    origin = models.CharField(max_length=20)
    starts_on = models.DateField()
    first_due_on = models.DateField()
    due_on = models.DateField()
    update_every = models.PositiveSmallIntegerField(default=90)
    rural = models.TextField(blank=True)
    stated = models.CharField(max_length=20)
    confidence = models.CharField(max_length=10, blank=True)
    last_update_at = models.DateTimeField(null=True)
    completed_on = models.DateField(null=True)
    stop_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


def seeded(number: int) -> dict[str, object]:
    """The values of row ``number``; the same for every contender and every run."""
    return {
        "ref": f"A{number:06d}",
        "title": f"Offer a named worker to everyone who asks for support, place {number}",
        "detail": "The worker calls back within two working days and agrees the next step. " * 3,
        "public_wording": "Everyone who asks for support gets a named worker.",
        "origin": "partners",
        "starts_on": date(2026, 4, 1),
        "first_due_on": date(2027, 3, 31),
        "due_on": date(2027, 3, 31),
        "rural": "Visits are offered at home and in three market towns.",
        "stated": "not_started",
    }


WHY = "Agreed at the board on Tuesday, after the partner asked for more time."
