"""Figures are taken as they are on a day: counted as defined, protected, kept, and compared with the day before."""

from datetime import date, timedelta

import pytest

from cairn.domain.analysis import policies
from cairn.domain.analysis.api import Described, ask_anew, describe, make_analysis, share, take_again
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, SharedAnalysis, Taking
from cairn.domain.analysis.queries.pages import about_words, analysis_page, taking_for
from cairn.domain.analysis.queries.tables import leaving_rows, table_of
from cairn.domain.analysis.services.making import Asked
from cairn.domain.analysis.terms import months_to_choose
from cairn.domain.watch.api import abuse_reported
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel.disclosure import TOTAL
from tests.analysis_making import a_police_feed, an_analysis, asked, came_in, one

pytestmark = pytest.mark.django_db


def exactly(world, analysis):
    """What was counted, as Cairn itself knows it."""
    world.acts("system")
    row = CountedExactly.objects.get(taking=taking_for(analysis))
    return {tuple(key): number for key, number in row.cells}


def test_incidents_are_counted_by_the_month_of_the_report_and_add_up_to_all_of_them(world, police):
    analysis = an_analysis(world)
    found = exactly(world, analysis)
    window = taking_for(analysis).window
    assert sum(found.values()) == abuse_reported(world.acts("system"), window.first, window.last).count() > 200
    table = table_of(taking_for(analysis))
    assert len(table.groups) == 12 and table.by == ("Month",)
    assert all(line.total is None or line.total % 5 == 0 for line in table.lines)
    assert table.groups[-1].note == "provisional" and not table.groups[0].note
    assert about_words(taking_for(analysis).question) == f"Domestic abuse incidents and crimes, {window}, by month"


def test_a_person_harmed_counts_once_in_the_month_of_the_first_report(world):
    feed = a_police_feed(world)
    months = months_to_choose(world.today)
    came_in(world, feed, [
        one(1, months[2] + timedelta(days=3), victim=1), one(2, months[1], victim=1, kin="Husband"),
        one(3, months[1] + timedelta(days=1), victim=2, sex="M", born=1950),
        one(4, months[0], victim=3, sex="", born=2005),
    ])  # fmt: skip
    by_month = exactly(world, an_analysis(world, "month", "repeat", counts="harmed", months=3))
    first, second, third = (f"{one:%Y-%m}" for one in reversed(months[:3]))
    assert by_month == {
        (first, "On two days or more"): 1, (second, "On one day"): 1, (third, "On one day"): 1,
    }  # fmt: skip
    by_age = exactly(world, an_analysis(world, "sex", "age", counts="harmed", months=3))
    assert by_age == {("Female", "35 to 44"): 1, ("Male", "65 and over"): 1, ("Not known", "20 to 24"): 1}
    assert exactly(world, an_analysis(world, "relationship", counts="suspects", months=3)) == {("Former partner",): 3}


def test_figures_stay_as_they_were_taken_and_a_later_taking_stands_beside_them(world, police):
    analysis = an_analysis(world)
    before = table_of(taking_for(analysis)).whole.total
    month = months_to_choose(world.today)[3]
    came_in(world, police, [one(9000 + number, month, victim=5000 + number) for number in range(40)])
    world.acts("analyst")
    assert table_of(taking_for(analysis)).whole.total == before
    take_again(by=world.acts("analyst"), at=world.at + timedelta(days=3), analysis=analysis)
    page = analysis_page(world.acts("analyst"), analysis, taking_for(analysis))
    assert page.newest and len(page.others) == 2
    assert page.table.whole.total == before + 40 and page.table.whole.before == str(before)
    assert page.table.compared_on == world.today
    old = analysis_page(world.acts("analyst"), analysis, taking_for(analysis, 1))
    assert not old.newest and old.table.whole.total == before and old.table.compared_on is None


def test_what_was_asked_before_stays_with_its_figures(world, police):
    analysis = an_analysis(world)
    call = {"by": world.acts("analyst"), "at": world.at, "analysis": analysis}
    with pytest.raises(Refused, match="asks already"):
        ask_anew(**call, version=1, asked=asked(world))
    ask_anew(**call, version=1, asked=asked(world, "month", "offence"))
    with pytest.raises(SavedMeanwhile) as refusal:
        ask_anew(**call, version=1, asked=asked(world, "offence"))
    assert ("By", "month and offence") in refusal.value.theirs
    assert Question.objects.count() == 2
    page = analysis_page(world.acts("analyst"), analysis, taking_for(analysis))
    assert page.others[1].about.endswith("by month") and page.table.compared_on is None


