"""What bodies are asked and answer: who wrote the answer down, who has not got the case, and which is whose."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import LocalRules
from cairn.domain.cases.testing import a_share
from cairn.domain.cases.web.case_page import case_page
from cairn.domain.cases.web.case_parts import chosen_among, process_parts
from cairn.domain.cases.web.steps_open import asked_of
from cairn.foundation.audit.commands import command
from tests.domain.cases.test_asked_of_cases import asb, asked_bodies, do, here, part  # noqa: F401  # its fixtures
from tests.domain.cases.test_disclosures import application, disclosures  # noqa: F401  # its fixtures


def lines_of(world, who, case, key, at):
    found = part(process_parts(here(world, who, case, at)), key)["lines"]
    return {line.of: line for line in found}


@pytest.fixture
def held(asb, now):  # noqa: F811
    """A review whose panel was held, with one recommendation each to the police and to health."""
    case = asked_bodies(asb, now)
    do(asb, "housing", case, "judged", now, {"persistence_or_harm": "yes"})
    a_share(case=case, agency=asb.agencies["fell-police"], at=now)
    do(asb, "housing", case, "risk_scored", now, {"risk_band": "low"})
    do(asb, "housing", case, "decide_met", now)
    panel = {"panel_on": timezone.localdate(now), "chair_independent": "yes", "attends": "attends"}
    do(asb, "housing", case, "set_panel", now, panel)
    do(asb, "officer", case, "hold_panel", now, {"attends": "does_not_want_to"})
    due = timezone.localdate(now) + timedelta(days=10)
    for words, body in (("Walk the street at night", "fell-police"), ("Visit her", "fell-health")):
        do(asb, "officer", case, "recommendation_made", now,
           {"recommendation": words, "body": body, "answer_due_on": due})  # fmt: skip
    return case


def test_whoever_shares_the_case_is_told_which_body_reads_nothing_of_what_it_was_asked(asb, held, now):  # noqa: F811
    lines = lines_of(asb, "housing", held, "recommendations", now)
    assert {of: line.has_no_share for of, line in lines.items()} == {
        "Walk the street at night": False, "Visit her": True,
    }  # fmt: skip
    assert not any(line.has_no_share for line in lines_of(asb, "officer", held, "recommendations", now).values())


def test_an_answer_is_chosen_with_its_body_and_says_who_wrote_it_down(asb, held, now):  # noqa: F811
    mine = here(asb, "housing", held, now)
    [(of, says), _] = sorted(chosen_among(mine, ("recommendation",), "recommendation_answered")["recommendation"])
    assert (of, says.partition(": ")[2]) == ("Visit her", "Visit her") and says != of
    answer = {"recommendation": "Visit her", "answer": "We did, on Monday.", "answer_is": "accepted"}
    do(asb, "housing", held, "recommendation_answered", now, answer)
    assert lines_of(asb, "housing", held, "recommendations", now)["Visit her"].by.startswith("Siskin Crag")


def test_one_wording_is_no_recommendation_to_two_bodies_and_none_is_due_before_it_is_made(asb, held, now):  # noqa: F811
    due = timezone.localdate(now)
    for words, on, says in (("Visit her", due, "which body does it"), ("More", due - timedelta(1), "lies in the past")):
        with pytest.raises(StepRefused, match=says):
            do(asb, "officer", held, "recommendation_made", now,
               {"recommendation": words, "body": "fell-police", "answer_due_on": on})  # fmt: skip


def test_an_answer_begins_with_the_agency_of_whoever_was_asked_and_with_none_for_anybody_else(asb, now):  # noqa: F811
    case = asked_bodies(asb, now)
    a_share(case=case, agency=asb.agencies["fell-health"], at=now)
    do(asb, "housing", case, "information_asked", now, {"body": "fell-health"})
    assert asked_of(here(asb, "nurse", case, now), "information_returned").given == {"body": "fell-health"}
    assert asked_of(here(asb, "housing", case, now), "information_returned").given == {}
    do(asb, "nurse", case, "information_returned", now, {"body": "fell-health", "returned_as": "answered"})
    assert asked_of(here(asb, "nurse", case, now), "information_returned").given == {}


def test_a_clock_that_stands_still_says_how_many_days_of_which_sort_are_left(disclosures, now):  # noqa: F811
    case = application(disclosures, now)
    later = now + timedelta(days=3)
    for clock in ("total", "meeting"):
        do(disclosures, "officer", case, "pause", later, clock=clock, reason="no_safe_contact")
    running = {line.key: line.due for line in case_page(here(disclosures, "officer", case, later)).running}
    assert running["total"].endswith("; 25 days left when it runs again")
    assert running["meeting"].endswith("; 9 working days left when it runs again")


def test_a_limit_that_was_extended_says_by_how_much(disclosures, now):  # noqa: F811
    by = disclosures.acts("system")
    row = LocalRules(partnership=disclosures.partnership, kind="clares_law", from_on=date(2026, 1, 1), at=now,
                     values={"extension_days": 7}, why="Agreed with the force.")  # fmt: skip
    with command("cases.test_rules", by=by, at=now):
        row.save()
    case = application(disclosures, now)
    do(disclosures, "deputy", case, "extend", now, clock="total", reason="information_from_elsewhere")
    clock = next(line for line in case_page(here(disclosures, "deputy", case, now)).running if line.key == "total")
    assert clock.length == "28 calendar days, and 7 calendar days more" and clock.due.endswith("in 35 days")
