"""One row over several agencies: where a reviewer is sure and every agreement lets it; each sees what it may of it."""

import pytest
from django.http import Http404

from cairn.domain.cases.api import save_tie
from cairn.domain.hub.api import HubPerson, Link
from cairn.domain.hub.models import AgencyRecord, PairDecision
from cairn.domain.hub.services.by_hand import take_back
from cairn.domain.hub.services.deciding import decide_pairs, new_act
from cairn.domain.records.api import change_agreement, end_feed
from cairn.domain.records.testing import a_feed, terms
from cairn.domain.watch import policies
from cairn.domain.watch.models import ToldTo, WatchRow
from cairn.domain.watch.queries.lines import DIFFERS, watch_list
from cairn.domain.watch.queries.row_page import watch_page
from cairn.domain.watch.services.clearing import forget_feed
from cairn.domain.watch.services.drafting import refer
from cairn.domain.watch.services.handing_over import answer_hand_over, ask_to_lead
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.services.working import close_row, record_contact, take_lead
from cairn.domain.watch.tasks import refresh_each_night
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.ui.days import day_in_words
from tests.watch_making import days_ago, reported, told

pytestmark = pytest.mark.django_db
SHARED = {"pointer": "every", "in_watch": "told", "opened_to_analysts": True}


def a_feed_of(world, slug, lead, **agreed):
    return a_feed(by=world.acts(lead), at=world.at, agency=world.agencies[slug], holds="incidents", **agreed)


def called(row, *, victim):
    """The same report with another name of the person harmed."""
    given, family = victim
    return (*row[:7], given, family, *row[9:])


def surely(world, feeds):
    """The matcher joins the records of two feeds, and then a reviewer says that it is right; the acts of decision."""
    acts = []
    for number, key in enumerate(("N-1", "N-2")):
        system = world.acts("system")
        with command("hub.link", by=system, at=world.at):
            person = HubPerson(partnership=world.partnership, ref=f"PN-0000000{number + 2}", made_at=world.at)
            person.save()
            records = [AgencyRecord(partnership=world.partnership, agency_id=feed.agency_id, feed=feed, key=key)
                       for feed in feeds]  # fmt: skip
            for record in records:
                record.save()
                Link(partnership=world.partnership, record=record, person=person, standing="matched", chance=0.99,
                     made_at=world.at).save()  # fmt: skip
        refresh(world.partnership.pk, {f"{feed.pk}:key:{key}" for feed in feeds}, at=world.at)
        world.acts("system")
        joined = f"person:{person.ref}"
        rows = WatchRow.objects.filter(victim__startswith=joined) | WatchRow.objects.filter(suspect__startswith=joined)
        assert not rows.exists()
        pair = tuple(sorted(record.pk for record in records))
        acts.append(new_act())
        decide_pairs(by=world.acts("system"), at=world.at, pairs=[pair], says="same", why="Seen.", act=acts[-1])
    return acts


@pytest.fixture
def both(world):
    """The police and the hospital report incidents between the same two; both agreed to rows in common."""
    made = {}
    for slug, lead, worker, days in (("fell-police", "police_lead", "police_worker", 5),
                                     ("fell-health", "health_lead", "health_lead", 2)):  # fmt: skip
        feed = made[slug] = a_feed_of(world, slug, lead, **SHARED)
        reported(by=world.acts(worker), at=world.at, feed=feed, rows=[told(days_ago(world.at, days), flags="weapon")])
    world.acts("system")
    return made


def seen(world, who):
    actor = world.acts(who)
    set_scope(actor)
    return [line.ref for line in watch_list(actor, which="", page="", at=world.at).lines]


def page(world, who):
    [ref] = seen(world, who)
    return watch_page(world.acts(who), ref, at=world.at)


