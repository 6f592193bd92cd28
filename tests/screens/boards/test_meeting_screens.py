"""The screens of meetings: planned, built, minuted live without losing a word, and taken into a diary."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.boards import testing
from cairn.domain.boards.models import AgendaItem, Matter, Meeting, Seat
from cairn.domain.boards.services import minutes
from cairn.domain.plans import testing as plans
from cairn.foundation.audit.models import Entry
from tests.screens.boards.conftest import at, day_boxes, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world, board):
    """A meeting under way, with its agenda."""
    by = world.acts("manager")
    made = testing.a_meeting(by=by, at=world.at, group=board)
    minutes.build_agenda(by=by, at=world.at, meeting=made)
    return made


@pytest.fixture
def items(world, meeting):
    """Its items by kind."""
    return {item.kind: item for item in AgendaItem.objects.filter(meeting=meeting)}


RUNS = ("agenda", "item-add", "paper-add", "attendance", "minutes", "meeting-move", "meeting-cancel", "meeting-close")


@pytest.mark.parametrize(
    ("who", "sees", "runs"),
    [("manager", 200, 200), ("police_lead", 200, 403), ("auditor", 200, 403), ("administrator", 404, 404),
     ("stranger", 404, 404)],
)  # fmt: skip
def test_who_gets_which_screen(browser, meeting, board, who, sees, runs):
    client = browser(who)
    for name in ("meeting", "meeting-diary"):
        assert client.get(at(name, ref=meeting.ref)).status_code == sees
    assert client.get(at("diary", ref=board.ref)).status_code == sees
    assert client.get(at("meeting-plan", ref=board.ref)).status_code == runs
    for name in RUNS:
        assert client.get(at(name, ref=meeting.ref)).status_code == runs, name


def test_a_meeting_is_planned_with_times_as_people_write_them(browser, world, board, look):
    client = browser("manager")
    sent = {**day_boxes("day", world.day(40)), "starts": "2.30pm", "ends": "16:00", "place": "Library"}
    wrong = client.post(at("meeting-plan", ref=board.ref), {**sent, "starts": "half two"})
    assert "must be a time, like 2:30pm or 14:30" in words_of(wrong)
    assert "Library" in wrong.content.decode()
    assert client.post(at("meeting-plan", ref=board.ref), sent).status_code == 302
    look()
    made = Meeting.objects.get()
    assert "at 2:30pm" in words_of(client.get(at("group", ref=board.ref)))
    assert 'value="14:30"' in client.get(at("meeting-move", ref=made.ref)).content.decode()


def test_the_agenda_is_built_and_shown_with_what_is_late_on_top(browser, world, board, look):
    plan = plans.add_plan(world)
    plans.add_action(world, plan=plan, title="Late one", due_on=world.day(-5))
    made = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=7)
    client = browser("manager")
    assert "Build the agenda" in words_of(client.get(at("meeting", ref=made.ref)))
    assert client.post(at("agenda", ref=made.ref)).status_code == 302
    found = words_of(browser("board").get(at("meeting", ref=made.ref)))
    assert found.index("1. Actions that are late, blocked or at risk") < found.index("Late one")
    assert found.index("Late one") < found.index("2. Matters arising") < found.index("3. What survivors asked for")


def typed(items, **words):
    """What a browser sends for the whole page: every box of every item."""
    sent = {}
    for item in items.values():
        mark = minutes_mark(item)
        sent |= {
            f"item{item.pk}-{name}": value
            for name, value in {
                "version": item.version,
                "seen": mark,
                "note": item.note,
                "decided": item.decided,
            }.items()
        }
    return {**sent, **words}


def minutes_mark(item):
    from cairn.domain.boards.web.meeting_forms import mark_of

    return mark_of(item.note, item.decided)


def test_all_items_are_saved_at_once(browser, meeting, items, look):
    voice, other = items["voice"], items["other"]
    words = {f"item{voice.pk}-note": "Two issues.\r\nBoth heard.", f"item{other.pk}-decided": "Meet in May."}
    client = browser("manager")
    assert client.post(at("minutes", ref=meeting.ref), typed(items, **words)).status_code == 302
    look()
    assert AgendaItem.objects.get(pk=voice.pk).note == "Two issues.\nBoth heard."
    assert AgendaItem.objects.get(pk=other.pk).version == 2
    assert AgendaItem.objects.get(pk=items["exceptions"].pk).version == 1
    found = words_of(browser("board").get(at("meeting", ref=meeting.ref)))
    assert "Decided Meet in May." in found
    again = client.post(at("minutes", ref=meeting.ref), typed(items), follow=True)
    assert "There was nothing new to save." in words_of(again)


def test_a_conflict_on_one_item_loses_no_word_and_saves_the_others(browser, world, meeting, items, look):
    voice, other = items["voice"], items["other"]
    minutes.save_minutes(by=world.acts("manager"), at=world.at, item=voice, version=1, note="Theirs.", decided="")
    words = {f"item{voice.pk}-note": "Mine.", f"item{other.pk}-note": "Fine."}
    client = browser("manager")
    page = client.post(at("minutes", ref=meeting.ref), typed(items, **words))
    found = words_of(page)
    for sentence in ("Somebody else saved this while you were typing", "Theirs.", "Mine.", "What was right is saved"):
        assert sentence in found
    look()
    assert AgendaItem.objects.get(pk=other.pk).note == "Fine."
    assert AgendaItem.objects.get(pk=voice.pk).note == "Theirs."
    text = page.content.decode()
    assert f'name="item{voice.pk}-version" value="2"' in text
    assert f'name="item{other.pk}-version" value="2"' in text
    fixed = {f"item{voice.pk}-version": "2", f"item{voice.pk}-note": "Both."}
    assert client.post(at("minutes", ref=meeting.ref), typed({"voice": voice}, **fixed)).status_code == 302
    look()
    assert AgendaItem.objects.get(pk=voice.pk).note == "Both."


def test_words_somebody_else_wrote_in_an_item_i_left_alone_are_no_conflict(browser, world, meeting, items, look):
    voice, other = items["voice"], items["other"]
    minutes.save_minutes(by=world.acts("manager"), at=world.at, item=voice, version=1, note="Theirs.", decided="")
    sent = typed(items, **{f"item{other.pk}-note": "Mine."})
    assert browser("manager").post(at("minutes", ref=meeting.ref), sent).status_code == 302
    look()
    assert AgendaItem.objects.get(pk=voice.pk).note == "Theirs."
    assert AgendaItem.objects.get(pk=other.pk).note == "Mine."


def test_something_to_be_done_goes_into_the_plan_or_stays_and_says_why(browser, world, meeting, items, look):
    plan = plans.add_plan(world)
    promise = f"{plan.pk}/{world.commitment('CP2').pk}"
    client, item = browser("manager"), items["other"]
    key = f"item{item.pk}"
    words = {f"{key}-text": "Train the night staff", f"{key}-owner": str(world.people["council_worker"].pk)}
    page = client.post(at("minutes", ref=meeting.ref), typed(items, **words), follow=True)
    assert "Not in the plan: Nobody said which commitment it serves." in words_of(page)
    words |= {f"{key}-text": "Train the day staff", f"{key}-promise": promise}
    words |= day_boxes(f"{key}-due_on", world.day(60))
    page = client.post(at("minutes", ref=meeting.ref), typed(items, **words), follow=True)
    assert "In the action plan: A-" in words_of(page)
    look()
    assert Matter.objects.filter(closed_on__isnull=True).count() == 1


def test_half_an_action_is_an_error_beside_its_box_and_stays_typed(browser, world, meeting, items):
    key = f"item{items['other'].pk}"
    words = {f"{key}-owner": str(world.people["council_worker"].pk), f"{key}-note": "Kept."}
    page = browser("manager").post(at("minutes", ref=meeting.ref), typed(items, **words))
    assert "Say what is to be done." in words_of(page)
    summary = page.content.decode().split("<h1")[0]
    assert f'<a href="#id_{key}-text">{items["other"].title}: Say what is to be done.</a>' in summary
    assert "What was right is saved" in words_of(page)


def test_a_matter_is_closed_with_a_reason(browser, world, board, meeting, items):
    made = testing.a_matter(by=world.acts("manager"), at=world.at, item=items["other"])
    client = browser("manager")
    assert made.text in words_of(client.get(at("group", ref=board.ref)))
    assert "Say why" in words_of(client.post(at("matter-close", ref=made.ref), {"reason": ""}))
    assert client.post(at("matter-close", ref=made.ref), {"reason": "Done."}).status_code == 302
    assert client.get(at("matter-close", ref=made.ref)).status_code == 403
    assert browser("board").get(at("matter-close", ref=made.ref)).status_code == 403


def test_a_meeting_that_is_not_quorate_says_so_before_its_minutes_are_agreed(browser, world, board, meeting, look):
    client = browser("manager")
    look()
    seat = Seat.objects.get()
    sent = {f"seat_{seat.pk}": "apologies"}
    assert client.post(at("attendance", ref=meeting.ref), sent).status_code == 302
    assert "Not quorate" in words_of(client.get(at("meeting", ref=meeting.ref)))
    assert "This meeting was not quorate: 0 of 1" in words_of(client.get(at("meeting-close", ref=meeting.ref)))
    assert client.post(at("meeting-close", ref=meeting.ref)).status_code == 302
    assert client.get(at("minutes", ref=meeting.ref)).status_code == 403
    assert "This meeting is history" in words_of(client.get(at("meeting", ref=meeting.ref)))


def test_a_paper_is_added_and_that_it_was_opened_is_recorded(browser, world, meeting, items, look):
    client = browser("manager")
    sent = {"item": items["other"].pk, "title": "A note", "file": SimpleUploadedFile("note.txt", b"For the board.")}
    assert client.post(at("paper-add", ref=meeting.ref), sent).status_code == 302
    look()
    paper = meeting.papers.get()
    answer = browser("board").get(at("paper", ref=meeting.ref, paper=paper.pk))
    assert answer.content == b"For the board."
    look()
    assert Entry.objects.filter(action="files.download", reason__contains=meeting.ref).exists()
    assert browser("board").get(at("paper", ref=meeting.ref, paper=paper.pk + 1)).status_code == 404


def test_the_diary_is_neutral_and_taking_it_is_recorded(browser, world, board, meeting, look):
    answer = browser("board").get(at("diary", ref=board.ref))
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert f"SUMMARY:Partnership meeting {meeting.ref}" in text
    assert board.name not in text
    assert "Town hall" not in text
    look()
    assert Entry.objects.filter(action="boards.take_diary").count() == 1


def test_a_meeting_is_cancelled_with_a_reason(browser, world, board):
    made = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=7)
    client = browser("manager")
    assert client.post(at("meeting-cancel", ref=made.ref), {"reason": "Snow."}).status_code == 302
    assert "Cancelled" in words_of(client.get(at("meeting", ref=made.ref)))
