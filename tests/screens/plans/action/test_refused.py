"""Refused evidence: My work and the action's page say the same of it, and the page says why it is disputed."""

import pytest

from cairn.domain.plans.queries.work import work_page
from cairn.domain.plans.terms import Stated
from cairn.domain.plans.testing import add_evidence, add_milestone, add_update, judge
from tests.screens.plans.action.test_show import text_of

WHY = "Evidence was refused, and nothing better has been accepted since, so it is disputed."
TO_DO = "Put the refused evidence right. Offer evidence"


def asked_on_my_work(world, action) -> bool:
    page = work_page(world.acts("council_worker"), today=world.today)
    return any(task.ref == action.ref for one in page.sections if one.key == "evidence" for task in one.tasks)


def asked_on_its_page(screens) -> bool:
    words = text_of(screens.get())
    assert (TO_DO in words) is (WHY in words)
    return TO_DO in words or "nothing shows it yet" in words


@pytest.mark.parametrize("said", [Stated.ON_TRACK, Stated.COMPLETE])
def test_refused_evidence_is_to_be_put_right_on_both_pages_until_better_is_accepted(screens, world, action, said):
    add_update(world, action, stated=said)
    judge(world, add_evidence(world, action), accepted=False)
    assert asked_on_my_work(world, action) and asked_on_its_page(screens)
    better = add_evidence(world, action, title="Register with dates")
    assert asked_on_my_work(world, action) and asked_on_its_page(screens)
    judge(world, better)
    assert not asked_on_my_work(world, action) and not asked_on_its_page(screens)


def test_what_is_said_to_be_complete_is_to_be_shown_on_both_pages_until_something_is_offered(screens, world, action):
    add_milestone(world, action)
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    assert asked_on_my_work(world, action) and asked_on_its_page(screens)
    evidence = add_evidence(world, action)
    assert not asked_on_my_work(world, action) and not asked_on_its_page(screens)
    judge(world, evidence)
    assert not asked_on_my_work(world, action) and not asked_on_its_page(screens), "a milestone is open, nothing else"


def test_everybody_reads_why_it_is_disputed_and_only_those_who_may_are_told_to_mend_it(screens, world, action):
    add_update(world, action)
    judge(world, add_evidence(world, action), accepted=False)
    words = text_of(screens.get(by="board"))
    assert WHY in words and TO_DO not in words
