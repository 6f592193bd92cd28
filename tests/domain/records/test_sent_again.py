"""Rows given back, and files that were replaced, are sent again; a few rows never take the place of many unseen."""

import pytest

from cairn.domain.records.models import Incident, SourceRecord
from cairn.domain.records.services.arriving import AlreadyHere
from cairn.domain.records.services.meaning import GIVEN_BACK, propose_meanings
from cairn.domain.records.services.reading import file_parts
from cairn.domain.records.services.settling import bring_file, send_file, settle_meanings, take_rows_in
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
from cairn.foundation.accounts.errors import Refused

CONTENT = csv_of(PEOPLE_HEADS, PEOPLE_ROWS)


def send(world, feed, content=CONTENT, name="extract.csv", **other):
    return send_file(by=world.acts("police_worker"), at=world.at, feed=feed, name=name, content=content, **other)


def many(count, first=0):
    return csv_of(PEOPLE_HEADS, [(f"T-{number}", "Slate", "Juniper", "", "", "") for number in range(first, count)])


@pytest.mark.parametrize("corrects", [False, True])
def test_a_few_rows_do_not_take_the_place_of_many_unseen(world, corrects):
    by = world.acts("police_lead")
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"], carries="news" if corrects else "whole")
    one = an_extract(by=by, at=world.at, feed=feed, content=many(40), mapping=PEOPLE_MEAN)
    two = send_file(by=by, at=world.at, feed=feed, name="few.csv", content=many(3), corrects=one if corrects else None)
    with pytest.raises(Refused, match="the 40 rows that are in now would count no more"):
        take_rows_in(by=by, at=world.at, extract=two)
    assert not SourceRecord.objects.filter(extract=two).exists()
    take_rows_in(by=by, at=world.at, extract=two, shorter=True)
    one.refresh_from_db()
    assert (one.stage, two.stage) == ("replaced", "in_force")
    # Half of it is a list like any other.
    for count in (50, 25):
        two = send_file(
            by=by, at=world.at, feed=feed, name="c.csv", content=many(count), corrects=corrects and two or None
        )
        assert take_rows_in(by=by, at=world.at, extract=two).stage == "in_force"


def test_a_whole_list_that_a_system_sends_cut_short_waits_for_somebody(world):
    by = world.acts("police_lead")
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"], carries="whole")
    an_extract(by=by, at=world.at, feed=feed, content=many(40), mapping=PEOPLE_MEAN)
    few = bring_file(
        by=by, at=world.at, feed=feed, name="few.csv", parts=[many(3)], take_in=True, leave_out=True
    )  # fmt: skip
    assert few.stage == "checked" and few.problem.startswith("Each file of this feed is the whole list.")
    take_rows_in(by=by, at=world.at, extract=few, shorter=True)
    assert (few.stage, few.problem) == ("in_force", "")


def test_rows_given_back_are_mended_and_sent_again_as_they_came_and_the_next_file_is_as_ever(world, incidents):
    extract = send(world, incidents, csv_of(INCIDENT_HEADS, INCIDENT_ROWS))
    settle_meanings(by=world.acts("police_worker"), at=world.at, extract=extract, mapping=INCIDENTS_MEAN, orders={})
    by = world.acts("police_worker")
    take_rows_in(by=by, at=world.at, extract=extract, leave_out=True)
    back = b"".join(file_parts(extract, "given back")).decode("utf-8-sig")
    mended = send(world, incidents, back.replace("31/02/2026", "28/02/2026").encode(), name="mended.csv")
    assert (mended.stage, mended.counts["sound"]) == ("checked", 1)  # nothing is asked
    take_rows_in(by=by, at=world.at, extract=mended)
    assert Incident.objects.filter(extract=mended).get().key == "I-3"
    following = csv_of(INCIDENT_HEADS, [("I-4", *INCIDENT_ROWS[1][1:])])
    assert send(world, incidents, following, name="next.csv").stage == "checked"


def test_the_two_columns_of_rows_given_back_are_taken_for_nothing(world, incidents):
    row = ("7", "It has no day.", "I-9", "13/10/2026", "Common assault")
    extract = send(world, incidents, csv_of((*GIVEN_BACK, "Incident number", "Date happened", "Offence"), [row]))
    found = propose_meanings(extract)
    assert [found.mapping.get(place) for place in range(5)] == ["", "", "key", "happened", "kind"]


def test_a_replaced_file_sent_again_as_a_correction_takes_force_again_with_history(world, people):
    """The corrected file was the wrong one: what it replaced comes back byte for byte."""
    by = world.acts("police_worker")
    first = an_extract(by=by, at=world.at, feed=people, content=CONTENT, mapping=PEOPLE_MEAN,
                       orders={"born": "day_first"})  # fmt: skip
    better = csv_of(PEOPLE_HEADS, [*PEOPLE_ROWS[:2], ("T-3", "Shale", "Dunnock", "25/03/1990", "CA1 1AA", "")])
    second = take_rows_in(by=by, at=world.at, extract=send(world, people, better, corrects=first))
    another = csv_of(PEOPLE_HEADS, [("T-9", "Fell", "Wren", "14/06/1980", "", "")])
    other = an_extract(by=by, at=world.at, feed=people, content=another, mapping=None)
    for corrects in (None, other):
        with pytest.raises(Refused, match=f"{second.ref} has taken .* and say that it corrects {second.ref}.$"):
            send(world, people, corrects=corrects)
    third = take_rows_in(by=by, at=world.at, extract=send(world, people, corrects=second))
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.stage, second.stage, third.stage) == ("replaced", "replaced", "in_force")
    assert (first.replaced_by, second.replaced_by, first.sha256) == (second, third, third.sha256)
    assert {row.extract for row in SourceRecord.objects.filter(extract__stage="in_force")} == {third, other}
    with pytest.raises(Refused, match=f"as {third.ref}. Nothing was changed.$"):
        send(world, people, corrects=third)


def test_a_whole_list_that_was_replaced_comes_back_by_hand_and_by_no_system(world):
    by = world.acts("police_lead")
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"], carries="whole")
    one = an_extract(by=by, at=world.at, feed=feed, content=CONTENT, mapping=PEOPLE_MEAN, orders={"born": "day_first"})
    two = an_extract(by=by, at=world.at, feed=feed, content=csv_of(PEOPLE_HEADS, PEOPLE_ROWS[:1]), mapping=None)
    with pytest.raises(AlreadyHere, match=f"as {one.ref}. Nothing was changed. {two.ref} has taken its place since."):
        bring_file(by=by, at=world.at, feed=feed, name="x.csv", parts=[CONTENT], take_in=True, leave_out=True)
    two.refresh_from_db()
    assert two.stage == "in_force"
    again = take_rows_in(by=by, at=world.at, extract=send(world, feed))
    two.refresh_from_db()
    assert (two.stage, two.replaced_by, again.stage) == ("replaced", again, "in_force")
