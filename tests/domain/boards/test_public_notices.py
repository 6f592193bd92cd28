"""The notice of a key decision is public once a second person has read it, and goes when it is ahead no more."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.boards import policies, testing
from cairn.domain.boards.models import NoticeRelease
from cairn.domain.boards.queries.forward import forward_plan
from cairn.domain.boards.queries.public_notice import notice_of, notice_page
from cairn.domain.boards.services import planned, public_notices
from cairn.domain.plans.slots import sections_from_above
from cairn.domain.publishing.api import newest_notice, notice_from
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry


def facts(world, **more):
    return planned.PlannedFacts(
        **{"title": "Renew the grant", "maker": "cabinet", "due_on": world.day(40), "key": True,
           "papers": "Report on need\nImpact assessment", "contact": "The safety team", **more}
    )  # fmt: skip


@pytest.fixture
def ahead(world):
    return planned.plan_decision(by=world.acts("manager"), at=world.at, facts=facts(world))


def proposed(world, row, **more):
    call = {"by": world.acts("manager"), "at": world.at, "planned": row, "note": "It is to be taken.", **more}
    return public_notices.propose_notice(**call)


def published(world, row, *, at=None, **more):
    release = proposed(world, row, **more)
    return public_notices.publish_notice_release(by=world.acts("board"), at=at or world.at, release=release)


def changed(world, row, **more):
    row.refresh_from_db()
    given = {"notice_on": row.notice_on, **more}
    return planned.change_planned(
        by=world.acts("manager"), at=world.at, planned=row, version=row.version, facts=facts(world, **given)
    )


def standing(world):
    return [line.residents[0] for line in forward_plan(world.acts("board"), at=world.at, may_add=False).planned]


@pytest.mark.parametrize(
    ("who", "proposes", "checks"),
    [
        ("manager", True, "proposed_it"), ("board", False, "second_person"), ("analyst", False, "second_person"),
        ("police_lead", False, "no_clause"), ("administrator", False, "no_clause"), ("stranger", False, "no_clause"),
        ("system", True, "no_clause"),
    ],
)  # fmt: skip
def test_who_proposes_and_who_checks(world, ahead, who, proposes, checks):
    release = proposed(world, ahead)
    actor = world.acts(who)
    assert policies.RELEASE_NOTICE.decide(actor, ahead).allowed is proposes
    assert policies.CHECK_NOTICE.decide(actor, release).clause == checks


def test_it_is_published_as_proposed_and_that_day_is_the_day_of_notice(world, ahead):
    assert standing(world) == ["Residents do not see it yet"]
    release = proposed(world, ahead)
    assert standing(world) == ["Waits for a second person"]
    assert "notices" in [section.key for section in sections_from_above(world.acts("board"), today=world.today)]
    assert "notices" not in [section.key for section in sections_from_above(world.acts("manager"), today=world.today)]
    edition = public_notices.publish_notice_release(
        by=world.acts("board"), at=world.at + timedelta(days=1), release=release
    )
    ahead.refresh_from_db()
    assert (edition.number, edition.due_on) == (1, world.day(40))
    assert edition.noticed_on == ahead.notice_on == world.day(1)
    record = notice_from(edition.document)
    assert (record.title, record.maker, record.papers, record.contact) == (
        "Renew the grant", "Cabinet", ("Report on need", "Impact assessment"), "The safety team",
    )  # fmt: skip
    assert standing(world) == ["Residents see it"]
    assert not any(person.name in str(edition.document) for person in world.people.values())


def test_a_day_of_notice_given_elsewhere_stays_the_day_of_notice(world):
    earlier = date(2026, 11, 2)
    row = planned.plan_decision(by=world.acts("manager"), at=world.at, facts=facts(world, notice_on=earlier))
    assert published(world, row).noticed_on == earlier


def test_what_changed_since_is_a_new_edition_and_whoever_checks_is_told(world, ahead):
    published(world, ahead)
    row = changed(world, ahead, due_on=world.day(60))
    assert standing(world) == ["Residents see it otherwise"]
    release = proposed(world, row, note="The day moved.")
    page = notice_page(world.acts("board"), row, today=world.today)
    assert (page.different, page.release, page.can_check.allowed) == (("The day",), release, True)
    edition = public_notices.publish_notice_release(by=world.acts("board"), at=world.at, release=release)
    assert (edition.number, edition.due_on, edition.noticed_on) == (2, world.day(60), world.today)


def test_what_is_not_key_or_past_or_not_as_it_was_read_is_not_proposed(world, ahead, refused):
    plain = planned.plan_decision(by=world.acts("manager"), at=world.at, facts=facts(world, key=False, title="Small"))
    with pytest.raises(Forbidden, match="no key decision"):
        proposed(world, plain)
    call = {"by": world.acts("manager"), "at": world.at, "planned": ahead, "note": "New."}
    propose = public_notices.propose_notice
    assert "changed since" in refused(propose, **call, seen="x")[1]
    assert refused(propose, **{**call, "note": " "})[0] == "note"
    assert "has passed" in refused(propose, **{**call, "at": world.at + timedelta(days=41)})[1]
    release = propose(**call, seen=notice_of(call["by"], ahead, today=world.today).mark)
    late = {"by": world.acts("board"), "at": world.at + timedelta(days=41), "release": release}
    assert "has passed" in refused(public_notices.publish_notice_release, **late)[1]
    assert newest_notice(ahead.ref) is None


def test_it_leaves_the_public_plan_when_it_is_dropped_taken_or_no_longer_key(world, ahead):
    call = {"by": world.acts("manager"), "at": world.at}
    dropped = ahead
    taken, small = (
        planned.plan_decision(**call, facts=facts(world, title=title)) for title in ("Take it", "Make it small")
    )
    for row in (dropped, taken, small):
        published(world, row)
    open_still = proposed(world, changed(world, dropped, contact="Somebody else"))
    call["by"] = world.acts("manager")
    planned.drop_planned(**call, planned=dropped, reason="The grant was renewed for us.")
    planned.tie_planned(**call, planned=taken, decision=testing.a_decision(**call))
    changed(world, small, key=False)
    said = {row.ref: newest_notice(row.ref) for row in (dropped, taken, small)}
    assert all(edition.withdrawn and edition.document == {} for edition in said.values())
    assert [said[row.ref].note for row in (dropped, taken, small)] == [
        "The grant was renewed for us.", "The decision was taken.",
        "It is no longer a key decision, so it needs no notice.",
    ]  # fmt: skip
    open_still.refresh_from_db()
    assert open_still.outcome == "taken_back", "nothing of it waits to become public"
    with pytest.raises(Forbidden, match="already"):
        public_notices.publish_notice_release(by=world.acts("board"), at=world.at, release=open_still)


def test_one_person_withdraws_it_at_once_and_it_may_be_proposed_again(world, ahead, refused):
    published(world, ahead)
    gone = {"at": world.at, "planned": ahead, "reason": "It names a house."}
    with pytest.raises(Forbidden):
        public_notices.withdraw_public_notice(by=world.acts("board"), **gone)
    call = {"by": world.acts("manager"), **gone}
    assert refused(public_notices.withdraw_public_notice, **{**call, "reason": " "})[0] == "reason"
    assert public_notices.withdraw_public_notice(**call).withdrawn
    assert "nothing published" in refused(public_notices.withdraw_public_notice, **call)[1]
    page = notice_page(world.acts("manager"), ahead, today=world.today)
    assert (page.number, page.withdrawn, page.can_release.allowed) == (0, "It names a house.", True)
    ahead.refresh_from_db()
    assert published(world, ahead).number == 3
    kinds = Entry.objects.filter(subject_kind="planned decision", subject_ref=ahead.ref)
    assert {"boards.propose_notice", "boards.publish_notice", "publishing.withdraw_notice"} <= set(
        kinds.values_list("action", flat=True)
    )


def test_it_is_sent_back_with_a_reason_or_taken_back_and_the_database_wants_two_people(world, ahead, refused):
    release = proposed(world, ahead)
    back = public_notices.return_notice_release
    assert refused(back, by=world.acts("board"), at=world.at, release=release, reason=" ")[0] == "reason"
    back(by=world.acts("board"), at=world.at, release=release, reason="Name no house.")
    assert notice_page(world.acts("manager"), ahead, today=world.today).returned == "Name no house."
    again = proposed(world, ahead)
    again.outcome, again.edition, again.checked_by_id = "released", 1, again.proposed_by_id
    cheat = command("test.cheat", by=world.acts("manager"), at=world.at)
    with pytest.raises(IntegrityError, match="noticerelease_checked_by_another"), transaction.atomic(), cheat:
        again.save()
    public_notices.take_back_notice_release(by=world.acts("manager"), at=world.at, release=again)
    assert NoticeRelease.objects.filter(outcome="").count() == 0
