"""A calendar is as RFC 5545 asks: folded, escaped, in UTC, and nothing typed can break out of its line."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.kernel.icalendar import Event, calendar_text, escaped, folded

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
STARTS = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def event(**facts):
    fields = {"uid": "M-1@cairn", "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2), "summary": "Meeting"}
    return Event(**{**fields, **facts})


def test_a_calendar_reads_as_the_standard_shows():
    found = calendar_text([event(url="https://example.org/m", revision=2)], name="Forward plan", at=AT)
    assert found.split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Cairn//Boards//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "X-WR-CALNAME:Forward plan", "BEGIN:VEVENT", "UID:M-1@cairn", "DTSTAMP:20260301T090000Z",
        "DTSTART:20260303T100000Z", "DTEND:20260303T120000Z", "SEQUENCE:2", "STATUS:CONFIRMED", "SUMMARY:Meeting",
        "URL:https://example.org/m", "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_moment_of_another_zone_is_written_in_utc():
    summer = timezone(timedelta(hours=1))
    starts = datetime(2026, 7, 1, 10, 0, tzinfo=summer)
    found = calendar_text([event(starts_at=starts, ends_at=starts)], name="", at=AT)
    assert "DTSTART:20260701T090000Z" in found
    assert "X-WR-CALNAME" not in found


def test_a_place_cannot_break_out_of_its_line():
    found = calendar_text([event(location="Hall;\r\nATTENDEE:x, y")], name="", at=AT)
    assert "LOCATION:Hall\\;\\nATTENDEE:x\\, y\r\n" in found


def test_a_cancelled_meeting_says_so():
    assert "STATUS:CANCELLED" in calendar_text([event(cancelled=True)], name="", at=AT)


def test_signs_with_a_meaning_are_escaped():
    assert escaped("a\\b;c,d\r\ne\x07") == "a\\\\b\\;c\\,d\\ne"


@pytest.mark.parametrize(
    "facts",
    [{"uid": "M-1\r\nBEGIN:VALARM"}, {"url": "https://x\n"}, {"ends_at": STARTS - timedelta(1)},
     {"starts_at": datetime(2026, 3, 3), "ends_at": datetime(2026, 3, 3)}],  # noqa: DTZ001
)  # fmt: skip
def test_what_would_break_a_calendar_is_refused(facts):
    with pytest.raises(ValueError, match=r"line break|ends before|time zone"):
        calendar_text([event(**facts)], name="", at=AT)


@given(st.text(max_size=400))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_the_text_back(text):
    line = f"SUMMARY:{escaped(text)}"
    whole = folded(line)
    assert all(len(piece.encode(errors="surrogatepass")) <= 75 for piece in whole.split("\r\n"))
    assert whole.replace("\r\n ", "") == line


@given(st.text(max_size=200))
def test_nothing_typed_can_begin_a_line_of_its_own(text):
    found = calendar_text([event(summary=text, description=text)], name=text, at=AT)
    names = {line.partition(":")[0] for line in found.replace("\r\n ", "").split("\r\n") if line}
    assert names <= {
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "UID", "DTSTAMP", "DTSTART", "DTEND",
        "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "CLASS", "END",
    }  # fmt: skip