def test_rows_of_two_agencies_become_one_at_once_when_a_reviewer_is_sure(world, both):
    assert len(seen(world, "officer")) == 1 and seen(world, "officer") != seen(world, "nurse")
    surely(world, both.values())
    assert seen(world, "officer") == seen(world, "nurse") and len(seen(world, "officer")) == 1
    for who in ("housing", "idva", "manager", "stranger", "analyst"):
        assert seen(world, who) == []
    officer = page(world, "officer")
    assert [(one.agency, one.told) for one in officer.reports] == [
        (world.agencies["fell-health"].short, False), (world.agencies["fell-police"].short, True),
    ]  # fmt: skip
    assert (officer.reports[0].offence, officer.reports[0].harm, officer.reports[0].ref) == ("", (), "")
    # Her own report has a weapon in it; that there is no sign in the other's is nobody's word.
    assert (officer.line.risk, officer.line.untold) == (("Weapon",), 1)
    assert officer.reports[1].ref and officer.line.who == "Avocet Agate" and officer.line.reports == 2
    world.acts("system")
    assert refresh(world.partnership.pk, {officer.row.victim}, at=world.at) == 0


def test_the_database_itself_keeps_from_each_agency_what_the_other_reported(world, both):
    surely(world, both.values())
    [ref] = seen(world, "officer")
    row = WatchRow.objects.get(ref=ref)
    assert set(row.reports[0]) == {"incident", "agency", "feed", "happened", "reported", "spell"}
    assert ":key:" not in row.victim and ":key:" not in row.suspect  # nobody's reference
    [mine] = ToldTo.objects.filter(row=row)
    assert mine.agency_id == world.agencies["fell-police"].pk and len(mine.reports) == 1
    set_scope(world.acts("housing"))
    assert not WatchRow.objects.exists() and not ToldTo.objects.exists()


def test_each_agency_reads_the_names_it_gave_and_nobody_the_others(world, both):
    row = called(told(days_ago(world.at, 1)), victim=("Avocet", "Newname"))
    reported(by=world.acts("health_lead"), at=world.at, feed=both["fell-health"], rows=[row])
    surely(world, both.values())
    assert page(world, "officer").line.who == "Avocet Agate"
    assert page(world, "nurse").line.who == "Avocet Newname"
    world.acts("officer")
    assert WatchRow.objects.get(ref=seen(world, "officer")[0]).victim_name == ""
    # Whoever runs conferences has neither name, once the rules are met.
    rows = [told(days_ago(world.at, days)) for days in (40, 90)]
    reported(by=world.acts("police_worker"), at=world.at, feed=both["fell-police"], rows=rows)
    world.acts("system")
    assert WatchRow.objects.get(rules_met_on__isnull=False).victim.startswith("person:")
    actor = world.acts("coordinator")
    set_scope(actor)
    assert DIFFERS not in {line.who for line in watch_list(actor, which="", page="", at=world.at).lines}  # police


def test_an_agreement_that_shows_more_shows_what_was_reported_and_no_reference(world, both):
    surely(world, both.values())
    agreed = terms(at=world.at, holds="incidents", **{**SHARED, "in_watch": "shown"})
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=both["fell-health"], agreed=agreed, why="Agreed.")
    first = page(world, "officer").reports[0]
    assert first.told and first.harm == ("Weapon",) and first.ref == ""
    assert [one.told for one in page(world, "nurse").reports] == [True, False]


@pytest.mark.parametrize("how", ["ends", "alone", "runs out"])
def test_when_an_agreement_no_longer_lets_it_the_rows_part_at_once(world, both, how):
    surely(world, both.values())
    [joined], feed, by = seen(world, "officer"), both["fell-health"], world.acts("health_lead")
    if how == "ends":
        end_feed(by=by, at=world.at, feed=feed, why="The hospital left.")
    elif how == "alone":
        agreed = terms(at=world.at, holds="incidents", **{**SHARED, "in_watch": "alone"})
        change_agreement(by=by, at=world.at, feed=feed, agreed=agreed, why="Thought again.")
    else:
        facts = {**SHARED, "ends_on": days_ago(world.at, 1)}
        agreed = terms(at=world.at, holds="incidents", **facts)
        change_agreement(by=by, at=world.at, feed=feed, agreed=agreed, why="Not renewed.")
    assert seen(world, "officer") != seen(world, "nurse")
    assert joined not in seen(world, "officer") + seen(world, "nurse")
    assert [one.told for one in page(world, "officer").reports] == [True]
    for who in ("officer", "nurse"):
        with pytest.raises(Http404):
            watch_page(world.acts(who), joined, at=world.at)


