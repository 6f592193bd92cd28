"""Flags on the files of agencies: what an agency is asked, what a case shows, and which come off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, FileFlag
from cairn.domain.cases.policies import FLAG, VIEW
from cairn.domain.cases.queries.widely import as_system
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of

_DAY = timedelta(days=1)
_TO_DO = Q(flagged_on__isnull=True, off_asked_at__isnull=True) | Q(off_asked_at__isnull=False)


@dataclass(frozen=True, slots=True)
class FlagLine:
    """What one agency was asked and has said of one case.

    Args:
        case: its reference.
        comes_off: it is asked to take the flag off; otherwise to put it on.
    """

    ref: str
    case: str
    agency: str
    asked_on: date
    until_on: date
    flagged_on: date | None
    flagged_by: str
    comes_off: bool
    unflagged_on: date | None
    unflagged_by: str


@dataclass(frozen=True, slots=True)
class ComesOff:
    """One case of which the flags came off.

    Args:
        last_day: the last day on which they stood.
        still_flagged: agencies that have not confirmed yet that theirs is off.
    """

    case: str
    kind: str
    last_day: date
    still_flagged: tuple[str, ...]


def flags_to_do(actor: Actor) -> tuple[FlagLine, ...]:
    """What her agency is asked for, to take off first; also of cases that it has no more."""
    rows = FLAG.rows(actor).filter(_TO_DO, unflagged_on__isnull=True).order_by("off_asked_at", "until_on", "pk")
    found = list(rows.select_related("agency", "flagged_by", "unflagged_by"))
    if not found:
        return ()
    with as_system(actor.partnership_id):  # an agency that has the case no more still has to know its own files
        refs = dict(Case.objects.filter(pk__in=[row.case_id for row in found]).values_list("pk", "ref"))
    return tuple(_line(row, refs[row.case_id]) for row in found)


def flags_waiting(actor: Actor) -> int:
    """How many of them there are, for her list of work."""
    return FLAG.rows(actor).filter(_TO_DO, unflagged_on__isnull=True).count()


def flags_of(case: Case) -> tuple[FlagLine, ...]:
    """What each agency of a case has said, for somebody to whom it is open."""
    rows = FileFlag.objects.filter(case=case).select_related("agency", "flagged_by", "unflagged_by")
    return tuple(_line(row, case.ref) for row in rows.order_by("agency__short", "pk"))


def flags_that_come_off(actor: Actor, since: date, until: date) -> tuple[ComesOff, ...]:
    """Cases open to somebody whose window ran out on the day before one of these days, the first first.

    For the notices of a meeting: what has just passed twelve months, so that flags come off.

    Args:
        since, until: the first and the last day on which a flag was no longer to stand.
    """
    rows = FileFlag.objects.filter(
        case__in=VIEW.rows(actor), until_on__gte=since - _DAY, until_on__lte=until - _DAY
    ).select_related("case", "agency")
    found: dict[int, list[FileFlag]] = {}
    for row in rows.order_by("until_on", "case_id", "agency__short"):
        found.setdefault(row.case_id, []).append(row)
    return tuple(
        ComesOff(
            case=flags[0].case.ref,
            kind=kinds()[flags[0].case.kind].title,
            last_day=flags[-1].until_on,
            still_flagged=tuple(each.agency.short for each in flags if each.unflagged_on is None),
        )
        for flags in found.values()
    )


def _line(row: FileFlag, case: str) -> FlagLine:
    return FlagLine(
        ref=row.ref,
        case=case,
        agency=row.agency.short,
        asked_on=day_of(row.asked_at),
        until_on=row.until_on,
        flagged_on=row.flagged_on,
        flagged_by=row.flagged_by.name if row.flagged_by else "",
        comes_off=row.off_asked_at is not None,
        unflagged_on=row.unflagged_on,
        unflagged_by=row.unflagged_by.name if row.unflagged_by else "",
    )
