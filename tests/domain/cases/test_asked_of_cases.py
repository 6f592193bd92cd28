"""The two kinds whose practice asks most of the engine: thresholds kept, holds, requests, letters, who finds whom."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import UnsoundKind, _folders, kinds
from cairn.domain.cases.models import Case, LocalRules
from cairn.domain.cases.queries.earlier import earlier_cases
from cairn.domain.cases.queries.letters import KEPT_BACK, letter, letters_of
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.queries.wording import Wording
from cairn.domain.cases.queries.workings import kept_working
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.testing import a_case, a_post, a_share
from cairn.domain.cases.web.case_page import case_page
from cairn.domain.cases.web.case_parts import holds_of, people_among, process_parts
from cairn.domain.cases.web.frame import CaseHere
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.processes.clocks import clocks_of
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.working_days import add_working_days

REPORTS = [
    ("2026-06-02", "2026-06-05", "music", "report"),
    ("2026-06-02", "2026-06-06", "music", "report"),
    ("2026-07-10", "2026-07-11", "shouting", "report"),
    ("2026-08-01", "2026-08-02", "bins", "diary_sheet"),
    ("2026-03-01", "2026-05-20", "paint", "report"),
]


@pytest.fixture
def asb(world):
    """Who works case reviews: a contact point and a body of the council, a specialist, a chair and a reviewer."""
    posts = {"housing": ("coordinator", "body"), "nurse": ("body",), "idva": ("specialist",), "officer": ("chair",),
             "coordinator": ("reviewer",)}  # fmt: skip
    name_for(world, "asb_case_review", posts)
    return world


def name_for(world, kind, posts):
    for who, roles in posts.items():
        for role in roles:
            a_post(partnership=world.partnership.pk, kind=kind, role=role, user=world.people[who],
                   from_on=date(2026, 1, 5))  # fmt: skip


def do(world, who, case, name, at, details=None, **more):
    return take_step(by=world.acts(who), at=at, case=case, name=name, details=details or {}, **more)


def review(world, at) -> Case:
    case = open_case(by=world.acts("housing"), at=at, kind="asb_case_review", move="apply",
                     details={"asked_by": "person_harmed"})  # fmt: skip
    do(world, "housing", case, "acknowledge", at, {"acknowledged_by": "code_on_screen"})
    return case


def asked_bodies(world, at) -> Case:
    case = review(world, at)
    do(world, "housing", case, "screen_recorded", at, {"screen_result": "no", "asked_safely": "yes"})
    do(world, "housing", case, "request_information", at)
    return case


def here(world, who, case, at) -> CaseHere:
    return CaseHere(world.acts(who), Case.objects.get(pk=case.pk), at)


def part(parts, key):
    return next(each for each in parts if each.key == f"shown-{key}").context


def days(text) -> date:
    return date.fromisoformat(text)


def gather(world, case, at, reports=REPORTS):
    for behaviour, reported, incident, kind in reports:
        do(world, "housing", case, "report_gathered", at,
           {"behaviour_on": days(behaviour), "reported_on": days(reported), "incident": incident, "report_kind": kind,
            "body": "fell-council"})  # fmt: skip


# ---- the threshold


def test_each_report_is_judged_and_the_working_is_kept_with_the_decision_as_it_was_shown(asb, now):
    case = asked_bodies(asb, now)
    gather(asb, case, now)
    shown = part(process_parts(here(asb, "housing", case, now)), "threshold")
    reports = {named: (counts, why) for one in shown["now"] for named, counts, why in one.reports}
    assert [counts for counts, _ in reports.values()] == [True, False, True, False, False]
    assert "once, however many bodies" in reports["Report of 6 June 2026"][1]
    assert "diary sheet" in reports["Report of 2 August 2026"][1]
    assert "had to be made by 31 March 2026" in reports["Report of 20 May 2026"][1]
    with pytest.raises(StepRefused, match="threshold is not met"):
        do(asb, "housing", case, "decide_met", now)
    decided = do(asb, "housing", case, "decide_not_met", now, {"signposted_to": "Mediation"}, reason="Two count.")
    kept = kept_working(decided.working["threshold"])
    assert kept == shown["now"]
    assert kept[0].met is False and any("2 incidents with a report that counts" in line for line in kept[1].lines)
    gather(asb, case, now, [("2026-10-01", "2026-10-02", "glass", "report")])
    later = part(process_parts(here(asb, "housing", case, now)), "threshold")
    assert later["now"][0].met is True and later["decided"][0]["workings"] == kept
    assert later["version"] == "By the process in force from 20 October 2014."


def test_a_locality_that_asks_for_fewer_reports_is_shown_with_the_working(asb, now):
    by = asb.acts("system")
    row = LocalRules(partnership=asb.partnership, kind="asb_case_review", from_on=date(2026, 1, 1), at=now,
                     values={"reports_needed": 2}, why="Agreed by the partnership.")  # fmt: skip
    with command("cases.test_rules", by=by, at=now):
        row.save()
    case = asked_bodies(asb, now)
    gather(asb, case, now)
    shown = part(process_parts(here(asb, "housing", case, now)), "threshold")["now"]
    assert shown[0].met is True and any("Reports needed, set here: 2." in line for line in shown[1].limits)
    with pytest.raises(StepRefused, match="a review must be held"):
        do(asb, "housing", case, "decide_not_met", now, {"signposted_to": "Mediation"}, reason="Two.")


# ---- the screen, and what it holds


def test_an_unsure_screen_holds_information_and_powers_until_a_specialist_has_looked(asb, now):
    case = review(asb, now)
    a_share(case=case, agency=asb.agencies["fell-network"], at=now)
    do(asb, "housing", case, "screen_recorded", now, {"screen_result": "unsure", "asked_safely": "yes"})
    do(asb, "housing", case, "screen_recorded", now, {"screen_result": "no", "asked_safely": "yes"})
    held = {one.says: one.steps for one in holds_of(here(asb, "housing", case, now))}
    assert {step for steps in held.values() for step in steps} >= {"Begin to ask for information", "Power proposed"}
    assert all("until a specialist has looked" in says for says in held)
    with pytest.raises(StepRefused, match="until a specialist has looked"):
        do(asb, "housing", case, "request_information", now)
    do(asb, "idva", case, "specialist_looked", now, {"specialist_view": "Go on, through me."})
    do(asb, "housing", case, "request_information", now)
    assert not holds_of(here(asb, "housing", case, now))


def test_no_power_falls_on_somebody_who_was_not_asked_whether_they_are_harmed(asb, now):
    case = review(asb, now)
    do(asb, "housing", case, "screen_recorded", now, {"screen_result": "no", "asked_safely": "yes"})
    power = {"power": "closure", "falls_on": "H1", "household_asked": "yes"}
    with pytest.raises(StepRefused, match="Ask first, safely"):
        do(asb, "housing", case, "power_proposed", now, power)
    asked = {"household_result": "no", "asked_safely": "yes"}
    do(asb, "housing", case, "household_screened", now, {"falls_on": "H2", **asked})
    with pytest.raises(StepRefused, match="Ask first, safely"):
        do(asb, "housing", case, "power_proposed", now, power)
    do(asb, "housing", case, "household_screened", now, {"falls_on": "H1", **asked})
    do(asb, "housing", case, "power_proposed", now, power)
    assert not holds_of(here(asb, "housing", case, now))
    do(asb, "housing", case, "household_screened", now, {"falls_on": "H2", **asked, "household_result": "unsure"})
    do(asb, "housing", case, "household_screened", now, {"falls_on": "H1", **asked})
    held = holds_of(here(asb, "housing", case, now))
    assert [one.steps for one in held] == [("Power proposed",), ("Power used",)]
    assert all("harmed themselves" in one.says for one in held)
    row = part(process_parts(here(asb, "housing", case, now)), "powers")["rows"][0]
    assert row.rests_on[0].section == "Part 4, chapter 3" and "48 hours" in row.rests_on[0].test + row.rests_on[0].who


def test_every_power_that_can_be_chosen_says_its_law_who_when_limits_and_source():
    version = kinds()["asb_case_review"].versions[-1]
    listed = version.look_up("power", on=date(2026, 11, 20))
    assert set(listed.entries) == set(version.process.details["power"].options)
    assert all(each.law and each.who and each.test and each.limits and each.source for each in listed.entries.values())
    assert version.look_up("power", on=date(2014, 1, 1)) is None


# ---- requests, risk, panel


def test_requests_are_asked_chased_and_answered_refused_or_nothing_held(asb, now):
    case = asked_bodies(asb, now)
    for body in ("fell-police", "fell-health", "fell-council"):
        do(asb, "housing", case, "information_asked", now, {"body": body})
    later = now + timedelta(days=30)
    do(asb, "housing", case, "information_chased", later, {"body": "fell-police"})
    with pytest.raises(StepRefused, match="Why the body refuses"):
        do(asb, "housing", case, "information_returned", later, {"body": "fell-health", "returned_as": "refused"})
    do(asb, "housing", case, "information_returned", later,
       {"body": "fell-health", "returned_as": "refused", "refused_because": "No consent."})  # fmt: skip
    do(asb, "housing", case, "information_returned", later, {"body": "fell-council", "returned_as": "nothing_held"})
    found = part(process_parts(here(asb, "housing", case, later)), "information")
    lines = {line.of: line for line in found["lines"]}
    assert {line.status for line in lines.values()} == {"Late", "Answered"} and found["late"] == 1
    assert len(lines["Fellshire Constabulary"].chased) == 1 and "late" in lines["Fellshire Constabulary"].due
    assert {line.outcome for line in lines.values()} == {"", "Refused", "Nothing held"}


def test_the_risk_is_shown_as_a_course_and_a_medium_one_needs_a_plan(asb, now):
    case = asked_bodies(asb, now)
    do(asb, "housing", case, "judged", now, {"persistence_or_harm": "yes"})
    do(asb, "housing", case, "contact_recorded", now, {"contact_was": "visit"})
    assert standing_of(case, at=now).state == "information_requested"
    for place, (band, score) in enumerate([("low", 3), ("high", 12), ("medium", 8)]):
        then = now + timedelta(hours=place + 1)
        do(asb, "housing", case, "risk_scored", then, {"risk_band": band, "risk_score": score})
    end = now + timedelta(days=1)
    course = part(process_parts(here(asb, "housing", case, end)), "risk")
    assert [(line["value"], line["change"]) for line in course["lines"]] == [
        ("Medium", "fell"), ("High", "rose"), ("Low", ""),
    ]  # fmt: skip
    assert len(course["drawing"]["points"]) == 3
    a_share(case=case, agency=asb.agencies["fell-police"], at=now)
    do(asb, "housing", case, "decide_met", end)
    assert offered_letters(asb, case, end) == ["met_letter"]
    taking_part = {"chair_independent": "yes", "attends": "attends", "chair": "Merlin Scree"}
    do(asb, "housing", case, "set_panel", end, {"panel_on": days("2026-12-01"), **taking_part})
    do(asb, "housing", case, "panel_member_named", end, {"body": "fell-health", "member": "Plover Chalk"})
    held = end + timedelta(days=12)
    do(asb, "officer", case, "hold_panel", held)
    assert offered_letters(asb, case, held) == [], "that there will be a review is over once it was held"
    do(asb, "officer", case, "recommendation_made", held,
       {"recommendation": "Better lighting", "body": "fell-health", "answer_due_on": days("2026-12-20")})  # fmt: skip
    with pytest.raises(StepRefused, match="Agree an action plan first"):
        do(asb, "housing", case, "tell_outcome", held)
    do(asb, "housing", case, "plan_agreed", held, {"plan": "Lamps, and a call each week."})
    do(asb, "housing", case, "tell_outcome", held)
    assert offered_letters(asb, case, held) == ["outcome_letter"]
    do(asb, "housing", case, "appeal", held, {"appeal_because": "Not enough."})
    a_post(partnership=asb.partnership.pk, kind="asb_case_review", role="reviewer", user=asb.people["housing"],
           from_on=date(2026, 1, 5))  # fmt: skip
    with pytest.raises(StepRefused, match="Another body or partnership does"):
        do(asb, "housing", case, "dismiss_appeal", held, ANSWERED, reason="Enough.")
    do(asb, "coordinator", case, "dismiss_appeal", held, ANSWERED, reason="Enough was done.")
    assert offered_letters(asb, case, held) == ["appeal_dismissed_letter"]
    with pytest.raises(StepRefused, match="has not answered"):
        do(asb, "housing", case, "close", held)


def test_who_caused_harm_is_chosen_among_those_who_did_and_never_the_person_harmed(world, now):
    case = a_case(by=world.acts("nurse"), at=now)
    for party, name in (("person_harmed", "Wren Scar"), ("person_causing_harm", "Tor Gritstone"),
                        ("person_causing_harm", "Clint Moraine"), ("child", "Pip Scar")):  # fmt: skip
        add_person(by=world.acts("nurse"), at=now, case=case, party=party, name=name)
    offered = people_among(here(world, "nurse", case, now), ("told_police", "pair"))
    assert list(offered) == ["pair"]
    assert [called.split(" (")[0] for _ref, called in offered["pair"]] == ["Tor Gritstone", "Clint Moraine"]


# ---- letters


def test_a_letter_shows_the_working_and_is_kept_back_where_it_would_name_the_person_complained_of(asb, now):
    case = asked_bodies(asb, now)
    gather(asb, case, now)
    add_person(by=asb.acts("housing"), at=now, case=case, party="counterpart", name="Bracken Moraine")
    decided = {"signposted_to": "Mediation by the council."}
    do(asb, "housing", case, "decide_not_met", now, decided, reason="Two count.")
    mine = here(asb, "housing", case, now)
    offered = letters_of(mine.case, mine.standing, roles=mine.roles, sections=mine.sections)
    assert [each.key for each in offered] == ["not_met_letter"]
    text = "\n".join(letter(mine.case, mine.standing, "not_met_letter", words=Wording(), at=now))
    assert "- Report of 5 June 2026: counted." in text and "Mediation by the council." in text
    assert "Bracken" not in text and "domestic" not in text.lower()
    # The last day to appeal is that of the clock of the case: twenty working days here, whatever a locality sets.
    last = next(each.due for each in clocks_of(mine.standing) if each.key == "appeal_window")
    assert f"Tell us by {in_words(last)}, in any way that is safe for you" in text
    assert last == add_working_days(timezone.localdate(now), 20)
    event = mine.case.events.get(name="decide_not_met")
    do(asb, "housing", case, "correct", now, {"signposted_to": "Speak with Mr Moraine."}, reason="More.",
       corrects=event.ref)  # fmt: skip
    mine = here(asb, "housing", case, now)
    with pytest.raises(Refused, match="would name somebody") as refused:
        letter(mine.case, mine.standing, "not_met_letter", words=Wording(), at=now)
    assert str(refused.value) == KEPT_BACK and "Moraine" not in KEPT_BACK
    assert not letters_of(mine.case, mine.standing, roles=frozenset({"body"}), sections=mine.sections)


def offered_letters(asb, case, at) -> list[str]:
    mine = here(asb, "housing", case, at)
    return [each.key for each in letters_of(mine.case, mine.standing, roles=mine.roles, sections=mine.sections)]


ANSWERED = {"appeal_answer": "Every report was counted again."}


@pytest.mark.parametrize(("overtaken_by", "then", "tells"), [
    ("count_again", "", []), ("appeal", "uphold_appeal", ["appeal_upheld_letter"]),
    ("appeal", "dismiss_appeal", ["appeal_dismissed_letter"]),
])  # fmt: skip
def test_a_letter_that_said_no_is_offered_no_longer_once_it_is_looked_at_again_or_an_appeal_is_decided(
    asb, now, overtaken_by, then, tells
):
    """It says until when one can appeal: after an appeal was dismissed nobody can. A letter tells how that ended."""
    case = asked_bodies(asb, now)
    gather(asb, case, now)
    do(asb, "housing", case, "decide_not_met", now, {"signposted_to": "Mediation."}, reason="Two count.")
    assert offered_letters(asb, case, now) == ["not_met_letter"]
    a_share(case=case, agency=asb.agencies["fell-police"], at=now)
    because = {"appeal_because": "A report is missing."} if overtaken_by == "appeal" else None
    do(asb, "housing", case, overtaken_by, now, because, reason="" if because else "A report is missing.")
    if overtaken_by == "appeal":
        assert offered_letters(asb, case, now) == ["not_met_letter"]
        with pytest.raises(StepRefused, match="What the applicant is told of the appeal"):
            do(asb, "coordinator", case, then, now, reason="All was looked at.")
        do(asb, "coordinator", case, then, now, ANSWERED, reason="All was looked at.")
    assert offered_letters(asb, case, now) == tells
    for key in tells:
        mine = here(asb, "housing", case, now)
        text = "\n".join(letter(case, mine.standing, key, words=Wording(), at=now))
        assert ANSWERED["appeal_answer"] in text and "You appealed." in text and "You can appeal" not in text


def test_whoever_decides_an_appeal_reads_what_the_applicant_says_was_missed(asb, now):
    """Her agency has some parts of the case only, and a reason is told to nobody who has not all of them."""
    case = asked_bodies(asb, now)
    a_share(case=case, agency=asb.agencies["fell-police"], at=now, sections=["application", "reports", "review"])
    do(asb, "housing", case, "decide_not_met", now, {"signposted_to": "Mediation."}, reason="None counts.")
    do(asb, "housing", case, "appeal", now, {"appeal_because": "The winter was left out."})
    assert "The winter was left out." in str(case_page(here(asb, "coordinator", case, now)).sections)


def test_a_letter_tells_no_day_on_which_other_households_reported(asb, now):
    case = asked_bodies(asb, now)
    gather(asb, case, now, REPORTS[2:])
    told = {"behaviour_on": days("2026-06-09"), "reported_on": days("2026-06-10"), "reporter": "Number 14"}
    do(asb, "housing", case, "report_gathered", now, told)
    do(asb, "housing", case, "decide_not_met", now, {"signposted_to": "Mediation."}, reason="Two count.")
    text = "\n".join(letter(case, here(asb, "housing", case, now).standing, "not_met_letter", words=Wording(), at=now))
    assert "4 reports were looked at; 2 of them count." in text and "the days are not told here" in text
    assert "Report of" not in text and "June" not in text and "Number 14" not in text


# ---- repeats


def test_an_earlier_review_of_the_same_person_is_shown_to_those_to_whom_it_is_open(asb, now):
    first = review(asb, now - timedelta(days=90))
    row = add_person(by=asb.acts("housing"), at=now, case=first, party="person_harmed", name="Linnet Scar")
    second = review(asb, now)
    assert not earlier_cases(asb.acts("housing"), second, party="person_harmed")
    add_person(by=asb.acts("housing"), at=now, case=second, party="person_harmed", known=row.person)
    assert [each.ref for each in earlier_cases(asb.acts("housing"), second, party="person_harmed")] == [first.ref]
    a_share(case=second, agency=asb.agencies["fell-health"], at=now)
    assert not earlier_cases(asb.acts("nurse"), second, party="person_harmed")


# ---- what a process may ask for


@pytest.mark.parametrize(
    ("name", "was", "becomes", "says"),
    [
        ("powers.toml", 'key = "closure"', 'key = "closing"', '"closing" is none of'),
        ("powers.toml", 'law = "No statute: the first', 'paw = "No statute: the first', '"paw" is not a field'),
        ("decision_met.txt", "{working.threshold}", "{detail.specialist_view}", '"specialist_view" never leaves'),
        ("outcome.txt", "{detail.plan}", "{detail.plans}", "{detail.plans} is nothing"),
        ("process.toml", '"hate"]\nbasis', '"hate"]\nkeeps = ["threshold"]\nbasis', "no working to keep yet"),
        (
            "process.toml",
            'each = "body"\nclock = "information"',
            'each = "reporter"\nclock = "information"',
            "reporter",
        ),
    ],
)
def test_what_stands_beside_a_process_is_judged_at_start_up(settings, tmp_path, name, was, becomes, says):
    folder = tmp_path / "asb_case_review"
    folder.mkdir()
    for path in (_folders()[0] / "asb_case_review").iterdir():
        text = path.read_text("utf-8")
        if path.name == name:
            assert was in text
            text = text.replace(was, becomes, 1)
        (folder / path.name).write_text(text)
    settings.CASE_KINDS = [str(tmp_path)]
    with pytest.raises(UnsoundKind) as stopped:
        kinds()
    assert says in str(stopped.value) and str(tmp_path) not in str(stopped.value)
