"""Search; the page's title never holds what was searched for, because titles stay in histories."""

from __future__ import annotations

from django.http import HttpRequest

from cairn.domain.plans import policies
from cairn.domain.plans.queries.search import search as find
from cairn.domain.plans.web.forms.plan_search import SearchForm
from cairn.foundation.access.screens import Page, screen


@screen(policies.SEARCH)
def search(request: HttpRequest) -> Page:
    """Look through actions, updates, commitments and strategies."""
    policies.SEARCH.require(request.actor, request.partnership)
    form = SearchForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    results = find(request.actor, words, only=request.GET.get("only", ""))
    return Page("plans/my_work/search.html", {"form": form, "results": results})
