"""Look somebody up in records, and open a person: by POST alone, so that no name stands in an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.hub import policies
from cairn.domain.hub.queries.people import MOST_FOUND, person_page, search
from cairn.domain.hub.web.evidence import evidence_of
from cairn.domain.hub.web.forms import PurposeForm, SearchForm
from cairn.foundation.access.evenly import answer_on_the_beat
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.audit.commands import record_read

_BY = {"given": "given name", "family": "family name", "born_on": "date of birth", "postcode": "postcode",
       "address": "address", "phone": "telephone number", "email": "e-mail address",
       "key": "the agency's reference"}  # fmt: skip


@screen(policies.SEARCH, writes=True)
def people(request: HttpRequest) -> Page:
    """People by what is known of them. Who is not there and who is not hers to see look the same."""
    policies.SEARCH.require(request.actor, request.partnership)
    answer_on_the_beat(request)
    form = SearchForm(typed(request))
    context: dict[str, Any] = {"form": form, "most": MOST_FOUND}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        record_read(
            by=request.actor, at=timezone.now(), action="hub.search", subject=request.partnership.audit_subject(),
            purpose=f"searched people in records by {', '.join(words for name, words in _BY.items() if given[name])}",
        )  # fmt: skip
        sought = {name: given[name].strip() for name in ("given", "family", "postcode", "address", "phone", "email")}
        sought["born"] = str(given["born_on"] or "")
        context["answer"] = search(request.actor, sought, key=given["key"].strip(), on=timezone.localdate())
    return Page("hub/people.html", context)


@screen(policies.VIEW, writes=True)
def person(request: HttpRequest, ref: str) -> Page:
    """One person: after a purpose is given, which is recorded."""
    page = person_page(request.actor, ref, on=timezone.localdate())
    form = PurposeForm(typed(request))
    opened = request.method == "POST" and form.is_valid()
    if opened:
        record_read(
            by=request.actor, at=timezone.now(), action="hub.open_person", subject=page.person.audit_subject(),
            purpose=form.cleaned_data["purpose"],
        )  # fmt: skip
    own = [(one, evidence_of(one.reasons)) for one in page.own]
    context = {"page": page if opened else None, "own": own, "ref": page.person.ref, "form": form}
    return Page("hub/person.html", context)
