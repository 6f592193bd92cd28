"""The forward plan on screen: a decision is added, and recorded from there when it was taken."""

import pytest

from cairn.domain.boards.models import Decision, PlannedDecision
from cairn.domain.boards.services import planned
from tests.screens.boards.conftest import at, day_boxes, words_of

pytestmark = pytest.mark.django_db


def test_a_decision_ahead_is_added_changed_and_recorded_from_the_plan(browser, world, look):
    client = browser("manager")
    assert "No decision is ahead" in words_of(client.get(at("forward-plan")))
    sent = {"title": "Renew the grant", "maker": "cabinet", "key": "on", **day_boxes("due_on", world.day(40))}
    assert client.post(at("planned-add"), {**sent, "title": ""}).status_code == 200
    assert client.post(at("planned-add"), sent).status_code == 302
    found = words_of(browser("board").get(at("forward-plan")))
    assert "Renew the grant" in found and "a key decision needs 28 clear days" in found
    assert "Change Renew the grant" not in found
    look()
    row = PlannedDecision.objects.get()
    moved = {**sent, "version": "1", **day_boxes("due_on", world.day(50))}
    assert client.post(at("planned-change", ref=row.ref), moved).status_code == 302
    to = at("decision-record") + f"?planned={row.ref}"
    assert 'value="Renew the grant"' in client.get(to).content.decode()
    decided = {
        "title": "Renew the grant", "maker": "cabinet", "purpose": "To renew it.", "call_in_days": "5",
        "parts": "Renew it.", "reasons": "Need.", "resolution": "approved", **day_boxes("decided_on", world.today),
    }  # fmt: skip
    assert client.post(to, decided).status_code == 302
    look()
    assert PlannedDecision.objects.get().decision == Decision.objects.get()
    assert browser("board").get(at("planned-drop", ref=row.ref)).status_code == 403
    assert client.get(at("planned-drop", ref=row.ref)).status_code == 403


def test_a_notice_is_sent_checked_published_and_withdrawn_on_one_page(browser, world, look):
    given = {"title": "Renew the grant", "maker": "cabinet", "due_on": world.day(40)}
    row = planned.plan_decision(
        by=world.acts("manager"), at=world.at, facts=planned.PlannedFacts(**given, key=True, contact="The safety team")
    )
    manager, board, page = browser("manager"), browser("board"), at("planned-public", ref=row.ref)
    assert "Residents do not see it yet" in words_of(board.get(at("forward-plan")))
    seen = manager.get(page).context["seen"]
    sent = {"do": "propose", "seen": seen, "note": "It is to be taken."}
    assert "Say in a sentence what is new" in words_of(manager.post(page, {**sent, "note": " "}))
    assert "It changed since you looked" in words_of(manager.post(page, {**sent, "seen": "other"}))
    assert board.post(page, sent).status_code == 403
    assert manager.post(page, sent).status_code == 302
    assert "Somebody else reads it before residents do." in words_of(manager.get(page))
    assert manager.post(page, {"do": "publish"}).status_code == 403
    assert "Notices to check before residents see them" in words_of(board.get("/p/fellshire/my-work/"))
    assert "Say what must change" in words_of(board.post(page, {"do": "return", "reason": ""}))
    assert board.post(page, {"do": "publish"}).status_code == 302
    assert "Residents see it" in words_of(board.get(at("forward-plan")))
    assert "Residents now see edition 1" in words_of(manager.get(page))
    assert board.post(page, {"do": "withdraw", "reason": "Wrong."}).status_code == 403
    assert manager.post(page, {"do": "withdraw", "reason": "A house was named."}).status_code == 302
    assert "It was withdrawn: A house was named." in words_of(manager.get(page))
    assert browser("administrator").get(page).status_code == 404
