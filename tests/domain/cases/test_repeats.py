"""A repeat proposes itself to whoever runs the kind; she confirms it, and nobody else learns of the other case."""

from datetime import timedelta

import pytest

from cairn.domain.cases.models import CaseEvent, CasePerson, Repeat
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.repeats import repeats_of, repeats_waiting
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.queries.telling import tellings
from cairn.domain.cases.services.people import add_person, change_person
from cairn.domain.cases.services.repeats import confirm_repeat, refuse_repeat
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.services.wall import decide
from cairn.domain.cases.testing import a_share, submit
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.thresholds import outcome
from tests.domain.cases.between import HARMED, HARMER, PAIR, at, ran_before, referral, walk


@pytest.fixture(autouse=True)
def _posts(world):
    ran_before(world)


def proposals(world) -> list[tuple]:
    world.acts("system")
    return [(row.case.ref, row.earlier.ref) for row in Repeat.objects.select_related("case", "earlier")]


@pytest.mark.parametrize(
    ("first", "again", "is_repeat"),
    [
        ("2025-11-20", "2026-11-20", True),  # the corresponding day is inside
        ("2025-11-19", "2026-11-20", False),
        ("2026-11-20", "2026-11-20", True),
    ],
)
def test_twelve_calendar_months_are_counted_from_the_last_referral(world, first, again, is_repeat):
    earlier, later = referral(world, at(first)), referral(world, at(again))
    assert proposals(world) == ([(later.ref, earlier.ref)] if is_repeat else [])


def test_a_draft_is_proposed_to_nobody_until_it_is_sent(world, now):
    earlier = referral(world, at("2026-03-02"))
    draft = referral(world, now, sent=False)
    assert proposals(world) == []
    submit(by=world.acts("nurse"), at=now, case=draft)
    assert proposals(world) == [(draft.ref, earlier.ref)]


def test_it_is_found_when_somebody_is_added_or_said_anew_and_where_names_differ(world, now):
    earlier = referral(world, at("2026-03-02"))
    harmed = {HARMED: ("Wren Scar", (1990, 3, 3))}
    later = referral(world, now, people=harmed)
    assert proposals(world) == []
    add_person(by=world.acts("coordinator"), at=now, case=later, party=HARMER, name="Tor, Buzzard")
    assert proposals(world) == [(later.ref, earlier.ref)]
    third = referral(world, now, people={**PAIR, HARMED: ("Kittiwake Scar", (1990, 3, 3))})
    assert len(proposals(world)) == 1
    world.acts("system")
    row = CasePerson.objects.select_related("case", "person").get(case=third, party=HARMED)
    change_person(by=world.acts("nurse"), at=now, row=row, party=HARMED, name="Wren Scar", born=(1990, 3, 3),
                  other_names=["Kittiwake Scar"])  # fmt: skip
    assert (third.ref, earlier.ref) in proposals(world) and (third.ref, later.ref) in proposals(world)


def test_other_people_another_birth_and_swapped_parts_are_no_repeat(world, now):
    referral(world, at("2026-03-02"))
    for people in (
        {HARMED: ("Wren Scar", (1990, 3, 3)), HARMER: ("Osprey Fell", (1985, 6, None))},
        {HARMED: ("Wren Scar", (1962, 8, 1)), HARMER: PAIR[HARMER]},
        {HARMED: PAIR[HARMER], HARMER: PAIR[HARMED]},
    ):
        referral(world, now, people=people)
    assert proposals(world) == []


def test_a_closed_case_counts_and_a_declined_one_does_not(world, now):
    closed = referral(world, at("2026-03-02"))
    walk(world, closed, at("2026-03-20"))
    other = {HARMED: ("Heron Pike", (1979, 1, 2)), HARMER: ("Buzzard Tor", (1985, 6, None))}
    declined = referral(world, at("2026-03-02"), people=other)
    take_step(by=world.acts("coordinator"), at=at("2026-03-03"), case=declined, name="decline", reason="Below.",
              details={"advice_given": "Support by the service."})  # fmt: skip
    again, not_again = referral(world, now), referral(world, now, people=other)
    assert proposals(world) == [(again.ref, closed.ref)]
    assert not_again.ref not in repeats_waiting(world.acts("coordinator"))


def test_she_confirms_it_and_the_process_sees_it(world, now):
    earlier = referral(world, at("2025-12-01"))
    walk(world, earlier, at("2025-12-10"))
    later = referral(world, now)
    coordinator = world.acts("coordinator")
    (line,) = repeats_of(coordinator, later)
    assert (line.earlier, line.last_on.isoformat(), line.until_on.isoformat()) == (
        earlier.ref,
        "2025-12-01",
        "2026-12-01",
    )
    assert [party for party, _ in line.alike] == ["Person harmed", "Person causing harm"]
    assert outcome(standing_of(later, at=now), "entry").met is not True
    row = Repeat.objects.get()
    confirm_repeat(by=coordinator, at=now, repeat=row)
    assert repeats_waiting(world.acts("coordinator")) == ()
    assert outcome(standing_of(later, at=now), "entry").met is True
    take_step(by=world.acts("coordinator"), at=now, case=later, name="accept")
    flag = newest(standing_of(earlier, at=now))["flag", ""]
    assert flag.due.isoformat() == "2027-11-20"  # a repeat begins the twelve months again
    with pytest.raises(Refused, match="meanwhile"):
        refuse_repeat(by=world.acts("coordinator"), at=now, repeat=row, why="Too late.")


