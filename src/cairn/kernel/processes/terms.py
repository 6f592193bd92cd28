"""The closed lists of a process: kinds of details, units of clocks, methods of thresholds, checks of guards."""

from __future__ import annotations

from enum import StrEnum

Names = tuple[str, ...]  # keys that one part of a process names of others


class FieldKind(StrEnum):
    """What a typed detail holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    YES_NO = "yes_no"
    YES_NO_UNKNOWN = "yes_no_unknown"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    AGENCY = "agency"


class Sensitivity(StrEnum):
    """How a detail is treated by the audit and by every output; the words are those of the foundation."""

    PUBLIC = "public"
    PARTNERSHIP = "partnership"
    CONTACT = "contact"
    ADDRESS = "address"
    LOCATION = "location"
    ABOUT_PERSON = "free text about a person"


class Confidence(StrEnum):
    """How sure the writer is of a rule."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNSOURCED = "unsourced"


class Unit(StrEnum):
    """What a clock counts."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    CALENDAR_MONTHS = "calendar_months"
    HOURS = "hours"
    SAME_TIME = "same_time"
    NEXT_SCHOOL_DAY = "next_school_day"
    DATE_GIVEN = "date_given"

    @property
    def ends_at_a_moment(self) -> bool:
        """False where it ends with a day, which is wholly inside."""
        return self in (Unit.HOURS, Unit.SAME_TIME, Unit.NEXT_SCHOOL_DAY)

    @property
    def has_a_count(self) -> bool:
        """False where the end needs no number."""
        return self not in (Unit.NEXT_SCHOOL_DAY, Unit.DATE_GIVEN)

    @property
    def words(self) -> str:
        """As it stands after a number."""
        return {"same_time": "days, at the same time of day"}.get(self, self.replace("_", " "))


class Purpose(StrEnum):
    """What it means when a clock runs out."""

    DEADLINE = "deadline"  # something had to be done
    WINDOW = "window"  # something stops applying


class Status(StrEnum):
    """Where a clock stands at a moment."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"
    RUN_OUT = "run_out"


class Method(StrEnum):
    """How a threshold is worked out; each is one Python function."""

    QUALIFYING_REPORTS = "qualifying_reports"
    EVENTS_IN_WINDOW = "events_in_window"
    WITHIN_OF_LAST = "within_of_last"
    NUMBER_AT_LEAST = "number_at_least"
    SAID_YES = "said_yes"
    ANY_OF = "any_of"
    ALL_OF = "all_of"


class Check(StrEnum):
    """What a guard asks; each is one Python function."""

    FIELD_GIVEN = "field_given"
    FIELD_IS = "field_is"
    FIELD_IS_NOT = "field_is_not"
    FIELD_NOT_PAST = "field_not_past"
    FIELD_NOT_AHEAD = "field_not_ahead"
    FIELD_NEVER_WAS = "field_never_was"
    EVENT_HAPPENED = "event_happened"
    EVENT_NOT_HAPPENED = "event_not_happened"
    THRESHOLD_MET = "threshold_met"
    THRESHOLD_NOT_MET = "threshold_not_met"
    EACH_ENDED = "each_ended"
    NOTHING_WAITS = "nothing_waits"
    SOMEBODY_ELSE = "somebody_else"
    ANOTHER_AGENCY = "another_agency"
    NOT_BEFORE = "not_before"
    STILL_RUNS = "still_runs"


class Counted(StrEnum):
    """What one unit of a count is."""

    CASES = "cases"
    EVENTS = "events"
