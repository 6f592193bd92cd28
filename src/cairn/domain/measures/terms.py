"""Words of measures and their figures."""

from __future__ import annotations

from django.db.models import TextChoices


class Origin(TextChoices):
    """Where a measure's words come from."""

    ADOPTED = "adopted", "From the library, as it stands"
    ADAPTED = "adapted", "From the library, adapted"
    OWN = "own", "The partnership's own"


class Frequency(TextChoices):
    """How long one period is."""

    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    YEAR = "year", "Every year"


class Good(TextChoices):
    """Which way is good."""

    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    BAND = "band", "Inside a band is better"
    ONE = "one", "As near to 1 as can be"
    UP_AT_FIRST = "up_at_first", "Higher at first: more reporting is good"
    CONTEXT = "context", "Neither: it is context"


class Unit(TextChoices):
    """What a figure is in."""

    PERCENT = "percent", "Percent"
    PER_100 = "per_100", "Per 100"
    PER_1000 = "per_1000", "Per 1,000"
    PER_10000 = "per_10000", "Per 10,000"
    PER_100000 = "per_100000", "Per 100,000"
    COUNT = "count", "A count"
    RATIO = "ratio", "A ratio"
    DAYS = "days", "Days"
    MONTHS = "months", "Months"
    HOURS = "hours", "Hours"
    SCORE = "score", "A score"


FACTORS = {Unit.PERCENT: 100, Unit.PER_100: 100, Unit.PER_1000: 1000, Unit.PER_10000: 10_000, Unit.PER_100000: 100_000}
# A count is the sum of its parts; a median or a score stands alone and is not.
STANDS_ALONE = frozenset({Unit.DAYS, Unit.MONTHS, Unit.HOURS, Unit.SCORE})
NO_DENOMINATOR = frozenset({Unit.COUNT, *STANDS_ALONE})
# In these, numerator and denominator count things, so that no half one can be right.
WHOLE = frozenset({Unit.PERCENT, Unit.COUNT, *FACTORS})


# What can be held against a number of residents.
OF_RESIDENTS = frozenset({Unit.COUNT, Unit.PER_1000, Unit.PER_10000, Unit.PER_100000})


class Residents(TextChoices):
    """Whose number a rate is worked out from."""

    EVERYBODY = "everybody", "All residents"
    AGED_16 = "16-and-over", "Residents aged 16 and over"
    WOMEN_AGED_16 = "women-16-and-over", "Women aged 16 and over"
    MEN_AGED_16 = "men-16-and-over", "Men aged 16 and over"


class State(TextChoices):
    """Where the figures of one period stand."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    RETURNED = "returned", "Sent back"
    APPROVED = "approved", "Approved"
    LOCKED = "locked", "Locked"


OPEN_STATES = (State.DRAFT, State.RETURNED)
SETTLED_STATES = (State.APPROVED, State.LOCKED)


class Source(TextChoices):
    """How figures came in."""

    FORM = "form", "Typed into the form"
    FILE = "file", "Loaded from a file"
    COMPUTED = "computed", "Computed from records"


class Stage(TextChoices):
    """How far a workbook of figures has come that is open still."""

    UPLOADED = "uploaded", "Its columns are to be named"
    CHECKING = "checking", "Its rows are being checked"
    CHECKED = "checked", "Its rows can be looked at"
    LOADING = "loading", "Its figures are being loaded"


class Copy(TextChoices):
    """What figures left in."""

    EDITION = "edition", "An edition for residents"
    REPORT = "report", "A report or board pack"
    PARTNER = "partner", "A copy for partners"


class Dimension(TextChoices):
    """What figures are broken down by, where the measure declares nothing else."""

    AGE_BAND = "age-band", "Age band"
    SEX = "sex", "Sex"
    ETHNICITY = "ethnicity", "Ethnicity"
    DISABILITY = "disability", "Disability"
    SEXUAL_ORIENTATION = "sexual-orientation", "Sexual orientation"
    PLACE = "place", "Place"
    AGENCY = "agency", "Agency"
    RURAL_URBAN = "rural-or-urban", "Rural or urban"
    RELATIONSHIP = "relationship", "Relationship"


_NOT_KNOWN = "Not known"
# The groups a measure begins with; a partnership may declare others. Ethnicity: the five groups of the Census 2021.
CATEGORIES: dict[str, tuple[str, ...]] = {
    Dimension.AGE_BAND: (
        "Under 16", "16 to 24", "25 to 34", "35 to 44", "45 to 54", "55 to 64", "65 and over", _NOT_KNOWN,
    ),
    Dimension.SEX: ("Female", "Male", _NOT_KNOWN),
    Dimension.ETHNICITY: (
        "Asian or Asian British", "Black or Black British", "Mixed or multiple", "White", "Other", _NOT_KNOWN,
    ),
    Dimension.DISABILITY: ("Disabled", "Not disabled", _NOT_KNOWN),
    Dimension.SEXUAL_ORIENTATION: ("Heterosexual or straight", "Gay or lesbian", "Bisexual", "Other", _NOT_KNOWN),
    Dimension.PLACE: (),
    Dimension.AGENCY: (),
    Dimension.RURAL_URBAN: ("Rural", "Urban", _NOT_KNOWN),
    Dimension.RELATIONSHIP: ("Partner", "Former partner", "Family member", _NOT_KNOWN),
}  # fmt: skip
EVERYONE = ("", "")
INVENTED = "Invented"  # a note or a source that begins so says that the number is not real


def is_invented(words: str) -> bool:
    """Whether a note or a source says that its number is not real."""
    return words.startswith(INVENTED)


def dimension_in_words(key: str) -> str:
    """What a dimension is called, declared ones too."""
    return Dimension(key).label if key in Dimension.values else key.replace("-", " ").capitalize()
