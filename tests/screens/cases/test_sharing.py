"""Screens of sharing, the wall and broken glass; and that whoever is shut out learns nothing from any address."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.models import BreakGlass, Case, Conflict, DeclaredTie, Share
from cairn.domain.cases.services import glass, sharing, wall
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.services.tasks import give_task
from cairn.domain.cases.testing import a_case, a_post, a_share, submit
from cairn.domain.cases.web.frame import CaseHere
from cairn.domain.cases.web.sharing_views import sharing_part
from cairn.domain.cases.web.urls import urlpatterns
from cairn.domain.cases.web.wall_views import glass_part
from cairn.domain.plans.testing_world import add_person, found_world
from cairn.foundation.accounts.models import StartCode
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor

PEOPLE = {
    "nurse": ("Plover Chalk", "fell-health"), "coordinator": ("Curlew Beck", "fell-police"),
    "deputy": ("Dotterel Fell", "fell-police"), "officer": ("Merlin Scree", "fell-police"),
    "idva": ("Goldcrest Ghyll", "fell-network"), "housing": ("Siskin Crag", "fell-council"),
}  # fmt: skip
PURPOSE = "To plan for safety together."


@pytest.fixture
def world(world_database_today, db):
    """Practitioners of four agencies, two of whom run the conference."""
    world = found_world(at=timezone.now())
    for key, (name, agency) in PEOPLE.items():
        add_person(world, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for days, key in ((300, "coordinator"), (200, "deputy")):
        a_post(partnership=world.partnership.pk, kind="marac", role="coordinator", user=world.people[key],
               from_on=world.day(-days))  # fmt: skip
    return world


@pytest.fixture
def case(world):
    """A referral that was sent a day ago."""
    yesterday = world.at - timedelta(days=1)
    made = a_case(by=world.acts("nurse"), at=yesterday)
    submit(by=world.acts("nurse"), at=yesterday, case=made)
    return made


def at(name, **kwargs):
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})


def page_of(response):
    return response.content.decode()


def offer_to(world, case, agency="fell-network"):
    return sharing.offer_share(
        by=world.acts("coordinator"), at=world.at, case=case, agency=world.agencies[agency],
        sections=["referral", "risk"], purpose=PURPOSE, basis="public_task", consent="given",
    )  # fmt: skip


def test_what_nobody_answered_yet_is_taken_back_in_words_that_are_true_of_an_offer(world, case, browser):
    """It said that the case closes to their people, and that what they wrote stays: they never had it."""
    share, coordinator = offer_to(world, case), browser("coordinator")
    page = page_of(coordinator.get(at("who", ref=case.ref)))
    assert "Take the offer back" in page and "End this share" in page  # of who opened it
    address = at("end-share", ref=case.ref, share=share.ref)
    page = page_of(coordinator.get(address))
    assert "Take back what Fellshire Survivor Network was offered" in page and "closes to its people" not in page
    page = page_of(coordinator.post(address, {"because": "They are not needed."}, follow=True))
    assert "Fellshire Survivor Network is offered it no more." in page and "is closed to" not in page


def test_a_case_is_offered_answered_and_ended_on_screens(world, case, browser):
    coordinator, idva = browser("coordinator"), browser("idva")
    page = page_of(coordinator.post(at("share", ref=case.ref), {"purpose": PURPOSE, "consent": "not_given"}))
    assert "Choose at least one section" in page and PURPOSE in page
    typed = {
        "agency": str(world.agencies["fell-network"].pk), "sections": ["referral"], "purpose": PURPOSE,
        "basis": "public_task", "consent": "not_given", "until_on_day": "", "until_on_month": "", "until_on_year": "",
    }  # fmt: skip
    assert "Say why it is shared without" in page_of(coordinator.post(at("share", ref=case.ref), typed))
    done = coordinator.post(at("share", ref=case.ref), {**typed, "without_consent_because": "Unsafe."}, follow=True)
    assert "The case is offered to Fellshire Survivor Network." in page_of(done) and "Not answered yet" in page_of(done)
    assert "Nothing waits for an answer" in page_of(browser("housing").get(at("offered")))
    assert case.ref in page_of(idva.get(at("offered")))
    world.acts("system")
    share = Share.objects.get(agency__slug="fell-network")
    assert idva.get(at("who", ref=case.ref)).status_code == 404
    page = page_of(idva.get(at("answer", ref=share.ref)))
    assert PURPOSE in page and "Curlew Beck" in page and "Unsafe." not in page
    page = page_of(idva.post(at("answer", ref=share.ref), {"answer": "decline", "because": ""}))
    assert "Say why your agency does not take it" in page
    page = page_of(idva.post(at("answer", ref=share.ref), {"answer": "accept"}, follow=True))
    assert "Your agency has the case." in page and "“This case is shared with your agency.”" in page
    assert idva.get(at("end-share", ref=case.ref, share=share.ref)).status_code == 403
    assert coordinator.get(at("end-share", ref=case.ref, share=share.ref)).status_code == 200
    page = page_of(
        coordinator.post(at("end-share", ref=case.ref, share=share.ref), {"because": "It is over."}, follow=True)
    )
    assert "It is over." in page and "Agencies that do not have it any more" in page
    assert idva.get(at("who", ref=case.ref)).status_code == 404


def test_of_two_of_an_agency_who_answer_the_same_offer_the_second_is_told_and_no_stranger_is(world, case, browser):
    share = offer_to(world, case, agency="fell-council")
    add_person(world, key="housing_too", name="Jackdaw Chert", agency="fell-council", roles=[Role.PRACTITIONER])
    first, second, address = browser("housing"), browser("housing_too"), at("answer", ref=share.ref)
    assert PURPOSE in page_of(second.get(address))
    first.post(address, {"answer": "decline", "because": "We know nobody of them."})
    for answer in ({"answer": "accept"}, {"answer": "decline", "because": "Not ours."}):
        page = page_of(second.post(address, answer, follow=True))
        assert "This was answered for your agency meanwhile" in page and "Nothing waits for an answer" in page
    assert browser("idva").get(address).status_code == browser("board").get(address).status_code == 404
    world.acts("system")
    assert Share.objects.get(pk=share.pk).answer == "declined"


def test_what_an_agency_undertook_and_can_see_no_more_is_said_to_whoever_ends_its_share(world, case, browser):
    """A task that was to keep somebody safe must not lie with an agency to which the case was closed."""
    share = a_share(case=case, agency=world.agencies["fell-network"], at=world.at)
    by, due = world.acts("coordinator"), world.day(7)
    give_task(by=by, at=world.at, case=case, agency_id=world.agencies["fell-network"].pk, title="Ring her.",
              due_on=due)  # fmt: skip
    client, address = browser("coordinator"), at("end-share", ref=case.ref, share=share.ref)
    left = "does not have this case any more, and cannot see the task"
    assert left not in page_of(client.get(at("case", ref=case.ref)))
    assert "1 task of theirs is not done, and they will not see it any more" in page_of(client.get(address))
    client.post(address, {"because": "It is over."})
    assert left in page_of(client.get(at("case", ref=case.ref)))


def test_people_are_named_and_the_case_restricted_on_one_page(world, case, browser):
    client, address = browser("coordinator"), at("access", ref=case.ref)
    assert "Nobody is named on it" in page_of(client.get(address))
    nurse = str(world.people["nurse"].pk)
    page = page_of(client.post(address, {"do": "name", "account": nurse}, follow=True))
    assert "Plover Chalk is named on this case." in page
    assert "Restrict it" not in page_of(client.post(address, {"do": "restrict"}, follow=True))
    assert "Choose an agency that has the case" in page_of(client.post(address, {"do": "lead", "agency": ""}))
    assert browser("nurse").get(at("who", ref=case.ref)).status_code == 200
    assert browser("nurse").get(address).status_code == 403


def test_the_wall_is_decided_by_who_runs_it_and_ties_are_declared_by_everybody(world, case, browser):
    coordinator = browser("coordinator")
    assert "Nobody waits for a decision" in page_of(coordinator.get(at("wall", ref=case.ref)))
    officer = world.people["officer"]
    address = at("decide", ref=case.ref)
    assert "Merlin Scree" in page_of(coordinator.get(f"{address}?account={officer.pk}"))
    typed = {"account": str(officer.pk), "shut_out": "yes", "tie": "family", "why": "Her brother."}
    assert "Merlin Scree is kept from this case." in page_of(coordinator.post(address, typed, follow=True))
    assert "Her brother." in page_of(coordinator.get(at("wall", ref=case.ref)))
    own = {**typed, "account": str(world.people["coordinator"].pk)}
    assert "There is a problem" in page_of(coordinator.post(address, own))
    client = browser("board")
    assert "Enter their name" in page_of(client.post(at("ties"), {"tie": "family", "phones": "017687 55512"}))
    tie = {"tie": "family", "name": "Brambling Tor", "phones": "017687 55512, 017687 55513", "address": ""}
    assert "Brambling Tor" in page_of(client.post(at("ties"), tie, follow=True))
    world.acts("system")
    row = DeclaredTie.objects.get()
    assert row.phones == ["017687 55512", "017687 55513"]
    assert browser("manager").get(at("tie", number=row.pk)).status_code == 404
    assert "017687 55513" in page_of(client.get(at("tie", number=row.pk)))
    assert "You have not said so yet" in page_of(client.get(at("ties")))
    said = page_of(client.post(at("ties"), {"do": "state"}, follow=True))
    assert "You have said that your list is complete." in said and "You last said so on" in said
    assert "The tie is deleted." in page_of(client.post(at("tie", number=row.pk), {"do": "delete"}, follow=True))


def test_whoever_starts_an_account_with_a_code_reads_none_of_the_ties_declared_before(world, browser, look):
    client, typed = browser("housing"), {"tie": "family", "name": "Avocet Agate", "phones": "", "address": ""}
    client.post(at("ties"), typed)
    look()
    (tie,) = DeclaredTie.objects.all()
    one = at("tie", number=tie.pk)
    assert "Avocet Agate" in client.get(at("ties")).content.decode() and client.get(one).status_code == 200
    look()
    now = timezone.now()
    with command("test.code", by=system_actor(), at=now):
        StartCode(
            user=world.people["housing"], digest="x", issued_at=now, issued_by=world.people["administrator"],
            expires_at=now, used_at=now, without_factor=True,
        ).save()  # fmt: skip
    page = client.get(at("ties")).content.decode()
    assert "Avocet Agate" not in page and "They still count" in page
    assert client.get(one).status_code == 404
    client.post(at("ties"), {**typed, "name": "Dipper Moraine"})
    page = client.get(at("ties")).content.decode()
    assert "Dipper Moraine" in page and "Avocet Agate" not in page


def test_a_practitioner_is_asked_for_her_ties_until_she_says_that_they_are_all(world, browser):
    client = browser("nurse")
    assert "You have not said yet that your list is complete" in page_of(client.get(at("cases")))
    client.post(at("ties"), {"do": "state"})
    assert "Say who is close to you" not in page_of(client.get(at("cases")))
    assert "Say who is close to you" in page_of(browser("idva").get(at("cases"))), "each for herself"


def test_glass_is_broken_ended_and_reviewed_on_screens(world, case, browser):
    idva, officer = browser("idva"), browser("auditor")
    page = page_of(idva.post(at("break-glass"), {"ref": case.ref, "reason": "test, urgent"}))
    assert "Say in a sentence why you must open it now" in page and "test, urgent</textarea>" in page
    assert f'value="{case.ref}"' in page
    page = page_of(idva.post(at("break-glass"), {"ref": "K00000000", "reason": "She rang from the road."}))
    assert "No case can be opened by this reference" in page and "She rang from the road.</textarea>" in page
    page = page_of(idva.post(at("break-glass"), {"ref": case.ref, "reason": "She rang from the road."}, follow=True))
    assert "open to you for three hours" in page and "“You broke the glass" in page
    page = page_of(officer.get(at("broken-glass")))
    assert case.ref in page and "Still open." in page and "For Cedar Chalk." in page
    world.acts("system")
    row = BreakGlass.objects.get()
    assert idva.get(at("share", ref=case.ref)).status_code == 403
    idva.post(at("break-glass"), {"end": row.ref})
    assert idva.get(at("who", ref=case.ref)).status_code == 404
    assert "Nothing waits for a review" in page_of(browser("manager").get(at("broken-glass")))
    assert browser("manager").get(at("review-glass", ref=row.ref)).status_code == 404
    page = page_of(officer.post(at("review-glass", ref=row.ref), {"was_right": "yes", "review": ""}))
    assert "Say why" in page
    typed = {"was_right": "yes", "review": "Nobody else was there."}
    assert "Nobody else was there." in page_of(officer.post(at("review-glass", ref=row.ref), typed, follow=True))


def test_the_parts_of_a_cases_page_say_who_has_it_and_what_waits(world, case):
    def part(provide, who):
        return provide(CaseHere(world.acts(who), Case.objects.get(pk=case.pk), world.at))

    world.acts("coordinator")
    assert [line.agency for line in part(sharing_part, "coordinator").context["lines"]] == [
        "Fellshire Integrated Care Board", "Fellshire Constabulary",
    ]  # fmt: skip
    assert part(sharing_part, "nurse").context["may_run"] is False
    assert part(glass_part, "nurse") is None
    assert part(glass_part, "deputy").context["waiting"] == 0


def test_the_page_of_a_case_never_says_that_nobody_waits_while_somebody_stands_on_the_wall(world, case, browser):
    add_person(world, key="rob", name="Robert Scar", agency="fell-police", roles=[Role.PRACTITIONER])
    by = world.acts("coordinator")
    add_to_case(by=by, at=world.at, case=case, party="other_adult", name="Bob Scar")
    page = page_of(browser("coordinator").get(at("case", ref=case.ref)))
    assert "Nobody waits for a decision" not in page and "Nobody is kept out until somebody decides." in page
    assert "Robert Scar" in page_of(browser("coordinator").get(at("wall", ref=case.ref)))
    add_to_case(by=world.acts("coordinator"), at=world.at, case=case, party="child", name="Merlin Scree")
    page = page_of(browser("coordinator").get(at("case", ref=case.ref)))
    assert "1 person is kept out until somebody decides." in page


def _addresses(case, share, row):
    """Every address of cases that names one: with what exists, and with what does not."""
    for pattern in urlpatterns:
        wanted = pattern.pattern.converters
        if not wanted:
            continue
        route = str(pattern.pattern)
        first = {"case-offers": share.ref, "broken-glass": row.ref}.get(route.split("/")[0], case.ref)
        filled = {key: 1 if type(kind).__name__ == "IntConverter" else "csv" for key, kind in wanted.items()}
        filled |= {"share": share.ref} if "share" in wanted else {}
        if "ref" in wanted:
            yield (
                pattern.name,
                at(pattern.name, **filled, ref=first)
                if "ref" not in filled
                else at(pattern.name, **{**filled, "ref": first}),
                at(pattern.name, **{**filled, "ref": first[0] + "0" * (len(first) - 1)}),
            )


def _answer(client, method, address, data):
    with CaptureQueriesContext(connection) as queries:
        found = getattr(client, method)(address, data)
    shape = [query["sql"].split("WHERE")[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    return found.status_code, found.get("Content-Type"), len(found.content), len(shape), shape


@pytest.mark.parametrize(
    ("who", "had_a_share"), [("officer", False), ("housing", False), ("housing", True), ("auditor", False)]
)
def test_whoever_is_shut_out_a_stranger_and_an_ended_partner_learn_nothing_from_any_address(
    world, case, browser, who, had_a_share
):
    """An officer of the agency that leads who is shut out, a practitioner without a share, one whose agency's share
    ended, an officer shut out."""
    share = offer_to(world, case)
    if had_a_share:
        a_share(case=case, agency=world.agencies["fell-council"], at=world.at, ended_at=world.at,
                ended_because="No longer needed.")  # fmt: skip
    row = glass.break_glass(by=world.acts("idva"), at=world.at, ref=case.ref, reason="She rang from the road.")
    for walled in ("officer", "auditor"):
        wall.decide(by=world.acts("coordinator"), at=world.at, case=case, account=world.people[walled], shut_out=True,
                    why="Her brother.")  # fmt: skip
    client = browser(who)
    client.get(at("offered"))
    tried = 0
    for name, real, invented in _addresses(case, share, row):
        for method in ("get", "post"):
            for data in ({}, {"because": "x", "answer": "accept", "do": "restrict", "reason": "x"}):
                assert _answer(client, method, real, data) == _answer(client, method, invented, data), (name, method)
                tried += 1
    assert tried >= 32
    if who == "officer":
        none = case.ref[0] + "0" * (len(case.ref) - 1)
        one, other = ({"ref": ref, "reason": "She rang from the road."} for ref in (case.ref, none))
        first, second = (_answer(client, "post", at("break-glass"), data) for data in (one, other))
        assert first == second and first[0] == 200
    for page in ("offered", "broken-glass", "break-glass"):
        assert case.ref not in page_of(client.get(at(page)))
    if who == "auditor":  # nor from the records, which name every act to an officer
        assert case.ref not in page_of(client.get(reverse("thread:records", kwargs={"partnership": "fellshire"})))
    world.acts("system")
    assert BreakGlass.objects.count() == 1 and Conflict.objects.count() == 2


def test_of_two_who_decide_about_somebody_the_second_reads_what_the_first_decided(world, case, browser):
    """Else a form opened before would let in whom a colleague has just kept out, and nobody would notice."""
    officer, address = world.people["officer"], at("decide", ref=case.ref)
    coordinator, deputy = browser("coordinator"), browser("deputy")
    page = page_of(coordinator.get(f"{address}?account={officer.pk}"))
    began = re.search(r'name="seen_at" value="([^"]+)"', page)[1]
    typed = {"account": str(officer.pk), "shut_out": "yes", "tie": "family", "why": "Her brother."}
    deputy.post(address, typed)
    mine = {**typed, "shut_out": "no", "tie": "", "why": "Only the same name.", "seen_at": began}
    page = page_of(coordinator.post(address, mine))
    assert "Dotterel Fell decided about them meanwhile, and keeps them out: “Her brother.”" in page
    world.acts("system")
    assert Conflict.objects.get(user=officer).shut_out
    again = re.search(r'name="seen_at" value="([^"]+)"', page)[1]
    done = page_of(coordinator.post(address, {**mine, "seen_at": again}, follow=True))
    assert "Merlin Scree is cleared for this case." in done


def test_whoever_broke_the_glass_reads_the_case_and_is_offered_no_step_that_would_be_refused(world, case, browser):
    idva = browser("idva")
    idva.post(at("break-glass"), {"ref": case.ref, "reason": "She rang from the road and he is near."})
    page = page_of(idva.get(at("case", ref=case.ref)))
    assert "No step is open to you now." in page and "Put it right" not in page and "/steps/" not in page
    assert idva.get(at("step", ref=case.ref, step="abuse_recorded")).status_code == 403
    assert "/steps/" in page_of(browser("nurse").get(at("case", ref=case.ref)))


def test_an_offer_that_is_not_answered_is_not_said_to_be_shared(world, case, browser):
    offer_to(world, case)
    for name in ("case", "who"):
        page = page_of(browser("coordinator").get(at(name, ref=case.ref)))
        assert "ot answered yet" in page and "t was shared with them" not in page
