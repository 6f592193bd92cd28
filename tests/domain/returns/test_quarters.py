"""The return of a quarter, its volumes and times: exact for whoever runs the kind, without small numbers for others."""

from datetime import date
from decimal import Decimal

import pytest

from cairn.domain.cases.api import kind_of, take_step
from cairn.domain.cases.models import LocalRules
from cairn.domain.cases.services import steps
from cairn.domain.cases.services.people import add_person
from cairn.domain.returns.queries.kinds_page import kind_page
from cairn.domain.returns.queries.quarters import quarter_page
from cairn.domain.returns.queries.staffing import average_staff
from cairn.domain.returns.services.running import confirm_layout, enter_staffing
from cairn.domain.returns.testing import a_history, heard, noon, walk
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.periods import period_of

QUARTER = period_of(date(2026, 7, 1), "quarter")
TODAY = date(2026, 11, 20)
SAFE = {"safe_contact": "Mornings.", "trigger": "A report.", "relationship": "partners"}


def page(world, kind="marac", *, exact=True, who="coordinator", quarter=QUARTER):
    """A quarter as somebody reads it."""
    world.acts(who)
    return quarter_page(world.partnership, kind_of(kind), quarter, exact=exact, today=TODAY)


def cells(found):
    """Title to what stands in the columns."""
    return {line.title: line.cells for line in found.lines}


def test_the_return_has_each_meeting_and_the_quarter_with_every_field(world):
    said = ("return_recorded", date(2026, 7, 8), {"return_sex": "man", "referred_by": "midwifery"})
    heard(world, referred=date(2026, 6, 30), on=date(2026, 7, 1), further=[said])
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 1), by="officer")
    again = [("action_agreed", date(2026, 9, 30), {"action": "Call", "agency": "fell-police",
                                                   "action_due_on": date(2026, 10, 8)})]  # fmt: skip
    heard(world, referred=date(2026, 9, 1), on=date(2026, 9, 30), further=again)
    heard(world, referred=date(2026, 9, 1), on=date(2026, 10, 1))
    found = page(world)
    assert found.columns == ("1 July 2026", "30 September 2026", "Between meetings", "The quarter")
    assert found.meetings == 2
    rows = cells(found)
    assert rows["Cases heard, with repeats"] == ("2", "1", "0", "3")
    assert rows["The person harmed is a man"] == ("1", "0", "0", "1")
    assert (rows["Midwifery and maternity"], rows["Police"], rows["Not recorded"]) == (
        ("1", "0", "0", "1"), ("1", "0", "0", "1"), ("0", "1", "0", "1"),
    )  # fmt: skip
    assert rows["Children in the households"] == rows["Repeats"] == ("0", "0", "0", "0")
    assert rows["The person harmed is a man: not recorded"] == ("1", "1", "0", "2"), "missing is not nothing"
    # Fields of the national return that are known, four of them with who did not say, and every way of referring.
    assert len(found.lines) == 9 + 4 + 16 + 1


def test_a_meeting_called_for_one_case_is_counted_and_its_day_is_not_told(world):
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 2))
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 9), put="call_emergency")
    put_off = ("adjourn", date(2026, 7, 16), {}), ("list", date(2026, 7, 16), {"meeting_on": date(2026, 7, 30)})
    waited = heard(world, referred=date(2026, 7, 1), on=None)
    walk(world, waited, [
        ("call_emergency", date(2026, 7, 2), {"meeting_on": date(2026, 7, 16)}), *put_off,
        ("contact_recorded", date(2026, 7, 16), {"contact_outcome": "spoke"}),
        ("hear", date(2026, 7, 30), {"risk_summary": "High.", "quorate": "yes"}),
    ])  # fmt: skip
    found = page(world)
    assert found.columns == ("2 July 2026", "30 July 2026", "Between meetings", "The quarter")
    assert cells(found)["Cases heard, with repeats"] == ("1", "1", "1", "3") and found.meetings == 2
    assert cells(found)["Police"] == ("0", "0", "0", "0") and cells(found)["Not recorded"] == ("1", "1", "1", "3")


def test_no_number_differs_by_reader_and_no_small_one_is_told_to_those_it_is_not_for(world):
    for day in range(1, 8):
        heard(world, referred=date(2026, 7, 1), on=date(2026, 7, day))
    assert page(world).lines == page(world, who="manager").lines == page(world, who="contact_point").lines
    copy = page(world, exact=False, who="manager")
    assert copy.columns == ("The quarter",)
    rows = cells(copy)
    assert rows["Cases heard, with repeats"] == ("7",)
    assert {rows[title] for title in ("Repeats", "Children in the households", "The person harmed is a man")} == {
        ("5 or under",)
    }  # fmt: skip
    assert {line.cells for line in copy.lines if line.group} == {("not shown",)}  # all seven are not recorded
    few = page(world, exact=False, quarter=period_of(date(2026, 4, 1), "quarter"))
    assert {line.cells for line in few.lines[:-1]} == {("5 or under",), ("not shown",)}


