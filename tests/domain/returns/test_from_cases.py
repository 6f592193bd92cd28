"""Measures filled from cases: exact, the same whoever asks, and open only to those to whom the cases are."""

from datetime import date
from decimal import Decimal

import pytest

from cairn.domain.cases.models import Conflict
from cairn.domain.measures.api import (
    RULES,
    WAITING,
    Terms,
    WaitsForSource,
    compute,
    compute_what_is_missing,
    define_measure,
    enter_residents,
    library,
    lock,
    taken_from,
    what_it_waits_for,
)
from cairn.domain.measures.models import ComputedResult, Observation
from cairn.domain.measures.queries.figures_page import figures_page
from cairn.domain.returns.checks import faults
from cairn.domain.returns.services.counting import count_again
from cairn.domain.returns.services.running import enter_staffing
from cairn.domain.returns.testing import applied, heard
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry

APRIL, JULY = date(2026, 4, 1), date(2026, 7, 1)


def measure(world, key, first_on=APRIL, **words):
    """An indicator of the library, computed from cases."""
    from dataclasses import replace

    rule = RULES[key]
    said = replace(rule.words, **words)
    terms = Terms(agency=world.agencies["fell-police"], submitter=world.people["police_worker"], due_days=0,
                  first_on=first_on)  # fmt: skip
    taken = taken_from(library().indicators[key], said)
    return define_measure(by=world.acts("manager"), at=world.at, words=said, terms=terms, computed=key, taken=taken)


def figure(world, made, start=JULY):
    """Numerator and denominator of one period."""
    found = compute(by=world.acts("manager"), at=world.at, measure=made, start=start)
    row = found.observations.get()
    return found, row.numerator, row.denominator


def test_every_measure_of_a_kind_is_bound_to_its_indicator():
    assert list(faults()) == []
    bound = {key for key, rule in RULES.items() if rule.indicator}
    numbers = {number for key in bound | set(WAITING) for number in library().indicators[key].numbers}
    assert {str(number) for number in (*range(15, 24), *range(101, 107))} <= numbers


def test_a_share_is_counted_exactly_with_noughts_and_keeps_no_reference(world):
    made = measure(world, "marac-non-police-referrals")
    heard(world, referred=date(2026, 6, 30), on=date(2026, 7, 1))
    heard(world, referred=date(2026, 7, 1), on=date(2026, 9, 30), by="officer")
    heard(world, referred=date(2026, 7, 1), on=date(2026, 10, 1))
    found, top, bottom = figure(world, made)
    assert (top, bottom) == (1, 2)
    kept = ComputedResult.objects.get(submission=found)
    assert (kept.numerator_refs, kept.denominator_refs, kept.contributing) == ([], [], [])
    assert figure(world, made)[0].pk == found.pk  # nothing new, nothing stored
    nothing, top, bottom = figure(world, made, APRIL)
    assert (top, bottom) == (0, 0) and nothing.observations.get().nil


def test_it_opens_to_the_cases_that_are_open_and_of_others_nothing_is_told(world):
    made = measure(world, "marac-non-police-referrals")
    first = heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 8))
    second = heard(world, referred=date(2026, 7, 2), on=date(2026, 7, 8))
    submission, *_ = figure(world, made)
    with command("test.wall", by=world.acts("system"), at=world.at):
        Conflict(partnership=world.partnership, case=second, user=world.people["deputy"], shut_out=True,
                 tie="family", why="Family.", decided_at=world.at).save()  # fmt: skip
    seen = {}
    for who in ("coordinator", "deputy", "manager", "council_lead"):
        page = figures_page(world.acts(who), submission)
        seen[who] = {one.ref for one in page.contributing}
        assert (page.hidden, page.left_out) == (0, ())
        # So few are told to nobody who neither runs the kind nor answers for the measure.
        told = ("", "") if who == "council_lead" else ("2", "2")
        assert (page.lines[0].numerator, page.lines[0].denominator) == told, who
    assert seen == {"coordinator": {first.ref, second.ref}, "deputy": {first.ref}, "manager": set(),
                    "council_lead": set()}  # fmt: skip
    refs = {first.ref, second.ref}
    written = " ".join(str(entry.changes) for entry in Entry.objects.filter(action="measures.compute"))
    assert not any(ref in written for ref in refs)


