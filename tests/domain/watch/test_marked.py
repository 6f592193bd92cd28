"""Measures of what police themselves say an incident counts as: nothing is guessed, and nobody counted is not none."""

from datetime import date
from types import SimpleNamespace

import pytest

from cairn.domain.measures.api import RULES, Waits
from cairn.domain.measures.queries.incidents_page import incidents_page
from cairn.domain.records.testing import a_feed, an_extract, csv_of
from cairn.kernel.periods import Period

pytestmark = pytest.mark.django_db
HEADS = ("Incident", "Happened", "Time", "Reported", "Offence", "Relationship", "Hate crime", "VAWG", "PPN", "NTE zone",
         "Victim ID", "Victim sex", "Victim born",
         "Victim family")  # fmt: skip
MEAN = dict(enumerate(("key", "happened", "happened_time", "reported", "kind", "relationship", "counts_as", "counts_as",
                       "counts_as", "counts_as", "victim_key", "victim_sex",
                       "victim_born", "victim_family")))  # fmt: skip
DAYS = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")


@pytest.fixture
def sent(world, police):
    """A file of the police comes in: of each row what differs from a common assault on a weekday.

    It tells of the first day of a year, or of another; of what is no crime, and is in no figure here.
    """

    def came(*rows, since=date(2026, 1, 1)):
        lines = []
        first = {"key": f"first of {since}", "happened": since, "offence": "Rowdy: anti-social behaviour"}
        for number, row in enumerate([*rows, first]):
            happened = row.get("happened", date(2026, 3, 3))
            reported = row.get("reported", happened)
            lines.append((
                row.get("key", f"I-{number}"), f"{happened:%d/%m/%Y}", row.get("time", ""), f"{reported:%d/%m/%Y}",
                row.get("offence", "Common assault"), row.get("kin", ""), row.get("hate", ""), row.get("vawg", ""),
                row.get("ppn", ""), row.get("zone", ""), row.get("victim", f"N-{number}"), row.get("sex", ""),
                row.get("born", ""), "Agate" if "born" in row else "",
            ))  # fmt: skip
        an_extract(by=world.acts("police_worker"), at=world.at, feed=police, content=csv_of(HEADS, lines),
                   mapping=MEAN, orders=DAYS)  # fmt: skip

    return came


def counted(world, key, first=date(2026, 1, 1), last=date(2026, 3, 31)):
    """What a rule makes of the records of a quarter."""
    return RULES[key].count(world.partnership.pk, Period(first, last, ""))


@pytest.mark.parametrize("key", ["hate-crimes", "vawg-share-of-crime", "da-safeguarding-records",
                                 "night-violence-women"])  # fmt: skip
def test_before_the_first_row_that_says_so_there_is_no_figure(world, sent, key):
    sent({"offence": "Common assault", "sex": "F"})
    waits = counted(world, key)
    assert isinstance(waits, Waits) and "What the agency counts it as" in waits.says


def test_a_quarter_before_the_first_mark_waits_and_a_later_one_without_any_is_none(world, sent):
    sent({"hate": "Racial", "happened": date(2026, 2, 3)})
    assert isinstance(counted(world, "hate-crimes", date(2025, 10, 1), date(2025, 12, 31)), Waits)
    assert counted(world, "hate-crimes").top == 1
    assert counted(world, "hate-crimes", date(2026, 4, 1), date(2026, 6, 30)).top == 0


MARKED = {"hate": "Racial", "vawg": "Y", "ppn": "DA", "zone": "Y", "sex": "F"}
SAYS_WHOLE = "every report, from the first day on"


@pytest.mark.parametrize("key", ["hate-crimes", "vawg-share-of-crime", "da-safeguarding-records",
                                 "night-violence-women"])  # fmt: skip
