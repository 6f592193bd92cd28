"""Sharing a case: offered for a purpose, answered, ended; and closed at once, in the database too."""

from datetime import timedelta

import pytest

from cairn.domain.cases.models import Case, CaseEvent, CaseMember, Share
from cairn.domain.cases.policies import OFFER, VIEW
from cairn.domain.cases.queries.offers import offer_of, offers_to
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.who import who_page
from cairn.domain.cases.services import sharing, wall
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_case, a_post, a_share, submit
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command

OFFERED = {
    "sections": ["referral", "risk"], "purpose": "To plan for safety together.", "basis": "public_task",
    "consent": "unsafe_to_ask", "without_consent_because": "He reads her post.",
}  # fmt: skip


@pytest.fixture
def case(world, now):
    """A referral of the health board, led by the constabulary."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=made)
    return made


def offered(world, now, case, **facts) -> Share:
    facts = {"agency": world.agencies["fell-network"], **OFFERED, **facts}
    return sharing.offer_share(by=world.acts("coordinator"), at=now, case=case, **facts)


def accepted(world, now, case, **facts) -> Share:
    share = offered(world, now, case, **facts)
    return sharing.accept_share(by=world.acts("idva"), at=now, share=share)


def sees(world, who, case) -> tuple[bool, bool]:
    """Whether somebody finds a case by the policy, and past it."""
    actor = world.acts(who)
    rows = Case.objects.filter(pk=case.pk).exists() or CaseEvent.objects.filter(case_id=case.pk).exists()
    return VIEW.rows(actor).filter(pk=case.pk).exists(), rows


def test_an_offer_tells_what_it_is_for_and_not_the_case_until_it_is_accepted(world, now, case):
    share = offered(world, now, case)
    assert sees(world, "idva", case) == (False, False)
    idva = world.acts("idva")
    (offer,) = offers_to(idva)
    assert (offer.case, offer.by, offer.purpose) == (case.ref, "Curlew Beck", OFFERED["purpose"])
    assert [title for title, _ in offer.sections] == ["Referral", "Risk"]
    assert offers_to(world.acts("housing")) == []
    sharing.accept_share(by=world.acts("idva"), at=now, share=share)
    assert sees(world, "idva", case) == (True, True)
    assert offers_to(world.acts("idva")) == []


def test_of_two_who_answer_at_once_the_second_is_told(world, now, case):
    share = offered(world, now, case)
    sharing.accept_share(by=world.acts("idva"), at=now, share=share)
    for answer, because in (("declined", "Not ours."), ("accepted", "")):
        by = world.acts("idva")
        with pytest.raises(Refused, match="meanwhile"):  # as past a policy that was asked before the other answered
            sharing._answer(share, answer, by=by, at=now, because=because)
    assert sees(world, "idva", case) == (True, True)


def test_only_its_agency_answers_and_only_who_runs_it_offers_and_ends(world, now, case):
    share = offered(world, now, case)
    for who in ("housing", "nurse", "coordinator"):
        with pytest.raises(Forbidden):
            sharing.accept_share(by=world.acts(who), at=now, share=share)
    for who in ("nurse", "officer", "housing"):
        with pytest.raises(Forbidden):
            offered_by = world.acts(who)
            sharing.offer_share(by=offered_by, at=now, case=case, agency=world.agencies["fell-council"], **OFFERED)
        with pytest.raises(Forbidden):
            sharing.revoke_share(by=world.acts(who), at=now, share=_with(world, share), because="No need.")


def _with(world, share):
    world.acts("system")
    row = Share.objects.select_related("case").get(pk=share.pk)
    return row


def test_what_it_is_shared_for_names_nobody_of_the_case(world, now, case):
    add_person(by=world.acts("coordinator"), at=now, case=case, party="child", name="Wren Testbourne")
    for purpose in ("To research Wren Testbourne.", "To look for Testbourne."):
        with pytest.raises(Refused, match="names nobody. Take out “") as refused:
            offered(world, now, case, purpose=purpose)
        assert refused.value.field == "purpose" and "Testbourne" in refused.value.sentence
    assert offered(world, now, case, purpose="To plan for safety with the family.").purpose


def test_no_board_or_committee_is_given_a_case(world, now, case):
    board = world.agencies["fell-council"]
    board.kind = "board"
    with command("test.board", by=world.acts("system"), at=now):
        board.save()
    with pytest.raises(Refused, match="that works cases"):
        offered(world, now, case, agency=board)


def test_what_is_declined_stays_closed_with_its_reason_and_may_be_offered_again(world, now, case):
    share = offered(world, now, case)
    with pytest.raises(Refused, match="Say why"):
        sharing.decline_share(by=world.acts("idva"), at=now, share=share, because=" ")
    sharing.decline_share(by=world.acts("idva"), at=now, share=share, because="We know her not.")
    assert sees(world, "idva", case) == (False, False)
    with pytest.raises(Forbidden):
        sharing.accept_share(by=world.acts("idva"), at=now, share=share)
    page = who_page(case, process_for(case), at=now, reader=world.acts("coordinator"))
    assert [(line.agency, line.word, line.ended) for line in page.over] == [
        ("Fellshire Survivor Network", "Declined", "We know her not.")
    ]
    accepted(world, now, case)
    assert sees(world, "idva", case) == (True, True)


def test_an_ended_share_closes_the_case_at_once(world, now, case):
    share = accepted(world, now, case)
    world.acts("coordinator")
    row = Share.objects.select_related("case").get(pk=share.pk)
    with pytest.raises(Refused, match="Say why it ends"):
        sharing.revoke_share(by=world.acts("coordinator"), at=now, share=row, because="")
    sharing.revoke_share(by=world.acts("coordinator"), at=now, share=row, because="They closed their file.")
    assert sees(world, "idva", case) == (False, False)
    page = who_page(case, process_for(case), at=now, reader=world.acts("coordinator"))
    assert [(line.word, line.ended) for line in page.over] == [("Had it", "They closed their file.")]


def test_a_share_is_over_after_its_last_day_without_anything_being_written(world, now, case):
    world.acts("system")
    share = a_share(case=case, agency=world.agencies["fell-network"], at=now, until_on=(now + timedelta(days=3)).date())
    assert share.is_open(now + timedelta(days=3)) and not share.is_open(now + timedelta(days=4))
    past = a_share(
        case=case, agency=world.agencies["fell-council"], at=now, until_on=(now - timedelta(days=400)).date()
    )
    assert sees(world, "housing", case) == (False, False)
    # It does not stand in the way of a new one, and what was offered too long ago is answered no more.
    again = offered(world, now, case, agency=world.agencies["fell-council"])
    world.acts("coordinator")
    assert Share.objects.get(pk=past.pk).ended_because == sharing.OVER
    assert again.ref != past.ref
    assert OFFER.rows(world.acts("housing")).filter(pk=again.pk).exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"sections": []}, "sections"),
        ({"sections": ["transfer"]}, "sections"),
        ({"sections": ["nothing"]}, "sections"),
        ({"purpose": " "}, "purpose"),
        ({"basis": ""}, "basis"),
        ({"basis": "consent"}, "basis"),
        ({"consent": ""}, "consent"),
        ({"without_consent_because": ""}, "without_consent_because"),
    ],
)
def test_an_offer_says_what_it_lacks(world, now, case, facts, field):
    with pytest.raises(Refused) as refused:
        offered(world, now, case, **facts)
    assert refused.value.field == field


def test_no_agency_is_offered_it_twice_or_from_outside_or_until_yesterday(world, now, case):
    offered(world, now, case)
    for facts, words in (
        ({}, "was offered this case already"),
        ({"agency": world.agencies["dale-council"]}, "an agency of the partnership"),
        ({"agency": world.agencies["fell-council"], "until_on": world.day(-1)}, "must not be in the past"),
    ):
        with pytest.raises(Refused, match=words):
            offered(world, now, case, **facts)


def test_another_agency_leads_when_it_has_the_case_and_somebody_to_run_it(world, now, case):
    network = world.agencies["fell-network"]
    with pytest.raises(Refused, match="has accepted the case"):
        sharing.change_lead(by=world.acts("coordinator"), at=now, case=case, agency=network)
    accepted(world, now, case)
    with pytest.raises(Refused, match="named as coordinator"):
        sharing.change_lead(by=world.acts("coordinator"), at=now, case=case, agency=network)
    a_post(partnership=case.partnership_id, kind="marac", role="coordinator", user=world.people["idva"],
           from_on=world.day(-300))  # fmt: skip
    sharing.change_lead(by=world.acts("coordinator"), at=now, case=case, agency=network)
    assert VIEW.decide(world.acts("idva"), case).clause == "lead_agency"
    assert VIEW.decide(world.acts("coordinator"), case).clause == "shared_with_agency"


def test_who_read_a_share_before_its_agency_led_cannot_end_it_and_leave_the_case_without_a_lead(world, now, case):
    network, read_earlier = world.agencies["fell-network"], accepted(world, now, case)
    a_post(partnership=case.partnership_id, kind="marac", role="coordinator", user=world.people["idva"],
           from_on=world.day(-300))  # fmt: skip
    sharing.change_lead(by=world.acts("coordinator"), at=now, case=case, agency=network)
    with pytest.raises(Refused, match="Let another lead first"):
        sharing.revoke_share(by=world.acts("idva"), at=now, share=read_earlier, because="Over.")
    assert VIEW.decide(world.acts("idva"), case).clause == "lead_agency"


def test_a_restricted_case_is_open_to_who_is_named_and_who_runs_it(world, now, case):
    accepted(world, now, case)
    coordinator = world.acts("coordinator")
    sharing.restrict(by=coordinator, at=now, case=case, restricted=True)
    assert sees(world, "idva", case)[0] is False
    assert sees(world, "nurse", case)[0] is False
    world.acts("coordinator")
    with pytest.raises(Refused, match="of an agency that has the case"):
        sharing.name_member(by=coordinator, at=now, case=case, account=world.people["housing"])
    member = sharing.name_member(by=coordinator, at=now, case=case, account=world.people["idva"])
    with pytest.raises(Refused, match="already"):
        sharing.name_member(by=coordinator, at=now, case=case, account=world.people["idva"])
    assert VIEW.decide(world.acts("idva"), case).clause == "named_on_it"
    world.acts("coordinator")
    row = CaseMember.objects.select_related("case").get(pk=member.pk)
    sharing.unname_member(by=coordinator, at=now, member=row)
    assert sees(world, "idva", case)[0] is False
    sharing.restrict(by=world.acts("coordinator"), at=now, case=case, restricted=False)
    assert sees(world, "nurse", case)[0] is True


def test_of_two_who_restrict_a_case_or_take_somebody_off_it_at_once_the_second_is_told(world, now, case):
    coordinator = world.acts("coordinator")
    first, second = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
    sharing.restrict(by=coordinator, at=now, case=first, restricted=True)
    with pytest.raises(Refused, match="so already"):
        sharing.restrict(by=coordinator, at=now, case=second, restricted=True)
    named = sharing.name_member(by=coordinator, at=now, case=case, account=world.people["nurse"])
    read_too = CaseMember.objects.select_related("case").get(pk=named.pk)
    sharing.unname_member(by=coordinator, at=now, member=named)
    with pytest.raises(Refused, match="taken off the case already"):
        sharing.unname_member(by=coordinator, at=now, member=read_too)


def test_who_has_a_case_says_why_and_by_which_rule(world, now, case):
    accepted(world, now, case)
    read = {
        who: who_page(case, process_for(case), at=now, reader=world.acts(who)).open[-1]
        for who in ("nurse", "idva", "coordinator")
    }
    assert [bool(line.purpose) for line in read.values()] == [False, True, True]
    assert read["nurse"].consent == "It was not safe to ask"
    page = who_page(case, process_for(case), at=now, reader=world.acts("coordinator"))
    assert [(line.agency, line.standing) for line in page.open] == [
        ("Fellshire Integrated Care Board", "Opened the case"),
        ("Fellshire Constabulary", "Leads the case"),
        ("Fellshire Survivor Network", "It was shared with them"),
    ]
    assert page.open[-1].consent == "It was not safe to ask. He reads her post."
    people = {line.name: line.sentence for line in page.people}
    assert people["Goldcrest Ghyll"] == "This case is shared with your agency."
    assert people["Curlew Beck"] == "Your agency leads this case."
    assert "Siskin Crag" not in people and "Juniper Slate" not in people


@pytest.mark.parametrize("restricted", [False, True])
def test_nobody_learns_from_who_can_see_a_case_that_a_colleague_is_shut_out(world, now, case, restricted):
    """From a list of names the nurse would learn by who is missing; whoever runs the case decides about the wall."""
    accepted(world, now, case)
    too = world.people["nurse_too"]
    if restricted:
        for account in (world.people["nurse"], too):
            sharing.name_member(by=world.acts("coordinator"), at=now, case=case, account=account)
        sharing.restrict(by=world.acts("coordinator"), at=now, case=case, restricted=True)
        case.refresh_from_db()

    def read(who):
        return who_page(case, process_for(case), at=now, reader=world.acts(who))

    before = {who: read(who) for who in ("nurse", "idva", "coordinator")}
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=too, shut_out=True, why="Her cousin.")
    assert read("nurse") == before["nurse"] and read("idva") == before["idva"]
    assert before["nurse"].people is None and too.name not in str(before["nurse"])
    words = dict(before["nurse"].circles)
    assert words["Fellshire Integrated Care Board"].startswith("Those who are named on" if restricted else "Its pract")
    assert words["Fellshire Constabulary"].endswith("whoever is named for running cases of its kind.")
    assert too.name in {line.name for line in before["coordinator"].people}
    assert too.name not in {line.name for line in read("coordinator").people}


def test_a_step_by_an_agency_whose_share_is_over_is_refused(world, now, case):
    share = accepted(world, now, case)
    world.acts("coordinator")
    row = Share.objects.select_related("case").get(pk=share.pk)
    sharing.revoke_share(by=world.acts("coordinator"), at=now, share=row, because="Over.")
    with pytest.raises(Forbidden):
        take_step(by=world.acts("idva"), at=now, case=case, name="accept")


def test_one_offer_is_found_by_its_reference_and_by_nobody_else(world, now, case):
    from django.http import Http404

    share = offered(world, now, case)
    assert offer_of(world.acts("idva"), share.ref)[0] == share
    with pytest.raises(Http404):
        offer_of(world.acts("housing"), share.ref)


def each(world, *agencies, **facts) -> list[sharing.Offer]:
    """An offer to each of some agencies."""
    given = {**OFFERED, "sections": ("referral", "risk"), **facts}
    return [sharing.Offer(agency=world.agencies[slug], **given) for slug in agencies]


def test_several_are_offered_it_at_once_and_who_has_it_or_waits_for_the_wall_is_passed_over(world, now, case):
    accepted(world, now, case)
    add_person(by=world.acts("coordinator"), at=now, case=case, party="other_adult", name="Siskin Crag")
    offers = [*each(world, "fell-network", "fell-council"), *each(world, "dale-council", purpose="For the meeting.")]
    by = world.acts("coordinator")
    shares, passed = sharing.offer_to_each(by=by, at=now, case=case, offers=offers)
    assert shares == [] and [agency.slug for agency, _ in passed] == ["fell-network", "fell-council", "dale-council"]
    why = [sentence for _, sentence in passed]
    assert "has this case already" in why[0] and "about Siskin Crag" in why[1] and "not an agency" in why[2]
    wall.decide(by=by, at=now, case=case, account=world.people["housing"], shut_out=True, why="His cousin.")
    shares, passed = sharing.offer_to_each(by=by, at=now, case=case, offers=offers)
    assert [share.agency.slug for share in shares] == ["fell-council"] and len(passed) == 2
    assert (shares[0].sections, shares[0].answer) == (["referral", "risk"], "offered")
    assert offers_to(world.acts("housing")) == []  # the wall hides the offer from him too


def test_what_is_wrong_with_one_of_several_offers_stops_them_all_and_names_its_agency(world, now, case):
    offers = [*each(world, "fell-network"), *each(world, "fell-council", purpose="About Ottoline Quince-Harrow.")]
    with pytest.raises(sharing.OfferRefused) as refused:
        sharing.offer_to_each(by=world.acts("coordinator"), at=now, case=case, offers=offers)
    assert (refused.value.agency.slug, refused.value.field) == ("fell-council", "purpose")
    assert offers_to(world.acts("idva")) == []
    with pytest.raises(Forbidden):
        sharing.offer_to_each(by=world.acts("nurse"), at=now, case=case, offers=each(world, "fell-network"))


def test_what_was_declined_or_is_over_is_not_ended_once_more_and_of_two_who_end_it_the_first_reason_stays(
    world, now, case
):
    share = offered(world, now, case)
    sharing.decline_share(by=world.acts("idva"), at=now, share=share, because="Not ours.")
    stale = _with(world, accepted(world, now, case))
    by = world.acts("coordinator")
    with pytest.raises(Refused, match="declined it"):
        sharing.revoke_share(by=by, at=now, share=_with(world, share), because="No need.")
    by = world.acts("coordinator")
    sharing.revoke_share(by=by, at=now, share=_with(world, stale), because="They closed their file.")
    by = world.acts("coordinator")
    with pytest.raises(Refused, match="over already"):  # her page still showed it open
        sharing.revoke_share(by=by, at=now, share=stale, because="Another reason.")
    assert Share.objects.get(pk=stale.pk).ended_because == "They closed their file."
    past = a_share(case=case, agency=world.agencies["fell-council"], at=now, until_on=world.day(-1))
    by = world.acts("coordinator")
    with pytest.raises(Refused, match="over already"):
        sharing.revoke_share(by=by, at=now, share=_with(world, past), because="No need.")
