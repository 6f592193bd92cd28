"""Set the days on which a partnership is closed and its schools are shut, and withdraw what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from cairn.domain.cases import policies
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import LocalDays
from cairn.domain.cases.queries.days import calendar_from, forget_calendar
from cairn.domain.cases.services.writing import way_in
from cairn.domain.cases.terms import DaysAs
from cairn.foundation.access.turns import wait_for_turn
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.processes.calendars import Calendar
from cairn.kernel.processes.steps import Refusal
from cairn.kernel.uk_time import day_of

WEEK = 7
# The longest a closure and a school holiday may be, in days: what is longer was mistyped.
LONGEST = {DaysAs.CLOSED.value: 5 * WEEK, DaysAs.SCHOOL_HOLIDAY.value: 12 * WEEK}
YEARS_BACK, YEARS_AHEAD = 3, 5
WITHOUT_SCHOOL = 14 * WEEK  # no two holidays may leave more days than this without a school day


def set_days(*, by: Actor, at: datetime, sort: str, name: str, first_on: date, last_on: date) -> LocalDays:
    """Set days on which nobody works here, or on which schools are shut.

    Clocks of open cases are counted by them from now on: what is due moves. A job puts lists right and says in how
    many cases something moved.

    Args:
        by: the partnership manager.
        sort: closed, or a school holiday.
        last_on: the last such day, in it.

    Raises:
        Forbidden: by anybody else.
        StepRefused: with a sentence for each box, by its name; nothing is saved.
    """
    policies.SET_DAYS.require(by, Partnership.objects.get(pk=by.partnership_id))
    wrong = list(_wrong(sort, name, first_on, last_on, today=day_of(at), by=by))
    if wrong:
        raise StepRefused(wrong)
    with command("cases.set_days", by=by, at=at):
        wait_for_turn("local days", by.partnership_id)  # of two, so that no two overlap
        if wrong := list(_clashes(by.partnership_id, sort, first_on, last_on)):
            raise StepRefused(wrong)
        row = LocalDays(
            partnership_id=by.partnership_id, sort=sort, name=name.strip(), first_on=first_on, last_on=last_on,
            set_at=at, set_by_id=by.user_id,
        )  # fmt: skip
        row.save()
        _look_again(by.partnership_id)
    return row


def withdraw_days(*, by: Actor, at: datetime, days: LocalDays, because: str) -> LocalDays:
    """Withdraw days that were set wrongly. They stay on record, and clocks count as if they had never been set.

    Raises:
        Forbidden: by anybody but the partnership manager.
        Refused: without a reason; where they were withdrawn already.
    """
    policies.SET_DAYS.require(by, Partnership.objects.get(pk=by.partnership_id))
    if not because.strip():
        raise Refused("Say why they are withdrawn.", field="because")
    if says := way_in(by=by, text=because, called="The reason"):
        raise Refused(says, field="because")
    with command("cases.withdraw_days", by=by, at=at, reason=because.strip()):
        row = LocalDays.objects.select_for_update().get(pk=days.pk)
        if row.withdrawn_at is not None:
            raise Refused("They were withdrawn already.")
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_because = at, by.user_id, because.strip()
        row.looked_at = row.moved = None
        row.save()
        _look_again(by.partnership_id)
    return row


def _wrong(sort: str, name: str, first: date, last: date, *, today: date, by: Actor) -> Iterator[Refusal]:
    if sort not in LONGEST:
        yield Refusal("sort", "Choose whether these are closed days or a school holiday.")
    if not name.strip():
        yield Refusal("name", "Give them a name, such as Half-term.")
    elif len(name.strip()) > 80:
        yield Refusal("name", "Shorten the name to 80 characters.")
    elif says := way_in(by=by, text=name, called="The name"):
        yield Refusal("name", says)
    if not today.year - YEARS_BACK <= first.year <= today.year + YEARS_AHEAD:
        years = f"{today.year - YEARS_BACK} and {today.year + YEARS_AHEAD}"
        yield Refusal("first_on", f"Look at the year of the first day: it must lie between {years}.")
    elif last < first:
        yield Refusal("last_on", "The last day is before the first. Give the first day or a later one.")
    elif sort in LONGEST and (last - first).days >= LONGEST[sort]:
        weeks, called = LONGEST[sort] // WEEK, "A school holiday" if sort == DaysAs.SCHOOL_HOLIDAY else "A closure"
        yield Refusal("last_on", f"{called} is not longer than {weeks} weeks. Look at the last day.")


def _clashes(partnership_id: int, sort: str, first: date, last: date) -> Iterator[Refusal]:
    rows = list(LocalDays.objects.filter(partnership_id=partnership_id, sort=sort, withdrawn_at__isnull=True))
    other = next((row for row in rows if row.first_on <= last and first <= row.last_on), None)
    if other is not None:
        days = f"{day_in_words(other.first_on)} to {day_in_words(other.last_on)}"
        yield Refusal("first_on", f"Some of these days stand in “{other.name}” already, {days}. Withdraw that first.")
        return
    if sort != DaysAs.SCHOOL_HOLIDAY:
        return
    holidays = sorted([*((row.first_on, row.last_on) for row in rows), (first, last)])
    calendar = calendar_from((sort, *each) for each in holidays)
    for begins, _ in holidays:
        if (_school_begins(calendar, begins) - begins).days > WITHOUT_SCHOOL:
            yield Refusal("last_on", "With the holidays around it there would be no school day for over 14 weeks.")
            return


def _school_begins(calendar: Calendar, day: date) -> date:
    try:
        return calendar.school_day_from(day)
    except ValueError:
        return date.max


def _look_again(partnership_id: int) -> None:
    """Lists are put right by a job, soon: it begins when this is saved."""
    from procrastinate.contrib.django import app

    forget_calendar(partnership_id)
    task = app.configure_task("cases.refresh_days", queueing_lock=f"cases.refresh_days/{partnership_id}")
    with suppress(AlreadyEnqueued), transaction.atomic():  # one that has not begun sees these days as well
        task.defer(partnership=partnership_id)
