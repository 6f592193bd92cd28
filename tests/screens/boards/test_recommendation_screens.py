"""The screens of recommendations: received, answered, acted on and tested again."""

import pytest

from cairn.domain.boards import testing
from cairn.domain.boards.models import Recommendation
from cairn.domain.boards.services import recommendations
from cairn.domain.plans import testing as plans
from tests.screens.boards.conftest import at, day_boxes, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world):
    return testing.a_recommendation(by=world.acts("manager"), at=world.at)


@pytest.mark.parametrize(
    ("who", "lists", "sees", "keeps"),
    [
        ("manager", 200, 200, 200),
        ("board", 200, 200, 403),
        ("administrator", 403, 404, 404),
        ("stranger", 404, 404, 404),
    ],
)
def test_who_gets_which_screen(browser, row, who, lists, sees, keeps):
    client = browser(who)
    assert client.get(at("recommendations")).status_code == lists
    assert client.get(at("recommendation", ref=row.ref)).status_code == sees
    assert client.get(at("recommendation-reply", ref=row.ref)).status_code == keeps
    for name in ("recommendation-act", "recommendation-again"):
        assert client.get(at(name, ref=row.ref)).status_code == (403 if sees == 200 else 404)  # not answered yet
    assert client.get(at("recommendation-receive")).status_code == (keeps if lists == 200 else lists)


def test_one_is_received_answered_acted_on_and_tested(browser, world, look):
    plan = plans.add_plan(world)
    promise = f"{plan.pk}/{world.commitment('CS1').pk}"
    client, today = browser("manager"), world.today
    assert "Write down the first one" in words_of(client.get(at("recommendations")))
    sent = {
        "source": "scrutiny", "body": "Place scrutiny", "text": "Count the rooms.", **day_boxes("received_on", today),
    }  # fmt: skip
    assert client.post(at("recommendation-receive"), sent).status_code == 302
    look()
    row = Recommendation.objects.get()
    to = {"ref": row.ref}
    wrong = client.post(at("recommendation-reply", **to), {"reply": "partly", "reasons": ""})
    assert "Give the reasons for what is not accepted." in words_of(wrong)
    sent = {"reply": "partly", "reasons": "Not in prisons."}
    assert client.post(at("recommendation-reply", **to), sent).status_code == 302
    sent = {
        "how": "new", "text": "Count the quiet rooms", "owner": str(world.people["council_worker"].pk),
        "promise": promise, **day_boxes("due_on", world.day(60)),
    }  # fmt: skip
    wrong = client.post(at("recommendation-act", **to), {**sent, "text": ""})
    assert "Say what will be done." in words_of(wrong)
    assert client.post(at("recommendation-act", **to), sent).status_code == 302
    sent = {"result": "partly", "found": "Two of nine.", **day_boxes("tested_on", today)}
    assert client.post(at("recommendation-again", **to), sent).status_code == 302
    found = words_of(browser("board").get(at("recommendation", **to)))
    for words in ("Accepted in part", "Not in prisons.", "Count the quiet rooms", "Two of nine."):
        assert words in found


def test_a_wrong_reference_is_said_beside_its_box(browser, world, row):
    recommendations.answer(by=world.acts("manager"), at=world.at, recommendation=row, reply="accepted")
    page = browser("manager").post(at("recommendation-act", ref=row.ref), {"how": "tie", "ref": "A-1"})
    assert "No action has that reference" in words_of(page)
