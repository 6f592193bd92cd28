"""A repeat is proposed from agencies' records to whoever runs the case: by whom and when, and never what."""

from datetime import timedelta

import pytest

from cairn.domain.cases.models import CaseEvent, CasePerson
from cairn.domain.cases.services.wall import decide as decide_conflict
from cairn.domain.cases.testing import a_share
from cairn.domain.records.api import change_agreement
from cairn.domain.records.services.settling import send_file, take_rows_in
from cairn.domain.records.testing import a_feed, csv_of, terms
from cairn.domain.watch.models import ReportedAgain, WatchRow
from cairn.domain.watch.queries.again import again_of, cases_reported_again
from cairn.domain.watch.services.proposing import confirm_again, dismiss_again
from cairn.domain.watch.services.working import say_who
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from tests.domain.cases.between import HARMED, HARMER, ran_before, referral
from tests.domain.watch.test_across import surely
from tests.domain.watch.test_same_event import tell
from tests.watch_making import HEADS, days_ago, reported, told

pytestmark = pytest.mark.django_db
TWO = {HARMED: ("Avocet Agate", (1990, 3, 3)), HARMER: ("Bittern Beryl", (1988, 4, 4))}
POINTS = {"pointer": "every", "opened_to_analysts": True}


@pytest.fixture
def feeds(world):
    """The police and the hospital send incidents; each lets it be seen that somebody is known, and shares no rows."""
    ran_before(world)
    return {
        slug: a_feed(by=world.acts(lead), at=world.at, agency=world.agencies[slug], holds="incidents", **POINTS)
        for slug, lead in (("fell-police", "police_lead"), ("fell-health", "health_lead"))
    }


@pytest.fixture
def case(world):
    """A case of the two that was referred a hundred days ago, and that the police have too."""
    found = referral(world, world.at - timedelta(days=100), people=TWO)
    if not found.shares.filter(agency=world.agencies["fell-police"]).exists():
        a_share(case=found, agency=world.agencies["fell-police"], at=world.at)
    return found


def tell_of(world, feed, *days, by="health_lead"):
    rows = [told(days_ago(world.at, each)) for each in days]
    reported(by=world.acts(by), at=world.at, feed=feed, rows=rows)


def said_who(world, case, feed):
    """A practitioner of the police says which people in cases a row of theirs is about."""
    world.acts("system")
    people = {row.party: row.person for row in CasePerson.objects.filter(case=case).select_related("person")}
    for of_victim, party in ((True, HARMED), (False, HARMER)):
        by = world.acts("officer")
        row = WatchRow.objects.get(victim=f"{feed.pk}:key:N-1", suspect=f"{feed.pk}:key:N-2")
        say_who(by=by, at=world.at, row=row, person=people[party], of_victim=of_victim, why="Same birth and address.")


def proposed(world, case, who="coordinator"):
    return [(row.agency.slug, row.happened_on, row.answer) for row in again_of(world.acts(who), case)]


def test_nothing_is_proposed_until_somebody_says_who_they_are_and_never_by_the_matcher_alone(world, feeds, case):
    tell_of(world, feeds["fell-police"], 5, by="police_worker")
    tell_of(world, feeds["fell-health"], 3)
    world.acts("system")
    assert not ReportedAgain.objects.exists()  # of the same names, and that is nobody's word
    said_who(world, case, feeds["fell-police"])
    assert proposed(world, case) == [("fell-police", days_ago(world.at, 5), "proposed")]
    surely(world, list(feeds.values()))  # a reviewer says that the hospital's are the same two
    assert proposed(world, case) == [
        ("fell-health", days_ago(world.at, 3), "proposed"), ("fell-police", days_ago(world.at, 5), "proposed"),
    ]  # fmt: skip
    assert cases_reported_again(world.acts("coordinator")) == (case.ref,)
    world.acts("system")
    # Rows in common were not agreed: each agency's stand alone all the same.
    assert not WatchRow.objects.filter(victim__startswith="person:").exists()


def test_what_happened_before_the_referral_or_after_the_window_is_no_repeat(world, feeds, case):
    tell_of(world, feeds["fell-police"], 5, 100, 120, by="police_worker")
    said_who(world, case, feeds["fell-police"])
    assert [on for _agency, on, _answer in proposed(world, case)] == [days_ago(world.at, 5)]
    world.acts("system")
    row = ReportedAgain.objects.get()
    assert row.last_on == days_ago(world.at, 100) and row.until_on >= row.happened_on


