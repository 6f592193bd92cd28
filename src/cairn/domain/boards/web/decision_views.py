"""Screens of decisions: the register, one decision, and the forms that record, publish and call in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Decision
from cairn.domain.boards.queries import decisions as queries
from cairn.domain.boards.queries.choices import meeting_choices, promise_choices
from cairn.domain.boards.queries.forward import planned_for
from cairn.domain.boards.queries.public_record import residents_are_behind
from cairn.domain.boards.services import decisions as services
from cairn.domain.boards.services.planned import tie_planned
from cairn.domain.boards.web import decision_forms as forms
from cairn.domain.boards.web.frame import back, form_page
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.files.serving import serve_file
from cairn.kernel.decision_days import notice_words


@screen(policies.LIST)
def register(request: HttpRequest) -> Page:
    """The register of decisions."""
    policies.LIST.require(request.actor, request.partnership)
    found = queries.register(request.actor, today=timezone.localdate(), number=request.GET.get("page", "1"))
    may = policies.RECORD.decide(request.actor, request.partnership).allowed
    return Page("boards/decisions.html", {"found": found, "may_record": may})


@screen(policies.VIEW_DECISION)
def decision(request: HttpRequest, ref: str) -> Page:
    """One decision."""
    row, today = queries.decision_for(request.actor, ref), timezone.localdate()
    page = queries.decision_page(request.actor, row, today=today)
    behind = not page.shown.waiting and residents_are_behind(request.actor, row, today=today)
    return Page("boards/decision.html", {"page": page, "behind": behind})


@screen(policies.RECORD, writes=True)
def record(request: HttpRequest) -> Page | HttpResponse:
    """Record a decision as a draft."""
    policies.RECORD.require(request.actor, request.partnership)
    planned = planned_for(request.actor, request.GET["planned"]) if request.GET.get("planned") else None
    words = ("title", "maker", "maker_name", "key", "notice_on", "contact")
    initial = {name: getattr(planned, name) for name in words} | {"meeting": planned.meeting_id} if planned else {}
    form = forms.NewDecisionForm(typed(request), initial=initial, **_choices(request))
    made: list[Decision] = []

    def act() -> None:
        call = {"by": request.actor, "at": timezone.now()}
        made.append(services.record_decision(**call, facts=form.facts()))
        if planned is not None:
            tie_planned(**call, planned=planned, decision=made[0])

    if done(request, form, act):
        return back(request, "The decision is recorded as a draft.", "boards:decision", ref=made[0].ref)
    lead = "It is a draft until you publish it. Then it is never changed: a later decision supersedes it."
    return form_page(
        request, form, heading="Record a decision", button="Save the draft", lead=lead,
        back_url=here(request, "boards:decisions"), back_words="Decisions",
    )  # fmt: skip


@screen(policies.CHANGE_DECISION, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Change a draft."""
    row = _opened(request, ref, policies.CHANGE_DECISION)
    initial = {name: getattr(row, name) for name in services.CHANGEABLE if not name.endswith("_id")}
    initial |= {
        "version": row.version, "parts": "\n".join(row.parts), "meeting": row.meeting_id or "",
        "supersedes": row.supersedes_id or "",
        "commitments": [str(key) for key in row.commitments.values_list("commitment_id", flat=True)],
    }  # fmt: skip
    form = forms.DecisionForm(typed(request), initial=initial, **_choices(request, but=row.pk))

    def act() -> None:
        services.change_decision(
            by=request.actor, at=timezone.now(), decision=row, version=form.cleaned_data["version"], facts=form.facts()
        )

    if done(request, form, act):
        return back(request, "The decision is changed.", "boards:decision", ref=ref)
    return form_page(request, form, heading="Change this draft", button="Save", **_to(request, row))


@screen(policies.CHANGE_DECISION, writes=True)
def publish(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say on which day a decision was published."""
    row = _opened(request, ref, policies.CHANGE_DECISION)
    form = forms.PublishForm(typed(request), initial={"published_on": timezone.localdate()})
    if done(
        request, form,
        lambda: services.publish_decision(by=request.actor, at=timezone.now(), decision=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The decision is published.", "boards:decision", ref=ref)
    warning = notice_words(row.key, row.notice_on, row.decided_on)
    lead = "From then on it is never changed. Cairn works out when it takes effect."
    return form_page(
        request, form, heading="Publish this decision", button="Publish", lead=f"{warning} {lead}".strip(),
        **_to(request, row),
    )  # fmt: skip


@screen(policies.CHANGE_DECISION, writes=True)
def add_document(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put a file behind a draft."""
    row = _opened(request, ref, policies.CHANGE_DECISION)
    form = forms.DocumentForm(typed(request), request.FILES if request.method == "POST" else None)

    def act() -> None:
        found = form.cleaned_data
        services.add_document(
            by=request.actor, at=timezone.now(), decision=row, title=found["title"], name=found["file"].name,
            content=found["file"].content,
        )  # fmt: skip

    if done(request, form, act):
        return back(request, "The document stands behind the decision.", "boards:decision", ref=ref)
    lead = "Residents are told what it is called, and whom to ask for it. The file itself stays in the partnership."
    return form_page(request, form, heading="Add a document", button="Add it", lead=lead, **_to(request, row))


@screen(policies.VIEW_DECISION)
def document(request: HttpRequest, ref: str, document: int) -> HttpResponse:
    """Download a document behind a decision; that it was opened is recorded."""
    row = queries.decision_for(request.actor, ref)
    found = queries.document_for(row, document)
    return serve_file(request, found.file, at=timezone.now(), purpose=f"Opened a document of decision {row.ref}")


@screen(policies.CALL_IN, writes=True)
def call_in(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Write down that a decision was called in, or how that was settled."""
    row = _opened(request, ref, policies.CALL_IN)
    today, at = timezone.localdate(), timezone.now()
    if row.call_ins.filter(ended_on__isnull=True).exists():
        form = forms.SettleForm(typed(request), initial={"ended_on": today})
        if done(
            request, form,
            lambda: services.settle_call_in(by=request.actor, at=at, decision=row, **form.facts()),
        ):  # fmt: skip
            return back(request, "The call-in is settled.", "boards:decision", ref=ref)
        return form_page(request, form, heading="Settle the call-in", button="Save", **_to(request, row))
    form = forms.CallInForm(typed(request), initial={"called_on": today})
    if done(
        request, form,
        lambda: services.call_in(by=request.actor, at=at, decision=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "The decision is called in. It takes no effect now.", "boards:decision", ref=ref)
    return form_page(request, form, heading="It was called in", button="Save", **_to(request, row))


def _choices(request: HttpRequest, *, but: int | None = None) -> dict[str, Any]:
    actor = request.actor
    return {
        "meetings": meeting_choices(actor),
        "earlier": queries.earlier_choices(actor, but=but),
        "promises": promise_choices(actor),
    }


def _opened(request: HttpRequest, ref: str, policy: Policy) -> Decision:
    """The decision, once the actor may see it and do this."""
    row = queries.decision_for(request.actor, ref)
    policy.require(request.actor, row)
    return row


def _to(request: HttpRequest, row: Decision) -> dict[str, Any]:
    """The way back to the decision, for a form about it."""
    return {"back_url": here(request, "boards:decision", ref=row.ref), "back_words": row.ref, "caption": row.title}
