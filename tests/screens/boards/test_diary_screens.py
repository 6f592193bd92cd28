"""A calendar program fetches without signing in, and an attacker learns nothing from the address."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from cairn.domain.boards import testing
from tests.screens.boards.conftest import at, words_of

pytestmark = pytest.mark.django_db


def made(client):
    """The address as the page shows it once."""
    found = client.post(at("my-diary"), {"do": "make"})
    return re.search(r'id="address"[^>]* value="http://[^/]+(/[^"]+)"', found.content.decode())[1]


def test_the_address_is_made_shown_once_fetched_renewed_and_ended(browser, world, board):
    meeting = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=3)
    client, program = browser("police_lead"), Client()
    assert "You have no address now." in words_of(client.get(at("my-diary")))
    address = made(client)
    assert address.encode() not in client.get(at("my-diary")).content
    answer = program.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (answer["Cache-Control"], "Set-Cookie" in answer) == ("private, no-store", False)
    assert f"Partnership meeting {meeting.ref}" in answer.content.decode()
    page = words_of(client.get(at("my-diary")))
    assert "Not yet" not in page and "To sign out everywhere, or to change your password, does not end it." in page
    second = made(client)
    assert program.get(address).status_code == 404
    assert program.get(second).status_code == 200
    assert client.post(at("my-diary"), {"do": "end"}).status_code == 302
    assert program.get(second).status_code == 404


def test_a_wrong_address_a_wrong_partnership_and_an_ended_one_answer_alike(browser, world):
    cache.clear()
    address, program = made(browser("police_lead")), Client()
    wrong = [
        address.replace("/fellshire/", "/nowhere/"), address.replace("/fellshire/", f"/{world.other.slug}/"),
        re.sub(r"[^/]+\.ics", "A" * 43 + ".ics", address), address.replace(".ics", "x.ics"), address.upper(),
    ]  # fmt: skip
    answers = [program.get(one) for one in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({words_of(answer) for answer in answers[:3]}) == 1
    assert program.post(address).status_code == 405
    assert program.get(address.removesuffix(".ics")).status_code == 404


def test_somebody_who_asks_too_often_is_told_to_wait(browser):
    cache.clear()
    address, program = made(browser("police_lead")), Client()
    answers = [program.get(address).status_code for _ in range(22)]
    assert answers[:20] == [200] * 20
    assert answers[-1] == 429
    cache.clear()


def test_whoever_tries_wrong_addresses_shuts_out_nobody_else(browser):
    """Behind a proxy that is not counted, everybody comes from one address."""
    cache.clear()
    address, program = made(browser("police_lead")), Client()
    tried = [program.get(re.sub(r"[^/]+\.ics", f"{place:043}.ics", address)).status_code for place in range(31)]
    assert tried == [404] * 30 + [429]
    assert program.get(address).status_code == 200
    cache.clear()
