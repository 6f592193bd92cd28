"""What is due is looked at again each night; a calendar that changed moves it without any event."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.standings import projection_of, standing_of
from cairn.domain.cases.services.refreshing import refresh_cases
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_case, submit
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel import working_days
from cairn.kernel.processes import calendars

MONDAY = date(2026, 11, 23)


@pytest.fixture
def proclaim(monkeypatch):
    """Let a day be a bank holiday from now on."""

    def forget():
        working_days.bank_holidays.cache_clear()
        calendars._working_days.cache_clear()

    def given(day):
        once = working_days.Once(given={day: "Proclaimed"}, source="an invented proclamation")
        monkeypatch.setitem(working_days.ONCE, day.year, once)
        forget()

    yield given
    monkeypatch.undo()
    forget()


def sent(world, now, number):
    """Referrals of the health board."""
    nurse = world.acts("nurse")
    cases = [a_case(by=nurse, at=now) for _ in range(number)]
    for case in cases:
        submit(by=nurse, at=now, case=case)
    return cases


def test_a_proclaimed_bank_holiday_moves_what_is_due_and_only_once(world, now, proclaim):
    cases = sent(world, now, 3)
    before = cases[0].due_on
    assert refresh_cases(at=now) == 0
    proclaim(MONDAY)
    night = now + timedelta(hours=16)
    assert refresh_cases(at=night, batch=2) == 3
    world.acts("system")
    rows = list(Case.objects.all())
    assert {row.due_on for row in rows} == {projection_of(standing_of(rows[0], at=night)).due_on}
    assert all(row.due_on > before for row in rows)
    noted = Entry.objects.filter(action="cases.refresh")
    assert {entry.subject_ref for entry in noted} == {case.ref for case in cases}
    assert {tuple(entry.changes) for entry in noted} == {("due_on",)}
    assert refresh_cases(at=night) == 0


def test_what_lists_say_wrongly_is_put_right_and_a_case_that_is_over_stays_as_it_is(world, now):
    wrong, over = sent(world, now, 2)
    coordinator = world.acts("coordinator")
    advised = {"advice_given": "Who can help there."}
    take_step(by=coordinator, at=now, case=over, name="decline", details=advised, reason="It is another area.")
    world.acts("system")
    with command("cases.test", by=world.acts("system"), at=now):
        wrong.due_on, wrong.state = None, "draft"
        wrong.save()
    assert refresh_cases(at=now) == 1
    world.acts("system")
    assert Case.objects.get(pk=wrong.pk).state == "submitted" and Case.objects.get(pk=over.pk).is_over
