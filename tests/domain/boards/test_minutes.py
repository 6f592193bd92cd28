"""An agenda is built from what is due; what a meeting asks for is done in the plan, or cannot be lost."""

from datetime import timedelta

import pytest

from cairn.domain.boards import policies, testing
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import AgendaItem, Matter
from cairn.domain.boards.queries import meetings as queries
from cairn.domain.boards.services import meetings, minutes
from cairn.domain.boards.terms import AgendaKind
from cairn.domain.plans import testing as plans
from cairn.domain.plans.models import Action
from cairn.domain.risks import api as risks
from cairn.domain.voice import testing as voice
from cairn.foundation.access.policies import Forbidden
from tests.risk_making import a_risk


@pytest.fixture
def plan(world):
    return plans.add_plan(world, state="with_partners")


@pytest.fixture
def meeting(world, board):
    return testing.a_meeting(by=world.acts("manager"), at=world.at, group=board)


@pytest.fixture
def item(world, meeting):
    return testing.an_item(by=world.acts("manager"), at=world.at, meeting=meeting)


def built(world, meeting, at=None):
    minutes.build_agenda(by=world.acts("manager"), at=at or world.at, meeting=meeting)
    return {row.kind: row for row in AgendaItem.objects.filter(meeting=meeting)}


def test_the_agenda_puts_exceptions_first_the_worst_on_top(world, plan, meeting):
    late = plans.add_action(world, plan=plan, title="Late one", due_on=world.day(-5))
    risky = plans.add_action(world, plan=plan, title="Risky one")
    plans.add_update(world, risky, stated="at_risk", next_step="Ask.")
    plans.add_action(world, plan=plan, title="Fine one")
    found = built(world, meeting)
    assert [line["ref"] for line in found["exceptions"].shown] == [late.ref, risky.ref]
    assert [row.kind for row in meeting.items.order_by("place")] == [
        "exceptions", "matters", "voice", "equality", "risks", "other",
    ]  # fmt: skip


def test_survivors_issues_are_a_standing_item_until_they_are_answered(world, meeting):
    issue = voice.an_issue(by=world.acts("manager"), at=world.at)
    assert [line["ref"] for line in built(world, meeting)["voice"].shown] == [issue.ref]
    ask = voice.an_ask(by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], issue=issue)
    voice.a_reply(by=world.acts("police_lead"), at=world.at, ask=ask, answer="done")
    assert built(world, meeting)["voice"].shown == []


def test_the_rural_and_equality_view_counts_what_is_behind(world, plan, meeting):
    plans.add_action(world, plan=plan, rural="No bus after six.", characteristics=["age"], due_on=world.day(-1))
    plans.add_action(world, plan=plan, title="Another", characteristics=["age"])
    lines = {line["title"]: line["about"] for line in built(world, meeting)["equality"].shown}
    assert lines == {
        "Rural places": "1 open action, 1 late, blocked or at risk.",
        "Age": "2 open actions, 1 late, blocked or at risk.",
    }


def test_grave_and_rising_risks_are_a_standing_item(world, meeting):
    grave = a_risk(world, title="The grant ends.", likelihood=4, impact=5)
    rising = a_risk(world, title="Rooms are lost.", likelihood=1, impact=2)
    a_risk(world, title="A small thing.", likelihood=1, impact=1)
    risks.reassess(
        by=world.acts("manager"),
        at=world.at,
        risk=rising,
        likelihood=2,
        impact=2,
        mitigation="Ask.",
        why="One is lost.",
    )
    [first, second] = built(world, meeting)["risks"].shown
    assert (first["ref"], second["ref"]) == (grave.ref, rising.ref)
    assert first["about"] == "Extreme, 20 of 25, new. Council answers for it. It threatens CP1."
    assert second["about"].startswith("Moderate, 4 of 25, rising.")


def test_building_again_looks_anew_and_leaves_the_minutes_alone(world, plan, meeting):
    first = built(world, meeting)["exceptions"]
    save(world, first, note="Nothing was late.")
    plans.add_action(world, plan=plan, due_on=world.day(-5))
    again = built(world, meeting)["exceptions"]
    assert (len(again.shown), again.note) == (1, "Nothing was late.")
    assert minutes.build_agenda(by=world.acts("manager"), at=world.at, meeting=meeting) == 0


# ---- minutes


def save(world, item, *, version=None, note="", decided="", at=None):
    return minutes.save_minutes(
        by=world.acts("manager"), at=at or world.at, item=item, version=version or item.version, note=note,
        decided=decided,
    )  # fmt: skip


def test_two_people_who_take_minutes_see_each_others_words(world, item):
    save(world, item, note="Mine.")
    with pytest.raises(EditConflict) as caught:
        save(world, item, version=1, note="Theirs.")
    assert (caught.value.theirs, caught.value.version) == ({"note": "Mine.", "decided": ""}, 2)
    save(world, item, version=2, note="Both.")
    assert AgendaItem.objects.get(pk=item.pk).note == "Both."


