"""Screens that show measures: the list, one measure with its figures, and what nothing shows yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.queries import demonstrated, listing, measure_page
from cairn.domain.measures.queries.small import SAYS
from cairn.domain.measures.web import charts
from cairn.domain.measures.web.forms.showing import FilterForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.files.exports import table_response
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Measure", 12), Column("Name", 40), Column("Period starts", 16), Column("Period ends", 16),
    Column("Broken down by", 20), Column("Group", 24), Column("Numerator", 14), Column("Denominator", 14),
    Column("Figure", 12), Column("Unit", 12), Column("Nil return", 10), Column("Provisional", 12),
    Column("State", 12), Column("Revision", 10), Column("Note", 40), Column("Invented", 10),
)  # fmt: skip

LIST_COLUMNS = (
    Column("Measure", 12), Column("Name", 40), Column("About", 24), Column("Newest figure", 16), Column("Period", 20),
    Column("Provisional", 12), Column("What it says", 40), Column("Target or band", 24), Column("Overdue", 20),
    Column("Read beside", 40), Column("Shows", 16), Column("Source", 16),
    Column("Invented", 10),
)  # fmt: skip


@screen(policies.LIST)
def measures(request: HttpRequest) -> Page:
    """The list, by subject, with what is asked for and what waits."""
    policies.LIST.require(request.actor, request.partnership)
    today, here = timezone.localdate(), request.partnership.slug
    form = FilterForm(request.GET, subjects=listing.subjects_of(request.actor))
    found = listing.list_page(
        request.actor, today=today, commitment=request.GET.get("commitment", "")[:120], **form.chosen()
    )
    return Page(
        "measures/list.html",
        {
            "found": found,
            "subjects": [
                (title, [(one, charts.small_view(one.measure, one.doing)) for one in lines])
                for title, lines in found.subjects
            ],
            "filter": form,
            "tiles": _tiles(found),
            "taken_as": [
                (words, f"{reverse('measures:list-table', kwargs={'partnership': here, 'form': form_})}")
                for form_, words in (("xlsx", "Excel"), ("csv", "CSV"))
            ],
            "asked": listing.figures_to_send(request.actor, today=today),
            "to_approve": listing.figures_to_approve(request.actor),
            "may_bring": policies.BRING.decide(request.actor, request.partnership).allowed,
            "may_define": policies.DEFINE.decide(request.actor, request.partnership).allowed,
        },
    )


@screen(policies.LIST)
def list_table(request: HttpRequest, form: str) -> HttpResponse:
    """How every running measure is doing, as a spreadsheet."""
    policies.LIST.require(request.actor, request.partnership)
    found = listing.list_page(request.actor, today=timezone.localdate())
    return table_response(
        form,
        by=request.actor,
        at=timezone.now(),
        name="measures",
        columns=LIST_COLUMNS,
        rows=[
            [one.line.ref, one.line.name, subject, one.line.latest, one.line.period, one.line.provisional,
             one.doing.said, one.doing.reading.assurance_words if one.doing.reading else "",
             ", ".join(str(wanted.period) for wanted in one.line.wanted if wanted.overdue),
             ", ".join(name for name, _ref in one.doing.read_with), ", ".join(one.line.commitments), one.line.agency,
             one.doing.invented]
            for subject, lines in found.subjects
            for one in lines
        ],
        purpose="Took a copy of how the measures are doing",
    )  # fmt: skip


@screen(policies.LIST)
def gaps(request: HttpRequest) -> Page:
    """Promises and changes that nothing shows yet."""
    policies.LIST.require(request.actor, request.partnership)
    found = demonstrated.gaps(request.actor, today=timezone.localdate())
    return Page("measures/gaps.html", {"gaps": found})


@screen(policies.VIEW)
def measure(request: HttpRequest, ref: str) -> Page:
    """One measure."""
    by = request.GET.get("by", "")
    page = measure_page.measure_page(request.actor, ref, today=timezone.localdate(), by=by)
    csv_url = reverse("measures:table", kwargs={"partnership": request.partnership.slug, "ref": ref, "form": "csv"})
    links = [(words, f"?by={key}#by", key == page.by) for key, words in page.dimensions]
    context = {"page": page, "csv_url": csv_url, "by_links": links, "small_says": SAYS}
    return Page("measures/show.html", {**context, **charts.page_charts(page)})


@screen(policies.VIEW)
def table(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """Every figure of one measure that counts, as a spreadsheet."""
    found = measure_page.measure_for(request.actor, ref)
    return table_response(
        form,
        by=request.actor,
        at=timezone.now(),
        name=f"figures-{found.ref}",
        columns=COLUMNS,
        rows=measure_page.table_rows(found, actor=request.actor),
        purpose=f"Took a copy of the figures of {found.ref}",
    )


def _tiles(found: listing.ListPage) -> list[dict[str, object]]:
    tiles = [
        ("attention", "need attention", "at_risk"), ("improving", "improving", "on_track"),
        ("unsaid", "of which nothing can be said yet", "not_started"), ("overdue", "with figures overdue", "late"),
    ]  # fmt: skip
    return [
        {"number": found.total, "label": "measures", "url": "?"},
        *(
            {"number": found.counts[kind], "label": label, "url": f"?show={kind}", "status": status}
            for kind, label, status in tiles
        ),
    ]
