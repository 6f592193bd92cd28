"""Screens of what the process of a kind leaves to the partnership: what holds, who set it and why; and to set it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.queries import local_values as queries
from cairn.domain.cases.queries.local_values import LocalPage
from cairn.domain.cases.services import local_values as services
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import VersionedForm, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField
from cairn.kernel.processes.local_values import fitting
from cairn.kernel.processes.process import Opening

SET = "set-"  # before the key of each value: no other box has a hyphen
_YES = {"yes": True, "no": False}


class LocalForm(VersionedForm):
    """Every value of a kind, from which day on, and why.

    Args:
        page: what holds now.
    """

    from_on = DayField(label="From when?", called="The first day", help_text="Today or a day to come.")
    why = LongTextField(
        label="Why is it set so?", max_length=services.LONGEST_WHY,
        help_text="Who agreed it and when, for whoever asks later. Whoever works with cases reads it.",
    )  # fmt: skip

    def __init__(self, *args: Any, page: LocalPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        holds = fitting(page.process, page.values)
        last = {name: self.fields.pop(name) for name in ("from_on", "why")}
        for line in page.lines:
            opening = page.process.openings[line.key]
            self.fields[SET + line.key] = _field(opening, line, holds.get(line.key))
        self.fields |= last

    def values(self) -> dict[str, Any]:
        """What was set, typed as the process says; what was left to the process stays out."""
        found = {}
        for key, opening in self.page.process.openings.items():
            value = self.cleaned_data.get(SET + key)
            if value not in (None, ""):
                is_switch = opening.target[2] == "on"
                found[key] = _YES[value] if is_switch else value
        return found

    def box_of(self, of: str) -> str | None:
        """A value has its box under a name of its own."""
        return super().box_of(SET + of) or super().box_of(of)


def _field(opening: Opening, line: queries.OpenValue, holds: Any) -> forms.Field:
    """A box for a number, else answers to choose from; each can be left to the process."""
    words = {"label": line.title, "required": False}
    hint = f"The process says {line.own}. It may be {line.limits}."
    if opening.target[2] == "on" or opening.choices:
        choices = [(each, queries.value_in_words(each).capitalize()) for each in opening.choices or _YES]
        given = {True: "yes", False: "no"}.get(holds, holds) if isinstance(holds, bool) else holds
        return forms.ChoiceField(
            choices=[("", f"As the process says: {line.own}"), *choices], widget=ChoiceRadios, initial=given or "",
            help_text=line.why, **words,
        )  # fmt: skip
    return forms.IntegerField(initial=holds, help_text=f"{hint} Leave it empty for what the process says.", **words)


@screen(policies.SEE_LOCAL)
def local_values(request: HttpRequest, casetype: str) -> Page:
    """Every value that the process of a kind opens: its limits, what holds and since when, and who set what."""
    policies.SEE_LOCAL.require(request.actor, request.partnership)
    return _shown(request, _page(request, casetype))


def _shown(request: HttpRequest, page: LocalPage) -> Page:
    context = {
        "page": page, "title": f"What is set here: {page.kind.title}", "to_come": queries.told_from(page),
        "sets_them": services.may_set(request.actor, page.kind.key), "today": timezone.localdate(),
        "runs_posts": policies.NAME.decide(request.actor, request.partnership).allowed,
        "works_cases": policies.LIST.decide(request.actor, request.partnership).allowed,
    }  # fmt: skip
    return Page("cases/local_values.html", context)


@screen(policies.SET_LOCAL, writes=True)
def set_local_values(request: HttpRequest, casetype: str) -> Page | HttpResponse:
    """Set values of a kind from a day on, or take them back."""
    policies.SET_LOCAL.require(request.actor, request.partnership)
    page = _page(request, casetype)
    if request.method != "POST" and not services.may_set(request.actor, casetype):
        return _shown(request, page)  # she runs another kind: she reads what holds, and who sets it
    initial = {"from_on": timezone.localdate(), "version": page.version}
    form = LocalForm(typed(request), page=page, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.set_local_values(
                by=request.actor, at=timezone.now(), kind=casetype, values=form.values(),
                from_on=form.cleaned_data["from_on"], why=form.cleaned_data["why"], seen=form.cleaned_data["version"],
            )  # fmt: skip
            messages.success(request, f"It is set from {day_in_words(row.from_on)}. Open cases keep what they have.")
            return redirect("cases:local-values", partnership=request.partnership.slug, casetype=casetype)
        except StepRefused as refused:
            form.refuse_each(refused.refusals)
        except Refused as refused:
            form.refuse(refused)
    return _form(request, page, form)


def _form(request: HttpRequest, page: LocalPage, form: LocalForm) -> Page:
    back = {"back_url": here(request, "cases:local-values", casetype=page.kind.key), "back_words": "What is set here"}
    heading = {"heading": "Set values of this partnership", "caption": page.kind.title, "button": "Set them"}
    lead = "Cases opened from that day on are worked by them. Cases that are open keep what held when they were opened."
    context = {"form": form, "page": page, "lead": lead, "to_come": queries.told_from(page)}
    return Page("cases/local_form.html", {**context, **back, **heading})


def _page(request: HttpRequest, casetype: str) -> LocalPage:
    """What is set for a kind, or 404."""
    found = queries.local_page(request.partnership.pk, casetype, on=timezone.localdate())
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found
