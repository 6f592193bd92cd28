"""What can be chosen in the forms about actions: people, agencies, commitments, issues, later plans."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan
from cairn.domain.strategies.models import Commitment
from cairn.domain.voice.api import open_issues
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


def partner_agencies(actor: Actor, *, today: date) -> list[Agency]:
    """Agencies at the table today, by name; boards do not act, so they are left out."""
    members = current_members(actor.partnership_id, today)
    rows = Agency.objects.filter(pk__in=members.values("agency")).exclude(kind=AgencyKind.BOARD)
    return list(rows.order_by("name"))


def agency_choices(actor: Actor, *, today: date, but: int | None = None) -> Choices:
    """Agencies as choices, without one of them."""
    return [(str(row.pk), row.name) for row in partner_agencies(actor, today=today) if row.pk != but]


def people(actor: Actor, *, today: date, agency_id: int | None = None) -> list[User]:
    """People who may own an action today: they hold a role here. Of one agency, or of all."""
    held = Grant.objects.filter(current_grants(today), partnership_id=actor.partnership_id)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    return list(rows.select_related("agency").order_by("agency__name", "name"))


def agencies_that_answer(partnership_id: int, *, today: date) -> set[int]:
    """Keys of the agencies with somebody who can sign in today and answer what her agency is asked."""
    held = Grant.objects.filter(current_grants(today), partnership_id=partnership_id, role__in=policies.ANSWERING_ROLES)
    return set(User.objects.filter(pk__in=held.values("user"), is_active=True).values_list("agency_id", flat=True))


def owner_choices(actor: Actor, *, today: date, agency_id: int | None = None, now: User | None = None) -> Grouped:
    """Owners under the name of their agency; the owner ``now`` stays a choice after leaving."""
    found: dict[str, Choices] = defaultdict(list)
    for user in people(actor, today=today, agency_id=agency_id):
        found[user.agency.name].append((str(user.pk), user.name))
    if now is not None and not any(str(now.pk) == key for group in found.values() for key, _name in group):
        found[now.agency.name].insert(0, (str(now.pk), f"{now.name} (has left)"))
    return list(found.items())


def commitments_of(plan: ActionPlan) -> list[Commitment]:
    """The promises an action of the plan can serve, in the published order."""
    rows = Commitment.objects.filter(strategy_id=plan.strategy_id).select_related("theme", "strategy")
    return list(rows.order_by("theme__place", "place"))


def issue_choices(actor: Actor, *, now: int | None = None) -> Choices:
    """Issues survivors raised that an action can still answer; the one it answers ``now`` stays a choice."""
    found = [(str(issue.pk), f"{issue.topic} ({issue.month})") for issue in open_issues(actor)]
    if now is not None and str(now) not in dict(found):
        found.insert(0, (str(now), "The issue it answers now"))
    return found


def issue_key(actor: Actor, ref: str) -> str:
    """The choice for an open issue, from its reference; "" when it is not one."""
    return next((str(issue.pk) for issue in open_issues(actor) if ref and issue.ref == ref), "")


def ends_with_its_plan(action: Action, *, today: date) -> bool:
    """The strategy ends with the action's own plan, or has ended, so that no later plan can come."""
    strategy = action.plan.strategy
    return strategy.ends_on <= action.plan.ends_on or strategy.has_ended(today)


def later_plans(actor: Actor, action: Action) -> list[ActionPlan]:
    """Plans the action can be carried into: later ones of the same strategy, the next year first."""
    rows = policies.VIEW_PLAN.rows(actor).filter(
        strategy_id=action.plan.strategy_id, starts_on__gt=action.plan.starts_on
    )
    return list(rows.order_by("starts_on"))
