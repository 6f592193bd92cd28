"""Figures come back in a workbook: looked at first, loaded all together or without what cannot be, and remembered."""

from __future__ import annotations

import io
from datetime import date, timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import transaction

from cairn.domain.measures import tasks, testing
from cairn.domain.measures.models import FiguresImport, FiguresLayout, Submission
from cairn.domain.measures.queries import workbook_page as pages
from cairn.domain.measures.queries.workbook_copy import copy_rows
from cairn.domain.measures.queries.workbook_rows import COPY_COLUMNS, proposed_mapping, tables_of
from cairn.domain.measures.services import bringing
from cairn.domain.measures.services.checking import checked_of
from cairn.domain.measures.terms import Stage, State
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.services.people import end_grant
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.exports import workbook as as_workbook
from cairn.kernel.observation_checks import Typed
from cairn.kernel.tables import csv_text

PARTS = [testing.everyone(40, 50), Typed("sex", "Female", "25", "30"), Typed("sex", "Male", "15", "20")]


def copy_of(world, *, by="police_worker", form="xlsx", fill=None, **facts) -> bytes:
    """A copy as somebody takes it, with cells filled in: (period, group) to heading to value."""
    rows = copy_rows(world.acts(by), today=world.today, **facts)
    titles = [column.title for column in COPY_COLUMNS]
    for row in rows:
        for title, value in (fill or {}).get((row[2], row[5]), {}).items():
            row[titles.index(title)] = value
    return as_workbook(COPY_COLUMNS, rows) if form == "xlsx" else csv_text(COPY_COLUMNS, rows).encode()


def bring(world, content, *, by="police_worker", name="figures.xlsx") -> FiguresImport:
    return bringing.upload_figures(
        by=world.acts(by), at=world.at, partnership=world.partnership, name=name, content=content
    )


def load(world, brought, *, by="police_worker", **facts):
    mark = checked_of(brought).mark
    return bringing.load_brought(by=world.acts(by), at=world.at, workbook=brought, seen=mark, **facts)


def at_work_on(day, monkeypatch) -> None:
    """Jobs run on this day, whenever they were asked for."""
    monkeypatch.setattr(tasks, "timezone", SimpleNamespace(localdate=lambda at=None: at.date() if at else day))