def test_two_analyses_of_the_same_people_do_not_give_away_each_other(world, police):
    """What stands withheld in one stands in no other; both agree where both show a figure."""
    tables = [an_analysis(world, *by) for by in (("month", "offence"), ("month", "child"), ("month",), ("offence",))]
    seen = {}
    for analysis in tables:
        taking = taking_for(analysis)
        exact = exactly(world, analysis)
        for key, figure in taking.shown["figures"]:
            name = frozenset(pair for pair in zip(taking.question.by, key, strict=True) if pair[1] != TOTAL)
            if name in seen and figure is not None and seen[name] is not None:
                assert figure == seen[name]
            if name in seen and seen[name] is None:
                assert figure is None, (name, exact)
            seen.setdefault(name, figure)


def test_the_note_says_which_agreements_cover_it_and_how_new_it_is(world):
    came_in(world, a_police_feed(world), [one(1, months_to_choose(world.today)[1])])
    notes = taking_for(an_analysis(world)).notes
    assert notes[0].startswith("Fellshire Constabulary, Incidents: under an agreement since")
    assert any("before an agreement began" in words for words in notes)
    assert any("newest report that was counted" in words for words in notes)


@pytest.mark.parametrize("sex", ["", "F"])
def test_that_nothing_says_the_sex_is_said_beside_the_noughts(world, sex):
    month = months_to_choose(world.today)[1]
    rows = [one(number, month, victim=number, sex=sex if number else "") for number in range(12)]
    came_in(world, a_police_feed(world), rows)
    notes = taking_for(an_analysis(world, "sex", counts="harmed")).notes
    assert any(words.startswith("Sex: not known of anything that was counted.") for words in notes) == (not sex), notes


