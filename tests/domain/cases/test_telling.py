"""What of a case is told to somebody to whom a part of it is closed."""

from dataclasses import replace

from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.telling import clock_is_open, reason_is_open
from cairn.domain.cases.testing import a_case, a_share, submit
from cairn.domain.cases.web.frame import CaseHere
from cairn.domain.cases.web.steps_open import as_told, in_the_way
from cairn.kernel.processes.process import Guard
from cairn.kernel.processes.steps import Refusal
from cairn.kernel.processes.terms import Check


def here_of(world, now):
    """A referral as the housing officer has it, whose agency was given its risk alone."""
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=case)
    a_share(case=case, agency=world.agencies["fell-council"], at=now, sections=["risk"])
    return CaseHere(world.acts("housing"), case, now)


def test_what_stands_in_the_way_tells_no_answer_of_a_closed_section(world, now):
    here = here_of(world, now)
    guard = Guard(Check.FIELD_IS_NOT, "consent", "Consent was given.", values=("given",))
    step = replace(here.process.happenings["action_agreed"], guards=(guard,), during=())
    ask = "Something that is not open to you has to be settled first. Ask whoever runs the case."
    assert in_the_way(here, step) == (ask,)
    refused = [Refusal("consent", "Consent was given."), Refusal("role", "This is for: chair.")]
    assert [one.says for one in as_told(here, refused, given=())] == [ask, "This is for: chair."]
    needed = as_told(here, [Refusal("without_consent_because", "Why, because: not_given.")], given=())
    assert "not_given" not in needed[0].says


def test_a_clock_for_each_of_what_is_closed_is_not_told_nor_why_it_stands_still(world, now):
    here = here_of(world, now)
    process = process_for(here.case)
    clock, closed = process.clocks["action"], frozenset({"risk"})
    every = frozenset(process.sections)
    assert here.limited and here.sections == closed
    assert not clock_is_open(process, clock, closed) and clock_is_open(process, clock, every)
    assert reason_is_open(process, clock, every, limited=False)
    assert not reason_is_open(process, clock, every, limited=True)
    assert not reason_is_open(process, clock, closed, limited=False)
