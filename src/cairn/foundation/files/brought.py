"""A workbook on its way in, whatever it is about: its row, and what is remembered of its columns.

A context that takes workbooks in makes its own two tables of these, with a key to what they are about.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import IN_PARTNERSHIP, Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON
EMPTIED_WHEN_IT_ENDS = models.Q(state="open", cells__isnull=False, ended_at__isnull=True) | (
    ~models.Q(state="open") & models.Q(cells__isnull=True, ended_at__isnull=False)
)


class WorkbookState(models.TextChoices):
    """Where a workbook stands that somebody brought."""

    OPEN = "open", "Being looked through"
    LOADED = "loaded", "Loaded"
    GIVEN_UP = "given_up", "Given up"
    CLEARED = "cleared", "Cleared away after thirty days"


class BroughtWorkbook(Owned):
    """One workbook somebody brought, from its upload until it is loaded or given up.

    The file itself is not kept: only what stands in its cells, and only until then.
    """

    fence = IN_PARTNERSHIP
    retention = (
        "What stands in the cells: until it is loaded or given up, thirty days at most. That it came: ten years."
    )
    emptied: ClassVar[tuple[str, ...]] = ("cells",)  # fields that are forgotten when it ends
    brought_sensitivity: ClassVar[dict[str, Sensitivity]] = {
        **dict.fromkeys(
            ("partnership_id", "by_id", "uploaded_at", "sha256", "table", "mapping", "state", "ended_at", "outcome"),
            PARTNERSHIP,
        ),
        "name": ABOUT_PERSON, "cells": Sensitivity.SECRET, "answers": ABOUT_PERSON,
    }  # fmt: skip

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    cells = models.BinaryField(null=True, help_text="The sheets, packed (kernel.workbooks.grid).")
    table = models.PositiveSmallIntegerField(null=True, help_text="Which of the tables found; none chosen yet.")
    mapping = models.JSONField(default=dict, help_text="Place of a column to the field it is about.")
    answers = models.JSONField(default=dict, help_text="What is written to what is meant.")
    state = models.CharField(max_length=10, choices=WorkbookState.choices, default=WorkbookState.OPEN)
    ended_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict, help_text="What was loaded: counts, and the references by row.")

    class Meta:
        abstract = True


class BroughtLayout(Owned):
    """What the columns under certain headings were about the last time, in this partnership."""

    retention = "As long as the partnership."
    sensitivity = dict.fromkeys(("partnership_id", "fingerprint", "mapping"), PARTNERSHIP)

    fingerprint = models.CharField(max_length=32)
    mapping = models.JSONField()

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return "workbook layout", self.fingerprint
