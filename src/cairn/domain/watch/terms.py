"""Words of the 30-day watch, and which incidents open a row of it."""

from __future__ import annotations

from datetime import date

from django.db.models import TextChoices

from cairn.kernel.records.incidents import Offence, Relationship
from cairn.kernel.repeats.watch import ContactKind, DecisionKind, Stands

CONFERENCE = "marac"  # the kind of case a referral is drafted for
ADULT = 16  # Domestic Abuse Act 2021, section 1(2)


class Standing(TextChoices):
    """Where a row stands."""

    OPEN = Stands.OPEN.value, "Open"
    HELD = Stands.HELD.value, "Held back: roles are contested"
    CLOSED = Stands.CLOSED.value, "Closed"


class Contacted(TextChoices):
    """What came of a contact."""

    MADE = ContactKind.MADE.value, "Contact was made"
    DECLINED = ContactKind.DECLINED.value, "Contact was made, and they do not want support now"
    ATTEMPTED = ContactKind.ATTEMPTED.value, "Tried, and nobody was reached"
    OFFERED = ContactKind.OFFERED.value, "Support was offered through somebody else"


class Decided(TextChoices):
    """What a practitioner decides about a row."""

    ROLES = DecisionKind.ROLES.value, "Who may have a row"
    LEAD = DecisionKind.LEAD.value, "Who leads"
    REFERRAL = DecisionKind.REFERRAL.value, "Whether it is referred to the conference"
    CLOSE = DecisionKind.CLOSE.value, "To close the row"


class Consent(TextChoices):
    """Whether they agree to the referral; as the form of the conference asks it."""

    GIVEN = "given", "They agree"
    NOT_GIVEN = "not_given", "They do not agree"
    UNSAFE = "unsafe_to_ask", "It is not safe to ask them"


class Answer(TextChoices):
    """What an agency says to a row it is asked to lead."""

    WAITS = "", "Waits for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    TAKEN_BACK = "taken_back", "Taken back by whoever asked"
    OVER = "over", "Ended, for the row was closed before it was answered"


class Again(TextChoices):
    """What a coordinator says of an incident that may be a repeat."""

    PROPOSED = "proposed", "Waits for an answer"
    CONFIRMED = "confirmed", "A repeat"
    DISMISSED = "dismissed", "Not a repeat"
    WITHDRAWN = "withdrawn", "Taken back by the agency"


# Which incidents open a row: domestic abuse as the Domestic Abuse Act 2021 has it. Section 1: the two are 16 or over
# and personally connected, and the behaviour is abusive. Section 2: personally connected are partners, former
# partners and relatives; carers, neighbours and strangers are not.
CONNECTED = frozenset((
    Relationship.PARTNER, Relationship.FORMER_PARTNER, Relationship.PARENT, Relationship.CHILD, Relationship.SIBLING,
    Relationship.FAMILY,
))  # fmt: skip
# What is abuse between them. Taking, damaging and breaking in are economic abuse or control; possession of drugs alone
# is neither. A safeguarding record is made of what was reported already.
NOT_ABUSE = frozenset((Offence.DRUGS, Offence.SAFEGUARDING))
# What an agency records in no other case than domestic abuse, so that the relationship need not be said: controlling or
# coercive behaviour (Serious Crime Act 2015, section 76) and domestic abuse incidents that are no crime.
ABUSE_BY_ITSELF = frozenset((Offence.COERCIVE, Offence.NOT_A_CRIME))
UNSAID = frozenset(("", Relationship.UNKNOWN))


def qualifies(*, group: str, relationship: str, happened: date, born: tuple[date | None, ...]) -> bool:
    """Whether an incident is domestic abuse, as the record of the agency says.

    Args:
        group: ``Offence``.
        relationship: ``Relationship``; "" where nothing was written.
        happened: on which day.
        born: of the person harmed and of the suspect, where known.
    """
    if any(day is not None and _age(day, happened) < ADULT for day in born):
        return False
    if relationship in UNSAID:
        return group in ABUSE_BY_ITSELF
    return relationship in CONNECTED and group not in NOT_ABUSE


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
