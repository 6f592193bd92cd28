"""Nothing tells that a record is there: every list, count, search, calendar and export answers as if there were none.

Who asks works cases as everybody else does: a practitioner whose agency never had the case, one whose agency's share of
it ended, and one of the agency that leads it whom the conflict wall shuts out. Each is answered twice, before the
record is made and after; the two must agree in status, kind, length, and the questions asked of the database. So are
systems with a key, and whoever looks after the record and broken glass and is kept from the case.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.models import Case, FileFlag
from cairn.domain.cases.services import glass, wall
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.half_forms import save_half_form
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.tasks import give_task
from cairn.domain.cases.terms import NOTE_FORM
from cairn.domain.cases.testing import REFERRAL, a_share
from cairn.domain.conferences.services import agenda
from cairn.domain.conferences.testing import an_accepted_case
from cairn.domain.hub.testing import linked, send_rows, world_records
from cairn.domain.plans.testing_world import add_grant
from cairn.domain.records.models import Extract
from cairn.domain.records.testing import a_feed
from cairn.foundation.accounts.services.keys import make_key
from cairn.foundation.accounts.terms import Role, Scope
from cairn.foundation.audit.commands import command
from cairn.foundation.files.uploads import Upload
from tests.nothing_told import alone, differences, lists, systems, told
from tests.watch_making import days_ago, reported
from tests.watch_making import told as a_row

pytestmark = pytest.mark.django_db
WHO = {"a stranger": "housing", "an ended partner": "idva", "a conflicted member": "deputy"}
NAMES = ("Avocet", "Agate", "Avocet Agate")
BORN = {"born_on_day": "14", "born_on_month": "6", "born_on_year": "1980"}
JUNIPER = ("Slate", "Juniper", "", "1980-06-14", "female", "4 Scar Lane", "CA99 1AA", "07700900123", "")


def here(name, **kwargs):
    return reverse(name, kwargs={"partnership": "fellshire", **kwargs})


def searches(ref="K-000000000"):
    """Forms and filters that look for somebody or something: name to (method, address, what is typed)."""
    found = {}
    for words in (*NAMES, ref):
        found[f"search of cases for {words}"] = ("post", here("cases:people"), {"name": words})
        found[f"search of everything for {words}"] = ("get", here("plans:search"), {"q": words})
        given, _, family = words.partition(" ")
        typed = {"given": given, "family": family or given, **BORN}
        found[f"search of records for {words}"] = ("post", here("hub:people"), typed)
    found["search of records for Juniper"] = (
        "post",
        here("hub:people"),
        {"given": "Juniper", "family": "Slate", **BORN},
    )
    found["search of cases by reference"] = ("post", here("cases:people"), {"ref": "K-000000000"})
    for which in ("", "mine", "agency", "nobody", "contested", "late", "closed"):
        found[f"watch, {which}"] = ("get", here("watch:watch"), {"which": which})
    for filters in ({"kind": "marac"}, {"state": "accepted"}, {"which": "over"}, {"page": "2"}):
        found[f"cases, {filters}"] = ("get", here("cases:cases"), filters)
    return found


def everything(client, diary):
    """Ask for every list, and with every search."""
    found = {route.name: told(client, "get", address) for route, address in lists("fellshire")}
    found |= {name: told(client, *asked) for name, asked in searches().items()}
    return {**found, "calendar": told(Client(), "get", diary)}


def a_calendar_of(client):
    """The secret address of somebody's calendar."""
    page = client.post(here("boards:my-diary"), {"do": "make"}).content.decode()
    return page.split('id="address"')[1].split('value="')[1].split('"')[0].partition("://")[2].partition("/")[2]