def test_a_quarter_that_is_marked_in_part_waits_and_the_first_whole_one_is_counted(world, sent, key):
    night = {"happened": date(2026, 4, 4), "time": "02:00"}  # a Friday's
    sent({"key": "A", "happened": date(2026, 1, 20)}, {"key": "B", "happened": date(2026, 3, 30)})
    sent(
        {**MARKED, "key": "C", "happened": date(2026, 3, 31)}, {**MARKED, **night, "key": "D"}, since=date(2026, 3, 31)
    )
    waits = counted(world, key)
    assert isinstance(waits, Waits) and SAYS_WHOLE in waits.says
    assert counted(world, key, date(2026, 4, 1), date(2026, 6, 30)).top == 1


@pytest.mark.parametrize("key", ["hate-crimes", "night-violence-women"])
def test_a_file_that_begins_within_a_period_does_not_tell_of_it_all(world, sent, key):
    sent({**MARKED, "happened": date(2026, 3, 28), "time": "02:00"}, since=date(2026, 1, 2))
    assert SAYS_WHOLE in counted(world, key).says
    sent({"key": "A", "happened": date(2026, 1, 5)}, since=date(2026, 1, 1))
    assert counted(world, key).top == 1


def test_an_old_report_that_comes_again_marked_makes_no_quarter_whole(world, sent):
    sent({"key": "A", "happened": date(2025, 12, 30)}, {"key": "B", "happened": date(2026, 2, 2)})
    again = {"key": "A", "happened": date(2025, 12, 30), "hate": "Racial"}
    sent(again, {"key": "C", "happened": date(2026, 3, 30), "hate": "Racial"}, since=date(2026, 3, 1))
    assert SAYS_WHOLE in counted(world, "hate-crimes").says


def test_what_came_before_the_marks_counts_once_it_came_again_with_them(world, sent):
    sent({"key": "A"}, {"key": "B"})
    sent({"key": "A", "hate": "Racial"}, {"key": "B"})
    assert counted(world, "hate-crimes").top == 1


def test_a_feed_that_never_says_it_keeps_no_other_feed_waiting(world, sent, police):
    sent({"hate": "Racial"})
    other = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents",
                   title="Control room")  # fmt: skip
    an_extract(by=world.acts("police_worker"), at=world.at, feed=other, mapping={0: "happened", 1: "kind"},
               orders={"happened": "day_first"},
               content=csv_of(("Day", "Kind"), [("03/02/2026", "Theft"), ("04/02/2026", "Theft")]))  # fmt: skip
    assert counted(world, "hate-crimes").top == 1


def test_a_night_is_waited_for_by_when_it_was_and_not_by_when_it_was_told(world, sent):
    sent({"zone": "Y", "sex": "F", "happened": date(2026, 1, 31), "time": "22:00", "reported": date(2026, 2, 2)})
    assert counted(world, "night-violence-women", date(2026, 1, 1), date(2026, 1, 31)).top == 1


def test_a_hate_crime_of_two_strands_counts_once_and_a_hate_incident_that_is_no_crime_does_not(world, sent):
    sent({"hate": "Race; Religion"}, {"hate": "Y"}, {"hate": "Homophobic", "offence": "Incident, no crime"},
         {"hate": "No"}, {"hate": "N/K"})  # fmt: skip
    made = counted(world, "hate-crimes")
    assert (made.top, made.residents) == (2, True)


def test_violence_against_women_is_what_the_police_list_says_out_of_every_crime(world, sent):
    sent({"vawg": "Yes"}, {"vawg": "Yes", "offence": "Domestic verbal argument"}, {"offence": "Theft"},
         {"offence": "Rowdy: anti-social behaviour"}, {"offence": "PPN: domestic", "ppn": "Y"})  # fmt: skip
    made = counted(world, "vawg-share-of-crime")
    assert (made.top, made.bottom) == (1, 2)


