"""Words of consultations."""

from django.db.models import TextChoices


class How(TextChoices):
    """How people were asked."""

    SURVEY = "survey", "A survey"
    MEETING = "meeting", "Meetings"
    WRITTEN = "written", "In writing"
    SEVERAL = "several", "In several ways"


class Dimension(TextChoices):
    """By what those who answered were counted, each as they described themselves."""

    STANDING = "standing", "Who they are"
    AGE = "age", "Age"
    SEX = "sex", "Sex"
    ETHNICITY = "ethnicity", "Ethnic group"
    DISABILITY = "disability", "Disability"
    ORIENTATION = "orientation", "Sexual orientation"
    PLACE = "place", "Where they live"


class Outcome(TextChoices):
    """What became of a theme."""

    WAITING = "waiting", "Not decided yet"
    CHANGED = "changed", "Something changed"
    WILL_CHANGE = "will_change", "Something will change"
    NOTHING = "nothing", "Nothing changes"


TIED = (Outcome.CHANGED, Outcome.WILL_CHANGE)  # name the commitments in which it shows
NOT_SAID = "Did not say"
