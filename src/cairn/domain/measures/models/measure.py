"""A measure: what is counted, out of what, by whom and how often, and what it shows."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from cairn.domain.measures.terms import (
    EVERYONE,
    FACTORS,
    NO_DENOMINATOR,
    STANDS_ALONE,
    WHOLE,
    Frequency,
    Good,
    Origin,
    Residents,
    Unit,
)
from cairn.domain.strategies.models import Change, Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import HISTORY, JOIN, Sensitivity
from cairn.kernel.observation_checks import MeasureFacts
from cairn.kernel.periods import Period

PARTNERSHIP, PUBLIC = Sensitivity.PARTNERSHIP, Sensitivity.PUBLIC
KEPT = "As long as the partnership: a series is worth what its past is worth."


class Measure(Owned):
    """One thing the partnership measures. It ends with a reason; it is never deleted."""

    retention = KEPT
    sensitivity = {
        **dict.fromkeys(
            ("partnership_id", "ref", "origin", "indicator", "indicator_digest", "agency_id", "submitter_id",
             "due_days", "sensitive", "first_on", "ended_on", "end_reason", "computed", "version"),
            PARTNERSHIP,
        ),
        **dict.fromkeys(
            ("subject", "name", "definition", "numerator", "denominator", "unit", "proportion", "frequency", "good",
             "band_low", "band_high", "breakdowns", "read_with", "risks", "statutory", "places", "rare", "rolling",
             "residents"),
            PUBLIC,
        ),
    }  # fmt: skip

    ref = models.CharField(max_length=12, unique=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    indicator = models.CharField(max_length=80, blank=True, help_text="Key in the library, where it comes from there.")
    indicator_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the library's words then.")
    subject = models.CharField(max_length=120, help_text="What it is about, as the library groups them.")
    name = models.CharField(max_length=200)
    definition = models.TextField()
    numerator = models.TextField(help_text="What is counted.")
    denominator = models.TextField(blank=True, help_text="Out of what.")
    unit = models.CharField(max_length=12, choices=Unit.choices)
    proportion = models.BooleanField(help_text="The numerator is a part of the denominator.")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Whose figures they are.")
    submitter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who is asked for them.")
    frequency = models.CharField(max_length=10, choices=Frequency.choices)
    due_days = models.PositiveSmallIntegerField(help_text="Days after the period's end by which figures are due.")
    good = models.CharField(max_length=12, choices=Good.choices)
    band_low = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    band_high = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    breakdowns = models.JSONField(default=dict, blank=True, help_text="Dimension to its groups, in order.")
    read_with = models.JSONField(default=list, blank=True, help_text="Keys of indicators it must be read beside.")
    risks = models.TextField(blank=True, help_text="How it can mislead.")
    statutory = models.BooleanField(default=False, help_text="An Act requires it.")
    places = models.PositiveSmallIntegerField(default=1, help_text="Decimals shown.")
    rare = models.BooleanField(default=False, help_text="Too few events for a control chart.")
    rolling = models.BooleanField(default=False, help_text="Each period looks back over earlier ones too.")
    residents = models.CharField(
        max_length=20, choices=Residents.choices, blank=True, help_text="Whose number a rate is worked out from."
    )
    sensitive = models.BooleanField(default=False, help_text="Even a zero could give somebody away.")
    first_on = models.DateField(help_text="First day of the first period figures are asked for.")
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    computed = models.CharField(max_length=80, blank=True, help_text="Key of the rule it is computed by, or nothing.")
    version = models.PositiveIntegerField(default=1, help_text="Goes up with each change of its words.")

    class Meta:
        db_table = "measures_measure"
        indexes = [models.Index(fields=["partnership", "submitter"], name="measure_by_submitter")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="measure_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(origin="own", indicator="", indicator_digest="")
                | (~Q(origin="own") & ~Q(indicator="") & ~Q(indicator_digest="")),
                name="measure_names_its_indicator",
            ),
            models.UniqueConstraint(
                fields=["partnership", "indicator"],
                condition=Q(ended_on__isnull=True) & ~Q(indicator="") & Q(origin="adopted"),
                name="indicator_adopted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.name}"

    def audit_subject(self) -> tuple[str, str]:
        return "measure", self.ref

    @property
    def factor(self) -> int:
        """What numerator over denominator is multiplied by."""
        return FACTORS.get(Unit(self.unit), 1)

    @property
    def needs_denominator(self) -> bool:
        """False where the numerator alone is the figure."""
        return self.unit not in NO_DENOMINATOR

    @property
    def facts(self) -> MeasureFacts:
        """What the checks of figures need to know."""
        return MeasureFacts(
            unit=self.unit,
            factor=self.factor,
            needs_denominator=self.needs_denominator,
            proportion=self.proportion,
            whole=self.unit in WHOLE,
            adds_up=self.unit not in STANDS_ALONE,
            breakdowns=self.breakdowns,
        )

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Everyone, then each group of each dimension: the rows a period's figures may have."""
        return [EVERYONE, *((dimension, one) for dimension, groups in self.breakdowns.items() for one in groups)]

    def due_on(self, period: Period) -> date:
        """The day by which a period's figures are due."""
        return period.end + timedelta(days=self.due_days)


class OfMeasure(Owned):
    """A part of a measure; its changes show in the measure's history."""

    retention = KEPT

    class Meta:
        abstract = True

    def audit_subject(self) -> tuple[str, str]:
        return self.measure.audit_subject()


class MeasureCommitment(OfMeasure):
    """A measure shows whether a commitment is kept."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "measure_id", "commitment_id"), PARTNERSHIP)

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="commitments")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="measured_by")

    class Meta:
        db_table = "measures_measure_commitment"
        constraints = [models.UniqueConstraint(fields=["measure", "commitment"], name="measure_of_commitment_once")]


class MeasureChange(OfMeasure):
    """A measure shows whether a change we will see has come."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "measure_id", "change_id"), PARTNERSHIP)

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="changes")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="measured_by")

    class Meta:
        db_table = "measures_measure_change"
        constraints = [models.UniqueConstraint(fields=["measure", "change"], name="measure_of_change_once")]


class Target(OfMeasure):
    """A target the partnership set, with who, when and why. The newest that has begun counts; none is shipped."""

    fence = HISTORY
    sensitivity = dict.fromkeys(
        ("partnership_id", "measure_id", "value", "from_on", "why", "by_id", "set_at"), PARTNERSHIP
    )

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, help_text="Nothing: no target any more.")
    from_on = models.DateField()
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        db_table = "measures_target"
        ordering = ["from_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="target_says_why")]


class MeasureBreak(OfMeasure):
    """Recording changed here, so figures before and after differ: the only place a chart may begin anew."""

    fence = HISTORY
    sensitivity = dict.fromkeys(("partnership_id", "measure_id", "on", "note", "source", "by_id", "at"), PARTNERSHIP)

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="breaks")
    on = models.DateField()
    note = models.TextField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "measures_break"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "on"], name="one_break_a_day"),
            models.CheckConstraint(condition=~Q(note=""), name="break_says_why"),
        ]
