"""A figure computed from records opens to its single incidents, for whoever may read those, and to nobody else."""

import base64
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from cairn.domain.cases.models import Conflict
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import a_case
from cairn.domain.measures import policies, testing
from cairn.domain.measures.api import RULES
from cairn.domain.measures.behind import BEHIND
from cairn.domain.measures.queries import incidents_page as paged
from cairn.domain.measures.queries.figures_page import figures_page
from cairn.domain.measures.services import computing, defining
from cairn.domain.plans.testing_world import add_person
from cairn.domain.records.models import Incident
from cairn.domain.records.services.feeds import change_agreement
from cairn.domain.records.testing import a_feed, terms
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.periods import Period
from tests.watch_making import days_ago, held_for_one, reported, told

pytestmark = pytest.mark.django_db
ROWDY = "Rowdy: anti-social behaviour"


def behind(world, who, key, *, since=90, after="", only_top=False):
    """What somebody reads of the incidents behind a figure of the last days: all its pages, as reference to counted."""
    period = Period(days_ago(world.at, since), days_ago(world.at, 0), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed=key), period=period)
    page = paged.incidents_page(world.acts(who), figure, after=after, only_top=only_top)
    found = {one.ref: one.counts for one in page.lines}
    if page.further:
        found |= behind(world, who, key, since=since, after=page.further, only_top=only_top)
    return found


def numbers(world, who, key, **more):
    found = behind(world, who, key, **more)
    return sum(found.values()), len(found)


@pytest.fixture
def year(world, tell):
    """What the police told of: abuse of two people again and again, of a third once, and what is no abuse."""
    tell(
        told(days_ago(world.at, 60), key="A1"), told(days_ago(world.at, 50), key="A2"),
        told(days_ago(world.at, 50), offence="Stalking", key="A3"),
        told(days_ago(world.at, 10), victim="N-3", offence="Domestic verbal argument", key="B1"),
        told(days_ago(world.at, 9), suspect="", offence="Theft", kin="Stranger", key="C1"),
        told(days_ago(world.at, 8), victim="", suspect="", offence=ROWDY, kin="", key="C2"),
        told(days_ago(world.at, 7), suspect="", offence="Rape", kin="Stranger", key="C3"),
    )  # fmt: skip


def test_every_measure_of_records_that_counts_incidents_opens_to_them():
    of_records = {key for key, rule in RULES.items() if any(read.startswith("records.") for read in rule.reads)}
    assert {key for key in of_records if not key.startswith("watch-")} == BEHIND.keys()


def test_the_agency_that_sent_them_reads_just_the_incidents_that_were_counted(world, year):
    read = {key: behind(world, "police_lead", key) for key in BEHIND}
    assert read["da-incidents-and-crimes"] == dict.fromkeys(("B1", "A3", "A2", "A1"), True)
    assert list(read["da-incidents-and-crimes"]) == ["B1", "A3", "A2", "A1"]  # the newest first
    assert read["da-crimes"] == dict.fromkeys(("A1", "A2", "A3"), True)
    assert read["da-share-of-crime"] == {"A1": True, "A2": True, "A3": True, "C1": False, "C3": False}
    assert read["da-repeat-within-30-days"] == {"A1": True, "A2": False, "A3": False, "B1": False}
    assert read["da-repeat-people-harmed"] == {"A1": True, "A2": True, "A3": True, "B1": False}
    assert read["stalking-offences"] == {"A3": True} and read["sexual-offences"] == {"C3": True}
    assert read["asb-incidents"] == {"C2": True} and read["asb-repeat-people-harmed"] == {}
    assert list(behind(world, "police_lead", "da-share-of-crime", only_top=True)) == ["A3", "A2", "A1"]


def test_as_many_incidents_stand_behind_a_figure_as_it_counts(world, year):
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    for key in ("da-incidents-and-crimes", "da-crimes", "da-share-of-crime", "sexual-offences", "stalking-offences",
                "asb-incidents"):  # fmt: skip
        made = RULES[key].count(world.partnership.pk, period)
        top, every = numbers(world, "police_lead", key)
        assert top == made.top and every == (made.bottom or made.top), key


