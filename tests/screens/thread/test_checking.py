"""What was proposed is checked by another person, who reads exactly what residents would read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.models import Release
from cairn.domain.publishing.api import Edition, whole_document
from cairn.domain.strategies.models import Commitment
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from tests.screens.thread.conftest import STRATEGY, address, seen_by, signed_in, waiting

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


def editions(inside: Partnership) -> int:
    set_scope(system_actor(inside.pk))
    return Edition.objects.filter(slug=STRATEGY).count()


@pytest.fixture(scope="module")
def sent(demo_database, django_db_blocker) -> Iterator[None]:
    """The manager sends it to be checked; once, and each test begins there, since the whole account is read twice."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = signed_in("cum-manager")
        typed = {"do": "publish", "note": "November.", "seen": seen_by(client)}
        assert client.post(address("publish", slug=STRATEGY), typed).status_code == 302
        yield
        transaction.set_rollback(True)


@pytest.fixture
def proposed(sent, inside) -> Release:
    """What the manager sent to be checked."""
    return waiting(inside)


def test_nothing_is_public_until_a_second_person_has_checked_it(inside, proposed):
    before = editions(inside)
    checker = signed_in("cum-board")
    work = checker.get(reverse("plans:work", kwargs={"partnership": "cumberland"})).content.decode()
    assert "To check before residents see it" in work and address("release", ref=proposed.ref) in work
    page = checker.get(address("release", ref=proposed.ref)).content.decode()
    assert "Publish it" in page and "November." in page and "What residents would see" in page
    done = checker.post(address("release", ref=proposed.ref), {"do": "publish"}, follow=True)
    assert f"Edition {before + 1} is published." in done.content.decode()
    assert editions(inside) == before + 1
    newest = Edition.objects.filter(slug=STRATEGY).order_by("-number").first()
    assert (newest.note, whole_document(newest)) == ("November.", proposed.document)


def test_measures_are_read_with_what_is_withheld_before_residents_see_them(inside, proposed):
    for client, path in (
        (signed_in("cum-manager"), address("publish", slug=STRATEGY)),
        (signed_in("cum-board"), address("release", ref=proposed.ref)),
    ):
        page = client.get(path).content.decode()
        assert "Counts of 1 to 7 are withheld so that nobody can be identified" in page
        assert "<strong>Withheld</strong>" in page and "Invented for demonstration." in page
        assert page.index("Measures</h3>") < page.index("what residents would see</caption>")
    file = client.get(path, {"figures": "csv"})
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith('"Measure","Name"') and len(rows) > 100
    assert any("withheld so that nobody can be identified" in row for row in rows)


def test_who_proposed_it_cannot_check_it_by_any_way(inside, proposed):
    client = signed_in("cum-manager")
    page = client.get(address("release", ref=proposed.ref)).content.decode()
    assert "You proposed it. Somebody else reads it before residents do." in page and "Publish it" not in page
    assert client.post(address("release", ref=proposed.ref), {"do": "publish"}).status_code == 403
    proposed.outcome, proposed.edition = "released", 9
    proposed.checked_by_id, proposed.checked_at = proposed.proposed_by_id, proposed.proposed_at
    alone = command("test.alone", by=system_actor(inside.pk), at=timezone.now())
    with pytest.raises(IntegrityError, match="release_checked_by_another"), transaction.atomic(), alone:
        proposed.save()


@pytest.mark.parametrize("key", ["con-lead", "cum-education", "cum-ig"])
def test_others_read_what_is_proposed_and_cannot_publish_it(proposed, key):
    client = signed_in(key)
    assert "Board members, analysts and another partnership manager check" in (
        client.get(address("release", ref=proposed.ref)).content.decode()
    )
    assert client.post(address("release", ref=proposed.ref), {"do": "publish"}).status_code == 403


def test_the_second_person_sends_it_back_with_a_reason_that_the_first_one_reads(inside, proposed):
    before = editions(inside)
    checker = signed_in("cum-analyst")
    empty = checker.post(address("release", ref=proposed.ref), {"do": "return", "reason": ""}).content.decode()
    assert "Say what must change before residents see it." in empty
    checker.post(address("release", ref=proposed.ref), {"do": "return", "reason": "CP3 names a school."})
    page = signed_in("cum-manager").get(address("publish", slug=STRATEGY)).content.decode()
    assert "CP3 names a school." in page and "Send to be checked" in page
    assert editions(inside) == before


def test_a_proposal_is_taken_back_by_the_manager_and_then_waits_for_nobody(inside, proposed):
    client = signed_in("cum-manager")
    page = client.get(address("publish", slug=STRATEGY)).content.decode()
    assert "Waiting for a second person" in page and "Send to be checked" not in page
    client.post(address("release", ref=proposed.ref), {"do": "take-back"})
    assert "Send to be checked" in client.get(address("publish", slug=STRATEGY)).content.decode()
    assert signed_in("cum-board").post(address("release", ref=proposed.ref), {"do": "publish"}).status_code == 403


def test_only_one_proposal_waits_at_a_time(inside, proposed):
    client = signed_in("cum-manager")
    page = client.post(address("publish", slug=STRATEGY), {"do": "publish", "note": "Again.", "seen": proposed.mark})
    assert "An earlier proposal still waits." in page.content.decode()


def test_what_is_published_is_what_was_checked_even_when_the_plan_moved_on(inside, proposed):
    with command("test.reworded", by=system_actor(inside.pk), at=timezone.now()):
        promised = Commitment.objects.get(strategy__slug=STRATEGY, code="CP3")
        promised.plain = "Words nobody has checked."
        promised.save()
    signed_in("cum-board").post(address("release", ref=proposed.ref), {"do": "publish"})
    editions(inside)
    newest = Edition.objects.filter(slug=STRATEGY).order_by("-number").first()
    assert "Words nobody has checked." not in str(newest.document)


def test_withdrawing_hides_it_at_once_and_needs_no_second_person(inside, proposed):
    signed_in("cum-board").post(address("release", ref=proposed.ref), {"do": "publish"})
    gone = {"do": "withdraw", "reason": "A figure was wrong."}
    signed_in("cum-manager").post(address("publish", slug=STRATEGY), gone, follow=True)
    set_scope(system_actor(inside.pk))
    newest, before = Edition.objects.filter(slug=STRATEGY).order_by("-number")[:2]
    assert (before.note, before.withdrawn) == ("November.", False)
    assert (newest.note, newest.withdrawn, newest.number) == ("A figure was wrong.", True, before.number + 1)


def test_every_step_is_recorded_under_the_strategy(inside, proposed):
    signed_in("cum-board").post(address("release", ref=proposed.ref), {"do": "publish"})
    set_scope(system_actor(inside.pk))
    acts = set(Entry.objects.filter(subject_kind="strategy", subject_ref=STRATEGY).values_list("action", flat=True))
    assert {"plans.propose_release", "plans.publish_release"} <= acts
