"""The pages of the public forms. What is typed goes into one application and nowhere else, and into no log."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cairn.domain.applications import api as applications
from cairn.intake import entries
from cairn.intake.forms import CodeForm, Honest, PageForm
from cairn.intake.frame import AWAY, address, is_easy
from cairn.intake.open_here import COOKIE, Here, drop_key, keep_key, open_here, who_asks
from cairn.kernel.applying import Step

takes_forms = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = "This application was changed in another window meanwhile. Look at what you typed, and save again."
NOT_OPEN = "Nothing is open in this window any more. Type your code to go on."
NO_SUCH_CODE = (
    "This code opens nothing. Check each letter. A code that was replaced, or is too old, opens nothing either"
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every form that is open, by area."""
    found = [(each, form) for each in applications.open_forms() if (form := applications.form_of(each.kind))]
    return render(request, "intake/home.html", {"found": found})


@takes_forms
def start(request: HttpRequest, number: int) -> HttpResponse:
    """What the form is, who it is for, and how else to apply; and begin."""
    place = next((each for each in applications.open_forms() if each.number == number), None)
    form = applications.form_of(place.kind) if place else None
    if place is None or form is None:
        raise Http404("There is no form here.")
    honest = Honest(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not honest.is_by_a_machine:
        code, key = applications.new_code(), applications.new_key()
        done = applications.begin(number, code=code, key=key, who=who_asks(request))
        if done == applications.TOO_OFTEN:
            return _too_often(request)
        next_url = address(request, "step", form.steps[0].key)
        return keep_key(render(request, "intake/code.html", {"code": code, "next_url": next_url, "begun": True}), key)
    here = open_here(request)
    going_on = here is not None and here.draft.form.number == number and here.draft.sent_at is None
    context = {"place": place, "form": form, "honest": honest, "going_on": _next_url(request, here) if going_on else ""}
    return render(request, "intake/start.html", context)


@takes_forms
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions."""
    here = open_here(request)
    if here is None:
        return _closed(request, page=step)
    page = here.form.step(step)
    if page is None:
        raise Http404("There is no such page.")
    if here.draft.sent_at is not None:
        return redirect(address(request, "progress"))
    if request.method != "POST":
        return _asked(request, here, page, _page_form(request, here, page, here.half_typed(page)))
    return _taken(request, here, page)


@takes_forms
def check(request: HttpRequest) -> HttpResponse:
    """Every answer, to look at before it is sent; and send it."""
    here = open_here(request)
    if here is None:
        return _closed(request)
    if here.draft.sent_at is not None:
        return redirect(address(request, "progress"))
    missing = [each for each in here.form.steps if not here.is_done(each)]
    honest, changed = Honest(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and not missing and not honest.is_by_a_machine:
        code, version = applications.new_code(), _number(request.POST.get("version"))
        if version == here.draft.version and applications.send(here.key, version, code=code):
            return render(request, "intake/sent.html", {"code": code, "place": here.draft.form})
        changed = CHANGED
    parts = [
        {
            "step": each,
            "missing": each in missing,
            "url": address(request, "step", each.key),
            "rows": entries.rows(each, here.said(each), easy=is_easy(request)) if each.several else (),
            "lines": () if each.several else entries.said(each, here.said(each), easy=is_easy(request)),
        }
        for each in here.form.steps
    ]
    context = {"here": here, "parts": parts, "missing": missing, "honest": honest, "changed": changed}
    return render(request, "intake/check.html", context)


@takes_forms
def come_back(request: HttpRequest) -> HttpResponse:
    """Type the code, and go on or see how it stands. The code is never in an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = applications.new_key()
        done = applications.come_back(form.cleaned_data["code"], key=key, who=who_asks(request))
        if done == applications.TOO_OFTEN:
            return _too_often(request)
        if done == applications.DONE:
            request.COOKIES[COOKIE] = key
            return keep_key(_went_on(request), key)
        form.add_error("code", NO_SUCH_CODE)
    kept = {"page": request.POST.get("page", ""), "typed": request.POST.get("typed", "")}
    return render(request, "intake/return.html", {"form": form, "kept": kept})


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How an application that was sent stands, as the staff released it."""
    here = open_here(request)
    if here is None:
        return _closed(request)
    if here.draft.sent_at is None:
        return redirect(_next_url(request, here))
    return render(request, "intake/progress.html", {"here": here, "seen": here.draft.progress})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What becomes of what is typed, the one cookie, and how to leave."""
    return render(request, "intake/about.html")


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Close what is open in this browser, forget its key, and go to an ordinary page."""
    if key := request.COOKIES.get(COOKIE):
        applications.leave(key)
    return drop_key(HttpResponseRedirect(AWAY))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing at an address."""
    return render(request, "intake/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong here."""
    return render(request, "intake/away.html", status=500)


# ---- parts of the pages above


def _taken(request: HttpRequest, here: Here, page: Step) -> HttpResponse:
    """Save what was sent of one page, and go where the button says."""
    do, version = request.POST.get("do", "go"), _number(request.POST.get("version"))
    form = _page_form(request, here, page, request.POST)
    said = here.said(page)
    if page.several and do == "remove":
        answers = here.with_answers(page, entries.without(page, said, _number(request.POST.get("which"))))
    elif page.several and do == "go" and said and _is_empty(page, request):
        return redirect(_next_url(request, here, page))
    elif form.is_valid() and not (page.several and _is_full(page, said, _which(request))):
        kept = form.kept()
        answers = here.with_answers(page, entries.put(said, _which(request), kept) if page.several else kept)
    elif do == "later":
        answers = here.with_typed(page, _as_typed(page, request))
    else:
        return _asked(request, here, page, form)
    if version != here.draft.version or not applications.save(here.key, version, answers):
        fresh = open_here(request) or here
        return _asked(request, fresh, page, form, changed=CHANGED)
    if do == "later":
        code = applications.new_code()
        applications.renew_code(here.key, code)
        return render(request, "intake/code.html", {"code": code, "next_url": address(request, "step", page.key)})
    after = open_here(request) or here
    url = _next_url(request, after, page) if do == "go" else address(request, "step", page.key)
    return redirect(url)


def _asked(request: HttpRequest, here: Here, page: Step, form: PageForm, *, changed: str = "") -> HttpResponse:
    said, number = here.said(page), _which(request)
    context = {
        "here": here, "page": page, "form": form, "changed": changed,
        "entries": entries.rows(page, said, easy=is_easy(request)) if page.several else (),
        "which": number if page.several and number <= len(said) else 0,
        "full": page.several and _is_full(page, said, number),
        "place": here.form.steps.index(page) + 1, "places": len(here.form.steps), "says": _says(request, here, page),
    }  # fmt: skip
    return render(request, "intake/step.html", context)


def _says(request: HttpRequest, here: Here, page: Step) -> str:
    """What stands above the questions, with what this area set today."""
    text = page.easy if is_easy(request) else page.says
    if "{" not in text:
        return text
    return here.form.worded(text, applications.local_values(here.draft.form.number, on=timezone.localdate()))


def _page_form(request: HttpRequest, here: Here, page: Step, given: Any) -> PageForm:
    said, number = here.said(page), _which(request)
    initial = said
    if page.several:
        initial = said[number - 1] if 1 <= number <= len(said) else {}
        said = said[: number - 1] if 1 <= number <= len(said) else said
    today = timezone.localdate()
    return PageForm(
        given or None, step=page, easy=is_easy(request), today=today, entries=said if page.several else (),
        initial=initial,
    )  # fmt: skip


def _next_url(request: HttpRequest, here: Here, page: Step | None = None) -> str:
    """The next page to answer, or the page of all answers."""
    first = next((each for each in here.form.steps if not here.is_done(each)), None)
    following = here.after(page) if page else first
    return address(request, "step", following.key) if following else address(request, "check")


def _went_on(request: HttpRequest) -> HttpResponse:
    """After the code: the page that was being typed when the window closed, as it was typed, or the next one."""
    here = open_here(request)
    if here is None:
        raise Http404("There is nothing here.")
    page = here.form.step(request.POST.get("page", ""))
    if here.draft.sent_at is None and page is not None and (typed := _unpacked(request.POST.get("typed", ""))):
        return _asked(request, here, page, _page_form(request, here, page, typed))
    return redirect(address(request, "progress") if here.draft.sent_at else _next_url(request, here))


def _closed(request: HttpRequest, *, page: str = "") -> HttpResponse:
    """Ask for the code; what was typed goes along, so that nothing of it is lost."""
    typed = json.dumps(request.POST.dict()) if request.method == "POST" and page else ""
    context = {"form": CodeForm(), "notice": NOT_OPEN, "kept": {"page": page, "typed": typed}}
    return drop_key(render(request, "intake/return.html", context))


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "intake/too_often.html", status=429)
    response.headers["Retry-After"] = "900"
    return response


def _unpacked(typed: str) -> dict[str, str]:
    try:
        found = json.loads(typed) if typed else {}
    except (ValueError, RecursionError):  # it comes from the page, and so may be anything
        return {}
    if not isinstance(found, dict):
        return {}
    # Half of a pair of UTF-16 can be written in JSON, and stands on no page.
    return {str(name): str(value).encode(errors="replace").decode() for name, value in found.items()}


def _as_typed(page: Step, request: HttpRequest) -> dict[str, str]:
    names = [f"{question.key}{part}" for question in page.questions for part in ("", "_day", "_month", "_year")]
    return {name: request.POST[name][:1000] for name in names if request.POST.get(name)}


def _is_empty(page: Step, request: HttpRequest) -> bool:
    return not _as_typed(page, request)


def _is_full(page: Step, said: list[Any], number: int) -> bool:
    return len(said) >= page.most and not 1 <= number <= len(said)


def _which(request: HttpRequest) -> int:
    return _number(request.POST.get("entry") or request.GET.get("entry"))


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
