"""The watch opens a row for each victim and suspect, says what is owed, and keeps two parties apart."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cairn.kernel.repeats.watch import (
    Contact,
    ContactKind,
    Decision,
    DecisionKind,
    Report,
    Stands,
    WatchRules,
    watch,
)

DAY = date(2026, 3, 2)
WREN, ASH, ROBIN = "Wren Slate", "Ash Flint", "Robin Marl"


def on(day):
    return DAY + timedelta(days=day)


def report(ref, day, victim=WREN, suspect=ASH, *, hour=9, reported=None, **more):
    told = datetime.combine(on(day if reported is None else reported), datetime.min.time(), UTC)
    return Report(ref, victim, suspect, on(day), told + timedelta(hours=hour), **more)


def contact(day, kind, victim=WREN, suspect=None, by="Hazel Tor"):
    return Contact(victim, suspect, on(day), ContactKind(kind), by)


def decided(kind, day, victim=WREN, suspect=ASH, *, by="Hazel Tor", why="We talked.", **more):
    return Decision(victim, suspect, DecisionKind(kind), on(day), by, why, **more)


def rows(*reports, contacts=(), decisions=(), at=0, **more):
    return watch(reports, contacts, decisions, as_of=on(at), **more).rows


def what(row):
    return [(one.what, one.by, one.late) for one in row.owed]


# ---- rows and their window


def test_a_report_opens_a_row_until_its_thirtieth_day_and_it_then_closes_itself_with_a_reason():
    row = rows(report("I1", 0), at=30)[0]
    assert (row.stands, row.day, row.opened_on) == (Stands.OPEN, 30, DAY)
    assert row.why == "An incident was reported on 2 March 2026."
    row = rows(report("I1", 0), at=31)[0]
    assert (row.stands, row.owed) == (Stands.CLOSED, ())
    assert row.why == "30 days passed without a further report. Contact was never made."
    met = rows(report("I1", 0), contacts=[contact(1, "made")], at=31)[0]
    assert met.why == "30 days passed without a further report."


def test_work_goes_by_the_day_of_the_report_whenever_it_happened():
    assert rows(report("I1", -60, reported=0), at=5)[0].day == 5
    assert rows(report("I1", 0, reported=3), at=2) == ()


def test_a_further_report_begins_the_window_anew_and_two_of_one_day_both_show():
    row = rows(report("I1", 0), report("I2", 20), report("I3", 20), report("I0", -40), at=40)[0]
    assert (row.stands, row.day, row.opened_on) == (Stands.OPEN, 20, DAY)
    assert (row.reports, row.events) == (("I1", "I2", "I3"), 2)


def test_a_victim_has_a_row_for_each_suspect_and_one_for_a_suspect_who_is_not_known():
    found = rows(report("I1", 0), report("I2", 0, suspect=""), report("I3", 0, suspect="Rowan Chert"))
    assert {(row.victim, row.suspect) for row in found} == {(WREN, ASH), (WREN, ""), (WREN, "Rowan Chert")}
    assert {row.stands for row in found} == {Stands.OPEN}


def test_a_link_made_by_the_matcher_alone_opens_nothing_and_changes_nothing():
    found = watch([report("I1", 0), report("I2", 5, matched_only=True)], [], [], as_of=on(6))
    assert (found.rows[0].reports, found.rows[0].day, found.not_confirmed) == (("I1",), 6, ("I2",))
    assert rows(report("I2", 0, matched_only=True)) == ()


def test_a_practitioner_closes_a_row_and_a_further_report_opens_it_again():
    closing = decided("close", 3, why="She moved away.")
    row = rows(report("I1", 0), decisions=[closing], at=4)[0]
    assert (row.stands, row.why) == (Stands.CLOSED, "Hazel Tor closed it: She moved away.")
    assert rows(report("I1", 0), report("I2", 5), decisions=[closing], at=6)[0].stands is Stands.OPEN
    with pytest.raises(ValueError, match="says why"):
        decided("close", 3, why=" ")


def test_a_report_that_nobody_knew_of_when_the_row_was_closed_opens_it_again():
    closing = decided("close", 3, why="She moved away.", knew=frozenset({"I1"}))
    assert rows(report("I1", 0), decisions=[closing], at=4)[0].stands is Stands.CLOSED
    for late in (report("I2", 3, hour=22), report("I2", 2), report("I2", -1)):
        row = rows(report("I1", 0), late, decisions=[closing], at=6)[0]
        assert row.stands is Stands.OPEN and row.why.endswith("A report came in after the row was closed.")
    assert rows(report("I1", 0), report("I2", -35), decisions=[closing], at=6)[0].stands is Stands.CLOSED


def test_not_to_refer_was_said_of_what_was_known():
    three = [report(f"I{day}", day) for day in (-40, -20, 0)]
    known = decided("referral", 1, knew=frozenset({"I-40", "I-20", "I0"}))
    lead = decided("lead", 0, leader="Hazel Tor")
    asks = "Decide about the drafted MARAC referral"
    assert asks not in [one for one, *_ in what(rows(*three, decisions=[lead, known], at=2)[0])]
    assert asks in [one for one, *_ in what(rows(*three, report("I9", -1), decisions=[lead, known], at=2)[0])]


# ---- what is owed


def test_a_contact_of_the_morning_is_none_about_what_was_reported_at_night():
    lead = decided("lead", 0, leader="Hazel Tor")
    night = report("I2", 5, hour=22)
    spoke = contact(5, "made")
    for hour, owed in ((10, [("Make contact", on(7), False)]), (23, [])):
        at = datetime.combine(on(5), datetime.min.time(), UTC) + timedelta(hours=hour)
        row = rows(report("I1", 0), night, contacts=[replace(spoke, at=at)], decisions=[lead], at=5)[0]
        assert what(row) == owed, hour


def test_contact_and_somebody_who_leads_are_owed_from_the_first_day():
    row = rows(report("I1", 0), at=1)[0]
    assert what(row) == [("Agree who leads", DAY, True), ("Make contact", on(2), False)]
    assert row.in_time is None
    assert what(rows(report("I1", 0), decisions=[decided("lead", 0, leader="Hazel Tor")], at=3)[0]) == [
        ("Make contact", on(2), True)
    ]


def test_a_try_that_came_to_nothing_is_made_again_and_contact_or_a_no_ends_it():
    lead = [decided("lead", 0, leader="Hazel Tor")]
    tried = rows(report("I1", 0), contacts=[contact(1, "attempted")], decisions=lead, at=2)[0]
    assert what(tried) == [("Try to make contact again", on(4), False)]
    for kind in ("made", "declined"):
        row = rows(report("I1", 0), contacts=[contact(1, kind)], decisions=lead, at=9)[0]
        assert (what(row), row.in_time) == ([], True)
    assert rows(report("I1", 0), contacts=[contact(3, "made")], at=3)[0].in_time is False
    again = rows(report("I1", 0), report("I2", 5), contacts=[contact(1, "made")], decisions=lead, at=6)[0]
    assert what(again) == [("Make contact", on(7), False)]


def test_contact_about_another_suspect_is_not_contact_here():
    assert rows(report("I1", 0), contacts=[contact(1, "made", suspect="Rowan Chert")])[0].contacts == ()


def test_a_hand_over_changes_who_leads():
    leads = [decided("lead", 0, leader="Hazel Tor"), decided("lead", 4, leader="Lark Gneiss")]
    assert [rows(report("I1", 0), decisions=leads, at=day)[0].leader for day in (3, 4)] == ["Hazel Tor", "Lark Gneiss"]


def test_a_referral_is_drafted_at_three_days_with_an_incident_or_within_a_year_of_the_last():
    drafted = "Decide about the drafted MARAC referral"

    def is_owed(*reports, **more):
        return drafted in [one.what for one in rows(*reports, at=10, **more)[0].owed]

    assert is_owed(report("I1", 0), report("I2", 1), report("I3", 2))
    assert not is_owed(report("I1", 0), report("I2", 1), report("I3", 1))
    assert is_owed(report("I1", 0), referrals={(WREN, ASH): date(2025, 3, 2)})
    assert not is_owed(report("I1", 0), referrals={(WREN, ASH): date(2025, 3, 1)})
    no = decided("referral", 9, why="She does not want it, and risk is low.")
    assert not is_owed(report("I1", 0), decisions=[no], referrals={(WREN, ASH): date(2025, 3, 2)})


def test_what_is_late_stands_first():
    found = rows(report("I1", 8, victim=ROBIN), report("I2", 0), report("I3", -40, victim="Lark Gneiss"), at=9)
    assert [row.victim for row in found] == [WREN, ROBIN, "Lark Gneiss"]


# ---- contested roles


def both(**more):
    return rows(report("I1", 0), report("I2", 1, ASH, WREN, hour=12), **{"at": 2, **more})


def of(found, victim):
    return next(row for row in found if row.victim == victim)


def test_no_row_opens_for_the_party_reported_later_until_a_named_practitioner_decides():
    found = both()
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.OPEN, Stands.HELD)
    assert what(of(found, ASH)) == [("Decide about the contested roles", on(1), True)]
    assert of(found, WREN).contested
    roles = decided("roles", 2, victims=frozenset({ASH}), why="The camera shows who began.")
    found = both(decisions=[roles])
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.CLOSED, Stands.OPEN)
    assert "The camera shows who began." in of(found, WREN).why
    assert of(found, ASH).other_party is None


@pytest.mark.parametrize("first_here", [True, False])
def test_of_two_decisions_about_roles_the_newest_counts_on_whichever_row_each_was_taken(first_here):
    one = decided("roles", 2, victims=frozenset({ASH}), why="The camera shows who began.")
    other = replace(one, victim=one.suspect, suspect=one.victim, victims=frozenset({WREN}), why="It was another day's.")
    found = both(decisions=[one, other] if first_here else [other, one])
    open_row, shut = (WREN, ASH) if first_here else (ASH, WREN)
    assert (of(found, open_row).stands, of(found, shut).stands) == (Stands.OPEN, Stands.CLOSED)


def test_nobody_is_offered_both_and_neither_row_shows_the_other():
    found = both(
        decisions=[decided("lead", 0, leader="Hazel Tor")], contacts=[contact(1, "made", ASH, by="Lark Gneiss")]
    )
    assert of(found, WREN).other_party == (ASH, WREN)
    assert of(found, ASH).other_party == (WREN, ASH)
    assert of(found, WREN).kept_out == {"Lark Gneiss"}
    assert of(found, ASH).kept_out == {"Hazel Tor"}
    assert not of(found, WREN).may_be_offered_to("Lark Gneiss")
    assert of(found, WREN).may_be_offered_to("Hazel Tor")
    assert not of(found, ASH).may_be_offered_to("anybody")  # it is held


def test_where_both_were_reported_at_once_neither_opens_and_the_decision_is_owed():
    found = rows(report("I1", 0), report("I2", 0, ASH, WREN))
    assert [row.stands for row in found] == [Stands.HELD, Stands.HELD]
    assert "both were reported at once" in found[0].why


def test_what_was_reported_of_a_party_before_says_nothing_of_who_was_reported_first_now():
    older = report("I0", -20, ASH, WREN)
    first, answer = report("I1", 0, hour=10), report("I2", 0, ASH, WREN, hour=18)
    found = rows(older, first, answer, at=1)
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.OPEN, Stands.HELD)
    assert "the other party was reported first" in of(found, ASH).why
    found = rows(report("I0", -20), first, answer, at=1)
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.OPEN, Stands.HELD)


def test_an_answer_to_an_answer_is_the_same_contest_and_one_of_months_ago_is_another():
    first, answer, more = report("I1", 0), report("I2", 0, ASH, WREN, hour=18), report("I3", 1)
    found = rows(first, answer, more, at=2)
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.OPEN, Stands.HELD)
    months_ago = [report("P1", -90, ASH, WREN), report("P2", -90, hour=18)]
    found = rows(*months_ago, first, answer, at=2)
    assert (of(found, WREN).stands, of(found, ASH).stands) == (Stands.OPEN, Stands.HELD)


def test_a_contest_after_a_decision_takes_nobodys_row_away_and_asks_for_a_decision_anew():
    roles = decided("roles", 2, victims=frozenset({ASH}))
    found = both(decisions=[roles])
    assert {row.victim: row.stands for row in found} == {WREN: Stands.CLOSED, ASH: Stands.OPEN}
    again = [report("I1", 0), report("I2", 1, ASH, WREN), report("I3", 9), report("I4", 9, ASH, WREN, hour=15)]
    found = rows(*again, decisions=[roles], at=10)
    assert {row.victim: row.stands for row in found} == {WREN: Stands.HELD, ASH: Stands.OPEN}
    assert all(row.contested and "Decide about the contested roles" in [one.what for one in row.owed] for row in found)


def test_opposite_reports_further_apart_than_agreed_are_two_rows_of_their_own():
    found = rows(report("I1", 0), report("I2", 2, ASH, WREN), at=3)
    assert [(row.stands, row.contested) for row in found] == [(Stands.OPEN, False)] * 2
    found = rows(report("I1", 0), report("I2", 2, ASH, WREN), at=3, rules=WatchRules("ours", contested_within=2))
    assert {row.stands for row in found} == {Stands.OPEN, Stands.HELD}
    assert found[0].version == "ours"


def test_the_watch_needs_no_further_package():
    code = "import sys; sys.modules['duckdb'] = sys.modules['numpy'] = None; import cairn.kernel.repeats.watch"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
