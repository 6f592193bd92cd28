"""Risks are tied to commitments, graded over time, and closed with a reason; never deleted, never overwritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cairn.domain.risks import policies, queries, services
from cairn.domain.risks.models import Assessment, Risk
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import WriteOutsideCommand
from cairn.foundation.audit.models import Entry
from tests.risk_making import a_risk

GRADE = {"likelihood": 5, "impact": 4, "mitigation": "The board pays for three months.", "why": "A bid failed."}


def test_a_risk_begins_with_its_first_assessment_and_threatens_its_commitments(world, risk):
    [line] = queries.register(world.acts("board")).open
    assert (line.score, line.band, line.trend, line.agency) == (16, "extreme", "new", "Council")
    assert line.threatens == (("CP1", "fellshire-2025-2030"),)
    assert queries.risks_to(world.acts("board"), world.commitment("CP1")) == (line,)


def test_reassessing_adds_a_row_and_the_trend_follows(world, risk):
    by = world.acts("council_lead")
    services.reassess(by=by, at=world.at + timedelta(days=1), risk=risk, **GRADE)
    assert risk.assessments.count() == 2
    page = queries.risk_page(by, risk.ref)
    assert page.line.trend == "rising"
    assert [row.score for row in page.assessed] == [20, 16]
    better = {**GRADE, "likelihood": 1}
    services.reassess(by=by, at=world.at + timedelta(days=2), risk=risk, **better)
    assert queries.risk_page(by, risk.ref).line.trend == "falling"


def test_an_assessment_is_never_changed_nor_deleted(world, risk):
    last = risk.assessments.last()
    changing = command("test.change", by=world.acts("system"), at=world.at)
    last.impact = 1
    with pytest.raises(DatabaseError), transaction.atomic(), changing:
        last.save()
    with pytest.raises(WriteOutsideCommand), command("test.delete", by=world.acts("system"), at=world.at):
        last.delete()


def test_a_closed_risk_keeps_its_reason_and_cannot_be_graded_again(world, risk):
    manager = world.acts("manager")
    services.close_risk(by=manager, at=world.at, risk=risk, why="The funding came.")
    page = queries.register(manager)
    assert page.open == () and page.closed[0].closed_on == world.today
    assert not any(square.lines for _, _, squares in page.grid for square in squares)
    with pytest.raises(Forbidden, match="closed"):
        services.reassess(by=manager, at=world.at, risk=Risk.objects.get(pk=risk.pk), **GRADE)


def test_what_is_missing_is_named_and_nothing_is_saved(world):
    cases = [
        ({"title": " "}, "title"), ({"threatens": []}, "threatens"), ({"likelihood": 6}, "likelihood"),
        ({"impact": 0}, "impact"), ({"mitigation": ""}, "mitigation"),
    ]  # fmt: skip
    for wrong, field in cases:
        with pytest.raises(Refused) as refused:
            a_risk(world, **wrong)
        assert refused.value.field == field
    assert not Risk.objects.exists()


def test_a_reassessment_says_why_and_sent_twice_is_one(world, risk):
    manager = world.acts("manager")
    with pytest.raises(Refused, match="what changed"):
        services.reassess(by=manager, at=world.at, risk=risk, **{**GRADE, "why": " "})
    services.reassess(by=manager, at=world.at, risk=risk, **GRADE)
    with pytest.raises(Refused, match="saved already"):
        services.reassess(by=manager, at=world.at, risk=risk, **GRADE)


def test_a_risk_sent_twice_is_added_once(world, risk):
    assert a_risk(world).pk == risk.pk
    assert Assessment.objects.count() == 1


def test_closing_without_a_reason_is_refused_by_the_service_and_by_the_database(world, risk):
    manager = world.acts("manager")
    with pytest.raises(Refused, match="why it is closed"):
        services.close_risk(by=manager, at=world.at, risk=risk, why="")
    silently = command("test.close", by=manager, at=world.at)
    with pytest.raises(IntegrityError, match="risk_closed_with_reason"), transaction.atomic(), silently:
        risk.closed_on = world.today
        risk.save()


def test_every_act_is_recorded_under_the_risk(world, risk):
    services.reassess(by=world.acts("manager"), at=world.at, risk=risk, **GRADE)
    acts = set(Entry.objects.filter(subject_kind="risk", subject_ref=risk.ref).values_list("action", flat=True))
    assert acts == {"risks.add_risk", "risks.reassess"}


@pytest.mark.parametrize(
    ("who", "sees", "adds", "reassesses", "closes"),
    [
        ("manager", True, True, True, True), ("council_lead", True, True, True, False),
        ("police_lead", True, True, False, False), ("council_worker", True, False, False, False),
        ("board", True, False, False, False), ("analyst", True, False, False, False),
        ("auditor", True, False, False, False), ("administrator", False, False, False, False),
        ("stranger", False, False, False, False),
    ],
)  # fmt: skip
def test_who_may_do_what(world, risk, who, sees, adds, reassesses, closes):
    actor = world.acts(who)
    assert policies.VIEW.decide(actor, risk).allowed is sees
    assert policies.ADD.decide(actor, world.partnership).allowed is adds
    assert policies.REASSESS.decide(actor, risk).allowed is reassesses
    assert policies.CLOSE.decide(actor, risk).allowed is closes


def test_another_partnership_sees_nothing_of_it_even_by_a_query_that_forgets_the_policy(world, risk):
    world.acts("stranger")
    assert not Risk.objects.exists() and not Assessment.objects.exists()


def test_the_register_asks_a_bounded_number_of_questions(world, django_assert_max_num_queries):
    for number in range(12):
        a_risk(world, title=f"Risk {number}", threatens=[world.commitment("CP1"), world.commitment("CP2")])
    actor = world.acts("board")
    with django_assert_max_num_queries(8):
        assert len(queries.register(actor).open) == 12
