"""The annual reports residents read: the list, each one as a page, and as a PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import ReportEdition, drawn_report, newest_report, newest_reports, report_from
from cairn.public.frame import INVENTED


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every report that is published, newest year first; also what was withdrawn, and why."""
    editions = newest_reports()
    shown = [edition for edition in editions if not edition.withdrawn]
    context = {
        "editions": shown,
        "withdrawn": [edition for edition in editions if edition.withdrawn],
        "demo": any(edition.invented for edition in shown),
        "demo_words": INVENTED,
    }
    return render(request, "public/reports.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report."""
    edition = _found(slug)
    if edition.withdrawn:
        return _gone(request, edition)
    return render(
        request, "public/report.html", {"part": drawn_report(report_from(edition.document)), **_frame(edition)}
    )


@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """One report as a PDF."""
    edition = _found(slug)
    if edition.withdrawn:
        return _gone(request, edition)
    headers = {"Content-Disposition": f'attachment; filename="{edition.slug}.pdf"'}
    return HttpResponse(bytes(edition.pdf), content_type="application/pdf", headers=headers)


def _found(slug: str) -> ReportEdition:
    edition = newest_report(slug)
    if edition is None:
        raise Http404("Nothing is published under this address.")
    return edition


def _gone(request: HttpRequest, edition: ReportEdition) -> HttpResponse:
    return render(request, "public/report_gone.html", _frame(edition), status=410)


def _frame(edition: ReportEdition) -> dict[str, object]:
    return {"edition": edition, "area": edition.area, "demo": edition.invented, "demo_words": INVENTED}
