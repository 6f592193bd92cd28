"""Write down how somebody is safely reached, where they live, and look at every place that holds the old way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases.contact_policies import REACH, may_open_person
from cairn.domain.cases.models import (
    Address,
    AddressCheck,
    AddressCorrection,
    Case,
    CasePerson,
    ContactPlan,
    Person,
)
from cairn.domain.cases.policies import STEP
from cairn.domain.cases.queries.contact import (
    NOT_OPEN,
    addresses_open_to,
    is_current,
    mark_of_addresses,
    plan_of,
    plan_open_to,
    times_of,
)
from cairn.domain.cases.queries.places_that_hold import places_that_hold
from cairn.domain.cases.services.wall import look_again_for
from cairn.foundation.access.policies import Decision, Forbidden
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.audit.commands import command, record_read
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.contact_safety import Channel, Safe
from cairn.kernel.same_person.holding import holds_address, holds_e_mail, holds_phone
from cairn.kernel.same_person.reaching import e_mail as plain_e_mail
from cairn.kernel.same_person.reaching import phone as plain_phone
from cairn.kernel.same_person.reaching import postcode as plain_postcode

OUTSIDE = "Letters, calendars and telephones outside Cairn, and notes that one agency keeps to itself"
WAYS = (Channel.CALL, Channel.TEXT, Channel.VOICEMAIL, Channel.E_MAIL, Channel.LETTER)
_SAID = frozenset(each.value for each in Safe)
# Why somebody opens it: chosen, never typed, for the record of a read keeps its words.
PURPOSES = {
    "speak": "To call or text them",
    "write": "To write to them",
    "meet": "To visit or meet them",
    "plan": "To plan for their safety",
    "check": "To check or change what is recorded",
}


def open_contact(*, by: Actor, at: datetime, case: Case, person: Person, purpose: str) -> None:
    """Record that somebody opens how a person is reached, and what for.

    Raises:
        Forbidden: where it is not open to the actor.
        Refused: without a purpose of PURPOSES.
    """
    require_reach(by=by, case=case, person=person)
    record_read(by=by, at=at, action="cases.read_contact", subject=person.audit_subject(), purpose=_purpose(purpose))


def open_address(*, by: Actor, at: datetime, case: Case, address: Address, purpose: str) -> Address:
    """Record that somebody opens where a person lives, and give it: its own read, apart from all else.

    Raises:
        Forbidden: where it is not open to the actor.
        Refused: without a purpose of PURPOSES.
    """
    require_reach(by=by, case=case, person=address.person)
    if not addresses_open_to(by, address.person).filter(pk=address.pk).exists():
        raise Forbidden(Decision(False, "not_from_this_case", NOT_OPEN.why))
    record_read(
        by=by, at=at, action="cases.read_address", subject=address.person.audit_subject(), purpose=_purpose(purpose)
    )
    return address


def record_plan(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    person: Person,
    safe: str,
    ways: Mapping[str, str] | None = None,
    times: Iterable[Mapping[str, Any]] = (),
    never_leave_message: bool = True,
    code_word: str = "",
    phones: Iterable[str] = (),
    e_mails: Iterable[str] = (),
    unsafe_people: Collection[str] = (),
    note: str = "",
    seen: int | None = None,
) -> ContactPlan:
    """Write down how somebody may be reached, as they said it now. What was said before is kept.

    A number or an e-mail address that is in it no more opens a look at every place that may hold it.

    Args:
        safe: of Safe, whether they may be contacted at all.
        ways: of WAYS, to Safe; what is left out was not asked.
        times: each with days (0 Monday to 6), begins and ends as HH:MM.
        unsafe_people: references of people in this case who must not learn of the contact. Those of other cases
            stay who must not learn.
        seen: number of what was said last as the actor read it, 0 where that was nothing; None where she read nothing.

    Raises:
        Forbidden: where it is not open to the actor, or the case may not be changed.
        SavedMeanwhile: when somebody else wrote it down anew since; nothing is saved.
        Refused: naming the field.
    """
    require_reach(by=by, case=case, person=person, writes=True)
    if safe not in _SAID:
        raise Refused("Say whether it is safe to contact them.", field="safe")
    said = {Channel(way): Safe(answer) for way, answer in (ways or {}).items()}
    if set(said) - set(WAYS):
        raise Refused("Choose ways of reaching a person.", field="ways")
    if person.ref in unsafe_people:
        raise Refused("They cannot be somebody who must not learn of it themselves.", field="unsafe_people")
    if said.get(Channel.VOICEMAIL) is Safe.YES and never_leave_message:
        raise Refused("A message is safe, or no message is ever left: it cannot be both.", field="never_leave_message")
    given = {
        "times": _times(times), "phones": _phones(phones), "e_mails": _e_mails(e_mails), "safe": str(safe),
        "ways": {str(way): str(answer) for way, answer in said.items()}, "code_word": code_word.strip(),
        "never_leave_message": never_leave_message, "note": note.strip(),
    }  # fmt: skip
    with command("cases.record_contact_plan", by=by, at=at):
        before = _said_before(by, person, seen=seen)
        plan = ContactPlan(
            partnership_id=case.partnership_id, person=person, case=case, at=at, by_id=by.user_id,
            agency_id=by.agency_id, unsafe_people=sorted({*unsafe_people, *_of_other_cases(before, case)}), **given,
        )  # fmt: skip
        plan.save()
        if before is not None:
            _look_for_numbers(before, plan, at=at)
        look_again_for(person, at)  # last: it may shut out whoever writes it down
    return plan


def _of_other_cases(before: ContactPlan | None, case: Case) -> set[str]:
    """Who must not learn of it in other cases than this one, and so stays."""
    here = set(CasePerson.objects.filter(case=case, removed_at__isnull=True).values_list("person__ref", flat=True))
    return set(before.unsafe_people if before else ()) - here


def _said_before(by: Actor, person: Person, *, seen: int | None) -> ContactPlan | None:
    """What was said last; of two who write it down at once the second is told."""
    Person.objects.select_for_update().get(pk=person.pk)
    if seen is not None:
        now = plan_open_to(by, person)
        if (number := now.pk if now else 0) != seen:
            raise SavedMeanwhile(theirs=(), version=number)
    return plan_of(person)


def change_address(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    person: Person,
    lines: str = "",
    postcode: str = "",
    letters: str = Safe.UNKNOWN,
    lived_in_by: Collection[str] = (),
    safe_from: Collection[str] = (),
    from_on: date | None = None,
    is_refuge: bool = False,
    left: str = "",
    left_on: date | None = None,
    seen: int | None = None,
) -> Address | None:
    """Write down a new address, the end of an old one, or both where somebody moved.

    The end of an address opens a look at every place that may hold it; until each was looked at, nothing
    reaches the person (kernel.contact_safety).

    Args:
        lines, postcode: of the new address; empty where only an old one ends.
        lived_in_by: references of everybody known to live there or to open the post.
        safe_from: references of everybody who must never learn of it.
        left: reference of the address that ends; empty where none does.
        left_on: the last day there; today where it is left out.
        seen: ``mark_of_addresses`` as the actor read them; None where she read nothing.

    Raises:
        Forbidden: where it is not open to the actor, or the case may not be changed.
        SavedMeanwhile: when an address came or ended since; nothing is saved.
        Refused: naming the field.
    """
    require_reach(by=by, case=case, person=person, writes=True)
    today = timezone.localdate(at)
    if not lines.strip() and (postcode.strip() or not left):
        raise Refused("Enter the address, or choose the one they have left.", field="lines")
    if letters not in _SAID:
        raise Refused("Say whether letters are safe there.", field="letters")
    _has_come(by, from_on, today=today)
    code = _postcode(postcode)
    _none_came_or_ended(by, person, seen=seen)
    gone = _that_is_left(by, person, left, left_on=left_on or today, today=today) if left else None
    with command("cases.change_address", by=by, at=at):
        new = None
        if lines.strip():
            new = Address(
                partnership_id=case.partnership_id, person=person, case=case, by_id=by.user_id, recorded_at=at,
                ref=new_reference("J", taken=Address, long=True), lines=lines.strip(), postcode=code,
                letters=str(letters), lived_in_by=sorted(set(lived_in_by)), safe_from=sorted(set(safe_from)),
                from_on=from_on, is_refuge=is_refuge,
            )  # fmt: skip
            new.save()
        if gone is not None:
            _leave(person, gone, on=left_on or today, at=at)
        look_again_for(person, at)  # last: it may shut out whoever writes it down
    return new


def _none_came_or_ended(by: Actor, person: Person, *, seen: int | None) -> None:
    """Of two who write down where somebody lives at once the second is told."""
    Person.objects.select_for_update().get(pk=person.pk)
    if seen is not None and seen != (now := mark_of_addresses(by, person)):
        raise SavedMeanwhile(theirs=(), version=now)


def _leave(person: Person, gone: Address, *, on: date, at: datetime) -> None:
    """End an address; every place that may hold it is to be looked at."""
    gone.until_on = on
    gone.save(update_fields=["until_on"])
    lines, postcode = gone.lines, gone.postcode
    _look_everywhere(person, at=at, old=gone, holds=lambda text: holds_address(text, lines=lines, postcode=postcode))


def correct_address(
    *, by: Actor, at: datetime, case: Case, person: Person, ref: str, lines: str, postcode: str = "", why: str,
    seen: int | None = None,
) -> Address:  # fmt: skip
    """Put right a slip of the pen in an address: nobody moved, so no place is opened to be looked at.

    What stood there before is kept beside it, with the reason.

    Args:
        ref: of an address that is open to the actor.
        lines, postcode: as they should have been written.
        seen: how often it had been put right as the actor read it; None where she read nothing.

    Raises:
        Forbidden: where it is not open to the actor, or the case may not be changed.
        SavedMeanwhile: when somebody else put it right since; nothing is saved.
        Refused: naming the field.
    """
    require_reach(by=by, case=case, person=person, writes=True)
    if not lines.strip():
        raise Refused("Enter the address as it should have been written.", field="lines")
    if not why.strip():
        raise Refused("Say what was wrong, and how you know.", field="why")
    code = _postcode(postcode)
    with command("cases.correct_address", by=by, at=at):
        held = addresses_open_to(by, person).select_for_update(of=("self",)).filter(ref=ref).first()
        if held is None:
            raise Refused("Choose an address that is open to you.", field="left")
        if seen is not None and seen != (now := held.corrections.count()):
            raise SavedMeanwhile(theirs=(), version=now)
        if (held.lines, held.postcode) == (lines.strip(), code):
            raise Refused("That is what stands there already.", field="lines")
        AddressCorrection(
            partnership_id=case.partnership_id, person=person, address=held, at=at, by_id=by.user_id,
            lines=held.lines, postcode=held.postcode, why=why.strip(),
        ).save()  # fmt: skip
        held.lines, held.postcode = lines.strip(), code
        held.save(update_fields=["lines", "postcode"])
        look_again_for(person, at)  # last: it may shut out whoever writes it down
    return held


def close_check(*, by: Actor, at: datetime, case: Case, number: int, found: str) -> AddressCheck:
    """Say what was found in a place that may hold an old address or number, and what was done about it.

    Raises:
        Forbidden: where it is not open to the actor, or the case may not be changed.
        Refused: without words, or where it was looked at already.
    """
    REACH.require(by, case)
    STEP.require(by, case)
    row = AddressCheck.objects.select_for_update().filter(case=case, pk=number, done_at__isnull=True).first()
    if row is None:
        raise Refused("This place has been looked at meanwhile.")
    if not found.strip():
        raise Refused("Say what you found there, and what you did about it.", field="found")
    with command("cases.close_address_check", by=by, at=at):
        row.done_at, row.done_by_id, row.found = at, by.user_id, found.strip()
        row.save(update_fields=["done_at", "done_by", "found"])
    return row


# ---- what is looked at


def require_reach(*, by: Actor, case: Case, person: Person, writes: bool = False) -> None:
    """Refuse unless how this person is reached is open to the actor from this case.

    Raises:
        Forbidden: with the sentence.
    """
    REACH.require(by, case)
    if writes:
        STEP.require(by, case)
    here = CasePerson.objects.filter(case=case, person=person, removed_at__isnull=True).exists()
    if not here or not may_open_person(by, case, person):
        raise Forbidden(Decision(False, "not_from_this_case", NOT_OPEN.why))


def _purpose(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise Refused("Choose what you open it for.", field="purpose")
    return PURPOSES[purpose]


def _has_come(by: Actor, from_on: date | None, *, today: date) -> None:
    """What came from another area is kept as it came."""
    if from_on is not None and from_on > today and not by.is_system:
        raise Refused("The day they came lies in the future. Come back when they live there.", field="from_on")


def _that_is_left(by: Actor, person: Person, ref: str, *, left_on: date, today: date) -> Address:
    row = addresses_open_to(by, person).filter(ref=ref).first()
    if row is None or not is_current(row, on=today):
        raise Refused("Choose an address they still have.", field="left")
    if left_on > today:
        raise Refused("The day they left lies in the future. Come back when they have left.", field="left_on")
    if row.from_on is not None and left_on < row.from_on:
        raise Refused("They cannot have left before they came.", field="left_on")
    return row


def _postcode(postcode: str) -> str:
    code = plain_postcode(postcode)
    if postcode.strip() and not code:
        raise Refused("Enter a full postcode, like AB1 2CD, or leave it out.", field="postcode")
    return code


def _times(times: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    kept = [{"days": sorted(set(each["days"])), "begins": each["begins"], "ends": each["ends"]} for each in times]
    for each, typed in zip(kept, times_of(ContactPlan(times=kept)), strict=True):
        if not each["days"]:
            raise Refused("Choose the days on which it is safe.", field="days")
        if typed.begins >= typed.ends:
            raise Refused("The time it is safe until must be later than the time it is safe from.", field="ends")
    return kept


def _phones(phones: Iterable[str]) -> list[str]:
    found = [each.strip() for each in phones if each.strip()]
    if any(not plain_phone(each) for each in found):
        raise Refused("Enter each telephone number with its area code, one on each line.", field="phones")
    return found


def _e_mails(e_mails: Iterable[str]) -> list[str]:
    found = [each.strip() for each in e_mails if each.strip()]
    if any(not plain_e_mail(each) for each in found):
        raise Refused("Enter each e-mail address like name@example.org, one on each line.", field="e_mails")
    return found


def _gone(before: Iterable[str], now: Iterable[str], plain: Callable[[str], str]) -> list[str]:
    still = {plain(each) for each in now}
    return [each for each in before if plain(each) not in still]


# ---- the look at every place


def _look_for_numbers(before: ContactPlan, plan: ContactPlan, *, at: datetime) -> None:
    numbers = _gone(before.phones, plan.phones, plain_phone)
    mails = _gone(before.e_mails, plan.e_mails, plain_e_mail)
    if numbers or mails:
        _look_everywhere(
            plan.person,
            at=at,
            old_plan=before,
            holds=lambda text: (
                any(holds_phone(text, each) for each in numbers) or any(holds_e_mail(text, each) for each in mails)
            ),
        )


def _look_everywhere(
    person: Person, *, at: datetime, holds: Callable[[str], bool], old: Address | None = None,
    old_plan: ContactPlan | None = None,
) -> None:  # fmt: skip
    """A row for each place that may hold what is no longer right, in every case of the person.

    Also in cases that are not open to whoever changed it: looked for as Cairn itself, kept with each case, and
    told to nobody but those who have it. What one agency keeps to itself is named to nobody; the row that each
    case gets in any event asks every agency to look at its own.
    """
    by = system_actor(person.partnership_id)
    with command("cases.open_address_checks", by=by, at=at):
        rows = CasePerson.objects.filter(person=person, removed_at__isnull=True).select_related("case")
        for case in [row.case for row in rows.order_by("case__opened_at", "case__pk")]:
            places = [*places_that_hold(case, holds), (OUTSIDE, "")]
            for place, ref in places:
                AddressCheck(
                    partnership_id=person.partnership_id, person=person, case=case, old=old, old_plan=old_plan,
                    place=place[:120], place_ref=ref, opened_at=at,
                ).save()  # fmt: skip
