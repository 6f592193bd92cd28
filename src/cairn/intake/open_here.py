"""The application that a browser has open: its key is the one cookie, and it says nothing of the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cairn.domain.applications.api import Draft, draft_of, form_of
from cairn.kernel.applying import ApplyForm, Step

COOKIE = "cairn_form"
TYPED = "typed"  # of a page that was left half filled in


@dataclass(frozen=True)
class Here:
    """An application that is open, with its form."""

    key: str
    draft: Draft
    form: ApplyForm

    def said(self, step: Step) -> Any:
        """What was answered on a page: one set of answers, or a list of them; empty where nothing was."""
        return self.draft.answers.get(step.key) or ([] if step.several else {})

    def is_done(self, step: Step) -> bool:
        """Whether a page was answered."""
        return bool(self.draft.answers.get(step.key)) or (
            step.key in self.draft.answers and not any(question.required for question in step.questions)
        )

    def half_typed(self, step: Step) -> Mapping[str, Any] | None:
        """What was typed on a page and could not be taken yet."""
        return self.draft.answers.get(TYPED, {}).get(step.key)

    def with_answers(self, step: Step, said: Any) -> dict[str, Any]:
        """All answers with those of one page put in; what was half typed on it is done with."""
        half = {key: value for key, value in self.draft.answers.get(TYPED, {}).items() if key != step.key}
        return {**self.draft.answers, step.key: said, TYPED: half}

    def with_typed(self, step: Step, typed: Mapping[str, Any]) -> dict[str, Any]:
        """All answers, with what was typed on one page beside them."""
        return {**self.draft.answers, TYPED: {**self.draft.answers.get(TYPED, {}), step.key: dict(typed)}}

    def after(self, step: Step) -> Step | None:
        """The next page that is not answered yet, or None where it is time to check them."""
        place = self.form.steps.index(step)
        return next((each for each in self.form.steps[place + 1 :] if not self.is_done(each)), None)


def open_here(request: HttpRequest) -> Here | None:
    """What this browser has open, or None."""
    key = request.COOKIES.get(COOKIE, "")
    draft = draft_of(key) if key else None
    form = form_of(draft.form.kind) if draft else None
    return Here(key, draft, form) if draft and form else None


def keep_key(response: HttpResponse, key: str) -> HttpResponse:
    """Let the browser carry a key until it is closed; no other site's page sends it along."""
    response.set_cookie(COOKIE, key, httponly=True, samesite="Strict", secure=settings.PRODUCTION)
    return response


def drop_key(response: HttpResponse) -> HttpResponse:
    """Take the key away from the browser."""
    response.delete_cookie(COOKIE, samesite="Strict")
    return response


def who_asks(request: HttpRequest) -> str:
    """The address a request comes from, for the limits alone; never written down as it is."""
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.PROXIES
    if trusted and len(said) >= trusted:
        return said[-trusted]
    return request.META.get("REMOTE_ADDR", "")
