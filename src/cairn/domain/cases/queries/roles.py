"""Which roles of a process somebody holds in a case, and which sections are open to her."""

from __future__ import annotations

from cairn.domain.cases.models import Case, Post, Share
from cairn.domain.cases.policies import IN_FORCE, OPEN_SHARE, PRACTITIONER
from cairn.domain.cases.terms import ShareAs
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process


def roles_of(actor: Actor, process: Process) -> frozenset[str]:
    """Roles of a kind that somebody holds today: those she is named for, and those of every practitioner.

    Cairn itself holds all of them: it loads demonstrations and what was moved from elsewhere.
    """
    if actor.is_system:
        return frozenset(process.roles)
    if actor.user_id is None or not actor.has(PRACTITIONER):
        return frozenset()
    posts = Post.objects.filter(
        IN_FORCE, partnership_id=actor.partnership_id, kind=process.kind, user_id=actor.user_id
    ).values_list("role", flat=True)
    everyone = {key for key, role in process.roles.items() if role.every_practitioner}
    return frozenset(posts) | everyone


def sections_open(actor: Actor, case: Case, process: Process, *, roles: frozenset[str]) -> frozenset[str]:
    """The sections of a case that are open to somebody who may see it.

    The share of her agency names them, or all; a section that names roles is open to holders of one of
    them; what is never shared is for the role that leads.
    """
    share = Share.objects.filter(OPEN_SHARE, case=case, agency_id=actor.agency_id).first()
    return sections_by(share, actor, process, roles=roles)


def sections_by(share: Share | None, actor: Actor, process: Process, *, roles: frozenset[str]) -> frozenset[str]:
    """As ``sections_open``, where the open share of her agency is known, if there is one: it asks nothing."""
    named = frozenset(share.sections) if share else frozenset()
    leads = actor.is_system or (share is not None and share.standing == ShareAs.LEAD and process.lead_role in roles)
    found = set()
    for key, section in process.sections.items():
        if section.never_shared and not leads:
            continue
        if named and key not in named:
            continue
        if section.open_to and not leads and roles.isdisjoint(section.open_to):
            continue
        found.add(key)
    return frozenset(found)


def sections_to_give(actor: Actor, case: Case, process: Process, *, roles: frozenset[str]) -> frozenset[str]:
    """The sections into which somebody may give what a step asks of her role: all that her agency shares.

    A process may ask a role for what that role does not read: a referrer says how somebody is safely
    reached, and it is read by others.
    """
    share = Share.objects.filter(OPEN_SHARE, case=case, agency_id=actor.agency_id).first()
    return sections_given(share, actor, process, roles=roles)


def sections_given(share: Share | None, actor: Actor, process: Process, *, roles: frozenset[str]) -> frozenset[str]:
    """As ``sections_to_give``, where the open share of her agency is known, if there is one: it asks nothing."""
    named = share.sections if share else []
    shared = {
        key for key, section in process.sections.items() if not section.never_shared and (not named or key in named)
    }
    return sections_by(share, actor, process, roles=roles) | shared


def posts_held(partnership_id: int) -> set[tuple[str, str, int]]:
    """Kind, role and account of everybody who is named for a role, from now on or from a day to come."""
    rows = Post.objects.filter(partnership_id=partnership_id, until_on=None)
    return set(rows.values_list("kind", "role", "user_id"))
