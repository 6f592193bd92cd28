"""A feed flows under an agreement, and stops with it; who sees what is said there, and the database holds it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cairn.domain.plans.testing_world import add_person
from cairn.domain.records import policies
from cairn.domain.records.models import (
    Agreement,
    Extract,
    ExtractPart,
    Feed,
    Incident,
    SameIncident,
    SourceRecord,
)  # fmt: skip
from cairn.domain.records.queries.feeds import feed_lines, feed_page
from cairn.domain.records.queries.in_force import records_in_force
from cairn.domain.records.queries.quality import quality_page
from cairn.domain.records.services.feeds import change_agreement, end_feed, make_feed
from cairn.domain.records.services.settling import send_file
from cairn.domain.records.testing import (
    INCIDENT_HEADS,
    INCIDENTS_MEAN,
    PEOPLE_HEADS,
    PEOPLE_MEAN,
    PEOPLE_ROWS,
    a_feed,
    an_extract,
    csv_of,
    terms,
)
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import StartCode
from cairn.foundation.accounts.services.start_codes import new_code
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor

CONTENT = csv_of(PEOPLE_HEADS, PEOPLE_ROWS)


def taken_in(world, feed, content=CONTENT, days=0, who="police_worker", **other):
    return an_extract(
        by=world.acts(who), at=world.at + timedelta(days=days), feed=feed, content=content,
        mapping=PEOPLE_MEAN, orders={"born": "day_first"}, **other,
    )  # fmt: skip


@pytest.mark.parametrize(("begins", "ends", "says"), [(5, 90, "begins on 25 November 2026"), (-90, -1, "ended on 19")])
def test_an_agreement_that_is_not_in_force_stops_the_flow_and_says_so(world, begins, ends, says):
    feed = a_feed(
        by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], starts_on=world.day(begins),
        ends_on=world.day(ends),
    )  # fmt: skip
    with pytest.raises(Refused, match=says):
        send_file(by=world.acts("police_worker"), at=world.at, feed=feed, name="extract.csv", content=CONTENT)
    assert says in feed_page(world.acts("manager"), feed.ref, today=world.today).line.stopped
    renewed = terms(at=world.at, starts_on=world.today, ends_on=world.day(365))
    change_agreement(by=world.acts("manager"), at=world.at, feed=feed, agreed=renewed, why="Renewed.")
    send_file(by=world.acts("police_worker"), at=world.at, feed=feed, name="extract.csv", content=CONTENT)
    assert [one.version for one in feed.agreements.all()] == [2, 1]
    assert Extract.objects.get().agreement.version == 2


def test_an_ended_feed_takes_nothing_in(world, people):
    end_feed(by=world.acts("police_lead"), at=world.at, feed=people, why="The system is switched off.")
    with pytest.raises(Forbidden, match="has ended"):
        send_file(by=world.acts("police_worker"), at=world.at, feed=Feed.objects.get(pk=people.pk), name="a.csv",
                  content=CONTENT)  # fmt: skip


def test_what_is_missing_from_an_agreement_is_named_and_nothing_is_saved(world):
    wrong = [
        ({"purpose": " "}, "purpose"), ({"power": ""}, "power"), ({"basis": "because"}, "basis"),
        ({"fields": []}, "fields"),
        ({"fields": ["born"]}, "fields"), ({"fields": ["key", "shoe_size"]}, "fields"),
        ({"ends_on": world.day(-60)}, "ends_on"), ({"ends_on": world.day(9999)}, "ends_on"),
        ({"pointer": "named"}, "pointed_to"), ({"pointed_to": [world.agencies["dale-council"]]}, "pointed_to"),
    ]  # fmt: skip
    for facts, field in wrong:
        with pytest.raises(Refused) as refusal:
            a_feed(by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], **facts)
        assert refusal.value.field == field, facts
    with pytest.raises(Refused, match="of this partnership"):
        a_feed(by=world.acts("manager"), at=world.at, agency=world.agencies["dale-council"])
    assert Feed.objects.count() == 0


def test_a_lead_agrees_what_her_own_agency_sends_and_no_others(world, people):
    with pytest.raises(Forbidden, match="no other's"):
        a_feed(by=world.acts("council_lead"), at=world.at, agency=world.agencies["fell-police"], title="Another")
    with pytest.raises(Forbidden):
        change_agreement(by=world.acts("council_lead"), at=world.at, feed=people, agreed=terms(at=world.at), why="So.")
    with pytest.raises(Refused, match="Nothing is different"):
        change_agreement(by=world.acts("police_lead"), at=world.at, feed=people, agreed=terms(at=world.at), why="So.")
    again = {"by": world.acts("manager"), "agency": world.agencies["fell-police"], "holds": "people",
             "title": people.title, "agreed": terms(at=world.at)}  # fmt: skip
    assert make_feed(at=world.at, **again) == people
    with pytest.raises(Refused, match="of that name already"):
        make_feed(at=world.at + timedelta(hours=1), **again)


WHO = ("manager", "analyst", "auditor", "police_lead", "police_worker", "council_lead", "board", "administrator")


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        (policies.VIEW, {"manager", "analyst", "auditor", "police_lead", "police_worker"}),
        (policies.CHANGE, {"manager", "police_lead"}),
        (policies.SEND, {"police_lead", "police_worker"}),
        (policies.VIEW_EXTRACT, {"manager", "analyst", "auditor", "police_lead", "police_worker"}),
        (policies.OPEN_ROWS, {"police_lead", "police_worker"}),
        (policies.SETTLE, {"police_lead", "police_worker"}),
    ],
)
def test_who_may_do_what(world, people, policy, allowed):
    extract = send_file(by=world.acts("police_worker"), at=world.at, feed=people, name="a.csv", content=CONTENT)
    row = people if policy.model is Feed else extract
    assert {who for who in WHO if policy.decide(world.acts(who), row).allowed} == allowed
    opened = terms(at=world.at, opened_to_analysts=True)
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=people, agreed=opened, why="The needs assessment.")
    more = {"analyst"} if policy in (policies.SEND, policies.OPEN_ROWS, policies.SETTLE) else set()
    assert {who for who in WHO if policy.decide(world.acts(who), row).allowed} == allowed | more
    assert not policy.rows(world.acts("stranger")).exists()


@pytest.mark.parametrize("policy", [policies.OPEN_ROWS, policies.SETTLE])
def test_whoever_sends_files_opens_those_she_sent_and_no_colleagues(world, people, policy):
    hers = send_file(by=world.acts("police_lead"), at=world.at, feed=people, name="a.csv", content=CONTENT)
    assert not policy.decide(world.acts("police_worker"), hers).allowed
    assert policies.VIEW_EXTRACT.decide(world.acts("police_worker"), hers).allowed
    mine = send_file(by=world.acts("police_worker"), at=world.at, feed=people, name="b.csv", content=CONTENT + b"\r\n")
    decision = policy.decide(world.acts("police_worker"), mine)
    assert (decision.allowed, decision.clause, decision.sentence) == (True, "sent_it", "You sent this file.")
    assert policy.decide(world.acts("police_lead"), mine).allowed


def test_whoever_starts_her_account_with_a_code_opens_none_of_the_files_sent_before(world, people):
    before = taken_in(world, people, who="police_worker")
    worker, giver = world.people["police_worker"], world.people["administrator"]
    for used_at, without_factor, issued_by, opens in (
        (world.at - timedelta(days=1), True, giver, True),  # before it came
        (world.at + timedelta(days=1), False, giver, True),  # her second factor was asked for besides
        (world.at + timedelta(days=1), True, None, True),  # at the server
        (world.at + timedelta(days=1), True, giver, False),
    ):
        with command("test.code", by=system_actor(), at=world.at):
            StartCode(
                user=worker, digest=new_code(), issued_at=world.at, issued_by=issued_by, expires_at=used_at,
                used_at=used_at, without_factor=without_factor,
            ).save()  # fmt: skip
        assert policies.OPEN_ROWS.decide(world.acts("police_worker"), before).allowed is opens
        assert (SourceRecord.objects.count(), ExtractPart.objects.count()) == ((3, 1) if opens else (0, 0))
    assert policies.OPEN_ROWS.decide(world.acts("police_lead"), before).allowed
    assert (SourceRecord.objects.count(), ExtractPart.objects.count()) == (3, 1)


def test_single_incidents_are_for_the_lead_and_not_for_whoever_sends_the_files(world, incidents):
    allowed = {who for who in WHO if policies.READ_INCIDENTS.decide(world.acts(who), incidents).allowed}
    assert allowed == {"police_lead"}


def test_the_database_itself_keeps_a_file_from_colleagues_of_whoever_sent_it(world, people):
    taken_in(world, people, who="police_lead")

    def seen(who):
        world.acts(who)
        return SourceRecord.objects.count(), ExtractPart.objects.count()

    assert seen("police_lead") == (3, 1)
    assert seen("police_worker") == seen("board") == (0, 0)  # the member of the board is of the police too
    add_person(world, key="officer", agency="fell-police", roles=[Role.PRACTITIONER])
    assert seen("officer") == (3, 0)  # finds people among the rows, and opens no file


def test_the_database_itself_keeps_rows_as_they_came_from_everybody_else(world, people):
    taken_in(world, people)

    def seen(who):
        world.acts(who)
        return SourceRecord.objects.count(), ExtractPart.objects.count()

    assert seen("police_worker") == seen("system") == (3, 1)
    for who in ("manager", "analyst", "auditor", "council_lead", "stranger"):
        assert seen(who) == (0, 0), who
    opened = terms(at=world.at, opened_to_analysts=True)
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=people, agreed=opened, why="The needs assessment.")
    assert seen("analyst") == (3, 1)
    assert seen("manager") == seen("auditor") == (0, 0)


def test_analysts_see_rows_while_the_agreement_is_in_force_and_no_longer(world, people):
    taken_in(world, people)
    days = {"starts_on": world.at.date() - timedelta(days=90), "ends_on": timezone.localdate() - timedelta(days=1)}
    over = terms(at=world.at, opened_to_analysts=True, **days)
    before = world.at - timedelta(days=30)
    change_agreement(by=world.acts("police_lead"), at=before, feed=people, agreed=over, why="For a summer.")
    analyst = world.acts("analyst")
    assert not policies.OPEN_ROWS.rows(analyst).exists()
    assert SourceRecord.objects.count() == 0


def test_rows_as_they_came_are_never_changed(world, people):
    taken_in(world, people)
    set_scope(world.acts("system"), command_id="test")
    with pytest.raises(Exception, match="denied|append"), connection.cursor() as cursor:
        cursor.execute("UPDATE records_source_record SET family = 'other'")


def test_of_a_reference_sent_again_the_newest_counts(world, people):
    taken_in(world, people)
    later = csv_of(PEOPLE_HEADS, [("T-1", "Slate", "Juniper", "14/06/1980", "CA3 9ZZ", "")])
    an_extract(by=world.acts("police_worker"), at=world.at, feed=people, content=later, mapping=None)
    found = records_in_force(world.acts("police_worker"))
    assert sorted(found.values_list("key", "postcode")) == [("T-1", "CA3 9ZZ"), ("T-2", "CA2 5XX"), ("T-3", "")]


def test_the_list_says_what_is_overdue_and_what_waits(world, people):
    [line] = feed_lines(world.acts("manager"), today=world.day(10))
    assert (line.late, line.last) == (True, None)
    taken_in(world, people)
    [line] = feed_lines(world.acts("police_worker"), today=world.day(10))
    assert (line.late, line.due_on, line.waiting) == (False, world.day(31), None)
    assert feed_lines(world.acts("council_lead"), today=world.today) == ()


def test_quality_is_said_with_what_would_help(world, people, incidents):
    full = [(f"T-{n}", "Slate", "Juniper", "14/06/1980", "CA1 1AA", "07700900123") for n in range(20)]
    taken_in(world, people, csv_of(PEOPLE_HEADS, full))
    thin = [(f"T-{n // 2}", "Slate", "Juniper", "31/02/1980", "", "07700900123") for n in range(20)]
    taken_in(world, people, csv_of(PEOPLE_HEADS, thin), days=1)
    rows = [(f"I-{n}", "01/09/2026", "03/09/2026", "Stalking", "", "", "", "", "") for n in range(4)]
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=incidents, mapping=INCIDENTS_MEAN,
        content=csv_of(INCIDENT_HEADS, rows), orders={"happened": "day_first", "reported": "day_first"},
    )  # fmt: skip
    page = quality_page(world.acts("police_worker"), "fell-police", today=world.today)
    of_incidents, of_people = page.feeds
    postcode = next(line for line in of_people.fields if line.title == "Postcode")
    assert (postcode.percent, postcode.before, postcode.fell) == (0, 100, True)
    said = " ".join(of_people.advice)
    assert "Postcode: filled in 0% of rows, 100% the last time" in said and "10 rows bear a reference" in said
    assert "Date of birth: 20 rows hold something that cannot be used as it stands" in said
    assert (of_incidents.to_report["middle"], of_incidents.to_receive["middle"]) == (2, 78)
    assert "agree a shorter rhythm" in " ".join(of_incidents.advice)


def test_agreements_of_another_partnership_are_not_there(world, people):
    assert Agreement.objects.count() == 1
    world.acts("stranger")
    assert Agreement.objects.count() == 0 and feed_lines(world.acts("stranger"), today=world.today) == ()


def test_an_incident_that_two_agencies_recorded_is_linked_and_each_stays_as_it_came(world, incidents):
    council = a_feed(by=world.acts("council_lead"), at=world.at, agency=world.agencies["fell-council"],
                     holds="incidents")  # fmt: skip
    heads = ("Incident number", "Crime number", "Date happened")
    for who, feed, rows in (
        ("police_worker", incidents, [("I-1", "42/0815/26", "13/10/2026"), ("I-2", "42/0816/26", "14/10/2026")]),
        ("council_worker", council, [("ASB-7", "42 0815 26", "13/10/2026"), ("ASB-8", "", "14/10/2026")]),
    ):
        taken(world, feed, csv_of(heads, rows), who)
    world.acts("system")
    [link] = SameIncident.objects.select_related("first", "second")
    assert {link.first.key, link.second.key} == {"I-1", "ASB-7"} and Incident.objects.count() == 4
    for who in ("police_worker", "council_worker", "analyst", "manager"):
        world.acts(who)
        assert not SameIncident.objects.exists(), who


def taken(world, feed, content, who):
    return an_extract(
        by=world.acts(who), at=world.at, feed=feed, content=content,
        mapping={0: "key", 1: "crime_number", 2: "happened"},
    )  # fmt: skip