def test_a_case_that_was_sent_on_counts_where_it_was_heard_and_the_return_says_nothing_of_it(world):
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 2))
    before = page(world)
    away = ("transfer_out", date(2026, 8, 1), {"receipt_confirmed_on": date(2026, 8, 1)})
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 2), further=[away])
    found = page(world)
    assert cells(before)["Cases heard, with repeats"] == ("1", "0", "1")
    assert cells(found)["Cases heard, with repeats"] == ("2", "0", "2")
    assert [line.title for line in found.lines] == [line.title for line in before.lines]


def test_the_layout_is_unconfirmed_until_whoever_runs_the_kind_says_against_what(world, now):
    assert not page(world).layout.confirmed
    call = {"at": now, "kind": "marac", "holds": True}
    with pytest.raises(Forbidden):
        confirm_layout(by=world.acts("manager"), says="It holds.", **call)
    with pytest.raises(Refused, match="this kind"):
        confirm_layout(by=world.acts("contact_point"), says="It holds.", **call)
    with pytest.raises(Refused, match="against what"):
        confirm_layout(by=world.acts("coordinator"), says=" ", **call)
    confirm_layout(by=world.acts("coordinator"), says="The spreadsheet of July 2026.", **call)
    assert page(world, who="manager").layout.confirmed
    confirm_layout(by=world.acts("deputy"), says="A column was added.", **{**call, "holds": False})
    assert not page(world).layout.confirmed


def staff(world, now, who="coordinator", **facts):
    """An entry of staffing."""
    facts = {"kind": "marac", "post": "idva", "from_on": date(2026, 1, 1), "fte": Decimal("2.5"), "source": "Told.",
             **facts}  # fmt: skip
    return enter_staffing(by=world.acts(who), at=now, **facts)


def test_volumes_are_held_against_what_is_recommended_once_staffing_is_entered(world, now):
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 2))
    heard(world, referred=date(2025, 9, 1), on=date(2025, 9, 30))  # before the twelve months

    def lines(exact=True):
        who = "coordinator" if exact else "manager"
        found = kind_page(world.acts(who), world.partnership, kind_of("marac"), today=TODAY)
        return {line.title: line for line in found.volumes.lines}

    loads = lines()["Referrals for each full-time IDVA"]
    assert loads.counted == "1" and loads.missing.startswith("Enter how IDVAs are staffed")
    rate = lines()["Cases heard for each 10,000 women aged 16 and over"]
    assert rate.counted == "1" and "Enter the number of residents" in rate.missing
    staff(world, now)
    loads = lines()["Referrals for each full-time IDVA"]
    assert (loads.now, loads.needed) == ("0.40 for each of 2.50 full-time", "0.01 full-time for 1")
    assert loads.recommended == "100 a year"
    assert {line.counted for line in lines(exact=False).values()} == {"not shown"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"post": "chair"}, "post of this kind"), ({"from_on": date(2026, 11, 21)}, "in the future"),
        ({"fte": Decimal(-1)}, "from 0 to 999"), ({"fte": Decimal("1.234")}, "two places"),
        ({"source": ""}, "comes from"),
        ({"kind": "asb_case_review"}, "this kind"),
    ],
)  # fmt: skip
def test_staffing_that_cannot_be_is_refused_in_words(world, now, facts, says):
    with pytest.raises(Refused, match=says):
        staff(world, now, **facts)


def test_staffing_is_averaged_over_every_day_of_a_leap_year_too(world, now):
    staff(world, now, from_on=date(2023, 3, 1), fte=Decimal(1))
    staff(world, now, from_on=date(2024, 2, 29), fte=Decimal(2))
    world.acts("coordinator")
    about = (world.partnership.pk, "marac", "idva")
    # 365 days of one and one of two, out of 366.
    assert average_staff(*about, first=date(2023, 3, 1), last=date(2024, 2, 29)) == Decimal("1.0027")
    assert average_staff(*about, first=date(2023, 2, 28), last=date(2024, 2, 29)) is None


ASK = {"asks_for": "themselves"}
PROTECT = {**dict.fromkeys(("lawful", "necessary", "proportionate", "support_offered"), "yes"),
           **dict.fromkeys(("lawful_because", "necessary_because", "proportionate_because", "rationale",
                            "words_given", "told_by_whom"), "x"),
           "recipient": "person_at_risk", "told_how": "in_words_in_person"}  # fmt: skip
CHECKS = ("record_checks", date(2026, 7, 1), {"checked_apart": "yes", "immediate_risk": "yes"})
OUT = {"support_offered": "yes", "ended_because": "no_longer_wished"}


def disclosure(world, opening, day, *steps, **details):
    """A case of the disclosure scheme, with the two people it is about, after some steps."""
    case = a_history(world, "clares_law", (opening, day, {**SAFE, **details}))
    for party, name in (("person_at_risk", "Wren Scar"), ("subject", "Sorrel Gritstone")):
        add_person(by=world.acts("system"), at=noon(day), case=case, party=party, name=name)
    return walk(world, case, steps)


