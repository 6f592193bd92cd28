"""The screens of groups: who gets which, that the map is words too, and that nothing typed is lost."""

import pytest

from cairn.domain.boards import testing
from cairn.domain.boards.models import Group, Seat
from cairn.domain.boards.services import groups
from cairn.domain.boards.terms import GroupKind
from tests.screens.boards.conftest import at, day_boxes, words_of

pytestmark = pytest.mark.django_db
TYPED = {"name": "Delivery group", "kind": "delivery", "cycle": "monthly", "quorum": "3", "terms": "Gets it done."}


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [("manager", 200, 200), ("police_lead", 200, 403), ("board", 200, 403), ("auditor", 200, 403),
     ("administrator", 403, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_gets_which_screen(browser, board, look, who, sees, changes):
    client = browser(who)
    look()
    seat = Seat.objects.get()
    assert client.get(at("groups")).status_code == sees
    assert client.get(at("group", ref=board.ref)).status_code == (200 if sees == 200 else 404)
    for name in ("change", "seat-add"):
        assert client.get(at(name, ref=board.ref)).status_code == changes
    assert client.get(at("seat", ref=board.ref, seat=seat.pk)).status_code == changes
    assert client.get(at("add")).status_code == {200: 200, 403: 403, 404: sees}[changes]


def test_an_empty_list_teaches(browser, world):
    assert "Add the first group" in words_of(browser("manager").get(at("groups")))
    assert "The partnership manager sets them up" in words_of(browser("board").get(at("groups")))


def test_the_list_draws_who_reports_to_whom_and_says_it_in_words(browser, world, board):
    testing.a_group(by=world.acts("manager"), at=world.at, name="Delivery & housing", reports_to=board)
    page = browser("analyst").get(at("groups"))
    text = page.content.decode()
    assert text.count("<rect") == 2
    assert "<path" in text
    assert text.count("Delivery &amp; housing") >= 3  # table, drawing, list
    assert "style=" not in text.partition("<main")[2].partition("</main>")[0]


def test_a_local_partnership_board_says_plainly_who_has_no_seat(browser, world):
    group = testing.a_group(
        by=world.acts("manager"), at=world.at, name="Part 4 board", kind=GroupKind.LOCAL_PARTNERSHIP_BOARD
    )
    found = words_of(browser("council_lead").get(at("group", ref=group.ref)))
    assert "Nobody speaks for: The council that has the duty" in found
    assert "District councils" not in found


def test_a_group_is_added_and_what_is_wrong_is_said_beside_its_box(browser, board, look):
    client = browser("manager")
    wrong = client.post(at("add"), {**TYPED, "name": board.name.upper()})
    assert "Another group has that name." in words_of(wrong)
    assert "Gets it done." in words_of(wrong)
    assert client.post(at("add"), {**TYPED, "reports_to": str(board.pk)}).status_code == 302
    look()
    assert Group.objects.get(name="Delivery group").reports_to == board


def test_two_people_who_change_a_group_are_shown_both_versions(browser, world, board, look):
    client = browser("manager")
    facts = {"name": board.name, "kind": "board", "cycle": "quarterly"}
    testing_facts = groups.GroupFacts(**facts, quorum=2, terms="Theirs.")
    groups.change_group(by=world.acts("manager"), at=world.at, group=board, version=1, facts=testing_facts)
    sent = {**facts, "quorum": "1", "terms": "Mine.", "version": "1"}
    page = client.post(at("change", ref=board.ref), sent)
    found = words_of(page)
    assert "Somebody else saved this while you were typing" in found
    assert "Theirs." in found
    assert "Mine." in found
    assert 'name="version" value="2"' in page.content.decode()
    assert client.post(at("change", ref=board.ref), {**sent, "version": "2"}).status_code == 302
    look()
    assert Group.objects.get(pk=board.pk).terms == "Mine."


def test_a_seat_is_added_handed_over_and_ended(browser, world, board, look):
    client, today = browser("manager"), world.today
    keys = {"agency": world.agencies["fell-health"].pk, "person": world.people["health_lead"].pk}
    sent = {**keys, "interest": "health", **day_boxes("from_on", world.day(-30))}
    assert client.post(at("seat-add", ref=board.ref), sent).status_code == 302
    look()
    seat = Seat.objects.get(interest="health")
    to = at("seat", ref=board.ref, seat=seat.pk)
    assert client.post(to, {"what": "person", "person": "", **day_boxes("from_on", today)}).status_code == 302
    found = words_of(client.get(at("group", ref=board.ref)))
    assert "Nobody yet" in found
    assert "Rowan Gritstone" in found
    look()
    empty = Seat.objects.get(interest="health", until_on__isnull=True)
    to = at("seat", ref=board.ref, seat=empty.pk)
    assert client.post(to, {"what": "end", **day_boxes("from_on", today)}).status_code == 302
    assert "This seat has ended already" in words_of(client.post(to, {"what": "end", **day_boxes("from_on", today)}))


def test_a_seat_of_another_group_is_not_found(browser, world, board):
    other = testing.a_group(by=world.acts("manager"), at=world.at, name="Other")
    seat = Seat.objects.get()
    assert browser("manager").get(at("seat", ref=other.ref, seat=seat.pk)).status_code == 404
