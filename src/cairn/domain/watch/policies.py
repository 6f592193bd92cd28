"""Who sees a row of the watch, works on it, and decides. Read this first.

A row is open to practitioners of the agencies that reported it or lead it, and to whoever runs conferences once the
rules for a referral are met. Nobody else learns that it is there. Whoever works with the other party while roles are
contested, may be one of the two people, or is kept from a case of theirs, sees nothing of it either: the database
hides it before any rule here is asked (``fences.py``).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.models import Post
from cairn.domain.hub.api import pointing_to
from cairn.domain.watch.models import HandOver, OnList, ReportedAgain, WatchDecision, WatchRow
from cairn.domain.watch.terms import CONFERENCE, Answer, Decided, Standing
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor

PRACTITIONER = Role.PRACTITIONER


def _works(actor: Actor) -> bool:
    return actor.user_id is not None and actor.agency_id is not None and actor.has(PRACTITIONER)


def _on_list(actor: Actor, **how: bool) -> Q:
    if not _works(actor):
        return NO_ROW
    # Asked row by row: an agency may have reported a hundred thousand, and a page shows twenty-five.
    return Q(Exists(OnList.objects.filter(row=OuterRef("pk"), agency_id=actor.agency_id, **how)))


def _met(actor: Actor) -> Q:
    """Rows whose rules are met, for whoever is named to run conferences; the fence asks for the same."""
    if not _works(actor):
        return NO_ROW
    posts = Post.objects.filter(cases.IN_FORCE, kind=CONFERENCE, role="coordinator", user_id=actor.user_id)
    return Q(Exists(posts), rules_met_on__isnull=False)


def _asked(actor: Actor) -> Q:
    return Q(to_agency_id=actor.agency_id, answer=Answer.WAITS) if _works(actor) else NO_ROW


def _again(actor: Actor) -> Q:
    """What agencies reported again of cases that the actor runs, as far as their agreements point to her agency."""
    if not _works(actor):
        return NO_ROW
    pointing = pointing_to(actor, on=TODAY).values("feed_id")
    return Q(Q(agency_id=actor.agency_id) | Q(feed__in=pointing), case__in=cases.RUN.rows(actor).order_by())


def _never_contested(actor: Actor) -> Q:
    """Rows of which nothing is to be decided, and nothing was: who decided wrongly decides anew, on either row."""
    roles = WatchDecision.objects.filter(kind=Decided.ROLES)
    other_party = roles.filter(
        row__partnership=OuterRef("partnership"), row__victim=OuterRef("suspect"), row__suspect=OuterRef("victim")
    )
    return Q(~Exists(roles.filter(row=OuterRef("pk"))), ~Exists(other_party), contested=False)


_PRACTITIONER = role(PRACTITIONER, sentence="You are a practitioner of a partner.", name="practitioner")
_LEADS = Clause("agency_leads", "Your agency leads this row.", lambda actor: _on_list(actor, leads=True))
_REPORTED = Clause(
    "agency_reported", "Your agency reported what this row rests on.", lambda actor: _on_list(actor, reported=True)
)
_RUNS = Clause("runs_conferences", "You run conferences, and the rules for a referral are met.", _met)
_KEPT_OUT = Clause(
    "works_with_other_party", "You work with the other party, and the roles of the two are contested.",
    lambda actor: Q(kept_out__contains=[actor.user_id]) if actor.user_id else NO_ROW,
)  # fmt: skip
_SHUT_OUT = Clause(
    "shut_out", "You may be tied to somebody in this row.",
    lambda actor: Q(shut_out__contains=[actor.user_id]) if actor.user_id else NO_ROW,
)  # fmt: skip
_CLOSED = Clause("closed", "This row is closed.", lambda actor: Q(stands=Standing.CLOSED))
_HELD = Clause(
    "roles_contested", "This row is held back until somebody has decided about the contested roles.",
    lambda actor: Q(stands=Standing.HELD),
)  # fmt: skip
_AGREED = Clause("not_contested", "Nothing is contested here.", _never_contested)
_ELSEWHERE = "Only practitioners of the agencies that reported it or lead it work on a row."

LIST = Policy(
    "watch.list", "open the 30-day watch", Partnership, allow=(_PRACTITIONER, SYSTEM),
    refusal="The watch is for practitioners. Your role does not open it.",
)  # fmt: skip
VIEW = Policy(
    "watch.view", "see a row of the watch", WatchRow, allow=(_LEADS, _REPORTED, _RUNS, SYSTEM),
    deny=(_KEPT_OUT, _SHUT_OUT),
)  # fmt: skip
WORK = Policy(
    "watch.work", "record contacts, agree who leads, decide about a referral, and close a row", WatchRow,
    allow=(_LEADS, _REPORTED, SYSTEM), deny=(_KEPT_OUT, _SHUT_OUT, _HELD, _CLOSED), refusal=_ELSEWHERE,
)  # fmt: skip
DECIDE_ROLES = Policy(
    "watch.decide_roles", "decide about contested roles", WatchRow, allow=(_LEADS, _REPORTED, SYSTEM),
    deny=(_KEPT_OUT, _SHUT_OUT, _AGREED), refusal=_ELSEWHERE,
)  # fmt: skip
ANSWER = Policy(
    "watch.view_hand_over", "answer a row their agency is asked to lead", HandOver,
    allow=(Clause("asked_agency", "Your agency is asked to lead this row.", _asked),),
)  # fmt: skip
ANSWER_AGAIN = Policy(
    "watch.view_reported_again", "say whether what an agency reported is a repeat of a case", ReportedAgain,
    allow=(Clause("runs_the_case", "You run this case, and the agency lets you see that it reported.", _again), SYSTEM),
)  # fmt: skip
SETTLE = Policy(
    "watch.settle_rules", "say what the partnership agreed on about the watch", Partnership,
    allow=(role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager.", name="manager"), SYSTEM),
    refusal="Only the partnership manager writes down what was agreed about the watch.",
)  # fmt: skip
