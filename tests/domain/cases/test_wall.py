"""The conflict wall and the glass: who is shut out without being asked, and that nothing opens it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cairn.domain.cases.models import (
    Address,
    BreakGlass,
    Case,
    CaseEvent,
    CasePerson,
    Conflict,
    ContactPlan,
    NameKey,
    Person,
    Share,
)
from cairn.domain.cases.policies import RUN, VIEW
from cairn.domain.cases.queries.conflicts import likely_conflicts
from cairn.domain.cases.queries.declared_ties import ties_to_ask
from cairn.domain.cases.queries.glass import broken, oversight
from cairn.domain.cases.queries.offers import offers_to
from cairn.domain.cases.services import glass, sharing, wall
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.services.refreshing import look_again_at_cases
from cairn.domain.cases.testing import a_case, submit
from cairn.domain.plans.testing_world import add_person
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from tests.domain.cases.test_sharing import OFFERED

SENTENCES = "The names are the same. They share a telephone number."


@pytest.fixture
def real_now():
    """The moment it is: whether glass is open is asked of the database's own clock."""
    return timezone.now()


@pytest.fixture
def case(world, now):
    """A referral of the health board, led by the constabulary; nobody is in it yet."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=made)
    return made


def put_in(world, now, case, name, *, phone="", e_mail="", address="", born=None) -> Person:
    """Somebody in a case, as Cairn itself writes them down."""
    by = world.acts("system")
    year, month, day = born or (None, None, None)
    with command("test.add_to_case", by=by, at=now):
        person = Person(
            partnership_id=case.partnership_id, ref=new_reference("U", taken=Person, long=True), first_case=case,
            entered_at=now, name=name, born_year=year, born_month=month, born_day=day,
        )  # fmt: skip
        person.save()
        CasePerson(
            partnership_id=case.partnership_id, case=case, person=person, party="person_harmed", added_at=now
        ).save()
        for word in name.lower().split():
            NameKey(partnership_id=case.partnership_id, person=person, word=word).save()
        if phone or e_mail:
            ContactPlan(
                partnership_id=case.partnership_id, person=person, case=case, at=now,
                phones=[phone] if phone else [], e_mails=[e_mail] if e_mail else [],
            ).save()  # fmt: skip
        if address:
            Address(
                partnership_id=case.partnership_id, person=person, case=case, recorded_at=now, lines=address,
                ref=new_reference("J", taken=Address, long=True),
            ).save()  # fmt: skip
    return person


def tie(world, now, who, **facts):
    facts = {"tie": "family", "name": "Brambling Tor", "born_on": None, "phones": [], "address": "", **facts}
    return wall.save_tie(by=world.acts(who), at=now, **facts)


def test_an_account_is_found_by_its_name_and_by_what_its_owner_declared(world, now, case):
    tie(world, now, "idva", phones=["017687 55512"], name="Fieldfare Rigg")
    put_in(world, now, case, "Merlin Scree")
    put_in(world, now, case, "Redstart Cairn", phone="+44 17687 55512")
    put_in(world, now, case, "Somebody Else", e_mail="housing@example.test")
    world.acts("coordinator")
    found = {match.user.name: match for match in likely_conflicts(case, at=now)}
    assert set(found) == {"Merlin Scree", "Goldcrest Ghyll", "Siskin Crag"}
    assert (found["Merlin Scree"].strong, found["Merlin Scree"].reasons) == (True, ("The names are the same.",))
    assert found["Goldcrest Ghyll"].strong and found["Siskin Crag"].strong
    assert found["Goldcrest Ghyll"].reasons == (
        "They declared a tie: family or partner.", "They share a telephone number.",
    )  # fmt: skip


def test_whoever_is_written_down_for_their_work_is_not_kept_from_the_case(world, now, case):
    """Else a partner who names the coordinator as a professional takes her own case from her."""
    coordinator = world.people["coordinator"]
    nurse = world.acts("nurse")
    add_to_case(by=nurse, at=now, case=case, party="professional", name=coordinator.name)
    world.acts("coordinator")
    assert likely_conflicts(case, at=now) == [] and Case.objects.filter(pk=case.pk).exists()
    add_to_case(by=world.acts("nurse"), at=now, case=case, party="person_causing_harm", name=coordinator.name,
                somebody_else=True)  # fmt: skip
    world.acts("coordinator")
    assert not Case.objects.filter(pk=case.pk).exists()


def test_whoever_matches_strongly_is_shut_out_at_once_and_learns_nothing(world, now, case):
    tie(world, now, "nurse_too")
    put_in(world, now, case, "Brambling Tor")
    assert VIEW.rows(world.acts("nurse_too")).filter(pk=case.pk).exists()
    wall.look_again(case, now)
    # The scope is as it was before.
    actor = world.acts("nurse_too")
    wall.look_again(case, now)
    assert not VIEW.rows(actor).exists()
    for model in (Case, CaseEvent, CasePerson, Person, Share, Conflict):
        assert not model.objects.exists(), model
    coordinator = world.acts("coordinator")
    row = Conflict.objects.get(case=case)
    assert (row.shut_out, row.decided_by_id) == (True, None)
    wall.decide(by=coordinator, at=now, case=case, account=row.user, shut_out=False, why="Another Brambling Tor.")
    wall.look_again(case, now)
    assert VIEW.rows(world.acts("nurse_too")).exists()


@pytest.mark.parametrize("name", ["Whinchat Tuff", "Whinchat-Tuff", "Tuff Whinchat", "Whinchat Ouzel Tuff"])
def test_whoever_has_the_same_name_is_kept_out_until_somebody_decides(world, now, case, name):
    put_in(world, now, case, name)
    assert VIEW.rows(world.acts("nurse_too")).filter(pk=case.pk).exists()
    wall.look_again(case, now)
    assert not VIEW.rows(world.acts("nurse_too")).exists()
    coordinator = world.acts("coordinator")
    row = Conflict.objects.get(case=case)
    assert (row.user, row.shut_out, row.decided_by_id) == (world.people["nurse_too"], True, None)
    wall.decide(by=coordinator, at=now, case=case, account=row.user, shut_out=False, why="Somebody else.")
    wall.look_again(case, now + timedelta(days=1))
    assert VIEW.rows(world.acts("nurse_too")).exists()


@pytest.mark.parametrize("name", ["Whinchatt Tuff", "Winchat Tuff", "W. Tuff"])
def test_a_name_that_is_misspelled_or_half_given_keeps_nobody_out_and_is_shown_for_a_decision(world, now, case, name):
    """Of most accounts nothing but the name is known, so a slip of the pen must not hide a colleague."""
    put_in(world, now, case, name)
    wall.look_again(case, now)
    assert VIEW.rows(world.acts("nurse_too")).filter(pk=case.pk).exists()
    coordinator = world.acts("coordinator")
    assert [(match.user.name, match.strong) for match in likely_conflicts(case, at=now)] == [("Whinchat Tuff", False)]
    nurses = [world.people["nurse_too"].agency_id]
    with pytest.raises(Refused, match="Whinchat Tuff"):
        wall.require_decided(case, by=coordinator, agencies=nurses, at=now)


def test_somebody_of_the_same_given_name_alone_is_not_shown(world, now, case):
    """Else everybody called Susan would stand on the wall of everybody called Susan."""
    put_in(world, now, case, "Whinchat Duft")
    put_in(world, now, case, "Whinchats Toft")
    world.acts("coordinator")
    assert likely_conflicts(case, at=now) == []


def test_a_tie_somebody_declared_keeps_her_out_where_the_case_misspells_the_name(world, now, case):
    tie(world, now, "nurse_too", name="Brambling Torrs")
    put_in(world, now, case, "Bramling Torrs")
    wall.look_again(case, now)
    assert not VIEW.rows(world.acts("nurse_too")).exists()


def test_the_same_name_with_another_date_of_birth_and_a_name_that_is_only_like_keep_nobody_out(world, now, case):
    tie(world, now, "nurse_too", tie="party", name="Whinchat Tuff", born_on=date(1990, 3, 3))
    put_in(world, now, case, "Whinchat Tuff", born=(1951, 7, 9))
    add_person(world, key="rob", name="Robert Scar", agency="fell-police", roles=[Role.PRACTITIONER])
    put_in(world, now, case, "Bob Scar")
    wall.look_again(case, now)
    assert VIEW.rows(world.acts("nurse_too")).filter(pk=case.pk).exists()
    assert VIEW.rows(world.acts("rob")).filter(pk=case.pk).exists()
    world.acts("coordinator")
    assert [(match.user.name, match.strong) for match in likely_conflicts(case, at=now)] == [
        ("Robert Scar", False), ("Whinchat Tuff", False),
    ]  # fmt: skip


def test_somebody_cleared_is_shut_out_again_by_somebody_who_comes_later(world, now, case):
    tie(world, now, "nurse_too")
    nurse = world.people["nurse_too"]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=nurse, shut_out=False, why="Looked at.")
    put_in(world, now + timedelta(hours=1), case, "Brambling Tor")
    wall.look_again(case, now + timedelta(hours=1))
    assert not VIEW.rows(world.acts("nurse_too")).exists()


def test_somebody_cleared_is_shut_out_again_by_a_tie_she_declares_later(world, now, case):
    put_in(world, now, case, "Brambling Tor")
    nurse, later = world.people["nurse_too"], now + timedelta(hours=1)
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=nurse, shut_out=False, why="Looked at.")
    wall.look_again(case, later)
    assert VIEW.rows(world.acts("nurse_too")).exists()
    tie(world, later, "nurse_too")
    wall.look_again(case, later)
    assert not VIEW.rows(world.acts("nurse_too")).exists()


def test_each_night_the_wall_of_every_case_is_asked_again(world, now, case):
    add_person(world, key="new", name="Sandpiper Rigg", agency="fell-police", roles=[Role.PRACTITIONER])
    put_in(world, now, case, "Sandpiper Rigg", e_mail="new@example.test")
    assert VIEW.rows(world.acts("new")).exists()
    assert look_again_at_cases(at=now, batch=1) == 1
    assert not VIEW.rows(world.acts("new")).exists()


def test_a_case_handed_over_is_kept_from_whoever_matches_in_the_same_moment(world, now):
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    tie(world, now, "officer", tie="household", name="Brambling Tor")
    put_in(world, now, made, "Brambling Tor")
    submit(by=world.acts("nurse"), at=now, case=made)
    assert not VIEW.rows(world.acts("officer")).exists()
    assert VIEW.rows(world.acts("coordinator")).exists()


def test_a_coordinator_who_matches_is_shown_nothing_and_her_deputy_decides(world, now, case):
    put_in(world, now, case, "Curlew Beck")
    wall.look_again(case, now)
    coordinator = world.acts("coordinator")
    assert not VIEW.rows(coordinator).exists()
    assert not Conflict.objects.exists()
    with pytest.raises(Forbidden):
        wall.decide(
            by=coordinator, at=now, case=case, account=world.people["coordinator"], shut_out=False, why="Not me."
        )
    deputy = world.acts("deputy")
    assert RUN.decide(deputy, case).allowed and Conflict.objects.get().user == world.people["coordinator"]
    assert oversight(world.acts("auditor"), at=now).nobody_decides == 0
    put_in(world, now, case, "Dotterel Fell")
    wall.look_again(case, now)
    page = oversight(world.acts("auditor"), at=now)
    assert page.nobody_decides == 1 and page.waiting == ()
    # Nor is that told to whom the wall keeps out.
    tie(world, now, "auditor", name="Dotterel Fell")
    wall.look_again(case, now)
    assert oversight(world.acts("auditor"), at=now).nobody_decides == 0


def test_sharing_waits_until_each_match_of_that_agency_is_decided(world, now, case):
    put_in(world, now, case, "Goldcrest Ghyll")
    network = world.agencies["fell-network"]
    with pytest.raises(Refused, match="Goldcrest Ghyll"):
        sharing.offer_share(by=world.acts("coordinator"), at=now, case=case, agency=network, **OFFERED)
    council = world.agencies["fell-council"]
    sharing.offer_share(by=world.acts("coordinator"), at=now, case=case, agency=council, **OFFERED)
    idva = world.people["idva"]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=idva, shut_out=True, why="It is her.")
    share = sharing.offer_share(by=world.acts("coordinator"), at=now, case=case, agency=network, **OFFERED)
    assert offers_to(world.acts("idva")) == []
    assert not Share.objects.exists()
    with pytest.raises(Forbidden):
        sharing.accept_share(by=world.acts("idva"), at=now, share=share)


def test_a_decision_is_for_who_runs_it_with_a_reason_and_never_about_oneself(world, now, case):
    account = world.people["officer"]
    for who in ("nurse", "officer", "manager"):
        with pytest.raises(Forbidden):
            wall.decide(by=world.acts(who), at=now, case=case, account=account, shut_out=True, why="Her neighbour.")
    by = world.acts("coordinator")
    with pytest.raises(Refused, match="Say why"):
        wall.decide(by=by, at=now, case=case, account=account, shut_out=True, why=" ")
    with pytest.raises(Refused, match="from the list"):
        wall.decide(by=by, at=now, case=case, account=world.people["coordinator"], shut_out=False, why="Me.")
    wall.decide(by=by, at=now, case=case, account=account, shut_out=True, why="Her neighbour.", tie="friend")
    assert not VIEW.rows(world.acts("officer")).exists()
    with pytest.raises(Refused, match="shuts Merlin Scree out"):
        sharing.name_member(by=world.acts("coordinator"), at=now, case=case, account=account)


def look_for(row, now):
    """What the job does that waits for a tie."""
    (job,) = ProcrastinateJob.objects.filter(task_name="cases.look_for_tie")
    assert job.args == {"partnership": row.partnership_id, "tie": row.pk}
    wall.look_for_tie(row.partnership_id, row.pk, at=now)


def test_a_tie_declared_later_shuts_out_of_every_case_and_is_its_owners_alone(world, now, case):
    put_in(world, now, case, "Brambling Tor")
    by = world.acts("system")
    with command("test.end_case", by=by, at=now):
        over = Case.objects.get(pk=case.pk)
        over.is_over = True
        over.save()
    mine = tie(world, now, "nurse_too")
    look_for(mine, now)
    assert not VIEW.rows(world.acts("nurse_too")).exists()
    assert VIEW.rows(world.acts("nurse")).exists()
    with pytest.raises(Refused, match="their own ties"):
        wall.delete_tie(by=world.acts("nurse"), at=now, tie=mine)
    wall.delete_tie(by=world.acts("nurse_too"), at=now, tie=mine)
    wall.look_for_tie(mine.partnership_id, 0, at=now)
    assert not VIEW.rows(world.acts("nurse_too")).exists()


def test_who_said_that_every_tie_is_declared_is_asked_again_after_a_year(world, now):
    nurse = world.acts("nurse")
    wall.state_ties(by=nurse, at=now)
    assert ties_to_ask(nurse, today=now.date() + timedelta(days=365)) == ""
    assert ties_to_ask(nurse, today=now.date() + timedelta(days=366)) == "again"
    assert ties_to_ask(world.acts("idva"), today=now.date()) == "never said"
    with pytest.raises(Refused, match="their own ties"):
        wall.state_ties(by=world.acts("system"), at=now)


def test_declaring_a_tie_asks_the_same_of_the_database_whether_or_not_there_is_such_a_case(world, now, case):
    put_in(world, now, case, "Brambling Tor")
    seen = []
    for name in ("Brambling Tor", "Nobody Here"):
        world.acts("nurse_too")
        with CaptureQueriesContext(connection) as queries:
            tie(world, now, "nurse_too", name=name)
        seen.append([query["sql"].split("VALUES")[0] for query in queries if "SAVEPOINT" not in query["sql"]])
    assert len(seen[0]) == len(seen[1]) and not any("cases_case" in sql for sql in seen[0])


def test_glass_opens_a_case_for_three_hours_and_is_reviewed_by_the_officer(world, real_now, case):
    now = real_now
    idva = world.acts("idva")
    for reason in (" ", "test", "She rang.", "1 2 3 4 5 6", "test test test test test test"):
        with pytest.raises(Refused, match="Say in a sentence why"):
            glass.break_glass(by=idva, at=now, ref=case.ref, reason=reason)
    row = glass.break_glass(by=idva, at=now, ref=f" {case.ref.lower()}", reason="She rang from the road.")
    assert (row.told, row.until_at) == (world.people["auditor"], now + timedelta(hours=3))
    assert VIEW.decide(world.acts("idva"), case).clause == "broke_glass"
    with pytest.raises(Refused, match="open to you already"):
        glass.break_glass(by=idva, at=now, ref=case.ref, reason="She rang from the road again.")
    with pytest.raises(Refused, match="Only who broke"):
        glass.end_glass(by=world.acts("housing"), at=now, glass=row)
    glass.end_glass(by=world.acts("idva"), at=now + timedelta(minutes=1), glass=row)
    assert not VIEW.rows(world.acts("idva")).exists() and not Case.objects.exists()
    officer = world.acts("auditor")
    (waiting,) = oversight(officer, at=now).waiting
    assert (waiting.case, waiting.row.reason, waiting.is_open) == (case.ref, "She rang from the road.", False)
    with pytest.raises(Forbidden):
        glass.review_glass(by=world.acts("manager"), at=now, glass=row, was_right=True, review="Yes.")
    officer = world.acts("auditor")
    with CaptureQueriesContext(connection) as asked:
        glass.review_glass(by=officer, at=now, glass=row, was_right=False, review="The coordinator was at her desk.")
    # Of two officers who answer at once the second waits for the first, and is told; else hers would replace it.
    assert any('FROM "cases_break_glass"' in one["sql"] and "FOR UPDATE" in one["sql"] for one in asked)
    assert [line.row.was_right for line in oversight(officer, at=now).reviewed] == [False]
    with pytest.raises(Refused, match="already"):
        glass.review_glass(by=officer, at=now, glass=row, was_right=True, review="Yes.")


def test_three_hours_later_the_case_is_closed_in_the_database_too(world, real_now, case):
    glass.break_glass(
        by=world.acts("idva"), at=real_now - timedelta(hours=4), ref=case.ref, reason="She rang from the road."
    )
    assert not VIEW.rows(world.acts("idva")).exists() and not Case.objects.exists()


def test_glass_answers_alike_for_a_case_that_shuts_her_out_and_for_none(world, now, case):
    idva = world.people["idva"]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=idva, shut_out=True, why="Her sister.")
    put_in(world, now, case, "Brambling Tor", phone="017687 55512", address="2 Fell Row")
    seen = []
    by = world.acts("idva")
    for ref in (case.ref, "K00000000", "nothing", case.ref):
        with CaptureQueriesContext(connection) as queries, pytest.raises(Refused) as refused:
            glass.break_glass(by=by, at=now, ref=ref, reason="She rang from the road.")
        shape = [query["sql"].split("WHERE")[0] for query in queries if "SAVEPOINT" not in query["sql"]]
        seen.append((refused.value.sentence, refused.value.field, len(queries), shape))
    assert all(each == seen[0] for each in seen)
    assert not BreakGlass.objects.exists()


def test_glass_does_not_open_for_somebody_who_matches_and_was_not_cleared(world, now, case):
    put_in(world, now, case, "Goldcrest Ghyll")
    with pytest.raises(Refused, match="No case can be opened"):
        glass.break_glass(by=world.acts("idva"), at=now, ref=case.ref, reason="She rang from the road.")
    world.acts("coordinator")
    assert Conflict.objects.get().user == world.people["idva"]


def test_a_wall_shuts_glass_that_is_open(world, real_now, case):
    glass.break_glass(by=world.acts("idva"), at=real_now, ref=case.ref, reason="She rang from the road.")
    idva = world.people["idva"]
    wall.decide(by=world.acts("coordinator"), at=real_now, case=case, account=idva, shut_out=True, why="Her sister.")
    assert not VIEW.rows(world.acts("idva")).exists() and not Case.objects.exists()
    assert not BreakGlass.objects.exists()


def test_notice_of_glass_goes_past_an_officer_who_is_shut_out(world, now, case):
    other = add_person(world, key="officer_too", name="Fieldfare Pike", roles=[Role.INFORMATION_GOVERNANCE])
    world.acts("coordinator")
    by = world.acts("coordinator")
    wall.decide(by=by, at=now, case=case, account=world.people["auditor"], shut_out=True, why="Her brother.")
    row = glass.break_glass(by=world.acts("idva"), at=now, ref=case.ref, reason="She rang from the road.")
    assert row.told == other
    officer = world.acts("auditor")
    page = oversight(officer, at=now)
    assert (page.waiting, page.nobody_reviews, page.nobody_decides) == ((), 0, 0)
    with pytest.raises(Http404):
        broken(officer, row.ref, at=now)
    assert len(oversight(world.acts("officer_too"), at=now).waiting) == 1
    assert oversight(world.acts("manager"), at=now).nobody_reviews == 0
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=other, shut_out=True, why="His cousin.")
    page = oversight(world.acts("manager"), at=now)
    assert (page.nobody_reviews, page.waiting) == (1, ())
    manager = world.people["manager"]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=manager, shut_out=True, why="Her aunt.")
    assert oversight(world.acts("manager"), at=now).nobody_reviews == 0


def test_notice_of_glass_goes_past_an_officer_who_may_be_somebody_in_the_case(world, now, case):
    put_in(world, now, case, world.people["auditor"].name)
    row = glass.break_glass(by=world.acts("idva"), at=now, ref=case.ref, reason="She rang from the road.")
    assert row.told is None


def test_only_practitioners_break_glass(world, now, case):
    for who in ("manager", "auditor", "analyst"):
        with pytest.raises(Forbidden):
            glass.break_glass(by=world.acts(who), at=now, ref=case.ref, reason="Curious.")
