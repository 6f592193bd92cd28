"""What residents will see is proposed by one person, who reads first exactly what they would read."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from cairn.domain.measures.models import Publication
from cairn.domain.plans.models import Release
from cairn.domain.strategies.models import Commitment
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor
from tests.screens.thread.conftest import STRATEGY, address, seen_by, signed_in, waiting

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


def test_proposing_without_a_word_for_residents_is_refused(inside):
    response = signed_in("cum-manager").post(address("publish", slug=STRATEGY), {"do": "publish", "note": ""})
    assert "Say in a sentence what is new" in response.content.decode()
    set_scope(system_actor(inside.pk))
    assert not Release.objects.filter(strategy__slug=STRATEGY, outcome="").exists()


def test_what_changed_since_the_preview_is_shown_again_and_not_sent(inside):
    client = signed_in("cum-manager")
    seen = seen_by(client)
    set_scope(system_actor(inside.pk))
    with command("test.reworded", by=system_actor(inside.pk), at=timezone.now()):
        promised = Commitment.objects.get(strategy__slug=STRATEGY, code="CP3")
        promised.plain = "We will say it in other words."
        promised.save()
    typed = {"do": "publish", "note": "", "seen": seen}
    assert "It changed since you looked" not in client.post(address("publish", slug=STRATEGY), typed).content.decode()
    typed["note"] = "What is new, as typed."
    page = client.post(address("publish", slug=STRATEGY), typed).content.decode()
    assert "It changed since you looked. Read it again below, then send it." in page
    assert "We will say it in other words." in page and "What is new, as typed." in page
    typed["seen"] = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert typed["seen"] != seen
    assert client.post(address("publish", slug=STRATEGY), typed).status_code == 302
    assert waiting(inside).note == "What is new, as typed."


def test_a_note_that_gives_somebody_away_is_looked_at_again_and_not_sent_yet(inside):
    client = signed_in("cum-manager")
    typed = {"do": "publish", "note": "Second edition. Ring Jane on 07700 900123.", "seen": seen_by(client)}
    page = client.post(address("publish", slug=STRATEGY), typed).content.decode()
    assert "Look again before you save" in page and "Send anyway" in page
    telling = {"do": "withdraw", "reason": "Ring Jane on 07700 900123."}
    assert "Withdraw anyway" in client.post(address("publish", slug=STRATEGY), telling).content.decode()
    typed["seen"] = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert client.post(address("publish", slug=STRATEGY), {**typed, "anyway": "yes"}).status_code == 302


def test_a_copy_for_partners_withholds_less_and_is_written_down(inside):
    client = signed_in("cum-manager")
    page = client.get(address("publish", slug=STRATEGY)).content.decode()
    assert "A copy for partners" in page and "Counts of 1 to 4 are withheld" in page
    set_scope(system_actor(inside.pk))
    before = Publication.objects.count()
    file = client.post(address("publish", slug=STRATEGY), {"do": "partner-copy", "format": "csv"})
    assert "measures-for-partners" in file["Content-Disposition"] and "rounded" not in file.content.decode()
    set_scope(system_actor(inside.pk))
    newest = Publication.objects.order_by("-at").first()
    assert (Publication.objects.count(), newest.kind, newest.audience) == (before + 1, "partner", "partners")
    assert signed_in("cum-board").post(
        address("publish", slug=STRATEGY), {"do": "partner-copy", "format": "csv"}
    ).status_code == 403  # fmt: skip


def test_the_second_person_is_told_what_is_different_promise_by_promise(inside):
    with command("test.reworded", by=system_actor(inside.pk), at=timezone.now()):
        promised = Commitment.objects.get(strategy__slug=STRATEGY, code="CP3")
        promised.plain = "We will say it in other words."
        promised.save()
    client = signed_in("cum-manager")
    client.post(address("publish", slug=STRATEGY), {"do": "publish", "note": "November.", "seen": seen_by(client)})
    page = signed_in("cum-board").get(address("release", ref=waiting(inside).ref)).content.decode()
    assert "Its words are different." in page
    assert page.count("Its words are different.") == 1
    assert page.count("promises, 1 different</span>") == 1  # the theme folds under what is different in it
    assert "promises, none different</span>" in page
