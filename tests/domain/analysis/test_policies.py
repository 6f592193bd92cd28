"""Who sees an analysis, by which rule; and that the database says the same to a query that forgets to ask."""

import pytest

from cairn.domain.analysis import policies
from cairn.domain.analysis.api import share
from cairn.domain.analysis.models import Analysis, CountedExactly, Taking
from cairn.domain.plans.testing_world import add_person
from cairn.domain.records.api import change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.accounts.terms import Role
from tests.analysis_making import an_analysis

pytestmark = pytest.mark.django_db
EVERYBODY = ("manager", "council_lead", "council_worker", "police_lead", "board", "auditor", "administrator", "analyst")


@pytest.fixture
def analysis(world, police):
    """An analysis nobody else sees."""
    return an_analysis(world)


def seen_by(world, analysis, key):
    """Whether somebody sees it, by the policy's rule and by the database alone."""
    actor = world.acts(key)
    return policies.VIEW.decide(actor, analysis).clause, Analysis.objects.exists(), Taking.objects.exists()


def test_one_that_is_kept_to_its_analyst_is_seen_by_nobody_else(world, analysis):
    for key in EVERYBODY:
        clause, row, taking = seen_by(world, analysis, key)
        own = key == "analyst"
        assert (clause, row, taking) == ("made_it" if own else "no_clause", own, own), key


def test_shared_with_agencies_it_is_seen_in_those_alone(world, analysis):
    agencies = [world.agencies["fell-police"]]
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=False, agencies=agencies)
    assert seen_by(world, analysis, "board") == ("shared_with_agency", True, True)
    assert seen_by(world, analysis, "manager") == ("no_clause", False, False)
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=False)
    assert seen_by(world, analysis, "board") == ("no_clause", False, False)


def test_shared_with_everybody_it_is_seen_by_all_who_work_here_and_by_no_administrator(world, analysis):
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    for key in ("manager", "council_lead", "council_worker", "board", "auditor"):
        assert seen_by(world, analysis, key)[0] == "shared_with_everybody", key
    assert seen_by(world, analysis, "administrator")[0] == "no_clause"
    assert seen_by(world, analysis, "stranger") == ("no_clause", False, False)


def test_another_analyst_reads_what_is_shared_and_changes_none_of_it(world, analysis):
    add_person(world, key="second", name="Dipper Marl", agency="fell-police", roles=[Role.ANALYST])
    assert seen_by(world, analysis, "second") == ("no_clause", False, False)
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    assert seen_by(world, analysis, "second")[0] == "shared_with_everybody"
    second = world.acts("second")
    assert not policies.CHANGE.decide(second, analysis).allowed
    assert not policies.EXACT.rows(second).exists() and not CountedExactly.objects.exists()


def test_exact_counts_are_open_while_agreements_open_the_rows_and_to_nobody_else(world, analysis, police):
    share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
    analyst = world.acts("analyst")
    assert policies.EXACT.rows(analyst).count() == CountedExactly.objects.count() == 1
    for key in ("manager", "board", "auditor", "police_lead"):
        actor = world.acts(key)
        assert not policies.EXACT.rows(actor).exists() and not CountedExactly.objects.exists(), key
    closed = terms(at=world.at, holds="incidents", opened_to_analysts=False)
    change_agreement(by=world.acts("police_lead"), at=world.at, feed=police, agreed=closed, why="Counts alone.")
    analyst = world.acts("analyst")
    assert not policies.EXACT.rows(analyst).exists() and not CountedExactly.objects.exists()


def test_who_may_make_one(world):
    made = {key for key in EVERYBODY if policies.MAKE.decide(world.acts(key), world.partnership).allowed}
    opens = {key for key in EVERYBODY if policies.LIST.decide(world.acts(key), world.partnership).allowed}
    assert made == {"analyst"} and opens == set(EVERYBODY) - {"administrator"}
