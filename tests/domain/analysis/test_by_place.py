"""Incidents and the people in them are counted by the ward they happened in, with all that ties wards together."""

import pytest

from cairn.domain.analysis.api import ask_anew, take_again
from cairn.domain.analysis.models import CountedExactly
from cairn.domain.analysis.queries.pages import about_words, analysis_page, exactly_counted, taking_for
from cairn.domain.analysis.queries.tables import leaving_rows, table_of
from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, RULE, months_to_choose
from cairn.domain.places.api import load_file, population
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import system_actor
from tests.analysis_making import (
    POINT,
    WARDS,
    a_police_feed,
    an_analysis,
    asked,
    came_in,
    covers,
    one,
    pointed_rows,
    three_wards,
)

pytestmark = pytest.mark.django_db
TOWN, TARN, BECK = WARDS


@pytest.fixture
def placed(world):
    """Incidents in two of three wards, some far off, and some nobody said where."""
    covers(world)
    three_wards(world)
    feed = a_police_feed(world)
    came_in(world, feed, pointed_rows(world, {TOWN: 40, TARN: 25, "far": 11, "nowhere": 9}), also=POINT)
    return feed


def cells_of(world, analysis):
    world.acts("system")
    return {tuple(key): number for key, number in CountedExactly.objects.get(taking=taking_for(analysis)).cells}


def shown(analysis):
    return {line.name: line.figures for line in table_of(taking_for(analysis)).lines}


def test_incidents_are_counted_by_ward_and_what_is_in_none_stands_by_itself_in_words(world, placed):
    analysis = an_analysis(world, "ward")
    assert cells_of(world, analysis) == {(TOWN,): 40, (TARN,): 25, (OUTSIDE,): 11, (NOT_KNOWN,): 9}
    assert shown(analysis) == {
        "Beck": (0,), "Fell Town": (40,), "Tarn": (25,), "Outside the partnership's area": (10,),
        "Place not known": (10,), "Total": (85,),
    }  # fmt: skip
    notes = " ".join(taking_for(analysis).notes)
    assert "lies in the ward round its point" in notes and "Boundaries of wards of 2025" in notes
    assert [row[0] for row in leaving_rows(taking_for(analysis))][-3:] == [
        "Outside the partnership's area", "Place not known", "Total",
    ]  # fmt: skip


def test_an_incident_with_a_postcode_alone_lies_where_the_postcode_is_if_that_is_known(world, placed):
    heads = "postcode,easting,northing,lat,lon,positional_quality,lsoa21_code,msoa21_code,ward_code,lad_code\n"
    rows = [(*one(700 + number, months_to_choose(world.today)[1], victim=700 + number), postcode)
            for number, postcode in enumerate(["CA99 1ZZ"] * 4 + ["CA99 2ZZ"] * 2)]  # fmt: skip
    came_in(world, placed, rows, also=("postcode",))
    before = cells_of(world, an_analysis(world, "ward"))
    assert before[(NOT_KNOWN,)] == 15
    load_file(
        by=system_actor(), at=world.at, name="postcodes.csv", content=f"{heads}CA99 1ZZ,,,54.5,-0.5,10,,,,\n".encode()
    )
    after = cells_of(world, an_analysis(world, "ward"))
    assert after == before | {(BECK,): 4, (NOT_KNOWN,): 11}


def test_people_are_counted_in_the_ward_of_the_first_report_and_by_sex_beside(world, placed):
    analysis = an_analysis(world, "ward", "sex", counts="harmed")
    cells = cells_of(world, analysis)
    assert cells[TOWN, "Female"] + cells[TOWN, "Male"] == 40 and cells[TARN, "Male"] == 5
    table = table_of(taking_for(analysis))
    assert table.by == ("Ward", "Sex") and table.columns == ("Female", "Male", "Another word")
    assert an_analysis(world, "ward", counts="suspects")


def test_one_ward_is_one_slice_of_the_table_of_all_wards(world, placed):
    whole, alone = an_analysis(world, "ward", "month"), an_analysis(world, "month", place=TOWN)
    month = f"{months_to_choose(world.today)[1]:%Y-%m}"
    figures = {tuple(key): figure for key, figure in taking_for(whole).shown["figures"]}
    one = {tuple(key): figure for key, figure in taking_for(alone).shown["figures"]}
    assert one[(month,)] == figures[TOWN, month] == 40
    assert about_words(taking_for(alone).question).startswith("Domestic abuse incidents and crimes in Fell Town, ")
    assert any("without a place is in no ward" in words for words in taking_for(alone).notes)
    analyst = world.acts("analyst")
    exact = exactly_counted(analyst, taking_for(alone))
    assert analysis_page(analyst, alone, taking_for(alone), exactly=True).table.whole.total == 40 and exact
    authority = an_analysis(world, "ward", place="E06000063")
    assert shown(authority).keys() == {"Beck", "Fell Town", "Tarn", "Total"} and shown(authority)["Total"] == (65,)