def test_what_was_written_in_a_row_in_common_is_left_to_whoever_wrote_it(world, both):
    acts = surely(world, both.values())
    [joined] = seen(world, "officer")
    by = world.acts("officer")
    record_contact(by=by, at=world.at, row=WatchRow.objects.get(ref=joined), kind="made", on=world.at.date(),
                   note="She is with her sister.")  # fmt: skip
    assert "She is with her sister." in str(page(world, "nurse").done)  # while it is theirs both
    world.acts("system")
    take_back(by=world.acts("system"), at=world.at, act=acts[0], why="Two women of one name.")
    assert PairDecision.objects.filter(says="withdrawn").exists()
    assert seen(world, "officer") != seen(world, "nurse")
    assert watch_page(world.acts("officer"), joined, at=world.at).row.stands == "closed"
    with pytest.raises(Http404):
        watch_page(world.acts("nurse"), joined, at=world.at)
    # It goes with the records of either, though it rests on none of them any more.
    world.acts("system")
    forget_feed(feed=both["fell-health"], at=world.at)
    world.acts("system")
    row = WatchRow.objects.get(ref=joined)
    assert row.victim.startswith("cleared:") and not row.contacts.exists() and not row.decisions.exists()


def test_what_was_noted_before_rows_were_joined_stays_where_it_was(world, both):
    [before] = seen(world, "officer")
    by = world.acts("officer")
    record_contact(by=by, at=world.at, row=WatchRow.objects.get(ref=before), kind="made", on=world.at.date(),
                   note="She is with her sister.")  # fmt: skip
    surely(world, both.values())
    nurse = page(world, "nurse")
    assert nurse.done == () and (nurse.line.contact, nurse.line.contact_on) == ("", None)
    with pytest.raises(Http404):
        watch_page(world.acts("nurse"), before, at=world.at)
    # What is recorded in the row they have in common stands there for both.
    by = world.acts("nurse")
    set_scope(by)
    record_contact(by=by, at=world.at, row=nurse.row, kind="attempted", on=world.at.date(), note="")
    assert {page(world, who).line.contact for who in ("officer", "nurse")} == {"Tried, and nobody was reached"}


def test_what_one_agency_closed_does_not_close_what_another_reported(world, both):
    by, own = world.acts("officer"), page(world, "officer").row
    close_row(by=by, at=world.at, row=own, why="They moved away.")
    surely(world, both.values())
    joined = page(world, "officer").row
    assert joined.pk != own.pk and joined.stands == "open"
    close_row(by=world.acts("officer"), at=world.at, row=joined, why="Both agreed.")
    joined.refresh_from_db()
    assert (joined.stands, joined.why) == ("closed", "Merlin Scree closed it: Both agreed.")


def test_an_agreement_that_keeps_its_incidents_alone_is_not_joined(world):
    feeds = []
    for slug, lead, in_watch in (("fell-police", "police_lead", "told"), ("fell-health", "health_lead", "alone")):
        feeds.append(a_feed_of(world, slug, lead, **{**SHARED, "in_watch": in_watch}))
        reported(by=world.acts(lead), at=world.at, feed=feeds[-1], rows=[told(days_ago(world.at, 2))])
    surely(world, feeds)
    assert len(seen(world, "officer")) == 1 and seen(world, "officer") != seen(world, "nurse")
    with pytest.raises(Refused, match="every agency see that"):
        a_feed_of(world, "fell-council", "manager", pointer="nobody", in_watch="told")
    with pytest.raises(Refused, match="Only incidents"):
        a_feed(by=world.acts("manager"), at=world.at, agency=world.agencies["fell-council"], pointer="every",
               in_watch="told")  # fmt: skip


