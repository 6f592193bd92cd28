"""What was typed is given back when the answer is no; and nothing a person was shown stays in a cache."""

from __future__ import annotations

import pytest

from tests.screens.security.conftest import BASE

SENT = {
    "title": "Two lines\nof <b>words</b>", "to_on_day": "1", "to_on_month": "3", "to_on_year": "2027", "version": "7",
    "password": "hush-1", "code": "hush-2", "csrfmiddlewaretoken": "hush-3", "api_token": "hush-4",
}  # fmt: skip


def test_a_refused_form_shows_what_was_typed_so_that_it_can_be_copied(world, action, browser):
    answer = browser("council_worker").post(f"{BASE}actions/{action.ref}/edit/", SENT)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "What you typed" in page
    assert "Two lines<br>of &lt;b&gt;words&lt;/b&gt;" in page
    assert ">Title</dt>" in page
    assert ">To on</dt>" in page and "1 March 2027" in page
    assert "Version" not in page
    assert "hush" not in page


def test_a_refused_visit_speaks_of_nothing_typed(world, action, browser):
    answer = browser("council_worker").get(f"{BASE}actions/{action.ref}/edit/?title=Words")
    assert answer.status_code == 403
    assert "What you typed" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["strategies/{slug}/page.pdf", "actions/{ref}/", "actions/{ref}/edit/", "strategies/none/", "work/"]
)
def test_no_answer_about_a_partnership_is_kept_by_a_cache(action, browser, path):
    answer = browser("council_worker").get(BASE + path.format(slug="fellshire-2025-2030", ref=action.ref))
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_redirect_and_a_refused_verb_are_kept_by_no_cache_either(world, action, browser, client):
    path = f"{BASE}actions/{action.ref}/"
    assert "no-store" in browser("council_worker").put(path).headers["Cache-Control"]
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_a_table_to_take_away_keeps_what_it_says_itself(world, plan, browser):
    answer = browser("council_worker").get(f"{BASE}plans/{plan.ref}/copy/?form=csv")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