def told_on(day):
    return ("disclose_to_protect_now", day, PROTECT)


def interrupt(world, case, name, day, reason):
    """Pause, resume or extend the clock to the outcome."""
    take_step(by=world.acts("system"), at=noon(day), case=case, name=name, clock="total", reason=reason)


def test_times_are_told_by_route_with_the_reasons_for_pauses_and_extensions(world, monkeypatch):
    begun = date(2026, 7, 1)
    disclosure(world, "apply_right_to_ask", begun, CHECKS, told_on(date(2026, 7, 29)), **ASK)
    disclosure(world, "apply_right_to_ask", begun, CHECKS, told_on(date(2026, 7, 30)), **ASK)
    disclosure(world, "apply_right_to_ask", date(2026, 6, 30), **ASK)
    # Told on the 33rd day; the clock stood still for five, so it is in time, and 32 days went by.
    waited = disclosure(world, "apply_right_to_ask", begun, CHECKS, **ASK)
    interrupt(world, waited, "pause", date(2026, 7, 6), "applicant_asked")
    interrupt(world, waited, "resume", date(2026, 7, 11), "applicant_asked")
    walk(world, waited, [told_on(date(2026, 8, 2))])
    known = disclosure(world, "begin_right_to_know", date(2026, 9, 1), information_from="police")
    monkeypatch.setattr(steps, "refusals", lambda *asked: [])  # as in a force that opened the extension
    interrupt(world, known, "extend", date(2026, 9, 20), "risk_of_delivery")
    disclosure(world, "begin_right_to_know", date(2026, 9, 30), information_from="police")
    found = page(world, "clares_law", who="officer").times
    lines = {line.title: line for line in found.routes}
    asked, knew = lines["Right to ask"], lines["Right to know"]
    assert (asked.began, asked.cells) == ("3", ("2", "1", "0", "0", "0", "0"))
    assert asked.pauses == (("The applicant asked to wait", "1"),) and asked.extensions == ()
    assert knew.began == "2" and knew.pauses == ()
    assert knew.extensions == (("It cannot be delivered safely yet", "1"),)
    days = {one.title: (one.cases, one.median, one.longest) for one in asked.days}
    assert days["From the beginning to the end"] == ("3", "29", "32")
    assert days["Received"] == ("3", "0", "0") and days["First checks done"] == ("3", "29", "32")
    assert days["Applicant met"] == ("0", "none yet", "none yet")
    copy = page(world, "clares_law", exact=False, who="manager").times
    assert {line.began for line in copy.routes} == {"5 or under"}
    assert {cell for line in copy.routes for cell in line.cells} == {"5 or under"}
    assert not any(line.days or line.pauses or line.extensions or line.endings for line in copy.routes)


def test_a_case_that_was_past_its_day_before_it_ended_otherwise_is_late_and_says_why_it_ended(world):
    begun = date(2026, 7, 1)
    disclosure(world, "apply_right_to_ask", begun, ("withdraw", date(2026, 7, 29), OUT), **ASK)  # its last day
    disclosure(world, "apply_right_to_ask", begun, ("withdraw", date(2026, 8, 30), OUT), **ASK)  # day 61
    stopped = ("stop", date(2026, 7, 4), {**OUT, "ended_because": "outside_the_scheme"})
    disclosure(world, "apply_right_to_ask", begun, stopped, **ASK)
    asked = page(world, "clares_law", who="officer").times.routes[0]
    assert asked.cells == ("0", "1", "0", "0", "0", "2")
    endings = {one.title: (one.number, one.reasons) for one in asked.endings}
    assert endings["Withdrawn"] == ("2", (("No longer wished", "2"),))
    assert endings["Taken no further"] == ("1", (("Outside the scheme", "1"),))
    assert endings["Agreed, and not delivered"] == ("0", ())


def test_a_copy_for_others_tells_a_median_of_many_and_nobodys_own_length(world):
    for day in range(1, 8):
        disclosure(world, "apply_right_to_ask", date(2026, 7, 1), CHECKS, told_on(date(2026, 7, 7 + day)), **ASK)
    copy = page(world, "clares_law", exact=False, who="manager").times.routes[0]
    whole = copy.days[0]
    assert (whole.cases, whole.median, whole.longest) == ("not shown", "10", "not shown")
    assert {one.median for one in copy.days[3:]} == {"not shown"}, "none of them was ever met or assessed"


def test_the_length_that_is_told_with_times_is_what_the_partnership_had_set(world):
    assert page(world, "clares_law", who="officer").times.length == "28 calendar days"
    by = world.acts("system")
    with command("cases.test_rules", by=by, at=world.at):
        LocalRules(
            partnership=world.partnership, kind="clares_law", from_on=date(2026, 9, 30), at=world.at, why="Quicker.",
            values={"total_days": 20},
        ).save()  # fmt: skip
    assert page(world, "clares_law", who="officer").times.length == "20 calendar days"
    before = period_of(date(2026, 4, 1), "quarter")
    assert page(world, "clares_law", who="officer", quarter=before).times.length == "28 calendar days"
