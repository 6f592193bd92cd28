"""Screens of repeats: the measures of a period, a file of them, and the form that asks for another period."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import RepeatsCount
from cairn.domain.measures.queries import repeats_page as queries
from cairn.domain.measures.services.repeats import ask_for_repeats
from cairn.domain.measures.web.forms.repeats import RepeatsForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.files.exports import table_response
from cairn.foundation.ui.charts import CurvePoint, CurveView
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Measure", 40), Column("Period", 28), Column("Counted", 12), Column("Out of", 12), Column("Share, %", 10),
    Column("Low, %", 10), Column("High, %", 10), Column("Note", 40), Column("Definition", 60),
)  # fmt: skip


@screen(policies.LIST_REPEATS)
def repeats(request: HttpRequest) -> Page:
    """The last twelve months that are over; else the newest period that was counted."""
    policies.LIST_REPEATS.require(request.actor, request.partnership)
    row = queries.newest_count(request.actor, today=timezone.localdate())
    if row is None:
        may = policies.ASK_REPEATS.decide(request.actor, request.partnership).allowed
        return Page("measures/no_repeats.html", {"may_ask": may, "may_list": _may_list(request)})
    return _shown(request, row)


@screen(policies.VIEW_REPEATS)
def period(request: HttpRequest, ref: str) -> Page:
    """The measures of one period."""
    return _shown(request, policies.VIEW_REPEATS.one(request.actor, ref=ref))


@screen(policies.VIEW_REPEATS)
def table(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """The same as a spreadsheet, with the same figures withheld."""
    row = policies.VIEW_REPEATS.one(request.actor, ref=ref)
    page = queries.repeats_page(request.actor, row, opens=False)
    return table_response(
        form, by=request.actor, at=timezone.now(), name=f"repeats-{row.ref}", columns=COLUMNS,
        rows=queries.table_rows(page) if not page.nothing else [],
        purpose=f"Took a copy of the measures of repeats, {row.ref}",
    )  # fmt: skip


@screen(policies.ASK_REPEATS, writes=True)
def ask(request: HttpRequest) -> Page | HttpResponse:
    """Ask for other months, or for another meaning of serial."""
    policies.ASK_REPEATS.require(request.actor, request.partnership)
    form = RepeatsForm(typed(request), today=timezone.localdate())
    made: list[RepeatsCount] = []

    def act() -> None:
        made.append(ask_for_repeats(by=request.actor, at=timezone.now(), **form.asked()))

    if done(request, form, act):
        if made[0].counted_at is None:
            messages.success(request, "Repeats of these months are being counted.")
        return redirect("measures:repeats-of", partnership=request.partnership.slug, ref=made[0].ref)
    return Page("measures/ask_repeats.html", {"form": form, "back_url": here(request, "measures:repeats")})


def _may_list(request: HttpRequest) -> bool:
    """Practitioners read repeats, and no measures."""
    return policies.LIST.decide(request.actor, request.partnership).allowed


def _shown(request: HttpRequest, row: RepeatsCount) -> Page:
    page = queries.repeats_page(request.actor, row)
    kept = {"partnership": request.partnership.slug, "ref": row.ref}
    copies = [
        (words, reverse("measures:repeats-table", kwargs={**kept, "form": form}))
        for form, words in (("xlsx", "Excel"), ("csv", "CSV"))
    ]
    others = [(one, queries.about_of(one)) for one in page.others if one.pk != row.pk]
    context = {
        "page": page, "period": queries.period_words(row), "copies": copies,
        "others": others, "times": [(one, queries.median_words(one), _curve(one)) for one in page.times],
        "small_says": queries.SMALL_SAYS, "may_list": _may_list(request),
    }  # fmt: skip
    return Page("measures/repeats.html", context)


def _curve(time: queries.TimeTo) -> CurveView | None:
    """The chart of one curve; none where no day of it is told."""
    if all(one.share is None for one in time.days):
        return None
    points = tuple(
        CurvePoint(
            day=one.day, value=one.share, low=one.low, high=one.high, detail=one.detail,
            withheld="" if one.share is not None else queries.WITHHELD,
        )
        for one in time.days
    )  # fmt: skip
    return CurveView(
        key=f"time-{time.unit}", title=f"How many had no further incident of {queries.UNITS[time.unit]}",
        caption=f"{queries.median_words(time)}.", points=points, value_words="Without a further incident",
        day_words="Days since the first incident",
    )  # fmt: skip
