"""Who lets people in and out, and who may look. Read this first.

The administrator of a partnership manages; the information governance officer reads, so that one
can check the other; nobody else sees who may act here. Nobody gives herself a role, nor a key that opens more than she
may open herself.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.models import ApiKey, Grant, User
from cairn.foundation.accounts.terms import Role
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
