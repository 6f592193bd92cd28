"""Pairs of records that somebody should look at, and what was decided about pairs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.hub.fences import of_pair
from cairn.domain.hub.models.person import KEPT, AgencyRecord
from cairn.domain.hub.models.run import LinkingRun
from cairn.domain.hub.terms import Says
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Owned
from cairn.foundation.audit.terms import Sensitivity

PARTNERSHIP, ABOUT_PERSON = Sensitivity.PARTNERSHIP, Sensitivity.ABOUT_PERSON


class Doubt(Owned):
    """Two records that may be one person, or may not. Never changed: of a pair's doubts the newest counts.

    Args:
        together: the run took them for one person.
        waits: somebody should look; False where a later run is certain.
        chance: from 0 to 1 that they are one person, by this pair alone.
        reasons: for each column what it says in words, and the evidence in bits.
    """

    fence = of_pair("hub_doubt")
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "first_id", "second_id", "together", "waits", "chance", "run_id"), PARTNERSHIP
        ),
        **dict.fromkeys(("sentence", "reasons"), ABOUT_PERSON),
    }  # fmt: skip

    ref = models.CharField(max_length=13, unique=True)
    first = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="+")
    together = models.BooleanField()
    waits = models.BooleanField()
    chance = models.FloatField()
    sentence = models.TextField()
    reasons = models.JSONField()
    run = models.ForeignKey(LinkingRun, on_delete=models.PROTECT, related_name="doubts", db_index=False)

    class Meta:
        db_table = "hub_doubt"
        indexes = [models.Index(fields=["first", "second", "id"], name="hub_doubt_newest")]
        constraints = [models.CheckConstraint(condition=Q(first__lt=F("second")), name="hub_doubt_first_is_lower")]

    def audit_subject(self) -> tuple[str, str]:
        return "pair of records", self.ref


class PairDecision(Owned):
    """What somebody decided about two records: remembered as long as these. Of a pair's decisions the newest counts.

    Args:
        act: reference of what was decided at one time: one pair, or all pairs of a person who was split or of two who
            were merged. What takes it back bears the same.
    """

    fence = of_pair("hub_decision")
    retention = KEPT
    sensitivity = {
        **dict.fromkeys(("partnership_id", "act", "first_id", "second_id", "says", "by_id", "at"), PARTNERSHIP),
        "why": ABOUT_PERSON,
    }

    act = models.CharField(max_length=13, blank=True, db_index=True)
    first = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(AgencyRecord, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=10, choices=Says.choices)
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "hub_decision"
        ordering = ["pk"]
        indexes = [models.Index(fields=["first", "second", "id"], name="hub_decision_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="hub_decision_first_is_lower"),
            models.CheckConstraint(condition=~Q(why=""), name="hub_decision_with_reason"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return "pair of records", f"{self.first_id}-{self.second_id}"
