"""Decisions hold what councils publish, are never changed once published, and have no effect while called in."""

from datetime import date, timedelta

import pytest

from cairn.domain.boards import policies, testing
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import Decision
from cairn.domain.boards.queries import decisions as queries
from cairn.domain.boards.services import decisions
from cairn.foundation.access.policies import Forbidden
from cairn.kernel.decision_days import notice_words


@pytest.fixture
def draft(world):
    """Decided on Thursday 12 November 2026, five working days before the Thursday after."""
    return testing.a_decision(by=world.acts("manager"), at=world.at, decided_on=date(2026, 11, 12))


@pytest.fixture
def published(world, draft):
    return decisions.publish_decision(
        by=world.acts("manager"), at=world.at, decision=draft, published_on=date(2026, 11, 16)
    )


def page(world, row, *, on=None):
    return queries.decision_page(world.acts("board"), Decision.objects.get(pk=row.pk), today=on or world.today)


@pytest.mark.parametrize("who", ["manager", "council_lead", "board", "auditor", "administrator", "stranger", "system"])
def test_everybody_who_works_here_reads_decisions_and_the_manager_keeps_them(world, draft, who):
    actor = world.acts(who)
    manages = who in ("manager", "system")
    assert policies.VIEW_DECISION.decide(actor, draft).allowed is (who not in ("administrator", "stranger"))
    assert policies.CHANGE_DECISION.decide(actor, draft).allowed is manages
    assert policies.RECORD.decide(actor, world.partnership).allowed is manages
    found = policies.CALL_IN.decide(actor, draft)
    assert (found.allowed, found.clause) == (False, "no_clause" if who == "stranger" else "draft")


def test_a_decision_is_recorded_once_and_its_parts_are_lettered(world, draft):
    again = testing.a_decision(by=world.acts("manager"), at=world.at, decided_on=date(2026, 11, 12))
    assert again.pk == draft.pk
    assert page(world, draft).parts == (("a", "The grant is renewed."), ("b", "The director signs it."))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"), ({"purpose": ""}, "purpose"), ({"reasons": ""}, "reasons"),
        ({"maker": "nobody"}, "maker"), ({"parts": [" "]}, "parts"), ({"parts": ["x"] * 27}, "parts"),
        ({"key": True}, "alternatives"), ({"decided_on": date(2027, 1, 1)}, "decided_on"),
        ({"notice_on": date(2026, 11, 21)}, "notice_on"), ({"call_in_days": 31}, "call_in_days"),
    ],
)  # fmt: skip
def test_a_decision_that_lacks_what_councils_publish_is_refused_by_its_field(world, refused, facts, field):
    found, sentence = refused(testing.a_decision, by=world.acts("manager"), at=world.at, **facts)
    assert found == field
    assert sentence.endswith(".")


def test_it_takes_effect_five_working_days_after_publication(world, draft, published):
    assert page(world, published).effective_on == date(2026, 11, 23)
    assert page(world, published).state == "Published, may be called in"
    assert page(world, published, on=date(2026, 11, 23)).state == "In effect"


def test_a_published_decision_is_never_changed(world, published):
    call = {"by": world.acts("manager"), "at": world.at, "decision": published}
    with pytest.raises(Forbidden, match="cannot be changed"):
        decisions.publish_decision(**call, published_on=world.today)
    with pytest.raises(Forbidden, match="A later decision can supersede it"):
        decisions.change_decision(**call, version=1, facts=facts_of(published, title="Another"))


def facts_of(row, **more):
    words = ("title", "maker", "purpose", "parts", "reasons", "decided_on")
    return decisions.DecisionFacts(**{**{name: getattr(row, name) for name in words}, **more})


def test_two_people_who_change_a_draft_see_each_others_words(world, draft):
    call = {"by": world.acts("manager"), "at": world.at, "decision": draft}
    promise = world.commitment("CS1")
    changed = decisions.change_decision(**call, version=1, facts=facts_of(draft, wards="All", commitments=[promise]))
    assert [code for _slug, code, _text in page(world, changed).commitments] == ["CS1"]
    with pytest.raises(EditConflict) as caught:
        decisions.change_decision(**call, version=1, facts=facts_of(draft, wards="Two"))
    assert (caught.value.theirs["wards"], caught.value.theirs["commitments"]) == ("All", [promise.pk])
    cleared = decisions.change_decision(**call, version=2, facts=facts_of(draft, wards="Two"))
    assert page(world, cleared).commitments == ()


def test_a_day_of_publication_lies_between_the_decision_and_today(world, draft, refused):
    call = {"by": world.acts("manager"), "at": world.at, "decision": draft}
    for day in (date(2026, 11, 11), world.day(1)):
        assert refused(decisions.publish_decision, **call, published_on=day)[0] == "published_on"


# ---- call-in


def called(world, row, **facts):
    fields = {"called_on": date(2026, 11, 18), "called_by": "Scrutiny committee", "why": "The costs.", **facts}
    return decisions.call_in(by=world.acts("manager"), at=world.at, decision=row, **fields)


