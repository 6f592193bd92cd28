"""A calendar address gives its owner's own meetings, tells nothing of what they are about, and cannot be guessed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.boards import testing
from cairn.domain.boards.models import DiaryAddress
from cairn.domain.boards.queries.diaries import FETCHED, own_events, own_meetings
from cairn.domain.boards.services import diaries, groups, meetings
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.models import Grant
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from cairn.kernel.icalendar import calendar_text
from cairn.kernel.neutral_words import telling_words


@pytest.fixture
def seat(world, board):
    return testing.a_seat(
        by=world.acts("manager"), at=world.at, group=board, agency=world.agencies["fell-police"],
        person=world.people["police_lead"],
    )  # fmt: skip


@pytest.fixture
def ahead(world, board, seat):
    return testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=3)


def made(world, who="police_lead"):
    return diaries.make_diary_address(by=world.acts(who), at=world.at)


def behind(secret, world, slug="fellshire", at=None):
    return diaries.whose_diary(slug=slug, secret=secret, at=at or world.at)


def told(world, who="police_lead"):
    events = own_events(world.acts(who), at=world.at, address=lambda page, ref: f"https://example.test/{ref}/")
    return calendar_text(events, name="Partnership meetings", at=world.at)


def test_the_address_is_its_owners_and_only_a_digest_of_it_is_kept(world):
    row, secret = made(world)
    actor, found = behind(secret, world)
    assert (actor.user_id, found.pk) == (world.people["police_lead"].pk, row.pk)
    assert len(secret) == 43  # 256 random bits
    kept = DiaryAddress.objects.filter(pk=row.pk).values().get()
    assert secret not in str(kept)
    assert secret not in str(list(Entry.objects.filter(subject_kind="diary").values()))


@pytest.mark.parametrize(
    "wrong", ["", "x", "A" * 43, "../../boards", "a" * 5000, "%00", "'; DROP TABLE boards_diary_address; --", "\udcff"]
)
def test_a_wrong_secret_leads_nowhere(world, wrong):
    made(world)
    assert behind(wrong, world) is None


def test_an_address_is_good_in_its_own_partnership_only(world):
    _row, secret = made(world)
    assert behind(secret, world, slug=world.other.slug) is None
    assert behind(secret, world, slug="nowhere") is None
    assert behind(secret[::-1], world) is None


def test_the_digest_that_is_kept_opens_nothing(world):
    row, _secret = made(world)
    assert behind(row.digest, world) is None


def test_a_new_address_ends_the_one_before_and_an_ended_one_leads_nowhere(world, refused):
    _row, first = made(world)
    _row, second = made(world)
    assert behind(first, world) is None
    assert behind(second, world) is not None
    diaries.end_diary_address(by=world.acts("police_lead"), at=world.at)
    assert behind(second, world) is None
    assert refused(diaries.end_diary_address, by=world.acts("police_lead"), at=world.at)[1] == (
        "You have no calendar address."
    )


def test_whoever_works_here_no_more_gets_nothing(world):
    _row, secret = made(world)
    person = world.people["police_lead"]
    set_scope(system_actor(world.partnership.pk))
    grant = Grant.objects.get(user=person, partnership=world.partnership)
    with command("test.end_role", by=system_actor(world.partnership.pk), at=world.at):
        grant.until_on = world.today
        grant.save()
    assert behind(secret, world) is not None
    assert behind(secret, world, at=world.at + timedelta(days=1)) is None


def test_whoever_may_not_see_meetings_has_no_address(world):
    with pytest.raises(Forbidden):
        made(world, "administrator")


def test_nobody_sees_somebody_elses_address_not_even_in_the_database(world):
    row, _secret = made(world)
    world.acts("manager")
    assert not DiaryAddress.objects.filter(pk=row.pk).exists()
    again = DiaryAddress(
        partnership_id=row.partnership_id, ref="C-X", user_id=row.user_id, digest="0" * 64, made_at=world.at
    )
    cheat = command("test.second", by=world.acts("police_lead"), at=world.at)
    with pytest.raises(IntegrityError, match="one_diary_address_each"), transaction.atomic(), cheat:
        again.save()


# ---- what it gives


def test_it_holds_when_and_where_and_nothing_of_what_it_is_about(world, board, ahead):
    call = {"by": world.acts("manager"), "at": world.at}
    testing.an_item(**call, meeting=ahead, title="Refuge places and Heron Granite")
    text = told(world)
    assert f"SUMMARY:Partnership meeting {ahead.ref}" in text
    assert "LOCATION:Town hall" in text
    for word in (board.name, "Refuge", "Granite", world.people["police_lead"].name):
        assert word not in text
    assert not telling_words(text.replace("CLASS:PRIVATE", ""))


def test_a_place_that_tells_is_left_out(world, board, seat):
    testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=5, place="The women's refuge, Beck Lane")
    assert "LOCATION" not in told(world)


def test_it_holds_only_meetings_of_the_seats_that_are_hers_on_the_day(world, board, seat, ahead):
    manager = world.acts("manager")
    other = testing.a_group(by=manager, at=world.at, name="Delivery group")
    testing.a_meeting(by=manager, at=world.at, group=other, days=3)
    later = testing.a_meeting(by=manager, at=world.at, group=board, days=30)
    assert [one.pk for one in own_meetings(world.acts("police_lead"), since=world.at)] == [ahead.pk, later.pk]
    assert own_meetings(world.acts("board"), since=world.at) == []
    groups.hand_over(by=manager, at=world.at, seat=seat, person=world.people["police_worker"], from_on=world.day(10))
    assert [one.pk for one in own_meetings(world.acts("police_lead"), since=world.at)] == [ahead.pk]
    assert [one.pk for one in own_meetings(world.acts("police_worker"), since=world.at)] == [later.pk]


def test_a_cancelled_meeting_is_cancelled_in_the_calendar(world, ahead):
    meetings.cancel_meeting(by=world.acts("manager"), at=world.at, meeting=ahead, reason="Snow.")
    text = told(world)
    assert "STATUS:CANCELLED" in text
    assert "Snow" not in text


def test_the_day_of_last_use_is_kept_and_nothing_of_each_time(world):
    row, _secret = made(world)
    for minutes in (0, 5, 10):
        diaries.note_fetched(row, at=world.at + timedelta(minutes=minutes))
    diaries.note_fetched(row, at=world.at + timedelta(days=1))
    entries = Entry.objects.filter(action=FETCHED)
    assert entries.count() == 2
    assert set(entries.values_list("user_id", flat=True)) == {None}
