"""What a strategy promises: themes, commitments, activities, changes and the measures it names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cairn.domain.strategies.models.strategy import InStrategy, Source, Strategy
from cairn.domain.strategies.terms import ActivityLevel, Basis, Part, ResponsibleBasis
from cairn.foundation.agencies.models import Agency, Owned
from cairn.foundation.audit.terms import JOIN, Sensitivity

PUBLIC = Sensitivity.PUBLIC


class Theme(InStrategy):
    """A theme, area or priority, in the published order."""

    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "key", "title", "aim", "place", "source_id"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="themes")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    aim = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "strategies_theme"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="theme_key")]

    def __str__(self) -> str:
        return self.title


class Commitment(InStrategy):
    """One published promise. Its code is permanent: never changed, never reused."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "strategy_id", "theme_id", "code", "text", "plain", "basis", "responsible_basis",
         "owned_elsewhere_id", "place", "source_id"),
        PUBLIC,
    )  # fmt: skip

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="commitments")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="commitments")
    code = models.CharField(max_length=20)
    text = models.TextField()
    plain = models.TextField(help_text="One sentence for residents.")
    basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.COMMITMENT)
    responsible_basis = models.CharField(max_length=20, choices=ResponsibleBasis.choices)
    owned_elsewhere = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Another board owns it; it is only monitored here.",
    )  # fmt: skip
    place = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "strategies_commitment"
        ordering = ["theme__place", "place"]
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="commitment_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def audit_subject(self) -> tuple[str, str]:
        return "commitment", f"{self.strategy.slug}/{self.code}"


class CommitmentAgency(Owned):
    """An agency that is responsible for a commitment, or supports it."""

    fence = JOIN
    retention = "For ever: it was published."
    sensitivity = dict.fromkeys(("partnership_id", "commitment_id", "agency_id", "part"), PUBLIC)

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=Part.choices)

    class Meta:
        db_table = "strategies_commitment_agency"
        constraints = [models.UniqueConstraint(fields=["commitment", "agency"], name="one_part_per_agency")]

    def audit_subject(self) -> tuple[str, str]:
        return self.commitment.audit_subject()


class Change(InStrategy):
    """A change the partnership says we will see."""

    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "theme_id", "key", "text", "place"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="changes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="changes")
    key = models.SlugField(max_length=60)
    text = models.TextField()
    place = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "strategies_change"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="change_key")]


class Activity(InStrategy):
    """A primary or secondary area of activity on the plan on a page."""

    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "theme_id", "key", "level", "text", "place"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="activities")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="activities")
    key = models.SlugField(max_length=60)
    level = models.CharField(max_length=20, choices=ActivityLevel.choices)
    text = models.TextField()
    place = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "strategies_activity"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="activity_key")]


class ActivityLink(InStrategy):
    """An activity serves a commitment, or leads to a change."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "activity_id", "commitment_id", "change_id"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="links")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="activity_links")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="activity_links")

    class Meta:
        db_table = "strategies_activity_link"
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=True) ^ Q(change__isnull=True), name="link_to_commitment_or_change"
            )
        ]


class NamedMeasure(InStrategy):
    """A measure the published text itself names; computed by later work, only named here."""

    sensitivity = dict.fromkeys(
        ("partnership_id", "strategy_id", "theme_id", "key", "text", "place", "source_id"), PUBLIC
    )

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="measures")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="measures")
    key = models.SlugField(max_length=60)
    text = models.TextField()
    place = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "strategies_named_measure"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["strategy", "key"], name="measure_key")]


class MeasureLink(InStrategy):
    """A named measure serves a commitment."""

    fence = JOIN
    sensitivity = dict.fromkeys(("partnership_id", "strategy_id", "measure_id", "commitment_id"), PUBLIC)

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(NamedMeasure, on_delete=models.PROTECT, related_name="links")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="measure_links")

    class Meta:
        db_table = "strategies_measure_link"


class SamePromise(Owned):
    """Two commitments of different strategies are the same promise."""

    fence = JOIN
    retention = "As long as both strategies."
    sensitivity = dict.fromkeys(("partnership_id", "this_id", "other_id", "note"), PUBLIC)

    this = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="same_as")
    other = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="same_of")
    note = models.TextField(blank=True)

    class Meta:
        db_table = "strategies_same_promise"
        constraints = [
            models.UniqueConstraint(fields=["this", "other"], name="same_promise_once"),
            models.CheckConstraint(condition=~Q(this=F("other")), name="same_promise_of_two"),
        ]

    def audit_subject(self) -> tuple[str, str]:
        return self.this.audit_subject()
