"""Who may see meetings that hear cases, run them, and answer for their agency. Read this first.

A planned meeting is open to every practitioner of the partnership; what stands on its agenda is open to whoever has
the case, and to nobody else: the database hides each row of a case from all others (cases/fences.py). One that was
called about a case is open to whoever has a case on it. Whoever runs cases of the kind runs its meetings.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.boards.models import Meeting
from cairn.domain.cases.api import Case, kinds
from cairn.domain.cases.api import policies as cases
from cairn.domain.conferences.models import CaseItem, Conference, ResearchRequest
from cairn.domain.conferences.terms import Sort
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process

_PRACTITIONER = role(Role.PRACTITIONER, sentence="You are a practitioner of a partner.", name="practitioner")
_NOT_YOURS = "Meetings that hear cases are open to practitioners of the partners. Your role does not open them."
_CLOSED = Clause("closed", "The minutes of this meeting are agreed.", lambda actor: Q(closed_at__isnull=False))
_CANCELLED = Clause("cancelled", "This meeting was cancelled.", lambda actor: Q(cancelled_on__isnull=False))


def _hears_cases(actor: Actor) -> Q:
    """Meetings of a group that hears, or heard, some kind."""
    if not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(group__in=Conference.objects.filter(partnership_id=actor.partnership_id).values("group"))


def _called_about_another(actor: Actor) -> Q:
    """Meetings that were called about a case, where no case on the agenda is open to the actor."""
    if actor.is_system:
        return NO_ROW
    open_to = cases.VIEW.rows(actor).values("pk")
    hers = CaseItem.objects.filter(sort=Sort.CASE, case__in=open_to).values("meeting")
    return Q(called=True) & ~Q(pk__in=hers)


_NOT_HERS = Clause(
    "called_about_another", "No case on the agenda of this meeting is open to you.", _called_about_another
)


def _run_by(actor: Actor) -> Q:
    """Rows of kinds the actor runs."""
    if actor.user_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(kind__in=cases.leading_posts(actor).values("kind"))


def runs_it(actor: Actor) -> Q:
    """Meetings of a group that hears a kind which the actor runs."""
    run = _run_by(actor)
    if run is NO_ROW:
        return NO_ROW
    return Q(group__in=Conference.objects.filter(run, partnership_id=actor.partnership_id).values("group"))


def _runs_a_kind(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(pk__in=cases.leading_posts(actor).values("partnership"))


def _asked_of_agency(actor: Actor) -> Q:
    """What an agency was asked, in cases that are open to the actor."""
    if actor.agency_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(agency_id=actor.agency_id, case__in=cases.VIEW.rows(actor).values("pk"))


def _runs_its_case(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(case__in=cases.RUN.rows(actor).values("pk"))


def _may_call(actor: Actor) -> Q:
    """Cases the actor may change, which stand where a role of hers may take the step between two meetings.

    What her roles are is asked of the database with the rows, for a condition is kept for as long as Cairn runs.
    """
    if actor.user_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    found = Q(pk__in=())
    for key, kind in kinds().items():
        for version in kind.versions:
            found |= _stands_for_call(actor, key, version.process)
    heard = Conference.objects.filter(partnership_id=actor.partnership_id, until_on=None).values("kind")
    return found & Q(kind__in=heard) & Q(pk__in=cases.STEP.rows(actor).values("pk"))


def _stands_for_call(actor: Actor, kind: str, process: Process) -> Q:
    """Cases of one version of a kind, by the state the step leaves and the roles that may take it from there."""
    found = Q(pk__in=())
    urgent = process.conference.urgent if process.conference else ""
    for (step, state), move in process.steps.items():
        if not urgent or step != urgent or state is None:
            continue
        stands = Q(kind=kind, version_from=process.valid_from, state=state)
        if not any(process.roles[name].every_practitioner for name in move.who):
            stands &= Q(partnership_id__in=cases.named_for(actor, kind, *move.who).values("partnership_id"))
        found |= stands
    return found


_PLANNED = Clause(
    "planned", "This meeting was planned. The partnership manager looks after it.", lambda actor: Q(called=False)
)

LIST = Policy(
    "conferences.list",
    "see which meetings hear cases",
    Partnership,
    allow=(_PRACTITIONER, SYSTEM),
    refusal=_NOT_YOURS,
)
SET_UP = Policy(
    "conferences.set_up",
    "say which group hears a kind of case",
    Partnership,
    allow=(Clause("runs_a_kind", "You run cases of a kind in this partnership.", _runs_a_kind), SYSTEM),
    refusal="Only whoever runs cases of a kind says which group hears them.",
)
PLAN = Policy(
    "conferences.plan",
    "plan a meeting that hears cases",
    Conference,
    allow=(
        Clause("runs_the_kind", "You run cases of the kind it hears.", _run_by),
        SYSTEM,
    ),
    deny=(Clause("ended", "This conference has ended.", lambda actor: Q(until_on__isnull=False)),),
    refusal="Only whoever runs cases of its kind plans its meetings.",
)
VIEW_MEETING = Policy(
    "conferences.view_meeting",
    "see a meeting that hears cases, with what is open to them",
    Meeting,
    allow=(Clause("practitioner_here", "You are a practitioner of a partner.", _hears_cases), SYSTEM),
    deny=(_NOT_HERS,),
    refusal=_NOT_YOURS,
)
RUN = Policy(
    "conferences.run",
    "list cases for a meeting, say who came and take its minutes",
    Meeting,
    allow=(Clause("runs_its_kind", "You run cases of the kind it hears.", runs_it), SYSTEM),
    deny=(_NOT_HERS, _CLOSED, _CANCELLED),
    refusal="Only whoever runs cases of the kind it hears does that.",
)
CHANGE_CALLED = Policy(
    "conferences.change_called",
    "move, cancel or close a meeting that was called about a case",
    Meeting,
    allow=(
        Clause("runs_its_kind", "You run cases of the kind it hears.", runs_it),
        SYSTEM,
    ),
    deny=(
        _PLANNED,
        _NOT_HERS,
        _CLOSED,
        _CANCELLED,
    ),
    refusal="Only whoever runs cases of the kind it hears looks after a meeting that was called about a case.",
)
CALL = Policy(
    "conferences.call",
    "call a meeting about a case between the planned ones",
    Case,
    allow=(Clause("may_call", "You hold a role that calls a meeting about a case as this one stands.", _may_call),),
    deny=(cases.SHUT_OUT,),
    refusal="No meeting is called about this case now: its process says who calls one, and how the case must stand.",
)
ANSWER = Policy(
    "conferences.answer",
    "answer what their agency was asked before a meeting",
    ResearchRequest,
    allow=(
        Clause("asked_of_agency", "Your agency was asked.", _asked_of_agency),
        Clause("runs_its_case", "You run this case.", _runs_its_case),
        SYSTEM,
    ),
)
