"""One case, what is kept apart in it, and the form of any of its steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import CaseMoved, StepRefused
from cairn.domain.cases.queries.people import parties_missing
from cairn.domain.cases.queries.wording import agencies_to_choose
from cairn.domain.cases.queries.workings import Working, working_now
from cairn.domain.cases.services.contact import PURPOSES
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.web import half
from cairn.domain.cases.web.case_page import Told, case_page, kept_apart_in, told_to, with_history, wording_of
from cairn.domain.cases.web.case_parts import chosen_among, holds_of, people_among, rests_on, told_apart
from cairn.domain.cases.web.frame import CaseHere, case_here, parts_of, taken_elsewhere
from cairn.domain.cases.web.people_forms import ReachPurposeForm
from cairn.domain.cases.web.step_forms import StepForm
from cairn.domain.cases.web.steps_open import Asked, as_told, asked_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read

_OPENED, _MOST = "cases_opened", 300
_STEP_AT = ("clock", "of", "corrects")


@screen(policies.VIEW)
def case(request: HttpRequest, ref: str) -> Page:
    """One case. The first time in a session that she opens it is recorded, with the rule that let her in."""
    here = case_here(request, ref)
    _note_first_opening(request, here)
    page = case_page(here)
    context = {"page": page, "here": here, "case": here.case, "parts": parts_of(here), "holds": holds_of(here)}
    return Page("cases/case.html", context)


@screen(policies.VIEW, writes=True)
def kept_apart(request: HttpRequest, ref: str) -> Page:
    """How somebody is reached: shown once she says what she needs it for, which is recorded."""
    here = case_here(request, ref)
    form, facts = ReachPurposeForm(typed(request)), None
    if request.method == "POST" and form.is_valid():
        _record(here, "cases.read_kept_apart", PURPOSES[form.cleaned_data["purpose"]])
        facts = kept_apart_in(here)
    return Page("cases/case_kept_apart.html", {"form": form, "facts": facts, "case": here.case})


@screen(policies.STEP, writes=True)
def step(request: HttpRequest, ref: str, step: str) -> Page | HttpResponse:
    """The form of one step; where somebody else wrote meanwhile, what they wrote stands above what was typed."""
    here = case_here(request, ref, policies.STEP)
    # What she began or was typing is hers to finish; the screen that takes the step may lead her to its bare form.
    begins = request.method == "GET" and not {"half", "alone"} & set(request.GET) and not request.kept
    if begins and (found := taken_elsewhere(here, step)) is not None:
        return redirect(found)
    begun = half.half_of(request, kind=here.case.kind, form=step, case=here.case)
    with_history(here)
    asked = asked_of(here, step, **{name: request.GET.get(name, "") for name in _STEP_AT})
    if asked is None:
        raise Http404("There is nothing here for you to see.")
    among = chosen_among(here, (*asked.requires, *asked.accepts), asked.name)
    if not asked.corrects and not all(among.values()):
        asked = replace(asked, closed=(*asked.closed, "Nothing is open that this could be about."))
    seen, meanwhile = here.case.events_count, ()
    given, unfinished = half.filled(request, begun, seen=seen)
    form = _form(here, asked, given, seen=seen)
    if unfinished:
        form.unfinished()
    try:
        if (done := _sent(request, here, asked, form, begun)) is not None:
            return done
    except CaseMoved as moved:
        meanwhile = _meanwhile(here, since=_seen_before(request))
        form = _form(here, asked, _read_now(request, seen), seen=seen)
        form.refuse(moved)
    except StepRefused as refused:
        form.refuse_each(as_told(here, refused.refusals, given=form.details()))
    except Refused as refused:
        form.refuse(refused)
    if form.holds_kept_apart:
        _record(here, "cases.read_kept_apart", f"Opened the form “{asked.title}”, which shows it")
    context = {
        "form": form, "asked": asked, "case": here.case, "here": here, "half": begun, "meanwhile": meanwhile,
        "rests_on": rests_on(here, form.names), "workings": _workings(here, asked), "adds": _adds(here, asked),
    }  # fmt: skip
    return Page("cases/case_step.html", context)


def _adds(here: CaseHere, asked: Asked) -> list[tuple[str, str]]:
    """Key and title of each party somebody must be in the case as first, so that she gets there from the refusal."""
    if not asked.closed or asked.corrects:
        return []
    missing = parties_missing(here.process.move(asked.name, here.standing.state), here.people)
    return [(key, here.process.parties[key].title) for key in missing]


def _sent(request: HttpRequest, here: CaseHere, asked: Asked, form: StepForm, begun: Any) -> HttpResponse | None:
    """What the button that was pressed asks for; None where the form is shown again."""
    wanted = half.asked_to(request)
    place = {"partnership": request.partnership.slug}
    if wanted == half.THROW_AWAY:
        half.drop(request, begun, sent=False)
        messages.success(request, "The form is thrown away.")
        return redirect("cases:case", ref=here.case.ref, **place)
    if wanted == half.SAVE and not asked.clock and not asked.corrects:
        half.save(request, begun, kind=here.case.kind, form=asked.name, case=here.case)
        messages.success(request, "What you typed is saved. Finish it from the top of this list.")
        return redirect("cases:cases", **place)
    if request.method == "POST" and asked.closed and _seen_before(request) != here.case.events_count:
        raise CaseMoved
    if request.method != "POST" or asked.closed or not form.is_valid():
        return None
    take_step(
        by=request.actor, at=timezone.now(), case=here.case, name=asked.name, details=_changed(asked, form),
        reason=form.cleaned_data.get("reason", ""), clock=asked.clock, of=asked.of, corrects=asked.corrects,
        seen=form.cleaned_data.get("seen"),
    )  # fmt: skip
    half.drop(request, begun, sent=True)
    messages.success(request, f"Done: {asked.title}.")
    return redirect("cases:case", ref=here.case.ref, **place)


def _form(here: CaseHere, asked: Asked, given: Any, *, seen: int) -> StepForm:
    words, process = wording_of(here), here.process
    held = here.standing.details.items()
    known = {name: value for name, value in held if process.details[name].section in here.sections}
    # Of a correction, whatever was chosen can stay.
    agencies = words.agencies if asked.corrects else agencies_to_choose(here.case.partnership_id)
    names = (*asked.requires, *asked.accepts)
    return StepForm(
        given, process=process, requires=asked.requires, accepts=asked.accepts, asks_reason=asked.asks_reason,
        reasons=asked.reasons, known=known, agencies=agencies, people=words.people, seen=seen,
        initial=asked.given, among={**chosen_among(here, names, asked.name), **people_among(here, names)},
        told_apart=told_apart(here),
    )  # fmt: skip


def _workings(here: CaseHere, asked: Asked) -> tuple[Working, ...]:
    """How what a decision keeps is worked out: shown before it is taken, and kept as it was shown."""
    move = here.process.move(asked.name, here.standing.state)
    if asked.closed or move is None:
        return ()
    return tuple(one for key in move.keeps for one in working_now(here.standing, key))


def _changed(asked: Asked, form: StepForm) -> dict[str, Any]:
    """Of a correction, what is different; of any other step, everything."""
    found = form.details()
    if not asked.corrects:
        return found
    return {name: value for name, value in found.items() if asked.given.get(name) != value}


def _seen_before(request: HttpRequest) -> int:
    """How many events the case had when the form was opened."""
    said = request.POST.get("seen", "")
    return int(said) if len(said) < 10 and said.isascii() and said.isdigit() else 0


def _meanwhile(here: CaseHere, *, since: int) -> tuple[Told, ...]:
    """What others wrote since the form was opened."""
    later = {row.ref for row in with_history(here)[since:]}
    return tuple(each for each in told_to(here) if each.ref in later)


def _read_now(request: HttpRequest, seen: int) -> Any:
    """What was posted, now that the newer history is read too."""
    given = request.POST.copy()
    given["seen"] = str(seen)
    return given


def _note_first_opening(request: HttpRequest, here: CaseHere) -> None:
    opened = request.session.get(_OPENED, [])
    if here.case.pk in opened:
        return
    let_in = policies.VIEW.decide(request.actor, here.case)
    _record(here, "cases.read_case", let_in.sentence)
    request.session[_OPENED] = [*opened, here.case.pk][-_MOST:]


def _record(here: CaseHere, action: str, purpose: str) -> None:
    record_read(by=here.actor, at=here.at, action=action, subject=here.case.audit_subject(), purpose=purpose)
