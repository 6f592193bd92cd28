"""Search the people of the cases open to somebody: by POST alone, so that no name stands in an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.cases.policies import LIST
from cairn.domain.cases.queries.people import MOST_FOUND, person_search
from cairn.foundation.access.evenly import answer_on_the_beat
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read
from cairn.foundation.ui.forms import DayField, PlainForm
from cairn.kernel.same_person.finding import Born


class PersonSearchForm(PlainForm):
    """Whom to look for: by one of these, or by several together."""

    name = forms.CharField(
        label="Name", required=False, max_length=160,
        help_text="Any part of it. Other spellings and short forms are found too.",
    )  # fmt: skip
    born_on = DayField(label="Date of birth", required=False)
    ref = forms.CharField(label="Reference of a person or of a case", required=False, max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].latest = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """One of them is enough; none is nothing to look for."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            self.add_error("name", "Enter a name, a date of birth or a reference")
        return given


@screen(LIST, writes=True)
def people(request: HttpRequest) -> Page:
    """People by name, date of birth or reference. Who is not there and who is not open to her look the same."""
    LIST.require(request.actor, request.partnership)
    form = PersonSearchForm(typed(request))
    context: dict[str, Any] = {"form": form, "most": MOST_FOUND}
    if request.method == "POST" and form.is_valid():
        answer_on_the_beat(request)
        given = form.cleaned_data
        by = [words for name, words in _BY.items() if given[name]]
        record_read(
            by=request.actor, at=timezone.now(), action="cases.search_people",
            subject=request.partnership.audit_subject(), purpose=f"searched people in cases by {', '.join(by)}",
        )  # fmt: skip
        born = Born(given["born_on"].year, given["born_on"].month, given["born_on"].day) if given["born_on"] else None
        context["found"] = person_search(request.actor, given["name"], born=born, ref=given["ref"].strip().upper())
        context["searched"] = True
    return Page("cases/people_search.html", context)


_BY = {"name": "name", "born_on": "date of birth", "ref": "reference"}
# For what was typed when a session ended.
FORMS: dict[str, tuple[type[forms.BaseForm], ...]] = {"cases:people": (PersonSearchForm,)}
