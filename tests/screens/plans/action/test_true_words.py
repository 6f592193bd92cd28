"""The marks and reasons beside a status say what is so: whose word it is, and where evidence lies."""

import pytest

from cairn.domain.plans.terms import Stated
from cairn.domain.plans.testing import add_evidence, add_update
from tests.screens.plans.action.test_show import text_of

WAITS, OUTSTANDING = "Evidence waits to be judged", "Evidence outstanding"


def test_evidence_that_was_offered_waits_to_be_judged_and_is_outstanding_before(screens, world, plan, action):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    rows = f"/p/fellshire/plans/{plan.ref}/actions/"
    for page in (screens.get(), screens.client.get(rows)):
        assert "Disputed" in text_of(page) and WAITS not in text_of(page)
        assert f"<span>{OUTSTANDING}</span>" in page.content.decode()
    add_evidence(world, action)
    for page in (screens.get(), screens.client.get(rows)):
        assert f"<span>{WAITS}</span>" in page.content.decode()
        assert f"<span>{OUTSTANDING}</span>" not in page.content.decode()


def test_my_work_says_of_offered_evidence_that_it_waits_to_be_judged(screens, world, action):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    add_evidence(world, action)
    for key, begins in (("health_lead", "Judge the evidence"), ("council_worker", "Waits for somebody outside")):
        screens.get(by=key)
        words = text_of(screens.client.get("/p/fellshire/my-work/"))
        assert WAITS in words[words.index(begins) :] and OUTSTANDING not in words


@pytest.mark.parametrize("said", [Stated.BLOCKED, Stated.AT_RISK, Stated.OFF_TRACK])
def test_the_owners_word_is_said_once_and_not_put_into_the_mouth_of_the_dates(screens, world, action, said):
    more = {"corrective": "We asked again.", "waiting_on": "The schools"}
    add_update(world, action, stated=said, **more)
    words = text_of(screens.get())
    assert words.count("The owner says") == 1 and f"The owner says: {said.label.lower()}" in words
    assert "The dates say:" not in words


def test_what_the_dates_say_is_still_said_to_be_theirs(screens, world, action):
    add_update(world, action)
    assert "The dates say: No date has been missed." in text_of(screens.get())
