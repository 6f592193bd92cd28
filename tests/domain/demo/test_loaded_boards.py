"""The boards of the demonstration: loaded through the services, complete enough to open every screen, once."""

import pytest
from django.db import transaction
from django.utils import timezone

from cairn.demo.board_loading import load_boards, read_boards
from cairn.demo.people import load_people
from cairn.domain.boards.models import Decision, Group, Matter, Meeting, Paper, Recommendation, Seat
from cairn.domain.boards.queries.decisions import decision_page
from cairn.domain.boards.queries.groups import group_lines
from cairn.domain.conferences.models import Conference
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]
SLUGS = ("cumberland", "westmorland-and-furness")


def inside(slug):
    actor = system_actor(Partnership.objects.get(slug=slug).pk)
    set_scope(actor)
    return actor


@pytest.mark.parametrize("slug", SLUGS)
def test_each_partnership_has_a_board_two_past_meetings_with_minutes_and_one_to_come(slug):
    inside(slug)
    now = timezone.now()
    assert Group.objects.count() >= 2
    assert Seat.objects.filter(person__isnull=False).count() >= 4
    of_boards = Meeting.objects.exclude(group__in=Conference.objects.values("group"))
    past = of_boards.filter(starts_at__lt=now)
    assert past.count() == 2
    assert all(meeting.closed_at and meeting.items.exclude(note="").exists() for meeting in past)
    ahead = of_boards.get(starts_at__gt=now)
    open_matter = Matter.objects.get(closed_on__isnull=True)
    assert [line["ref"] for line in ahead.items.get(kind="matters").shown] == [open_matter.ref]
    assert Paper.objects.exists() and Recommendation.objects.exclude(reply="").get().tests.exists()


def test_the_boards_show_what_they_are_there_to_show():
    actor = inside("cumberland")
    today = timezone.localdate()
    missing = {line.name: line.missing for line in group_lines(actor, today=today) if line.missing}
    assert list(missing) == ["Safe accommodation partnership board"]
    assert decision_page(actor, Decision.objects.exclude(published_on=None).get(), today=today).state == "In effect"
    actor = inside("westmorland-and-furness")
    assert (
        "general exception"
        in decision_page(actor, Decision.objects.exclude(published_on=None).get(), today=today).notice_warning
    )


def test_loading_again_adds_nothing():
    with transaction.atomic():
        users = load_people(timezone.now())
    said = load_boards(users=users, today=timezone.localdate())
    assert all("there already" in line for line in said)
    assert len(said) == len(read_boards())