@pytest.mark.parametrize(
    ("changed", "words", "field"),
    [
        ({"first": 0, "last": 3}, "ends before it begins", "last"),
        ({"first": 48, "last": 0}, "Choose 36 or fewer", "first"),
        ({"by": ("contact",)}, "are not broken down by that", "by"),
        ({"by": ("month", "sex")}, "are not broken down by that", "also_by"),
        ({"by": ("month", "month")}, "two different breakdowns", "also_by"),
        ({"by": ()}, "are not broken down by that", "by"),
        ({"counts": "names"}, "Choose what is counted", "counts"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(world, police, changed, words, field):
    months = months_to_choose(world.today)
    facts = {"counts": "incidents", "first": 11, "last": 0, "by": ("month",), **changed}
    wanted = Asked(counts=facts["counts"], first=months[facts["first"]], last=months[facts["last"]], by=facts["by"])
    with pytest.raises(Refused, match=words) as refusal:
        make_analysis(
            by=world.acts("analyst"), at=world.at, described=Described(title="Any", heading="harmed"), asked=wanted
        )
    assert refusal.value.field == field
    assert not Analysis.objects.exists()


def test_a_month_that_is_not_over_is_refused(world, police):
    wanted = Asked(counts="incidents", first=date(2026, 1, 1), last=world.today, by=("month",))
    with pytest.raises(Refused, match="is not over until the end of"):
        make_analysis(
            by=world.acts("analyst"), at=world.at, described=Described(title="Any", heading="harmed"), asked=wanted
        )


@pytest.mark.parametrize(
    ("counts", "words"), [("incidents", "See Feeds"), ("watch", "30-day watch"), ("cases", "No case")]
)
def test_where_nothing_was_ever_taken_in_that_is_said(world, counts, words):
    with pytest.raises(Refused, match=words):
        an_analysis(world, counts=counts)
    assert not Taking.objects.exists()


def test_a_period_in_which_nothing_happened_is_nought(world):
    feed = a_police_feed(world)
    came_in(world, feed, [one(1, world.today - timedelta(days=1))])
    table = table_of(taking_for(an_analysis(world)))
    assert table.nothing and len(table.groups) == 12


def test_rows_of_the_watch_are_counted_by_contact_and_never_exactly_for_anybody(world, police):
    month = months_to_choose(world.today)[0]
    came_in(world, police, [one(8000 + number, month, victim=7000 + number) for number in range(7)])
    analysis = an_analysis(world, "month", "contact", counts="watch", months=2, heading="offered")
    assert sum(exactly(world, analysis).values()) >= 7
    analyst = world.acts("analyst")
    assert not policies.EXACT.rows(analyst).exists() and not CountedExactly.objects.exists()


def test_it_is_said_what_figures_say_and_two_windows_notice_each_other(world, police):
    analysis = an_analysis(world)
    call = {"by": world.acts("analyst"), "at": world.at, "analysis": analysis}
    told = Described(title="Reports", heading="gaps", says="More in summer.", commitment=world.commitment("CP1"))
    describe(**call, version=1, described=told)
    with pytest.raises(SavedMeanwhile):
        describe(**call, version=1, described=Described(title="Other", heading="gaps"))
    with pytest.raises(Refused, match="Nothing was changed"):
        describe(**call, version=2, described=told)
    with pytest.raises(Refused, match="Give it a name"):
        describe(**call, version=2, described=Described(title=" ", heading="gaps"))
    page = analysis_page(world.acts("analyst"), Analysis.objects.get(), taking_for(analysis))
    assert page.commitment[1] == "CP1" and page.heading.startswith("Gaps")


def test_nobody_makes_or_shares_an_analysis_but_the_analyst(world, police):
    analysis = an_analysis(world)
    with pytest.raises(Forbidden):
        make_analysis(
            by=world.acts("manager"),
            at=world.at,
            described=Described(title="Any", heading="harmed"),
            asked=asked(world),
        )
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    for act in (share, take_again):
        facts = {"everybody": False} if act is share else {}
        with pytest.raises(Forbidden):
            act(by=world.acts("manager"), at=world.at, analysis=analysis, **facts)
    with pytest.raises(Refused, match="shared already"):
        share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=False)
    assert [row.ended_at is not None for row in SharedAnalysis.objects.all()] == [True]


def test_no_number_of_people_stands_in_the_record(world, police):
    analysis = an_analysis(world, "month", "child")
    world.acts("system")
    rows = Entry.objects.filter(subject_ref=analysis.ref, row_table__in=("analysis_taking", "analysis_counted"))
    assert rows.count() == 2
    for row in rows:
        for name in {"shown", "cells"} & row.changes.keys():
            assert not {"from", "to"} & row.changes[name].keys()


def test_what_was_written_while_nobody_else_saw_it_stands_in_no_history(world, police):
    analysis = an_analysis(world)
    told = Described(title="About one street", heading="gaps", says="The two at number nine.")
    describe(by=world.acts("analyst"), at=world.at, analysis=analysis, version=1, described=told)
    world.acts("system")
    rows = Entry.objects.filter(subject_ref=analysis.ref, row_table="analysis_analysis")
    assert rows.count() == 2 and {"title", "says"} <= rows.order_by("pk").last().changes.keys()
    for row in rows:
        for name in {"title", "says"} & row.changes.keys():
            assert not {"from", "to"} & row.changes[name].keys()
    assert "number nine" not in str([row.changes for row in rows])


def test_rates_are_of_residents_with_their_source_and_made_of_what_is_shown(world, police):
    with command("test.place", by=world.acts("system"), at=world.at):
        world.partnership.authority_codes = ["E06000063"]  # Cumberland, of the gazetteer
        world.partnership.save()
    taking = taking_for(an_analysis(world))
    assert 270_000 < taking.residents[""] < 280_000 and "Census" in taking.residents_say
    whole = table_of(taking).whole
    assert whole.rate == round(1000 * whole.total / taking.residents[""], 1)
    assert [line.rate for line in table_of(taking).groups] == [None] * 12


def test_a_file_holds_what_may_leave_and_nothing_else(world, police):
    analysis = an_analysis(world, "month", "offence")
    taking = taking_for(analysis)
    rows = list(leaving_rows(taking))
    shown = {tuple(key): figure for key, figure in taking.shown["figures"]}
    assert len(rows) == 13 * (len(taking.shown["levels"][1]) + 1)
    assert sorted(row[2] for row in rows if row[2]) == sorted(figure for figure in shown.values() if figure)
    assert any(row[2] is None and "withheld" in row[4] for row in rows)
