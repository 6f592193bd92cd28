"""Who may look up people, see who is behind records, and decide about pairs. Read this first.

A practitioner sees the people behind her own agency's records. That another agency knows one of them is a pointer,
and ``queries/pointers.py`` says when it is given. Pairs are decided by analysts, where the agreements in force open
the rows of both records to them; the database asks the same (``fences.py``). A person is split or merged by the same
analysts, out of the records that are open to them.
"""

from __future__ import annotations

from django.db.models import BooleanField, Func, Q

from cairn.domain.hub.models import AgencyRecord, Doubt, HubPerson, PairDecision
from cairn.domain.records.api import opened_feeds
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor

ANALYST, PRACTITIONER = Role.ANALYST, Role.PRACTITIONER
SEES_PEOPLE, REVIEWS = (PRACTITIONER,), (ANALYST,)

_PRACTITIONER = role(PRACTITIONER, sentence="You are a practitioner of a partner.", name="practitioner")


class _Known(Func):
    """Whether the actor may see a record of a person; the database looks at the links, which the actor may not."""

    function, output_field, arity = "cairn_hub_knows", BooleanField(), 1


_KNOWN_TO_AGENCY = Clause(
    "known_to_agency", "Your agency has a record of this person.",
    lambda actor: Q(_Known("pk")) if actor.agency_id and actor.has(PRACTITIONER) else NO_ROW,
)  # fmt: skip


def _opened(actor: Actor) -> Q:
    """Pairs of which the agreements now in force open both records to analysts."""
    if not actor.has(ANALYST):
        return NO_ROW
    records = AgencyRecord.objects.filter(feed__in=opened_feeds(actor)).values("pk")
    return Q(first__in=records, second__in=records)


# Which records are a person's is not for the actor to read: the database shows the people of records she may see, and
# the page of one leaves out what is not opened to analysts.
_HAS_OPENED = Clause(
    "opened_to_analysts", "You are an analyst, and an agreement opens a record of this person to analysts.",
    lambda actor: EVERY_ROW if actor.has(ANALYST) else NO_ROW,
)  # fmt: skip
_BOTH_OPENED = Clause(
    "opened_to_analysts", "You are an analyst, and the agreements open both records to analysts.", _opened
)

SEARCH = Policy(
    "hub.search", "look somebody up in records", Partnership, allow=(_PRACTITIONER, SYSTEM),
    refusal="People are looked up in records by practitioners of the partners.",
)  # fmt: skip
VIEW = Policy(
    "hub.view_person", "see a person and her own agency's records of them", HubPerson,
    allow=(_KNOWN_TO_AGENCY, SYSTEM),
    refusal="A person is seen by practitioners of the agencies that have a record of them.",
)  # fmt: skip
REVIEW_LIST = Policy(
    "hub.review", "open the list of pairs that wait for a decision", Partnership,
    allow=(role(ANALYST, sentence="You are an analyst, who reviews links.", name="analyst"), SYSTEM),
    refusal="Links are reviewed by analysts.",
)  # fmt: skip
DECIDE = Policy(
    "hub.decide", "open two records side by side, and decide about them", Doubt, allow=(_BOTH_OPENED, SYSTEM),
    refusal="Pairs are decided by analysts, where the agreements open both records to them.",
)  # fmt: skip
REVIEW = Policy(
    "hub.review_person", "see the records of a person side by side, split, confirm or merge them", HubPerson,
    allow=(_HAS_OPENED, SYSTEM),
    refusal="People are split, confirmed and merged by analysts, where agreements open the records to them.",
)  # fmt: skip
TAKE_BACK = Policy(
    "hub.view_decision", "see what was decided about pairs, and take it back", PairDecision,
    allow=(_BOTH_OPENED, SYSTEM),
    refusal="Decisions about pairs are seen by analysts, where the agreements open both records to them.",
)  # fmt: skip
LINK = Policy(
    "hub.link_all", "link all records to people", Partnership, allow=(SYSTEM,),
    refusal="Records are linked by Cairn itself, each night.",
)  # fmt: skip
