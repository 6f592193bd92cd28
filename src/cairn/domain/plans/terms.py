"""Words of action plans."""

from django.db.models import TextChoices


class PlanState(TextChoices):
    """Where a year's plan stands. It only ever moves forward."""

    DRAFT = "draft", "Draft"
    WITH_PARTNERS = "with_partners", "With partners"
    AGREED = "agreed", "Agreed by the board"
    PUBLISHED = "published", "Published"


NEXT_STATE = {
    PlanState.DRAFT: PlanState.WITH_PARTNERS,
    PlanState.WITH_PARTNERS: PlanState.AGREED,
    PlanState.AGREED: PlanState.PUBLISHED,
}


class Origin(TextChoices):
    """Where an action came from."""

    STRATEGY = "strategy", "The strategy"
    SURVIVORS = "survivors", "An issue survivors raised"
    DEATH_REVIEW = "death_review", "A death review"
    SCRUTINY = "scrutiny", "Scrutiny"
    INSPECTION = "inspection", "An inspection"
    AUDIT = "audit", "An audit"
    STATUTE = "statute", "A statute"
    MEETING = "meeting", "A meeting of a board or group"
    REVIEW = "review", "Another review"
    EVENT = "event", "An event"


class Stated(TextChoices):
    """What the owner says about an action."""

    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    BLOCKED = "blocked", "Blocked"
    COMPLETE = "complete", "Complete"


class Confidence(TextChoices):
    """How sure the owner is that the due date will be met."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class EvidenceKind(TextChoices):
    """What sort of thing shows that something was done."""

    FILE = "file", "A file"
    LINK = "link", "A link"
    RECORD = "record", "A record held elsewhere"


class PledgeKind(TextChoices):
    """What a partner can give."""

    PEOPLE = "people", "People"
    MONEY = "money", "Money"
    TIME = "time", "Time"


class RequestKind(TextChoices):
    """What one partner asks of another."""

    ACTIONS = "actions", "Actions for this year's plan"
    UPDATE = "update", "An update"
    EVIDENCE = "evidence", "Evidence"
    OTHER = "other", "Something else"


class Characteristic(TextChoices):
    """The protected characteristics of the Equality Act 2010, section 4."""

    AGE = "age", "Age"
    DISABILITY = "disability", "Disability"
    GENDER_REASSIGNMENT = "gender_reassignment", "Gender reassignment"
    MARRIAGE = "marriage", "Marriage and civil partnership"
    PREGNANCY = "pregnancy", "Pregnancy and maternity"
    RACE = "race", "Race"
    RELIGION = "religion", "Religion or belief"
    SEX = "sex", "Sex"
    SEXUAL_ORIENTATION = "sexual_orientation", "Sexual orientation"


class Becomes(TextChoices):
    """What becomes of an action when its year ends."""

    DONE = "done", "Done"
    CARRIED = "carried", "Carried forward"
    CHANGED = "changed", "Changed"
    DROPPED = "dropped", "Dropped"
