"""Who may open a case, write in it, share it and break the glass. Read this first.

A case is open to the practitioners of an agency that leads it or has an open share of it. A restricted
case is open only to those of them who are named on it. Whoever the conflict wall shuts out learns nothing:
the database hides the case from them before any rule here is asked (fences.py). What somebody may do in a
case is said by its process, in roles; ``queries.roles`` says who holds which.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from cairn.domain.applications.api import forms
from cairn.domain.cases.fences import EACH_BY_ITSELF
from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import (
    BreakGlass,
    Case,
    CaseMember,
    Conflict,
    DeclaredTie,
    FileFlag,
    Post,
    Share,
    TransferIn,
    TransferOut,
)
from cairn.domain.cases.terms import HandOver, ShareAnswer, ShareAs
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.policies import started_by_code_since
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor

PRACTITIONER = Role.PRACTITIONER
OPEN_SHARE = Q(answer=ShareAnswer.ACCEPTED, ended_at__isnull=True) & (Q(until_on__isnull=True) | Q(until_on__gte=TODAY))
IN_FORCE = Q(from_on__lte=TODAY) & (Q(until_on__isnull=True) | Q(until_on__gte=TODAY))
_ITS_OWN = (ShareAs.LEAD, ShareAs.OPENED)
_NOT_YOURS = "Cases are opened by practitioners of the partners. Your role does not open them."


class _ExistsForEach(Exists):
    """As ``Exists``, asked of each row by itself, so that not all shares of an agency are read to show one page."""

    template = f"EXISTS(%(subquery)s{EACH_BY_ITSELF})"


def shared_with(actor: Actor, *conditions: Q, **further: object) -> Q:
    """Cases the actor's agency has an open share of.

    Asked case by case and not as a list: PostgreSQL would read all shares of the agency to find one case.
    """
    shares = Share.objects.filter(OPEN_SHARE, *conditions, case=OuterRef("pk"), agency_id=actor.agency_id, **further)
    return Q(_ExistsForEach(shares.order_by()))


def _had_by_agency(*standings: str, restricted: bool | None = False) -> Callable[[Actor], Q]:
    """Cases the actor's agency has an open share of, for a practitioner."""

    def covered(actor: Actor) -> Q:
        if actor.agency_id is None or not actor.has(PRACTITIONER):
            return NO_ROW
        rows = shared_with(actor, standing__in=standings)
        return rows if restricted is None else rows & Q(restricted=restricted)

    return covered