def test_a_figure_of_answers_opens_to_all_it_is_out_of_so_that_no_answer_is_told(world):
    made = measure(world, "marac-men", band_low=Decimal(5), band_high=Decimal(10))
    said = [("return_recorded", date(2026, 7, 8), {"return_sex": "man"})]
    both = {heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 8), further=more).ref for more in (said, [])}
    submission, top, bottom = figure(world, made)
    assert (top, bottom) == (1, 2)
    assert {one.ref for one in figures_page(world.acts("coordinator"), submission).contributing} == both


def test_a_rate_waits_for_its_residents_and_then_looks_back_twelve_months(world):
    made = measure(world, "marac-cases", band_low=Decimal(35), band_high=Decimal(45))
    heard(world, referred=date(2025, 9, 1), on=date(2025, 9, 30))  # a day too early
    heard(world, referred=date(2025, 9, 1), on=date(2025, 10, 1))
    heard(world, referred=date(2026, 9, 1), on=date(2026, 9, 30))
    assert compute_what_is_missing(by=world.acts("manager"), at=world.at, measure=made) == 0
    assert "waits for the number of residents" in what_it_waits_for(made, at=world.at)
    with pytest.raises(WaitsForSource):
        figure(world, made)
    enter_residents(by=world.acts("manager"), at=world.at, measure=made, numbers={("", ""): Decimal(5000)},
                    source="Invented.", vintage="2025", is_estimate=True)  # fmt: skip
    _, top, bottom = figure(world, made)
    assert (top, bottom) == (2, 5000)
    assert what_it_waits_for(made, at=world.at) == ""


def test_the_load_of_advisers_waits_for_staffing_and_is_averaged_over_the_days(world):
    made = measure(world, "idva-referrals-per-fte")
    heard(world, referred=date(2026, 7, 1), on=None)
    assert compute_what_is_missing(by=world.acts("manager"), at=world.at, measure=made) == 0
    assert "staffing of IDVAs" in what_it_waits_for(made, at=world.at)

    def staff(day, fte):
        enter_staffing(by=world.acts("coordinator"), at=world.at, kind="marac", post="idva", from_on=day,
                       fte=Decimal(fte), source="The service.")  # fmt: skip

    staff(date(2026, 1, 1), "9")
    with pytest.raises(WaitsForSource):  # nobody said how it was in October 2025
        figure(world, made)
    staff(date(2025, 10, 1), "2")
    staff(date(2026, 1, 1), "4")  # a later word about the same day
    _, top, bottom = figure(world, made)
    assert (top, bottom) == (1, Decimal("3.4959"))  # (2 x 92 days + 4 x 273 days) / 365


def test_the_statutory_counts_are_measures_of_a_year(world):
    made = measure(world, "asb-reviews-held", first_on=date(2025, 4, 1))
    applied(world, on=date(2025, 4, 1), held=date(2026, 3, 31))
    applied(world, on=date(2026, 4, 1), held=date(2026, 4, 1))
    _, top, bottom = figure(world, made, date(2025, 4, 1))
    assert (top, bottom) == (1, None)
    restorative = measure(world, "restorative-completed")
    assert compute_what_is_missing(by=world.acts("manager"), at=world.at, measure=restorative) == 0
    assert "from 1 April 2027" in what_it_waits_for(restorative, at=world.at)


def test_each_night_what_is_missing_or_was_corrected_is_counted_again_and_what_is_locked_stays(world):
    made = measure(world, "marac-non-police-referrals")
    assert count_again(at=world.at) == 2  # two quarters are over
    assert count_again(at=world.at) == 0
    heard(world, referred=date(2026, 7, 1), on=date(2026, 7, 8))  # written down late
    heard(world, referred=date(2026, 4, 1), on=date(2026, 4, 8))
    lock(by=world.acts("manager"), at=world.at, submission=made.submissions.get(period_start=APRIL))
    assert count_again(at=world.at) == 1
    world.acts("manager")
    counts = {row.submission.period_start: row.denominator
              for row in Observation.objects.filter(submission__measure=made, submission__counts=True)}  # fmt: skip
    assert counts == {APRIL: 0, JULY: 1}
