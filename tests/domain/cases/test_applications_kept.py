"""Nothing that residents typed is lost on the way to their case, nor what they are told of it, however late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.cases.models import Address, CasePerson
from cairn.domain.cases.queries.applications import IN_PERSON
from cairn.domain.cases.services import applications as services
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import take_step
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.processes.words_of_days import in_words
from cairn.kernel.working_days import add_working_days
from tests.domain.cases.test_applications import (  # noqa: F401  # its fixtures
    WHO,
    an_application,
    forms,
    seen_with,
    taken,
    three,
    to_the_decision,
    told_of,
    world,
)


def test_a_postcode_without_an_address_is_not_lost(world, forms):  # noqa: F811
    an_application(forms, *three(world), who={**WHO, "postcode": "ZZ1 2AB"})
    case = taken(world).case
    found = Address.objects.get(person=CasePerson.objects.get(case=case).person)
    assert (found.lines, found.postcode) == ("ZZ1 2AB", "ZZ1 2AB")


def test_whoever_is_first_told_that_a_day_is_set_reads_the_decision_and_its_working_too(world, forms):  # noqa: F811
    """The Act gives them the decision on the threshold; the case may have moved on before anybody released it."""
    an_application(forms, *three(world)[:2])
    case = taken(world).case
    to_the_decision(world, case)
    panel = {"panel_on": timezone.localdate() + timedelta(days=9), "chair_independent": "yes", "attends": "attends"}
    take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="set_panel", details=panel)
    seen = told_of(world, case)
    assert "The test for a review is met" in seen["says"] and len(seen["working"]) == 4
    assert seen["working"][-1].startswith("Besides the reports you told us of")


def held_with(world, case, *, plan, recommendations):  # noqa: F811
    """Take a case from its decision to the outcome of its panel."""
    today, system = timezone.localdate(), world.acts("system")
    steps = [
        ("set_panel", {"panel_on": today, "chair_independent": "yes", "attends": "attends"}),
        ("risk_scored", {"risk_band": "medium"}),
        ("hold_panel", {"attends": "sends_a_statement"}),
        *(("recommendation_made", {"recommendation": each, "body": "fell-police", "answer_due_on": today})
          for each in recommendations),
        ("plan_agreed", {"plan": plan}),
        ("tell_outcome", {}),
    ]  # fmt: skip
    for name, details in steps:
        take_step(by=system, at=timezone.now(), case=case, name=name, details=details)


def test_whoever_reads_by_code_alone_reads_what_was_decided_and_until_when_they_may_appeal(world, forms):  # noqa: F811
    """Most choose no contact, and no letter goes to them: the Act gives them the outcome and recommendations too."""
    code = an_application(forms, *three(world))
    case = taken(world).case
    to_the_decision(world, case)
    held_with(world, case, plan="Lamps, and a call each week.", recommendations=["Mend the gate", "Tell the school"])
    services.take_in_waiting(at=timezone.now())
    assert seen_with(code).progress["title"] == "We have your application", "it waits to be released"
    services.release(by=world.acts("contact"), at=timezone.now(), case=case)
    seen = seen_with(code).progress
    assert [(one["title"], one["lines"]) for one in seen["tells"]] == [
        ("What will be done", ["Lamps, and a call each week."]),
        ("What the meeting asked organisations to do", ["Mend the gate", "Tell the school"]),
    ]
    last = in_words(add_working_days(timezone.localdate(), 20))
    assert seen["until"] == f"You can appeal until {last}." and last in seen["until_easy"]


def test_a_decision_against_a_review_is_told_with_what_else_can_help_and_the_last_day_to_appeal(world, forms):  # noqa: F811
    an_application(forms, *three(world)[:1])
    case = taken(world).case
    to_the_decision(world, case, decide="decide_not_met", reason="Two.", details={"signposted_to": "Mediation."})
    seen = told_of(world, case)
    assert seen["tells"] == [{"title": "What else can help", "easy": "What can help", "lines": ["Mediation."]}]
    assert seen["until"].startswith("You can appeal until ")


def test_what_must_not_stand_on_a_screen_is_told_in_person_and_who_is_complained_of_never(world, forms):  # noqa: F811
    code = an_application(forms, *three(world))
    case = taken(world).case
    by = world.acts("contact")
    add_person(by=by, at=timezone.now(), case=case, party="counterpart", name="Jackdaw Shale")
    to_the_decision(world, case)
    held_with(world, case, plan="Visit Mr Shale.", recommendations=["Train staff in domestic abuse", "Mend the gate"])
    with pytest.raises(Refused, match="would name somebody"):
        services.release(by=world.acts("contact"), at=timezone.now(), case=case)
    agreed = case.events.get(name="plan_agreed")
    take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="correct", corrects=agreed.ref,
              details={"plan": "Visit the house."}, reason="It named somebody.")  # fmt: skip
    services.release(by=world.acts("contact"), at=timezone.now(), case=case)
    seen = seen_with(code).progress
    assert seen["tells"][1]["lines"] == [IN_PERSON, "Mend the gate"] and "domestic" not in str(seen)


FOUND = "One report had been left out."


def appealed(world, case, *, decide):  # noqa: F811
    """Somebody else decides the appeal against a decision that there is no review."""
    to_the_decision(world, case, decide="decide_not_met", reason="Two.", details={"signposted_to": "Mediation."})
    told = told_of(world, case)
    assert told["title"] == "A review will not be held now" and "found others" not in str(told)
    why = {"appeal_because": "A report is missing."}
    take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="appeal", details=why)
    take_step(
        by=world.acts("system"), at=timezone.now(), case=case, name=decide, reason="It is.",
        details={"appeal_answer": FOUND},
    )  # fmt: skip


def test_after_an_appeal_that_is_upheld_the_screen_says_what_was_found_and_no_reason_that_was_not_met(world, forms):  # noqa: F811
    an_application(forms, *three(world)[:1])
    case = taken(world).case
    appealed(world, case, decide="uphold_appeal")
    seen = told_of(world, case)
    assert seen["working"][-1].startswith("You appealed.") and "found others" not in str(seen)
    assert [part["lines"] for part in seen["tells"]] == [[FOUND]]


def test_what_was_decided_stays_behind_the_code_once_the_case_is_closed(world, forms):  # noqa: F811
    code = an_application(forms, *three(world)[:1])
    case = taken(world).case
    appealed(world, case, decide="dismiss_appeal")
    services.release(by=world.acts("contact"), at=timezone.now(), case=case)
    take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="close")
    services.take_in_waiting(at=timezone.now())
    before = seen_with(code).progress
    assert before["title"] == "Your appeal has been decided" and "Ombudsman" in before["says"]
    services.release(by=world.acts("contact"), at=timezone.now(), case=case)
    after = seen_with(code).progress
    assert after["title"] == "Your application is closed"
    assert [FOUND] in [part["lines"] for part in after["tells"]]
