"""Disclosures: who finds one, how it is decided and told, and that its words stand on no page."""

from datetime import timedelta

import pytest

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.chronology import chronology
from cairn.domain.cases.queries.people import person_search, same_people
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.testing import a_share
from cairn.domain.cases.web.case_page import case_page, kept_apart_in
from cairn.domain.cases.web.case_parts import process_parts
from cairn.domain.cases.web.steps_open import asked_of
from cairn.kernel.same_person.finding import Born
from tests.domain.cases.test_asked_of_cases import do, here, name_for, part


@pytest.fixture
def disclosures(world):
    """Who works disclosures: the police team, the forum, one partner."""
    posts = {"officer": ("officer", "intake"), "deputy": ("supervisor",), "coordinator": ("panel",),
             "nurse": ("partner",), "idva": ("support",)}  # fmt: skip
    name_for(world, "clares_law", posts)
    return world


def application(world, at) -> Case:
    details = {"safe_contact": "At work.", "trigger": "A remark.", "relationship": "partners", "asks_for": "themselves"}
    return open_case(by=world.acts("officer"), at=at, kind="clares_law", move="apply_right_to_ask", details=details)


def add_both(world, case, at) -> None:
    for party, name in (("person_at_risk", "Wren Scar"), ("subject", "Sorrel Gritstone")):
        add_person(by=world.acts("officer"), at=at, case=case, party=party, name=name)


def test_the_application_is_not_found_by_the_subjects_name_outside_the_team(disclosures, now):
    world = disclosures
    case = application(world, now)
    add_person(by=world.acts("officer"), at=now, case=case, party="subject", name="Sorrel Gritstone",
               born=(1988, 4, 2))  # fmt: skip
    add_person(by=world.acts("officer"), at=now, case=case, party="person_at_risk", name="Wren Scar")
    for agency in ("fell-health", "fell-network"):
        a_share(case=case, agency=world.agencies[agency], at=now)
    born = Born(1988, 4, 2)
    for who in ("nurse", "nurse_too", "idva", "coordinator", "housing", "manager"):
        actor = world.acts(who)
        assert not person_search(actor, "sorrel gritstone") and not person_search(actor, born=born), who
        assert not same_people(actor, name="Sorrel Gritstone", born=born), who
        assert "Sorrel Gritstone" not in {each.name for each in person_search(actor, ref=case.ref)}, who
    for who in ("officer", "deputy"):
        assert [each.cases for each in person_search(world.acts(who), born=born)] == [(case.ref,)], who
    assert {each.name for each in person_search(world.acts("nurse"), ref=case.ref)} == {"Wren Scar"}
    assert person_search(world.acts("officer"), ref="K0000000000") == person_search(world.acts("housing"), ref=case.ref)


def test_a_disclosure_is_lawful_necessary_and_proportionate_each_with_its_reason_and_its_words_are_apart(
    disclosures, now
):
    world = disclosures
    process = process_for(application(world, now))
    asked = {move.key: move for move in process.moves}
    for move in ("agree_disclosure", "agree_no_disclosure", "disclose_to_protect_now"):
        needed = set(asked[move].requires)
        assert {
            f"{name}{more}" for name in ("lawful", "necessary", "proportionate") for more in ("", "_because")
        } <= needed
    assert process.details["words_given"].apart and process.details["words_agreed"].apart
    assert not process.documents  # nothing is ever written to anybody, so nothing is left for the subject to find
    untold = ("record_undelivered", "record_not_told", "stop", "withdraw")
    outcomes = ("disclose", "disclose_to_protect_now", "tell_no_disclosure", *untold)
    assert all("support_offered" in asked[move].requires for move in outcomes)
    told = ("disclose", "disclose_to_protect_now", "tell_no_disclosure")
    assert all({"told_by_whom", "told_how"} <= set(asked[move].requires) for move in told)
    assert all("recipient" in asked[move].requires for move in told[:2]), "who was told stands with what was told"
    assert all("ended_because" in asked[move].requires for move in untold)


def test_not_to_disclose_is_argued_as_to_disclose_is_and_cannot_contradict_itself(disclosures, now):
    world = disclosures
    case = application(world, now)
    walked = (
        ("officer", "record_checks", {"checked_apart": "yes", "immediate_risk": "no"}),
        ("officer", "meet", {"identity_seen": "yes"}), ("officer", "assess", {"risk": "medium"}),
    )  # fmt: skip
    for who, name, details in walked:
        do(world, who, case, name, now, details)
    with pytest.raises(StepRefused, match="Nobody is in this case as “Subject” yet"):
        do(world, "officer", case, "refer_to_panel", now)
    add_both(world, case, now)
    do(world, "officer", case, "refer_to_panel", now)
    for move in ("agree_disclosure", "agree_no_disclosure", "disclose"):  # who was taken out again is missed there too
        (asked,) = (each for each in process_for(case).moves if each.key == move)
        assert set(asked.people) == {"person_at_risk", "subject"}
    system = world.acts("system")
    with pytest.raises(StepRefused, match="Lawful"):
        take_step(by=system, at=now, case=case, name="agree_no_disclosure", details={"rationale": "Nothing."})
    said = {f"{name}{more}": "yes" if not more else "Because." for name in ("lawful", "necessary", "proportionate")
            for more in ("", "_because")}  # fmt: skip
    said["rationale"] = "Nothing."
    with pytest.raises(StepRefused, match="which of the three it is not"):
        take_step(by=system, at=now, case=case, name="agree_no_disclosure", details=said)
    take_step(by=system, at=now, case=case, name="agree_no_disclosure", details={**said, "necessary": "no"})
    assert standing_of(case, at=now).state == "no_disclosure_agreed"


