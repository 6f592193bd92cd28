"""Figures told on the page of their kind alone: outcomes at twelve months, and repeat victims."""

from datetime import date, timedelta

from cairn.domain.cases.api import kind_of
from cairn.domain.returns.queries.also import also_lines, cases_of
from cairn.domain.returns.testing import applied, heard, walk

TODAY = date(2026, 11, 20)


def said(world, kind, *, exact=True, who="coordinator", today=TODAY):
    """What the figures of a kind say."""
    world.acts(who)
    return [line.says for line in also_lines(world.partnership.pk, kind_of(kind), exact=exact, today=today)]


def flagged_off(world, on, *further):
    """A case whose twelve months were over on a day."""
    began = on - timedelta(days=370)
    case = heard(world, referred=began, on=began, further=[("close_without_actions", began, {})])
    return walk(world, case, [("expire_flag", on, {}), *further])


def test_outcomes_at_twelve_months_are_told_of_those_that_were_due(world):
    due = flagged_off(world, date(2026, 9, 1))
    done = flagged_off(world, date(2026, 9, 2), ("outcome_at_12_months", date(2026, 9, 20), OUTCOME))
    assert said(world, "marac") == ["1 of 2"]
    assert said(world, "marac", today=date(2027, 9, 1)) == ["1 of 1"], "twelve months up to today, that day in"
    assert said(world, "marac", exact=False, who="manager") == ["5 or under"]
    about = (kind_of("marac"), "outcomes_at_12_months")
    _, refs = cases_of(world.acts("coordinator"), *about, today=TODAY)
    assert set(refs) == {due.ref, done.ref}  # all that were due: a list of those with an answer would tell it
    assert cases_of(world.acts("contact_point"), *about, today=TODAY)[1] == ()
    assert cases_of(world.acts("coordinator"), kind_of("marac"), "nothing", today=TODAY) is None


OUTCOME = {"abuse_since": "no", "safety_now": "safer"}


def test_repeat_victims_are_counted_by_themselves_and_never_as_a_part_of_the_four_counts(world):
    found = [applied(world, on=date(2026, 10, day)) for day in range(1, 8)]
    for case in found[:6]:
        walk(world, case, [("repeat_looked_for", date(2026, 10, 20), {"repeat_victim": "yes"})])
    walk(world, found[6], [("repeat_looked_for", date(2026, 10, 20), {"repeat_victim": "no"})])
    assert said(world, "asb_case_review", who="contact_point") == ["6"]
    assert said(world, "asb_case_review", exact=False, who="manager") == ["6"]
    assert not any(also.out_of for also in kind_of("asb_case_review").returns.also)
    assert "repeat_victims" not in kind_of("asb_case_review").returns.release.counts