def a_case_with_everything(world, meeting, *, to_network):
    """Accepted, on an agenda, with a note, a task and a document; its person is called Avocet Agate."""
    now = timezone.now() - timedelta(seconds=1)
    case = an_accepted_case(world, at=now, details=REFERRAL, name="Avocet Agate")
    nurse = world.acts("nurse")
    written = {"by": nurse, "at": now, "case": case, "section": "risk"}
    write_note(**written, text="Avocet Agate rang.", happened_on=timezone.localdate(now))
    add_document(**written, title="A letter", file=Upload("a.txt", b"One line."))
    give_task(**written, title="Ring back", due_on=timezone.localdate(now), owner_id=None,
              agency_id=world.agencies["fell-health"].pk)  # fmt: skip
    if to_network:
        a_share(
            case=case, agency=world.agencies["fell-network"], at=now, ended_at=now, ended_because="No longer needed."
        )
    return case, now


@pytest.fixture
def signed_in(world, browser):
    """A browser for one of WHO, who updates plans besides, so that more lists are open; and their calendar."""

    def enter(who):
        add_grant(world, user=world.people[WHO[who]], role=Role.CONTRIBUTOR)
        client = browser(WHO[who])
        diary = "/" + a_calendar_of(client)
        everything(client, diary)  # the session is met, and what is looked up once has been
        return client, diary

    return enter


@pytest.mark.parametrize("who", WHO)
def test_every_list_and_search_answers_as_if_there_were_no_such_case(world, meeting, browser, signed_in, look, who):
    client, diary = signed_in(who)
    look()
    has_it, control = browser("nurse"), searches()["search of cases for Avocet Agate"]
    without = [told(has_it, "get", here("cases:cases")), told(has_it, *control)]
    look()
    before = everything(client, diary)
    look()
    case, now = a_case_with_everything(world, meeting, to_network=WHO[who] == "idva")
    shut = world.people["deputy"]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=shut, shut_out=True, why="Kin.")
    if WHO[who] != "idva":  # a case that is listed is read by whoever has it; hers had ended
        case = Case.objects.get(pk=case.pk)
        agenda.list_case(by=world.acts("coordinator"), at=timezone.now(), meeting=meeting, case=case)
    look()
    after = everything(client, diary)
    assert len(before) > 100 and not (found := differences(before, after)), "\n".join(found)
    with_it = [told(has_it, "get", here("cases:cases")), told(has_it, *control)]
    assert all(one.size != other.size for one, other in zip(without, with_it, strict=True)), "there is nothing to tell"
    real, none = (
        [told(client, *asked) for name, asked in searches(ref).items() if ref in name]
        for ref in (case.ref, "K-000000000")
    )
    assert real == none


@pytest.mark.parametrize("who", ["a stranger", "an ended partner"])
def test_every_list_and_search_answers_as_if_another_agency_had_sent_no_record(world, meeting, signed_in, look, who):
    client, diary = signed_in(who)
    look()
    before = everything(client, diary)
    look()
    police = world.agencies["fell-police"]
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=police, holds="incidents")
    incidents = [a_row(days_ago(world.at, days), flags="knife") for days in (3, 40, 90)]
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=incidents)
    rows, _truth = world_records(40, seed=3, agencies=1)
    send_rows([*rows[0], ("fell-police-1", *JUNIPER)], by=world.acts("police_lead"), at=world.at, agency=police)
    linked(world.partnership, at=world.at)
    look()
    after = everything(client, diary)
    assert not (found := differences(before, after)), "\n".join(found)


# Systems with a key


SYSTEMS = {"a stranger": ("council_lead", "fell-council"), "an ended partner": ("network_lead", "fell-network")}
NOBODYS = {"records-api:send": "F-0000000", "records-api:extract": "E-000000000", "api:figures": "M-0000000"}


@pytest.fixture
def system(world):
    """A client for a system of one of SYSTEMS, whose key may do all that a key can."""

    def enter(who):
        lead, agency = SYSTEMS[who]
        facts = {"agency": world.agencies[agency], "system": "Case system", "scopes": Scope.values}
        ends = world.today + timedelta(days=9)
        _row, key = make_key(by=world.acts(lead), at=world.at, expires_on=ends, **facts)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return enter


