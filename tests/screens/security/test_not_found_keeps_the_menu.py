"""A page that is not there keeps the menu of the reader, and tells nothing of what is there."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_plan
from tests.screens.security.conftest import BASE

MENU = f'href="{BASE}plans/"'
# What differs between any two pages: the form's token, the seconds left, and the address that was asked for.
OWN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|data-ends-in="\d+"|\?next=[^"]*"')


def asked(client, path: str) -> tuple[str, list[str]]:
    """The page, without what is its own, and the shape of every query it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 404
    shapes = [re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+", "?", query["sql"]) for query in queries]
    return OWN.sub("", answer.content.decode()), shapes


@pytest.mark.parametrize("path", ["nothing/", "plans/P-NONE/", "plans/P-%00/", "no/such/page"])
def test_an_address_that_leads_nowhere_keeps_the_menu_of_those_who_work_there(browser, path):
    page, _ = asked(browser("police_worker"), BASE + path)
    assert MENU in page and "Fellshire Community Safety Partnership" in page
    assert f'href="{BASE}">Go to your work' in page


def test_a_hidden_thing_and_no_thing_give_one_page_after_the_same_questions(world, browser):
    draft = add_plan(world, state=PlanState.DRAFT)
    client = browser("police_worker")
    client.get(f"{BASE}plans/")  # the session is met
    hidden = asked(client, f"{BASE}plans/{draft.ref}/")
    absent = asked(client, f"{BASE}plans/{draft.ref[:-1]}{'A' if draft.ref[-1] != 'A' else 'B'}/")
    assert hidden == absent
    assert MENU in hidden[0]


@pytest.mark.parametrize("path", ["", "plans/", "nothing/"])
def test_a_partnership_of_others_and_no_partnership_give_one_page_after_the_same_questions(browser, path):
    client = browser("police_worker")
    client.get(BASE)
    others, none = asked(client, f"/p/daleshire/{path}"), asked(client, f"/p/nowhere/{path}")
    assert others == none
    assert "govuk-service-navigation" not in others[0] and "Daleshire" not in others[0]


def test_somebody_signed_out_gets_no_menu(client, world):
    assert MENU not in client.get(f"{BASE}nothing/").content.decode()
