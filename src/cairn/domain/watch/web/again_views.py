"""Screens of what agencies reported again of a case, for whoever runs it: confirmed as a repeat, or not."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.cases.api import CaseHere, Part, StepRefused, case_here
from cairn.domain.cases.api import policies as cases
from cairn.domain.watch import policies
from cairn.domain.watch.queries.again import again_of, cases_reported_again
from cairn.domain.watch.services.proposing import confirm_again, dismiss_again
from cairn.domain.watch.terms import Again
from cairn.domain.watch.web.forms import AgainForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read
from cairn.foundation.ui.days import day_in_words


def again_part(here: CaseHere) -> Part | None:
    """On the page of a case: that agencies reported again, for whoever runs it."""
    if not here.process.repeat or not here.decides(cases.RUN).allowed:
        return None
    rows = again_of(here.actor, here.case)
    if not rows:
        return None
    waiting = sum(row.answer == Again.PROPOSED for row in rows)
    return Part("again", "Reported again", "watch/again_part.html", {"many": len(rows), "waiting": waiting})


@screen(policies.LIST)
def again(request: HttpRequest) -> Page:
    """The cases of which agencies reported further abuse, and which wait for an answer of whoever runs them."""
    policies.LIST.require(request.actor, request.partnership)
    return Page("watch/again_list.html", {"refs": cases_reported_again(request.actor)})


@screen(cases.RUN, writes=True)
def case_again(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """What agencies reported again of one case, each to be confirmed as a repeat or not. It is recorded as read."""
    here = case_here(request, ref, cases.RUN)
    rows = again_of(request.actor, here.case)
    waiting = [(row.ref, f"{row.agency.short}, reported on {day_in_words(row.reported_on)}")
               for row in rows if row.answer == Again.PROPOSED]  # fmt: skip
    form = AgainForm(typed(request), waiting=waiting)
    if request.method == "POST" and form.is_valid() and (done := _answered(request, here, form)):
        return done
    for row in rows:  # under its own reference: the history of the case is read by partners who may not learn of it
        record_read(by=request.actor, at=here.at, action="watch.open_again", subject=row.audit_subject(),
                    purpose="Looked whether a further report is a repeat")  # fmt: skip
    return Page("watch/again.html", {"case": here.case, "rows": rows, "form": form, "any": bool(waiting)})


def _answered(request: HttpRequest, here: CaseHere, form: AgainForm) -> HttpResponse | None:
    row = next(row for row in again_of(request.actor, here.case) if row.ref == form.cleaned_data["again"])
    try:
        with transaction.atomic():
            if form.cleaned_data["answer"] == "yes":
                confirm_again(by=request.actor, at=here.at, again=row)
            else:
                dismiss_again(by=request.actor, at=here.at, again=row, why=form.cleaned_data["why"])
    except (Refused, StepRefused) as refusal:
        form.refuse(refusal)
        return None
    yes = form.cleaned_data["answer"] == "yes"
    messages.success(request, _CONFIRMED if yes else "It is written down that it is not a repeat.")
    return redirect("watch:case-again", partnership=request.partnership.slug, ref=here.case.ref)


_CONFIRMED = (
    "It is recorded in the case that there was abuse on that day. Take the next step of the case to bring it back to"
    " the conference."
)