def test_a_further_referral_counts_from_the_last_and_not_the_first(world):
    first, second = referral(world, at("2025-01-10")), referral(world, at("2025-12-20"))
    confirm_repeat(by=world.acts("coordinator"), at=at("2025-12-20", 13), repeat=_only(world))
    third = referral(world, at("2026-11-20"))
    found = set(proposals(world))
    assert {(third.ref, first.ref), (third.ref, second.ref)} <= found  # 22 months after the first, 11 after the last


def _only(world) -> Repeat:
    world.acts("system")
    return Repeat.objects.get(answer="proposed")


def test_no_is_said_with_a_reason_and_it_is_not_proposed_again(world, now):
    referral(world, at("2026-03-02"))
    later = referral(world, now)
    row = _only(world)
    with pytest.raises(Refused, match="Say why it is not a repeat"):
        refuse_repeat(by=world.acts("coordinator"), at=now, repeat=row, why=" ")
    refuse_repeat(by=world.acts("coordinator"), at=now, repeat=row, why="Two couples of one name.")
    world.acts("system")
    people = CasePerson.objects.select_related("case", "person").get(case=later, party=HARMED)
    change_person(
        by=world.acts("nurse"), at=now, row=people, party=HARMED, name="Wren Scar", born=(1990, 3, 3), note="N."
    )
    assert len(proposals(world)) == 1
    (line,) = repeats_of(world.acts("coordinator"), later)
    assert (line.waits, line.why, line.by) == (False, "Two couples of one name.", "Curlew Beck")


def test_nobody_learns_of_the_other_case_but_who_runs_the_kind_and_has_both(world, now):
    """The housing officer's agency made the earlier referral; the nurse has the later one alone."""
    earlier = referral(world, at("2026-03-02"), by="housing")
    later = referral(world, now)
    for who in ("nurse", "housing", "officer", "idva"):
        actor = world.acts(who)
        assert repeats_waiting(actor) == () and repeats_of(actor, later) == ()
        if who != "officer":  # of the leading agency, so that both cases are hers too; no screen asks for her
            assert not Repeat.objects.exists()
        with pytest.raises((Forbidden, Refused)):
            confirm_repeat(by=actor, at=now, repeat=Repeat(pk=1))
    nurse = world.acts("nurse")
    assert not VIEW.rows(nurse).filter(pk=earlier.pk).exists()
    confirm_repeat(by=world.acts("coordinator"), at=now, repeat=_only(world))
    for who, case in (("nurse", later), ("housing", earlier)):
        actor, process = world.acts(who), process_for(case)
        sections = sections_open(actor, case, process, roles=roles_of(actor, process))
        told = [one.row.name for one in tellings(CaseEvent.objects.filter(case=case), process, sections=sections,
                                                 limited=False)]  # fmt: skip
        assert not {"repeat_confirmed", "referred_again"} & set(told)
    world.acts("system")
    subjects = Entry.objects.filter(action__in=["cases.propose_repeat", "cases.answer_repeat"]).values_list(
        "subject_kind"
    )
    assert set(subjects) == {("repeat",)}  # it stands in the record of neither case


@pytest.mark.parametrize("kept_from", ["earlier", "later"])
def test_a_coordinator_who_is_kept_from_either_case_learns_nothing(world, now, kept_from):
    earlier = referral(world, at("2026-03-02"))
    later = referral(world, now)
    case = {"earlier": earlier, "later": later}[kept_from]
    decide(by=world.acts("deputy"), at=now, case=case, account=world.people["coordinator"], shut_out=True, why="Tie.")
    row = _only(world)
    coordinator = world.acts("coordinator")
    assert repeats_waiting(coordinator) == () and not Repeat.objects.exists()
    with pytest.raises(Refused, match="not open to you"):
        confirm_repeat(by=coordinator, at=now + timedelta(minutes=1), repeat=row)
    assert repeats_waiting(world.acts("deputy")) == (later.ref,)


def test_a_share_of_both_cases_shows_no_proposal_to_an_agency_that_does_not_run_it(world, now):
    earlier, later = referral(world, at("2026-03-02")), referral(world, now)
    for case in (earlier, later):
        a_share(case=case, agency=world.agencies["fell-council"], at=now)
    assert repeats_waiting(world.acts("housing")) == ()
