"""JSON and CSV, open to anybody without a key; and whether the site is well."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import Edition, LeavingMeasure, current_editions, published_measure
from cairn.public import feeds
from cairn.public.opened import Opened, published


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the site can read what is published, 503 when it cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM publishing_edition LIMIT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def strategies_json(request: HttpRequest) -> JsonResponse:
    """Every strategy with a current edition."""
    editions = [feeds.summary(edition) for edition in current_editions()]
    return JsonResponse({"strategies": editions, "licence": feeds.LICENCE})


def _gone_as_json(request: HttpRequest, edition: Edition) -> JsonResponse:
    return JsonResponse(
        {
            "slug": edition.slug,
            "title": edition.title,
            "withdrawn_at": edition.published_at.isoformat(),
            "reason": edition.note,
        },
        status=410,
    )


def _gone_as_text(request: HttpRequest, edition: Edition) -> HttpResponse:
    words = f"{edition.title} was withdrawn on {edition.published_at:%Y-%m-%d}: {edition.note}\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=410)


@published(gone=_gone_as_json)
def strategy_json(request: HttpRequest, of: Opened) -> JsonResponse:
    """One strategy: its themes, and each commitment with how it goes."""
    return JsonResponse(feeds.strategy(of))


@published(gone=_gone_as_text)
def strategy_csv(request: HttpRequest, of: Opened) -> HttpResponse:
    """The commitments of one strategy, a row each."""
    return HttpResponse(
        feeds.table(of),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{of.edition.slug}.csv"'},
    )


@published(gone=_gone_as_json)
def measure_json(request: HttpRequest, of: Opened, measure: str) -> JsonResponse:
    """One measure: what it is, and every figure with the reason where there is none."""
    return JsonResponse(feeds.measure(of, _measure(of, measure)))


@published(gone=_gone_as_text)
def measure_csv(request: HttpRequest, of: Opened, measure: str) -> HttpResponse:
    """The figures of one measure, a row each."""
    return HttpResponse(
        feeds.figures(_measure(of, measure)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{of.edition.slug}-{measure}.csv"'},
    )


def _measure(of: Opened, ref: str) -> LeavingMeasure:
    found = published_measure(of.edition, ref)
    if found is None:
        raise Http404("There is no such measure in this strategy.")
    return found