def test_it_is_confirmed_into_the_case_or_dismissed_with_a_reason_once(world, feeds, case):
    tell_of(world, feeds["fell-police"], 5, 9, by="police_worker")
    said_who(world, case, feeds["fell-police"])
    by = world.acts("coordinator")
    one, other = again_of(by, case)
    with pytest.raises(Refused, match="Say why"):
        dismiss_again(by=by, at=world.at, again=one, why=" ")
    confirm_again(by=by, at=world.at, again=one)
    dismiss_again(by=by, at=world.at, again=other, why="Her brother, not him.")
    with pytest.raises(Refused, match="meanwhile"):
        confirm_again(by=by, at=world.at, again=other)
    event = CaseEvent.objects.filter(case=case, name="abuse_recorded").last()
    assert event.details["happened_on"] == one.happened_on.isoformat() and event.details["told_police"] == "yes"
    assert cases_reported_again(by) == ()
    assert Entry.objects.filter(action="watch.answer_repeat").count() == 2
    tell_of(world, feeds["fell-police"], 9, by="police_worker")
    assert sorted(answer for _a, _d, answer in proposed(world, case)) == ["confirmed", "dismissed", "proposed"]


def test_an_agency_that_lets_nothing_be_seen_is_not_there_and_no_content_ever_is(world, feeds, case):
    tell_of(world, feeds["fell-police"], 5, by="police_worker")
    tell_of(world, feeds["fell-health"], 3)
    said_who(world, case, feeds["fell-police"])
    surely(world, list(feeds.values()))
    agreed = terms(at=world.at, holds="incidents", opened_to_analysts=True, pointer="nobody")
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=feeds["fell-health"], agreed=agreed, why="No.")
    assert [agency for agency, _on, _answer in proposed(world, case)] == ["fell-police"]
    world.acts("coordinator")
    assert ReportedAgain.objects.count() == 1  # nor does the database show it
    agreed = terms(at=world.at, holds="incidents", opened_to_analysts=True, pointer="named",
                   pointed_to=(world.agencies["fell-police"],))  # fmt: skip
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=feeds["fell-health"], agreed=agreed, why="Yes.")
    assert len(proposed(world, case)) == 2
    fields = {field.name for field in ReportedAgain._meta.concrete_fields}
    assert not fields & {"group", "harm", "kind", "relationship", "place", "given", "family"}


@pytest.mark.parametrize("who", ["officer", "nurse", "housing", "police_lead", "analyst", "manager", "stranger"])
def test_nobody_but_whoever_runs_the_case_learns_of_it(world, feeds, case, who):
    tell_of(world, feeds["fell-police"], 5, by="police_worker")
    said_who(world, case, feeds["fell-police"])
    assert len(proposed(world, case)) == 1
    actor = world.acts(who)
    assert again_of(actor, case) == () and not ReportedAgain.objects.exists()


def test_the_wall_and_a_restricted_case_hold(world, feeds, case):
    tell_of(world, feeds["fell-police"], 5, by="police_worker")
    said_who(world, case, feeds["fell-police"])
    system = world.acts("system")
    decide_conflict(by=system, at=world.at, case=case, account=world.people["deputy"], shut_out=True, why="A cousin.")
    assert len(proposed(world, case)) == 1 and proposed(world, case, "deputy") == []
    world.acts("deputy")
    assert not ReportedAgain.objects.exists()
    system = world.acts("system")
    with command("test.restrict", by=system, at=world.at):
        case.refresh_from_db()
        case.restricted = True
        case.save()
    # Whoever runs the kind has a restricted case too, and nobody else in her agency who is not named on it.
    assert len(proposed(world, case)) == 1 and proposed(world, case, "officer") == []
    world.acts("officer")
    assert not ReportedAgain.objects.exists()


