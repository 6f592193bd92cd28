"""One agency asks another to lead a row, which accepts or declines; or takes back what it asked. Until then the row
stays where it is.
"""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.api import as_system, in_open_cases
from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, WatchRow
from cairn.domain.watch.queries.choices import can_answer
from cairn.domain.watch.queries.told import DIFFERS, seen_by
from cairn.domain.watch.services.working import hold_no_way, lead_by_answer
from cairn.domain.watch.terms import Answer
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of
from cairn.kernel.wording import names_given, taken_out


def ask_to_lead(*, by: Actor, at: datetime, row: WatchRow, agency: Agency, why: str) -> HandOver:
    """Ask another agency to lead. It sees that it is asked, for how many days, and why; no name.

    Raises:
        Forbidden: the policy does not allow it.
        Refused: naming the field; one agency is asked at a time.
    """
    policies.WORK.require(by, row)
    if agency.pk == by.agency_id:
        raise Refused("This is your own agency. Say who of you leads.", field="agency")
    if agency.pk not in can_answer(by, today=day_of(at)):
        raise Refused(
            "Choose an agency of this partnership that works cases, and has a practitioner who can answer.",
            field="agency",
        )
    if not why.strip():
        raise Refused("Say why they should lead. They read it before they answer: name nobody.", field="why")
    _tells_nothing(by, row, why, at=at)
    if HandOver.objects.filter(row=row, answer=Answer.WAITS).exists():
        raise Refused(
            "Another agency is asked already. Wait for its answer, or have whoever asked take the request back.",
            field="agency",
        )
    asked = HandOver(
        partnership_id=row.partnership_id, row=row, ref=new_reference("WH", taken=HandOver, long=True),
        from_agency_id=by.agency_id, to_agency=agency, why=why.strip(), asked_by_id=by.user_id, asked_at=at,
    )  # fmt: skip
    with command("watch.ask_to_lead", by=by, at=at):
        asked.save()
    return asked


def take_back_request(*, by: Actor, at: datetime, row: WatchRow, why: str) -> HandOver:
    """Ask an agency no more that has not answered, so that another can be asked.

    Raises:
        Forbidden: the policy does not allow it.
        Refused: without a reason, or where one's own agency asked nobody who has not answered.
    """
    policies.WORK.require(by, row)
    if not why.strip():
        raise Refused("Say why it is taken back.", field="why")
    hold_no_way(why, field="why", who="Others read this")
    with command("watch.take_back_request", by=by, at=at):
        mine = HandOver.objects.filter(row=row, from_agency_id=by.agency_id, answer=Answer.WAITS)
        asked = mine.select_for_update(of=("self",)).first()
        if asked is None:
            raise Refused("Your agency waits for no answer here. It may have come meanwhile: look at the row again.")
        asked.answer, asked.answer_why = Answer.TAKEN_BACK, why.strip()
        asked.answered_by_id, asked.answered_at = by.user_id, at
        asked.save()
    return asked


def _tells_nothing(by: Actor, row: WatchRow, why: str, *, at: datetime) -> None:
    """The agency that is asked reads why before it answers. Looked for are names that whoever asks sees herself."""
    hold_no_way(why, field="why", who="They read this before they answer")
    seen = seen_by(by, [row], on=day_of(at))[row.pk]
    people = in_open_cases(by).filter(pk__in=[row.victim_person_id, row.suspect_person_id])
    names = [seen.victim, seen.suspect]  # or a reference of an agency
    names += [name for person in people for name in (person.name, *person.other_names)]
    if found := names_given(why, [name for name in names if name != DIFFERS and " of " not in name]):
        raise Refused(f"They read this before they answer: name nobody. {taken_out(found)}", field="why")


def answer_hand_over(*, by: Actor, at: datetime, asked: HandOver, accept: bool, why: str = "") -> HandOver:
    """Accept and lead, or decline with a reason.

    Raises:
        Forbidden: another agency is asked.
        Refused: it was answered, the row is no longer open, or no reason is given for declining.
    """
    policies.ANSWER.require(by, asked)
    if not accept and not why.strip():
        raise Refused("Say why your agency cannot lead. Whoever asked reads it.", field="why")
    hold_no_way(why, field="why", who="Others read this")
    with as_system(asked.partnership_id):  # the row is not open to her yet
        row = asked.row = WatchRow.objects.get(pk=asked.row_id)
    if accept and row.stands != "open":
        raise Refused("The row has been closed meanwhile, or is held back. Wait, or decline and say so.")
    with command("watch.answer_hand_over", by=by, at=at):
        now = HandOver.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        if now.answer != Answer.WAITS:
            raise Refused("It was answered meanwhile, or nobody asks it any more. Look at the watch again.")
        asked.answer = Answer.ACCEPTED if accept else Answer.DECLINED
        asked.answer_why, asked.answered_by_id, asked.answered_at = why.strip(), by.user_id, at
        asked.save()
    if accept:
        lead_by_answer(by=by, at=at, row=row, why=f"Handed over by {asked.from_agency.short}: {asked.why}")
    return asked
