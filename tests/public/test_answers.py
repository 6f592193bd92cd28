"""Every way of asking gets a plain answer: wrong address, withdrawn, wrong method, database away."""

from __future__ import annotations

import json
import socket

import psycopg
import pytest

from tests.databases import copied, run_as_owner
from tests.outside import environment
from tests.public.crawling import Markup
from tests.public.scenes import REASON
from tests.public.serving import serving

FELL = "/strategies/fellshire-2025-2030"
DALE = "/strategies/dale-2025-2030"
EVERY_KIND = ("/", f"{FELL}/", f"{FELL}/F1/", f"{FELL}/page/", f"{FELL}.json", f"{FELL}.csv", "/strategies.json",
              "/areas/fellshire/", "/help/", "/about/", "/using-this-site/", "/accessibility/", "/healthz")  # fmt: skip


@pytest.mark.parametrize("path", ["/nowhere/", "/strategies/nowhere/", f"{FELL}/NOPE/", "/strategies/nowhere/page/"])
def test_an_unknown_address_says_so_and_offers_a_way_on(site, path):
    answer = site.get(path)
    page = Markup(answer.text)
    assert (answer.status, page.title) == (404, "Page not found")
    assert "See all promises" in page.text and "Get help" in page.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/strategies/nowhere.json", "/strategies/nowhere.csv", "/other.json"])
def test_who_asks_for_data_that_is_not_there_is_told_in_plain_words(site, path):
    answer = site.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "The list is at /strategies.json" in answer.text


@pytest.mark.parametrize("path", [f"{DALE}/", f"{DALE}/page/", f"{DALE}/D1/"])
def test_a_withdrawn_page_says_that_it_was_withdrawn_when_and_why(site, path):
    answer = site.get(path)
    page = Markup(answer.text)
    assert answer.status == 410
    assert "This page was withdrawn Dale: our promises 2025 to 2030 was withdrawn on " in page.text
    assert f"Why {REASON}" in page.text
    assert (page.title, page.faults) == ("Dale: our promises 2025 to 2030", [])


def test_withdrawn_data_says_so_too(site):
    answer = site.get(f"{DALE}.json")
    assert (answer.status, json.loads(answer.text)["reason"]) == (410, REASON)
    table = site.get(f"{DALE}.csv")
    assert table.status == 410 and REASON in table.text


def test_a_withdrawn_strategy_is_not_in_the_list(site):
    slugs = [row["slug"] for row in json.loads(site.get("/strategies.json").text)["strategies"]]
    assert "dale-2025-2030" not in slugs and "fellshire-2025-2030" in slugs


def test_a_shortened_address_leads_to_the_first_page(site):
    answer = site.get("/strategies/")
    assert (answer.status, answer.headers["Location"], answer.headers["Cache-Control"]) == (302, "/", "no-store")


def test_an_address_without_its_last_stroke_leads_on_and_is_not_kept(site):
    answer = site.get(FELL)
    assert (answer.status, answer.headers["Location"]) == (301, f"{FELL}/")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", EVERY_KIND)
def test_head_gives_the_same_head_and_no_body(site, path):
    whole, head = site.get(path), site.get(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", EVERY_KIND)
def test_nothing_can_be_sent(site, path, method):
    answer = site.get(path, method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.queries == 0


@pytest.mark.parametrize("path", ["/", f"{FELL}/", f"{FELL}/NOPE/", f"{DALE}/", "/strategies.json"])
def test_a_cookie_somebody_brings_changes_nothing(site, path):
    plain, with_cookie = site.get(path), site.get(path, headers={"Cookie": "sessionid=x; csrftoken=y"})
    assert plain.body == with_cookie.body
    assert with_cookie.headers["Set-Cookie"] is None and with_cookie.headers["Vary"] in (None, "Accept-Encoding")


def test_a_site_that_can_read_says_that_it_is_well(site):
    assert (site.get("/healthz").status, site.get("/healthz").text) == (200, "ok")


def test_while_the_database_is_away_every_page_says_so_with_the_way_to_help(empty_template, worker_id, tmp_path):
    name = f"{empty_template}_{worker_id}_away"
    with copied(empty_template, name), serving(name, log=tmp_path / "log") as site:
        assert site.get("/healthz").status == 200
        _send_away(name)
        health, page, data = site.get("/healthz"), site.get("/"), site.get("/strategies.json")
        assert health.status == 503
        assert (page.status, page.headers["Retry-After"], page.headers["Cache-Control"]) == (503, "60", "no-store")
        words = Markup(page.text)
        assert "Our records do not answer. They are safe." in words.text and "999" in words.text
        assert words.faults == []
        assert data.status == 503
        assert site.get("/help/").status == 200  # the way to help needs no database


def _send_away(database: str) -> None:
    """Let nobody connect any more, and end the connections of the public site's role under that role."""
    with psycopg.connect(environment("public", database)["CAIRN_PUBLIC_DATABASE_URL"], autocommit=True) as connection:
        run_as_owner(f'ALTER DATABASE "{database}" WITH ALLOW_CONNECTIONS false')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


def test_a_request_that_is_not_one_gets_no_cookie_and_no_trace(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400") and b"Set-Cookie" not in answer and b"Traceback" not in answer
