"""What can be chosen in the forms of boards: agencies, people, groups."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from datetime import date

from cairn.domain.boards import policies
from cairn.domain.boards.models import Meeting
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor

MOST_MEETINGS = 60
Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]


def agency_choices(actor: Actor, *, today: date) -> Choices:
    """Partners today, by name; boards hold no seats at boards."""
    members = current_members(actor.partnership_id, today)
    rows = Agency.objects.filter(pk__in=members.values("agency")).exclude(kind=AgencyKind.BOARD).order_by("name")
    return [(str(row.pk), row.name) for row in rows]


def people_choices(actor: Actor, *, today: date, agency_id: int | None = None) -> Grouped:
    """People who hold a role here today, under the name of their agency; of one agency, or of all."""
    held = Grant.objects.filter(current_grants(today), partnership_id=actor.partnership_id)
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True)
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    found: dict[str, Choices] = defaultdict(list)
    for user in rows.select_related("agency").order_by("agency__name", "name"):
        found[user.agency.name].append((str(user.pk), user.name))
    return list(found.items())


def group_choices(actor: Actor, *, but: int | None = None) -> Choices:
    """Groups the actor sees, by name; without one of them."""
    return [(str(row.pk), row.name) for row in policies.VIEW.rows(actor).order_by("name") if row.pk != but]


def plan_choices(actor: Actor, *, today: date) -> Grouped:
    """Commitments of the plans now in force, under each plan; the key is ``plan/commitment``."""
    states = (PlanState.WITH_PARTNERS, PlanState.AGREED, PlanState.PUBLISHED)
    rows = ActionPlan.objects.filter(
        partnership_id=actor.partnership_id, state__in=states, starts_on__lte=today, ends_on__gte=today
    )
    found: Grouped = []
    for plan in rows.select_related("strategy").order_by("strategy__title", "starts_on"):
        promises = Commitment.objects.filter(strategy_id=plan.strategy_id).order_by("theme__place", "place")
        choices = [(f"{plan.pk}/{one.pk}", f"{one.code} {shortened(one.text)}") for one in promises]
        found.append((f"{plan.strategy.title}, {plan.year}", choices))
    return found


def shortened(text: str) -> str:
    """A promise short enough for a list."""
    return textwrap.shorten(text, 90, placeholder=" …")


def promise_choices(actor: Actor) -> Grouped:
    """Every commitment, under its strategy."""
    found: dict[str, Choices] = defaultdict(list)
    rows = Commitment.objects.filter(partnership_id=actor.partnership_id).select_related("strategy")
    for one in rows.order_by("strategy__title", "theme__place", "place"):
        found[one.strategy.title].append((str(one.pk), f"{one.code} {shortened(one.text)}"))
    return list(found.items())


def meeting_choices(actor: Actor) -> Choices:
    """Meetings at which a decision can have been taken, newest first."""
    rows = Meeting.objects.filter(cancelled_on__isnull=True).select_related("group").order_by("-starts_at")
    seen = policies.VIEW_MEETING.rows(actor, rows)[:MOST_MEETINGS]
    return [(str(row.pk), f"{row.group.name}, {day_in_words(row.starts_at)}") for row in seen]