def test_a_ward_that_is_withheld_is_read_off_no_table_of_the_partnership(world, placed):
    came_in(world, placed, pointed_rows(world, {BECK: 3}, begin=500), also=POINT)
    for by, place in ((("ward",), ""), (("district",), ""), (("month",), "E06000063"), (("ward",), "E06000063")):
        an_analysis(world, *by, place=place)
    wards, authority = shown(an_analysis(world, "ward")), shown(an_analysis(world, "ward", place="E06000063"))
    for table in (wards, authority):
        assert table["Beck"] == (None,)
        low, high = RULE.reach_of(table["Total"][0])
        for name in table.keys() - {"Beck", "Total"}:
            less, more = RULE.reach_of(table[name][0])
            low, high = low - more, high - less
        assert high - max(low, 1) + 1 >= RULE.threshold - 1, "the others and the total tell too much of it"


def test_rates_are_of_residents_of_the_same_place(world, placed):
    taking = taking_for(an_analysis(world, "ward"))
    each = {code: population([code]).count for code in WARDS}
    assert {code: taking.residents[code] for code in WARDS} == each
    [town] = [line for line in table_of(taking).lines if line.name == "Fell Town"]
    assert town.rate == round(1000 * 40 / each[TOWN], 1)
    assert [line.rate for line in table_of(taking).lines if line.level in (OUTSIDE, NOT_KNOWN)] == [None, None]
    alone = taking_for(an_analysis(world, "month", place=TOWN))
    assert alone.residents[""] == each[TOWN] and "estimated" in alone.residents_say


def test_where_nobody_counted_the_residents_that_is_said_and_no_rate_is_shown(world, placed):
    by_sex = taking_for(an_analysis(world, "sex", counts="harmed", place=TOWN))
    assert by_sex.residents.keys() == {""} and "No sourced denominator exists for women and girls" in (
        by_sex.residents_say
    )
    three_wards(world, authority="E06000001")
    covers(world, "E06000001")
    taking = taking_for(an_analysis(world, "month"))
    assert not taking.residents and not table_of(taking).rates
    assert "No sourced denominator exists" in taking.residents_say or "boundaries" in taking.residents_say


def test_without_boundaries_or_an_area_nothing_is_counted_by_place_and_it_says_why(world, police):
    with pytest.raises(Refused, match="Nothing says which local authorities") as refusal:
        an_analysis(world, "ward")
    assert refusal.value.field == "by"
    covers(world)
    with pytest.raises(Refused, match="boundaries of this partnership's wards are not loaded"):
        an_analysis(world, "month", place=TOWN)


@pytest.mark.parametrize(
    ("by", "place", "counts", "words"),
    [
        (("ward", "district"), "", "incidents", "A ward lies in one authority"),
        (("ward",), TOWN, "incidents", "is not broken down by that"),
        (("district",), "E06000063", "incidents", "is not broken down by that"),
        (("month", "child"), TOWN, "incidents", "choose one breakdown"),
        (("month",), "E05000009", "incidents", "of this partnership"),
        (("month",), TOWN, "cases", "have no place"),
        (("ward",), "", "watch", "are not broken down by that"),
    ],
)
def test_what_cannot_be_counted_in_a_place_is_refused_in_words(world, placed, by, place, counts, words):
    with pytest.raises(Refused, match=words):
        an_analysis(world, *by, place=place, counts=counts)


def test_the_question_is_asked_of_another_place_and_taken_again(world, placed):
    analysis = an_analysis(world, "month", place=TOWN)
    call = {"by": world.acts("analyst"), "at": world.at, "analysis": analysis}
    with pytest.raises(Refused, match="asks already"):
        ask_anew(**call, version=1, asked=asked(world, "month", place=TOWN))
    ask_anew(**call, version=1, asked=asked(world, "month", place=TARN))
    assert table_of(taking_for(analysis)).whole.total == 25
    take_again(**call)
    assert analysis_page(world.acts("analyst"), analysis, taking_for(analysis)).table.whole.before == "25"
