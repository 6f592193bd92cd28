"""Which days go together: a due date lies ahead, and milestones fall within it."""

from __future__ import annotations

from datetime import date

from cairn.domain.plans.models import Action
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.days import day_in_words


def check_to_come(day: date, *, field: str, on: date) -> None:
    """A date is not moved to a day that has passed: what is due then is late at once.

    Raises:
        Refused: when the day lies before ``on``.
    """
    if day < on:
        raise Refused(f"That day has gone by: {day_in_words(day)}. Give today or a day to come.", field=field)


def falls_outside(day: date, *, starts_on: date, due_on: date, called: str = "The milestone") -> str:
    """Why a milestone's day does not lie within its action; "" when it does.

    Args:
        day: of the milestone.
        starts_on, due_on: first and last day of the action.
        called: what the sentence calls the milestone.
    """
    if day < starts_on:
        return f"{called} is due before the action starts, on {day_in_words(starts_on)}."
    if day > due_on:
        return (
            f"{called} would be due on {day_in_words(day)}, after the action itself, which is due on "
            f"{day_in_words(due_on)}."
        )
    return ""


def check_within(day: date, *, action: Action, field: str) -> None:
    """A milestone added or moved lies within its action.

    Raises:
        Refused: naming both days.
    """
    if sentence := falls_outside(day, starts_on=action.starts_on, due_on=action.due_on):
        later = " Give an earlier day, or move the action's due date first." if day > action.due_on else ""
        raise Refused(f"{sentence}{later}", field=field)


def brought_within(day: date, *, starts_on: date, due_on: date) -> date:
    """The day within an action that lies nearest to a milestone's, for an action that is carried to other dates."""
    return min(max(day, starts_on), due_on)


def check_leaves_none_behind(action: Action, to_on: date, *, field: str) -> None:
    """An action's due date is not moved before a milestone that is still to be done.

    A milestone that lay after the due date already is no reason to keep that date from moving towards it.

    Raises:
        Refused: naming the first such milestone.
    """
    still_open = action.milestones.filter(done_on__isnull=True, dropped_on__isnull=True)
    behind = still_open.filter(due_on__gt=to_on, due_on__lte=action.due_on).order_by("due_on", "place").first()
    if behind is not None:
        raise Refused(
            f"The milestone “{behind.title}” is due on {day_in_words(behind.due_on)}, after "
            f"{day_in_words(to_on)}. First move it, or leave it out.",
            field=field,
        )
