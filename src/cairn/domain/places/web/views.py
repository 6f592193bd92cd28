"""Screens of places: the wards of a partnership on a map and in a table, and one area."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.places import policies
from cairn.domain.places.queries import maps, pages
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.files.exports import table_response
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Code", 12),
    Column("Ward", 32),
    Column("Residents", 12),
    Column("Residents are an estimate", 14),
    Column("LSOAs, best fit", 12),
    Column("LSOAs in the most deprived fifth of England", 18),
    Column("Crime records", 12),
    Column("Crime records for every 1,000 residents", 18),
    Column("Sources", 60),
)


@screen(policies.VIEW)
def areas(request: HttpRequest) -> Page:
    """The wards, drawn by one figure, with the table under the map."""
    policies.VIEW.require(request.actor, request.partnership)
    kind = maps.TILES if request.GET.get("map") == maps.TILES else maps.BOUNDARIES
    page = pages.wards_page(request.partnership, figure=request.GET.get("figure", ""), kind=kind)
    return Page("places/areas.html", {"page": page})


@screen(policies.VIEW)
def table(request: HttpRequest, form: str) -> HttpResponse:
    """The wards as a spreadsheet, each row with its sources."""
    policies.VIEW.require(request.actor, request.partnership)
    page = pages.wards_page(request.partnership)
    said = "; ".join(f"{source.what}, {source.vintage}, {source.licence}" for source in page.sources)
    return table_response(
        form,
        by=request.actor,
        at=timezone.now(),
        name=f"areas-{request.partnership.slug}",
        columns=COLUMNS,
        rows=[
            [line.code, line.name, line.residents, line.is_estimate, line.lsoas or None, line.deprived, line.crimes,
             None if line.rate is None else round(line.rate, 1), said]
            for line in page.lines
        ],
        purpose="Took a copy of the figures of areas",
    )  # fmt: skip


@screen(policies.VIEW)
def area(request: HttpRequest, place: str) -> Page:
    """One area, with everything that is loaded about it."""
    policies.VIEW.require(request.actor, request.partnership)
    return Page("places/area.html", {"page": pages.area_page(request.partnership, place)})
