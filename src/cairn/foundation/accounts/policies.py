"""Who lets people in and out, and who may look. Read this first.

The administrator of a partnership manages; the information governance officer reads, so that one
can check the other; nobody else sees who may act here. Nobody gives herself a role, nor a key that opens more than she
may open herself. What opens cases or records waits until a second person confirms it: the lead of the agency, or the
information governance officer; never whoever gave it, and never whoever got it. It waits anew when an account without a
second factor was started with a code; whoever gave the code does not confirm it either.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.models import ApiKey, Grant, StartCode, User
from cairn.foundation.accounts.terms import LEADS_CONFIRM, Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor


def _people_here(actor: Actor) -> Q:
    """People who hold, held or will hold a role in the partnership acted in."""
    return Q(pk__in=Grant.objects.filter(partnership_id=actor.partnership_id).values("user_id"))


_ADMINISTERS = role(Role.ADMINISTRATOR, sentence="You are the administrator, who lets people in and out.")
_AUDITS = role(
    Role.INFORMATION_GOVERNANCE, sentence="You are the information governance officer, who checks who may act here."
)
_ADMINISTERS_PEOPLE_HERE = Clause(
    "administers_people_here",
    "You are the administrator, and this person has or had a role in your partnership.",
    lambda actor: _people_here(actor) if actor.has(Role.ADMINISTRATOR) else NO_ROW,
)
_AUDITS_PEOPLE_HERE = Clause(
    "audits_people_here",
    "You are the information governance officer, and this person has or had a role in your partnership.",
    lambda actor: _people_here(actor) if actor.has(Role.INFORMATION_GOVERNANCE) else NO_ROW,
)
_OWN_ACCOUNT = Clause(
    "own_account",
    "Nobody can give themselves a role. Ask another administrator of the partnership.",
    lambda actor: Q(pk=actor.user_id) if actor.user_id else NO_ROW,
)
_OWN_CODE = Clause(
    "own_code",
    "A start code is for somebody else. Change your own password under your account.",
    lambda actor: Q(pk=actor.user_id) if actor.user_id else NO_ROW,
)
_ONLY_ADMINISTRATOR = "Only the administrator of the partnership lets people in and out."

VIEW_PEOPLE = Policy(
    "accounts.view_people",
    "see who may act here",
    Partnership,
    allow=(_ADMINISTERS, _AUDITS, SYSTEM),
    refusal="Only the administrator and the information governance officer see who may act here.",
)
MANAGE_PEOPLE = Policy(
    "accounts.manage_people",
    "let people in and out",
    Partnership,
    allow=(_ADMINISTERS, SYSTEM),
    refusal=_ONLY_ADMINISTRATOR,
)
VIEW_PERSON = Policy(
    "accounts.view_person",
    "see what a person may do here",
    User,
    allow=(_ADMINISTERS_PEOPLE_HERE, _AUDITS_PEOPLE_HERE, SYSTEM),
)
GRANT_ROLE = Policy(
    "accounts.grant_role",
    "give a person a role",
    User,
    allow=(_ADMINISTERS, SYSTEM),
    deny=(_OWN_ACCOUNT,),
    refusal=_ONLY_ADMINISTRATOR,
)
END_GRANT = Policy("accounts.end_grant", "end a role", Grant, allow=(_ADMINISTERS, SYSTEM), refusal=_ONLY_ADMINISTRATOR)
ISSUE_START_CODE = Policy(
    "accounts.issue_start_code",
    "give a person a start code",
    User,
    allow=(_ADMINISTERS_PEOPLE_HERE, SYSTEM),
    deny=(_OWN_CODE,),
    refusal=_ONLY_ADMINISTRATOR,
)

_AGES_OF_CODES = timedelta(days=14)


def _of_her_agency(actor: Actor) -> Q:
    """Roles of people of the agency she leads, as far as a lead answers for them."""
    if actor.agency_id is None or not actor.has(Role.AGENCY_LEAD):
        return NO_ROW
    people = User.objects.filter(agency_id=actor.agency_id)
    return Q(role__in=LEADS_CONFIRM, user_id__in=people.values("pk"))


def _given_by_who_let_her_in(actor: Actor) -> Q:
    """Roles given by who lately gave her a start code for an account she had already.

    With such a code somebody signs in as another. One's first code does not count: there was no account to take over.
    """
    if actor.user_id is None:
        return NO_ROW
    codes = StartCode.objects.filter(user_id=actor.user_id, used_at__gte=Now() - _AGES_OF_CODES)
    earlier = StartCode.objects.filter(user_id=actor.user_id, used_at__isnull=False, pk__lt=OuterRef("pk"))
    return Q(given_by_id__in=codes.filter(Exists(earlier), issued_by__isnull=False).values("issued_by_id"))


def _started_with_her_code(actor: Actor) -> Q:
    """Roles of people whose account was started with a code that she gave, however long ago."""
    return Q(user_id__in=started_with_codes_of(actor)) if actor.user_id else NO_ROW


def started_with_codes_of(actor: Actor) -> QuerySet[StartCode, int]:
    """The people whose accounts were started with a code that the actor gave."""
    return StartCode.objects.filter(issued_by_id=actor.user_id, used_at__isnull=False).values_list("user_id", flat=True)


def started_by_code_since(actor: Actor, column: str) -> Exists:
    """Whether an administrator's code was all it took to start the actor's account after the moment in a column.

    Whoever holds such a code may be somebody else, so what only its owner should read from before is not shown.
    """
    codes = StartCode.objects.filter(user_id=actor.user_id, without_factor=True, issued_by__isnull=False)
    return Exists(codes.filter(used_at__gt=OuterRef(column)))


_LEADS_THEIR_AGENCY = Clause("leads_their_agency", "You lead the agency this person works for.", _of_her_agency)
_GOVERNS = role(
    Role.INFORMATION_GOVERNANCE,
    sentence="You are the information governance officer, who checks who may act here.",
    name="governs",
)
SEE_GRANT = Policy(
    "accounts.see_grant",
    "see a role somebody holds",
    Grant,
    allow=(_LEADS_THEIR_AGENCY, _GOVERNS, _ADMINISTERS, SYSTEM),
)
CONFIRM_GRANT = Policy(
    "accounts.confirm_grant",
    "confirm or decline a role that opens cases or records",
    Grant,
    allow=(_LEADS_THEIR_AGENCY, _GOVERNS, SYSTEM),
    deny=(
        Clause("own_role", "Nobody confirms a role of their own.",
               lambda actor: Q(user_id=actor.user_id) if actor.user_id else NO_ROW),
        Clause("gave_it", "You gave this role. Somebody else confirms it.",
               lambda actor: Q(given_by_id=actor.user_id) if actor.user_id else NO_ROW),
        Clause("gave_the_code",
               "You gave this person a start code, with which the account was started. Somebody else confirms it.",
               _started_with_her_code),
        Clause("code_from_who_gave_it",
               "Who gave this role also gave you a new start code in the last 14 days. Somebody else confirms it.",
               _given_by_who_let_her_in),
    ),
    refusal="A role that opens cases or records is confirmed by the lead of the agency, or the information governance"
    " officer.",
)  # fmt: skip
SEE_WAITING = Policy(
    "accounts.see_waiting",
    "see which roles wait for a second person",
    Partnership,
    allow=(
        role(Role.AGENCY_LEAD, sentence="You lead an agency, and confirm who opens cases for it.", name="leads"),
        _GOVERNS,
        SYSTEM,
    ),
    refusal="Roles that open cases are confirmed by the lead of the agency, or the information governance officer.",
)

_MANAGES_FEEDS = role(
    Role.PARTNERSHIP_MANAGER,
    sentence="You are the partnership manager, who says which systems send figures.",
    name="manages_feeds",
)
_LEADS = role(Role.AGENCY_LEAD, sentence="You lead an agency, and say which of its systems has a key.")
_LEADS_ITS_AGENCY = Clause(
    "leads_its_agency", "You lead the agency whose system has this key.",
    lambda actor: Q(agency_id=actor.agency_id) if actor.agency_id and actor.has(Role.AGENCY_LEAD) else NO_ROW,
)  # fmt: skip
_ONLY_THOSE_WHO_MANAGE = (
    "Keys are made by the partnership manager for figures, and by an agency's lead for its systems."
)
_ONLY_THOSE_WHO_REVOKE = (
    "Keys are revoked by the administrator, the partnership manager, and the lead of the agency whose system it is."
)
VIEW_KEYS = Policy(
    "accounts.view_keys",
    "see which systems have a key",
    Partnership,
    allow=(_ADMINISTERS, _MANAGES_FEEDS, _LEADS, _AUDITS, SYSTEM),
    refusal="Only those who make or revoke keys, and the information governance officer, see which systems have one.",
)
MAKE_KEY = Policy(
    "accounts.make_key",
    "make a key for a system",
    Partnership,
    allow=(_MANAGES_FEEDS, _LEADS, SYSTEM),
    refusal=_ONLY_THOSE_WHO_MANAGE,
)
REVOKE_KEY = Policy(
    "accounts.revoke_key",
    "revoke the key of a system",
    ApiKey,
    allow=(_ADMINISTERS, _MANAGES_FEEDS, _LEADS_ITS_AGENCY, SYSTEM),
    refusal=_ONLY_THOSE_WHO_REVOKE,
)
