"""That another agency recorded the same incident is told to whoever may know of it, and to nobody else."""

from types import SimpleNamespace

import pytest

from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import a_case
from cairn.domain.hub.api import also_reported
from cairn.domain.hub.models import AgencyRecord, HubPerson, Link
from cairn.domain.hub.queries.people import person_page
from cairn.domain.measures.api import RULES
from cairn.domain.measures.queries.incidents_page import incidents_page
from cairn.domain.records.api import change_agreement
from cairn.domain.records.models import Incident
from cairn.domain.records.testing import terms
from cairn.domain.watch.api import told_between
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.periods import Period
from tests.domain.watch.test_across import SHARED, a_feed_of
from tests.domain.watch.test_same_event import tell
from tests.watch_making import days_ago, told

pytestmark = pytest.mark.django_db
POLICE, HEALTH = "fell-police", "fell-health"


@pytest.fixture
def feeds(world):
    """The police and the hospital record one attack under one crime number, and the police another by themselves."""
    found = {slug: a_feed_of(world, slug, lead, **SHARED)
             for slug, lead in ((POLICE, "police_lead"), (HEALTH, "health_lead"))}  # fmt: skip
    tell(world, found[POLICE], "police_worker", (told(days_ago(world.at, 9), key="P-1"), "", "FP/1/26"),
         (told(days_ago(world.at, 8), key="P-2"), "", "FP/2/26"))  # fmt: skip
    tell(world, found[HEALTH], "health_lead", (told(days_ago(world.at, 7), victim="N-3", key="H-1"), "", "fp 1 26"))
    return found


def also(world, who, *keys):
    """What somebody is told of incidents by reference, whoever's they are."""
    set_scope(world.acts("system"))
    rows = list(Incident.objects.filter(key__in=keys))
    actor = world.acts(who)
    set_scope(actor)
    named = {agency.name: agency.slug for agency in world.agencies.values()}
    keys = {row.pk: row.key for row in rows}
    return {keys[key]: [named[one] for one in names] for key, names in
            also_reported(actor, rows, on=world.today).items()}  # fmt: skip


def agree(world, feeds, slug, **agreed):
    lead = {POLICE: "police_lead", HEALTH: "health_lead"}[slug]
    change_agreement(by=world.acts(lead), at=world.at, feed=feeds[slug], why="Otherwise.",
                     agreed=terms(at=world.at, holds="incidents", **{**SHARED, **agreed}))  # fmt: skip


def test_a_practitioner_of_one_of_the_two_is_told_of_the_other(world, feeds):
    assert also(world, "officer", "P-1", "P-2") == {"P-1": [HEALTH]}
    assert also(world, "nurse", "H-1") == {"H-1": [POLICE]}
    assert also(world, "housing", "P-1", "H-1") == {}


def test_nothing_is_told_where_either_agreement_keeps_its_incidents_apart(world, feeds):
    alone = {"in_watch": "alone", "pointer": "nobody", "opened_to_analysts": False}
    for slug in (HEALTH, POLICE):
        agree(world, feeds, slug, **alone)
        assert also(world, "officer", "P-1") == also(world, "nurse", "H-1") == {}, slug
        agree(world, feeds, slug)
    assert also(world, "officer", "P-1") == {"P-1": [HEALTH]}


def test_whoever_may_read_the_single_incidents_of_both_is_told_and_of_one_alone_is_not(world, feeds):
    assert also(world, "analyst", "P-1", "H-1") == {"P-1": [HEALTH], "H-1": [POLICE]}
    for who in ("police_lead", "health_lead", "manager", "auditor", "board"):
        assert also(world, who, "P-1", "H-1") == {}, who
    agree(world, feeds, HEALTH, opened_to_analysts=False)
    assert also(world, "analyst", "P-1", "H-1") == {}


def test_behind_a_figure_it_stands_beside_the_incident(world, feeds):
    period = Period(days_ago(world.at, 30), days_ago(world.at, 1), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed="da-incidents-and-crimes"), period=period)

    def told_of(who, on):
        actor = world.acts(who)
        set_scope(actor)
        page = incidents_page(actor, figure, after="", only_top=False, on=on)
        return {one.ref: one.also for one in page.lines}

    assert told_of("analyst", world.today) == {"P-1": (world.agencies[HEALTH].name,), "P-2": ()}
    assert told_of("analyst", None) == told_of("police_lead", world.today) == {"P-1": (), "P-2": ()}


def test_an_incident_with_somebody_whom_a_restricted_case_hides_is_not_there(world, feeds):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=world.at, restricted=True)
    add_to_case(by=nurse, at=world.at, case=case, party="person_harmed", name="Campion Esker")
    assert also(world, "officer", "P-1") == {}  # the hospital's names her


def test_what_an_agency_took_back_is_told_no_more(world, feeds):
    tell(world, feeds[HEALTH], "health_lead", (told(days_ago(world.at, 7), victim="N-3", key="H-1"), "", ""))
    assert also(world, "officer", "P-1") == {}


def test_the_page_of_a_person_says_it_beside_the_incident(world, feeds):
    with command("hub.link", by=world.acts("system"), at=world.at):
        person = HubPerson(partnership=world.partnership, ref="PN-00000009", made_at=world.at)
        person.save()
        record = AgencyRecord(partnership=world.partnership, agency_id=feeds[POLICE].agency_id, feed=feeds[POLICE],
                              key="N-1")  # fmt: skip
        record.save()
        Link(partnership=world.partnership, record=record, person=person, standing="alone", made_at=world.at).save()
    officer = world.acts("officer")
    set_scope(officer)
    told_of = person_page(officer, person.ref, on=world.today).told
    assert [(role.incident.key, names) for role, names in told_of] == [
        ("P-2", ()), ("P-1", (world.agencies[HEALTH].name,)),
    ]  # fmt: skip


def test_what_two_forces_recorded_counts_once_in_what_is_counted_of_abuse(world, feeds):
    with command("agencies.change", by=world.acts("system"), at=world.at):
        other = Agency.objects.get(slug=HEALTH, pk=world.agencies[HEALTH].pk)
        other.kind = "police"
        other.save()
    system = world.acts("system")
    set_scope(system)
    found = told_between(system, days_ago(world.at, 30), days_ago(world.at, 1))
    assert sorted(one.incident.key for one in found) == ["P-1", "P-2"]
    period = Period(days_ago(world.at, 30), days_ago(world.at, 1), "")
    made = RULES["da-share-of-crime"].count(world.partnership.pk, period)
    assert (made.top, made.bottom) == (2, 2)
    # What lies outside the days takes the place of nothing.
    found = told_between(system, days_ago(world.at, 7), days_ago(world.at, 1))
    assert [one.incident.key for one in found] == ["H-1"]
