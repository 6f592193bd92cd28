"""Report on an action, offer what shows it, hand it out, and judge what others offer."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Update
from cairn.domain.plans.queries.evidence import evidence_for, evidence_view
from cairn.domain.plans.services import progress
from cairn.domain.plans.web.action_frame import back, form_page, open_action
from cairn.domain.plans.web.forms.action_update import EvidenceFields, EvidenceForm, ReviewForm, UpdateForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.services.keeping import FileRefused, keep_file
from cairn.foundation.files.serving import serve_file


@screen(policies.UPDATE, writes=True)
def update(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Report on an action, with one piece of evidence if there is one."""
    action = open_action(request, ref, policies.UPDATE)
    form = UpdateForm(typed(request), request.FILES or None)

    def act() -> None:
        found = progress.add_update(by=request.actor, at=timezone.now(), action=action, facts=form.facts())
        if form.offers_evidence:
            _offer(request, action, form, update=found)

    if done(request, form, act):
        return back(request, ref, "Your update is added.")
    last = action.updates.first()
    return form_page(request, action, form, heading="Add an update", button="Add update", template="update", last=last)


@screen(policies.UPDATE, writes=True)
def evidence_add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Offer something that shows that the action was done."""
    action = open_action(request, ref, policies.UPDATE)
    form = EvidenceForm(typed(request), request.FILES or None)
    if done(request, form, lambda: _offer(request, action, form)):
        kept = form.cleaned_data["evidence_only_agency"]
        words = (
            "Your evidence is kept to your agency." if kept else "Your evidence is added. A partner can now judge it."
        )
        return back(request, ref, words)
    return form_page(request, action, form, heading="Offer evidence", button="Offer it", template="evidence")


def _offer(request: HttpRequest, action: Action, form: EvidenceFields, *, update: Update | None = None) -> None:
    at, facts, file = timezone.now(), form.evidence_facts(), None
    with transaction.atomic():
        if form.upload is not None:
            try:
                file = keep_file(
                    by=request.actor, at=at, name=form.upload.name, content=form.upload.content,
                    only_agency=facts["only_agency"],
                )  # fmt: skip
            except FileRefused as refusal:
                raise Refused(str(refusal), field="file") from refusal
        kept = progress.add_evidence(by=request.actor, at=at, action=action, file=file, update=update, **facts)
        if file is not None and kept.file_id != file.pk:
            transaction.set_rollback(True)  # sent twice: the first copy of the file is kept, and nothing else


@screen(policies.VIEW_EVIDENCE)
def evidence_file(request: HttpRequest, ref: str, evidence: str) -> HttpResponse:
    """Download the file of one piece of evidence; that it was opened is recorded."""
    action = open_action(request, ref, policies.VIEW)
    found = evidence_for(request.actor, action, evidence)
    if found.file is None:
        raise Http404("There is no file here.")
    return serve_file(request, found.file, at=timezone.now(), purpose=f"Opened evidence {found.ref}")


@screen(policies.REVIEW, writes=True)
def evidence_review(request: HttpRequest, ref: str, evidence: str) -> Page | HttpResponse:
    """Accept or refuse evidence of another agency."""
    action = open_action(request, ref, policies.VIEW)
    found = evidence_for(request.actor, action, evidence)
    policies.REVIEW.require(request.actor, found)
    form = ReviewForm(typed(request))

    def act() -> None:
        progress.review_evidence(by=request.actor, at=timezone.now(), evidence=found, **form.facts())

    if done(request, form, act):
        words = (
            "The evidence is accepted." if form.facts()["accepted"] else "The evidence is refused. The owner sees why."
        )
        return back(request, ref, words)
    return form_page(
        request, action, form, heading="Judge the evidence", button="Save", template="review", item=evidence_view(found)
    )
