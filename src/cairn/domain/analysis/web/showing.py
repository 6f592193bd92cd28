"""Screens that show: the needs assessment, one analysis, its figures of an earlier day, and a file of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.queries import pages
from cairn.domain.analysis.queries.tables import leaving_rows
from cairn.domain.analysis.terms import RULE, By
from cairn.domain.analysis.web.drawing import charts_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.exports import table_response
from cairn.foundation.ui.days import moment_in_words
from cairn.kernel.tables import Column

CONTROLLED = (
    f"Counts of 1 to {RULE.threshold - 1}, and others from which they could be worked out, are withheld. The rest is "
    f"rounded to the nearest {RULE.round_to}, so that parts need not add up."
)


@screen(policies.LIST)
def needs(request: HttpRequest) -> Page:
    """Every analysis the actor may see, under its heading."""
    policies.LIST.require(request.actor, request.partnership)
    may_make = policies.MAKE.decide(request.actor, request.partnership).allowed
    return Page("analysis/needs.html", {"page": pages.needs_page(request.actor, may_make=may_make)})


@screen(policies.VIEW)
def analysis(request: HttpRequest, ref: str) -> Page:
    """One analysis with its newest figures, under disclosure control."""
    return _shown(request, ref, None)


@screen(policies.VIEW)
def taking(request: HttpRequest, ref: str, number: int) -> Page:
    """The figures of an earlier day, as they were."""
    return _shown(request, ref, number)


@screen(policies.EXACT)
def exactly(request: HttpRequest, ref: str, number: int) -> Page:
    """Exactly what was counted, where it is open to this person; that she looked is recorded."""
    policies.EXACT.one(request.actor, analysis__ref=ref, taking__number=number)
    row = pages.analysis_for(request.actor, ref)
    taken = pages.taking_for(row, number)
    record_read(
        by=request.actor, at=timezone.now(), action="analysis.see_exactly", subject=row.audit_subject(),
        purpose=f"Looked at exactly what was counted, figures {number}",
    )  # fmt: skip
    page = pages.analysis_page(request.actor, row, taken, exactly=True)
    return Page("analysis/exactly.html", {"page": page, "charts": charts_of(page.table)})


@screen(policies.VIEW)
def table(request: HttpRequest, ref: str, number: int, form: str) -> HttpResponse:
    """A file of the figures, with what was counted and when; under disclosure control, whoever takes it."""
    row = pages.analysis_for(request.actor, ref)
    taken = pages.taking_for(row, number)
    by = [By(one).label for one in taken.question.by]
    page = pages.analysis_page(request.actor, row, taken)
    said = [
        row.title, page.about, f"Taken {moment_in_words(taken.taken_at)}, figures {number} of {row.ref}",
        page.definition, CONTROLLED, *taken.notes, taken.residents_say,
    ]  # fmt: skip
    columns = (
        Column(by[0], 24), Column(by[1] if len(by) > 1 else "And by", 24), Column("Number", 10),
        Column("Per 1,000 residents", 12), Column("Note", 60),
    )  # fmt: skip
    notes = [["", "", None, None, words] for words in said if words]
    return table_response(
        form, by=request.actor, at=timezone.now(), name=f"analysis-{row.ref}-{number}", columns=columns,
        rows=[*leaving_rows(taken), *notes], purpose=f"Took a copy of {row.ref}, figures {number}",
    )  # fmt: skip


def _shown(request: HttpRequest, ref: str, number: int | None) -> Page:
    row = pages.analysis_for(request.actor, ref)
    page = pages.analysis_page(request.actor, row, pages.taking_for(row, number))
    return Page("analysis/show.html", {"page": page, "charts": charts_of(page.table), "note": CONTROLLED})