def test_words_told_stand_on_no_page_and_no_contact_follows_one_that_was_not_safe(disclosures, now):
    world = disclosures
    case = application(world, now)
    do(world, "officer", case, "record_checks", now, {"checked_apart": "yes", "immediate_risk": "yes"})
    do(world, "officer", case, "contact_tried", now, {"contact_outcome": "not_safe"})
    with pytest.raises(StepRefused, match="Find a safe way first"):
        do(world, "officer", case, "meet", now, {"identity_seen": "yes"})
    because = {f"{name}_because": "To protect her." for name in ("lawful", "necessary", "proportionate")}
    said = {**because, "lawful": "yes", "necessary": "yes", "proportionate": "yes", "rationale": "He is on his way.",
            "recipient": "person_at_risk", "told_how": "in_words_by_telephone",
            "told_by_whom": "An inspector", "words_given": "He was convicted twice.",
            "support_offered": "yes"}  # fmt: skip
    add_both(world, case, now)
    with pytest.raises(StepRefused, match="nothing is left in writing"):
        do(world, "deputy", case, "disclose_to_protect_now", now, {**said, "told_how": "in_writing"}, reason="Danger.")
    do(world, "deputy", case, "disclose_to_protect_now", now, said, reason="Danger.")
    facts = [
        fact for row in part(process_parts(here(world, "deputy", case, now)), "told")["rows"] for fact in row.facts
    ]
    apart = [fact for fact in facts if fact.kept_apart]
    assert [fact.title for fact in apart] == ["What was told, word for word"] and not apart[0].words
    assert all("convicted" not in fact.words for fact in facts)
    mine = here(world, "deputy", case, now)
    page = case_page(mine)
    assert page.has_kept_apart and "convicted" not in str((page.sections, page.history))
    assert "He was convicted twice." in {fact.words for fact in kept_apart_in(mine)}
    events = here(world, "deputy", case, now)
    told = chronology(case, events.process, at=now, sections=events.sections, limited=events.limited)
    assert "convicted" not in str([entry.text for entry in told])


def test_partners_answers_are_chased_and_each_partner_is_asked_for_itself(disclosures, now):
    world = disclosures
    case = application(world, now)
    do(world, "officer", case, "record_checks", now, {"checked_apart": "yes", "immediate_risk": "no"})
    for agency in ("fell-health", "fell-network"):
        do(world, "officer", case, "information_asked", now, {"agency": agency})
    later = now + timedelta(days=14)
    do(world, "officer", case, "information_chased", later, {"agency": "fell-health"})
    do(world, "officer", case, "information_returned", later,
       {"agency": "fell-network", "known": "no", "returned_as": "nothing_held"})  # fmt: skip
    found = part(process_parts(here(world, "officer", case, later)), "information")
    assert [(line.status, line.outcome, len(line.chased)) for line in found["lines"]] == [
        ("Late", "", 1), ("Answered", "Nothing held", 0),
    ]  # fmt: skip


def test_only_whom_they_agreed_on_is_told_and_who_that_is_is_written_down(disclosures, now):
    world = disclosures
    case = application(world, now)
    add_both(world, case, now)
    for name, details in (
        ("record_checks", {"checked_apart": "yes", "immediate_risk": "no"}), ("meet", {"identity_seen": "yes"}),
        ("assess", {"risk": "medium"}), ("refer_to_panel", {}),
    ):  # fmt: skip
        do(world, "officer", case, name, now, details)
    said = {f"{name}{more}": "yes" if not more else "Because." for name in ("lawful", "necessary", "proportionate")
            for more in ("", "_because")}  # fmt: skip
    said |= {"rationale": "To protect.", "recipient": "parent_or_guardian", "told_by": "fell-police",
             "support_ready": "yes"}  # fmt: skip
    system = world.acts("system")
    with pytest.raises(StepRefused, match="Name of whoever is told"):
        take_step(by=system, at=now, case=case, name="agree_disclosure", details=said)
    said["recipient_is"] = "Her mother."
    take_step(by=system, at=now, case=case, name="agree_disclosure", details=said)
    told = {"recipient": "person_at_risk", "told_how": "in_words_in_person", "told_by_whom": "A sergeant",
            "words_given": "Two convictions.", "undertaking": "yes", "support_offered": "yes"}  # fmt: skip
    with pytest.raises(StepRefused, match="did not agree that this person is told"):
        do(world, "officer", case, "disclose", now, told)
    begun = asked_of(here(world, "officer", case, now), "disclose").given
    assert (begun["recipient"], begun["recipient_is"]) == ("parent_or_guardian", "Her mother.")
    do(world, "officer", case, "disclose", now, {**told, **begun})
    (row,) = part(process_parts(here(world, "officer", case, now)), "told")["rows"]
    said = [(fact.title, fact.words) for fact in row.facts]
    assert ("Who is told", "Parent or guardian") in said and ("Name of whoever is told", "Her mother.") in said
