"""Screens of consultations: the list, one, and the forms that write it down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.consultations import policies, queries, services
from cairn.domain.consultations.models import Consultation
from cairn.domain.consultations.terms import Dimension, Outcome
from cairn.domain.consultations.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import VersionedForm, done
from cairn.foundation.accounts.drafts import typed

NEW = 0  # in the place of a theme: one that is not written down yet


@screen(policies.LIST)
def consultations(request: HttpRequest) -> Page:
    """Every consultation, newest first."""
    policies.LIST.require(request.actor, request.partnership)
    lines = queries.consultation_lines(request.actor)
    may_add = policies.ADD.decide(request.actor, request.partnership).allowed
    return Page("consultations/list.html", {"lines": lines, "may_add": may_add})


@screen(policies.VIEW)
def consultation(request: HttpRequest, ref: str) -> Page:
    """One consultation: what was asked, who answered, what they said and what came of it."""
    row = queries.consultation_for(request.actor, ref)
    return Page("consultations/show.html", {"page": queries.consultation_page(request.actor, row)})


@screen(policies.ADD, writes=True)
def add(request: HttpRequest) -> Page | HttpResponse:
    """Write a consultation down."""
    policies.ADD.require(request.actor, request.partnership)
    form = forms.AddForm(typed(request), strategies=queries.strategies_to_choose(request.actor))
    made: list[Consultation] = []

    def act() -> None:
        call = {"by": request.actor, "at": timezone.now()}
        made.append(services.add_consultation(**call, strategy=form.chosen(), facts=form.facts()))

    if done(request, form, act):
        return _to(request, made[0].ref, "The consultation is written down. Say next who answered.")
    return _form(request, form, heading="Write down a consultation", back=_list(request), back_words="Consultations")


@screen(policies.CHANGE, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put right what was asked."""
    row = _opened(request, ref)
    now = {name: getattr(row, name) for name in (*services.ConsultationFacts.__dataclass_fields__, "version")}
    form = forms.AskedForm(typed(request), initial=now)

    def act() -> None:
        services.change_consultation(
            by=request.actor, at=timezone.now(), consultation=row, version=form.cleaned_data["version"],
            facts=form.facts(),
        )  # fmt: skip

    if done(request, form, act):
        return _to(request, ref, "Your changes are saved.")
    return _form(request, form, heading="What was asked", row=row)


@screen(policies.CHANGE, writes=True)
def answers(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say how many answered, in all and by group."""
    row = _opened(request, ref)
    counts = queries.counts_of(row)
    now = {one.value: "\n".join(f"{name}, {number}" for name, number in counts[one].items()) for one in Dimension}
    form = forms.AnswersForm(typed(request), initial={**now, "answered": row.answered, "version": row.version})

    def act() -> None:
        services.save_answers(by=request.actor, at=timezone.now(), consultation=row, **form.facts())

    if done(request, form, act):
        return _to(request, ref, "The numbers are saved. Small groups are withheld from everybody beyond your team.")
    lead = "Groups are as people described themselves. Whoever did not say is worked out from the rest."
    return _form(request, form, heading="Who answered", row=row, lead=lead)


@screen(policies.CHANGE, writes=True)
def theme(request: HttpRequest, ref: str, theme: int) -> Page | HttpResponse:
    """Write down one theme, or change it."""
    row = _opened(request, ref)
    found = row.themes.filter(pk=theme).first() if theme != NEW else None
    if theme != NEW and found is None:
        raise Http404("There is nothing here for you to see.")
    now: dict[str, Any] = {"outcome": Outcome.WAITING, "version": 0}
    if found is not None:
        now = {name: getattr(found, name) for name in ("title", "said", "mentions", "outcome", "because", "version")}
        now["commitments"] = [str(key) for key in found.commitments.values_list("commitment_id", flat=True)]
    form = forms.ThemeForm(typed(request), initial=now, commitments=queries.commitments_to_choose(row))

    def act() -> None:
        services.save_theme(
            by=request.actor, at=timezone.now(), consultation=row, theme=found, version=form.cleaned_data["version"],
            facts=form.facts(),
        )  # fmt: skip

    if done(request, form, act):
        return _to(request, ref, "The theme is saved.")
    return _form(request, form, heading="Change a theme" if found else "Add a theme", row=row)


def _opened(request: HttpRequest, ref: str) -> Consultation:
    row = queries.consultation_for(request.actor, ref)
    policies.CHANGE.require(request.actor, row)
    return row


def _form(
    request: HttpRequest, form: VersionedForm, *, heading: str, row: Consultation | None = None,
    back: str = "", back_words: str = "", lead: str = "",
) -> Page:  # fmt: skip
    """The page of a form; about one consultation the way back leads to it."""
    if row is not None:
        back = reverse("consultations:consultation", kwargs={"partnership": request.partnership.slug, "ref": row.ref})
    context = {
        "form": form, "heading": heading, "button": "Save", "caption": str(row or ""), "lead": lead,
        "back_url": back, "back_words": back_words or str(row),
    }  # fmt: skip
    return Page("accounts/versioned_form_page.html", context)


def _list(request: HttpRequest) -> str:
    return reverse("consultations:consultations", kwargs={"partnership": request.partnership.slug})


def _to(request: HttpRequest, ref: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("consultations:consultation", partnership=request.partnership.slug, ref=ref)
