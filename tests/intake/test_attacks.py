"""What somebody may try with the public forms, and what is never lost by it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cairn.domain.applications.outside import LETTERS, digest_of_code
from tests.intake.conftest import begun, said_report, said_the_rest, said_who, sent
from tests.intake.visiting import CODE, Visitor, day
from tests.outside import ROOT, environment
from tests.public.crawling import Markup

WRONG = "ABCDEF-GHJKMN-PQRSTV"


def told(answer):
    """What a page says, without what was typed into its boxes."""
    return answer.status, Markup(answer.text).text, sorted(answer.templates), len(answer.text)


def whole(visitor):
    """Fill in and send; the code."""
    begun(visitor)
    said_who(visitor)
    said_report(visitor, do="go")
    said_the_rest(visitor)
    return sent(visitor).code


def test_it_is_sent_by_telephone_and_its_answers_are_whole(visitor, forms):
    begun(visitor)
    assert "Page 2 of 4" in said_who(visitor).text
    assert "Report 1" in said_report(visitor).text
    assert "Report 2" in said_report(visitor, number=9, same="1").text
    page = visitor.get("/page/reports/")
    assert "Page 3 of 4" in visitor.post("/page/reports/", version=page.hidden("version"), do="go").text
    page = said_the_rest(visitor)
    for words in ("Check your answers", "Wren Granite", "3 March 2026", "The same incident as number 1", "I come back"):
        assert words in Markup(page.text).text
    done = sent(visitor)
    assert "Your application is sent" in done.text and CODE.search(done.text)
    [(answers,)] = forms.as_owner("SELECT answers FROM applications_application ORDER BY id DESC LIMIT 1")
    assert answers["reports"][1] == {
        "behaviour_on": "2026-03-09", "reported_on": "2026-03-10", "told": "council", "same": "1",
    }  # fmt: skip
    assert "It waits to be read" in visitor.get("/now/").text and "Wren" not in visitor.get("/check/").text


def test_an_error_says_what_to_do_and_keeps_what_was_typed(visitor):
    begun(visitor)
    page = visitor.post("/page/who/", version="1", do="go", asked_by="somebody_with_consent", consent="no",
                        name="Wren Granite", own_name="")  # fmt: skip
    words = Markup(page.text).text
    assert "We need their agreement first" in words and "What is your own name" in words
    assert 'value="Wren Granite"' in page.text and "Page 1 of 4" in page.text
    page = said_report(visitor, reported_on_year="2025")
    assert "The day you reported it is before the day it happened" in Markup(page.text).text
    assert 'value="2025"' in page.text
    wrong = (
        (day("born", 1961, 2, 31), "The date of birth must be a real date"),
        ({"postcode": "NOT A CODE"}, "Enter a full postcode"),
        ({"name": "?"}, "Enter the name"),
    )
    for typed, why in wrong:
        assert why in Markup(said_who(visitor, **typed).text).text


def test_an_entry_is_changed_and_removed_and_what_was_the_same_follows(visitor, forms):
    begun(visitor)
    said_who(visitor)
    for number, facts in ((3, {}), (9, {"same": "1"}), (12, {"same": "2"})):
        said_report(visitor, number=number, **facts)
    page = visitor.get("/page/reports/?entry=1")
    assert "Change report 1" in page.text and 'value="3"' in page.text
    said_report(visitor, number=4, entry="1")
    page = visitor.get("/page/reports/")
    page = visitor.post("/page/reports/", version=page.hidden("version"), do="remove", which="1")
    [(answers,)] = forms.as_owner("SELECT answers FROM applications_application ORDER BY id DESC LIMIT 1")
    assert [entry.get("same") for entry in answers["reports"]] == [None, "1"]


def test_save_and_return_needs_the_newest_code_alone(visitor, forms):
    first = begun(visitor)
    page = visitor.post("/page/who/", version="1", do="later", asked_by="", name="Wren Granite")
    second = page.code
    assert second and second != first
    other = Visitor(forms)
    assert "This code opens nothing" in other.post("/return/", code=first).text
    back = other.post("/return/", code=f" {second.lower().replace('-', ' ')} ")
    assert back.path == "/page/who/" and 'value="Wren Granite"' in back.text
    assert "Nothing is open in this window" in visitor.get("/page/who/").text, "it is open in one browser"


def test_guessing_codes_is_stopped_for_a_while_even_with_the_right_one(visitor):
    code = whole(visitor)
    guesser = Visitor(visitor.forms)
    assert [guesser.post("/return/", code=WRONG).status for _try in range(12)] == [200] * 10 + [429] * 2
    answer = guesser.post("/return/", code=code)
    assert answer.status == 429 and answer.headers["Retry-After"] and guesser.cookies == {}
    assert Visitor(visitor.forms).post("/return/", code=code).path == "/now/", "somebody else is not held up"
    assert len(LETTERS) ** 18 > 2**85


def test_beginning_again_and_again_is_stopped_too(forms):
    flood = Visitor(forms)
    [(number,)] = forms.as_owner("SELECT id FROM applications_open_form")
    assert [flood.post(f"/form/{number}/", website="").status for _try in range(21)] == [200] * 20 + [429]


def test_a_wrong_an_expired_and_a_stopped_code_are_answered_alike(forms):
    expired, stopped = begun(Visitor(forms)), whole(Visitor(forms))
    forms.as_owner(
        "UPDATE applications_application SET expires_at = now() - interval '1 minute' WHERE code = %s",
        digest_of_code(expired),
    )
    forms.as_owner("UPDATE applications_application SET stopped = true WHERE code = %s", digest_of_code(stopped))
    answers = [told(Visitor(forms).post("/return/", code=code)) for code in (WRONG, expired, stopped)]
    assert answers[0] == answers[1] == answers[2] and "This code opens nothing" in answers[0][1]
    bodies = [Visitor(forms).post("/return/", code=code).headers for code in (WRONG, expired, stopped)]
    assert len({frozenset(name for name, _value in headers.items()) for headers in bodies}) == 1


def test_a_draft_that_expired_is_closed_even_in_the_browser_that_has_it_open(visitor, forms):
    code = begun(visitor)
    forms.as_owner("UPDATE applications_application SET expires_at = now() WHERE code = %s", digest_of_code(code))
    assert "Nothing is open in this window" in visitor.get("/page/who/").text and visitor.cookies == {}


def test_what_was_typed_while_the_window_closed_by_itself_is_not_lost(visitor, forms):
    code = begun(visitor)
    forms.as_owner("UPDATE applications_application SET key_until = now() WHERE code = %s", digest_of_code(code))
    page = visitor.post("/page/who/", version="1", do="go", asked_by="person_harmed", name="Wren Granite")
    assert "What you just typed is not lost" in page.text
    page = visitor.post("/return/", code=code, page=page.hidden("page"), typed=page.hidden("typed"))
    assert "Page 1 of 4" in page.text and 'value="Wren Granite"' in page.text
    assert "Page 2 of 4" in said_who(visitor).text


ODD = ["[1]", "{", '{"name": {"a": 1}}', "null", "7", "[" * 5_000, r'{"name": "\ud800"}', r'{"\ud800": "a\u0000"}']


@pytest.mark.parametrize("typed", ODD, ids=range(len(ODD)))
def test_what_comes_along_with_a_code_may_be_anything(visitor, typed):
    code = begun(visitor)
    assert visitor.post("/return/", code=code, page="who", typed=typed).status == 200


def test_of_two_windows_the_second_is_told_and_loses_nothing(visitor, forms):
    begun(visitor)
    page = visitor.get("/page/who/")
    said_who(visitor)
    late = visitor.post(
        "/page/who/", version=page.hidden("version"), do="go", asked_by="person_harmed", name="Rowan Tor"
    )
    assert "changed in another window" in late.text and 'value="Rowan Tor"' in late.text
    again = visitor.post(
        "/page/who/", version=late.hidden("version"), do="go", asked_by="person_harmed", name="Rowan Tor"
    )
    assert "Page 2 of 4" in again.text
    said_report(visitor, do="go")
    said_the_rest(visitor)
    page = visitor.get("/check/")
    said_who(visitor, name="Jay Scar")
    assert "changed in another window" in visitor.post("/check/", version=page.hidden("version"), website="").text
    assert sent(visitor).code and visitor.post("/check/", version="9", website="").path == "/now/", "it is sent once"


def test_a_page_of_another_site_cannot_send_a_form(visitor, forms):
    [(before,)] = forms.as_owner("SELECT count(*) FROM applications_application")
    [(number,)] = forms.as_owner("SELECT id FROM applications_open_form")
    for origin in ("https://elsewhere.example", "null", f"https://127.0.0.1:{forms.port}", ""):
        assert visitor.post(f"/form/{number}/", origin=origin, website="").status == 403
    assert forms.as_owner("SELECT count(*) FROM applications_application") == [(before,)]
    assert visitor._ask("PUT", "/return/").status == 403


def test_what_is_too_large_is_refused_before_it_is_read(visitor):
    begun(visitor)
    for typed in ({"name": "A" * 70_000}, {f"box{number}": "x" for number in range(150)}):
        answer = visitor.post("/page/who/", version="1", do="go", **typed)
        assert answer.status == 413 and "Nothing was saved" in answer.text
    page = said_who(visitor, lines="A" * 1_200)
    assert "to 1000 characters or fewer" in page.text and "A" * 1_200 in page.text


def test_no_more_entries_are_taken_than_the_form_says(visitor, forms):
    begun(visitor)
    said_who(visitor)
    forms.as_owner(
        "UPDATE applications_application SET answers = jsonb_set(answers, '{reports}', %s::jsonb)"
        " WHERE id = (SELECT max(id) FROM applications_application)",
        json.dumps([{"behaviour_on": "2026-03-03", "reported_on": "2026-03-04", "told": "council"}] * 20),
    )
    assert "as many as this form takes" in said_report(visitor).text and "Report 21" not in said_report(visitor).text
    page = visitor.get("/page/reports/")
    assert "Page 3 of 4" in visitor.post("/page/reports/", version=page.hidden("version"), do="go").text


def test_a_machine_that_fills_in_every_box_begins_and_sends_nothing(visitor, forms):
    [(before,)] = forms.as_owner("SELECT count(*) FROM applications_application")
    [(number,)] = forms.as_owner("SELECT id FROM applications_open_form")
    answer = visitor.post(f"/form/{number}/", website="http://spam.example")
    assert answer.code == "" and "Leave the box that says so empty" in answer.text
    assert forms.as_owner("SELECT count(*) FROM applications_application") == [(before,)]


def test_answers_that_were_not_offered_are_refused(visitor):
    begun(visitor)
    page = visitor.post("/page/who/", version="1", do="go", asked_by="nobody", name="Wren Granite")
    assert page.path == "/page/who/" and "There is a problem" in page.text
    for path in ("/page/nothing/", "/form/999999999/", "/page/who/../../", "/form/99999999999999999999/"):
        assert visitor.get(path).status in (400, 404), path


def test_to_leave_closes_it_and_goes_to_an_ordinary_page(visitor):
    begun(visitor)
    key = dict(visitor.cookies)
    answer = visitor.get("/leave/")
    assert answer.status == 302 and answer.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert visitor.cookies == {}
    visitor.cookies = key
    assert "Nothing is open in this window" in visitor.get("/page/who/").text


def test_the_cookie_says_nothing_and_only_digests_are_kept(visitor, forms):
    code = begun(visitor)
    key = visitor.cookies["cairn_form"]
    kept = str(forms.as_owner("SELECT a::text FROM applications_application a"))
    assert code not in kept and key not in kept and code.replace("-", "") not in kept and code not in key
    assert "10.0." not in str(forms.as_owner("SELECT t::text FROM applications_attempt t"))


def test_nothing_that_was_typed_and_no_address_is_in_any_log(visitor, forms):
    code = whole(visitor)
    visitor.get(f"/nowhere/{code}/")
    visitor.post("/return/", origin="https://elsewhere.example", code=code)
    visitor.post("/page/who/", name="A" * 70_000)
    log = forms.log.read_text()
    for words in ("Granite", code, "/page/", "/nowhere/", "10.0.", visitor.cookies.get("cairn_form", "no key")):
        assert words not in log


def test_expired_drafts_are_deleted_and_nothing_that_waits_to_be_read_is(forms):
    draft, kept = begun(Visitor(forms)), whole(Visitor(forms))
    forms.as_owner("UPDATE applications_application SET expires_at = now() - interval '1 day'")
    forms.as_owner("SELECT applications_clear()")
    found = {code for (code,) in forms.as_owner("SELECT code FROM applications_application")}
    assert digest_of_code(kept) in found and digest_of_code(draft) not in found
    assert Visitor(forms).post("/return/", code=kept).path == "/now/"


# The process


def in_the_process(database: str, program: str, **change: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], env={**environment("intake", database), **change}, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("variable", ["DATABASE_URL", "CAIRN_OWNER_DATABASE_URL", "CAIRN_PUBLIC_DATABASE_URL"])
def test_it_does_not_start_under_another_role(fenced_database, variable):
    wrong = environment("intake", fenced_database, variable=variable)["CAIRN_INTAKE_DATABASE_URL"]
    done = in_the_process(fenced_database, "import cairn.intake.wsgi", CAIRN_INTAKE_DATABASE_URL=wrong)
    assert done.returncode != 0 and "must not serve residents: " in done.stderr


def test_it_loads_nothing_of_cases_accounts_or_the_public_site_and_no_log_of_requests(fenced_database):
    done = in_the_process(
        fenced_database,
        "import sys, json\nfrom cairn.intake.wsgi import application\nfrom django.test import Client\n"
        "for path in ('/', '/easy/', '/about/', '/return/', '/page/who/', '/nope', '/healthz'):\n"
        "    Client().get(path)\n"
        "print(json.dumps(sorted(sys.modules)))",
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout.splitlines()[-1])
    may = ("cairn.intake", "cairn.settings", "cairn.kernel", "cairn.foundation.ui", "cairn.foundation.audit",
           "cairn.domain.applications", "cairn.foundation.access.logs")  # fmt: skip
    empty = {"cairn", "cairn.domain", "cairn.foundation", "cairn.foundation.access"}
    assert [
        name for name in loaded if name.startswith("cairn") and name not in empty and not name.startswith(may)
    ] == []
    for other in ("django.contrib.sessions", "django.contrib.auth", "allauth", "axes", "procrastinate"):
        assert other not in loaded


def test_with_the_database_away_it_says_so_and_what_is_safe(fenced_database):
    done = in_the_process(
        fenced_database,
        "import os\nfrom cairn.intake.wsgi import application\nfrom django.db import OperationalError\n"
        "from unittest.mock import patch\nfrom django.test import Client\n"
        "with patch('cairn.domain.applications.api.open_forms', side_effect=OperationalError('gone')):\n"
        "    answer = Client(raise_request_exception=False).get('/')\n"
        "print(answer.status_code, 'What you saved before is safe' in answer.content.decode())",
    )
    assert done.stdout.split() == ["503", "True"], done.stderr


def test_a_page_tells_what_this_area_set_as_it_holds_today(visitor, forms):
    begun(visitor)
    said_who(visitor)
    assert "Three reports of different incidents are usually enough." in visitor.get("/page/reports/").text
    forms.as_owner(
        'UPDATE applications_open_form SET local = \'[{"from": "2026-01-01", "values": {"reports_needed": 2}},'
        ' {"from": "2199-01-01", "values": {"reports_needed": 1}}]\''
    )
    try:
        page = visitor.get("/page/reports/").text
        assert "Two reports of different incidents are usually enough." in page and "Three reports" not in page
    finally:
        forms.as_owner("UPDATE applications_open_form SET local = NULL")
