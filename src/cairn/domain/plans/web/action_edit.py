"""Change an action. Somebody else may have saved first: then both versions are shown, and nothing is lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.errors import EditConflict
from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.action_choices import agency_choices, issue_choices, owner_choices
from cairn.domain.plans.queries.action_page import action_for, last_saved
from cairn.domain.plans.services.actions import EDITABLE, edit_action
from cairn.domain.plans.web.action_frame import back, form_page, open_action
from cairn.domain.plans.web.forms.action_edit import EditForm, initial_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here, ready
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency


@screen(policies.EDIT, writes=True)
def edit(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Change the words, origin, owner and partners of an action."""
    action = open_action(request, ref, policies.EDIT)
    supporting = list(action.supporters.values_list("agency_id", flat=True))
    form = _form(request, action, supporting)
    if ready(request, form):
        try:
            _save(request, action, form)
            return back(request, ref, "The action is changed.")
        except EditConflict as conflict:
            return _both(request, action_for(request.actor, ref), form, conflict)
        except Refused as refusal:
            form.refuse(refusal)
    if form.settling:
        return _both(request, action, form, _as_it_stands(action, supporting, form))
    return form_page(request, action, form, heading="Change this action", button="Save", template="edit")


def _form(request: HttpRequest, action: Action, supporting: list[int]) -> EditForm:
    today = timezone.localdate()
    return EditForm(
        typed(request),
        initial=initial_of(action, supporting),
        owners=owner_choices(request.actor, today=today, agency_id=action.lead_id, now=action.owner),
        agencies=agency_choices(request.actor, today=today, but=action.lead_id),
        issues=issue_choices(request.actor, now=action.issue_id),
    )


def _save(request: HttpRequest, action: Action, form: EditForm) -> None:
    supporting = None if form.keeps_their_partners() else Agency.objects.filter(pk__in=form.supporting_keys())
    edit_action(
        by=request.actor,
        at=timezone.now(),
        action=action,
        version=form.cleaned_data["version"],
        changes=form.changes(),
        supporting=supporting,
    )


def _as_it_stands(action: Action, supporting: list[int], form: EditForm) -> EditConflict:
    """Both versions again, when the choice between them was not finished."""
    theirs = {**{column: getattr(action, column) for column in EDITABLE}, "supporting": sorted(supporting)}
    return EditConflict(theirs=theirs, mine=form.as_typed(), version=action.version)


def _both(request: HttpRequest, action: Action, form: EditForm, conflict: EditConflict) -> Page | HttpResponse:
    """The two versions side by side."""
    differences = form.differences(conflict.theirs, form.as_typed())
    if not differences:
        messages.info(request, "Somebody else had already saved the same. There was nothing left to change.")
        return redirect(here(request, "plans:action", ref=action.ref))
    form.data = _with_version(form.data, conflict.version, [row.column for row in differences])
    shown = {row.mine.name for row in differences} | {"version", "seen", "differs"}
    return form_page(
        request, action, form, heading="Somebody else changed this action first", button="Save my choices",
        template="conflict", differences=differences, hidden=[box for box in form if box.name not in shown],
        saved=last_saved(action),
    )  # fmt: skip


def _with_version(data: QueryDict, version: int, differs: list[str]) -> QueryDict:
    """What was typed, now against the version that is saved."""
    data = data.copy()
    data["version"] = str(version)
    data["differs"] = ",".join(differs)
    return data
