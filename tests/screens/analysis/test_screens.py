"""The needs assessment on screen: made, read, taken again, shared, withdrawn and taken away as a file."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cairn.domain.analysis.models import Analysis
from cairn.domain.analysis.terms import months_to_choose
from cairn.domain.records.api import change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.audit.models import Entry
from tests.analysis_making import (
    POINT,
    WARDS,
    a_police_feed,
    an_analysis,
    came_in,
    covers,
    pointed_rows,
    three_wards,
)

pytestmark = pytest.mark.django_db


def at(name, **kwargs):
    """The address of a screen in Fellshire."""
    return reverse(f"analysis:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


def typed(world, **changed):
    months = months_to_choose(world.today)
    return {
        "version": "0", "counts": "incidents", "first": f"{months[11]:%Y-%m}", "last": f"{months[0]:%Y-%m}",
        "by": "month", "also_by": "", "title": "Reports by month", "heading": "reported", "says": "", "commitment": "",
        **changed,
    }  # fmt: skip


def test_an_analysis_is_made_read_and_taken_away(browser, world, police, look):
    client = browser("analyst")
    assert "No analysis is here for you yet" in page_of(client.get(at("needs")))
    assert "What exactly each of them counts" in page_of(client.get(at("make")))
    months = months_to_choose(world.today)
    page = page_of(client.post(at("make"), typed(world, first=f"{months[0]:%Y-%m}", last=f"{months[5]:%Y-%m}")))
    assert "The period ends before it begins" in page and "Reports by month" in page
    page = page_of(client.post(at("make"), typed(world, also_by="sex")))
    assert "are not broken down by that" in page
    page = page_of(client.post(at("make"), typed(world, also_by="child"), follow=True))
    assert "The analysis is saved" in page and "Month by month, by child present" in page
    assert "A child was there" in page and "<svg" in page and "What was counted" in page
    look()
    ref = Analysis.objects.get().ref
    book = load_workbook(io.BytesIO(client.get(at("table", ref=ref, number=1, form="xlsx")).content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert any("Domestic Abuse Act 2021" in str(cell) for cell in cells)
    assert not any(isinstance(cell, int) and cell % 5 for cell in cells)
    text = client.get(at("table", ref=ref, number=1, form="csv")).content.decode("utf-8-sig")
    assert "withheld so that nobody can be identified" in text and f"figures 1 of {ref}" in text
    look()
    assert Entry.objects.filter(action="files.export", changes={}).count() == 2


def test_exact_numbers_are_on_a_page_of_their_own_whose_reading_is_recorded(browser, world, police, look):
    analysis = an_analysis(world, "sex", "age", counts="harmed")
    client, address = browser("analyst"), at("exactly", ref=analysis.ref, number=1)
    page = page_of(client.get(at("analysis", ref=analysis.ref)))
    assert "See exactly what was counted" in page and "Withheld" in page
    page = page_of(client.get(address))
    assert "For you alone" in page and "Withheld" not in page
    look()
    assert Entry.objects.filter(action="analysis.see_exactly", subject_ref=analysis.ref).count() == 1
    closed = terms(at=world.at, holds="incidents", opened_to_analysts=False)
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=police, agreed=closed, why="Counts alone.")
    assert client.get(address).status_code == 404
    assert "See exactly" not in page_of(client.get(at("analysis", ref=analysis.ref)))


def test_it_is_shared_read_and_withdrawn(browser, world, police, look):
    analysis = an_analysis(world)
    client, board, manager = browser("analyst"), browser("board"), browser("manager")
    address = at("analysis", ref=analysis.ref)
    assert board.get(address).status_code == 404 and manager.get(at("share", ref=analysis.ref)).status_code == 404
    police_agency = str(world.agencies["fell-police"].pk)
    page = page_of(client.post(at("share", ref=analysis.ref), {"version": "0", "shared": "some"}))
    assert "Choose at least one agency" in page
    client.post(at("share", ref=analysis.ref), {"version": "0", "shared": "some", "agencies": [police_agency]})
    page = page_of(board.get(address))
    assert "Fellshire Constabulary" in page and "Take the figures (CSV)" in page and "Share this analysis" not in page
    assert board.get(at("exactly", ref=analysis.ref, number=1)).status_code == 404
    assert board.get(at("share", ref=analysis.ref)).status_code == 403
    assert board.get(at("table", ref=analysis.ref, number=1, form="csv")).status_code == 200
    assert manager.get(address).status_code == 404
    client.post(at("share", ref=analysis.ref), {"version": "0", "shared": "all"})
    page = page_of(manager.get(at("needs")))
    assert "What is reported" in page and "Everybody who works in the partnership" in page and "Nuthatch Flint" in page
    client.post(at("share", ref=analysis.ref), {"version": "0", "shared": "own"})
    assert board.get(address).status_code == 404 and "No analysis is here" in page_of(manager.get(at("needs")))


def test_figures_are_taken_again_and_what_they_say_is_said(browser, world, police, look):
    analysis = an_analysis(world)
    client = browser("analyst")
    page = page_of(client.post(at("take", ref=analysis.ref), {}, follow=True))
    assert "The earlier ones are still here" in page and "Every time figures were taken" in page
    assert "Earlier figures" in page_of(client.get(at("taking", ref=analysis.ref, number=1)))
    assert client.get(at("taking", ref=analysis.ref, number=7)).status_code == 404
    facts = {"version": "1", "title": "Reports", "heading": "gaps", "says": "More in summer.", "commitment": ""}
    page = page_of(client.post(at("describe", ref=analysis.ref), facts, follow=True))
    assert "More in summer." in page and "Gaps: what is not seen, and not met" in page
    page = page_of(client.post(at("describe", ref=analysis.ref), {**facts, "title": "Other"}))
    assert "What is saved now" in page and "Other" in page
    page = page_of(client.post(at("question", ref=analysis.ref), typed(world, version="2", by="offence"), follow=True))
    assert "By offence" in page and "by month" in page
    page = page_of(
        client.get(reverse("thread:history-analysis", kwargs={"partnership": "fellshire", "ref": analysis.ref}))
    )
    assert "took the figures of an analysis again" in page and "changed what an analysis counts" in page


def test_a_ward_is_chosen_and_all_wards_are_shown_with_what_has_no_place(browser, world, look):
    covers(world)
    three_wards(world)
    town, tarn, _beck = WARDS
    rows = pointed_rows(world, {town: 40, tarn: 3, "nowhere": 12})
    came_in(world, a_police_feed(world), rows, also=POINT)
    look()
    client = browser("analyst")
    page = page_of(client.get(at("make")))
    assert "The whole partnership" in page and '<optgroup label="Wards">' in page and "Fell Town" in page
    page = page_of(client.post(at("make"), typed(world, place=town, by="offence", also_by="child")))
    assert "choose one breakdown" in page and "Reports by month" in page
    page = page_of(client.post(at("make"), typed(world, place=town), follow=True))
    assert "Domestic abuse incidents and crimes in Fell Town" in page and "No records sent" in page
    assert "Each rate is of all residents" in page and "estimated from Census 2021" in page
    page = page_of(client.post(at("make"), typed(world, by="ward", also_by="month"), follow=True))
    assert "By ward" in page and "Place not known" in page and "Withheld" in page and "Beck" in page
    ref = Analysis.objects.order_by("pk").last().ref if look() is None else ""
    text = client.get(at("table", ref=ref, number=1, form="csv")).content.decode("utf-8-sig")
    assert "Place not known" in text and "No records sent" in text and "Boundaries of wards of 2025" in text


def test_without_boundaries_the_form_says_what_is_missing_and_keeps_what_was_typed(browser, world, police, look):
    covers(world)
    look()
    page = page_of(browser("analyst").post(at("make"), typed(world, by="ward", title="By ward then")))
    assert "The boundaries of this partnership&#x27;s wards are not loaded" in page and "By ward then" in page


def test_where_no_file_has_come_in_the_form_says_so_and_keeps_what_was_typed(browser, world):
    page = page_of(browser("analyst").post(at("make"), typed(world, title="Seen by nobody")))
    assert "No incidents of the police have come in yet" in page and "Seen by nobody" in page


def test_no_page_asks_more_of_the_database_for_more_analyses(
    browser, world, police, look, django_assert_max_num_queries
):
    for place in range(4):
        an_analysis(world, title=f"Analysis {place}", months=place + 2)
    client = browser("analyst")
    client.get(at("needs"))
    with django_assert_max_num_queries(22):
        client.get(at("needs"))
    look()
    analysis = Analysis.objects.first()
    with django_assert_max_num_queries(32):
        client.get(at("analysis", ref=analysis.ref))