@pytest.mark.parametrize("sure", [True, False])
def test_incidents_are_followed_under_another_reference_where_a_reviewer_says_that_it_is_theirs(world, police, sure):
    rows = [told(days_ago(world.at, 40), victim="N-1", key="P1"), told(days_ago(world.at, 30), victim="N-3", key="P2")]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=rows)
    held_for_one(world, police, ["N-1", "N-3"], sure=sure)
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    for key in ("da-repeat-within-30-days", "da-repeat-people-harmed"):
        set_scope(world.acts("system"))
        made = RULES[key].count(world.partnership.pk, period)
        read = behind(world, "police_lead", key)
        assert made.top == sure and read["P1"] is sure, key
    assert read == {"P1": sure, "P2": sure}  # of the people, both tell


def another_lead(world):
    """Somebody else who leads the police's part."""
    add_person(world, key="second_lead", agency="fell-police", roles=[Role.AGENCY_LEAD], name="Fieldfare Tuff")
    return "second_lead"


def test_people_without_a_reference_are_followed_by_the_same_facts(world, police):
    def row(key, days, born):
        return (key, *told(days_ago(world.at, days), victim="", key=key)[1:7], "Avocet", "Agate", born, "N-2", "", "")

    rows = [row("D1", 40, "03/03/1990"), row("D2", 30, "03/03/1990"), row("E1", 40, ""), row("E2", 20, "")]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=rows)
    read = behind(world, "police_lead", "da-repeat-within-30-days")
    assert read == {"D1": True, "D2": False, "E1": True, "E2": False}


def test_people_harmed_by_antisocial_behaviour_are_counted_in_all_the_six_months(world, tell):
    tell(*[told(days_ago(world.at, days), suspect="", offence=ROWDY, kin="", key=f"F{days}") for days in (150, 40, 10)],
         told(days_ago(world.at, 5), suspect="", offence=ROWDY, kin="", victim="N-3", key="G"))  # fmt: skip
    read = behind(world, "police_lead", "asb-repeat-people-harmed")
    assert read == {"F150": True, "F40": True, "F10": True, "G": False}
    assert numbers(world, "police_lead", "asb-incidents") == (3, 3)  # of the period alone


def test_each_page_goes_on_where_the_one_before_ended_and_shows_nothing_twice(world, tell, monkeypatch):
    monkeypatch.setattr(paged, "ON_A_PAGE", 3)
    monkeypatch.setattr(paged, "_AT_ONCE", 4)
    tell(*[told(days_ago(world.at, 5), key=f"H{number}") for number in range(8)], told(days_ago(world.at, 4), key="H8"))
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed="da-crimes"), period=period)
    by, seen, after = world.acts("police_lead"), [], ""
    for _page in range(3):
        page = paged.incidents_page(by, figure, after=after, only_top=False)
        assert len(page.lines) == 3 and page.number is None
        seen += [one.ref for one in page.lines]
        after = page.further
    assert after == "" and seen[0] == "H8" and sorted(seen) == [f"H{number}" for number in range(9)]
    assert [one.ref for one in paged.incidents_page(by, figure, after="no place", only_top=False).lines] == seen[:3]


def test_older_incidents_are_reached_past_many_that_are_hidden_and_nothing_tells_of_those(world, tell, monkeypatch):
    for name, few in (("ON_A_PAGE", 3), ("_AT_ONCE", 4), ("_MOST", 2)):
        monkeypatch.setattr(paged, name, few)
    tell(*[told(days_ago(world.at, 5), victim="N-3", key=f"M{number}") for number in range(20)],
         *[told(days_ago(world.at, 30), key=f"N{number}") for number in range(2)])  # fmt: skip
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=world.at, restricted=True)
    add_to_case(by=nurse, at=world.at, case=case, party="person_harmed", name="Campion Esker")
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed="da-crimes"), period=period)
    page = paged.incidents_page(world.acts("police_lead"), figure, after="", only_top=False)
    assert (page.lines, page.number, bool(page.further)) == ((), None, True)
    told_by_it = page.further + "".join(
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("latin-1") for part in page.further.split(":")
    )
    key, day = Incident.objects.filter(key="M0").values_list("pk", "happened")[0]
    assert f"{day:%Y-%m-%d}" not in told_by_it and str(key) not in told_by_it.split()
    assert list(behind(world, "police_lead", "da-crimes")) == ["N1", "N0"]
    assert len(behind(world, another_lead(world), "da-crimes")) == 2
    assert behind(world, "police_worker", "da-crimes") == {}  # who sends the files reads no single incident by it