def _named(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    named = CaseMember.objects.filter(IN_FORCE, user_id=actor.user_id)
    return Q(pk__in=named.values("case")) & shared_with(actor)


def _broke_glass(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    broken = BreakGlass.objects.filter(user_id=actor.user_id, ended_at__isnull=True, until_at__gt=Now())
    return Q(pk__in=broken.values("case"))


def _shut_out(actor: Actor) -> Q:
    """For whoever asks about somebody else; from the person herself the fence hides the case and this row."""
    if actor.user_id is None:
        return NO_ROW
    return Q(pk__in=Conflict.objects.filter(user_id=actor.user_id, shut_out=True).values("case"))


def _runs_its_kind(actor: Actor) -> Q:
    """Cases the actor's agency leads, of kinds whose leading role she holds."""
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    return _had_by_agency(ShareAs.LEAD, restricted=None)(actor) & Q(kind__in=leading_posts(actor).values("kind"))


def _runs_a_kind(actor: Actor) -> Q:
    """The partnership of somebody who is named for the role that leads some kind."""
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    return Q(pk__in=leading_posts(actor).values("partnership"))


def _runs_with_form(actor: Actor) -> Q:
    """The partnership of somebody who is named for the role that leads a kind with a public form."""
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    return Q(pk__in=leading_posts(actor).filter(kind__in=list(forms())).values("partnership"))


def leading_posts(actor: Actor) -> QuerySet[Post]:
    """What somebody is named for that leads a kind, and holds today."""
    leading = Q(pk__in=())
    for key, kind in kinds().items():
        leading |= Q(kind=key, role=kind.newest.lead_role)
    return Post.objects.filter(IN_FORCE, leading, user_id=actor.user_id)


def named_for(actor: Actor, kind: str, *roles: str) -> QuerySet[Post]:
    """What somebody is named for today of some roles of a kind."""
    return Post.objects.filter(IN_FORCE, kind=kind, role__in=roles, user_id=actor.user_id)


def kinds_run_by(actor: Actor) -> frozenset[str]:
    """The kinds whose leading role somebody holds today; Cairn itself runs none."""
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return frozenset()
    return frozenset(leading_posts(actor).filter(partnership_id=actor.partnership_id).values_list("kind", flat=True))


def _offered(actor: Actor) -> Q:
    """Shares offered to the actor's agency that wait for an answer; the fence hides those she is walled from."""
    if actor.agency_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    in_time = Q(until_on__isnull=True) | Q(until_on__gte=TODAY)
    return Q(agency_id=actor.agency_id, answer=ShareAnswer.OFFERED, ended_at__isnull=True) & in_time


def _reviews(actor: Actor) -> Q:
    return ~Q(user_id=actor.user_id) if actor.has(Role.INFORMATION_GOVERNANCE) else NO_ROW


def _own_tie(actor: Actor) -> Q:
    """Ties somebody declared herself, since a start code was last all it took to open her account."""
    if actor.user_id is None:
        return NO_ROW
    return Q(user_id=actor.user_id) & ~Q(started_by_code_since(actor, "declared_at"))


SHUT_OUT = Clause("shut_out", "The conflict wall of this case shuts you out.", _shut_out)
LEADS = Clause("lead_agency", "Your agency leads this case.", _had_by_agency(ShareAs.LEAD))
SHARED = Clause(
    "shared_with_agency",
    "This case is shared with your agency.",
    _had_by_agency(ShareAs.OPENED, ShareAs.PARTNER),
)
NAMED = Clause("named_on_it", "You are named on this case.", _named)
_OPENED_IT = Clause("opened_it", "Your agency opened this case.", _had_by_agency(ShareAs.OPENED))
_NAMED_OF_THEM = Clause(
    "named_by_them", "You are named on this case, which your agency leads or opened.",
    lambda actor: NO_ROW if (named := _named(actor)) is NO_ROW else named & shared_with(actor, standing__in=_ITS_OWN),
)  # fmt: skip
GLASS = Clause("broke_glass", "You broke the glass, and your three hours are not over.", _broke_glass)
RUNS = Clause("runs_its_kind", "You run cases of this kind, and your agency leads this one.", _runs_its_kind)
RUNS_A_KIND = Clause("runs_a_kind", "You run cases of a kind in this partnership.", _runs_a_kind)
_PRACTITIONER = role(PRACTITIONER, sentence="You are a practitioner of a partner.", name="practitioner")

LIST = Policy("cases.list", "open the list of cases", Partnership, allow=(_PRACTITIONER, SYSTEM), refusal=_NOT_YOURS)
OPEN = Policy("cases.open", "open a case", Partnership, allow=(_PRACTITIONER, SYSTEM), refusal=_NOT_YOURS)
NAME = Policy(
    "cases.name",
    "name who holds which role in cases",
    Partnership,
    allow=(role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager.", name="manager"), SYSTEM),
    refusal="The partnership manager says who holds which role in cases.",
)
VIEW = Policy("cases.view", "see a case", Case, allow=(LEADS, SHARED, NAMED, RUNS, GLASS, SYSTEM), deny=(SHUT_OUT,))
STEP = Policy(
    "cases.step",
    "take a step in a case",
    Case,
    allow=(LEADS, SHARED, NAMED, RUNS, SYSTEM),
    deny=(SHUT_OUT,),
    refusal="Your agency has no open share of this case, so it can be read and not changed.",
)
CHANGE_PEOPLE = Policy(
    "cases.change_people",
    "change what is known of the people in a case, and take somebody out of it",
    Case,
    allow=(LEADS, _OPENED_IT, _NAMED_OF_THEM, RUNS, SYSTEM),
    deny=(SHUT_OUT,),
    refusal="Who is in a case is changed by the agency that leads it or opened it. Ask them, or write a note.",
)
RUN = Policy(
    "cases.run",
    "share a case, and decide who is kept from it",
    Case,
    allow=(RUNS, SYSTEM),
    deny=(SHUT_OUT,),
    refusal="Only whoever runs cases of this kind, for the agency that leads, does that.",
)
LOAD_CHECKLIST = Policy(
    "cases.load_checklist",
    "load a checklist the partnership is entitled to",
    Partnership,
    allow=(
        RUNS_A_KIND,
        role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager.", name="manager"),
        SYSTEM,
    ),
    refusal="Only whoever runs cases of a kind, or the partnership manager, loads a checklist.",
)
_MANAGER = role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager.", name="manager")
SEE_LOCAL = Policy(
    "cases.see_local_values",
    "see what the partnership set for a kind of case, and the days on which it is closed",
    Partnership,
    allow=(
        _PRACTITIONER,
        _MANAGER,
        role(Role.INFORMATION_GOVERNANCE, sentence="You are the information governance officer.", name="officer"),
        SYSTEM,
    ),
    refusal="Practitioners of the partners and the partnership manager see this.",
)
SET_LOCAL = Policy(
    "cases.set_local_values",
    "set what the process of a kind of case leaves to the partnership",
    Partnership,
    allow=(_MANAGER, RUNS_A_KIND, SYSTEM),
    refusal="The partnership manager, or whoever runs cases of this kind, sets what its process leaves open.",
)
SET_DAYS = Policy(
    "cases.set_days",
    "set the days on which the partnership is closed and its schools are shut",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="The partnership manager sets the days of the partnership.",
)
RECEIVE = Policy(
    "cases.receive_transfers",
    "take in a case from another installation",
    Partnership,
    allow=(Clause("runs_cases", "You run cases of a kind in this partnership.", _runs_a_kind),),
    refusal="Only whoever runs cases of a kind takes in cases from other areas.",
)
APPLICATIONS = Policy(
    "cases.applications",
    "see which applications wait, and open or close a public form",
    Partnership,
    allow=(
        Clause("runs_kind_with_form", "You run cases for which residents apply by a public form.", _runs_with_form),
        SYSTEM,
    ),
    refusal="Only whoever runs cases for which residents apply by a public form does that.",
)
OFFER = Policy(
    "cases.view_offer",
    "answer a case that is offered to their agency",
    Share,
    allow=(Clause("offered_to_agency", "This case is offered to your agency.", _offered),),
)
BREAK = Policy(
    "cases.break_glass",
    "open for three hours, with a reason, a case that is not open to them",
    Partnership,
    allow=(_PRACTITIONER,),
    refusal=_NOT_YOURS,
)
OVERSEES = (Role.INFORMATION_GOVERNANCE, Role.PARTNERSHIP_MANAGER)
OVERSEE = Policy(
    "cases.oversee_glass",
    "look after cases that were opened by breaking the glass",
    Partnership,
    allow=(
        role(Role.INFORMATION_GOVERNANCE, sentence="You are the information governance officer.", name="officer"),
        role(Role.PARTNERSHIP_MANAGER, sentence="You run the partnership, and are told what nobody may see to."),
    ),
    refusal="The information governance officer looks after this.",
)
REVIEW = Policy(
    "cases.view_glass",
    "review that somebody broke the glass",
    BreakGlass,
    allow=(Clause("reviews_glass", "You are the information governance officer, and did not break it.", _reviews),),
)
DECLARE = Policy(
    "cases.declare_ties",
    "declare their own ties",
    Partnership,
    allow=(role(*Role.values, sentence="You have an account here.", name="account_here"),),
)
TIE = Policy(
    "cases.view_tie",
    "see, change and delete a tie",
    DeclaredTie,
    allow=(Clause("own_tie", "You declared this tie.", _own_tie),),
)


def _own_flag(actor: Actor) -> Q:
    """Flags her agency was asked for, of cases open to her or that it has no more: of a restricted one, if named."""
    if actor.agency_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    hidden = ~Exists(Case.objects.filter(pk=OuterRef("case_id")))
    return Q(agency_id=actor.agency_id) & (Q(case__in=VIEW.rows(actor)) | hidden)


FLAG = Policy(
    "cases.view_flag",
    "say whether their agency has flagged its files",
    FileFlag,
    allow=(Clause("flag_of_agency", "Your agency was asked to flag its own files.", _own_flag),),
)


def _answers(actor: Actor) -> Q:
    """What came from another area and waits, for whoever runs the kind here; the fence asks for the same."""
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    kinds_run = leading_posts(actor).values("kind")
    return Q(answer=HandOver.WAITS, kind__in=kinds_run) & ~Q(shut_out__contains=[actor.user_id])


INCOMING = Policy(
    "cases.view_incoming",
    "accept or return a case from another area",
    TransferIn,
    allow=(Clause("runs_what_came", "You run cases of this kind here, and this one waits for an answer.", _answers),),
)
SENT = Policy(
    "cases.view_sent",
    "see where a case went",
    TransferOut,
    allow=(Clause("sent_it", "You sent this case to another area.", lambda actor: Q(sent_by_id=actor.user_id)),),
)
