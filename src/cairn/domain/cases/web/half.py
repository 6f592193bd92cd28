"""Half-finished forms: given back as they were typed, saved without JavaScript, thrown away when sent."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from cairn.domain.cases.models import Case, HalfForm
from cairn.domain.cases.services.half_forms import drop_half_form, save_half_form
from cairn.foundation.accounts.drafts import typed, typed_fields

SAVE, THROW_AWAY = "save", "throw_away"
_SENT_ALONG = ("do", "seen")


def half_of(request: HttpRequest, *, kind: str, form: str, case: Case | None = None) -> HalfForm | None:
    """The half-finished form of one step that an address names; None where it names none.

    Raises:
        Http404: it is not there, not hers, or of another step, which looks the same.
    """
    ref = request.GET.get("half", "")
    if not ref:
        return None
    found = HalfForm.objects.filter(ref=ref, user_id=request.actor.user_id, kind=kind, form=form, case=case).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def asked_to(request: HttpRequest) -> str:
    """What the button that was pressed is for: SAVE, THROW_AWAY, or "" for sending the form."""
    return request.POST.get("do", "") if request.method == "POST" else ""


def filled(request: HttpRequest, half: HalfForm | None, *, seen: int | None = None) -> tuple[QueryDict | None, bool]:
    """What fills a form, and whether it is shown without being judged yet.

    Args:
        seen: how many events the case has now; what was kept is read beside what it is now.
    """
    given = typed(request)
    if given is not None or half is None:
        return given, False
    found = QueryDict(mutable=True)
    for name, values in half.typed.items():
        found.setlist(name, values)
    if seen is not None:
        found["seen"] = str(seen)
    return found, True


def save(request: HttpRequest, half: HalfForm | None, *, kind: str, form: str, case: Case | None = None) -> HalfForm:
    """Keep what was posted."""
    kept = {name: values for name, values in typed_fields(request.POST).lists() if name not in _SENT_ALONG}
    facts: dict[str, Any] = {"kind": kind, "form": form, "typed": kept, "case": case, "half": half}
    return save_half_form(by=request.actor, at=timezone.now(), **facts)


def drop(request: HttpRequest, half: HalfForm | None, *, sent: bool) -> None:
    """Throw it away, sent or not; nothing where there is none."""
    if half is not None:
        drop_half_form(by=request.actor, at=timezone.now(), half=half, sent=sent)