def settled(world, row, **facts):
    fields = {"ended_on": world.today, "stands": True, "outcome": "It stands.", **facts}
    return decisions.settle_call_in(by=world.acts("manager"), at=world.at, decision=row, **fields)


def test_a_decision_has_no_effect_while_it_is_called_in(world, published):
    called(world, published)
    found = page(world, published, on=date(2027, 6, 1))
    assert (found.effective_on, found.state) == (None, "Called in: no effect until it is settled")
    settled(world, published)
    assert page(world, published).effective_on == date(2026, 11, 23)


def test_a_decision_that_is_overturned_never_takes_effect(world, published):
    called(world, published)
    settled(world, published, stands=False, outcome="Cabinet withdrew it.")
    found = page(world, published, on=date(2027, 6, 1))
    assert (found.effective_on, found.state) == (None, "Overturned after call-in")


def test_a_call_in_has_a_committee_a_reason_and_a_day_in_the_window(world, published, refused):
    assert refused(called, world=world, row=published, called_by=" ")[0] == "called_by"
    assert refused(called, world=world, row=published, why=" ")[0] == "why"
    for day in (date(2026, 11, 15), date(2026, 11, 23), world.day(1)):
        assert refused(called, world=world, row=published, called_on=day)[0] == "called_on"
    called(world, published)
    assert "called in already" in refused(called, world=world, row=published)[1]
    assert refused(settled, world=world, row=published, outcome=" ")[0] == "outcome"
    assert refused(settled, world=world, row=published, ended_on=world.day(1))[0] == "ended_on"
    settled(world, published)
    assert refused(settled, world=world, row=published)[1] == "It is not called in."


# ---- notice, and what supersedes what


@pytest.mark.parametrize(
    ("clear", "said"),
    [(28, ""), (27, "general exception (regulation 10)"), (5, "general exception"), (4, "special urgency")],
)
def test_short_notice_of_a_key_decision_is_warned_of_by_the_rule_it_falls_under(clear, said):
    decided = date(2026, 11, 20)
    found = notice_words(True, decided - timedelta(days=clear + 1), decided)
    assert (said in found) if said else found == ""
    assert notice_words(False, None, decided) == ""
    assert "28 clear days" in notice_words(True, None, decided)


def test_a_later_decision_supersedes_a_published_one(world, published, draft, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    later = testing.a_decision(**call, title="Pay for five years", supersedes=published)
    assert page(world, published).state == "Published, may be called in"  # the later one is a draft still
    decisions.publish_decision(**call, decision=later, published_on=world.today)
    found = page(world, published)
    assert (found.state, found.superseded_by) == ("Superseded", ((later.ref, later.title),))
    unpublished = testing.a_decision(**call, title="Draft")
    assert refused(testing.a_decision, **call, title="Third", supersedes=unpublished)[0] == "supersedes"


def test_the_register_takes_few_queries_however_long_it_is(world, published, django_assert_max_num_queries):
    for number in range(5):
        testing.a_decision(by=world.acts("manager"), at=world.at, title=f"Decision {number}")
    actor = world.acts("board")
    with django_assert_max_num_queries(5):
        found = queries.register(actor, today=world.today)
    assert [line.ref for line in found.object_list][-1] == published.ref


def test_the_record_holds_what_councils_publish_and_says_what_is_missing(world):
    row = testing.a_decision(
        by=world.acts("manager"), at=world.at, resolution="changed", key=True, key_reason="money",
        alternatives="None would do.", budget="40 thousand a year, from the grant.", equality="No one loses a service.",
        lead="Portfolio holder for communities", author="Commissioning officer", contact="Commissioning team",
        call_in_body="Overview and scrutiny", background="Needs assessment 2026",
    )  # fmt: skip
    found = page(world, row)
    facts = dict(found.facts)
    assert facts["What it costs or saves, and who pays"] == "40 thousand a year, from the grant."
    assert facts["Effect on people with protected characteristics"] == "No one loses a service."
    assert facts["Effect on rural places"] == "None is recorded."
    assert facts["Background papers"] == "Needs assessment 2026"
    assert found.resolution == "Recommendations approved with changes"
    assert found.key_reason == "Significant spending or saving"
    assert [label for label, _post in found.posts] == ["Lead member or director", "Report by", "Who to ask"]


def test_a_document_stands_behind_a_draft_and_behind_nothing_else(world, draft, refused):
    call = {"by": world.acts("manager"), "at": world.at, "decision": draft, "title": "The report"}
    assert refused(decisions.add_document, **call, name="report.exe", content=b"MZ")[0] == "file"
    kept = decisions.add_document(**call, name="report.txt", content=b"Why and how.")
    assert page(world, draft).documents == ((kept.pk, "The report"),)
    decisions.publish_decision(by=world.acts("manager"), at=world.at, decision=draft, published_on=world.today)
    with pytest.raises(Forbidden, match="is published, so it cannot be changed"):
        decisions.add_document(**call, name="late.txt", content=b"Too late.")
