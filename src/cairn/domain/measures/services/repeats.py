"""Ask for the measures of repeats of a period, and count them: a job's work, and Cairn's own each night."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db.models import Q
from procrastinate.contrib.django import app

from cairn.domain.measures import policies
from cairn.domain.measures.counting_repeats import Question, counted, reach
from cairn.domain.measures.models import RepeatsCount
from cairn.foundation.access.references import new_reference
from cairn.foundation.access.turns import wait_for_turn
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.uk_time import day_of

MOST_MONTHS, OLDEST = 12, 60  # in one period; and how many months back one can choose
VICTIMS = (2, 3, 4, 5)
WINDOWS = {183: "6 months", 365: "a year", 730: "2 years", 1_096: "3 years"}
STANDING = (2, 1_096)  # as Northumbria Police: two or more people harmed in three years
LOOKED_AT, KEPT = timedelta(days=35), timedelta(days=396)  # since somebody asked


def months_over(today: date) -> list[date]:
    """First days of the months that are over, the newest first."""
    place = today.year * 12 + today.month - 1
    return [date((place - back) // 12, (place - back) % 12 + 1, 1) for back in range(1, OLDEST + 1)]


def standing_question(today: date) -> Question:
    """What is counted for everybody: the last twelve months that are over."""
    months = months_over(today)
    return Question(months[MOST_MONTHS - 1], today.replace(day=1) - timedelta(days=1), *STANDING)


def ask_for_repeats(*, by: Actor, at: datetime, first: date, last: date, victims: int, days: int) -> RepeatsCount:
    """Ask for the measures of some months; where they were never counted, a job counts them.

    Args:
        first, last: first days of the first and of the last month.
        victims, days: as many people harmed, within as many days, make a suspect serial.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: for months that are not over, in the wrong order or too many, or another window or number.
    """
    partnership = Partnership.objects.get(pk=by.partnership_id)
    policies.ASK_REPEATS.require(by, partnership)
    asked = _checked(first, last, victims, days, today=day_of(at))
    with command("measures.ask_repeats", by=by, at=at):
        wait_for_turn("repeats", partnership.pk)
        row = RepeatsCount.objects.filter(**_columns(asked), partnership=partnership).first()
        if row is None:
            row = RepeatsCount(partnership=partnership, ref=new_reference("MR", taken=RepeatsCount), **_columns(asked))
        row.asked_at, row.asked_by_id = at, by.user_id
        row.save()
    if row.counted_at is None:
        job = app.configure_task("measures.count_repeats")
        job.defer(partnership=row.partnership_id, count=row.pk, at=at.isoformat())
    return row


def count_repeats(*, at: datetime, row: RepeatsCount) -> bool:
    """Count one anew, as Cairn itself, and keep when that was.

    Returns:
        Whether anything is told otherwise than before.
    """
    by = system_actor(row.partnership_id)
    figures, as_of = counted(row.partnership_id, _question(row), today=day_of(at))
    changed = row.counted_at is None or (figures, as_of) != (row.figures, row.as_of)
    with command("measures.count_repeats", by=by, at=at):
        row.figures, row.as_of, row.counted_at = figures, as_of, at
        row.save()
    return changed


def count_each_night(*, at: datetime) -> int:
    """Count the last twelve months of every partnership, and what somebody asked for lately; forget what is old.

    Returns:
        How many are told otherwise than before, or are gone.
    """
    return in_each_partnership(lambda by, here: _count_here(by, here, at))


def _count_here(by: Actor, here: Partnership, at: datetime) -> int:
    changed = _forget(by, at)
    today = day_of(at)
    if reach(here.pk, today) is not None:
        _standing_row(by, here, at)
    rows = RepeatsCount.objects.filter(Q(asked_at__gte=at - LOOKED_AT) | Q(counted_at=None), partnership=here)
    return changed + sum([count_repeats(at=at, row=row) for row in rows])


def _standing_row(by: Actor, here: Partnership, at: datetime) -> None:
    columns = _columns(standing_question(day_of(at)))
    if not RepeatsCount.objects.filter(partnership=here, **columns).exists():
        with command("measures.ask_repeats", by=by, at=at):
            RepeatsCount(
                partnership=here, ref=new_reference("MR", taken=RepeatsCount), asked_at=at, **columns
            ).save()  # fmt: skip


def _forget(by: Actor, at: datetime) -> int:
    old = list(RepeatsCount.objects.filter(partnership_id=by.partnership_id, asked_at__lt=at - KEPT))
    if old:
        with command("measures.forget_repeats", by=by, at=at):
            for row in old:
                row.delete()
    return len(old)


def _question(row: RepeatsCount) -> Question:
    return Question(row.first_on, row.last_on, row.victims, row.days)


def _columns(asked: Question) -> dict[str, object]:
    facts = asdict(asked)
    return {"first_on": facts.pop("first"), "last_on": facts.pop("last"), **facts}


def _checked(first: date, last: date, victims: int, days: int, *, today: date) -> Question:
    months = months_over(today)
    if first not in months or last not in months:
        raise Refused("Choose months that are over, of the last five years.", field="last")
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    if many < 1:
        raise Refused("The last month is before the first.", field="last")
    if many > MOST_MONTHS:
        raise Refused("Choose a year at most: people are counted once in a year and not in longer.", field="first")
    if victims not in VICTIMS:
        raise Refused("Choose how many people harmed make a suspect serial.", field="victims")
    if days not in WINDOWS:
        raise Refused("Choose within how long.", field="days")
    end = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Question(first, end, victims, days)
