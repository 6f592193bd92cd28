"""What practitioners do about a row: record a contact, agree who leads, decide, close. Nothing contacts anyone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from cairn.domain.cases.api import as_system, in_open_cases
from cairn.domain.cases.models import Person
from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchContact, WatchDecision, WatchRow
from cairn.domain.watch.queries.choices import leaders
from cairn.domain.watch.queries.row_page import draft_kept
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.terms import Consent, Contacted, Decided
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.commands import command, record_event
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.uk_time import day_of
from cairn.kernel.wording import taken_out, ways_to_reach

DRAFT_WAITS = (
    "Your draft of a referral for this row is not sent yet. Send it, or throw it away; then you can close the row."
)


def record_contact(
    *, by: Actor, at: datetime, row: WatchRow, kind: str, on: date, note: str = "", about_all: bool = False
) -> WatchContact:
    """Write down a contact with the person harmed, or one that was tried or offered.

    Args:
        about_all: it was about everybody who harms them, not about this suspect alone.

    Raises:
        Forbidden: the policy does not allow it; held and closed rows are not worked on.
        Refused: naming the field.
    """
    policies.WORK.require(by, row)
    if kind not in Contacted.values:
        raise Refused("Choose what came of it.", field="kind")
    if on > day_of(at):
        raise Refused("The day of the contact has not come yet. Enter today or a day before.", field="on")
    if on < row.opened_on:
        raise Refused("That is before the report. Enter the day of the report or a later one.", field="on")
    hold_no_way(note, field="note")
    contact = WatchContact(row=row, kind=kind, on=on, note=note.strip(), about_all=about_all, **_who(by, row), at=at)
    with command("watch.record_contact", by=by, at=at):
        contact.save()
    _refresh(row, at)
    return contact


def take_lead(*, by: Actor, at: datetime, row: WatchRow, leader: User, why: str) -> WatchDecision:
    """Agree which practitioner leads: of one's own agency; another agency is asked (``handing_over``).

    Raises:
        Forbidden: the policy does not allow it.
        Refused: of another agency, somebody who may not work on the row, which is recorded, or without a reason.
    """
    policies.WORK.require(by, row)
    if leader.agency_id != by.agency_id:
        raise Refused("Choose somebody of your own agency. Another agency is asked, and answers.", field="leader")
    if leader.pk in (*row.kept_out, *row.shut_out) or str(leader.pk) not in dict(leaders(by, today=day_of(at))):
        record_event(
            by=by, at=at, action="watch.try_to_lead", subject=row.audit_subject(), kind=EntryKind.REFUSED, facts={}
        )
        raise Refused("Choose somebody else. Not everybody may work on this row.", field="leader")
    return _decide(by, at, row, Decided.LEAD, why, action="watch.lead", leader=leader)


def lead_by_answer(*, by: Actor, at: datetime, row: WatchRow, why: str) -> WatchDecision:
    """Write down that whoever accepted a row leads it; as Cairn itself, for the row is not open to her until then."""
    decision = WatchDecision(row=row, kind=Decided.LEAD, why=why, at=at, leader_id=by.user_id, **_who(by, row))
    with as_system(row.partnership_id), command("watch.lead", by=system_actor(row.partnership_id), at=at):
        decision.save()
    _refresh(row, at)
    return decision


def decide_roles(*, by: Actor, at: datetime, row: WatchRow, victims: Collection[str], why: str) -> WatchDecision:
    """Decide who may have a row where each of two people is named as the other's victim.

    Args:
        victims: marks of those whose rows may open: of one of the two, or of both.

    Raises:
        Forbidden: nothing is contested, or the policy does not allow it.
        Refused: naming the field.
    """
    policies.DECIDE_ROLES.require(by, row)
    if not victims or not set(victims) <= {row.victim, row.suspect}:
        raise Refused("Choose who is to be helped: one of the two, or both.", field="victims")
    return _decide(by, at, row, Decided.ROLES, why, action="watch.decide_roles", victims=sorted(victims))


def decide_referral(
    *, by: Actor, at: datetime, row: WatchRow, refer: bool, why: str, consent: str = "", without_consent: str = "",
    draft: str = "",
) -> WatchDecision:  # fmt: skip
    """Decide whether the person harmed is referred to the conference, with consent or the reason for going without.

    Args:
        draft: reference of the form that is prepared for it (``drafting``).

    Raises:
        Forbidden: the policy does not allow it.
        Refused: by somebody who does not lead, or naming the field.
    """
    policies.WORK.require(by, row)
    if row.leader_id is None:
        raise Refused("Agree who leads first. Whoever leads decides about the referral.")
    if by.user_id != row.leader_id:
        raise Refused(f"{row.leader.name} leads this row and decides about the referral.")
    if refer and not consent:
        raise Refused("Say whether they agree to the referral.", field="consent")
    if refer and consent != Consent.GIVEN and not without_consent.strip():
        raise Refused(
            "Say why it is shared without consent: for what, by what right, and why it is needed.",
            field="without_consent",
        )
    hold_no_way(without_consent, field="without_consent")
    return _decide(
        by, at, row, Decided.REFERRAL, why, action="watch.decide_referral", refer=refer,
        consent=consent if refer else "", without_consent=without_consent.strip() if refer else "", draft=draft,
    )  # fmt: skip


def close_row(*, by: Actor, at: datetime, row: WatchRow, why: str) -> WatchDecision:
    """Close a row before its window is over. A further report opens it again.

    Raises:
        Forbidden: the policy does not allow it.
        Refused: without a reason, or while her own draft of a referral for it waits: a closed row reminds nobody of it.
    """
    policies.WORK.require(by, row)
    if draft_kept(by, row):
        raise Refused(DRAFT_WAITS, field="why")
    return _decide(by, at, row, Decided.CLOSE, why, action="watch.close")


def say_who(*, by: Actor, at: datetime, row: WatchRow, person: Person, of_victim: bool, why: str) -> WatchDecision:
    """Say which person in cases the person harmed, or the suspect, is: the rules of contact and the walls follow.

    Raises:
        Forbidden: the policy does not allow it.
        Refused: that person is in no case that is open to whoever says it.
    """
    policies.WORK.require(by, row)
    if not in_open_cases(by).filter(pk=person.pk).exists():
        raise Refused("Choose somebody in a case that is open to you.", field="person")
    return _decide(by, at, row, WatchDecision.PERSON, why, action="watch.say_who", person=person, of_victim=of_victim)


def hold_no_way(text: str, *, field: str, who: str = "Every agency of the row reads this") -> None:
    """Refuse a way to reach anybody, by the form of the words alone, as in minutes: rows hold no place and no number.

    Args:
        who: reads it, and when; it begins the sentence.

    Raises:
        Refused: with the words to take out.
    """
    if reach := ways_to_reach(text):
        raise Refused(
            f"{who}, so it holds no address and no telephone number. {taken_out(reach)} They stand in the records of"
            " your agency, or in a case.",
            field=field,
        )


def _decide(by: Actor, at: datetime, row: WatchRow, kind: str, why: str, *, action: str, **facts: Any) -> WatchDecision:
    if not why.strip():
        raise Refused("Say why.", field="why")
    hold_no_way(why, field="why")
    decision = WatchDecision(row=row, kind=kind, why=why.strip(), at=at, **_who(by, row), **facts)
    with command(action, by=by, at=at):
        decision.save()
    _refresh(row, at)
    return decision


def _who(by: Actor, row: WatchRow) -> dict[str, int | None]:
    if by.user_id is None:
        raise Refused("Only a named practitioner does this.")
    return {"partnership_id": row.partnership_id, "by_id": by.user_id, "agency_id": by.agency_id}


def _refresh(row: WatchRow, at: datetime) -> None:
    """Both of the two: what is done about one row may bear on that of the other party."""
    refresh(row.partnership_id, {row.victim, row.suspect}, at=at)
