"""The screens of records: agree, send, say what columns mean, look, take in; and nothing of it for anybody else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.records.models import Extract, Feed, SourceRecord
from cairn.domain.records.services import loading
from cairn.domain.records.tasks import read_again
from cairn.domain.records.testing import (
    INCIDENT_HEADS,
    INCIDENT_ROWS,
    INCIDENTS_MEAN,
    PEOPLE_HEADS,
    PEOPLE_MEAN,
    PEOPLE_ROWS,
    a_feed,
    an_extract,
    csv_of,
)
from cairn.foundation.audit.models import Entry
from tests.screens.records.conftest import at

pytestmark = pytest.mark.django_db
ROWS = [*PEOPLE_ROWS, ("", "", "", "14/06/1980", "", "")]
MEANT = {f"column_{number}": about for number, about in PEOPLE_MEAN.items()}


def page_of(response):
    return response.content.decode()


def file_of(rows=ROWS):
    return SimpleUploadedFile("people.csv", csv_of(PEOPLE_HEADS, rows), content_type="text/csv")


def test_a_feed_is_agreed_with_what_was_typed_kept(browser, world):
    client = browser("police_lead")
    assert "No feed has been agreed yet" in page_of(client.get(at("feeds")))
    begins, ends = world.day(-1), world.day(300)
    typed = {
        "agency": str(world.agencies["fell-police"].pk), "title": "People in custody", "purpose": "To see repeats.",
        "basis": "public_task", "power": "", "fields_sent": ["key", "family", "born"], "rhythm": "month",
        "carries": "news", "pointer": "nobody", "opened_to_analysts": "on",
        **{f"starts_on_{part}": getattr(begins, part) for part in ("day", "month", "year")},
        **{f"ends_on_{part}": getattr(ends, part) for part in ("day", "month", "year")},
    }  # fmt: skip
    page = page_of(client.post(at("make", holds="people"), typed))
    assert "Name the law that allows it" in page and "People in custody" in page
    page = page_of(client.post(at("make", holds="people"), {**typed, "power": "An Act, section 1"}, follow=True))
    assert "The agreement is written down" in page and "An Act, section 1" in page and "Send a file" in page
    assert client.get(at("make", holds="dragons")).status_code == 404


def test_a_file_goes_from_its_arrival_to_its_rows(browser, people, look):
    client = browser("police_worker")
    page = page_of(client.post(at("send", ref=people.ref), {"file": file_of()}, follow=True))
    assert "What the columns mean" in page and "As understood" in page and "CA1 1AA" in page
    look()
    extract = Extract.objects.get()
    page = page_of(client.post(at("columns", ref=extract.ref), {**MEANT, "column_4": "phone"}))
    assert "Only one column can be" in page
    page = page_of(client.post(at("columns", ref=extract.ref), {**MEANT, "order_born": "day_first"}, follow=True))
    assert "Checked, not in yet" in page and "Names nobody" in page
    given_back = client.get(at("given-back", ref=extract.ref)).content.decode("utf-8-sig")
    assert "It names nobody" in given_back and given_back.count("\r\n") == 2
    page = page_of(client.post(at("take-in", ref=extract.ref), {}))
    assert "1 row cannot go in" in page
    page = page_of(client.post(at("take-in", ref=extract.ref), {"leave_out": "on"}, follow=True))
    assert "The rows are in." in page
    look()
    assert SourceRecord.objects.count() == 3
    assert Entry.objects.filter(action="records.open_rows", kind="read").count() >= 2
    page = page_of(client.post(at("send", ref=people.ref), {"file": file_of()}))
    assert f"as {extract.ref}. Nothing was changed." in page
    assert "What would help" in page_of(client.get(at("quality", ref=people.ref)))


def test_those_who_oversee_see_counts_and_nobodys_row(browser, people, look):
    browser("police_worker").post(at("send", ref=people.ref), {"file": file_of()})
    look()
    ref = Extract.objects.get().ref
    for who in ("manager", "analyst", "auditor"):
        client = browser(who)
        assert "Extract of people" in page_of(client.get(at("feed", ref=people.ref)))
        page = page_of(client.get(at("extract", ref=ref)))
        assert "Waiting for what its columns mean" in page and "ca11aa" not in page and "Linnet" not in page
        assert client.get(at("columns", ref=ref)).status_code == 403
        assert client.get(at("given-back", ref=ref)).status_code == 403
    for who in ("council_lead", "board"):
        assert browser(who).get(at("extract", ref=ref)).status_code in (403, 404)
    assert browser("council_lead").get(at("quality", ref=people.ref)).status_code == 404


def test_a_file_says_who_opens_its_rows_and_a_colleague_of_the_sender_does_not(browser, people, look):
    browser("police_lead").post(at("send", ref=people.ref), {"file": file_of()})
    look()
    ref, client = Extract.objects.get().ref, browser("police_worker")
    page = page_of(client.get(at("extract", ref=ref)))
    assert "Heron Granite, who sent it, and whoever leads" in page and "Say what the columns mean" not in page
    for name in ("columns", "given-back"):
        answer = client.get(at(name, ref=ref))
        assert answer.status_code == 403 and "whoever sent" in answer.content.decode()


def test_an_agreement_is_renewed_and_ended_with_a_reason(browser, people, world, look):
    client = browser("police_lead")
    page = page_of(client.get(at("change", ref=people.ref)))
    assert "To see who is harmed again." in page
    assert "Say why it is changed" in page_of(client.post(at("change", ref=people.ref), {}))
    page = page_of(client.post(at("end", ref=people.ref), {"why": "The system is switched off."}, follow=True))
    assert "The feed has ended" in page and "The system is switched off." in page and "Send a file" not in page
    look()
    assert Feed.objects.get().ended_on == world.today + timedelta(days=0)


def test_whoever_keeps_agreements_has_rows_read_again_that_older_rules_read(browser, world, monkeypatch, look):
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents")
    with monkeypatch.context() as then:
        then.setattr(loading, "RULES", 1)
        an_extract(
            by=world.acts("police_lead"), at=world.at, feed=feed, content=csv_of(INCIDENT_HEADS, INCIDENT_ROWS[:2]),
            mapping=INCIDENTS_MEAN,
        )  # fmt: skip
    look()
    client, quality, again = browser("manager"), at("quality", ref=feed.ref), at("read-again", ref=feed.ref)
    assert "2 rows in 1 file were read with older rules" in page_of(client.get(quality))
    page = page_of(client.post(again, follow=True))
    assert "0 rows are read by the rules of today; 2 rows in 1 file are left" in page and "Ask again" in page
    read_again(feed.partnership_id, feed.pk, world.at.isoformat())
    assert "older rules" not in page_of(client.get(quality))
    assert "There is nothing to read again." in page_of(client.post(again, follow=True))
    for who in ("police_lead", "analyst"):
        assert "older rules" not in page_of(browser(who).get(quality))
        assert browser(who).post(again).status_code == 403


def test_a_parquet_file_is_sent_from_the_screen_as_by_a_system(browser, people, tmp_path):
    import duckdb

    path = tmp_path / "people.parquet"
    duckdb.sql(f"COPY (SELECT 'T-1' AS \"Client ID\", 'Slate' AS \"Surname\", 'Juniper' AS \"Forename\") TO '{path}'")
    police = browser("police_lead")
    sent = police.post(
        at("send", ref=people.ref), {"file": SimpleUploadedFile("people.parquet", path.read_bytes())}, follow=True
    )
    assert "What the columns mean" in page_of(sent) and "Juniper" in page_of(sent)


def test_a_whole_list_cut_short_is_asked_about_before_it_takes_the_place_of_the_last(browser, world, look):
    by = world.acts("police_lead")
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"], carries="whole", title="Whole list")
    rows = [(f"T-{number}", "Slate", "Juniper", "", "", "") for number in range(40)]
    an_extract(by=by, at=world.at, feed=feed, content=csv_of(PEOPLE_HEADS, rows), mapping=PEOPLE_MEAN)
    few = csv_of(PEOPLE_HEADS, rows[:2])
    police = browser("police_lead")
    page = page_of(police.post(at("send", ref=feed.ref), {"file": SimpleUploadedFile("few.csv", few)}, follow=True))
    assert "Far shorter than the last" in page and "whoever does not stand in it counts no more" in page
    look()
    take_in = at("take-in", ref=re.search(r"EX-[0-9A-Z]+", page)[0])
    assert "There is a problem" in page_of(police.post(take_in, {}))
    assert "The rows are in" in page_of(police.post(take_in, {"shorter": "on"}, follow=True))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("list.xls", b"x", "in the old format (XLS)"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password"),
        ("list.csv", b"PK\x03\x04" + bytes(600), "Choose the XLSX workbook itself, a CSV or a Parquet file"),
        ("list.parquet", b"a,b\n1,2\n", "The Parquet file is damaged, or is none"),
        ("list.xlsx", b"just some text", "What is inside is not what the name says"),
    ],
)
def test_a_file_that_is_not_taken_in_is_told_in_the_kinds_that_extracts_have(browser, people, name, content, says):
    sent = browser("police_lead").post(at("send", ref=people.ref), {"file": SimpleUploadedFile(name, content)})
    assert says in page_of(sent) and "DOCX" not in page_of(sent)
