"""Add an action to a plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan
from cairn.domain.plans.queries.action_choices import (
    agency_choices,
    commitments_of,
    issue_choices,
    issue_key,
    owner_choices,
)
from cairn.domain.plans.services.actions import ActionFacts, add_action
from cairn.domain.plans.web.action_frame import back
from cairn.domain.plans.web.forms.action_add import AddForm
from cairn.domain.voice.models import Issue
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency


@screen(policies.PROPOSE, writes=True)
def add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Add an action to a plan, with all it needs."""
    rows = ActionPlan.objects.select_related("strategy")
    plan = policies.VIEW_PLAN.one(request.actor, rows, ref=ref)
    policies.PROPOSE.require(request.actor, plan)
    form = _form(request, plan)
    made: list[Action] = []
    if done(request, form, lambda: made.append(_add(request, plan, form))):
        return back(request, made[0].ref, f"The action is added. Its reference is {made[0].ref}.")
    plan_url = here(request, "plans:plan", ref=plan.ref)
    return Page("plans/action/add.html", {"form": form, "plan": plan, "back_url": plan_url})


def _form(request: HttpRequest, plan: ActionPlan) -> AddForm:
    actor, today = request.actor, timezone.localdate()
    own_only = None if actor.has(policies.MANAGER) else actor.agency_id
    issues = issue_choices(actor)
    asked = {"commitment": request.GET.get("commitment", ""), "issue": issue_key(actor, request.GET.get("issue", ""))}
    return AddForm(
        typed(request),
        initial={**asked, **({"origin": "survivors"} if asked["issue"] else {})},
        plan=plan,
        commitments=commitments_of(plan),
        owners=owner_choices(actor, today=today, agency_id=own_only),
        agencies=agency_choices(actor, today=today, but=own_only),
        issues=issues,
        today=today,
    )


def _add(request: HttpRequest, plan: ActionPlan, form: AddForm) -> Action:
    found = form.cleaned_data
    owner = User.objects.select_related("agency").get(pk=found["owner"])
    words = {name: found[name] for name in ("title", "detail", "public_wording", "origin", "origin_note", "rural")}
    facts = ActionFacts(
        **words,
        commitment=form.commitments[found["commitment"]],
        also=[form.commitments[code] for code in found["also"]],
        lead=owner.agency,
        owner=owner,
        starts_on=found["starts_on"],
        due_on=found["due_on"],
        issue=Issue.objects.get(pk=found["issue"]) if found["issue"] else None,
        update_every=found["update_every"],
        characteristics=found["characteristics"],
        supporting=list(Agency.objects.filter(pk__in=form.supporting_keys())),
        milestones=form.milestones(),
    )
    return add_action(by=request.actor, at=timezone.now(), plan=plan, facts=facts, reason=found.get("reason", ""))
