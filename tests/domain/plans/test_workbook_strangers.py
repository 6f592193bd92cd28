"""A stranger's workbook is mapped, its names are asked about once, and it loads like anything else."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from cairn.domain.plans.models import Action, Supporter, WorkbookImport, WorkbookLayout, WorkbookName
from cairn.domain.plans.queries.workbook_rows import RowKind, tables_of
from cairn.domain.plans.services import workbooks
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_person, add_plan
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.brought import WorkbookState
from cairn.foundation.files.terms import FileRefused
from tests import strangers
from tests.domain.plans.workbooks import bring, changed, copy_of, load, look

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    """A plan that is with the partners."""
    return add_plan(world, state=PlanState.WITH_PARTNERS)


def answer(world, brought, answers) -> None:
    workbooks.answer_workbook(by=world.acts("manager"), at=world.at, workbook=brought, answers=answers)


def test_initials_that_fit_one_person_are_matched_and_the_plan_loads(world, plan):
    brought = bring(world, plan, strangers.titles_and_merged_theme())
    found = look(world, plan, brought)
    assert [row.kind for row in found.rows] == [RowKind.NEW] * 3
    assert [row.hidden for row in found.rows] == [False, True, False]
    done = load(world, plan, brought)
    assert done.added == 3
    assert set(Action.objects.values_list("commitment__code", "title", "owner__name", "due_on")) == {
        ("CP1", "Teach healthy relationships in year 9", "Heron Granite", found.rows[0].facts.due_on),
        ("CP1", "Train school governors", "Juniper Slate", found.rows[1].facts.due_on),
        ("CS1", "Open a safe space in each town", "Hazel Quartz", found.rows[2].facts.due_on),
    }
    assert "Reference in the workbook: 1.2." in Action.objects.get(title="Train school governors").detail


def test_initials_that_fit_two_are_asked_about_once_and_the_answer_is_remembered(world, plan):
    add_person(world, key="jay", name="Jay Shale", agency="fell-council", roles=[Role.CONTRIBUTOR])
    brought = bring(world, plan, strangers.titles_and_merged_theme())
    ((question, numbers),) = look(world, plan, brought).questions
    assert (question.text, question.between, numbers) == ("JS", ("Jay Shale", "Juniper Slate"), (6,))
    answer(world, brought, {question.key: str(world.people["manager"].pk)})
    assert look(world, plan, brought).questions == ()
    again = bring(world, plan, strangers.titles_and_merged_theme())
    assert look(world, plan, again).questions == ()
    assert WorkbookName.objects.get().said == "person:js"
    brought.refresh_from_db()
    assert (brought.state, brought.cells) == (WorkbookState.GIVEN_UP, None)


def test_what_no_column_says_is_asked_once_for_all_rows(world, plan):
    brought = bring(world, plan, strangers.ratings_as_colours())
    found = look(world, plan, brought)
    council = str(world.agencies["fell-council"].pk)
    assert {question.key: len(rows) for question, rows in found.questions} == {
        "promise:": 5,
        f"person:led by {council}": 5,
    }
    answer(
        world,
        brought,
        {"promise:": str(world.commitment("CP2").pk), f"person:led by {council}": str(world.people["manager"].pk)},
    )
    found = look(world, plan, brought)
    assert [row.kind for row in found.rows] == [RowKind.NEW] * 5
    assert [row.facts.detail for row in found.rows][:2] == [
        "Rated in the workbook: red (off track).",
        "Rated in the workbook: amber (at risk).",
    ]
    assert found.warned == 1  # the one that is said to be complete
    assert not WorkbookName.objects.exists()  # such answers are about this workbook only


def test_a_workbook_loaded_twice_adds_nothing_the_second_time(world, plan):
    load(world, plan, bring(world, plan, strangers.titles_and_merged_theme()))
    found = look(world, plan, bring(world, plan, strangers.titles_and_merged_theme()))
    assert [(row.kind, row.says) for row in found.rows] == [(RowKind.UNCHANGED, "It is in the plan already.")] * 3


def test_days_that_say_there_is_none_become_the_plans_last_day_with_a_word(world, plan):
    found = look(world, plan, bring(world, plan, strangers.csv_from_excel(), name="plan.csv"))
    last = found.rows[1]
    assert [problem.sentence for problem in last.problems] == [
        "“ongoing” is no date: it is due on the plan's last day, 31 March 2027."
    ]


def test_a_mapping_is_remembered_for_the_same_headings(world, plan):
    brought = bring(world, plan, strangers.mixed_days())
    table = tables_of(brought)[0]
    assert WorkbookLayout.objects.get().mapping == {"0": "title", "1": "due_on"}
    workbooks.map_workbook(
        by=world.acts("manager"), at=world.at, workbook=brought, table=0, mapping={0: "title", 1: "starts_on"}
    )
    assert WorkbookLayout.objects.get().mapping == {"0": "title", "1": "starts_on"}
    assert len(table.lines) == 9


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({1: "due_on"}, "what is to be done"),
        ({0: "title", 1: "title"}, "said to be “Action” already"),
        ({0: "title", 9: "due_on"}, "Choose from the list"),
        ({0: "title", 1: "nonsense"}, "Choose from the list"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(world, plan, mapping, says):
    brought = bring(world, plan, strangers.mixed_days())
    with pytest.raises(Refused, match=says):
        workbooks.map_workbook(by=world.acts("manager"), at=world.at, workbook=brought, table=0, mapping=mapping)


def test_a_file_without_a_table_is_refused(world, plan):
    with pytest.raises(Refused, match="No table was found"):
        bring(world, plan, b"just some words\n", name="plan.csv")
    with pytest.raises(FileRefused, match="Choose an Excel workbook"):
        bring(world, plan, b"Action; Due\nTalks; 1/2/27", name="plan.txt")
    assert not WorkbookImport.objects.exists()


def test_what_nobody_finished_in_thirty_days_is_emptied(world, plan):
    brought = bring(world, plan, strangers.mixed_days())
    assert workbooks.clear_workbooks(at=world.at + timedelta(days=29)) == 0
    assert workbooks.clear_workbooks(at=world.at + timedelta(days=31)) == 1
    world.acts("manager")
    brought.refresh_from_db()
    assert (brought.state, brought.cells, brought.answers) == (WorkbookState.CLEARED, None, {})


def test_a_workbook_of_somebody_else_is_not_carried_on(world, plan):
    brought = bring(world, plan, strangers.mixed_days())
    with pytest.raises(Refused, match="no longer open"):
        workbooks.give_up_workbook(by=world.acts("council_lead"), at=world.at, workbook=brought)


def thousand() -> bytes:
    headings = ["Ref", "Commitment", "Action", "Lead agency", "Owner", "Start", "Due", "RAG", "Progress update"]
    return strangers.many(
        1000,
        lambda n: [n, ("CP1", "CP2", "CS1")[n % 3], f"Do thing number {n}", "Council", "LM", "1 April 2026",
                   f"{n % 28 + 1}/3/27", "Green", "Under way"],
        headings,
    )  # fmt: skip


@pytest.mark.slow
def test_a_thousand_rows_are_shown_in_a_few_queries_and_seconds_and_come_back_unchanged(world, plan):
    from django.db import connection

    brought = bring(world, plan, thousand())
    began = time.perf_counter()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = look(world, plan, brought)
    assert found.counts[RowKind.NEW] == 1000
    assert len(queries) < 25
    assert time.perf_counter() - began < 5
    load(world, plan, brought)
    assert plan.actions.count() == 1000
    back = bring(world, plan, copy_of(world, plan))
    with CaptureQueriesContext(connection) as queries:
        found = look(world, plan, back)
    assert found.counts == {RowKind.UNCHANGED: 1000}
    assert len(queries) < 25


class Counted:
    """How many queries are asked; the log of them ends at nine thousand."""

    queries = 0

    def __call__(self, execute, *given):
        self.queries += 1
        return execute(*given)


def test_five_hundred_rows_are_added_in_a_few_queries_and_changed_in_a_few_for_each_with_a_record_of_each(world, plan):
    from django.db import connection

    headings = ["Commitment", "Action", "Lead agency", "Owner", "Supporting agencies", "Due"]
    brought = bring(
        world,
        plan,
        strangers.many(
            500,
            lambda n: ["CP1", f"Do thing number {n}", "Council", "LM", "Police" if n % 2 else "", f"{n % 28 + 1}/3/27"],
            headings,
        ),
    )
    mark = look(world, plan, brought).mark
    adding, changing = Counted(), Counted()
    with connection.execute_wrapper(adding):
        workbooks.load_workbook(by=world.acts("manager"), at=world.at, workbook=brought, seen=mark)
    refs = list(plan.actions.values_list("ref", flat=True))
    assert len(refs) == 500 and Supporter.objects.count() == 250
    added = Entry.objects.filter(action="plans.add_action", subject_ref__in=refs)
    assert added.filter(row_table="plans_action").count() == 500 and added.count() == 750

    def reworded(sheet, columns) -> None:
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, columns["Detail"]).value = f"Reworded {row}"

    back = bring(world, plan, changed(copy_of(world, plan), reworded))
    mark = look(world, plan, back).mark
    with connection.execute_wrapper(changing):
        done = workbooks.load_workbook(by=world.acts("manager"), at=world.at, workbook=back, seen=mark)
    assert done.changed == 500 and plan.actions.filter(detail__startswith="Reworded", version=2).count() == 500
    assert Entry.objects.filter(action="plans.edit_action", subject_ref__in=refs).count() == 500
    assert adding.queries < 50, "it was 5,269 when each row was added by itself"
    assert changing.queries < 600, "one for each row, and those of the whole"
