"""What a case's history holds, as people read it: answers, names of agencies, days, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import TODAY, current_members, working_members
from cairn.kernel.processes.detail_values import is_given, written
from cairn.kernel.processes.process import Detail
from cairn.kernel.processes.terms import FieldKind, Sensitivity, Status
from cairn.kernel.processes.words_of_days import in_words

YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not known"}
# What stands on no page, and is opened for a purpose that is recorded.
KEPT_APART = frozenset({Sensitivity.CONTACT, Sensitivity.ADDRESS, Sensitivity.LOCATION})


def stands_apart(detail: Detail) -> bool:
    """Whether an answer stands on no page and in no list."""
    return detail.apart or detail.sensitivity in KEPT_APART


CLOCK_LOOKS = {
    Status.RUNNING: ("on_track", "Running"),
    Status.DUE_SOON: ("at_risk", "Due soon"),
    Status.OVERDUE: ("late", "Late"),
    Status.PAUSED: ("stopped", "Stands still"),
    Status.MET: ("complete", "Met"),
    Status.MET_LATE: ("off_track", "Met late"),
    Status.STOPPED: ("stopped", "Stopped"),
    Status.RUN_OUT: ("stopped", "Run out"),
}


def plain(key: str) -> str:
    """The name of an answer as a person reads it: ``not_given`` is Not given."""
    words = key.replace("_", " ")
    return words[:1].upper() + words[1:]


def agencies_here(partnership_id: int) -> dict[str, str]:
    """The partners of today: slug to name, in order of their names."""
    here = current_members(partnership_id, TODAY).values("agency")
    return dict(Agency.objects.filter(pk__in=here).order_by("name").values_list("slug", "name"))


def agencies_to_choose(partnership_id: int) -> dict[str, str]:
    """Of ``agencies_here`` those that work cases: what a form offers; what was chosen before is named all the same."""
    here = working_members(partnership_id, TODAY).values("agency")
    return dict(Agency.objects.filter(pk__in=here).order_by("name").values_list("slug", "name"))


@dataclass(frozen=True, slots=True)
class Wording:
    """Turns what was written down into words.

    Args:
        agencies: slug to name.
        people: reference to what the person is called here.
    """

    agencies: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    def of(self, detail: Detail, value: Any) -> str:
        """One answer in words; "" where nothing was given."""
        if not is_given(value):
            return ""
        if isinstance(value, list | tuple):
            return ", ".join(self.of(detail, item) for item in value)
        if isinstance(value, date):
            return in_words(value)
        if detail.kind in (FieldKind.YES_NO, FieldKind.YES_NO_UNKNOWN):
            return YES_NO.get(written(value), written(value))
        if detail.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            return plain(written(value))
        if detail.kind is FieldKind.AGENCY:
            return self.agencies.get(value, value)
        if detail.kind is FieldKind.PERSON:
            return self.people.get(value, value)
        return written(value)


def due_in_words(due: date | datetime | None, *, today: date) -> str:
    """A day and how far it is: 3 March 2026, in 2 days; "" for none."""
    if due is None:
        return ""
    days = ((due.date() if isinstance(due, datetime) else due) - today).days
    far = {0: "today", 1: "tomorrow", -1: "1 day late"}.get(
        days, f"in {days} days" if days > 0 else f"{-days} days late"
    )
    return f"{in_words(due)}, {far}"
