"""A copy of a plan comes back: unchanged it changes nothing, and of what changed each field is shown and loaded."""

from __future__ import annotations

import pytest

from cairn.domain.plans.models import Action, WorkbookImport
from cairn.domain.plans.queries.workbook_changes import NO_VERSION
from cairn.domain.plans.queries.workbook_rows import RowKind
from cairn.domain.plans.services import actions, many_actions, workbooks
from cairn.domain.plans.testing import add_action, add_update, finish
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.brought import WorkbookState
from tests.domain.plans.workbooks import bring, changed, copy_of, load, look, set_cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world, plan, action):
    """Three actions; one with words that a spreadsheet might run, and lines."""
    return [
        action,
        add_action(world, plan=plan, title="-Train staff, =all", detail="First line\nsecond line ", commitment="CP2"),
        add_action(world, plan=plan, title="Safe space", commitment="CS1", lead="fell-police", owner="police_worker"),
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_copy_that_comes_back_unchanged_changes_nothing(world, plan, three, form):
    add_update(world, three[0])
    found = look(world, plan, bring(world, plan, copy_of(world, plan, form=form), name=f"plan.{form}"))
    assert [(row.kind, row.changes, row.problems) for row in found.rows] == [(RowKind.UNCHANGED, (), ())] * 4
    assert found.questions == () and found.missing == 0
    with pytest.raises(Refused, match="nothing to load"):
        load(world, plan, WorkbookImport.objects.get())


def test_three_edits_are_exactly_three_and_each_is_loaded_by_its_own_service(world, plan, three):
    first, second, third = three
    content = set_cells(copy_of(world, plan), first.ref, Action="Teach every year 8 class", Due_now="30 June 2027")
    content = set_cells(content, third.ref, Supporting_agencies="Health, Fellshire Council")
    brought = bring(world, plan, content)
    found = look(world, plan, brought)
    assert {row.ref: [(change.field, change.old_shown, change.new_shown) for change in row.changes]
            for row in found.rows if row.changes} == {
        first.ref: [
            ("title", "Teach every year 9 class about healthy relationships", "Teach every year 8 class"),
            ("due_on", "28 February 2027", "30 June 2027"),
        ],
        third.ref: [("supporting", "", "Fellshire Council, Fellshire Integrated Care Board")],
    }  # fmt: skip
    done = load(world, plan, brought, reason="The board asked for it.")
    assert (done.added, done.changed, done.left) == (0, 2, 0)
    first.refresh_from_db()
    assert (first.title, first.due_on.isoformat()) == ("Teach every year 8 class", "2027-06-30")
    assert first.date_changes.get().reason == "The board asked for it."
    assert set(third.supporters.values_list("agency__slug", flat=True)) == {"fell-health", "fell-council"}
    acts = set(
        Entry.objects.filter(subject_ref__in=[first.ref, third.ref], at=world.at).values_list("action", flat=True)
    )
    assert {"plans.edit_action", "plans.move_date"} <= acts
    assert Entry.objects.filter(action="plans.load_workbook", subject_ref=plan.ref).exists()


def test_a_row_without_a_reference_is_a_new_action(world, plan, action):
    def add_row(sheet, columns) -> None:
        row = sheet.max_row + 1
        for heading, value in {
            "Commitment": "CS1", "Action": "Put up posters", "Lead agency": "Police", "Owner": "Heron Granite",
            "Starts": "1 December 2026", "Due now": "31/3/27",
        }.items():  # fmt: skip
            sheet.cell(row, columns[heading]).value = value

    brought = bring(world, plan, changed(copy_of(world, plan), add_row))
    found = look(world, plan, brought)
    assert found.counts[RowKind.NEW] == 1 and found.counts[RowKind.UNCHANGED] == 2
    with pytest.raises(Refused, match="plan is agreed") as refusal:
        load(world, plan, brought)
    assert refusal.value.field == "reason"
    load(world, plan, brought, reason="Agreed in November.")
    new = Action.objects.get(title="Put up posters")
    assert (new.owner.name, new.commitment.code, new.due_on.isoformat()) == ("Heron Granite", "CS1", "2027-03-31")
    brought.refresh_from_db()
    assert brought.state == WorkbookState.LOADED and brought.cells is None
    assert brought.outcome["references"] == {"4": new.ref}


def test_a_missing_row_changes_nothing_and_is_counted(world, plan, three):
    content = changed(copy_of(world, plan), lambda sheet, _columns: sheet.delete_rows(3))
    found = look(world, plan, bring(world, plan, content))
    assert found.missing == 1
    assert {row.kind for row in found.rows} == {RowKind.UNCHANGED}


def test_what_was_changed_in_cairn_meanwhile_is_a_conflict_and_stays(world, plan, action):
    content = set_cells(copy_of(world, plan), action.ref, Action="Theirs", Detail="More words")
    actions.edit_action(by=world.acts("council_lead"), at=world.at, action=action, version=1, changes={"title": "Ours"})
    brought = bring(world, plan, content)
    (row,) = [row for row in look(world, plan, brought).rows if row.changes]
    assert [(change.field, change.conflict) for change in row.changes] == [("title", True), ("detail", False)]
    load(world, plan, brought)
    action.refresh_from_db()
    assert (action.title, action.detail) == ("Ours", "More words")


def test_what_only_cairn_changed_is_no_change_of_the_workbook(world, plan, action):
    content = copy_of(world, plan)
    actions.edit_action(
        by=world.acts("council_lead"), at=world.at, action=action, version=1, changes={"title": "Ours"},
        supporting=[world.agencies["fell-health"]],
    )  # fmt: skip
    actions.move_date(
        by=world.acts("council_lead"), at=world.at, action=Action.objects.get(pk=action.pk), to_on=world.day(150),
        reason="Half-term.",
    )  # fmt: skip
    found = look(world, plan, bring(world, plan, content))
    assert {row.kind for row in found.rows} == {RowKind.UNCHANGED}


def test_without_its_version_a_changed_action_is_not_written_over(world, plan, action):
    actions.edit_action(by=world.acts("council_lead"), at=world.at, action=action, version=1, changes={"title": "Ours"})
    content = set_cells(copy_of(world, plan), action.ref, Action="Theirs", Version=None)
    (row,) = [row for row in look(world, plan, bring(world, plan, content)).rows if row.problems]
    assert row.kind is RowKind.STOPPED and row.problems[0].sentence == NO_VERSION


def test_what_changes_after_it_was_shown_must_be_looked_at_again(world, plan, action):
    brought = bring(world, plan, set_cells(copy_of(world, plan), action.ref, Action="Theirs"))
    seen = look(world, plan, brought).mark
    actions.edit_action(by=world.acts("council_lead"), at=world.at, action=action, version=1, changes={"title": "Ours"})
    with pytest.raises(Refused, match="Look at them again"):
        workbooks.load_workbook(by=world.acts("manager"), at=world.at, workbook=brought, seen=seen)


def test_an_ended_action_and_columns_of_their_own_verbs_are_left_as_they_are(world, plan, action):
    finish(world, action)
    content = set_cells(copy_of(world, plan), action.ref, Action="Theirs", Lead_agency="Fellshire Constabulary")
    (row,) = [row for row in look(world, plan, bring(world, plan, content)).rows if row.ref == action.ref]
    assert row.kind is RowKind.STOPPED
    assert [problem.sentence.split(":")[0] for problem in row.problems] == [
        "The lead stays Fellshire Council",
        "This action has ended, so it can no longer be changed.",
    ]


def test_wrong_cells_are_named_by_row_and_field(world, plan, three):
    content = copy_of(world, plan)
    for action, values in zip(
        three,
        ({"Due_now": "31/2/27"}, {"Due_now": "1/1/26"}, {"Owner": "Hazel Quartz", "Action": None}),
        strict=True,
    ):
        content = set_cells(content, action.ref, **values)
    found = {row.ref: row.problems for row in look(world, plan, bring(world, plan, content)).rows if row.problems}
    assert "not a real day" in found[three[0].ref][0].sentence
    assert "gone by" in found[three[1].ref][0].sentence
    assert [problem.field for problem in found[three[2].ref]] == ["title", "owner"]


def test_all_is_loaded_or_nothing(world, plan, three, monkeypatch):
    content = set_cells(copy_of(world, plan), three[0].ref, Detail="Changed")
    content = set_cells(content, three[1].ref, Detail="Changed too")
    brought = bring(world, plan, content)
    real, calls = many_actions.write_edit, []

    def edit_once(action, **facts):
        calls.append(facts)
        if len(calls) == 2:
            raise Refused("Something is wrong.")
        return real(action, **facts)

    monkeypatch.setattr(many_actions, "write_edit", edit_once)
    with pytest.raises(Refused, match=r"^Row \d: Something is wrong. Nothing was loaded."):
        load(world, plan, brought)
    assert not Action.objects.filter(detail__startswith="Changed").exists()
    assert WorkbookImport.objects.get().state == WorkbookState.OPEN


def test_an_agency_lead_changes_the_actions_her_agency_leads_and_no_others(world, plan, three):
    content = set_cells(copy_of(world, plan), three[0].ref, Detail="Changed")
    content = set_cells(content, three[2].ref, Detail="Changed")
    brought = bring(world, plan, content, by="police_lead")
    kinds = {row.ref: row.kind for row in look(world, plan, brought, by="police_lead").rows}
    assert [kinds[three[0].ref], kinds[three[2].ref]] == [RowKind.STOPPED, RowKind.CHANGED]
    with pytest.raises(Refused, match="1 row cannot be loaded") as refusal:
        load(world, plan, brought, by="police_lead")
    assert refusal.value.field == "leave_out"
    assert load(world, plan, brought, by="police_lead", leave_out=True).changed == 1


@pytest.mark.parametrize("who", ["board", "analyst", "council_worker"])
def test_who_may_neither_add_nor_change_brings_no_workbook(world, plan, action, who):
    with pytest.raises(Forbidden):
        bring(world, plan, copy_of(world, plan), by=who)
