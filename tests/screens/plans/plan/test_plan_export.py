"""A copy of a plan holds what the screen shows, is recorded, and no cell of it can run."""

import csv
import io

import pytest
from openpyxl import load_workbook

from cairn.domain.plans import testing
from cairn.domain.plans.queries.plan_export import COLUMNS
from cairn.domain.plans.services import actions
from cairn.foundation.audit.models import Entry
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db

RUNS = '=HYPERLINK("https://example.org","open")'


def rows_of(response):
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def action(world):
    plan = testing.add_plan(world)
    action = testing.add_action(
        world, plan=plan, title=RUNS, rural="No bus after six", characteristics=["age", "sex"],
        supporting=["fell-health"], also=["CS1"], detail="@SUM(1+1)",
    )  # fmt: skip
    testing.add_update(world, action, done="-2+3 schools have started", difference="Fewer calls")
    testing.judge(world, testing.add_evidence(world, action, title="The register"))
    testing.add_pledge(world, action)
    testing.add_milestone(world, action)
    actions.move_date(by=world.acts("council_lead"), at=world.at, action=action, to_on=world.day(120), reason="Snow")
    return action


def row_for(world, browse, action, who="analyst", query="?format=csv"):
    return next(
        row
        for row in rows_of(browse(who).get("plans:export", query, ref=action.plan.ref))
        if row["Reference"] == action.ref
    )


def test_a_copy_has_every_column_partners_keep(world, browse, action):
    row = row_for(world, browse, action)
    assert list(row) == [column.title for column in COLUMNS]
    assert row["Lead agency"] == "Fellshire Council" and row["Owner"] == "Linnet Marl"
    assert row["Supporting agencies"] == "Fellshire Integrated Care Board" and row["Also serves"] == "CS1"
    assert (row["Due at first"], row["Due now"], row["Times moved"]) == ("2027-02-28", "2027-03-20", "1")
    assert "Snow" in row["Why it moved"] and "Half a post" in row["Pledges"]
    assert "The register" in row["Evidence"] and "accepted by Fellshire Constabulary" in row["Evidence"]
    assert row["Protected characteristics"] == "Age, Sex" and row["What changed for people"] == "Fewer calls"


def test_no_cell_of_a_copy_can_run(world, browse, action):
    row = row_for(world, browse, action)
    assert row["Action"] == "'" + RUNS
    assert row["Detail"].startswith("'@") and row["Done"].startswith("'-")
    book = browse("analyst").get("plans:export", "?format=xlsx", ref=action.plan.ref)
    sheet = load_workbook(io.BytesIO(book.content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert RUNS in [cell.value for cell in cells]


def test_a_copy_holds_the_filtered_list_only(world, browse, action):
    query = "?format=csv&rural=yes&sort=agency&page=9"
    rows = rows_of(browse("board").get("plans:export", query, ref=action.plan.ref))
    assert [row["Reference"] for row in rows] == [action.ref]


def test_evidence_kept_to_another_agency_is_not_in_a_copy(world, browse, action):
    testing.add_evidence(world, action, title="Only ours", only_agency=True)
    assert "Only ours" in row_for(world, browse, action, who="council_lead")["Evidence"]
    assert "Only ours" not in row_for(world, browse, action, who="police_lead")["Evidence"]


def test_taking_a_copy_is_recorded_as_a_read_of_the_plan(world, browse, action):
    browse("analyst").get("plans:export", ref=action.plan.ref)
    entry = Entry.objects.get(action="plans.export")
    assert (entry.kind, entry.subject_kind, entry.subject_ref) == ("read", "plan", action.plan.ref)
    assert entry.user_id == world.people["analyst"].pk and "2 of 2 actions" in entry.reason


def test_a_copy_in_no_known_form_is_not_there(world, browse, action):
    assert browse("analyst").get("plans:export", "?format=exe", ref=action.plan.ref).status_code == 404


def test_the_name_of_a_copy_says_nothing_of_what_it_is_about(world, browse, action):
    name = browse("analyst").get("plans:export", ref=action.plan.ref).headers["Content-Disposition"]
    assert "2026-27" in name and "abuse" not in name


def test_six_hundred_actions_are_all_in_the_copy(world, browse):
    plan = testing.add_plan(world)
    add_many(world, plan, 600)
    assert len(rows_of(browse("analyst").get("plans:export", ref=plan.ref))) == 601
