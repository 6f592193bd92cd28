"""What a system can do with its key, what it is told when it cannot, and what those who have none are told."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from cairn.domain.measures import testing
from cairn.domain.measures.models import Submission
from cairn.domain.measures.services.answering import forget_answers
from cairn.domain.measures.terms import State
from cairn.domain.measures.web import api
from cairn.foundation.accounts.keys import holder_of
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.services.keys import make_key, revoke_key
from cairn.foundation.accounts.terms import Scope
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
SEND, LIST = "/api/measures/figures", "/api/measures"
ROW = {"period_start": "2026-04-01", "numerator": 40, "denominator": 50}


@pytest.fixture
def measure(world):
    return testing.a_measure(world)


@pytest.fixture
def key(world):
    return key_of(world)[1]


def key_of(world, *, by="manager", agency="fell-police", scopes=("figures:read", "figures:write"), days=90):
    return make_key(
        by=world.acts(by), at=world.at, agency=world.agencies[agency], system="Case system", scopes=scopes,
        expires_on=world.today + timedelta(days=days),
    )  # fmt: skip


def send(key, rows, **facts):
    body = json.dumps({"rows": rows, **facts})
    return Client().post(SEND, body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})


def get(key, address):
    return Client().get(address, headers={"Authorization": f"Bearer {key}"})


def test_figures_sent_wait_for_approval_are_recorded_and_the_same_again_change_nothing(world, measure, key, look):
    of_women = {"breakdown": "sex", "group": "Female", "numerator": "25", "denominator": 30}
    rows = [
        {**ROW, "measure": measure.ref, "note": "From the case system."},
        {**ROW, "measure": measure.ref, **of_women},
    ]
    answer = send(key, rows)
    assert (answer.status_code, answer.json()["loaded"]) == (200, {"figures": 2, "periods": 1, "corrected": 0})
    assert not answer.cookies and "no-store" in answer["Cache-Control"]
    again = send(key, rows).json()
    assert (again["loaded"]["periods"], again["unchanged_periods"]) == (0, 1)
    look()
    sent = Submission.objects.get()
    assert (sent.state, sent.submitted_by, sent.note) == (State.SUBMITTED, None, "From the case system.")
    assert "the system “Case system” with the key K-" in sent.steps.get().note
    [load] = {(entry.user_id, entry.agency_id, entry.roles) for entry in Entry.objects.filter(action="measures.load")}
    assert load == (None, world.agencies["fell-police"].pk, "figures:read,figures:write")
    assert Entry.objects.filter(action="accounts.use_key", subject_kind="key").count() == 2


def test_each_thing_wrong_is_named_by_row_field_and_rule_and_nothing_is_loaded_unless_the_sound_is_asked_for(
    world, measure, key, look
):
    other = testing.a_measure(world, name="Of the council", submitter="council_worker", agency="fell-council")
    rows = [
        {**ROW, "measure": measure.ref},
        {**ROW, "measure": measure.ref, "period_start": "2026-05-01", "numerator": 60},
        {**ROW, "measure": other.ref},
        {**ROW, "measure": "M-0000000"},
        {**ROW, "measure": measure.ref, "period_start": "May"},
        {**ROW, "measure": measure.ref, "colour": "red"},
        {**ROW, "measure": measure.ref, "nil": "perhaps"},
        "row",
    ]
    answer = send(key, rows)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [(one["row"], one["field"], one["rule"]) for one in answer.json()["problems"]] == [
        (2, "numerator", "impossible"), (3, "measure", "row"), (4, "measure", "row"), (5, "period_start", "row"),
        (6, "colour", "row"), (7, "nil", "row"), (8, "", "row"),
    ]  # fmt: skip
    assert "only figures that you send in" in answer.json()["problems"][1]["detail"]
    look()
    assert not Submission.objects.exists()
    answer = send(key, rows, accept="sound")
    assert (answer.status_code, answer.json()["loaded"]["periods"], len(answer.json()["problems"])) == (200, 1, 7)


def test_text_that_no_database_holds_and_days_at_the_end_of_the_calendar_are_answered_in_words(
    world, measure, key, look
):
    weekly = testing.a_measure(world, name="Counted by week", frequency="week")
    testing.locked(world, measure)
    row = {**ROW, "measure": measure.ref, "numerator": 41}
    answer = send(key, [{**row, "note": "A\ud800\0 form", "evidence": "\0"}], reason="a\0b\udfff", confirmed="\0")
    assert (answer.status_code, answer.json()["loaded"]["corrected"]) == (200, 1)
    look()
    sent = Submission.objects.select_related("sent_by_key").get(revision=2)
    assert (sent.note, sent.reason, sent.evidence, sent.sent_by_key.system) == ("A form", "ab", "", "Case system")
    answer = send(key, [{**row, "measure": "\ud800"}, {**row, "measure": weekly.ref, "period_start": "9999-12-31"}])
    assert [one["row"] for one in answer.json()["problems"]] == [1, 2] and answer.status_code == 422
    assert "a day in the year 9999" in answer.json()["problems"][1]["detail"]
    body = f"Measure,Period starts,Group,Numerator,Denominator,Note\r\n{measure.ref},2026-05-01,,40,50,A\0b\r\n"
    answer = Client().post(SEND, body, content_type="text/csv", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200


def test_a_fault_of_cairns_own_is_answered_as_json_and_the_use_of_the_key_stays_recorded(
    measure, key, look, monkeypatch
):
    def fails(*_args, **_facts):
        Submission.objects.raw("SELECT 1 / 0")[0]

    monkeypatch.setattr(api, "take_in", fails)
    answer = send(key, [{**ROW, "measure": measure.ref}])
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "nothing was done" in answer.json()["title"]
    look()
    assert Entry.objects.filter(action="accounts.use_key", subject_kind="key").count() == 1


def test_csv_is_taken_with_the_headings_of_a_copy(measure, key):
    heads = "Measure,Period starts,Broken down by,Group,Numerator,Denominator"
    body = f"{heads}\r\n{measure.ref},2026-04-01,,Everyone,40,50\r\n"
    answer = Client().post(SEND, body, content_type="text/csv", headers={"Authorization": f"Bearer {key}"})
    assert answer.json()["loaded"]["figures"] == 1


def test_approved_figures_are_corrected_with_a_reason_only(world, measure, key):
    testing.locked(world, measure)
    rows = [{**ROW, "measure": measure.ref, "numerator": 41}]
    assert "Say why they are corrected" in send(key, rows).json()["problems"][0]["detail"]
    assert send(key, rows, reason="A late form.").json()["loaded"]["corrected"] == 1


def test_measures_and_the_figures_that_count_are_read(world, measure, key):
    testing.approved(world, measure)
    testing.sent_in(world, measure, start=testing.date(2026, 5, 1))
    [found] = get(key, LIST).json()["measures"]
    assert (found["ref"], found["agency"]) == (measure.ref, "fell-police")
    [figure] = get(key, f"/api/measures/{measure.ref}/figures").json()["figures"]
    assert (figure["numerator"], figure["period_start"], figure["state"]) == ("40", "2026-04-01", "approved")


def test_a_key_that_is_revoked_ended_wrong_or_of_a_partner_who_left_opens_nothing(world, measure, look):
    row, revoked = key_of(world)
    revoke_key(by=world.acts("administrator"), at=world.at, key=row, reason="It was seen.")
    _row, ended = key_of(world, days=1)
    set_scope(world.acts("system"))
    good = key_of(world)[1]
    for key in (revoked, good[:-1], good.replace("fellshire", "wealdshire"), good + "\0", "cairn..", ""):
        answer = send(key, [{**ROW, "measure": measure.ref}])
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert holder_of(ended, on=world.day(1)) is not None and holder_of(ended, on=world.day(2)) is None
    assert get(good, LIST).status_code == 200
    look()
    assert not Submission.objects.exists()


def test_a_session_is_no_key_and_a_key_is_no_session(browser, measure, key):
    for who in ("manager", "administrator"):
        assert browser(who).post(SEND, "{}", content_type="application/json").status_code == 401
    client = Client(headers={"Authorization": f"Bearer {key}"})
    assert client.get("/p/fellshire/measures/").status_code == 302


def test_a_key_does_what_its_scopes_say_in_its_own_partnership(world, measure):
    reads, writes = key_of(world, scopes=["figures:read"])[1], key_of(world, scopes=["figures:write"])[1]
    refused = send(reads, [{**ROW, "measure": measure.ref}])
    assert refused.status_code == 403 and "brought by" in refused.json()["detail"]
    assert get(writes, LIST).status_code == 403
    assert get(writes, f"/api/measures/{measure.ref}/figures").status_code == 404
    assert get(reads, "/api/measures/M-0000000/figures").status_code == 404
    assert get(reads, SEND).status_code == 405
    set_scope(world.acts("stranger"))
    elsewhere = ApiKey.objects.filter(partnership=world.other)
    assert not elsewhere.exists() and not ApiKey.objects.exists()


def test_another_partnerships_measure_is_as_if_it_were_not_there(world, measure):
    key = make_key(
        by=_system_of(world.other), at=world.at, agency=world.people["stranger"].agency, system="Elsewhere",
        scopes=Scope.values, expires_on=world.day(90),
    )[1]  # fmt: skip
    answer = send(key, [{**ROW, "measure": measure.ref}])
    assert "no running measure" in answer.json()["problems"][0]["detail"]
    assert get(key, f"/api/measures/{measure.ref}/figures").status_code == 404
    assert get(key, LIST).json() == {"measures": []}


def test_too_many_rows_too_much_and_what_is_no_table_are_refused_in_words(measure, key, monkeypatch):
    monkeypatch.setattr(api, "MOST_ROWS", 2)
    assert send(key, [{**ROW, "measure": measure.ref}] * 3).status_code == 413
    for body, words in (("[]", "Send an object"), ("{", "not JSON"), ('{"rows": [], "x": 1}', "not known")):
        answer = Client().post(SEND, body, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 422 and words in answer.json()["detail"]
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    assert send(key, [{**ROW, "measure": measure.ref}]).status_code == 413


def test_a_system_that_asks_too_often_is_told_to_wait(measure, key, monkeypatch):
    monkeypatch.setitem(settings.ACCOUNT_RATE_LIMITS, "key", "2/m/key")
    assert [get(key, LIST).status_code for _ in range(3)] == [200, 200, 429]


def _system_of(partnership):
    actor = system_actor(partnership.pk)
    set_scope(actor)
    return actor


def test_the_same_request_under_one_idempotency_key_is_done_once_and_another_is_refused(world, measure, key, look):
    def under(name, rows, with_key=key):
        body = json.dumps({"rows": rows})
        headers = {"Authorization": f"Bearer {with_key}", "Idempotency-Key": name}
        return Client().post(SEND, body, content_type="application/json", headers=headers)

    rows = [{**ROW, "measure": measure.ref}]
    wrong = under("may-1", [{**ROW, "measure": measure.ref, "numerator": 60}])
    first, again = under("may-1", rows), under("may-1", rows)
    assert (wrong.status_code, first.status_code, again.status_code) == (422, 200, 200), "of a refusal nothing is kept"
    assert again.json() == first.json() and again.json()["loaded"]["periods"] == 1
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    other = under("may-1", [{**ROW, "measure": measure.ref, "period_start": "2026-05-01"}])
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")
    assert "was used for another request" in other.json()["detail"]
    assert under("", rows).status_code == under("a" * 201, rows).status_code == under("é", rows).status_code == 422
    assert under("may-1", rows, with_key=key_of(world)[1])["Idempotent-Replayed"] == "true", "it is the agency's own"
    council = under("may-1", rows, with_key=key_of(world, agency="fell-council")[1])
    assert (council.status_code, council.get("Idempotent-Replayed")) == (422, None)
    look()
    assert Submission.objects.count() == 1
    system = system_actor(world.partnership.pk)
    assert forget_answers(by=system, at=world.at + timedelta(days=400)) == 1
    assert Entry.objects.filter(action="measures.keep_answer").count() == 1
    assert under("may-1", rows).json()["unchanged_periods"] == 1
