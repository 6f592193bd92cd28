"""The list of cases, and opening one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.queries.applications import applications_to_see
from cairn.domain.cases.queries.declared_ties import ties_to_ask
from cairn.domain.cases.queries.flags import flags_waiting
from cairn.domain.cases.queries.local_values import kinds_that_open
from cairn.domain.cases.queries.offers import offers_waiting
from cairn.domain.cases.queries.repeats import repeats_waiting
from cairn.domain.cases.queries.transfers import arrived_waiting
from cairn.domain.cases.queries.wording import agencies_to_choose
from cairn.domain.cases.queries.work_list import half_forms, work_list
from cairn.domain.cases.services.steps import open_case as open_one
from cairn.domain.cases.web import half, steps_open
from cairn.domain.cases.web.frame import ABOVE_THE_LIST
from cairn.domain.cases.web.step_forms import FilterForm, OpenForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.errors import Refused


@screen(policies.LIST)
def cases(request: HttpRequest) -> Page:
    """The cases open to somebody, what is due next first, under the forms she has begun."""
    policies.LIST.require(request.actor, request.partnership)
    form = FilterForm(request.GET)
    today = timezone.localdate()
    found = work_list(request.actor, today=today, number=request.GET.get("page", "1"), **form.chosen())
    may_open = policies.OPEN.decide(request.actor, request.partnership).allowed
    may_receive = policies.RECEIVE.decide(request.actor, request.partnership).allowed
    context = {
        "found": found,
        "filter": form,
        "half": half_forms(request.actor),
        "may_open": may_open,
        "offers": offers_waiting(request.actor),
        "ask_ties": ties_to_ask(request.actor, today=today),
        "flags": flags_waiting(request.actor),
        "may_receive": may_receive,
        "repeats": repeats_waiting(request.actor) if may_receive else (),
        "arrived": arrived_waiting(request.actor) if may_receive else 0,
        "applications": applications_to_see(request.actor) if may_receive else None,
        "above": [
            (words, here(request, name))
            for look in ABOVE_THE_LIST
            for words, name in filter(None, [look(request.actor)])
        ],
    }
    return Page("cases/case_list.html", context)


@screen(policies.OPEN)
def openings(request: HttpRequest) -> Page:
    """Choose the kind of case, and how it begins."""
    policies.OPEN.require(request.actor, request.partnership)
    found = steps_open.openings(request.actor, today=timezone.localdate())
    context = {"found": found, "applications": applications_to_see(request.actor), "opens": kinds_that_open()}
    return Page("cases/case_openings.html", context)


@screen(policies.OPEN, writes=True)
def open_case(request: HttpRequest, casetype: str, opening: str) -> Page | HttpResponse:
    """The form of a move that opens a case."""
    policies.OPEN.require(request.actor, request.partnership)
    begun, place = half.half_of(request, kind=casetype, form=opening), {"partnership": request.partnership.slug}
    chosen = _opening(request, casetype, opening)
    given, unfinished = half.filled(request, begun)
    move = chosen.move
    form = OpenForm(
        given, process=chosen.process, requires=move.requires, accepts=move.accepts,
        asks_reason="What is the reason?" if move.reason else "", agencies=agencies_to_choose(request.partnership.pk),
    )  # fmt: skip
    if unfinished:
        form.unfinished()
    wanted = half.asked_to(request)
    try:
        if wanted == half.SAVE:
            half.save(request, begun, kind=casetype, form=opening)
            messages.success(request, "What you typed is saved. Finish it from the top of this list.")
            return redirect("cases:cases", **place)
        if wanted == half.THROW_AWAY:
            half.drop(request, begun, sent=False)
            messages.success(request, "The form is thrown away.")
            return redirect("cases:cases", **place)
        if request.method == "POST" and form.is_valid():
            case = open_one(
                by=request.actor, at=timezone.now(), kind=casetype, move=opening, details=form.details(),
                reason=form.cleaned_data.get("reason", ""), restricted=form.is_restricted(),
            )  # fmt: skip
            half.drop(request, begun, sent=True)
            messages.success(request, f"The case is opened as {case.ref}.")
            return redirect("cases:case", ref=case.ref, **place)
    except StepRefused as refused:
        form.refuse_each(refused.refusals)
    except Refused as refused:
        form.refuse(refused)
    return Page("cases/case_open.html", {"form": form, "opening": chosen, "half": begun})


def _opening(request: HttpRequest, casetype: str, opening: str) -> steps_open.Opening:
    """The move of an address, where it opens cases today to a role she holds."""
    kind = kind_of(casetype)
    found = steps_open.openings(request.actor, today=timezone.localdate())
    chosen = next((each for each in found if (each.kind, each.move.key) == (casetype, opening)), None)
    if kind is None or chosen is None:
        raise Http404("There is nothing here for you to see.")
    return chosen
