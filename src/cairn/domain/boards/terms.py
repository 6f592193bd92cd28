"""Words of boards: kinds of group, how often they meet, and whose interests a seat speaks for."""

from __future__ import annotations

from django.db.models import TextChoices


class GroupKind(TextChoices):
    """What a group is."""

    BOARD = "board", "Board"
    DELIVERY = "delivery", "Delivery group"
    SUB_GROUP = "sub_group", "Sub-group"
    LOCAL_PARTNERSHIP_BOARD = "local_partnership_board", "Local partnership board (Part 4)"
    SCRUTINY = "scrutiny", "Scrutiny committee"
    CASE_CONFERENCE = "case_conference", "Case conference"


class Cycle(TextChoices):
    """How often a group meets."""

    MONTHLY = "monthly", "Every month"
    TWO_MONTHLY = "two_monthly", "Every two months"
    QUARTERLY = "quarterly", "Every three months"
    HALF_YEARLY = "half_yearly", "Twice a year"
    YEARLY = "yearly", "Once a year"
    AS_NEEDED = "as_needed", "When it is needed"


MONTHS_BETWEEN = {
    Cycle.MONTHLY: 1, Cycle.TWO_MONTHLY: 2, Cycle.QUARTERLY: 3, Cycle.HALF_YEARLY: 6, Cycle.YEARLY: 12,
}  # fmt: skip


class Interest(TextChoices):
    """Whose interests a seat speaks for.

    The first seven are those of the Domestic Abuse Act 2021, section 58(2), in plain words.
    """

    COUNCIL = "council", "The council that has the duty"
    DISTRICTS = "districts", "District councils of the area"
    HARMED = "harmed", "People who have been harmed by domestic abuse"
    CHILDREN = "children", "Children of people who have been harmed"
    CHARITIES = "charities", "Charities and voluntary bodies that support them"
    HEALTH = "health", "Health care"
    JUSTICE = "justice", "Policing or criminal justice"
    FIRE = "fire", "Fire and rescue"
    PROBATION = "probation", "Probation"
    HOUSING = "housing", "Housing"
    EDUCATION = "education", "Schools and education"
    COMMISSIONER = "commissioner", "The police and crime commissioner"
    OTHER = "other", "Something else"


# Domestic Abuse Act 2021, section 58(2): at least one member for each. The second applies only where the
# area has district councils.
PART_4_INTERESTS = (
    Interest.COUNCIL, Interest.DISTRICTS, Interest.HARMED, Interest.CHILDREN, Interest.CHARITIES, Interest.HEALTH,
    Interest.JUSTICE,
)  # fmt: skip


def required_interests(kind: str, *, districts: bool) -> tuple[Interest, ...]:
    """The interests that must have a seat in a group.

    Args:
        kind: a value of ``GroupKind``; only the local partnership board has any.
        districts: the area has district councils.

    Source: Domestic Abuse Act 2021, section 58(2).
    """
    if kind != GroupKind.LOCAL_PARTNERSHIP_BOARD:
        return ()
    return tuple(one for one in PART_4_INTERESTS if districts or one is not Interest.DISTRICTS)


class AgendaKind(TextChoices):
    """What an agenda item is about; the standing ones are built from what is due, in this order."""

    EXCEPTIONS = "exceptions", "Actions that are late, blocked or at risk"
    MATTERS = "matters", "Matters arising"
    VOICE = "voice", "What survivors asked for"
    EQUALITY = "equality", "Rural places and equality"
    RISKS = "risks", "Grave and rising risks"
    PAPER = "paper", "A paper, or something to decide"
    OTHER = "other", "Any other business"


STANDING = (AgendaKind.EXCEPTIONS, AgendaKind.MATTERS, AgendaKind.VOICE, AgendaKind.EQUALITY, AgendaKind.RISKS)


class Came(TextChoices):
    """Who came from a seat."""

    PRESENT = "present", "Present"
    DEPUTY = "deputy", "A deputy came"
    APOLOGIES = "apologies", "Sent apologies"
    SENT_INFORMATION = "sent_information", "Absent, sent information"
    ABSENT = "absent", "Did not come"


COUNTS = (Came.PRESENT, Came.DEPUTY)  # towards the quorum


class Maker(TextChoices):
    """Who takes a decision."""

    CABINET = "cabinet", "Cabinet"
    LEADER = "leader", "Leader of the council"
    PORTFOLIO_HOLDER = "portfolio_holder", "Portfolio holder"
    OFFICER = "officer", "An officer under delegation"
    COUNCIL = "council", "Full council"
    BOARD = "board", "The partnership's own board or group"
    OTHER = "other", "Somebody else"


class Resolution(TextChoices):
    """What became of what was recommended to whoever takes a decision."""

    APPROVED = "approved", "Recommendations approved"
    CHANGED = "changed", "Recommendations approved with changes"
    REFUSED = "refused", "Recommendations not approved"
    NOTED = "noted", "Noted"


class KeyReason(TextChoices):
    """Why a decision is key. Source: SI 2012/2089, regulation 8, and council registers of decisions."""

    MONEY = "money", "Significant spending or saving"
    COMMUNITIES = "communities", "Significant effect on communities in two or more wards"
    STRATEGY = "strategy", "Strategic nature, and effect on communities"


# Call-in is set locally; five working days is usual (Herefordshire: decided on 14 March 2019, effective from
# 21 March 2019).
CALL_IN_DAYS = 5
LONGEST_CALL_IN = 30


class ReceivedFrom(TextChoices):
    """What kind of body made a recommendation."""

    SCRUTINY = "scrutiny", "A scrutiny committee"
    DEATH_REVIEW = "death_review", "A death review"
    INSPECTION = "inspection", "An inspection"
    AUDIT = "audit", "An audit"
    OTHER = "other", "Another review"


# Police and Justice Act 2006, section 19, and its regulations: partners answer a scrutiny committee in 28 days.
REPLY_DAYS = 28


class Reply(TextChoices):
    """What the partnership said to a recommendation."""

    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Accepted in part"
    REJECTED = "rejected", "Rejected"


class TestResult(TextChoices):
    """What a later test of a recommendation found."""

    __test__ = False  # not a test of ours

    DONE = "done", "It is done, and it holds"
    PARTLY = "partly", "It is done in part"
    NOT_DONE = "not_done", "It is not done, or does not hold"
