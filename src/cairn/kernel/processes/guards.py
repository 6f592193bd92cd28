"""The closed list of guards: each a question of a case, answered by Python and never by a language of rules."""

from __future__ import annotations

from collections.abc import Callable, Collection

from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.detail_values import day_given, is_given, is_one_of
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.process import Guard
from cairn.kernel.processes.terms import Check, Status
from cairn.kernel.processes.thresholds import outcome

_DONE = (Status.MET, Status.MET_LATE, Status.STOPPED, Status.RUN_OUT)
_IN_TIME = (Status.RUNNING, Status.DUE_SOON, Status.PAUSED)
_ABOUT_A_DETAIL = (
    Check.FIELD_GIVEN, Check.FIELD_IS, Check.FIELD_IS_NOT, Check.FIELD_NOT_PAST, Check.FIELD_NOT_AHEAD,
)  # fmt: skip


def stands_in_the_way(case: Standing, guard: Guard, *, by: str | None = None, agency: str | None = None) -> str | None:
    """The guard's sentence where it is not satisfied, else None.

    Args:
        case: with the details of the step, if it is being made.
        by: who makes the step; None while it is only offered to a role.
        agency: of whoever makes it.
    """
    if guard.only_if and not is_one_of(case.details.get(guard.only_if), guard.only_if_is):
        return None
    if guard.unless and guard.check is not Check.FIELD_NEVER_WAS and _is_lifted(case, guard):
        return None
    if guard.check is Check.ANOTHER_AGENCY:
        return None if _another_agency(case, guard, agency) else guard.says
    return None if _QUESTIONS[guard.check](case, guard, by) else guard.says


def is_about_a_detail(guard: Guard) -> bool:
    """Whether it asks for a detail, which may come with the step itself."""
    return guard.check in _ABOUT_A_DETAIL


def waits_for_an_answer(guard: Guard, given_with_it: Collection[str]) -> bool:
    """Whether it can only be judged once the details that come with the step are there."""
    if guard.only_if in given_with_it or any(name in given_with_it for name in guard.same):
        return True
    return is_about_a_detail(guard) and guard.of in given_with_it


def _is_lifted(case: Standing, guard: Guard) -> bool:
    """What lifts a guard on a detail comes after the detail was last given: a new answer is looked at anew."""
    names = [event.name for event in case.events]
    if guard.unless not in names:
        return False
    given = [place for place, event in enumerate(case.events) if guard.of in event.details]
    last = len(names) - 1 - names[::-1].index(guard.unless)
    return not is_about_a_detail(guard) or last > max(given, default=-1)


def _somebody_else(case: Standing, guard: Guard, by: str | None) -> bool:
    """Whoever did the one does not do the other; only told where both are known."""
    done = case.named((guard.of,))
    return not by or not done or done[-1].by != by


def _another_agency(case: Standing, guard: Guard, agency: str | None) -> bool:
    """The agency that did the one does not do the other; only told where both are known."""
    done = case.named((guard.of,))
    return not agency or not done or done[-1].agency != agency


def _is_meant(case: Standing, guard: Guard, event: Event) -> bool:
    """Whether a guard looks at an event: at all, or at those with the same answers to some details as the step has."""
    return all(event.details.get(name) == case.details.get(name) for name in guard.same)


def _happened(case: Standing, guard: Guard, _by: str | None) -> bool:
    return any(_is_meant(case, guard, event) for event in case.named((guard.of,)))


def _never_was(case: Standing, guard: Guard, _by: str | None) -> bool:
    """No answer was one of these, unless what lifts it came after.

    Neither a later answer nor a correction takes an earlier one back: whoever is held by it could otherwise lift it.
    """
    events = case.as_written
    lifted = max((place for place, event in enumerate(events) if event.name == guard.unless), default=-1)
    later = events[lifted + 1 :] if guard.unless else events
    return not any(
        is_one_of(event.details.get(guard.of), guard.values) for event in later if _is_meant(case, guard, event)
    )


def _not_past(case: Standing, guard: Guard, _by: str | None) -> bool:
    """The day is that of the step, or later; where none is given yet, nothing is past."""
    day = day_given(case.details, guard.of)
    return day is None or day >= case.day


def _not_ahead(case: Standing, guard: Guard, _by: str | None) -> bool:
    """The day has come; where none is given yet, nothing lies ahead."""
    day = day_given(case.details, guard.of)
    return day is None or day <= case.day


def _each_ended(case: Standing, guard: Guard, _by: str | None) -> bool:
    return all(found.status in _DONE for (key, _), found in newest(case).items() if key == guard.of)


def _nothing_waits(case: Standing, guard: Guard, _by: str | None) -> bool:
    """Nothing of it came after the last of what looks at it."""
    names = [event.name for event in case.events]
    looked = max((place for place, name in enumerate(names) if name in guard.values), default=-1)
    return guard.of not in names[looked + 1 :]


def _not_before(case: Standing, guard: Guard, _by: str | None) -> bool:
    found = [state for (key, _), state in newest(case).items() if key == guard.of]
    return bool(found) and all(state.status in (Status.OVERDUE, Status.RUN_OUT) for state in found)


def _still_runs(case: Standing, guard: Guard, _by: str | None) -> bool:
    return any(state.status in _IN_TIME for (key, _), state in newest(case).items() if key == guard.of)


_QUESTIONS: dict[Check, Callable[[Standing, Guard, str | None], bool]] = {
    Check.FIELD_GIVEN: lambda case, guard, _: is_given(case.details.get(guard.of)),
    Check.FIELD_IS: lambda case, guard, _: is_one_of(case.details.get(guard.of), guard.values),
    Check.FIELD_IS_NOT: lambda case, guard, _: not is_one_of(case.details.get(guard.of), guard.values),
    Check.FIELD_NEVER_WAS: _never_was,
    Check.FIELD_NOT_PAST: _not_past,
    Check.FIELD_NOT_AHEAD: _not_ahead,
    Check.EVENT_HAPPENED: _happened,
    Check.EVENT_NOT_HAPPENED: lambda case, guard, by: not _happened(case, guard, by),
    Check.THRESHOLD_MET: lambda case, guard, _: outcome(case, guard.of).met is True,
    Check.THRESHOLD_NOT_MET: lambda case, guard, _: outcome(case, guard.of).met is not True,
    Check.EACH_ENDED: _each_ended,
    Check.NOTHING_WAITS: _nothing_waits,
    Check.SOMEBODY_ELSE: _somebody_else,
    Check.NOT_BEFORE: _not_before,
    Check.STILL_RUNS: _still_runs,
}
