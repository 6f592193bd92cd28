"""Groups are set up once, never report to each other in a circle, and say which interest has no seat."""

from datetime import date, timedelta

import pytest

from cairn.domain.boards import policies, testing
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import Group, Seat
from cairn.domain.boards.queries import groups as queries
from cairn.domain.boards.queries import meetings
from cairn.domain.boards.services import groups, minutes
from cairn.domain.boards.services import meetings as services
from cairn.domain.boards.services.groups import GroupFacts, goes_in_a_circle
from cairn.domain.boards.terms import PART_4_INTERESTS, Cycle, GroupKind, Interest, required_interests
from cairn.domain.boards.web.drawing import drawing_of
from cairn.foundation.access.policies import Forbidden
from cairn.kernel.references import is_sound

EVERYBODY = (
    "manager", "council_lead", "council_worker", "police_lead", "police_worker", "health_lead", "network_lead", "board",
    "analyst", "auditor", "administrator", "stranger", "system",
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_who_works_here_sees_groups_and_the_manager_alone_changes_them(world, board, who):
    actor = world.acts(who)
    works = who not in ("administrator", "stranger")
    manages = who in ("manager", "system")
    assert policies.VIEW.decide(actor, board).allowed is works
    assert policies.VIEW.rows(actor).filter(pk=board.pk).exists() is works
    assert policies.CHANGE.decide(actor, board).allowed is manages
    assert policies.LIST.decide(actor, world.partnership).allowed is works
    assert policies.ADD.decide(actor, world.partnership).allowed is manages


def test_a_group_is_added_once_however_often_it_is_sent(world, board):
    again = testing.a_group(by=world.acts("manager"), at=world.at)
    assert again.pk == board.pk
    assert is_sound(board.ref)
    assert board.ref.startswith("G-")
    with pytest.raises(Forbidden, match="Only the partnership manager adds a group"):
        testing.a_group(by=world.acts("police_lead"), at=world.at, name="Another")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "fellshire SAFETY board"}, "name"),
        ({"name": "New", "kind": "club"}, "kind"),
        ({"name": "New", "cycle": "now and then"}, "cycle"),
        ({"name": "New", "quorum": 101}, "quorum"),
        ({"name": "New", "terms_agreed_on": date(2030, 1, 1)}, "terms_agreed_on"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused_by_its_field(world, board, refused, facts, field):
    found, sentence = refused(testing.a_group, by=world.acts("manager"), at=world.at, **facts)
    assert found == field
    assert sentence.endswith(".")


def change(world, group, **facts):
    fields = {"name": group.name, "kind": group.kind, "cycle": group.cycle, "reports_to": group.reports_to, **facts}
    return groups.change_group(
        by=world.acts("manager"), at=world.at, group=group, version=group.version, facts=GroupFacts(**fields)
    )


def test_groups_never_report_to_each_other_in_a_circle(world, board, refused):
    manager = world.acts("manager")
    middle = testing.a_group(by=manager, at=world.at, name="Delivery", kind=GroupKind.DELIVERY, reports_to=board)
    low = testing.a_group(by=manager, at=world.at, name="Sub", kind=GroupKind.SUB_GROUP, reports_to=middle)
    for above in (low, middle, board):
        field, sentence = refused(change, world=world, group=board, reports_to=above)
        assert field == "reports_to"
        assert "circle" in sentence
    assert change(world, low, reports_to=board).reports_to_id == board.pk


def test_going_up_through_groups_that_are_in_a_circle_already_comes_to_an_end():
    assert not goes_in_a_circle(1, 2, {2: 3, 3: 2})
    assert goes_in_a_circle(1, 2, {2: 3, 3: 1})
    assert not goes_in_a_circle(None, 2, {2: None})


def test_two_people_who_change_a_group_see_each_others_words(world, board):
    change(world, Group.objects.get(pk=board.pk), quorum=4)
    with pytest.raises(EditConflict) as caught:
        change(world, board, quorum=5)
    assert (caught.value.theirs["quorum"], caught.value.version) == (4, 2)


def test_a_change_that_changes_nothing_is_refused(world, board, refused):
    assert refused(change, world=world, group=board)[1] == "Nothing was changed."


# ---- seats


def test_a_local_partnership_board_says_which_required_interest_has_no_seat(world):
    manager = world.acts("manager")
    board = testing.a_group(
        by=manager, at=world.at, name="Part 4 board", kind=GroupKind.LOCAL_PARTNERSHIP_BOARD, districts=True
    )
    assert len(queries.group_page(manager, board, today=world.today).missing) == 7
    for interest in PART_4_INTERESTS[:-1]:
        testing.a_seat(by=manager, at=world.at, group=board, agency=world.agencies["fell-council"], interest=interest)
    assert queries.group_page(manager, board, today=world.today).missing == (Interest.JUSTICE.label,)
    [line] = queries.group_lines(manager, today=world.today)
    assert (line.seats, line.empty, line.missing) == (6, 6, (Interest.JUSTICE.label,))


def test_districts_are_asked_for_only_where_there_are_any_and_other_groups_need_no_interest():
    part_4 = GroupKind.LOCAL_PARTNERSHIP_BOARD
    assert Interest.DISTRICTS not in required_interests(part_4, districts=False)
    assert Interest.DISTRICTS in required_interests(part_4, districts=True)
    assert required_interests(GroupKind.BOARD, districts=True) == ()


@pytest.fixture
def seat(world, board):
    return testing.a_seat(
        by=world.acts("manager"), at=world.at, group=board, agency=world.agencies["fell-police"],
        person=world.people["police_lead"], chairs=True,
    )  # fmt: skip


def test_who_held_a_seat_before_stays_on_record(world, board, seat):
    manager = world.acts("manager")
    following = groups.hand_over(by=manager, at=world.at, seat=seat, person=world.people["board"], from_on=world.today)
    page = queries.group_page(manager, board, today=world.today)
    assert [(one.person, one.chairs, one.from_on) for one in page.seats] == [("Peregrine Basalt", True, world.today)]
    assert [(one.person, one.until_on) for one in page.earlier] == [("Heron Granite", world.day(-1))]
    groups.end_seat(by=manager, at=world.at, seat=following, until_on=world.today)
    assert Seat.objects.filter(group=board).count() == 2


def test_a_seat_put_right_on_its_first_day_leaves_no_second_row(world, board, seat):
    groups.hand_over(
        by=world.acts("manager"), at=world.at, seat=seat, person=world.people["board"], from_on=seat.from_on
    )
    assert Seat.objects.get().person == world.people["board"]


def test_who_holds_a_seat_works_for_its_agency_and_holds_a_role_here(world, board, refused):
    call = {"by": world.acts("manager"), "at": world.at, "group": board}
    police, dale = world.agencies["fell-police"], world.agencies["dale-council"]
    field, sentence = refused(testing.a_seat, **call, agency=police, person=world.people["health_lead"])
    assert (field, sentence) == ("person", "Whoever holds the seat must work for Fellshire Constabulary.")
    assert refused(testing.a_seat, **call, agency=dale)[0] == "agency"
    assert refused(testing.a_seat, **call, agency=police, interest="weather")[0] == "interest"


def test_a_group_has_one_chair(world, board, seat, refused):
    field, sentence = refused(
        testing.a_seat, by=world.acts("manager"), at=world.at, group=board, agency=world.agencies["fell-health"],
        interest=Interest.HEALTH, chairs=True,
    )  # fmt: skip
    assert field == "chairs"
    assert "a chair already" in sentence


def test_a_seat_that_has_ended_changes_no_more_and_none_ends_before_it_began(world, seat, refused):
    call = {"by": world.acts("manager"), "at": world.at, "seat": seat}
    assert refused(groups.end_seat, **call, until_on=world.day(-400))[0] == "from_on"
    groups.end_seat(**call, until_on=world.day(-1))
    assert "ended already" in refused(groups.end_seat, **call, until_on=world.today)[1]
    assert "ended already" in refused(groups.hand_over, **call, person=None, from_on=world.today)[1]


# ---- the map


def test_the_map_holds_each_group_once_under_the_one_it_reports_to(world, board):
    manager = world.acts("manager")
    for name in ("Delivery", "Housing"):
        testing.a_group(by=manager, at=world.at, name=name, kind=GroupKind.DELIVERY, reports_to=board)
    gone = testing.a_group(by=manager, at=world.at, name="Gone", ended_on=world.day(-1))
    alone = testing.a_group(by=manager, at=world.at, name="Scrutiny", kind=GroupKind.SCRUTINY, cycle=Cycle.YEARLY)
    tree = queries.group_tree(manager, today=world.today)
    assert [(one.name, [low.name for low in one.below]) for one in tree] == [
        (board.name, ["Delivery", "Housing"]), (alone.name, []),
    ]  # fmt: skip
    assert queries.group_lines(manager, today=world.today)[-1].ref == gone.ref
    drawing = drawing_of(tree)
    assert len(drawing.boxes) == 4
    corners = {(box.x, box.y) for box in drawing.boxes}
    assert len(corners) == 4
    assert all(x + drawing.box_width <= drawing.width and y + drawing.box_height <= drawing.height for x, y in corners)


def test_an_empty_map_can_be_drawn():
    assert drawing_of(()).boxes == ()


# ---- ending


def test_a_group_that_ends_hands_over_what_is_still_open(world, board, refused):
    manager = world.acts("manager")
    call = {"by": manager, "at": world.at}
    meeting = testing.a_meeting(**call, group=board)
    open_one = testing.a_matter(**call, item=testing.an_item(**call, meeting=meeting))
    ended = {"world": world, "group": board, "ended_on": world.today}
    assert refused(change, **ended) == (
        "followed_by", "1 matter arising is still open. Choose the group that takes over, or close first.",
    )  # fmt: skip
    merged = testing.a_group(**call, name="Delivery group")
    change(world, board, ended_on=world.today, followed_by=merged)
    following = testing.a_meeting(**call, group=merged, days=7)
    minutes.build_agenda(**call, meeting=following)
    assert [line["ref"] for line in following.items.get(kind="matters").shown] == [open_one.ref]
    assert [one.ref for one in meetings.open_matters(manager, merged)] == [open_one.ref]
    # ... and so on, group after group: what was taken over is not dropped at the next end either.
    assert refused(change, world=world, group=merged, ended_on=world.day(30))[0] == "followed_by"


def test_a_group_is_followed_by_one_that_goes_on_and_by_none_in_a_circle(world, board, refused):
    other = testing.a_group(by=world.acts("manager"), at=world.at, name="Delivery group")
    assert refused(change, world=world, group=board, followed_by=other)[0] == "ended_on"
    change(world, board, ended_on=world.today, followed_by=other)
    assert "circle" in refused(change, world=world, group=other, ended_on=world.today, followed_by=board)[1]
    change(world, other, ended_on=world.today)
    third = testing.a_group(by=world.acts("manager"), at=world.at, name="Third group")
    assert "Choose one that goes on" in refused(
        change, world=world, group=third, ended_on=world.today, followed_by=Group.objects.get(pk=other.pk)
    )[1]  # fmt: skip


def test_nothing_is_planned_or_minuted_where_no_agenda_would_ever_show_it(world, board, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    meeting = testing.a_meeting(**call, group=board)
    ahead = testing.a_meeting(**call, group=board, days=7)
    item = testing.an_item(**call, meeting=meeting)
    assert "It still meets on 27 November 2026" in refused(change, world=world, group=board, ended_on=world.day(3))[1]
    change(world, board, ended_on=world.day(7))
    assert refused(testing.a_meeting, **call, group=Group.objects.get(pk=board.pk), days=8)[0] == "day"
    assert "on no agenda" in refused(testing.a_matter, **call, item=item)[1]
    assert ahead.cancelled_on is None


def test_a_meeting_that_has_begun_is_not_moved_away_from_the_agendas_after_it(world, board, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    meeting = testing.a_meeting(**call, group=board)
    testing.a_matter(**call, item=testing.an_item(**call, meeting=meeting))
    later = {"starts_at": meeting.starts_at + timedelta(days=90), "ends_at": meeting.ends_at + timedelta(days=90)}
    assert refused(services.move_meeting, **call, meeting=meeting, place="Library", **later)[0] == "day"
