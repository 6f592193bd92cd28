"""What a person typed, searched for or asked for reaches no log, also when things fail."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from cairn.foundation.access.logs import JsonLines
from tests.screens.security.conftest import BASE

WORD = "Juniper Slate of Mill Lane"


def line_of(name: str, message: str, *args: object) -> dict[str, object]:
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, None)
    return json.loads(JsonLines().format(record))


@pytest.mark.parametrize("kind", ["DisallowedHost", "SuspiciousFileOperation", "RequestDataTooBig"])
def test_django_writes_the_text_of_a_security_error_as_its_message_and_it_is_left_out(kind):
    line = line_of(f"django.security.{kind}", f"Invalid HTTP_HOST header: '{WORD}'.")
    assert WORD not in json.dumps(line)
    assert line["logger"] == f"django.security.{kind}"


def test_a_template_of_a_security_message_stays():
    assert line_of("django.security.csrf", "Forbidden (%s): %s", "CSRF cookie not set.", WORD)["message"] == (
        "Forbidden (%s): %s"
    )


@pytest.fixture
def written(monkeypatch) -> StringIO:
    """What Django's own loggers write, wherever an earlier test left their stream, be it closed by now."""
    (console,) = [one for one in logging.getLogger("django").handlers if isinstance(one.formatter, JsonLines)]
    monkeypatch.setattr(console, "stream", StringIO())
    return console.stream


def test_a_forged_host_name_is_not_written(client, written):
    client.raise_request_exception = False
    assert client.get("/", HTTP_HOST="mill-lane.example.org").status_code == 400
    assert "django.security.DisallowedHost" in written.getvalue()
    assert "mill-lane" not in written.getvalue()


def test_the_web_server_writes_its_lines_in_the_same_form_without_address_or_path():
    assert settings.LOGGING["loggers"]["gunicorn.error"]["handlers"] == ["console"]
    assert settings.LOGGING["loggers"]["gunicorn.error"]["propagate"] is False
    for line in (
        line_of("gunicorn.error", "Error handling request %s %s", "GET", f"/p/x/search/?q={WORD}"),
        line_of("gunicorn.error", f"Invalid request from ip=192.0.2.7: Invalid HTTP request line: '{WORD}'"),
    ):
        assert WORD not in json.dumps(line) and "192.0.2.7" not in json.dumps(line)


def test_without_a_database_there_is_still_a_page_and_the_web_server_has_nothing_to_write(browser, monkeypatch):
    client = browser("police_worker")

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(SessionStore, "_get_session_from_db", away)
    response = client.get(f"{BASE}search/?q=Mill+Lane")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong" in page
    assert "Mill Lane" not in page and "database is away" not in page