def test_a_tie_to_a_name_that_one_agency_alone_knows_keeps_somebody_of_the_other_out(world, both):
    nurse = world.acts("nurse")
    set_scope(nurse)
    save_tie(by=nurse, at=world.at, tie="family", name="Avocet Agate")
    row = called(told(days_ago(world.at, 1)), victim=("Avocet", "Newname"))
    reported(by=world.acts("health_lead"), at=world.at, feed=both["fell-health"], rows=[row])
    surely(world, both.values())
    assert len(seen(world, "officer")) == 1 and seen(world, "nurse") == []
    assert len(seen(world, "nurse_too")) == 1


def test_the_nightly_look_changes_nothing_where_nothing_changed(world, both):
    surely(world, both.values())
    refs = seen(world, "officer")
    refresh_each_night(at=world.at)
    assert seen(world, "officer") == refs


def test_a_drafted_referral_carries_what_the_referrers_agency_knows_and_nothing_of_anothers(world, both):
    surely(world, both.values())
    agreed = terms(at=world.at, holds="incidents", **{**SHARED, "in_watch": "shown"})
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=both["fell-health"], agreed=agreed, why="Agreed.")
    [ref] = seen(world, "officer")
    by = world.acts("officer")
    row = WatchRow.objects.get(ref=ref)
    record_contact(by=by, at=world.at, row=row, kind="attempted", on=world.at.date(), note="Behind the blue door.")
    row = WatchRow.objects.get(ref=ref)
    take_lead(by=by, at=world.at, row=row, leader=world.people["officer"], why="Mine.")
    _decision, half = refer(by=by, at=world.at, row=WatchRow.objects.select_related("leader").get(ref=ref),
                            why="Escalating.", consent="given")  # fmt: skip
    [text] = half.typed["risk_known"]
    assert day_in_words(days_ago(world.at, 5)) in text and "weapon" in text and "nobody was reached" in text
    assert day_in_words(days_ago(world.at, 2)) not in text and "blue door" not in text
    health = world.agencies["fell-health"]
    assert health.name not in text and health.short not in text


def test_an_agency_that_leads_by_a_hand_over_alone_is_told_nothing_of_third_agencies(world, both):
    surely(world, both.values())
    for slug, lead in (("fell-health", "health_lead"), ("fell-police", "police_lead")):
        agreed = terms(at=world.at, holds="incidents", **{**SHARED, "in_watch": "shown"})
        change_agreement(by=world.acts(lead), at=world.at, feed=both[slug], agreed=agreed, why="Agreed.")
    [ref] = seen(world, "officer")
    by = world.acts("officer")
    row = WatchRow.objects.get(ref=ref)
    asked = ask_to_lead(by=by, at=world.at, row=row, agency=world.agencies["fell-network"], why="An adviser is needed.")
    idva = world.acts("idva")
    set_scope(idva)
    answer_hand_over(by=idva, at=world.at, asked=policies.ANSWER.one(idva, ref=asked.ref), accept=True)
    own = page(world, "idva")
    assert [(one.agency, one.told) for one in own.reports] == [(world.agencies["fell-police"].short, True)]
    assert (own.line.reports, own.line.untold) == (1, 0)
    world.acts("idva")
    [mine] = ToldTo.objects.filter(row__ref=ref)
    assert set(mine.reports) == {
        str(one["incident"]) for one in own.row.reports if one["feed"] == both["fell-police"].pk
    }
    assert [one.told for one in page(world, "officer").reports] == [True, True]  # who reported it too still sees both
