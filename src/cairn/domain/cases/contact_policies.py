"""Who may open how a person in a case is reached, and write it down. Read after ``policies.py``.

No kind is named. A process keeps details of sensitivity ``contact`` or ``address`` in some of its sections;
how people are reached is open to whoever has **all** of those sections, so that a process which keeps one
such detail in a widely read section opens no address by it. A process that has none leaves it to its leading
role. A case that nobody was sent yet is its own agency's alone, and whoever writes it down there may say how
the people first written down in it are reached.
"""

from __future__ import annotations

from django.db.models import Exists, Q

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, CaseMember, CasePerson, Person, Post
from cairn.domain.cases.policies import IN_FORCE, PRACTITIONER, SHUT_OUT, shared_with
from cairn.domain.cases.terms import ShareAs
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, SYSTEM, Clause, Policy
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Sensitivity

_REACHES = (Sensitivity.CONTACT, Sensitivity.ADDRESS)


def contact_sections(process: Process) -> frozenset[str]:
    """The sections in which a process keeps how people are reached."""
    return frozenset(each.section for each in process.details.values() if each.sensitivity in _REACHES)


def _holds(actor: Actor, kind: str, roles: tuple[str, ...], process: Process) -> Q | Exists:
    """Whether somebody holds one of some roles of a kind; settled at once where every practitioner does."""
    if any(process.roles[role].every_practitioner for role in roles):
        return EVERY_ROW
    return Exists(Post.objects.filter(IN_FORCE, user_id=actor.user_id, kind=kind, role__in=roles))


def _has_the_case(actor: Actor) -> Q:
    """By an open share of her agency, named on it where it is restricted."""
    named = CaseMember.objects.filter(IN_FORCE, user_id=actor.user_id)
    leading = NO_ROW
    for kind, found in kinds().items():
        process = found.newest
        leading |= Q(kind=kind) & Q(_holds(actor, kind, (process.lead_role,), process))
    runs = leading & shared_with(actor, standing=ShareAs.LEAD)
    return shared_with(actor) & (Q(restricted=False) | Q(pk__in=named.values("case")) | runs)


def _sections(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    found = NO_ROW
    for kind, versions in kinds().items():
        process = versions.newest
        needed = sorted(contact_sections(process))
        lead = Q(_holds(actor, kind, (process.lead_role,), process))
        leads = lead & shared_with(actor, standing=ShareAs.LEAD)
        by_role = EVERY_ROW if needed else NO_ROW
        for key in needed:
            section = process.sections[key]
            if section.never_shared:
                by_role = NO_ROW
            elif section.open_to:
                by_role &= Q(_holds(actor, kind, section.open_to, process))
        whole = Q(sections=[]) | Q(sections__contains=needed)
        found |= Q(kind=kind) & (leads | by_role) & shared_with(actor, whole)
    return found & _has_the_case(actor)


def _unsent(actor: Actor) -> Q:
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return NO_ROW
    found = NO_ROW
    for kind, versions in kinds().items():
        unsent = [state.key for state in versions.newest.states.values() if state.unsent]
        if unsent:
            found |= Q(kind=kind, state__in=unsent)
    return found & _has_the_case(actor)


UNSENT = Clause("not_sent_yet", "Your agency is still writing this case, and nobody else has it.", _unsent)
REACH = Policy(
    "cases.reach",
    "open how a person in a case is safely reached",
    Case,
    allow=(
        Clause("contact_section", "The part of this case that says how people are reached is open to you.", _sections),
        UNSENT,
        SYSTEM,
    ),
    deny=(SHUT_OUT,),
    refusal="How the people in this case are reached is not open to you. Ask whoever runs the case.",
)


def may_open_person(actor: Actor, case: Case, person: Person) -> bool:
    """Whether the way to one person is open from a case; from one not sent yet, only to who was written down in it."""
    decision = REACH.decide(actor, case)
    return decision.allowed and (decision.clause != UNSENT.name or person.first_case_id == case.pk)


def recorded_where_open(actor: Actor) -> Q:
    """Contact plans and addresses recorded in a case from which the way to its people is open to somebody.

    To be in one more case opens nothing older: else whoever adds a person to a case of her own would read it.
    """
    return Q(case__in=REACH.rows(actor))


def opens_person(actor: Actor, person: Person) -> bool:
    """Whether the way to one person is open to somebody from any case that the person is in."""
    there = CasePerson.objects.filter(person=person, removed_at__isnull=True)
    cases = Case.objects.filter(pk__in=there.values("case"))
    wanted = EVERY_ROW if actor.is_system else _sections(actor) | Q(pk=person.first_case_id)
    return REACH.rows(actor, cases).filter(wanted).exists()