def test_safeguarding_records_count_by_themselves_and_are_neither_crimes_nor_incidents_of_abuse(world, sent):
    sent({"ppn": "Yes", "offence": "Public protection notice: domestic abuse", "kin": "Ex-partner"},
         {"ppn": "Yes", "offence": "Common assault", "kin": "Ex-partner"})  # fmt: skip
    made = counted(world, "da-safeguarding-records")
    assert (made.top, made.residents) == (2, True)
    assert counted(world, "da-incidents-and-crimes").top == 1
    assert counted(world, "da-share-of-crime").bottom == 1


NOTICE, CHILD = {"offence": "PPN"}, {"offence": "Child PPN"}


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        # A row of its own: its words say it, or the two are partners; it need not be marked as well.
        ({**NOTICE, "kin": "Ex-partner"}, True), ({"offence": "PPN: domestic abuse"}, True),
        ({"offence": "DA PPN"}, True), ({**CHILD, "kin": "Husband"}, True), (NOTICE, False),
        ({**NOTICE, "ppn": "DA"}, True), ({**CHILD, "kin": "Father"}, False),
        ({"offence": "Adult PPN", "ppn": "Y"}, False), ({"offence": "PPN, non-domestic", "kin": "Son"}, False),
        ({**NOTICE, "kin": "Neighbour"}, False),
        # A crime or an incident that is marked.
        ({"ppn": "Y", "kin": "Ex-partner"}, True), ({"ppn": "Y", "kin": "Son"}, True), ({"ppn": "DA"}, True),
        ({"ppn": "Y", "offence": "Controlling or coercive behaviour"}, True),
        ({"ppn": "Child", "kin": "Husband"}, True), ({"ppn": "Y", "offence": "Common assault (domestic abuse)"}, True),
        ({"ppn": "Y", "offence": "Domestic verbal argument"}, True),
        ({"ppn": "Y"}, False), ({"ppn": "Child"}, False), ({"ppn": "Y", "kin": "Stranger"}, False),
        ({"ppn": "Y", "kin": "Father", "born": "01/05/2019"}, False),
        ({"ppn": "Y", "kin": "Father", "born": "03/03/2010"}, True),  # sixteen on the day
        ({"ppn": "Y", "kin": "Father", "born": "04/03/2010"}, False),
        # Domestic abuse without a record.
        ({"kin": "Ex-partner"}, False), ({"ppn": "PPN not submitted", "kin": "Ex-partner"}, False),
    ],
)  # fmt: skip
def test_a_safeguarding_record_counts_where_the_police_identify_domestic_abuse(world, sent, row, counts):
    sent(row, {"ppn": "Yes", "kin": "Husband"})
    made = counted(world, "da-safeguarding-records")
    assert made.top == 1 + counts
    figure = SimpleNamespace(
        measure=SimpleNamespace(computed="da-safeguarding-records"),
        period=Period(date(2026, 1, 1), date(2026, 3, 31), ""),
    )
    assert len(incidents_page(world.acts("police_lead"), figure, after="", only_top=False).lines) == made.top


def test_records_of_which_none_is_known_to_be_about_domestic_abuse_are_not_none(world, sent):
    sent({"ppn": "Y"}, CHILD, {"ppn": "Child", "offence": "Theft"})
    waits = counted(world, "da-safeguarding-records")
    assert isinstance(waits, Waits) and "how the two know each other" in waits.says


def test_a_night_begins_at_nine_on_friday_and_ends_at_five_whatever_the_clocks_do(world, sent):
    friday, saturday, monday = date(2026, 3, 27), date(2026, 3, 28), date(2026, 3, 30)
    zone = {"zone": "Y", "sex": "F"}
    sent(
        {**zone, "happened": friday, "time": "21:00"}, {**zone, "happened": friday, "time": "20:59"},
        {**zone, "happened": date(2026, 3, 29), "time": "04:59"},  # Saturday's night; the clocks went on at one
        {**zone, "happened": monday, "time": "04:30"}, {**zone, "happened": monday, "time": "05:00"},
        {**zone, "happened": monday, "time": "23:00"}, {**zone, "happened": saturday},
        {"sex": "F", "happened": friday, "time": "23:00"}, {**zone, "sex": "M", "happened": friday, "time": "23:00"},
        {**zone, "happened": friday, "time": "22:00", "offence": "Theft"},
    )  # fmt: skip
    assert counted(world, "night-violence-women", date(2026, 3, 1), date(2026, 3, 31)).top == 3


