"""A workbook goes from a file to actions on its screens, without script, and nothing is lost on the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.plans import testing
from cairn.domain.plans.models import Action, WorkbookImport
from cairn.domain.plans.queries.workbook_page import questions_shown
from cairn.domain.plans.queries.workbook_rows import preview
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.web.forms.workbook import box_of
from cairn.foundation.files.brought import WorkbookState
from tests import strangers
from tests.domain.plans.workbooks import copy_of, set_cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    return testing.add_plan(world, state=PlanState.WITH_PARTNERS)


def send(browser, plan, content: bytes, name: str = "plan.xlsx"):
    return browser.post("plans:workbook", {"file": SimpleUploadedFile(name, content)}, ref=plan.ref)


def mark_in(page) -> str:
    return page.context["form"]["seen"].value()


def test_a_strangers_workbook_goes_from_file_to_actions(world, browse, plan):
    browser = browse("manager")
    page = send(browser, plan, strangers.ratings_as_colours())
    assert "What the columns are" in page.text_ and "5 coloured cells" in page.text_
    columns = {f"column_{place}": about for place, about in enumerate(["title", "lead", "due_on", "rating"])}
    page = browser.post("plans:workbook-columns", {"table": "0", **columns}, ref=plan.ref)
    assert "No commitment is named" in page.text_ and "Nobody is named; Fellshire Council leads" in page.text_
    council = world.agencies["fell-council"].pk
    answers = {
        box_of("promise:"): str(world.commitment("CP2").pk),
        box_of(f"person:led by {council}"): str(world.people["council_worker"].pk),
    }
    page = browser.post("plans:workbook-names", answers, ref=plan.ref)
    assert "5 new actions, 0 changed, 0 that cannot be loaded" in page.text_
    assert not Action.objects.exists()
    page = browser.post("plans:workbook-rows", {"seen": mark_in(page)}, ref=plan.ref)
    assert "What was loaded" in page.text_ and "5 actions added" in page.text_
    assert Action.objects.filter(owner=world.people["council_worker"], commitment__code="CP2").count() == 5
    history = browser.get("thread:history-plan", ref=plan.ref)
    assert "loaded a workbook" in history.text_.lower() and "brought a workbook" in history.text_.lower()


def test_our_own_copy_goes_straight_to_its_rows_and_shows_old_and_new(world, browse):
    plan = testing.add_plan(world)
    action = testing.add_action(world, plan=plan)
    browser = browse("manager")
    content = browser.get("plans:export", "?format=xlsx", ref=plan.ref).content
    page = send(browser, plan, set_cells(content, action.ref, Action="Teach year 8", Due_now="30 June 2027"))
    assert "0 new actions, 1 changed, 0 that cannot be loaded" in page.text_
    assert "<ins>Teach year 8</ins>" in page.text_ and "<ins>30 June 2027</ins>" in page.text_
    mark = mark_in(page)
    page = browser.post("plans:workbook-rows", {"seen": mark}, ref=plan.ref)
    assert "Say why dates move" in page.text_
    page = browser.post("plans:workbook-rows", {"seen": mark, "reason": "The board asked."}, ref=plan.ref)
    assert "1 action changed" in page.text_
    assert Action.objects.get(pk=action.pk).title == "Teach year 8"


def test_a_conflict_is_shown_and_stays(world, browse):
    plan = testing.add_plan(world)
    action = testing.add_action(world, plan=plan)
    content = set_cells(copy_of(world, plan), action.ref, Action="Theirs")
    actions.edit_action(by=world.acts("manager"), at=world.at, action=action, version=1, changes={"title": "Ours"})
    page = send(browse("manager"), plan, content)
    assert "changed in Cairn meanwhile. It stays “Ours”; the workbook has “Theirs”." in page.text_
    assert "There is nothing to load" in page.text_


def test_rows_can_be_narrowed_and_problems_stand_in_their_rows_and_in_a_file(world, browse, plan):
    browser = browse("manager")
    content = strangers.many(
        120,
        lambda n: [f"Thing {n}", "CP1", "Council", "Linnet Marl", "31/2/27" if n == 7 else "31/3/27"],
        ["Action", "Commitment", "Lead", "Owner", "Due"],
    )
    send(browser, plan, content)
    mapped = {
        f"column_{place}": about for place, about in enumerate(["title", "commitment", "lead", "owner", "due_on"])
    }
    page = browser.post("plans:workbook-columns", {"table": "0", **mapped}, ref=plan.ref)
    assert "119 new actions" in page.text_ and "Showing 1 to 50 of 120 rows" in page.text_
    only = browser.get("plans:workbook-rows", "?show=stopped", ref=plan.ref)
    assert "“31/2/27” is not a real day." in only.text_ and "Thing 8" not in only.text_
    file = browser.get("plans:workbook-problems", ref=plan.ref, form="csv").content.decode("utf-8-sig")
    assert '9,"","Thing 7","Due","“31/2/27” is not a real day."' in file
    page = browser.post("plans:workbook-rows", {"seen": mark_in(page)}, ref=plan.ref)
    assert "1 row cannot be loaded" in page.text_
    page = browser.post("plans:workbook-rows", {"seen": mark_in(page), "leave_out": "on"}, ref=plan.ref)
    assert "119 actions added" in page.text_ and "1 row left out" in page.text_


def test_which_sheet_is_meant_can_be_chosen(world, browse, plan):
    browser = browse("manager")
    page = send(browser, plan, strangers.several_sheets())
    assert "2026-27, from row 1: 2 rows" in page.text_ and "2025-26, from row 1: 1 row, on a hidden sheet" in page.text_
    assert "(C, hidden)" in page.text_
    assert "Old action" in browser.get("plans:workbook-columns", "?table=1", ref=plan.ref).text_
    assert browser.get("plans:workbook-columns", "?table=77", ref=plan.ref).status_code == 200


def test_the_workbook_waits_until_it_is_loaded_or_forgotten(world, browse, plan):
    browser = browse("manager")
    send(browser, plan, strangers.mixed_days())
    assert "Carry on with its columns" in browser.get("plans:workbook", ref=plan.ref).text_
    assert "Carry on" not in browse("council_lead").get("plans:workbook", ref=plan.ref).text_
    page = browser.post("plans:workbook", {"give_up": "yes"}, ref=plan.ref)
    assert "Nothing of it was loaded" in page.text_
    assert WorkbookImport.objects.get().state == WorkbookState.GIVEN_UP


@pytest.mark.parametrize("name", ["workbook-columns", "workbook-names", "workbook-rows", "workbook-result"])
def test_without_a_workbook_every_step_leads_to_the_first(world, browse, plan, name):
    response = browse("manager").get(f"plans:{name}", ref=plan.ref)
    assert response.status_code == 302 and response.url.endswith("/workbook/")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.xlsm", b"PK\x03\x04", "macros"),
        ("plan.xlsx", b"", "The file is empty"),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked with a password"),
        ("plan.pdf", b"%PDF-1.7\n%%EOF\n", "Choose an Excel workbook"),
        ("plan.csv", b"only some words\n", "No table was found in the file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_the_box(world, browse, plan, name, content, says):
    page = send(browse("manager"), plan, content, name)
    assert says in page.text_ and "govuk-error-message" in page.text_
    assert not WorkbookImport.objects.exists()


def test_a_column_said_twice_is_refused_and_what_was_chosen_stays(world, browse, plan):
    browser = browse("manager")
    send(browser, plan, strangers.mixed_days())
    page = browser.post(
        "plans:workbook-columns", {"table": "0", "column_0": "title", "column_1": "title"}, ref=plan.ref
    )
    assert "is said to be “Action” already" in page.text_
    assert page.context["form"]["column_1"].value() == "title"


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("council_lead", 200), ("council_worker", 200), ("board", 403), ("stranger", 404)],
)
def test_who_may_bring_one(world, browse, plan, who, status):
    assert browse(who).get("plans:workbook", ref=plan.ref).status_code == status
    assert ("Load a workbook" in browse("manager").get("plans:plan", ref=plan.ref).text_) is True


def test_the_preview_of_five_hundred_rows_is_a_bounded_number_of_queries(world, browse, plan):
    browser = browse("manager")
    headings = ["Action", "Commitment", "Lead", "Owner", "Due"]
    content = strangers.many(500, lambda n: [f"Thing {n}", "CP1", "Council", "LM", "31/3/27"], headings)
    send(browser, plan, content)
    mapped = {
        f"column_{place}": about for place, about in enumerate(["title", "commitment", "lead", "owner", "due_on"])
    }
    browser.post("plans:workbook-columns", {"table": "0", **mapped}, ref=plan.ref)
    with CaptureQueriesContext(connection) as queries:
        page = browser.get("plans:workbook-rows", ref=plan.ref)
    assert "500 new actions" in page.text_
    assert len(queries) < 60


def test_a_name_that_fits_two_is_put_with_both_beside_it(world, browse, plan):
    testing.add_person(world, key="jay", name="Jay Shale", agency="fell-council", roles=["contributor"])
    browser = browse("manager")
    send(browser, plan, strangers.titles_and_merged_theme())
    mapped = ["commitment", "reference", "title", "lead", "owner", "due_on"]
    columns = {f"column_{place}": about for place, about in enumerate(mapped)}
    page = browser.post("plans:workbook-columns", {"table": "0", **columns}, ref=plan.ref)
    assert "It may be Jay Shale or Juniper Slate." in page.text_
    found = preview(world.acts("manager"), plan, WorkbookImport.objects.get(), today=world.today)
    assert [one.text for one in questions_shown(found)] == ["“JS”"]
