"""Open data of the installation: which files were loaded, areas, and figures about them.

Nothing here belongs to a partnership: it was published for everybody. Whoever serves may read it; only a
command writes. A changed file supersedes the earlier one, whose rows stay as they were.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cairn.domain.places.terms import AreaKind, Relation, Sex
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import INSTALLATION, Sensitivity

PUBLIC = Sensitivity.PUBLIC
_KEPT = "As long as the installation; superseded rows stay, so that an earlier figure can be explained."


class Published(Guarded):
    """A row of open data."""

    fence = INSTALLATION
    retention = _KEPT

    class Meta:
        abstract = True


class Dataset(Published):
    """One file of open data as it was loaded: what it is, whose, under which licence, and its digest."""

    sensitivity = dict.fromkeys(
        ("key", "part", "title", "publisher", "licence", "attribution", "vintage", "reference_on", "source",
         "files", "loaded_at", "rows", "rejected", "is_estimate", "superseded_at", "replaces_id"),
        PUBLIC,
    )  # fmt: skip

    key = models.CharField(max_length=60, help_text="Which data set of the catalogue.")
    part = models.CharField(max_length=80, blank=True, help_text="Which part of it, such as a force.")
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=160)
    licence = models.CharField(max_length=120)
    attribution = models.TextField()
    vintage = models.CharField(max_length=80, help_text="The time the figures or boundaries are of.")
    reference_on = models.DateField(null=True, help_text="The day the figures are of, where there is one.")
    source = models.TextField(help_text="Where the publisher has it.")
    files = models.JSONField(default=list, help_text="Name and SHA-256 of each file.")
    loaded_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField(default=0)
    is_estimate = models.BooleanField(default=False)
    superseded_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "places_dataset"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "part", "vintage"],
                condition=Q(superseded_at__isnull=True),
                name="one_dataset_in_force_per_vintage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.vintage}"

    def audit_subject(self) -> tuple[str, str]:
        return "dataset", f"{self.key}/{self.part}/{self.vintage}" if self.part else f"{self.key}/{self.vintage}"

    @property
    def licence_sentence(self) -> str:
        """What must stand beside any figure from it."""
        return f"{self.title}, {self.vintage}. {self.attribution}"


class Area(Published):
    """An LSOA, MSOA, ward or authority by its official code, as it stood in one year's boundaries."""

    sensitivity = dict.fromkeys(
        ("dataset_id", "code", "name", "kind", "year", "authority_code", "ended_on"), PUBLIC
    )  # fmt: skip

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=AreaKind.choices)
    year = models.PositiveSmallIntegerField(help_text="Of the boundaries.")
    authority_code = models.CharField(max_length=9, blank=True, help_text="The authority it lies in today.")
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "places_area"
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_area_per_code_and_year")]
        indexes = [models.Index(fields=["authority_code", "kind", "year"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def audit_subject(self) -> tuple[str, str]:
        return "area", f"{self.code}/{self.year}"


class AreaLink(Published):
    """One area lies in another, wholly or with a share, or became it when boundaries changed."""

    sensitivity = dict.fromkeys(("dataset_id", "area_id", "parent_id", "relation", "share"), PUBLIC)

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="links")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="links")
    parent = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="linked")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    share = models.FloatField(help_text="Of the first that lies in the second, from 0 to 1.")

    class Meta:
        db_table = "places_arealink"
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="share_of_an_area_is_0_to_1")
        ]


class Boundary(Published):
    """The line round an area, as GeoJSON in degrees, and a point in its middle."""

    sensitivity = dict.fromkeys(("dataset_id", "area_id", "geometry", "longitude", "latitude", "is_thinned"), PUBLIC)

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="boundaries")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="boundaries")
    geometry = models.JSONField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    is_thinned = models.BooleanField(help_text="For drawing only: thinned more than the full line.")

    class Meta:
        db_table = "places_boundary"


class Population(Published):
    """How many people of one sex, age band and group live in an area."""

    sensitivity = dict.fromkeys(
        ("dataset_id", "area_id", "sex", "age_low", "age_high", "group", "count", "is_estimate"), PUBLIC
    )

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="populations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="populations")
    sex = models.CharField(max_length=6, choices=Sex.choices)
    age_low = models.PositiveSmallIntegerField()
    age_high = models.PositiveSmallIntegerField(null=True, help_text="Empty for no upper end.")
    group = models.CharField(max_length=80, blank=True, help_text="Empty for everybody; or breakdown: category.")
    count = models.PositiveIntegerField()
    is_estimate = models.BooleanField()

    class Meta:
        db_table = "places_population"
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "area", "sex", "age_low", "age_high", "group"],
                name="one_population_per_breakdown",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(age_high__isnull=True) | Q(age_high__gte=models.F("age_low")),
                name="ages_run_from_low_to_high",
            ),
        ]


class Deprivation(Published):
    """How deprived an area is in one domain; rank 1 and decile 1 are the most deprived of England."""

    sensitivity = dict.fromkeys(("dataset_id", "area_id", "domain", "rank", "decile", "score"), PUBLIC)

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="deprivations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="deprivations")
    domain = models.CharField(max_length=12)
    rank = models.PositiveIntegerField()
    decile = models.PositiveSmallIntegerField(null=True)
    score = models.FloatField(null=True)

    class Meta:
        db_table = "places_deprivation"
        constraints = [models.UniqueConstraint(fields=["dataset", "area", "domain"], name="one_deprivation_per_domain")]


class StreetCrime(Published):
    """One row of police open data: a month and a snapped point, no person. Rows exactly alike are all kept."""

    sensitivity = dict.fromkeys(
        ("dataset_id", "month", "crime_id", "reported_by", "falls_within", "longitude", "latitude", "location",
         "lsoa_code", "category", "outcome"),
        PUBLIC,
    )  # fmt: skip

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="crimes")
    month = models.DateField(help_text="Its first day: the finest date there is.")
    crime_id = models.CharField(max_length=64, blank=True)
    reported_by = models.CharField(max_length=80)
    falls_within = models.CharField(max_length=80)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    location = models.CharField(max_length=200, blank=True)
    lsoa_code = models.CharField(max_length=9, blank=True, help_text="As stated; trusted before the point.")
    category = models.CharField(max_length=60)
    outcome = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "places_streetcrime"
        indexes = [models.Index(fields=["lsoa_code", "month", "category"])]


class Postcode(Published):
    """A postcode, and the point that stands for all its addresses."""

    sensitivity = dict.fromkeys(("dataset_id", "code", "longitude", "latitude"), PUBLIC)

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="postcodes")
    code = models.CharField(max_length=8, help_text="As the post writes it, with its space.")
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        db_table = "places_postcode"
        constraints = [models.UniqueConstraint(fields=["dataset", "code"], name="one_point_per_postcode")]
        indexes = [models.Index(fields=["code"], name="point_of_a_postcode")]
