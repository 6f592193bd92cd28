"""Words of the annual review."""

from django.db.models import TextChoices


class Verdict(TextChoices):
    """What is concluded about a commitment."""

    KEEP = "keep", "Keep"
    CHANGE = "change", "Change"
    CLOSE = "close", "Close"


class Ending(TextChoices):
    """Why a commitment is closed."""

    DONE = "done", "It is done"
    NOT_NEEDED = "not_needed", "It is no longer needed"
    MERGED = "merged", "Another commitment takes it up"


class Kind(TextChoices):
    """What sort of thing is named as evidence."""

    ACTION = "action", "Action"
    EVIDENCE = "evidence", "Accepted evidence"
    MEASURE = "measure", "Measure"
    ISSUE = "issue", "Survivors' issue"
    CONSULTATION = "consultation", "Consultation"
    DECISION = "decision", "Decision"
    RISK = "risk", "Risk"
    FILE = "file", "File"
    ELSEWHERE = "elsewhere", "Held elsewhere"