def test_minutes_are_not_taken_before_the_day_nor_without_anything_new(world, board, item, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    ahead = testing.an_item(**call, meeting=testing.a_meeting(**call, group=board, days=2))
    assert "not come" in refused(save, world=world, item=ahead, note="Early.")[1]
    assert "not come" in refused(testing.a_matter, **call, item=ahead)[1]
    assert refused(save, world=world, item=item)[1] == "Nothing was changed."


def test_only_the_manager_takes_minutes(world, item):
    with pytest.raises(Forbidden, match="Only the partnership manager runs a meeting"):
        minutes.save_minutes(by=world.acts("board"), at=world.at, item=item, version=1, note="No.", decided="")


# ---- what is to be done


def facts(world, plan, **more):
    return {
        "owner": world.people["council_worker"], "due_on": world.day(60), "plan": plan,
        "commitment": world.commitment("CP2"), **more,
    }  # fmt: skip


def matter(world, item, **more):
    return testing.a_matter(by=world.acts("manager"), at=world.at, item=item, **more)


def test_what_the_plan_takes_is_an_action_of_it_with_the_meeting_as_its_origin(world, board, meeting, item, plan):
    made = matter(world, item, **facts(world, plan))
    action = Action.objects.get()
    assert made.action == action
    assert action.title == made.text
    assert (action.origin, action.lead.slug, action.due_on) == ("meeting", "fell-council", world.day(60))
    assert meeting.ref in action.origin_note
    assert made.ref in action.origin_note
    assert made.closed_because == f"It is in the action plan, as {action.ref}."
    assert queries.open_matters(world.acts("board"), board) == ()


def test_sent_twice_it_is_minuted_once(world, item, plan):
    assert matter(world, item, **facts(world, plan)).pk == matter(world, item, **facts(world, plan)).pk
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("commitment", "Nobody said which commitment it serves."),
        ("owner", "Nobody owns it yet."),
        ("due_on", "It has no due date yet."),
    ],
)
def test_what_the_plan_cannot_take_stays_a_matter_arising_and_says_why(world, board, item, plan, missing, said):
    made = matter(world, item, **facts(world, plan, **{missing: None}))
    assert (made.plan_said, made.action, made.closed_on) == (said, None, None)
    [view] = queries.open_matters(world.acts("manager"), board)
    assert (view.ref, view.may_close) == (made.ref, True)
    assert not Action.objects.exists()


def test_what_the_plan_refuses_is_kept_in_its_own_words(world, board, item, plan):
    made = matter(world, item, **facts(world, plan, due_on=world.day(-100)))
    assert made.plan_said == "The due date must not be before the start."
    assert not Action.objects.exists()
    assert Matter.objects.get() == made


def test_a_matter_stays_on_each_next_agenda_until_it_is_closed_with_a_reason(world, board, meeting, item, refused):
    made = matter(world, item)
    manager = world.acts("manager")
    following = testing.a_meeting(by=manager, at=world.at, group=board, days=30)
    later = testing.a_meeting(by=manager, at=world.at, group=board, days=60)
    for ahead in (following, later):
        assert [line["ref"] for line in built(world, ahead)["matters"].shown] == [made.ref]
    assert built(world, meeting)["matters"].shown == []  # not on the agenda of the meeting that raised it
    assert refused(minutes.close_matter, by=world.acts("manager"), at=world.at, matter=made, reason="  ")[0] == "reason"
    minutes.close_matter(by=world.acts("manager"), at=world.at, matter=made, reason="Every surgery has the letter.")
    assert built(world, later, at=world.at + timedelta(days=1))["matters"].shown == []
    with pytest.raises(Forbidden, match="closed already"):
        minutes.close_matter(by=world.acts("manager"), at=world.at, matter=made, reason="Again.")


def test_a_matter_outlives_the_meeting_that_was_closed_or_cancelled(world, board, meeting, item):
    made = matter(world, item)
    manager = world.acts("manager")
    seat = testing.a_seat(by=manager, at=world.at, group=board, agency=world.agencies["fell-police"])
    meetings.record_attendance(by=manager, at=world.at, meeting=meeting, came={seat.pk: "present"})
    meetings.close_meeting(by=manager, at=world.at, meeting=meeting)
    gone = testing.a_meeting(by=manager, at=world.at, group=board, days=30)
    meetings.cancel_meeting(by=manager, at=world.at, meeting=gone, reason="Snow.")
    after = testing.a_meeting(by=manager, at=world.at, group=board, days=45)
    assert [line["ref"] for line in built(world, after)["matters"].shown] == [made.ref]


@pytest.mark.parametrize("who", ["manager", "police_lead", "board", "auditor", "administrator", "stranger", "system"])
def test_who_may_see_and_close_a_matter(world, item, who):
    made = matter(world, item)
    actor = world.acts(who)
    assert policies.VIEW_MATTER.decide(actor, made).allowed is (who not in ("administrator", "stranger"))
    assert policies.CLOSE_MATTER.decide(actor, made).allowed is (who in ("manager", "system"))


def test_standing_items_are_never_typed_by_hand(world, meeting, refused):
    call = {"by": world.acts("manager"), "at": world.at, "meeting": meeting, "title": "x"}
    assert refused(meetings.add_item, **call, kind=AgendaKind.VOICE)[0] == "kind"
