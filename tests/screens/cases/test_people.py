"""The people on a case's page, and how they are safely reached: asked what for, recorded, and in no address."""

import re

import pytest

from cairn.domain.cases.models import AddressCheck, CasePerson, ContactPlan
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.testing import REFERRAL, a_case, a_share, submit
from cairn.foundation.audit.models import Entry
from tests.screens.cases.conftest import at

pytestmark = pytest.mark.django_db
HIDDEN = ("07700 900123", "12 Larch Street", "ZZ1 2AB", "heather")


@pytest.fixture
def case(world):
    """A referral with two people that was sent, and is shared with the IDVA."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=world.at)
    add_person(by=nurse, at=world.at, case=made, party="person_harmed", name="Wren Scar")
    add_person(by=nurse, at=world.at, case=made, party="person_causing_harm", name="Tor Knott")
    submit(by=nurse, at=world.at, case=made)
    a_share(case=made, agency=world.agencies["fell-network"], at=world.at)
    return made


def person_of(case, party="person_harmed"):
    return case.people.get(party=party).person


def read(response):
    return response.content.decode()


def test_people_are_added_related_and_drawn_on_the_cases_page(browser, world, look):
    case = a_case(by=world.acts("nurse"), at=world.at)
    client = browser("nurse")
    page = read(client.get(at("case", ref=case.ref)))
    assert "Nobody has been written down in this case yet" in page
    typed = {"name": "Wren Scar", "party": "person_harmed", "born_year": "2090", "note": "Prefers Jenny."}
    page = read(client.post(at("person-add", ref=case.ref), typed))
    assert "must be 19" in page or "lies in the future" in page
    assert "Prefers Jenny." in page
    client.post(at("person-add", ref=case.ref), typed | {"born_year": "1990"})
    client.post(at("person-add", ref=case.ref), {"name": "Linnet Scar", "party": "child", "born_year": "2018"})
    look()
    refs = [row.person.ref for row in CasePerson.objects.filter(case=case)]
    tie = {"first": refs[0], "relation": "parent", "second": refs[1]}
    page = read(client.post(at("people-relate", ref=case.ref), tie, follow=True))
    assert "Wren Scar is a parent of Linnet Scar." in page and "<svg" in page and "Born: 2018." in page
    page = read(client.post(at("person-add", ref=case.ref), {"name": "Wren Scar", "party": "person_causing_harm"}))
    assert "tick the box that says so" in page and "It is another person of the same name" in page
    other = a_case(by=world.acts("nurse"), at=world.at)
    page = read(client.post(at("person-add", ref=other.ref), {"name": "Wren Scar", "party": "person_harmed"}))
    assert "Is it one of these people?" in page and case.ref in page
    page = read(client.post(at("person-remove", ref=case.ref, person=refs[1]), {"why": "Wrong case."}, follow=True))
    assert "is taken out of the case" in page and "Linnet Scar" not in page


def test_what_two_people_are_reads_as_a_sentence_and_is_ended_where_it_is_wrong(browser, world, case, look):
    refs = [row.person.ref for row in CasePerson.objects.filter(case=case)]
    client, relate = browser("nurse"), at("people-relate", ref=case.ref)
    page = read(client.post(relate, {"first": refs[0], "relation": "lives_with", "second": refs[1]}, follow=True))
    assert "Wren Scar lives with Tor Knott." in page and "is lives with" not in page
    assert "Relate two people, or end a relation" in page
    page = read(client.get(relate))
    assert "End what is wrong" in page
    look()
    number = case.relationships.get().pk
    page = read(client.post(relate, {"end": number}, follow=True))
    assert "It is recorded no more." in page and "Wren Scar lives with Tor Knott." not in page
    assert case.relationships.get().ended_at is not None
    for wrong in (number, "x", "9" * 30):
        assert "This is not recorded any more." in read(client.post(relate, {"end": wrong}, follow=True))
    client.post(relate, {"first": refs[0], "relation": "neighbour", "second": refs[1]})
    look()
    number = case.relationships.get(ended_at=None).pk
    assert "End what is wrong" not in read(browser("idva").get(relate))
    assert browser("idva").post(relate, {"end": number}).status_code == 403
    assert browser("stranger").post(relate, {"end": number}).status_code in (403, 404)
    look()
    assert case.relationships.get(pk=number).ended_at is None


def test_reaching_somebody_asks_what_for_first_and_shows_the_address_apart(browser, world, case, look):
    wren = person_of(case)
    client = browser("idva")
    here = {"ref": case.ref, "person": wren.ref}
    plan = {"safe": "yes", "way_call": "yes", "phones": "07700 900123", "code_word": "heather",
            "never_leave_message": "on", "days_1": ["0", "1"], "begins_1": "09:30", "ends_1": "12:00"}  # fmt: skip
    page = read(client.post(at("contact-plan", **here), plan | {"ends_1": ""}))
    assert "from when until when" in page and "07700 900123" in page
    client.post(at("contact-plan", **here), plan)
    address = {"lines": "12 Larch Street", "postcode": "zz1 2ab", "letters": "yes", "is_refuge": "on"}
    client.post(at("address", **here), address)
    page = read(client.get(at("contact", **here)))
    assert "What do you open it for?" in page and not any(word in page for word in HIDDEN)
    assert "Choose what you open it for" in read(client.post(at("contact", **here), {}))
    page = read(client.post(at("contact", **here), {"purpose": "speak"}))
    assert "Safe to contact" in page and "heather" in page and "Monday, Tuesday from 09:30 to 12:00" in page
    assert "A refuge" in page and "Larch" not in page and "ZZ1 2AB" not in page
    look()
    ref = wren.addresses.get().ref
    page = read(client.post(at("contact", **here), {"purpose": "meet", "address": ref}))
    assert "12 Larch Street" in page and "ZZ1 2AB" in page
    for name in ("case", "address-checks"):
        page = read(client.get(at(name, ref=case.ref)))
        assert not any(word in page for word in HIDDEN), name
    assert "address 1, a refuge" in read(client.get(at("address", **here)))
    page = read(client.post(at("address", **here), {"left": ref, "letters": "unknown"}, follow=True))
    assert "Places to look at after a change" in page
    page = read(client.post(at("contact", **here), {"purpose": "speak"}))
    assert "Do not contact them yet" in page and "Do not contact yet" in page and "govuk-tag--green" not in page
    look()
    number = AddressCheck.objects.get().pk
    page = read(client.post(at("address-checks", ref=case.ref), {"number": number, "found": "None."}, follow=True))
    assert "That place has been looked at" in page
    look()
    kept = Entry.objects.filter(action__in=("cases.read_contact", "cases.read_address"))
    assert {"To call or text them", "To visit or meet them"} <= set(kept.values_list("reason", flat=True))
    assert kept.filter(action="cases.read_address").count() == 1
    assert ContactPlan.objects.get().phones == ["07700 900123"]


def test_the_page_is_green_only_where_a_way_is_safe_now(browser, world, case):
    here, client = {"ref": case.ref, "person": person_of(case).ref}, browser("idva")
    green, by_no_way = "govuk-tag--green", "Safe to contact, but by no way now"
    for way, shown, hidden in (("way_text", green, by_no_way), ("", by_no_way, green)):
        client.post(
            at("contact-plan", **here), {"safe": "yes", "never_leave_message": "on", **({way: "yes"} if way else {})}
        )
        page = read(client.post(at("contact", **here), {"purpose": "speak"}))
        assert shown in page and hidden not in page


def test_who_may_not_reach_them_sees_the_names_and_nothing_else(browser, world, case):
    here = {"ref": case.ref, "person": person_of(case).ref}
    page = read(browser("nurse").get(at("case", ref=case.ref)))
    assert "Wren Scar" in page and "How to reach them safely" not in page
    refused = browser("nurse").get(at("contact", **here))
    assert refused.status_code == 403 and "not open to you" in read(refused)
    nothing = {"ref": "K-000000000", "person": here["person"]}
    for who in ("housing", "manager", "auditor"):
        client = browser(who)
        for name in ("contact", "address", "person-change"):
            answers = [client.get(at(name, **place)) for place in (here, nothing)]
            assert [answer.status_code for answer in answers] == [404, 404], (who, name)
            assert "Wren" not in read(answers[0])


def test_a_partner_is_offered_no_link_that_would_refuse_her(browser, case):
    """Who is in a case is changed by the agency that leads it or opened it; anybody who has it may add somebody."""
    links = [at(name, ref=case.ref, person=person_of(case).ref) for name in ("person-change", "person-remove")]
    hers, partners = (read(browser(who).get(at("case", ref=case.ref))) for who in ("nurse", "idva"))
    for link in links:
        assert link in hers and link not in partners
    assert at("person-add", ref=case.ref) in partners


def test_who_opens_how_somebody_is_reached_is_led_to_what_the_referral_said_of_it(browser, case):
    """A referral says when it is safe to call, long before anybody writes a plan: nobody may read that nobody asked."""
    address = at("contact", ref=case.ref, person=person_of(case).ref)
    page = read(browser("coordinator").get(address))
    assert "More about contact was written with the case." in page and at("kept-apart", ref=case.ref) in page
    assert REFERRAL["safe_contact"] not in page, "it is opened for a purpose"


def seen_in(page):
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def test_of_two_who_write_down_how_somebody_is_reached_the_second_sees_both_and_drops_nothing_unseen(
    browser, world, case, look
):
    """What is not safe was said to one of them a moment ago: the other must not put "safe" in its place unread."""
    here = {"ref": case.ref, "person": person_of(case).ref}
    idva, coordinator = browser("idva"), browser("coordinator")
    began = seen_in(read(coordinator.get(at("contact-plan", **here))))
    first = {"safe": "no", "note": "He has her telephone.", "seen": began}
    assert "is saved" in read(idva.post(at("contact-plan", **here), first, follow=True))
    mine = {"safe": "yes", "way_call": "yes", "phones": "07700 900123", "days_1": ["0"], "begins_1": "09:30",
            "ends_1": "12:00", "seen": began}  # fmt: skip
    page = read(coordinator.post(at("contact-plan", **here), mine))
    assert "What is saved now" in page and "He has her telephone." in page and "07700 900123" in page
    look()
    assert ContactPlan.objects.get().safe == "no"
    again = {**mine, "seen": seen_in(page), "safe": "no"}
    assert "is saved" in read(coordinator.post(at("contact-plan", **here), again, follow=True))
    look()
    assert ContactPlan.objects.count() == 2
    page = read(coordinator.get(at("contact-plan", **here)))
    same = {**again, "seen": seen_in(page)}
    idva.post(at("contact-plan", **here), {**first, "seen": seen_in(page)})
    page = read(coordinator.post(at("contact-plan", **here), {**same, "safe": "no"}))
    assert "On which days is it safe?</dt>" in page and "Is it safe to contact them at all?</dt>" not in page


def test_of_two_who_change_what_is_known_of_somebody_the_second_sees_both(browser, world, case, look):
    here = {"ref": case.ref, "person": person_of(case).ref}
    nurse, coordinator = browser("nurse"), browser("coordinator")
    began = seen_in(read(coordinator.get(at("person-change", **here))))
    known = {"name": "Wren Scar", "party": "person_harmed", "seen": began}
    done = nurse.post(at("person-change", **here), {**known, "born_year": "1990", "language": "Polish"}, follow=True)
    assert "What is known of them is saved." in read(done)
    page = read(coordinator.post(at("person-change", **here), {**known, "note": "Deaf in one ear."}))
    assert "What is saved now" in page and "Polish" in page and "Deaf in one ear." in page
    look()
    assert (person_of(case).language, case.people.get(party="person_harmed").note) == ("Polish", "")
    both = {**known, "note": "Deaf in one ear.", "born_year": "1990", "language": "Polish", "seen": seen_in(page)}
    assert "What is known of them is saved." in read(coordinator.post(at("person-change", **here), both, follow=True))


def test_a_new_address_is_not_saved_before_it_is_said_whether_the_old_one_was_left(browser, world, case, look):
    """By a box that said "No" from the beginning an old address stayed, and no place that held it was looked at."""
    here, client = {"ref": case.ref, "person": person_of(case).ref}, browser("idva")
    client.post(at("address", **here), {"lines": "12 Larch Street", "postcode": "ZZ1 2AB", "letters": "no"})
    new = {"lines": "7 Gritstone Row", "postcode": "ZZ9 9ZZ", "letters": "no"}
    page = read(client.post(at("address", **here), new))
    assert "Say whether they have left an address" in page and "7 Gritstone Row" in page
    look()
    assert person_of(case).addresses.count() == 1
    page = read(client.post(at("address", **here), {**new, "left": "none"}, follow=True))
    look()
    assert "The address is saved." in page and person_of(case).addresses.filter(until_on=None).count() == 2


def test_of_two_who_put_the_same_address_right_the_second_sees_what_the_first_saved(browser, world, case, look):
    person = person_of(case)
    idva, coordinator = browser("idva"), browser("coordinator")
    here = {"ref": case.ref, "person": person.ref}
    idva.post(at("address", **here), {"lines": "12 Larch Street", "postcode": "ZZ1 2AB", "letters": "no"})
    look()
    address = at("address", **here) + f"?corrects={person.addresses.get().ref}"
    began = seen_in(read(coordinator.get(address)))
    first = {"lines": "21 Larch Street", "postcode": "ZZ1 2AB", "why": "She read it out again.", "seen": began}
    assert "is put right" in read(idva.post(address, first, follow=True))
    mine = {"lines": "12 Larch Street West", "postcode": "ZZ1 2AB", "why": "From the tenancy.", "seen": began}
    look()
    reads = Entry.objects.filter(action="cases.read_address").count()
    page = read(coordinator.post(address, mine))
    assert "What is saved now" in page and "21 Larch Street" in page and "She read it out again." in page
    assert "12 Larch Street West" in page and "From the tenancy." in page
    look()
    assert person.addresses.get().lines == "21 Larch Street"
    assert Entry.objects.filter(action="cases.read_address").count() == reads + 1
    assert "is put right" in read(coordinator.post(address, {**mine, "seen": seen_in(page)}, follow=True))
    look()
    assert person.addresses.get().lines == "12 Larch Street West"


def test_of_two_who_write_down_a_move_the_second_is_told_and_no_address_is_there_twice(browser, world, case, look):
    person = person_of(case)
    idva, coordinator = browser("idva"), browser("coordinator")
    here = {"ref": case.ref, "person": person.ref}
    idva.post(at("address", **here), {"lines": "12 Larch Street", "postcode": "ZZ1 2AB", "letters": "no"})
    look()
    old = person.addresses.get().ref
    began = seen_in(read(coordinator.get(at("address", **here))))
    moved = {"lines": "7 Gritstone Row", "postcode": "ZZ9 9ZZ", "letters": "no", "seen": began}
    idva.post(at("address", **here), {**moved, "left": old})
    for left in (old, "none"):  # whether or not the form alone would refuse it: what she says was left is gone
        page = read(coordinator.post(at("address", **here), {**moved, "left": left}))
        assert "What is saved now" in page and "Addresses they have now" in page and "12 Larch" not in page
        assert "Look at where they live first" in page and page.count("7 Gritstone Row") == 1
        look()
        assert person.addresses.count() == 2
    again = {**moved, "lines": "Her sister's", "left": "none", "seen": seen_in(page)}
    coordinator.post(at("address", **here), again)
    look()
    assert person.addresses.filter(until_on=None).count() == 2


def test_from_a_step_that_needs_somebody_in_the_case_one_gets_to_adding_them(browser, world, look):
    case = a_case(by=world.acts("nurse"), at=world.at)
    client, step = browser("nurse"), at("step", ref=case.ref, step="submit")
    page, address = read(client.get(step)), at("person-add", ref=case.ref) + "?party=person_harmed"
    assert "Nobody is in this case as “Person harmed” yet" in page and f'href="{address}"' in page
    assert re.search(r'value="person_harmed"[^>]*checked', read(client.get(address)))
    client.post(address, {"name": "Wren Scar", "party": "person_harmed"})
    page = read(client.get(step))
    assert "This step is closed now" not in page and address not in page
