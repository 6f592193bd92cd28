"""What the process of a kind leaves to the partnership is set within its limits, from a day on, by whoever may."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import Case, LocalRules
from cairn.domain.cases.queries.local_values import local_page, local_values
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.local_values import set_local_values
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.testing import a_case, a_post
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel.processes.clocks import newest

pytestmark = pytest.mark.django_db
WHY = "Agreed by the board on 3 November."


def set_values(world, values, who="manager", *, kind="marac", days=0, why=WHY, seen=None):
    return set_local_values(
        by=world.acts(who), at=world.at, kind=kind, values=values, from_on=world.today + timedelta(days=days), why=why,
        seen=seen,
    )  # fmt: skip


def lines(world, kind="marac", *, days=0):
    page = local_page(world.partnership.pk, kind, on=world.today + timedelta(days=days))
    return {line.key: line for line in page.lines}


def test_the_manager_sets_a_value_and_cases_opened_from_then_on_are_worked_by_it(world, now):
    before = a_case(by=world.acts("nurse"), at=now)
    row = set_values(world, {"screening_days": 3})
    after = a_case(by=world.acts("nurse"), at=now)
    world.acts("system")
    assert Case.objects.get(pk=before.pk).local == {} and Case.objects.get(pk=after.pk).local == {"screening_days": 3}
    assert process_for(after).clocks["screening"].count == 3
    entry = Entry.objects.get(action="cases.set_local_values")
    assert (entry.subject_kind, entry.subject_ref, entry.reason) == ("local rules", "marac", WHY)
    assert (row.by_id, row.why) == (world.people["manager"].pk, WHY)


def test_the_one_extension_of_a_disclosure_is_given_where_it_is_set_and_only_there(world, now):
    number, officer = world.partnership.pk, world.people["officer"]
    for role in ("officer", "supervisor"):
        a_post(partnership=number, kind="clares_law", role=role, user=officer, from_on=date(2026, 1, 5))
    facts = {
        "by": world.acts("officer"), "at": now, "kind": "clares_law", "move": "apply_right_to_ask",
        "details": {"safe_contact": "At work.", "trigger": "A remark by his sister.", "relationship": "partners",
                    "asks_for": "themselves"},
    }  # fmt: skip
    longer = {"name": "extend", "clock": "total", "reason": "risk_of_delivery"}
    before = open_case(**facts)
    set_values(world, {"extension_days": 14}, kind="clares_law")
    with pytest.raises(StepRefused, match="not extended here"):
        take_step(by=world.acts("officer"), at=now, case=before, **longer)
    after = open_case(**facts | {"by": world.acts("officer")})
    due = newest(standing_of(after, at=now))["total", ""].due
    take_step(by=world.acts("officer"), at=now, case=after, **longer)
    assert newest(standing_of(after, at=now))["total", ""].due == due + timedelta(days=14)
    with pytest.raises(StepRefused, match="extended 1 of 1 times"):
        take_step(by=world.acts("officer"), at=now, case=after, **longer)


def test_whoever_runs_the_kind_sets_its_values_and_those_of_no_other(world):
    set_values(world, {"screening_days": 3}, "coordinator")
    with pytest.raises(Refused, match="whoever runs cases of this kind"):
        set_values(world, {"total_days": 20}, "coordinator", kind="clares_law")


@pytest.mark.parametrize("who", ["nurse", "officer", "auditor", "analyst"])
def test_nobody_else_does(world, who):
    with pytest.raises(Forbidden):
        set_values(world, {"screening_days": 3}, who)


@pytest.mark.parametrize(
    ("values", "about", "says"),
    [
        ({"screening_days": 11}, "screening_days", "Working days to screen is 11; it must be from 1 to 10"),
        ({"screening_days": 0}, "screening_days", "from 1 to 10"),
        ({"screening_days": "many"}, "screening_days", "Working days to screen: the value must be a whole number"),
        ({"screening_days": True}, "screening_days", "must be a whole number"),
        ({"escalation_police_only": 1}, "escalation_police_only", "must be true or false"),
        ({"escalation_told_to_anybody": False}, "escalation_told_to_anybody", "cannot be no unless"),
        ({"flag_months": 6}, "flag_months", "is not open to a locality"),
    ],
)
def test_what_is_unknown_or_outside_its_limits_is_refused_by_its_name_and_nothing_is_saved(world, values, about, says):
    with pytest.raises(StepRefused, match=says) as caught:
        set_values(world, {"agenda_days": 8, **values})
    assert [each.of for each in caught.value.refusals] == [about]
    world.acts("system")
    assert not LocalRules.objects.exists()


def test_a_choice_that_is_none_of_those_given_is_refused(world):
    with pytest.raises(StepRefused, match="What the days to hold the panel are: the value must be one of"):
        set_values(world, {"panel_unit": "hours"}, kind="asb_case_review")


def test_every_fault_is_told_at_once(world):
    with pytest.raises(StepRefused) as caught:
        set_values(world, {"screening_days": 99, "research_days": 99}, days=-1, why=" ")
    assert [each.of for each in caught.value.refusals] == ["screening_days", "research_days", "from_on", "why"]


def test_a_first_day_of_a_mistyped_year_is_refused(world):
    with pytest.raises(StepRefused, match="Look at the year"):
        set_values(world, {"screening_days": 3}, days=733)


def test_the_reason_holds_no_way_to_reach_anybody(world):
    with pytest.raises(StepRefused, match="telephone number"):
        set_values(world, {"screening_days": 3}, why="Ask 07700 900123 why.")


def test_a_day_to_come_changes_nothing_before_it(world):
    set_values(world, {"screening_days": 3}, days=10)
    number = world.partnership.pk
    assert local_values(number, "marac", on=world.today + timedelta(days=9)) == {}
    assert local_values(number, "marac", on=world.today + timedelta(days=10)) == {"screening_days": 3}
    line = lines(world)["screening_days"]
    assert not line.set_here and line.to_come == ((world.today + timedelta(days=10), "3"),)
    line = lines(world, days=10)["screening_days"]
    assert line.set_here and line.now == "3" and line.since == world.today + timedelta(days=10)


def test_what_is_left_out_is_as_the_process_says_again_and_the_history_tells_who_when_and_why(world):
    set_values(world, {"screening_days": 3, "escalation_police_only": True})
    set_values(world, {"escalation_police_only": True}, why="Three days were too few.")
    set_values(world, {"screening_days": 4, "escalation_police_only": True}, days=4, why="A trial.")
    set_values(world, {"escalation_police_only": True}, days=6, why="The trial is over.")
    found = lines(world)
    assert not found["screening_days"].set_here and found["screening_days"].since is None
    assert [words for _, words in found["screening_days"].to_come] == ["4", "as the process says"]
    later = lines(world, days=7)["screening_days"]
    assert not later.set_here and later.since == world.today + timedelta(days=6)
    assert found["escalation_police_only"].now == "yes"
    told = local_page(world.partnership.pk, "marac", on=world.today).history
    assert [one.why for one in told] == ["The trial is over.", "A trial.", "Three days were too few.", WHY]
    assert told[2].changed == (("Working days to screen", "3", "as the process says"),)
    assert told[0].who.startswith(world.people["manager"].name)


def test_each_value_is_told_with_what_the_process_says_and_what_that_rests_on(world):
    for line in lines(world, "asb_case_review").values():
        assert line.title and line.why and line.limits and line.own and line.basis
    line = lines(world, "asb_case_review")["reports_needed"]
    assert (line.own, line.limits, line.now, line.set_here, line.since) == ("3", "from 1 to 3", "3", False, None)


def test_to_set_what_holds_already_is_refused(world):
    with pytest.raises(Refused, match="Nothing is different"):
        set_values(world, {})
    set_values(world, {"screening_days": 3})
    with pytest.raises(Refused, match="Nothing is different"):
        set_values(world, {"screening_days": 3})


def test_of_two_people_who_set_values_at_once_the_second_is_shown_what_the_first_set(world):
    seen = local_page(world.partnership.pk, "marac", on=world.today).version
    set_values(world, {"screening_days": 3}, seen=seen)
    with pytest.raises(SavedMeanwhile) as caught:
        set_values(world, {"agenda_days": 5}, "coordinator", seen=seen)
    assert caught.value.theirs[0][0] == "Working days to screen"
    set_values(world, {"agenda_days": 5}, "coordinator", seen=caught.value.version)


def test_a_value_that_a_later_version_does_not_allow_is_as_the_process_says_and_opens_cases_still(world, now):
    by = world.acts("system")
    with command("cases.test_rules", by=by, at=now):
        LocalRules(
            partnership=world.partnership, kind="marac", from_on=date(2026, 1, 1), at=now, why="Earlier.",
            values={"screening_days": 99, "agenda_days": 5, "gone": 1},
        ).save()  # fmt: skip
    case = a_case(by=world.acts("nurse"), at=now)
    assert case.local == {"agenda_days": 5}
    assert "must be from 1 to 10" in lines(world)["screening_days"].outside


def test_another_partnership_is_not_touched(world):
    set_values(world, {"screening_days": 3})
    assert local_values(world.partnership.pk + 1, "marac", on=world.today) == {}