def everything_by_key(client, filled):
    """Ask whatever a system can ask; what it sends is a table that nobody can read."""
    found = {}
    for route, method, address in systems(filled):
        sent = (b"a,b\n1,2\n",) if method == "post" else ()
        how = {"content_type": "text/csv"} if method == "post" else {}
        found[route.name] = alone(client, method, address, *sent, **how)
    return found


@pytest.mark.parametrize("who", SYSTEMS)
def test_a_system_with_a_key_is_answered_as_if_there_were_no_such_case_and_no_such_file(
    world, meeting, system, look, who
):
    police = world.agencies["fell-police"]
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=police, holds="people")
    rows, _truth = world_records(5, seed=3, agencies=1)
    send_rows(rows[0], by=world.acts("police_lead"), at=world.at, agency=police)
    extract = Extract.objects.order_by("pk").last()
    none = {**NOBODYS, "records-api:send": f"F-{'0' * (len(feed.ref) - 2)}",
            "records-api:extract": f"E-{'0' * (len(extract.ref) - 2)}"}  # fmt: skip
    none["records-api:given-back"] = none["records-api:extract"]
    client = system(who)
    everything_by_key(client, none)
    look()
    before = everything_by_key(client, none)
    assert len(before) == 6
    files = dict.fromkeys(("records-api:extract", "records-api:given-back"), extract.ref)
    real = {**none, "records-api:send": feed.ref, **files}
    assert everything_by_key(client, real) == before
    look()
    case, now = a_case_with_everything(world, meeting, to_network=who == "an ended partner")
    if who == "a stranger":
        agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=Case.objects.get(pk=case.pk))
    look()
    after = everything_by_key(client, none)
    assert not (found := differences(before, after)), "\n".join(found)


# Whoever looks after the record and broken glass


OVERSEERS = {"an officer of information governance": "auditor", "the partnership manager": "manager"}


def all_that_tells_overseers(client):
    """Ask for every list, and for the record in each way it can be asked."""
    found = {route.name: alone(client, "get", address) for route, address in lists("fellshire")}
    for asked in ({"kind": "write"}, {"kind": "read"}, {"page": "2"}):
        found[f"record, {asked}"] = alone(client, "get", here("thread:records"), asked)
    return found


@pytest.mark.parametrize("who", OVERSEERS)
def test_whoever_looks_after_record_and_glass_and_is_kept_from_the_case_is_told_of_neither(
    world, meeting, browser, look, who
):
    add_grant(world, user=world.people["auditor"], role=Role.CONTRIBUTOR)
    client, key = browser(OVERSEERS[who]), OVERSEERS[who]
    all_that_tells_overseers(client)
    look()
    before = all_that_tells_overseers(client)
    look()
    case, now = a_case_with_everything(world, meeting, to_network=False)
    account, by = world.people[key], world.acts("coordinator")
    wall.decide(by=by, at=now, case=case, account=account, shut_out=True, why="Kin.")
    agenda.list_case(by=by, at=timezone.now(), meeting=meeting, case=Case.objects.get(pk=case.pk))
    nurse = world.acts("nurse")
    save_half_form(by=nurse, at=now, kind="marac", form=NOTE_FORM, typed={"text": ["She rang."]}, case=case)
    broken = {"ref": case.ref, "reason": "Her sister rang the night desk in tears"}
    glass.break_glass(by=world.acts("housing"), at=timezone.now(), **broken)
    with command("cases.ask_for_flags", by=world.acts("system"), at=now):
        FileFlag(partnership_id=case.partnership_id, case=case, ref="G-4K7PDX9QW", agency=world.agencies["fell-health"],
                 asked_at=now, until_on=world.day(365)).save()  # fmt: skip
    look()
    after = all_that_tells_overseers(client)
    assert not (found := differences(before, after)), "\n".join(found)
