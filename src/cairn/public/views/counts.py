"""The yearly counts a law asks to be public: every area and year on one page, exact and with noughts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import counts_from, newest_counts

INVENTED_COUNTS = "Every number here is invented."


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every count that is published, newest year first; also what was withdrawn, and why."""
    editions = newest_counts()
    shown = [edition for edition in editions if not edition.withdrawn]
    context = {
        "editions": [(edition, counts_from(edition.document)) for edition in shown],
        "withdrawn": [edition for edition in editions if edition.withdrawn],
        "demo": any(edition.invented for edition in shown),
        "demo_words": INVENTED_COUNTS,
    }
    return render(request, "public/counts.html", context)
