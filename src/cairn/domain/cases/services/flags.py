"""Ask agencies to flag their own files of a case while a window runs, and to take the flag off afterwards."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from cairn.domain.cases.models import Case, FileFlag, Share
from cairn.domain.cases.policies import FLAG, OPEN_SHARE
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.queries.widely import as_system
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.process import Process


def note_step(case: Case, process: Process, name: str, *, at: datetime) -> None:
    """After a step: ask the agencies that have the case for their flags, or let those that stand, stand longer.

    Inside the command of the step, and after it was added to the history.
    """
    rule = process.flag
    if rule is None:
        return
    asks, begins = name in rule.asks, name in process.clocks[rule.window].starts
    if not asks and not begins:
        return
    with as_system(case.partnership_id):
        state = newest(standing_of(case, at=at)).get((rule.window, ""))
        if state is None or state.due is None or state.ended_at is not None:
            return
        rows = list(FileFlag.objects.filter(case=case, unflagged_on__isnull=True))
        changed = [row for row in rows if row.until_on != state.due]
        missing = _without_flag(case, rows) if asks else []
        if not changed and not missing:
            return
        with command("cases.ask_for_flags", by=system_actor(case.partnership_id), at=at):
            for row in changed:
                row.until_on = state.due
                row.off_asked_at = None if state.due >= timezone.localdate(at) else row.off_asked_at
                row.save(update_fields=["until_on", "off_asked_at"])
            for agency in missing:
                FileFlag(
                    partnership_id=case.partnership_id, case=case, ref=new_reference("F", taken=FileFlag, long=True),
                    agency_id=agency, asked_at=at, until_on=state.due,
                ).save()  # fmt: skip


def _without_flag(case: Case, rows: list[FileFlag]) -> list[int]:
    """Agencies that have the case, and were not asked for the flag that stands."""
    having = Share.objects.filter(OPEN_SHARE, case=case).order_by("pk").values_list("agency_id", flat=True)
    asked = {row.agency_id for row in rows}
    return [agency for agency in dict.fromkeys(having) if agency not in asked]


def flag_files(*, by: Actor, at: datetime, flag: FileFlag, on: date) -> FileFlag:
    """Say that one's agency has flagged its files.

    Raises:
        Forbidden: to another agency.
        Refused: where it has been said, or the day cannot be.
    """
    FLAG.require(by, flag)
    with command("cases.flag_files", by=by, at=at):
        row = _fresh(flag)
        if row.flagged_on is not None or row.off_asked_at is not None:
            raise Refused("Somebody of your agency answered this meanwhile.")
        _past(on, at)
        row.flagged_on, row.flagged_by_id = on, by.user_id
        row.save(update_fields=["flagged_on", "flagged_by"])
    return row


def unflag_files(*, by: Actor, at: datetime, flag: FileFlag, on: date) -> FileFlag:
    """Confirm that one's agency has taken the flag off its files, or that none of them has one any more.

    Raises:
        Forbidden: to another agency.
        Refused: while the flag stands, or the day cannot be.
    """
    FLAG.require(by, flag)
    with command("cases.unflag_files", by=by, at=at):
        row = _fresh(flag)
        if row.unflagged_on is not None:
            raise Refused("Somebody of your agency answered this meanwhile.")
        if row.off_asked_at is None:
            raise Refused(f"The flag stands until {row.until_on.day} {row.until_on:%B %Y}. Leave it on your files.")
        _past(on, at)
        if row.flagged_on is not None and on < row.flagged_on:
            raise Refused("The flag cannot have come off before it was put on.", field="on")
        row.unflagged_on, row.unflagged_by_id = on, by.user_id
        row.save(update_fields=["unflagged_on", "unflagged_by"])
    return row


def _fresh(flag: FileFlag) -> FileFlag:
    return FileFlag.objects.select_for_update(of=("self",)).get(pk=flag.pk)


def _past(on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise Refused("That day has not come.", field="on")
