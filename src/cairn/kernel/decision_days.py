"""When a decision takes effect, and whether its notice was long enough: pure rules on days.

Call-in periods are set locally and counted in working days after publication. Notice of a key decision:
Local Authorities (Executive Arrangements) (Meetings and Access to Information) (England) Regulations
2012 (SI 2012/2089), regulations 9 (28 clear days), 10 (general exception, 5 clear days, scrutiny told)
and 11 (special urgency). Clear days are counted as calendar days, both ends left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cairn.kernel.working_days import add_working_days, clear_days_between

FULL_NOTICE, SHORT_NOTICE = 28, 5  # clear days


class Standing(StrEnum):
    """Where a decision stands on a day."""

    DRAFT = "draft"
    WAITING = "waiting"  # published, and may still be called in
    CALLED_IN = "called_in"
    IN_EFFECT = "in_effect"
    OVERTURNED = "overturned"


class Notice(StrEnum):
    """How much notice was given of a decision."""

    NOT_NEEDED = "not_needed"
    FULL = "full"
    GENERAL_EXCEPTION = "general_exception"
    SPECIAL_URGENCY = "special_urgency"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class CallInDays:
    """One call-in.

    Args:
        called_on: when.
        ended_on: when it was settled, or None.
        stands: settled so that the decision stands; without meaning while it is not settled.
    """

    called_on: date
    ended_on: date | None = None
    stands: bool = True


def window_ends_on(published_on: date, working_days: int) -> date:
    """The first day on which a decision can no longer be called in: so many working days after its publication."""
    return add_working_days(published_on, working_days) if working_days else published_on


def effective_on(*, published_on: date | None, working_days: int, call_ins: Sequence[CallInDays] = ()) -> date | None:
    """The day a decision takes effect.

    Args:
        published_on: when it was published, or None while it is not.
        working_days: the call-in window; 0 where the decision cannot be called in.
        call_ins: what happened in it.

    Returns:
        Publication and the working days of the window (14 March 2019 and five give 21 March 2019), or the
        day the last call-in was settled where that is later. None while it is not published, while it is
        called in, and where a call-in overturned it.
    """
    if published_on is None or any(one.ended_on is None or not one.stands for one in call_ins):
        return None
    window = window_ends_on(published_on, working_days)
    return max([window, *(one.ended_on for one in call_ins if one.ended_on)])


def standing_on(
    day: date, *, published_on: date | None, working_days: int, call_ins: Sequence[CallInDays] = ()
) -> Standing:
    """Where a decision stands on a day."""
    if published_on is None:
        return Standing.DRAFT
    if any(one.ended_on is None for one in call_ins):
        return Standing.CALLED_IN
    if any(not one.stands for one in call_ins):
        return Standing.OVERTURNED
    effective = effective_on(published_on=published_on, working_days=working_days, call_ins=call_ins)
    return Standing.IN_EFFECT if effective is not None and effective <= day else Standing.WAITING


def latest_notice(decided_on: date) -> date:
    """The last day on which the notice of a key decision can be published and still be whole: 28 clear days before."""
    return decided_on - timedelta(days=FULL_NOTICE + 1)


def notice_given(*, key: bool, notice_on: date | None, decided_on: date) -> tuple[Notice, int]:
    """How much notice was given, and how many clear days it was.

    Args:
        key: only a key decision needs notice.
        notice_on: when the notice was first published, or None.
        decided_on: the day of the decision.
    """
    days = clear_days_between(notice_on, decided_on) if notice_on else 0
    if not key:
        return Notice.NOT_NEEDED, days
    if notice_on is None:
        return Notice.NONE, 0
    if days >= FULL_NOTICE:
        return Notice.FULL, days
    return (Notice.GENERAL_EXCEPTION if days >= SHORT_NOTICE else Notice.SPECIAL_URGENCY), days


def notice_words(key: bool, notice_on: date | None, decided_on: date) -> str:
    """What is wrong with the notice of a key decision, naming the rule; "" where nothing is.

    Source: SI 2012/2089, regulations 9 to 11.
    """
    notice, days = notice_given(key=key, notice_on=notice_on, decided_on=decided_on)
    given = f"{days} clear {'day' if days == 1 else 'days'}"
    if notice is Notice.GENERAL_EXCEPTION:
        return (
            f"Notice was {given}, and a key decision needs 28. With at least 5 this is the general exception "
            "(regulation 10): scrutiny must have been told in writing, and the reason published."
        )
    if notice is Notice.SPECIAL_URGENCY:
        return (
            f"Notice was {given}, fewer than the 5 of the general exception. This is special urgency "
            "(regulation 11): the chair of scrutiny must have agreed, and the reason be published."
        )
    if notice is Notice.NONE:
        return "No notice is recorded. A key decision needs 28 clear days (SI 2012/2089, regulation 9)."
    return ""