def test_what_was_answered_is_not_proposed_anew_when_the_agency_sends_it_again(world, feeds, case):
    days = {"K-1": 5, "K-2": 9, "K-3": 12}
    rows = [told(days_ago(world.at, days), key=key) for key, days in days.items()]
    reported(by=world.acts("police_worker"), at=world.at, feed=feeds["fell-police"], rows=rows)
    said_who(world, case, feeds["fell-police"])
    by = world.acts("coordinator")
    first, *others = again_of(by, case)
    dismiss_again(by=by, at=world.at, again=first, why="Her brother, not him.")
    assert [row.happened_on for row in others] == [days_ago(world.at, 9), days_ago(world.at, 12)]
    [extract] = feeds["fell-police"].extracts.all()
    # The file is corrected: the first two are in it again, with new keys of ours; the third is not.
    by = world.acts("police_worker")
    better = send_file(by=by, at=world.at, feed=feeds["fell-police"], name="better.csv",
                       content=csv_of(HEADS, rows[:2]), corrects=extract)  # fmt: skip
    take_rows_in(by=by, at=world.at, extract=better, leave_out=True)
    assert [(on, answer) for _agency, on, answer in proposed(world, case)] == [
        (days_ago(world.at, 5), "dismissed"), (days_ago(world.at, 9), "proposed"),
        (days_ago(world.at, 12), "withdrawn"),
    ]  # fmt: skip


def tell_numbered(world, feed, by, *days_and_keys):
    """Reports of one crime number each, as an agency dates them."""
    rows = [(told(days_ago(world.at, days), key=key), "", number) for days, key, number in days_and_keys]
    tell(world, feed, by, *rows)


@pytest.fixture
def both_told(world, feeds, case):
    """The police and the hospital report one attack under one crime number, and each dates it otherwise."""
    tell_numbered(world, feeds["fell-police"], "police_worker", (5, "P-1", "FP/1/26"), (20, "P-2", "FP/2/26"))
    tell_numbered(world, feeds["fell-health"], "health_lead", (4, "H-1", "fp 1 26"))
    said_who(world, case, feeds["fell-police"])
    surely(world, list(feeds.values()))
    return case


def test_what_two_agencies_report_of_one_event_is_proposed_once_and_says_who_else_reported_it(world, feeds, both_told):
    newest, other = again_of(world.acts("coordinator"), both_told)
    assert (newest.agency.slug, newest.also) == ("fell-police", (world.agencies["fell-health"].name,))
    assert (other.agency.slug, other.also) == ("fell-police", ())


def test_one_answer_answers_for_both_and_abuse_is_recorded_once(world, feeds, both_told):
    by = world.acts("coordinator")
    confirm_again(by=by, at=world.at, again=again_of(by, both_told)[0])
    assert CaseEvent.objects.filter(case=both_told, name="abuse_recorded").count() == 1
    world.acts("system")
    assert sorted(ReportedAgain.objects.values_list("agency__slug", "answer")) == [
        ("fell-health", "confirmed"), ("fell-police", "confirmed"), ("fell-police", "proposed"),
    ]  # fmt: skip
    # What a third report tells of the same event is not asked again.
    tell_numbered(world, feeds["fell-health"], "health_lead", (4, "H-1", "fp 1 26"), (20, "H-2", "fp 2 26"))
    assert [row.answer for row in again_of(world.acts("coordinator"), both_told)] == ["confirmed", "proposed"]
    by = world.acts("coordinator")
    dismiss_again(by=by, at=world.at, again=again_of(by, both_told)[1], why="Her brother, not him.")
    assert cases_reported_again(world.acts("coordinator")) == ()


def test_whoever_may_not_learn_of_the_other_agency_is_told_of_one_report_and_nothing_besides(world, feeds, both_told):
    agreed = terms(at=world.at, holds="incidents", opened_to_analysts=True, pointer="nobody")
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=feeds["fell-health"], agreed=agreed, why="No.")
    coordinator = world.acts("coordinator")
    newest, other = again_of(coordinator, both_told)
    assert (newest.agency.slug, newest.also) == (other.agency.slug, other.also) == ("fell-police", ())
    confirm_again(by=coordinator, at=world.at, again=newest)
    again = terms(at=world.at, holds="incidents", **POINTS)
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=feeds["fell-health"], agreed=again, why="Yes.")
    # The other's report of the same has the same answer, so that nobody is asked twice.
    newest, other = again_of(world.acts("coordinator"), both_told)
    assert (newest.answer, newest.also, other.answer) == (
        "confirmed",
        (world.agencies["fell-health"].name,),
        "proposed",
    )


def test_a_correction_that_parts_the_two_makes_them_two_proposals_again(world, feeds, both_told):
    tell_numbered(world, feeds["fell-health"], "health_lead", (4, "H-1", ""))
    assert [(row.agency.slug, row.also) for row in again_of(world.acts("coordinator"), both_told)] == [
        ("fell-health", ()), ("fell-police", ()), ("fell-police", ()),
    ]  # fmt: skip