def test_the_hours_after_midnight_belong_to_the_month_of_the_night_before(world, sent):
    sent({"zone": "Y", "sex": "F", "happened": date(2026, 2, 1), "time": "02:00"},
         {"zone": "Y", "sex": "F", "happened": date(2026, 1, 30), "time": "22:00"})  # fmt: skip
    assert counted(world, "night-violence-women", date(2026, 1, 1), date(2026, 1, 31)).top == 2
    assert counted(world, "night-violence-women", date(2026, 2, 1), date(2026, 2, 28)).top == 0


def test_the_sex_of_somebody_known_by_reference_is_what_the_agency_sends_of_her(world, sent):
    friday = date(2026, 3, 27)
    night = {"zone": "Y", "happened": friday, "time": "23:00"}
    sent({**night, "victim": "N-1"}, {**night, "victim": "N-2"})
    waits = counted(world, "night-violence-women")
    assert isinstance(waits, Waits) and "the sex of the person harmed" in waits.says
    people = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="people",
                    title="Nominals")  # fmt: skip
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=people,
        content=csv_of(("ID", "Family", "Sex"), [("N-1", "Agate", "Female"), ("N-2", "Beryl", "Male")]),
        mapping={0: "key", 1: "family", 2: "sex"},
    )  # fmt: skip
    assert counted(world, "night-violence-women").top == 1


def test_as_many_incidents_stand_behind_each_figure_as_it_counts(world, sent):
    night = {"zone": "Y", "sex": "F", "time": "03:00", "happened": date(2026, 3, 28)}
    sent(night, {**night, "happened": date(2026, 4, 1), "hate": "Racial"}, {**night, "sex": "M", "vawg": "Y"},
         {"hate": "Disability", "vawg": "Yes"}, {"ppn": "Yes", "kin": "Ex-partner"}, {"ppn": "Yes", "offence": "Noise"},
         {"hate": "Racial", "offence": "Incident, no crime"}, {"offence": "Theft"})  # fmt: skip
    for key, numbers in (("hate-crimes", (1, 1)), ("vawg-share-of-crime", (2, 5)), ("da-safeguarding-records", (1, 1)),
                         ("night-violence-women", (1, 1))):  # fmt: skip
        made = counted(world, key)
        figure = SimpleNamespace(
            measure=SimpleNamespace(computed=key), period=Period(date(2026, 1, 1), date(2026, 3, 31), "")
        )
        lines = incidents_page(world.acts("police_lead"), figure, after="", only_top=False).lines
        assert (sum(one.counts for one in lines), len(lines)) == numbers, key
        assert (made.top, made.bottom or made.top) == numbers, key


def test_the_last_night_of_a_period_goes_on_into_the_next_day_behind_its_figure_too(world, sent):
    sent({"zone": "Y", "sex": "F", "time": "03:00", "happened": date(2026, 2, 1)},  # Saturday night
         {"zone": "Y", "sex": "F", "time": "12:00", "happened": date(2026, 1, 7)},
         {"zone": "Y", "sex": "F", "time": "22:00", "happened": date(2026, 2, 1)})  # fmt: skip
    period = Period(date(2026, 1, 1), date(2026, 1, 31), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed="night-violence-women"), period=period)
    [line] = incidents_page(world.acts("police_lead"), figure, after="", only_top=False).lines
    assert line.ref == "I-0" and counted(world, "night-violence-women", period.start, period.end).top == 1
