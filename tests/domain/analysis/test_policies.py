"""Who sees an analysis, by which rule; and that the database says the same to a query that forgets to ask."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, ProgrammingError
from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.api import share
from cairn.domain.analysis.models import Analysis, CountedExactly, Question, SharedAnalysis, Taking
from cairn.domain.plans.testing_world import add_person
from cairn.domain.records.api import change_agreement, end_feed
from cairn.domain.records.testing import terms
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
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


def test_exact_counts_close_when_the_agreement_is_over_or_the_feed_has_ended(world, analysis, police):
    lead, today = world.acts("police_lead"), timezone.localdate()

    def open_now():
        analyst = world.acts("analyst")
        found = policies.EXACT.rows(analyst).exists(), CountedExactly.objects.exists()
        world.acts("police_lead")
        return found

    def agreed(starts_on, ends_on):
        facts = terms(
            at=world.at, holds="incidents", opened_to_analysts=True, starts_on=starts_on, ends_on=ends_on
        )  # fmt: skip
        change_agreement(by=lead, at=world.at, feed=police, agreed=facts, why="Another time.")

    for starts_on, ends_on, is_open in (
        (today - timedelta(days=90), today - timedelta(days=1), False),
        (today - timedelta(days=90), today, True),
        (today + timedelta(days=1), today + timedelta(days=90), False),
        (today, today + timedelta(days=90), True),
    ):
        agreed(starts_on, ends_on)
        assert open_now() == (is_open, is_open), (starts_on, ends_on)
    end_feed(by=lead, at=world.at, feed=police, why="Sent no more.")
    assert open_now() == (False, False)


def test_the_database_itself_lets_nobody_share_ask_or_add_figures_but_whoever_made_it(world, analysis):
    add_person(world, key="second", name="Dipper Marl", agency="fell-police", roles=[Role.ANALYST])
    question, taking = Question.objects.get(), Taking.objects.get()
    here = {"partnership_id": analysis.partnership_id, "analysis_id": analysis.pk}
    months = {"counts": taking.counts, "first_on": taking.first_on, "last_on": taking.last_on}
    for shared in (False, True):
        if shared:
            share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=True)
        for key in ("second", "manager", "auditor"):
            by = world.acts(key)
            assert SharedAnalysis.objects.exists() is shared, key
            for row in (
                SharedAnalysis(**here, agency_id=by.agency_id, from_at=world.at, by_id=by.user_id),
                Question(**here, **months, number=2, by=["month"], asked_by_id=by.user_id, asked_at=world.at),
                Taking(**here, **months, question_id=question.pk, number=2, taken_at=world.at, shown=taking.shown),
            ):
                refused = pytest.raises(ProgrammingError, match="row-level security")
                with refused, command("analysis.test", by=by, at=world.at):
                    row.save()
            assert Analysis.objects.exists() is shared, key
            for row in SharedAnalysis.objects.all():
                row.ended_at = world.at
                with pytest.raises(DatabaseError), command("analysis.test", by=by, at=world.at):
                    row.save()
    assert seen_by(world, analysis, "board") == ("shared_with_everybody", True, True)


def test_it_is_shared_with_agencies_of_the_partnership_alone(world, analysis):
    police, dale = (world.agencies[key] for key in ("fell-police", "dale-council"))
    with pytest.raises(Refused, match="Daleshire Council is not of this partnership") as refusal:
        share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=False, agencies=[police, dale])
    assert refusal.value.field == "agencies" and not SharedAnalysis.objects.exists()
    with command("test.leave", by=world.acts("system"), at=world.at):
        membership = police.memberships.get(partnership=world.partnership)
        membership.until_on = world.today - timedelta(days=1)
        membership.save()
    with pytest.raises(Refused, match=f"{police.name} is not of"):
        share(by=world.acts("analyst"), at=world.at, analysis=analysis, everybody=False, agencies=[police])


def test_who_may_make_one(world):
    made = {key for key in EVERYBODY if policies.MAKE.decide(world.acts(key), world.partnership).allowed}
    opens = {key for key in EVERYBODY if policies.LIST.decide(world.acts(key), world.partnership).allowed}
    assert made == {"analyst"} and opens == set(EVERYBODY) - {"administrator"}
