"""Systems send files of feeds with a key, as docs/how-to/send-extracts.md says."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.domain.records.models import Extract, SourceRecord
from cairn.domain.records.services import settling
from cairn.domain.records.services.feeds import end_feed
from cairn.domain.records.tasks import go_on_with
from cairn.domain.records.testing import PEOPLE_HEADS, PEOPLE_MEAN, PEOPLE_ROWS, a_feed, an_extract, csv_of
from cairn.domain.records.web.api import ENDINGS
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.services.keys import make_key, revoke_key
from cairn.foundation.accounts.terms import Scope
from cairn.foundation.agencies.models import Membership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor

CSV = "text/csv"
NEXT = csv_of(PEOPLE_HEADS, [("T-7", "Marl", "Linnet", "14/06/1981", "CA1 1AA", ""), ("", "", "", "", "", "0")])


@pytest.fixture
def people(world):
    """A feed of the police, whose columns somebody has said."""
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"])
    facts = {"by": world.acts("police_worker"), "at": world.at, "feed": feed, "mapping": PEOPLE_MEAN}
    an_extract(**facts, content=csv_of(PEOPLE_HEADS, PEOPLE_ROWS), orders={"born": "day_first"})
    return feed


def key_of(world, agency="fell-police", scopes=(Scope.SEND_RECORDS,)):
    lead = {"fell-police": "police_lead", "fell-council": "council_lead"}[agency]
    return make_key(
        by=world.acts(lead), at=world.at, agency=world.agencies[agency], system="Case system", scopes=scopes,
        expires_on=world.today + timedelta(days=9),
    )[1]  # fmt: skip


def send(key, feed, body, *, kind=CSV, take_in="sound"):
    address = f"/api/feeds/{feed.ref}/files?take_in={take_in}"
    return Client().post(address, body, content_type=kind, headers={"Authorization": f"Bearer {key}"})


def get(key, address):
    return Client().get(address, headers={"Authorization": f"Bearer {key}"})


def test_a_system_sends_a_file_whose_sound_rows_go_in_and_takes_the_others_back(world, people):
    key = key_of(world)
    answer = send(key, people, NEXT)
    said = answer.json()
    assert (answer.status_code, said["stage"], said["sound"], said["given_back"]) == (201, "in_force", 1, 1), said
    assert get(key, f"/api/extracts/{said['extract']}").json() == said
    back = get(key, f"/api/extracts/{said['extract']}/given-back")
    assert back["Content-Type"].startswith("text/csv") and b"row" in back.content.lower()
    again = send(key, people, NEXT)
    assert again.status_code == 200 and again.json()["unchanged"] is True
    world.acts("system")
    assert SourceRecord.objects.filter(key="T-7").count() == 1
    assert Entry.objects.filter(action="records.open_rows", kind=EntryKind.READ).count() == 1


def test_rows_go_in_only_where_that_was_asked_for(world, people):
    key = key_of(world)
    assert send(key, people, NEXT, take_in="all").json()["stage"] == "checked"  # not all of them are sound
    assert send(key, people, NEXT.replace(b"Marl", b"Slate"), take_in="").json()["stage"] == "checked"


@pytest.mark.parametrize(
    ("body", "kind", "take_in", "says"),
    [
        (b" ", CSV, "all", "No row of headings"),
        (NEXT, "text/plain", "all", "Content-Type"),
        (NEXT, CSV, "some", "take_in is all or sound"),
        (b"PAR1 no", "application/vnd.apache.parquet", "all", "damaged, or is none"),
        (b"only,words\r\n", CSV, "all", "No row of headings"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_nothing_is_kept(world, people, body, kind, take_in, says):
    before = Extract.objects.count()
    answer = send(key_of(world), people, body, kind=kind, take_in=take_in)
    assert answer.status_code == 422 and says in answer.json()["detail"]
    world.acts("system")
    assert Extract.objects.count() == before


def test_a_key_of_another_agency_or_for_something_else_finds_no_feed(world, people):
    extract = Extract.objects.get().ref
    for key in (key_of(world, "fell-council"), key_of(world, scopes=(Scope.READ_FIGURES, Scope.WRITE_FIGURES))):
        assert send(key, people, NEXT).status_code == 404
        assert get(key, f"/api/extracts/{extract}").status_code == 404
        assert get(key, f"/api/extracts/{extract}/given-back").status_code == 404


def test_the_how_to_says_what_is_true():
    text = Path(__file__).parents[3].joinpath("docs/how-to/send-extracts.md").read_text(encoding="utf-8")
    assert all(kind in text for kind in ENDINGS) and Scope.SEND_RECORDS.value in text


@pytest.fixture
def long_file(world, people):
    """A long file that a system sent, which waits for its job; its key, what was answered, and the job."""
    key = key_of(world)
    rows = [(f"L-{number}", "Marl", "Linnet", "14/06/1981", "CA1 1AA", "x" * 30) for number in range(9000)]
    said = send(key, people, csv_of(PEOPLE_HEADS, rows)).json()
    world.acts("system")
    [job] = ProcrastinateJob.objects.filter(task_name="records.go_on")
    return key, said, job


def stands(world, said):
    world.acts("system")
    return Extract.objects.get(ref=said["extract"])


def test_a_long_file_is_gone_on_with_by_a_job_and_the_answer_says_how_far_it_is(long_file):
    key, said, job = long_file
    assert said["stage"] == "checking" and said["rows"] is None
    go_on_with(**job.args)
    after = get(key, f"/api/extracts/{said['extract']}").json()
    assert (after["stage"], after["sound"]) == ("in_force", 9000), after


def test_the_job_goes_on_as_the_system_whose_key_it_was_and_not_as_cairn_itself(world, people, long_file):
    _key, said, job = long_file
    go_on_with(**job.args)
    world.acts("system")
    entries = Entry.objects.filter(subject_ref=said["extract"], action__in=("records.check", "records.load"))
    assert {(entry.user_id, entry.agency_id) for entry in entries} == {(None, people.agency_id)}


def test_a_job_that_fails_inside_says_so_and_leaves_the_feed_to_the_next_file(world, people, long_file, monkeypatch):
    key, said, job = long_file

    def broken(**_facts):
        raise OperationalError("the connection was lost")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(settling, "load_now", broken)
        go_on_with(**job.args)
    row = stands(world, said)
    assert row.stage in ("received", "checked") and "Something went wrong inside Cairn" in row.problem
    assert not SourceRecord.objects.filter(key__startswith="L-").exists()
    assert send(key, people, NEXT).json()["stage"] == "in_force"


def test_a_key_revoked_before_the_job_comes_to_it_takes_nothing_in(world, long_file):
    _key, said, job = long_file
    revoke_key(by=world.acts("manager"), at=world.at, key=ApiKey.objects.get(), reason="Its laptop was stolen.")
    go_on_with(**job.args)
    row = stands(world, said)
    assert (row.stage, row.loaded_at) == ("received", None) and "was revoked meanwhile" in row.problem
    assert "stolen" not in row.problem and not SourceRecord.objects.filter(key__startswith="L-").exists()


def test_a_key_that_ended_and_an_agency_that_left_take_nothing_in(world, people, long_file):
    _key, said, job = long_file
    by = system_actor(world.partnership.pk)
    set_scope(by)
    key, member = ApiKey.objects.get(), Membership.objects.get(partnership=world.partnership, agency=people.agency_id)
    with command("test.end", by=by, at=world.at):
        member.until_on = world.today - timedelta(days=1)
        member.save()
    go_on_with(**job.args)
    assert "is no partner any more" in stands(world, said).problem
    with command("test.end", by=by, at=world.at):
        key.expires_on = world.today - timedelta(days=1)
        key.save()
    go_on_with(**job.args)
    assert "ended meanwhile" in stands(world, said).problem
    go_on_with(**{**job.args, "key": ""})
    assert "not known any more with which key" in stands(world, said).problem
    assert not SourceRecord.objects.filter(key__startswith="L-").exists()


def test_an_agreement_that_ended_before_the_job_comes_to_it_takes_nothing_in(world, people, long_file):
    _key, said, job = long_file
    end_feed(by=world.acts("manager"), at=world.at, feed=people, why="The contract is over.")
    go_on_with(**job.args)
    row = stands(world, said)
    assert row.stage == "received" and "This feed has ended" in row.problem
    assert not SourceRecord.objects.filter(key__startswith="L-").exists()
