"""Whether and how a person may be reached: the one rule that every output asks before it says anything.

What nobody has recorded as safe is not safe. A place to live is a field of its own: no export, map,
calendar entry, minutes or file name ever carries it (domain/casework.md, section 12).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from cairn.kernel.uk_time import local

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Channel(StrEnum):
    """A way by which something leaves the record."""

    LETTER = "letter"
    CALL = "call"
    TEXT = "text"
    E_MAIL = "e_mail"
    VOICEMAIL = "voicemail"
    CALENDAR = "calendar"
    EXPORT = "export"
    MAP = "map"
    MINUTES = "minutes"
    FILE_NAME = "file_name"

    @property
    def reaches_the_person(self) -> bool:
        """False where it is about the person and for others to read."""
        return self in (Channel.LETTER, Channel.CALL, Channel.TEXT, Channel.E_MAIL, Channel.VOICEMAIL)


class Safe(StrEnum):
    """What somebody said about a way: unknown until somebody has asked."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SafeTime:
    """A time of the week at which it is safe.

    Args:
        days: 0 for Monday to 6 for Sunday.
        begins, ends: on the clock on the wall; the end is not in it.
    """

    days: frozenset[int]
    begins: time
    ends: time

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        wall = local(at)
        return wall.weekday() in self.days and self.begins <= wall.timetz() < self.ends

    def __str__(self) -> str:
        return f"{', '.join(DAYS[day] for day in sorted(self.days))} from {self.begins:%H:%M} to {self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a person.

    Args:
        ref: a name for it that tells nothing.
        letters: whether letters may go there.
        lived_in_by: references of everybody known to live there or to open the post.
        safe_from: references of the people who must never learn of it.
    """

    ref: str
    letters: Safe = Safe.UNKNOWN
    lived_in_by: frozenset[str] = frozenset()
    safe_from: frozenset[str] = frozenset()
    current: bool = True


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """What is known about reaching one person safely.

    Args:
        safe: whether they may be contacted at all.
        ways: what was said of each way; what is not in it is unknown.
        times: when it is safe; at any time where none is given.
        unsafe_people: references of everybody who must not learn of the contact.
        under_review: an address or a number has changed and the places that hold the old one were not looked at.
    """

    safe: Safe = Safe.UNKNOWN
    ways: Mapping[Channel, Safe] = field(default_factory=dict)
    times: tuple[SafeTime, ...] = ()
    never_leave_message: bool = True
    code_word: str = ""
    addresses: tuple[Address, ...] = ()
    unsafe_people: frozenset[str] = frozenset()
    under_review: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an output is told.

    Args:
        how: what to do, or what to leave out, in sentences.
        why: the reason, for whoever asked.
        code_word: only where somebody is spoken to.
        address: reference of the one a letter may go to.
    """

    allowed: bool
    why: str
    how: str = ""
    code_word: str = ""
    address: str = ""


_ABOUT = {
    Channel.CALENDAR: "Use a neutral title. Leave out the name, the place and the subject.",
    Channel.EXPORT: "Leave out addresses, places, numbers, times and the code word. Write “area withheld”.",
    Channel.MINUTES: "Leave out addresses, places, numbers and the new area. Write “area withheld”.",
    Channel.FILE_NAME: "Use the reference. Leave out names, places and the subject.",
}  # fmt: skip


def may_reach(
    record: ContactRecord, channel: Channel, *, at: datetime, readers: Collection[str] = (), address: str = ""
) -> Answer:
    """Whether something may go out by one way, how, and why.

    Args:
        record: of the person it reaches, or is about.
        at: when it would go out.
        readers: references of everybody who would read it besides that person.
        address: reference of the address a letter is for; the only safe one where none is given.
    """
    told = sorted(set(readers) & record.unsafe_people)
    if told:
        return Answer(False, "Somebody who would read it must not learn of this person.")
    if not channel.reaches_the_person:
        return _about(record, channel, readers)
    for refuse in (_any_contact, _this_way, _this_time):
        if (why := refuse(record, channel, at)) is not None:
            return Answer(False, why, how=_times(record) if refuse is _this_time else "")
    if channel is Channel.LETTER:
        return _letter(record, readers, address)
    return Answer(True, "They said that this way is safe.", _HOW[channel], _spoken(record, channel))


def _about(record: ContactRecord, channel: Channel, readers: Collection[str]) -> Answer:
    if channel is Channel.MAP:
        return Answer(False, "Where a person lives is never drawn on a map.")
    return Answer(True, "It does not reach the person, so it says nothing of how to.", _ABOUT[channel])


def _any_contact(record: ContactRecord, channel: Channel, at: datetime) -> str | None:
    if record.safe is Safe.NO:
        return "They are not to be contacted."
    if record.safe is Safe.UNKNOWN:
        return "Nobody has recorded whether contact is safe. Ask first, by somebody they are in touch with already."
    return "An address or a number has changed, and the review is not done." if record.under_review else None


def _this_way(record: ContactRecord, channel: Channel, at: datetime) -> str | None:
    if channel is Channel.VOICEMAIL and record.never_leave_message:
        return "Never leave a message."
    said = record.ways.get(channel, Safe.UNKNOWN)
    if said is Safe.NO:
        return "They said that this way is not safe."
    return "Nobody has asked whether this way is safe." if said is Safe.UNKNOWN else None


def _this_time(record: ContactRecord, channel: Channel, at: datetime) -> str | None:
    """Post and mail wait unread; what rings or lights up does not."""
    if channel in (Channel.LETTER, Channel.E_MAIL) or not record.times:
        return None
    return None if any(each.holds(at) for each in record.times) else "This is not a safe time."


def _times(record: ContactRecord) -> str:
    return f"Safe times: {'; '.join(map(str, record.times))}."


def _letter(record: ContactRecord, readers: Collection[str], wanted: str) -> Answer:
    current = [each for each in record.addresses if each.current and (not wanted or each.ref == wanted)]
    if not current:
        return Answer(False, "There is no current address to write to.")
    reasons = [(each, _no_letter_to(each, record, readers)) for each in current]
    safe = [each for each, why in reasons if why is None]
    if len(safe) > 1:
        return Answer(False, "More than one address is safe. Say which one is meant.")
    if not safe:
        return Answer(False, next(why for _, why in reasons if why))
    return Answer(True, "They said that letters are safe there.", _HOW[Channel.LETTER], address=safe[0].ref)


def _no_letter_to(address: Address, record: ContactRecord, readers: Collection[str]) -> str | None:
    if address.lived_in_by & (record.unsafe_people | address.safe_from):
        return "Somebody who must not learn of it opens the post there. Nothing is sent to a shared address."
    if address.safe_from & set(readers):
        return "Somebody who would read it must not learn of that address."
    if address.letters is not Safe.YES:
        return "Nobody has recorded that letters are safe there."
    return None


def _spoken(record: ContactRecord, channel: Channel) -> str:
    return record.code_word if channel is Channel.CALL else ""


_HOW: dict[Channel, str] = {
    Channel.CALL: "Withhold the number. Say nothing of who you are until you hear the code word, or know their voice.",
    Channel.TEXT: "Name no service and no subject.",
    Channel.E_MAIL: "A neutral subject line; name no service in the sender's name.",
    Channel.VOICEMAIL: "Only a first name and a number that says nothing.",
    Channel.LETTER: "A plain envelope, no return address that names a service.",
}
