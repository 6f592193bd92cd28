"""What was typed is shown in the words of its form, never in codes."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from cairn.domain.plans.testing import add_action, add_plan, build_world, sign_in
from cairn.foundation.accounts.drafts import shown_fields
from cairn.foundation.accounts.typed_words import FORMS, IN_A_LIST, forms_at
from cairn.reference.routes import STAFF, routes_of

UPDATE = "/p/fellshire/actions/A-0000000/update/"
ADD = "/p/fellshire/plans/P-0000000/actions/new/"
NO_FORM = {
    "boards:my-diary",  # buttons
    "accounts:give_code",  # never comes back filled in
    "cases:withdraw-post",  # nothing to fill in
    "plans:complete",  # nothing to fill in
    "measures:compute",  # a button
    "measures:lock",  # a button
    "records:read-again",  # a button
}


def shown(typed: str, path: str) -> dict[str, str]:
    return dict(shown_fields(QueryDict(typed), path=path))


def test_labels_and_choices_are_those_of_the_form():
    assert shown("stated=on_track&confidence=high&done=We+met.&evidence_only_agency=on", UPDATE) == {
        "How is it going?": "On track",
        "How sure are you that the date will be met?": "High",
        "What was done since the last update?": "We met.",
        "Keep it to my agency": "Yes",
    }


def test_several_choices_are_one_line_and_so_is_a_day():
    typed = (
        "characteristics=sex&characteristics=disability&due_on_day=3&due_on_month=3&due_on_year=2027&update_every=90"
    )
    assert shown(typed, ADD) == {
        "Protected characteristics it is for": "Sex, Disability",
        "Due date": "3 March 2027",
        "How often is an update due?": "Every three months",
    }


def test_a_day_that_is_none_stays_as_it_was_typed():
    assert shown("due_on_day=31&due_on_month=feb&due_on_year=2027", ADD) == {"Due date": "31 feb 2027"}
    assert shown("due_on_day=&due_on_month=2&due_on_year=", ADD) == {"Due date": "2"}


def test_a_list_that_differs_from_day_to_day_shows_no_key():
    assert shown("owner=417&milestone_1=Heads+agree", ADD) == {"Owner": IN_A_LIST, "Milestone 1": "Heads agree"}


def test_what_the_page_sends_along_is_not_shown():
    assert shown("version=3&seen=title:ab&differs=title&title=Words", "/p/x/actions/A-1/edit/") == {"Title": "Words"}
    assert shown("anyway=yes&to=agreed&note=Agreed", "/p/x/plans/P-1/next-step/") == {"Note": "Agreed"}
    assert "Who are you asking?" in shown("to=4&text=Why", "/p/x/actions/A-1/ask/")


def test_a_form_nobody_knows_is_shown_by_the_names_of_its_fields():
    assert forms_at("/nowhere/at/all/") == ()
    assert shown("due_on_day=3&due_on_month=3&due_on_year=2027&some_words=Here", "/nowhere/at/all/") == {
        "Due on": "3 March 2027",
        "Some words": "Here",
    }


def test_every_screen_with_a_form_has_said_which():
    writing = {route.name for route in routes_of(STAFF) if route.mark.writes and route.policy and not route.mark.by_key}
    assert writing == set(FORMS) | NO_FORM


@pytest.fixture
def world(db):
    return build_world()


def test_an_expired_form_shows_what_was_typed_in_words(world):
    action = add_action(world, plan=add_plan(world))
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, world, "council_worker")
    address = reverse("plans:update", kwargs={"partnership": "fellshire", "ref": action.ref})
    answer = strict.post(address, {"stated": "off_track", "corrective": "We hire <two>."})
    page = answer.content.decode()
    assert answer.status_code == 403 and "<title>This form is out of date - Cairn</title>" in page
    assert ">How is it going?</dt>" in page and ">Off track</dd>" in page
    assert "What will be done to get back on track?" in page and "We hire &lt;two&gt;." in page
    assert "off_track" not in page and "Stated" not in page
