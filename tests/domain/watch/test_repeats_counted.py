"""Every measure of repeats over a period: counted in the background, told beside its volume, small figures withheld."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.measures import policies
from cairn.domain.measures.api import RULES
from cairn.domain.measures.counting_repeats import Question, counted, reach
from cairn.domain.measures.models import RepeatsCount
from cairn.domain.measures.queries.repeats_page import newest_count, repeats_page, table_rows
from cairn.domain.measures.services import repeats
from cairn.domain.measures.tasks import count_repeats
from cairn.domain.records.services.feeds import change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.periods import Period
from tests.domain.watch.test_across import a_feed_of
from tests.domain.watch.test_same_event import tell as tell_with_number
from tests.watch_making import held_for_one, reported, told

pytestmark = pytest.mark.django_db
YEAR = Question(date(2025, 11, 1), date(2026, 10, 31), 2, 1_096)


def row(day, victim, suspect, *, on=None, kin="Ex-partner"):
    """One row of a file: what happened to somebody on a day, and was reported on it or later."""
    return (f"{day}-{victim}-{suspect}-{on}", f"{day:%d/%m/%Y}", f"{on or day:%d/%m/%Y}", "Common assault", kin, "",
            victim, "Avocet", victim, "", suspect, "Bittern" if suspect else "", suspect)  # fmt: skip


# A report of no abuse, that says how far the records reach.
LATE = row(date(2026, 11, 10), "V6", "S6", kin="Stranger")


@pytest.fixture
def year(world, police):
    """Police tell of seven pairs from January on; of one suspect there are two victims, and one comes late."""
    start = date(2026, 1, 5)
    rows = [row(start + timedelta(days=n), f"V{n}", f"S{n}") for n in range(7)]
    rows += [
        row(start + timedelta(days=20), "V0", "S0"),
        row(start + timedelta(days=20), "V0", "S0", on=start.replace(day=30)),
        row(start + timedelta(days=30), "V1", "S1"),  # on day 29 after the first
        row(start + timedelta(days=40), "V2", "S2"),  # too late for thirty days
        row(start + timedelta(days=50), "V9", "S0"), row(start + timedelta(days=51), "V8", ""),
        row(start - timedelta(days=300), "V3", "S7"),  # another suspect, in the year before
        row(date(2024, 3, 1), "V4", "S4", on=date(2026, 2, 2)),  # of long ago, reported now
        row(date(2026, 10, 20), "V5", "S5"), row(date(2026, 10, 25), "V5", "S5"), row(date(2026, 11, 10), "V6", "S6"),
    ]  # fmt: skip
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=rows)
    set_scope(world.acts("system"))
    return world


def figures(world, asked=YEAR):
    return counted(world.partnership.pk, asked, today=world.today)[0]


def of(made, key):
    return made[key]["numerator"], made[key]["denominator"]


def test_each_measure_counts_what_its_definition_says(year):
    assert reach(year.partnership.pk, year.today) == (date(2025, 3, 11), date(2026, 11, 10))
    made = figures(year)
    # By the day of the report: what happened in 2024 and was told of in February is of February.
    assert made["reported"] == 16 and {one["month"]: one["reported"] for one in made["months"]}["2026-02"] == 5
    # Two of one day are one event; what has no suspect is of no two people; October's later ones are provisional.
    assert of(made, "again") == (2, 11)
    assert (made["again"]["provisional"], made["again"]["so_far"]) == (2, 1)
    assert of(made, "victims") == (5, 9)  # V0, V1 and V2 in the year, V3 by whoever it was, V5
    assert of(made, "suspects") == (4, 7)
    assert of(made, "serial") == (1, 8)
    assert made["left_out"] == {"no suspect known": 1, "the same two people on the same day: one event": 1}
    assert made["contested"] == 0 and made["from_on"] == "2025-03-11"


def test_serial_goes_by_the_number_and_the_window_that_were_chosen(year):
    assert of(figures(year, Question(YEAR.first, YEAR.last, 3, 1_096)), "serial") == (0, 8)
    assert of(figures(year, Question(YEAR.first, date(2026, 2, 28), 2, 183)), "serial") == (1, 7)
    assert of(figures(year, Question(YEAR.first, YEAR.last, 2, 183)), "serial")[0] == 0


def test_time_to_a_further_incident_is_followed_to_the_end_of_the_period(year):
    curves = figures(year)["curves"]
    dyads = curves["dyad"]
    assert (dyads["observed"], dyads["repeated"]) == (8, 4)
    assert {one["day"]: one["repeated"] for one in dyads["points"]} == {
        7: 0, 14: 0, 30: 2, 60: 3, 90: 3, 120: 3, 180: 3, 240: 3
    }  # fmt: skip
    assert [dyads["points"][place]["share"] for place in (0, 2)] == [1.0, 0.75]
    assert curves["victim"]["observed"] == 9 and curves["suspect"]["repeated"] >= 4


def test_a_median_to_which_few_were_followed_is_not_told(world, police):
    rows = [row(date(2026, 5, day), f"V{number}", f"S{number}") for number in range(9) for day in (5, 15)]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=[*rows, LATE])
    set_scope(world.acts("system"))
    made = figures(world)["curves"]["dyad"]
    assert (made["observed"], made["repeated"], made["median"], made["few"]) == (9, 9, None, True)
    rows = [row(date(2026, 5, day), "V9", "S9") for day in (5, 15)]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=rows)
    set_scope(world.acts("system"))
    made = figures(world)["curves"]["dyad"]
    assert (made["observed"], made["median"], made["few"]) == (10, 10, False)


def test_suspects_known_by_a_name_alone_are_told_apart_by_whom_they_harmed_and_said(world, police):
    named = [(day, victim) for day, victim in ((1, "V1"), (11, "V1"), (21, "V2"))]
    rows = [(*row(date(2026, 5, day), victim, "Sam")[:10], "", "Bittern", "Sam") for day, victim in named]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=[*rows, LATE])
    set_scope(world.acts("system"))
    made = figures(world)
    assert of(made, "again") == (1, 3) and of(made, "suspects") == (1, 2) and made["by_name"] == 2


def test_a_counter_allegation_keeps_its_roles_and_is_said(world, police):
    reported(by=world.acts("police_worker"), at=world.at, feed=police,
             rows=[row(date(2026, 5, 5), "V1", "V2"), row(date(2026, 5, 6), "V2", "V1"), LATE])  # fmt: skip
    made = figures(world)
    assert made["contested"] == 2 and of(made, "again") == (0, 2)


def test_nothing_is_counted_where_nothing_was_told_of_the_period(world, police, tell):
    assert counted(world.partnership.pk, YEAR, today=world.today) == ({}, None)
    tell(told(date(2025, 3, 3)))
    assert counted(world.partnership.pk, YEAR, today=world.today) == ({}, date(2025, 3, 3))
    assert reach(world.partnership.pk, date(2025, 3, 2))[1] == date(2025, 3, 3)


def test_an_event_that_two_forces_told_of_is_no_repeat_and_counts_once(world, police):
    with command("agencies.change", by=world.acts("system"), at=world.at):
        other = Agency.objects.get(pk=world.agencies["fell-health"].pk)
        other.kind = "police"
        other.save()
    rail = a_feed_of(world, "fell-health", "health_lead")
    tell_with_number(world, police, "police_worker", (told(date(2026, 5, 5)), "CA1 1AA", "FP/1/26"),
                     (told(date(2026, 11, 1), kin="Stranger"), "CA1 1AA", ""))  # fmt: skip
    tell_with_number(world, rail, "health_lead", (told(date(2026, 5, 7)), "CA1 1AA", "fp 1 26"),
                     (told(date(2026, 6, 7)), "CA1 1AA", "fp 2 26"))  # fmt: skip
    set_scope(world.acts("system"))
    made = figures(world)
    assert made["reported"] == 2 and of(made, "again") == (0, 2)


# ---- uncertain links


@pytest.fixture
def twice_known(world, police):
    """Ten people harmed under two references each, three weeks apart, by suspects of one reference."""
    start = date(2026, 4, 1)
    rows = [row(start + timedelta(days=n + 21 * side), f"V{n}{side}", f"S{n}") for n in range(10) for side in (0, 1)]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=[*rows, LATE])
    return world


def test_a_link_of_the_matcher_changes_no_count_and_leaves_the_rate_an_interval(twice_known, police):
    for n in range(10):
        held_for_one(twice_known, police, [f"V{n}0", f"V{n}1"])
    made = figures(twice_known)
    assert of(made, "again") == (0, 20) and made["interval"]["uncertain"] == 20
    assert 0 < made["interval"]["lower"] < 0.32 < made["interval"]["upper"] <= made["interval"]["rate"] == 0.5
    assert figures(twice_known) == made


def test_what_a_reviewer_joined_is_counted_and_leaves_no_interval(twice_known, police):
    held_for_one(twice_known, police, ["V00", "V01"], sure=True)
    made = figures(twice_known)
    assert of(made, "again") == (1, 20)
    assert made["interval"] == {"rate": 0.05, "lower": 0.05, "upper": 0.05, "uncertain": 0}


def test_the_measures_count_the_same_repeats_as_the_page(year, police):
    held_for_one(year, police, ["V5", "V6"], sure=True)
    held_for_one(year, police, ["S5", "S6"], sure=True)
    held_for_one(year, police, ["V1", "V2"])  # the matcher alone
    period = Period(YEAR.first, YEAR.last, "")
    made, again = figures(year)["victims"], RULES["da-repeat-people-harmed"].count(year.partnership.pk, period)
    # V3 was harmed the year before too: the page looks back from each incident, the measure is of its year alone.
    assert (made["numerator"] - 1, made["denominator"]) == (again.top, again.bottom) == (4, 8)
    followed = Period(date(2026, 1, 1), date(2026, 9, 30), "")  # to its end, unlike the year
    made = figures(year, replace(YEAR, last=followed.end, first=followed.start))
    again = RULES["da-repeat-within-30-days"].count(year.partnership.pk, followed)
    assert of(made, "again") == (again.top, again.bottom) == (3, 11)


# ---- asked for, and counted


def test_the_last_twelve_months_are_counted_each_night_for_everybody(year):
    assert repeats.count_each_night(at=year.at) == 1
    manager = year.acts("manager")
    set_scope(manager)
    found = newest_count(manager, today=year.today)
    assert (found.first_on, found.last_on, found.victims, found.days) == (YEAR.first, YEAR.last, 2, 1_096)
    assert found.counted_at == year.at and found.asked_by_id is None and found.as_of == date(2026, 11, 10)
    later = year.at + timedelta(days=1)
    assert repeats.count_each_night(at=later) == 0  # nothing is told otherwise
    set_scope(year.acts("system"))
    assert RepeatsCount.objects.get().counted_at == later
    assert repeats.count_each_night(at=year.at + timedelta(days=400)) > 0
    set_scope(year.acts("system"))
    assert not RepeatsCount.objects.filter(pk=found.pk).exists()  # nobody asked for it for thirteen months
    assert Entry.objects.filter(action="measures.forget_repeats").exists()


def test_another_period_is_asked_for_once_and_counted_by_a_job(year):
    asked = {"first": date(2026, 1, 1), "last": date(2026, 6, 1), "victims": 3, "days": 365}
    analyst = year.acts("analyst")
    set_scope(analyst)
    row = repeats.ask_for_repeats(by=analyst, at=year.at, **asked)
    assert row.counted_at is None and row.last_on == date(2026, 6, 30)
    assert repeats_page(analyst, row).nothing
    later = year.at + timedelta(minutes=1)
    assert repeats.ask_for_repeats(by=analyst, at=later, **asked).pk == row.pk
    count_repeats(year.partnership.pk, row.pk, year.at.isoformat())
    set_scope(analyst)
    row.refresh_from_db()
    assert row.counted_at == year.at and not repeats_page(analyst, row).nothing
    wrong = ({"first": date(2026, 11, 1)}, {"first": date(2025, 6, 1)}, {"last": date(2025, 12, 1)}, {"victims": 1},
             {"days": 30})  # fmt: skip
    for one in wrong:
        with pytest.raises(Refused):
            repeats.ask_for_repeats(by=analyst, at=year.at, **{**asked, **one})
    with pytest.raises(Forbidden):
        repeats.ask_for_repeats(by=year.acts("board"), at=year.at, **asked)


# ---- read


@pytest.fixture
def count(year):
    repeats.count_each_night(at=year.at)
    set_scope(year.acts("system"))
    return RepeatsCount.objects.get()


def test_small_figures_are_read_by_whoever_may_open_what_is_counted(year, police, count):
    def exact():
        return {who for who in ("manager", "police_lead", "council_lead", "board", "analyst", "officer", "auditor")
                if policies.READ_SMALL_REPEATS.decide(year.acts(who), count).allowed}  # fmt: skip

    assert exact() == {"manager", "police_lead"}
    opened = terms(at=year.at, holds="incidents", opened_to_analysts=True)
    change_agreement(by=year.acts("police_lead"), at=year.at, feed=police, agreed=opened, why="The assessment.")
    assert exact() == {"manager", "police_lead", "analyst"}


@pytest.mark.parametrize("who", ["board", "officer", "council_lead"])
def test_everybody_else_reads_that_they_are_withheld_in_the_page_and_in_the_file(year, count, who):
    actor = year.acts(who)
    set_scope(actor)
    page = repeats_page(actor, count)
    assert not page.exact and page.reported == "16"
    again, victims, _suspects, serial = page.lines
    assert again.top == again.share == serial.top == "Withheld" and again.interval == "" and again.value is None
    assert victims.share == "Withheld"  # 5 of 9: four were not
    assert all(one.share is None for one in page.times[0].days if 14 < one.day <= 90)
    assert {one.name: one.reported for one in page.months if one.reported != "0"} == {
        "January 2026": "9", "February 2026": "Withheld", "October 2026": "Withheld"
    }  # fmt: skip
    assert "Withheld" in page.contested or page.contested == ""
    told_of = str(table_rows(page))
    assert "2, 11" not in told_of and "Withheld" in told_of and "18.2" not in told_of


def test_whoever_may_reads_each_with_its_definition_its_interval_and_what_is_provisional(year, count):
    actor = year.acts("police_lead")
    set_scope(actor)
    page = repeats_page(actor, count)
    again = page.lines[0]
    assert (again.top, again.bottom, again.share) == ("2", "11", "18.2%")
    assert again.interval.startswith("None") and "2 more are too recent to count; 1 had" in again.notes[0]
    assert page.provisional_from == date(2026, 10, 12)
    assert [one.name for one in page.months if one.provisional] == ["October 2026"]
    assert [one.definition.key for one in page.lines] == ["repeat-30", "victims-365", "suspects-365",
                                                          "serial-2-in-1096"]  # fmt: skip
    assert len(page.files) == 1 and page.rows == ()
    rows = table_rows(page)
    assert rows[0][:3] == ["Incidents reported", "November 2025 to October 2026", 16]
    assert all(len(one) == 9 for one in rows)


def test_a_single_month_that_would_be_left_out_takes_the_next_smallest_with_it(year, count):
    actor = year.acts("board")
    set_scope(actor)
    months = [
        {"month": f"2026-0{n}", "reported": many, "numerator": 6, "denominator": 20, "provisional": 0, "so_far": 0}
        for n, many in ((1, 3), (2, 9), (3, 7), (4, 0))
    ]
    count.figures["months"] = months
    page = repeats_page(actor, count)
    assert [one.reported for one in page.months] == ["Withheld", "9", "Withheld", "0"]
    assert {one.share for one in page.months} == {"30.0%"}


def test_a_practitioner_opens_the_rows_of_the_watch_that_are_hers(world, tell):
    found = tell(told(date(2026, 10, 25)), told(date(2026, 10, 28)))
    repeats.count_each_night(at=world.at)
    for who, rows in (("officer", 1), ("nurse", 0)):
        actor = world.acts(who)
        set_scope(actor)
        page = repeats_page(actor, newest_count(actor, today=world.today))
        assert [one.ref for one in page.rows] == [found.ref] * rows, who


def test_a_page_asks_the_same_number_of_questions_however_many_periods_there_are(year, count):
    def questions():
        actor = year.acts("police_lead")
        set_scope(actor)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            repeats_page(actor, RepeatsCount.objects.get(pk=count.pk))
        return len(asked)

    before = questions()
    for month in range(1, 7):
        manager = year.acts("manager")
        set_scope(manager)
        repeats.ask_for_repeats(by=manager, at=year.at, victims=2, days=365,
                                first=date(2026, month, 1), last=date(2026, month, 1))  # fmt: skip
    assert questions() == before < 25
