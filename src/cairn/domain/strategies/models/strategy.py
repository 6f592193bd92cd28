"""A published strategy: its period, words, sources, governance and the decision that made it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from cairn.domain.strategies.terms import GovernancePart, StrategyKind
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PUBLIC = Sensitivity.PUBLIC
FOR_EVER = "For ever: it was published."


class Strategy(Owned):
    """What one partnership promised for some years."""

    retention = FOR_EVER
    sensitivity = dict.fromkeys(
        ("partnership_id", "slug", "title", "public_title", "kind", "about", "starts_on", "ends_on", "period_note",
         "vision", "mission", "statement", "loaded_from"),
        PUBLIC,
    )  # fmt: skip

    slug = models.SlugField(max_length=80, unique=True, help_text="Neutral: area and years.")
    title = models.CharField(max_length=200)
    public_title = models.CharField(max_length=200, help_text="Neutral, for public page titles and browser history.")
    kind = models.CharField(max_length=30, choices=StrategyKind.choices)
    about = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    period_note = models.TextField(blank=True)
    vision = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    statement = models.TextField(blank=True, help_text="What the partnership says it will be able to show by the end.")
    loaded_from = models.CharField(max_length=64, help_text="SHA-256 of the file it was last loaded from.")

    class Meta:
        db_table = "strategies_strategy"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="strategy_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title

    def has_ended(self, on: date) -> bool:
        """True when the period is over on that day."""
        return self.ends_on < on

    def audit_subject(self) -> tuple[str, str]:
        return "strategy", self.slug


class InStrategy(Owned):
    """A part of a strategy; its changes show in the strategy's history."""

    retention = FOR_EVER

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return "strategy", self.strategy.slug


class Source(InStrategy):
    """Where a strategy's text was published."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "strategy_id", "key", "title", "publisher", "address", "published_on", "note", "is_main"),
        PUBLIC,
    )

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="sources")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=250)
    publisher = models.CharField(max_length=160)
    address = models.URLField(max_length=400, blank=True)
    published_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    is_main = models.BooleanField(default=False)

    class Meta:
        db_table = "strategies_source"
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="source_key")]


class Governance(InStrategy):
    """A body's part in leading, delivering, scrutinising or advising on a strategy."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "body_id", "part", "text", "source_id"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="governance")
    body = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=GovernancePart.choices)
    text = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "strategies_governance"


class Decision(InStrategy):
    """The formal decision that approved a strategy (fields as councils publish them)."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "strategy_id", "title", "maker", "status", "key_decision", "call_in", "purpose",
         "decided_on", "published_on", "effective_on", "reason", "wards", "decision", "alternatives", "consultees",
         "source_id"),
        PUBLIC,
    )  # fmt: skip

    strategy = models.OneToOneField(Strategy, on_delete=models.PROTECT, related_name="decision")
    title = models.CharField(max_length=200)
    maker = models.CharField(max_length=120)
    status = models.CharField(max_length=120)
    key_decision = models.BooleanField()
    call_in = models.BooleanField()
    purpose = models.TextField()
    decided_on = models.DateField()
    published_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    wards = models.TextField(blank=True)
    decision = models.JSONField(default=list, help_text="The lettered parts, one text each.")
    alternatives = models.JSONField(default=list)
    consultees = models.JSONField(default=list)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "strategies_decision"
