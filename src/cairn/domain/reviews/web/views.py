"""Screens of the annual review: all commitments, one with its evidence, and the forms that conclude and agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans.api import ActionPlan
from cairn.domain.plans.api import policies as plans
from cairn.domain.reviews import policies
from cairn.domain.reviews.models import AnnualReview
from cairn.domain.reviews.queries import pages
from cairn.domain.reviews.queries.gathering import choices_of
from cairn.domain.reviews.queries.standing import newest_of, still_kept
from cairn.domain.reviews.services import reviewing
from cairn.domain.reviews.terms import Kind
from cairn.domain.reviews.web import forms
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.files.serving import serve_file


@screen(policies.OPEN, writes=True)
def open_one(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Open the review of a plan's year; one that is open already is shown."""
    plan = plans.VIEW_PLAN.one(request.actor, ActionPlan.objects.select_related("strategy"), ref=ref)
    policies.OPEN.require(request.actor, plan)
    form, made = forms.OpenForm(typed(request)), []

    def act() -> None:
        made.append(reviewing.open_review(by=request.actor, at=timezone.now(), plan=plan))

    if done(request, form, act):
        return _to(request, made[0], f"The review of {plan.year} is open. Conclude about each commitment.")
    return Page("reviews/open.html", {"form": form, "plan": plan})


@screen(policies.VIEW)
def review(request: HttpRequest, ref: str) -> Page:
    """Every commitment, how its actions went, and what is concluded."""
    row = pages.review_for(request.actor, ref)
    return Page("reviews/review.html", {"page": pages.review_page(request.actor, row, today=timezone.localdate())})


@screen(policies.VIEW)
def commitment(request: HttpRequest, ref: str, code: str) -> Page:
    """One commitment with everything gathered about it, and every conclusion."""
    row = pages.review_for(request.actor, ref)
    return Page("reviews/card.html", {"page": _card(request, row, code)})


@screen(policies.CONCLUDE, writes=True)
def conclude(request: HttpRequest, ref: str, code: str) -> Page | HttpResponse:
    """Conclude about one commitment, beside its evidence."""
    row = pages.review_for(request.actor, ref)
    policies.CONCLUDE.require(request.actor, row)
    page = _card(request, row, code)
    others = [one for one in still_kept(row) if one.pk != page.commitment.pk]
    offered = choices_of(page.found)
    form = forms.ConcludeForm(
        typed(request),
        request.FILES or None,
        initial=_now(row, page.commitment, offered),
        offered=offered,
        others=others,
    )

    def act() -> None:
        at = timezone.now()
        with transaction.atomic():
            file = form.kept(by=request.actor, at=at)
            made = reviewing.conclude(
                by=request.actor, at=at, review=row, commitment=page.commitment,
                facts=replace(form.facts(), file=file), seen=form.cleaned_data["seen"],
            )  # fmt: skip
            if file is not None and not made.evidence.filter(file=file).exists():
                transaction.set_rollback(True)  # sent twice: the first copy of the file is kept, and nothing else

    if done(request, form, act):
        return _to(request, row, f"Your conclusion about {code} is saved.", code=code)
    theirs = None
    if form.theirs is not None:
        theirs = pages.told_of(request.actor, [form.theirs.theirs])[form.theirs.theirs.pk]
    return Page("reviews/conclude.html", {"form": form, "page": page, "theirs": theirs})


@screen(policies.VIEW_EVIDENCE)
def evidence_file(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """Download a file that a conclusion rests on; that it was opened is recorded."""
    found = pages.cited_file(request.actor, pages.review_for(request.actor, ref), file)
    return serve_file(request, found.file, at=timezone.now(), purpose=f"Opened evidence of the review {ref}")


@screen(policies.AGREE, writes=True)
def agree(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Agree the review, by a decision of the board or as a second person."""
    row = pages.review_for(request.actor, ref)
    policies.AGREE.require(request.actor, row)
    form = forms.AgreeForm(typed(request), decisions=pages.decisions_to_name(request.actor, row))

    def act() -> None:
        reviewing.agree_review(by=request.actor, at=timezone.now(), review=row, **form.facts())

    if done(request, form, act):
        return _to(request, row, "The review is agreed. Now next year's plan can be drafted from it.")
    page = pages.review_page(request.actor, row, today=timezone.localdate())
    return Page("reviews/agree.html", {"form": form, "page": page})


def _card(request: HttpRequest, row: AnnualReview, code: str) -> pages.CommitmentCard:
    found = pages.commitment_in(row, code)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return pages.commitment_card(request.actor, row, found, today=timezone.localdate())


def _now(row: AnnualReview, about: Commitment, offered: dict[str, str]) -> dict[str, Any]:
    """What the newest conclusion says, for the boxes."""
    last = newest_of(row).get(about.pk)
    if last is None:
        return {"seen": 0}
    cited = list(last.evidence.all())
    return {
        **{name: getattr(last, name) for name in ("verdict", "words", "ending", "why")}, "seen": last.pk,
        "merged_into": str(last.merged_into_id or ""),
        "cites": [key for one in cited if (key := f"{one.kind}/{one.cited}") in offered],
        "elsewhere": "\n".join(one.title for one in cited if one.kind == Kind.ELSEWHERE),
    }  # fmt: skip


def _to(request: HttpRequest, row: AnnualReview, words: str, *, code: str = "") -> HttpResponse:
    messages.success(request, words)
    where = {"partnership": request.partnership.slug, "ref": row.ref}
    return redirect("reviews:commitment", **where, code=code) if code else redirect("reviews:review", **where)
