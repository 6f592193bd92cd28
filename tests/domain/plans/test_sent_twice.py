"""What is sent twice is kept once; what says something else, or says it again later, is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.plans.services import planning, progress
from cairn.domain.plans.terms import PlanState, RequestKind, Stated
from cairn.domain.plans.testing import (
    add_action,
    add_evidence,
    add_file,
    add_plan,
    add_pledge,
    add_request,
    add_update,
    judge,
)
from cairn.foundation.audit.models import Entry


@pytest.fixture
def action(world, plan):
    return add_action(world, plan=plan, title="Held for this test", supporting=["fell-police"])


SENT = {
    "update": lambda world, action, **more: add_update(world, action, **more),
    "evidence": lambda world, action, **more: add_evidence(world, action, **more),
    "pledge": lambda world, action, **more: add_pledge(world, action, **more),
    "request": lambda world, action, **more: add_request(world, plan=action.plan, action=action, **more),
    "action": lambda world, action, **more: add_action(
        world, plan=action.plan, also=["CS1"], milestones=[("Rooms found", world.day(9))], **more
    ),
}


@pytest.mark.parametrize("send", SENT.values(), ids=SENT)
def test_sent_twice_it_is_kept_once_and_the_record_says_it_once(world, action, send):
    first = send(world, action)
    before = Entry.objects.count()
    second = send(world, action)
    assert second.pk == first.pk and type(first).objects.filter(pk__gt=first.pk).count() == 0
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("sent", "more"),
    [
        ("update", {"done": "Three schools have started."}),
        ("evidence", {"title": "Lesson plans of the second term"}),
        ("pledge", {"amount": "0.6 FTE"}),
        ("request", {"text": "Tell us which schools have not booked."}),
        ("request", {"kind": RequestKind.EVIDENCE}),
        ("action", {"title": "Teach every year 10 class"}),
        ("action", {"supporting": ["fell-police"]}),
    ],
)
def test_with_other_words_it_is_kept_beside_the_first(world, action, sent, more):
    first = SENT[sent](world, action)
    assert SENT[sent](world, action, **more).pk != first.pk


@pytest.mark.parametrize(
    ("sent", "who"), [("update", "police_worker"), ("evidence", "police_worker"), ("request", "council_lead")]
)
def test_somebody_else_who_says_the_same_is_kept_too(world, action, sent, who):
    first = SENT[sent](world, action)
    assert SENT[sent](world, action, by=who).pk != first.pk


def test_the_same_update_a_day_later_or_after_another_says_something_new(world, action):
    first = add_update(world, action)
    add_update(world, action, stated=Stated.BLOCKED, waiting_on="The county's lawyers.", by="police_worker")
    again = add_update(world, action)
    assert again.pk != first.pk and action.stated == Stated.ON_TRACK
    later = add_update(world, action, at=world.at + timedelta(days=1))
    assert later.pk != again.pk and action.last_update_at == later.at


def test_evidence_offered_again_after_it_was_refused_is_a_new_piece(world, action):
    first = add_evidence(world, action)
    judge(world, first, accepted=False)
    assert add_evidence(world, action).pk != first.pk


def test_a_pledge_made_again_after_it_was_withdrawn_is_a_new_one(world, action):
    first = add_pledge(world, action)
    progress.end_pledge(by=world.acts("police_lead"), at=world.at, pledge=first, reason="The post ended.")
    assert add_pledge(world, action).pk != first.pk


def test_what_was_answered_can_be_asked_again(world, action):
    first = SENT["request"](world, action)
    planning.answer_request(by=world.acts("police_lead"), at=world.at, request=first, answer="Four schools.")
    assert SENT["request"](world, action).pk != first.pk


def test_the_same_file_is_the_same_evidence_and_another_file_is_not(world, action):
    first = add_evidence(world, action, file=add_file(world))
    assert add_evidence(world, action, file=add_file(world)).pk == first.pk
    assert add_evidence(world, action, file=add_file(world, content=b"25 of 26 came.")).pk != first.pk


@pytest.mark.parametrize("send", SENT.values(), ids=SENT)
def test_of_two_sent_at_once_the_second_waits_for_the_first(world, action, send):
    with CaptureQueriesContext(connection) as asked:
        send(world, action)
    held = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert held, "nothing was held, so both would look before either is kept"


def test_evidence_is_judged_with_its_action_held_so_that_nobody_closes_it_meanwhile(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    evidence = add_evidence(world, add_action(world, plan=plan))
    with CaptureQueriesContext(connection) as asked:
        judge(world, evidence)
    steps = [query["sql"] for query in asked]
    held = next(place for place, sql in enumerate(steps) if "FOR UPDATE" in sql)
    decided = next(place for place, sql in enumerate(steps) if '"holds_0_0"' in sql)
    assert '"plans_action"' in steps[held] and held < decided
