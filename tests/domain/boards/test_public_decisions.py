"""Residents see a decision only as a second person checked it, and when it takes effect is worked out."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.boards import policies, testing
from cairn.domain.boards.models import DecisionRelease
from cairn.domain.boards.queries.public_record import record_of, release_page, residents_are_behind
from cairn.domain.boards.queries.residents_see import shown_of
from cairn.domain.boards.services import decisions, public_decisions
from cairn.domain.plans.slots import sections_from_above
from cairn.domain.publishing.api import decision_from, newest_decision
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry


@pytest.fixture
def decision(world):
    """Published on Monday 16 November 2026: it takes effect on Monday 23 November."""
    by = world.acts("manager")
    row = testing.a_decision(
        by=by, at=world.at, decided_on=date(2026, 11, 12), contact="Commissioning team", call_in_body="Scrutiny"
    )
    return decisions.publish_decision(by=by, at=world.at, decision=row, published_on=date(2026, 11, 16))


def proposed(world, row, note="A decision on safe accommodation."):
    return public_decisions.propose_decision(by=world.acts("manager"), at=world.at, decision=row, note=note)


def published(world, row, **more):
    return public_decisions.publish_decision_release(
        by=world.acts("board"), at=world.at, release=proposed(world, row, **more)
    )


def test_residents_see_nothing_of_a_draft(world, refused):
    draft = testing.a_decision(by=world.acts("manager"), at=world.at)
    with pytest.raises(Forbidden, match="is a draft"):
        proposed(world, draft)
    assert newest_decision(draft.ref) is None


@pytest.mark.parametrize(
    ("who", "proposes", "checks"),
    [
        ("manager", True, "proposed_it"), ("board", False, "second_person"), ("analyst", False, "second_person"),
        ("police_lead", False, "no_clause"), ("auditor", False, "no_clause"), ("administrator", False, "no_clause"),
        ("stranger", False, "no_clause"), ("system", True, "no_clause"),
    ],
)  # fmt: skip
def test_who_proposes_and_who_checks(world, decision, who, proposes, checks):
    release = proposed(world, decision)
    actor = world.acts(who)
    assert policies.RELEASE_DECISION.decide(actor, decision).allowed is proposes
    assert policies.CHECK_DECISION_RELEASE.decide(actor, release).clause == checks
    assert policies.VIEW_DECISION_RELEASE.decide(actor, release).allowed is (who not in ("administrator", "stranger"))


def test_it_is_published_exactly_as_it_was_proposed_and_shows_the_days_worked_out(world, decision):
    edition = published(world, decision)
    record = decision_from(edition.document)
    assert (edition.ref, edition.number, record.status) == (decision.ref, 1, "Recommendations approved")
    assert (record.window_until, record.effective_on) == (date(2026, 11, 23), date(2026, 11, 23))
    assert record.may_have_changed  # the window was open on the day it was drawn up
    assert ("Who to ask", "Commissioning team") in record.facts
    assert ("May be called in by", "Scrutiny") in record.facts
    words = str(edition.document)
    assert not any(person.name in words for person in world.people.values())


def test_the_database_too_wants_a_second_person(world, decision):
    release = proposed(world, decision)
    release.outcome, release.edition = "released", 1
    release.checked_by_id, release.checked_at = release.proposed_by_id, world.at
    cheat = command("test.cheat", by=world.acts("manager"), at=world.at)
    with pytest.raises(IntegrityError, match="decisionrelease_checked_by_another"), transaction.atomic(), cheat:
        release.save()


def test_a_call_in_since_is_a_new_edition_and_whoever_checks_is_told_what_is_different(world, decision):
    published(world, decision)
    assert not residents_are_behind(world.acts("board"), decision, today=world.day(3))
    decisions.call_in(
        by=world.acts("manager"), at=world.at, decision=decision, called_on=date(2026, 11, 18), called_by="Scrutiny",
        why="It costs a lot.",
    )  # fmt: skip
    assert residents_are_behind(world.acts("board"), decision, today=world.day(3))
    release = proposed(world, decision, note="It was called in.")
    page = release_page(world.acts("board"), release.ref)
    assert (page.different, page.first, page.can_check.allowed) == (("What happened in call-in",), False, True)
    [section] = [one for one in sections_from_above(world.acts("board"), today=world.today) if one.key == "decisions"]
    assert [task.ref for task in section.tasks] == [release.ref]
    assert "decisions" not in [one.key for one in sections_from_above(world.acts("manager"), today=world.today)]
    edition = public_decisions.publish_decision_release(by=world.acts("board"), at=world.at, release=release)
    record = decision_from(edition.document)
    assert (edition.number, record.effective_on, record.may_have_changed) == (2, None, False)


def test_what_changed_since_it_was_read_is_not_sent_and_nothing_waits_twice(world, decision, refused):
    manager = world.acts("manager")
    seen = record_of(manager, decision, today=world.today).mark
    call = {"by": manager, "at": world.at, "decision": decision, "note": "New."}
    assert "changed since you looked" in refused(public_decisions.propose_decision, **call, seen="other")[1]
    assert refused(public_decisions.propose_decision, **{**call, "note": " "})[0] == "note"
    public_decisions.propose_decision(**call, seen=seen)
    assert "sent already" in refused(public_decisions.propose_decision, **call)[1]
    assert "still waits" in refused(public_decisions.propose_decision, **{**call, "note": "Other."})[1]


def test_it_is_sent_back_with_a_reason_or_taken_back(world, decision, refused):
    release, call = proposed(world, decision), {"at": world.at}
    back = public_decisions.return_decision_release
    assert refused(back, by=world.acts("board"), **call, release=release, reason=" ")[0] == "reason"
    back(by=world.acts("board"), **call, release=release, reason="Name no town.")
    assert shown_of(world.acts("manager"), decision).returned == "Name no town."
    again = proposed(world, decision, note="Without the town.")
    public_decisions.take_back_decision_release(by=world.acts("manager"), **call, release=again)
    with pytest.raises(Forbidden, match="already"):
        public_decisions.publish_decision_release(by=world.acts("board"), **call, release=again)
    assert newest_decision(decision.ref) is None
    assert DecisionRelease.objects.count() == 2


def test_one_person_withdraws_it_at_once_with_a_reason_that_residents_see(world, decision):
    published(world, decision)
    gone = {"at": world.at, "decision": decision, "reason": "A part was told wrongly."}
    with pytest.raises(Forbidden):
        public_decisions.withdraw_decision(by=world.acts("board"), **gone)
    edition = public_decisions.withdraw_decision(by=world.acts("manager"), **gone)
    assert (edition.withdrawn, edition.note, edition.document) == (True, "A part was told wrongly.", {})
    with pytest.raises(Refused, match="nothing published"):
        public_decisions.withdraw_decision(by=world.acts("manager"), **gone)
    acts = set(Entry.objects.filter(subject_kind="decision", subject_ref=decision.ref).values_list("action", flat=True))
    assert {"boards.propose_decision", "boards.publish_decision_release", "publishing.withdraw_record"} <= acts
