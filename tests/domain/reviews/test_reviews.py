"""Every commitment is concluded about after a year, with evidence; the board agrees; nothing is overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404

from cairn.domain.boards.testing import a_decision
from cairn.domain.plans.api import account_of, stop_action
from cairn.domain.plans.slots import sections_from_above
from cairn.domain.plans.testing import add_action, add_plan
from cairn.domain.publishing.reading import account_from
from cairn.domain.reviews import policies
from cairn.domain.reviews.api import AnnualReview, Conclusion, ConclusionFacts, agree_review, open_review, review_of
from cairn.domain.reviews.errors import SomebodyConcluded
from cairn.domain.reviews.models import CitedEvidence
from cairn.domain.reviews.queries import pages
from cairn.domain.reviews.queries.gathering import citable
from cairn.domain.reviews.queries.standing import still_kept
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.services.keeping import keep_file
from tests.review_making import KEEP, a_conclusion, a_consultation, a_theme, an_agreed_review
from tests.risk_making import a_risk

CHANGE = ConclusionFacts(verdict="change", words="Teach every child from year 7.", why="Year 9 is too late.")
CLOSE = ConclusionFacts(verdict="close", ending="done", why="All are trained.", elsewhere="Register of the trainers.")


def test_a_review_gathers_what_there_is_about_a_commitment(world, review, action):
    a_risk(world)
    a_theme(world, a_consultation(world))
    add_action(world, plan=review.plan, title="Late", due_on=world.day(-5))
    stopped = add_action(world, plan=review.plan, title="Stopped")
    stop_action(by=world.acts("manager"), at=world.at, action=stopped, reason="No money.")
    found = pages.commitment_card(world.acts("board"), review, world.commitment("CP1"), today=world.today).found
    assert found.went.words == "3 actions: 1 late, 1 under way, 1 stopped"
    assert not found.demonstrated
    assert [one.title for one in found.risks] == ["The funding ends in March"]
    assert [one.theme for one in found.because] == ["Start earlier"]
    kinds = {key.partition("/")[0] for key in citable(world.acts("board"), review, world.commitment("CP1"))}
    assert kinds == {"action", "risk", "consultation"}


def test_a_conclusion_names_its_evidence_and_by_whom(world, review, action):
    cites = (f"action/{action.ref}",)
    facts = ConclusionFacts(verdict="keep", why="It works.", cites=cites, elsewhere="Minutes of the schools' forum.")
    a_conclusion(world, review, "CP1", facts, by="council_lead")
    page = pages.review_page(world.acts("board"), review, today=world.today)
    told = next(line.told for _, lines in page.themes for line in lines if line.code == "CP1")
    assert (told.word, told.by) == ("Kept", "Hazel Quartz")
    assert [(one.screen, one.title) for one in told.evidence] == [
        ("plans:action", action.title), ("", "Minutes of the schools' forum.")
    ]  # fmt: skip
    assert (page.total, page.missing) == (3, 2)


def test_what_is_missing_is_named_and_nothing_is_closed_without_evidence(world, review, action):
    cases = [
        (ConclusionFacts(verdict="", why="x"), "verdict"), (ConclusionFacts(verdict="keep", why=" "), "why"),
        (ConclusionFacts(verdict="change", why="x"), "words"), (ConclusionFacts(verdict="close", why="x"), "ending"),
        (ConclusionFacts(verdict="close", why="x", ending="done"), "cites"),
        (ConclusionFacts(verdict="close", why="x", ending="merged", elsewhere="x"), "merged_into"),
        (ConclusionFacts(verdict="keep", why="x", cites=("action/A-222222C",)), "cites"),
    ]  # fmt: skip
    for facts, field in cases:
        with pytest.raises(Refused) as refused:
            a_conclusion(world, review, "CP1", facts)
        assert refused.value.field == field
    assert not Conclusion.objects.exists()


def test_an_earlier_conclusion_stays_beside_the_newer_one(world, review):
    first = a_conclusion(world, review, "CP1")
    second = a_conclusion(world, review, "CP1", CHANGE, seen=first.pk, at=world.at + timedelta(hours=1))
    card = pages.commitment_card(world.acts("board"), review, world.commitment("CP1"), today=world.today)
    assert card.told.pk == second.pk and [told.pk for told in card.earlier] == [first.pk]
    with pytest.raises(DatabaseError), transaction.atomic(), command("test", by=world.acts("system"), at=world.at):
        first.why = "Otherwise."
        first.save()
    with pytest.raises(Refused, match="Nothing was changed"):
        a_conclusion(world, review, "CP1", CHANGE, seen=second.pk)


def test_two_people_on_different_commitments_never_clash_and_on_the_same_the_second_sees_both(world, review):
    theirs = a_conclusion(world, review, "CP1", by="council_lead")
    mine = a_conclusion(world, review, "CP2", by="police_lead")
    with pytest.raises(SomebodyConcluded) as conflict:
        a_conclusion(world, review, "CP1", CHANGE, by="police_lead")
    assert conflict.value.theirs == theirs
    a_conclusion(world, review, "CP1", CHANGE, by="police_lead", seen=theirs.pk)
    assert a_conclusion(world, review, "CP2", by="police_lead") == mine, "sent twice, it is one"
    assert Conclusion.objects.count() == 3


def test_it_is_agreed_once_every_commitment_is_concluded_by_somebody_who_wrote_none_of_it(world, review):
    a_conclusion(world, review, "CP1")
    with pytest.raises(Refused, match="2 commitments have no conclusion yet: CP2, CS1"):
        agree_review(by=world.acts("board"), at=world.at, review=review)
    a_conclusion(world, review, "CP2", by="council_lead")
    a_conclusion(world, review, "CS1")
    with pytest.raises(Refused, match="let somebody else agree it") as refused:
        agree_review(by=world.acts("manager"), at=world.at, review=review)
    assert refused.value.field == "decision"
    with pytest.raises(Forbidden):
        agree_review(by=world.acts("police_lead"), at=world.at, review=review)
    agreed = agree_review(by=world.acts("board"), at=world.at, review=review, note="Board of November.")
    assert agreed.is_agreed and agreed.agreed_by.name == "Peregrine Basalt"
    with pytest.raises(Forbidden, match="agreed"):
        a_conclusion(world, agreed, "CP1", CHANGE, seen=Conclusion.objects.first().pk)


def test_the_manager_agrees_it_by_naming_the_boards_decision(world, review):
    for code in ("CP1", "CP2", "CS1"):
        a_conclusion(world, review, code)
    by = world.acts("manager")
    early = a_decision(by=by, at=world.at, title="Long ago", decided_on=world.day(-30))
    with pytest.raises(Refused, match="since the review was opened"):
        agree_review(by=by, at=world.at, review=review, decision=early)
    decision = a_decision(by=by, at=world.at, title="The review of the year", decided_on=world.today)
    agreed = agree_review(by=by, at=world.at, review=review, decision=decision)
    assert agreed.decision == decision


def test_one_commitment_cannot_go_into_another_that_is_closed_itself(world, review):
    merged = ConclusionFacts(
        verdict="close", ending="merged", merged_into=world.commitment("CP2"), why="One is enough.", elsewhere="Notes."
    )
    a_conclusion(world, review, "CP1", merged)
    closed = a_conclusion(world, review, "CP2", CLOSE)
    a_conclusion(world, review, "CS1")
    with pytest.raises(Refused, match="CP1 is to go into a commitment that is closed itself"):
        agree_review(by=world.acts("board"), at=world.at, review=review)
    a_conclusion(world, review, "CP2", seen=closed.pk)
    assert agree_review(by=world.acts("board"), at=world.at, review=review).is_agreed


def test_a_closed_commitment_stays_in_the_account_with_its_reason_and_is_not_asked_again(world, review, plan):
    assert account_of(world.strategy, today=world.today).themes[0].commitments[1].closed is None
    an_agreed_review(world, review, CS1=CLOSE)
    account = account_of(world.strategy, today=world.today)
    [promise] = [one for theme in account.themes for one in theme.commitments if one.id == "CS1"]
    assert promise.status == "stopped" and promise.text
    assert (promise.closed.on, promise.closed.reason) == (world.today.isoformat(), "It is done. All are trained.")
    assert account_from(account.as_document()) == account, "an edition keeps it"
    following = add_plan(world, year="2027-28", starts_on=plan.ends_on + timedelta(days=1))
    later = AnnualReview(partnership=world.partnership, strategy=world.strategy, plan=following)
    assert [row.code for row in still_kept(later)] == ["CP1", "CP2"]


def test_the_annual_report_reads_it_as_plain_values(world, review, action):
    assert review_of(world.strategy, "2025-26") is None
    with command("test", by=world.acts("manager"), at=world.at):
        action.public_wording = "Children learn what respect is."
        action.save()
    change = ConclusionFacts(**{**CHANGE.__dict__, "cites": (f"action/{action.ref}",)})
    an_agreed_review(world, review, CP1=change, CP2=CLOSE)
    found = review_of(world.strategy, "2026-27")
    assert (found.year, found.agreed_on) == ("2026-27", world.today)
    assert [(one.commitment, one.verdict) for one in found.commitments] == [
        ("CP1", "change"), ("CP2", "close"), ("CS1", "keep")
    ]  # fmt: skip
    first, second, _ = found.commitments
    assert first.words == "Teach every child from year 7."
    assert [one.public for one in first.evidence] == ["Children learn what respect is."]
    assert [(one.title, one.public) for one in second.evidence] == [("Register of the trainers.", "")]


def test_a_year_is_reviewed_once_its_plan_is_agreed_and_only_once(world, review, plan):
    assert open_review(by=world.acts("manager"), at=world.at, plan=plan) == review
    draft = add_plan(world, state="draft", year="2027-28", starts_on=plan.ends_on + timedelta(days=1))
    with pytest.raises(Refused, match="agreed its plan"):
        open_review(by=world.acts("manager"), at=world.at, plan=draft)
    with pytest.raises(Forbidden):
        open_review(by=world.acts("council_lead"), at=world.at, plan=plan)


def test_the_database_too_refuses_a_conclusion_without_what_it_needs(world, review):
    bare = {"partnership": world.partnership, "review": review, "commitment": world.commitment("CP1"), "at": world.at}
    for wrong, named in (
        ({"verdict": "keep", "why": ""}, "conclusion_says_why"),
        ({"verdict": "change", "why": "x"}, "change_says_what_changes"),
        ({"verdict": "close", "why": "x"}, "closing_says_how_it_ends"),
    ):
        doing = command("test", by=world.acts("manager"), at=world.at)
        with pytest.raises(IntegrityError, match=named), transaction.atomic(), doing:
            Conclusion(**bare, **wrong).save()


@pytest.mark.parametrize(
    ("who", "sees", "concludes", "agrees"),
    [
        ("manager", True, True, True), ("council_lead", True, True, False), ("board", True, False, True),
        ("council_worker", True, False, False), ("analyst", True, False, False), ("auditor", True, False, False),
        ("administrator", False, False, False), ("stranger", False, False, False),
    ],
)  # fmt: skip
def test_who_may_do_what(world, review, who, sees, concludes, agrees):
    actor = world.acts(who)
    assert policies.VIEW.decide(actor, review).allowed is sees
    assert policies.CONCLUDE.decide(actor, review).allowed is concludes
    assert policies.AGREE.decide(actor, review).allowed is agrees


def test_every_act_is_recorded_under_the_review_and_another_partnership_sees_nothing(world, review):
    an_agreed_review(world, review)
    acts = set(Entry.objects.filter(subject_kind="review", subject_ref=review.ref).values_list("action", flat=True))
    assert acts == {"reviews.open", "reviews.conclude", "reviews.agree"}
    world.acts("stranger")
    assert not AnnualReview.objects.exists() and not Conclusion.objects.exists()
    assert not CitedEvidence.objects.exists()


def test_the_page_of_a_review_asks_a_bounded_number_of_questions(world, review, django_assert_max_num_queries):
    for code in ("CP1", "CP2", "CS1"):
        a_conclusion(world, review, code, KEEP)
    actor = world.acts("board")
    with django_assert_max_num_queries(40):
        assert pages.review_page(actor, review, today=world.today).missing == 0


def a_file(world, by, *, only_agency=False, content=b"14 of 14 schools had it."):
    return keep_file(by=world.acts(by), at=world.at, name="register.txt", content=content, only_agency=only_agency)


def test_a_file_shows_it_and_one_kept_to_its_agency_is_that_agencys_only(world, review):
    code, kept = "CP1", a_file(world, "council_lead", only_agency=True)
    close = ConclusionFacts(verdict="close", ending="done", why="All have it.", file=kept, shows="Who had the lesson")
    with pytest.raises(Refused, match="that partners can see"):
        a_conclusion(world, review, code, close, by="council_lead")
    with pytest.raises(Refused) as refused:
        a_conclusion(world, review, code, replace(close, shows=" "), by="council_lead")
    assert refused.value.field == "file_shows"
    shared = a_file(world, "council_lead")
    first = a_conclusion(world, review, code, replace(close, file=shared), by="council_lead")
    again = a_conclusion(world, review, code, replace(close, file=a_file(world, "council_lead")), by="council_lead")
    assert again.pk == first.pk, "sent twice, it is concluded once"
    facts = replace(close, cites=(f"file/{shared.ref}",), file=kept, shows="Their names")
    second = a_conclusion(world, review, code, facts, by="council_lead", seen=first.pk)
    seen = {
        who: [
            (one.title, one.kept)
            for one in pages.told_of(world.acts(who), [second])[second.pk].evidence
        ]
        for who in ("council_lead", "police_lead")
    }  # fmt: skip
    assert seen["police_lead"] == [("Who had the lesson", False)]
    assert seen["council_lead"] == [("Who had the lesson", False), ("Their names", True)]
    assert list(citable(world.acts("police_lead"), review, world.commitment(code))).count(f"file/{kept.ref}") == 0
    assert pages.cited_file(world.acts("council_lead"), review, kept.ref).file == kept
    with pytest.raises(Http404):
        pages.cited_file(world.acts("police_lead"), review, kept.ref)
    world.acts("council_lead")
    [reviewed] = [one for one in review_of(world.strategy, "2026-27").commitments if one.commitment == code]
    assert [one.title for one in reviewed.evidence] == ["Who had the lesson"], "no report holds what is kept"


def test_a_review_waits_on_the_work_list_of_whoever_concludes_and_then_of_the_board(world, review):
    def waits(who):
        return [
            (task.do, task.about)
            for section in sections_from_above(world.acts(who), today=world.today)
            if section.key == "reviews"
            for task in section.tasks
        ]

    [(do, about)] = waits("council_lead")
    assert do == "Conclude about the commitments" and "3 of 3 commitments without a conclusion" in about
    assert waits("board") == waits("council_worker") == []
    for code in ("CP1", "CP2", "CS1"):
        a_conclusion(world, review, code)
    assert waits("council_lead") == [] and waits("board")[0][0] == waits("manager")[0][0] == "Agree the review"
    agree_review(by=world.acts("board"), at=world.at + timedelta(hours=1), review=review)
    assert waits("board") == waits("manager") == []
