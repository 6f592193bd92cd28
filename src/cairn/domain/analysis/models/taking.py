"""Figures as they were on the day they were taken: what may leave, and beside it, apart, what was counted."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cairn.domain.analysis import fences
from cairn.domain.analysis.models.analysis import Analysis, OfAnalysis, Question
from cairn.domain.analysis.terms import Window
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, FEW_PEOPLE = Sensitivity.PARTNERSHIP, Sensitivity.FEW_PEOPLE


class Taking(OfAnalysis):
    """The figures of one question on one day, under disclosure control, with what must be said beside them.

    Attributes:
        number: of the analysis, from 1.
        counts, first_on, last_on: as its question has them, so that others about the same people are found.
        shown: the levels of each breakdown, and a figure for each cell and total: pairs of levels and number, None
            where it is withheld. Of a question about places also the names of codes, the authority each ward lies in,
            and ``together``: the same for every ward and authority, with which it was protected.
        notes: what must be said of how complete it is.
        residents: how many live there, by level of the breakdown that has them, and ``""`` for everybody.
    """

    fence = fences.of_analysis("analysis_taking")
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "analysis_id", "question_id", "number", "counts", "first_on", "last_on", "taken_at",
             "taken_by_id", "notes", "residents", "residents_say"),
            PARTNERSHIP,
        ),
        "shown": FEW_PEOPLE,
    }  # fmt: skip

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="takings")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="takings")
    number = models.PositiveSmallIntegerField()
    counts = models.CharField(max_length=20)
    first_on = models.DateField()
    last_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    shown = models.JSONField()
    notes = models.JSONField(default=list)
    residents = models.JSONField(default=dict)
    residents_say = models.TextField(blank=True)

    class Meta:
        db_table = "analysis_taking"
        ordering = ["-number"]
        indexes = [models.Index(fields=["partnership", "counts", "first_on"], name="takings_of_a_source")]
        constraints = [models.UniqueConstraint(fields=["analysis", "number"], name="one_taking_of_a_number")]

    @property
    def window(self) -> Window:
        """The months."""
        return Window(self.first_on, self.last_on)


class CountedExactly(OfAnalysis):
    """What a taking counted, cell by cell, before anything was withheld; apart, because few may read it.

    Attributes:
        cells: pairs of levels and number, without totals; by every ward first, where the question is about places.
        feeds: keys of every feed that was counted.
        closed: it rests on rows that no agreement opens to analysts, such as those of the watch.
    """

    fence = fences.COUNTED
    retention = (
        "As long as the agreements of the feeds it rests on, and one year more: cleared with what the first of them "
        "sent. Where it rests on no feed, as long as the analysis."
    )
    sensitivity = {
        **dict.fromkeys(("partnership_id", "analysis_id", "taking_id", "feeds", "closed"), PARTNERSHIP),
        "cells": FEW_PEOPLE,
    }

    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, related_name="+")
    taking = models.OneToOneField(Taking, on_delete=models.PROTECT, related_name="exactly")
    cells = models.JSONField()
    feeds = ArrayField(models.BigIntegerField(), default=list)
    closed = models.BooleanField()

    class Meta:
        db_table = "analysis_counted"