def test_an_agreement_opens_them_to_analysts_while_it_is_in_force_and_pointers_open_nothing(world, police, year):
    assert behind(world, "analyst", "da-crimes") == {}
    agreed = terms(at=world.at, holds="incidents", opened_to_analysts=True, pointer="every")
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=police, agreed=agreed, why="For the assessment.")
    assert numbers(world, "analyst", "da-crimes") == (3, 3)
    for who in ("nurse", "officer", "manager", "health_lead", "stranger"):
        assert behind(world, who, "da-crimes") == {}, who
    agreed = terms(at=world.at, holds="incidents", pointer="every")
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=police, agreed=agreed, why="It is done.")
    assert behind(world, "analyst", "da-crimes") == {}


def test_whom_a_restricted_case_or_the_wall_hides_is_absent_and_counts_nowhere(world, year):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=world.at, restricted=True)
    add_to_case(by=nurse, at=world.at, case=case, party="person_harmed", name="Campion Esker")
    assert "B1" not in behind(world, "police_lead", "da-incidents-and-crimes")
    assert numbers(world, "police_lead", "da-repeat-people-harmed") == (3, 3)
    other = a_case(by=world.acts("nurse"), at=world.at)
    add_to_case(by=world.acts("nurse"), at=world.at, case=other, party="person_harmed", name="Avocet Agate")
    assert numbers(world, "police_lead", "da-crimes") == (3, 3)
    with command("cases.decide_conflict", by=world.acts("system"), at=world.at):
        Conflict(partnership=world.partnership, case=other, user=world.people["police_lead"], shut_out=True,
                 why="Her sister.", decided_at=world.at).save()  # fmt: skip
    assert behind(world, "police_lead", "da-crimes") == {}
    assert numbers(world, another_lead(world), "da-crimes") == (3, 3)


def test_an_incident_that_is_hidden_makes_nobody_somebody_harmed_again(world, tell):
    tell(told(days_ago(world.at, 20), key="K1"), told(days_ago(world.at, 5), suspect="N-3", key="K2"))
    assert numbers(world, "police_lead", "da-repeat-people-harmed") == (2, 2)
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=world.at, restricted=True)
    add_to_case(by=nurse, at=world.at, case=case, party="person_harmed", name="Campion Esker")
    assert behind(world, "police_lead", "da-repeat-people-harmed") == {"K1": False}


def test_a_page_asks_the_same_few_questions_however_many_incidents_there_are(
    world, tell, django_assert_max_num_queries
):
    tell(*[told(days_ago(world.at, 5 + number % 20), key=f"L{number}") for number in range(60)])
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    for key in ("da-crimes", "da-repeat-people-harmed"):
        figure = SimpleNamespace(measure=SimpleNamespace(computed=key), period=period)
        by = world.acts("police_lead")
        with django_assert_max_num_queries(60):
            assert len(paged.incidents_page(by, figure, after="", only_top=False).lines) == paged.ON_A_PAGE


def a_figure(world, key):
    """The newest figure of a measure that a rule fills."""
    measure = defining.define_measure(
        by=world.acts("manager"), at=world.at, computed=key,
        words=replace(RULES[key].words, frequency="month", read_with=[]),
        terms=testing.terms_of(world, first_on=date(2026, 10, 1)),
    )  # fmt: skip
    return computing.compute(by=world.acts("manager"), at=world.at, measure=measure, start=date(2026, 10, 1))


def test_a_figure_says_that_it_opens_to_incidents_only_to_whoever_may_read_some(world, year):
    figure = a_figure(world, "da-share-of-crime")
    for who, opens in (("police_lead", True), ("police_worker", False), ("analyst", False), ("manager", False),
                       ("health_lead", False), ("officer", False)):  # fmt: skip
        actor = world.acts(who)
        assert figures_page(actor, figure).may_open == opens, who
        if not opens:
            with pytest.raises(Forbidden):
                policies.OPEN_INCIDENTS.require(actor, figure)


def test_a_feed_that_is_not_the_polices_opens_no_figure_of_the_police(world, year):
    agency = world.agencies["fell-health"]
    a_feed(by=world.acts("health_lead"), at=world.at, agency=agency, holds="incidents")
    assert not figures_page(world.acts("health_lead"), a_figure(world, "da-share-of-crime")).may_open