def strangers(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_copy_holds_what_is_in_and_what_is_due_and_unchanged_it_changes_nothing(world, measure, form):
    testing.approved(world, measure, rows=PARTS, note="By hand.", provisional=True)
    rows = copy_rows(world.acts("police_worker"), today=world.today)
    assert len(rows) == 4 * len({row[2] for row in rows}) and {row[14] for row in rows} == {"Approved", "Asked for"}
    brought = bring(world, copy_of(world, form=form), name=f"figures.{form}")
    checked = checked_of(brought)
    assert (brought.stage, checked.lines, dict(checked.periods)) == (Stage.CHECKED, (), {"unchanged": 1})
    with pytest.raises(Refused, match="nothing to load"):
        load(world, brought)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_filled_in_waits_for_approval_and_the_cells_are_forgotten(world, measure, form):
    fill = {
        (date(2026, 9, 1), "Everyone"): {"Numerator": 40, "Denominator": 50, "Note": "Counted on Friday."},
        (date(2026, 9, 1), "Female"): {"Numerator": 25, "Denominator": 30},
        (date(2026, 10, 1), "Everyone"): {"Nil return": "Yes"},
    }
    brought = bring(world, copy_of(world, form=form, fill=fill, due_only=True), name=f"figures.{form}")
    assert dict(checked_of(brought).counts) == {"new": 3} and not Submission.objects.exists()
    found = load(world, brought)
    assert (found.figures, found.periods, found.rejects) == (3, 2, ())
    [september, october] = Submission.objects.order_by("period_start")
    assert (september.state, september.note) == (State.SUBMITTED, "Counted on Friday.")
    assert october.observations.get().nil
    brought.refresh_from_db()
    assert (brought.state, brought.cells, brought.rows) == ("loaded", None, None)
    assert {"measures.upload_figures", "measures.load", "measures.load_brought"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


def test_a_locked_figure_becomes_a_correction_that_needs_its_reason(world, measure):
    testing.locked(world, measure, start=date(2026, 9, 1), rows=PARTS)
    brought = bring(world, copy_of(world, fill={(date(2026, 9, 1), "Everyone"): {"Numerator": 41}}))
    checked = checked_of(brought)
    assert checked.periods == {"correction": 1}
    assert [line.before for line in checked.lines if line.before] == ["40 of 50"]
    with pytest.raises(Refused, match="readers see the reason"):
        load(world, brought)
    assert load(world, brought, reason="A form came late.").corrected == 1
    assert Submission.objects.get(revision=2).reason == "A form came late."


def test_the_impossible_and_the_implausible_are_named_by_row_field_and_rule_and_given_back(world, measure):
    for month in range(1, 13):
        testing.approved(world, measure, start=date(2025, month, 1), rows=[testing.everyone(40 + month % 3, 50)])
    fill = {
        (date(2026, 7, 1), "Everyone"): {"Numerator": 60, "Denominator": 50},
        (date(2026, 8, 1), "Everyone"): {"Numerator": 5, "Denominator": 50},
        (date(2026, 9, 1), "Everyone"): {"Numerator": 41, "Denominator": 50},
    }
    brought = bring(world, copy_of(world, fill=fill))
    checked = checked_of(brought)
    [impossible], [doubted] = checked.of("stopped"), checked.of("doubted")
    assert (impossible.start, impossible.field, impossible.rule) == ("2026-07-01", "numerator", "impossible")
    assert (doubted.start, doubted.rule) == ("2026-08-01", "implausible") and "say why" in doubted.says
    with pytest.raises(Refused, match="2 rows cannot be loaded") as refusal:
        load(world, brought)
    assert refusal.value.field == "leave_out" and not Submission.objects.filter(period_start__year=2026).exists()
    assert load(world, brought, leave_out=True, confirmed="The team was away.").periods == 2
    assert Submission.objects.get(period_start=date(2026, 8, 1)).confirmed == "The team was away."
    back = pages.given_back(world.acts("police_worker"), checked_of(pages.last_loaded(world.acts("police_worker"))))
    assert [(row[0], row[2], row[6], row[16], row[17]) for row in back] == [
        (measure.ref, date(2026, 7, 1), "60", "numerator", "Cannot be true")
    ]
    mended = [[*row[:6], 40, *row[7:]] for row in back]
    again = bring(world, as_workbook(pages.GIVEN_BACK_COLUMNS, mended))
    assert load(world, again).periods == 1


def test_a_strangers_table_is_mapped_once_and_known_the_next_time(world, measure):
    table = [
        ["KPI report", None, None, None, None],
        ["Month", "Split by", "Sub group", "Count", "Base"],
        ["April 2026", None, "All", 40, 50],
        ["April 2026", "Sex", "female", 25, 30],
        ["May 2026", "", "Total", 41, 50],
    ]
    brought = bring(world, strangers(table))
    assert brought.table is None and brought.stage == Stage.UPLOADED
    [found] = tables_of(brought)
    mapping = proposed_mapping(found)
    assert list(mapping.values()) == ["starts_on", "dimension", "category", "numerator", "denominator"]
    facts = {"by": world.acts("police_worker"), "at": world.at, "table": 0, "mapping": mapping}
    with pytest.raises(Refused, match="names the measure"):
        bringing.map_figures(workbook=brought, **facts)
    bringing.map_figures(workbook=brought, measure=measure.ref, **facts)
    assert load(world, brought).figures == 3
    assert FiguresLayout.objects.count() == 1
    again = bring(world, strangers(table))
    [shown, *_rest] = pages.columns_of(world.acts("police_worker"), again, tables_of(again), 0)
    assert (shown.proposed, shown.because) == ("starts_on", "As the last time.")


def test_what_cannot_be_read_stops_its_period_and_says_which_row(world, measure):
    rows = [
        ["Measure", "Period", "Group", "Numerator", "Denominator", "Nil return"],
        [measure.name, "April 2026", "Everyone", 40, 50, None],
        [measure.name, "April 2026", "Others", 1, 2, None],
        [measure.ref.lower(), "May 2026", "", 40, 50, "perhaps"],
        ["M-0000000", "May 2026", "", 40, 50, None],
        [measure.ref, "when it suits", "", 40, 50, None],
    ]  # fmt: skip
    brought = bring(world, strangers(rows))
    bringing.map_figures(
        by=world.acts("police_worker"), at=world.at, workbook=brought, table=0,
        mapping=proposed_mapping(tables_of(brought)[0]),
    )  # fmt: skip
    checked = checked_of(brought)
    assert {(line.number, line.field) for line in checked.of("stopped")} == {
        (2, "dimension"), (3, "dimension"), (4, "nil"), (5, "measure"), (6, "starts_on"),
    }  # fmt: skip
    assert "group of" in checked.lines[1].says and "neither yes nor no" in checked.lines[2].says


def test_what_changed_in_cairn_meanwhile_is_never_written_over(world, measure):
    brought = bring(world, copy_of(world, fill={(date(2026, 9, 1), "Everyone"): {"Numerator": 40, "Denominator": 50}}))
    testing.sent_in(world, measure, start=date(2026, 9, 1), rows=[testing.everyone(30, 50)])
    with pytest.raises(Refused, match="Something changed"), transaction.atomic():
        load(world, brought)
    brought.refresh_from_db()
    bringing.look_again(by=world.acts("police_worker"), at=world.at, workbook=brought)
    assert "wait for approval" in checked_of(brought).lines[0].says


def test_a_long_table_is_checked_and_loaded_by_a_job_as_the_person_who_brought_it(world, measure, monkeypatch):
    monkeypatch.setattr(bringing, "AT_ONCE", 0)
    deferred = []
    monkeypatch.setattr(bringing, "_defer", lambda task, by, row, at: deferred.append((task, by.user_id, row.pk)))
    fill = {(date(2026, 9, 1), "Everyone"): {"Numerator": 40, "Denominator": 50}}
    brought = bring(world, copy_of(world, fill=fill))
    assert brought.stage == Stage.CHECKING and deferred[-1][0] == "measures.check_brought"
    facts = {
        "partnership": world.partnership.pk,
        "user": brought.by_id,
        "workbook": brought.pk,
        "at": world.at.isoformat(),
    }
    at_work_on(world.today, monkeypatch)
    tasks.check_brought(**facts)
    brought.refresh_from_db()
    assert brought.stage == Stage.CHECKED
    assert load(world, brought) is None and deferred[-1][0] == "measures.load_brought"
    with pytest.raises(Refused, match="at work on this workbook"):
        load(world, brought)
    tasks.load_brought(**facts)
    assert Submission.objects.get().submitted_by_id == brought.by_id
    brought.refresh_from_db()
    assert (brought.state, brought.outcome["periods"]) == ("loaded", 1)


def test_a_job_that_waited_does_nothing_for_somebody_whose_role_has_ended(world, measure, monkeypatch):
    fill = {(date(2026, 9, 1), "Everyone"): {"Numerator": 40, "Denominator": 50}}
    brought = bring(world, copy_of(world, fill=fill))
    monkeypatch.setattr(bringing, "AT_ONCE", 0)
    monkeypatch.setattr(bringing, "_defer", lambda *_facts: None)
    assert load(world, brought) is None
    for grant in Grant.objects.filter(user=brought.by):
        end_grant(by=world.acts("administrator"), at=world.at, grant=grant, reason="She left.", until_on=world.day(5))
    facts = {
        "partnership": world.partnership.pk, "user": brought.by_id, "workbook": brought.pk, "at": world.at.isoformat(),
    }  # fmt: skip
    at_work_on(world.day(6), monkeypatch)
    tasks.load_brought(**facts)
    assert not Submission.objects.exists()
    at_work_on(world.day(5), monkeypatch)
    tasks.load_brought(**facts)
    assert Submission.objects.get().submitted_at == world.at


def test_a_workbook_is_its_bringers_own_and_is_cleared_away_after_thirty_days(world, measure):
    brought = bring(world, copy_of(world))
    with pytest.raises(Refused, match="no longer open"):
        bringing.give_up_figures(by=world.acts("manager"), at=world.at, workbook=brought)
    for who in ("board", "auditor"):
        with pytest.raises(Forbidden):
            bring(world, b"", by=who)
    assert bringing.clear_brought(at=world.at + timedelta(days=31)) >= 1  # other tests commit workbooks of their own
    set_scope(world.acts("police_worker"))
    brought.refresh_from_db()
    assert (brought.state, brought.cells, brought.checked) == ("cleared", None, None)
