"""Write a note in a case, and correct one with a further note. Nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from cairn.domain.cases.models import Case, Note
from cairn.domain.cases.services.writing import keep_ways_out, may_write, own_agency
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

LONGEST = 20_000


def write_note(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    text: str,
    happened_on: date,
    section: str,
    only_agency: bool = False,
    corrects: str = "",
) -> Note:
    """Write down one thing.

    Args:
        happened_on: the day it is about.
        section: of the process, open to the writer.
        only_agency: kept to the writer's agency, by the database too.
        corrects: reference of an earlier note of the same agency; this one then stands in the section of that
            one, and is kept as that one is, whatever else is said here.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: with what to put right; for an address or a number in what others read, too.
    """
    earlier = _to_correct(by, case, corrects) if corrects else None
    if earlier is not None:
        section, only_agency = earlier.section, earlier.only_agency
    may_write(by=by, case=case, section=section)
    agency_id = own_agency(by, only_agency=only_agency)
    if not text.strip():
        raise Refused("Write the note.", field="text")
    if len(text) > LONGEST:
        raise Refused(f"Shorten the note to {LONGEST:,} characters, or write two.", field="text")
    if not only_agency:
        keep_ways_out(by=by, text=text, field="text", called="The note")
    if happened_on > timezone.localdate(at):
        raise Refused("That day has not come.", field="happened_on")
    with command("cases.write_note", by=by, at=at):
        note = Note(
            partnership_id=case.partnership_id,
            case=case,
            ref=new_reference("O", taken=Note, long=True),
            at=at,
            happened_on=happened_on,
            by_id=by.user_id,
            agency_id=agency_id,
            only_agency=only_agency,
            section=section,
            text=text.strip(),
            corrects=earlier,
        )
        note.save()
    return note


def _to_correct(by: Actor, case: Case, ref: str) -> Note:
    earlier = Note.objects.filter(case=case, ref=ref, agency_id=by.agency_id).first()
    if earlier is None:
        raise Refused("A note is corrected by the agency that wrote it. Write one of your own.", field="text")
    return earlier
