"""Agencies flag their own files of a case, and take the flag off twelve months after the last referral."""

from datetime import date

import pytest

from cairn.domain.cases.models import Case, FileFlag, Repeat, Share
from cairn.domain.cases.queries.flags import flags_of, flags_that_come_off, flags_to_do, flags_waiting
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.services.flags import flag_files, unflag_files
from cairn.domain.cases.services.flags_off import take_flags_off
from cairn.domain.cases.services.repeats import confirm_repeat
from cairn.domain.cases.services.sharing import revoke_share
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.services.wall import decide
from cairn.domain.cases.testing import a_share
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.processes.clocks import newest
from tests.domain.cases.between import at, ran_before, referral, walk


@pytest.fixture
def case(world, now) -> Case:
    """Referred on 12 January 2026, heard and closed with a flag in January; the council has it too."""
    made = referral(world, at("2026-01-12"))
    a_share(case=made, agency=world.agencies["fell-council"], at=at("2026-01-13"))
    walk(world, made, at("2026-01-20"))
    return made


def own(world, who) -> FileFlag:
    agency = world.acts(who).agency_id
    return FileFlag.objects.get(agency_id=agency)


def test_every_agency_that_has_the_case_is_asked_once_it_is_heard_and_answers_for_itself(world, case, now):
    world.acts("system")
    assert {line.agency for line in flags_of(case)} == {"Police", "Health", "Council"}
    assert {line.until_on for line in flags_of(case)} == {date(2027, 1, 12)}
    (line,) = flags_to_do(world.acts("housing"))
    assert (line.case, line.comes_off) == (case.ref, False) and flags_to_do(world.acts("idva")) == ()
    flag = own(world, "housing")
    with pytest.raises(Forbidden):
        flag_files(by=world.acts("nurse"), at=now, flag=flag, on=now.date())
    with pytest.raises(Refused, match="That day has not come"):
        flag_files(by=world.acts("housing"), at=now, flag=flag, on=date(2026, 11, 21))
    flag_files(by=world.acts("housing"), at=now, flag=flag, on=now.date())
    assert flags_waiting(world.acts("housing")) == 0
    told = next(line for line in flags_of(case) if line.agency == "Council")
    assert (told.flagged_on, told.flagged_by) == (now.date(), "Siskin Crag")
    with pytest.raises(Refused, match="stands until 12 January 2027"):
        unflag_files(by=world.acts("housing"), at=now, flag=flag, on=now.date())


def test_flags_come_off_by_themselves_the_day_after_and_each_agency_confirms(world, case, now):
    flag_files(by=world.acts("housing"), at=now, flag=own(world, "housing"), on=now.date())
    assert take_flags_off(at=at("2027-01-12")) == 0
    assert take_flags_off(at=at("2027-01-13")) == 4  # three agencies, and the case
    world.acts("system")
    case = Case.objects.get()
    assert case.state == "flag_expired"
    outcome = newest(standing_of(case, at=at("2027-01-13")))["outcome", ""]
    assert (outcome.due, case.due_clock) == (date(2027, 2, 10), "outcome")  # asked for, on the list of work
    assert take_flags_off(at=at("2027-01-14")) == 0
    coordinator = world.acts("coordinator")
    (notice,) = flags_that_come_off(coordinator, date(2027, 1, 13), date(2027, 1, 31))
    assert (notice.case, notice.last_day) == (case.ref, date(2027, 1, 12))
    assert set(notice.still_flagged) == {"Police", "Health", "Council"}
    assert flags_that_come_off(coordinator, date(2027, 1, 14), date(2027, 1, 31)) == ()
    assert flags_that_come_off(coordinator, date(2026, 12, 1), date(2027, 1, 12)) == ()
    (line,) = flags_to_do(world.acts("housing"))
    assert line.comes_off
    later = at("2027-01-15")
    with pytest.raises(Refused, match="before it was put on"):
        unflag_files(by=world.acts("housing"), at=later, flag=own(world, "housing"), on=date(2026, 11, 1))
    unflag_files(by=world.acts("housing"), at=later, flag=own(world, "housing"), on=date(2027, 1, 15))
    assert flags_to_do(world.acts("housing")) == ()
    take_step(by=world.acts("coordinator"), at=later, case=case, name="outcome_at_12_months",
              details={"abuse_since": "no", "safety_now": "not_asked"})  # fmt: skip


def test_a_repeat_begins_the_twelve_months_again_even_where_the_flag_was_to_come_off(world, now):
    ran_before(world)
    case = referral(world, at("2025-12-01"))
    walk(world, case, at("2025-12-10"))
    referral(world, now)
    take_flags_off(at=at("2026-12-02"))
    flag = own(world, "nurse")
    assert flag.off_asked_at is not None
    world.acts("system")
    row = Repeat.objects.get()
    confirm_repeat(by=world.acts("coordinator"), at=at("2026-12-03"), repeat=row)
    flag = own(world, "nurse")
    assert (flag.off_asked_at, flag.until_on) == (None, date(2027, 12, 3))


def test_an_agency_that_has_the_case_no_more_still_takes_its_flag_off_and_one_that_is_kept_out_is_not_told(
    world, case, now
):
    world.acts("coordinator")
    share = Share.objects.select_related("case").get(case=case, agency=world.agencies["fell-council"])
    revoke_share(by=world.acts("coordinator"), at=now, share=share, because="Their file is closed.")
    take_flags_off(at=at("2027-01-13"))
    (line,) = flags_to_do(world.acts("housing"))
    assert line.case == case.ref and not Case.objects.exists()
    decide(by=world.acts("coordinator"), at=now, case=case, account=world.people["housing"], shut_out=True, why="Tie.")
    assert flags_to_do(world.acts("housing")) == () and flags_waiting(world.acts("housing")) == 0
    assert not FileFlag.objects.exists()
