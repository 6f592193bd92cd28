"""Pointer before content: what a search shows, to whom, and who is absent from it."""

import pytest
from django.http import Http404

from cairn.domain.cases.models import Conflict
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import a_case
from cairn.domain.hub.models import Doubt, HubPerson, PairDecision
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.queries.people import Answer, person_page, search
from cairn.domain.records.services.feeds import change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.audit.commands import command

JUNIPER = {"given": "Juniper", "family": "Slate", "born": "1980-06-14"}
DUNLIN = {"given": "Dunlin", "family": "Travertine", "born": "1971-02-03"}


def said(pointers):
    return [(one.agency.slug, one.sure) for one in pointers]


def found(hub, who, sought, **more):
    return search(hub.acts(who), sought, on=hub.at.date(), **more)


def test_a_practitioner_finds_her_agencys_records_and_that_another_knows_them_where_it_may_be_said(hub):
    (one,) = found(hub, "nurse", {"family": "sla", "given": "jun"}).found
    assert [row.key for row in one.rows] == ["H-1"]
    assert said(one.known_to) == [("fell-police", False)]  # the matcher alone: probably
    assert one.known_to[0].ask == ("Heron Granite",)
    (other,) = found(hub, "officer", JUNIPER).found
    assert [row.key for row in other.rows] == ["P-1"] and other.known_to == ()  # the hospital's agreement says nobody
    assert other.person == one.person
    assert found(hub, "officer", {}, key="H-1") == Answer(())
    assert [row.key for row in found(hub, "nurse", {}, key="H-1").found[0].rows] == ["H-1"]


def test_her_agencys_records_are_found_though_they_are_spelt_otherwise(hub):
    (one,) = found(hub, "nurse", {**JUNIPER, "given": "Junipper", "family": "Slater"}).found
    assert [row.key for row in one.rows] == ["H-1"] and one.otherwise and said(one.known_to) == [("fell-police", False)]
    (typed,) = found(hub, "nurse", JUNIPER).found
    assert typed.person == one.person and not typed.otherwise and len(typed.rows) == 1
    # A name alone means too many, and what another agency alone knows is no record of hers.
    assert found(hub, "nurse", {"given": "Junipper", "family": "Slater"}).found == ()
    assert found(hub, "nurse", DUNLIN).found == ()


def test_what_a_reviewer_joined_is_said_without_probably(hub):
    by = hub.acts("system")
    first, second = sorted(links_now(hub.partnership.pk).filter(record__key__in=("P-1", "H-1"))
                           .values_list("record_id", flat=True))  # fmt: skip
    with command("hub.decide", by=by, at=hub.at):
        PairDecision(partnership=hub.partnership, first_id=first, second_id=second, says="same", why="Seen.",
                     at=hub.at).save()  # fmt: skip
    assert said(found(hub, "nurse", JUNIPER).found[0].known_to) == [("fell-police", True)]


def test_whom_her_agency_does_not_know_is_pointed_to_only_when_enough_is_typed(hub):
    assert said(found(hub, "housing", DUNLIN).elsewhere) == [("fell-police", False)]
    assert found(hub, "housing", {"family": "Travertine", "given": "Dunlin"}) == Answer(())
    assert found(hub, "housing", {**DUNLIN, "born": "1999-09-09"}) == Answer(())
    name = {"family": "Travertine", "given": "Dunlin"}
    assert said(found(hub, "housing", {**name, "phone": "07700 900456"}).elsewhere) == [("fell-police", False)]
    home = {"address": "9, Fell Row", "postcode": "ca997zz"}
    assert said(found(hub, "housing", {**name, **home}).elsewhere) == [("fell-police", False)]
    # A number or a home that no record has, a postcode alone, and what cannot be read, mean nobody.
    for other in ({"phone": "07700900789"}, {"phone": "?"}, {"address": "10 Fell Row", "postcode": "CA99 7ZZ"},
                  {"postcode": "CA99 7ZZ"}):  # fmt: skip
        assert found(hub, "housing", {**name, **other}) == Answer(())
    hub.acts("system")
    feed = links_now(hub.partnership.pk).get(record__key="P-2").record.feed
    change_agreement(by=hub.acts("police_lead"), at=hub.at, feed=feed, why="Only the hospital.",
                     agreed=terms(at=hub.at, pointer="named", pointed_to=(hub.agencies["fell-health"],)))  # fmt: skip
    assert found(hub, "housing", DUNLIN) == Answer(())
    assert said(found(hub, "nurse", DUNLIN).elsewhere) == [("fell-police", False)]


def test_a_person_is_opened_with_ones_own_records_alone(hub):
    one = found(hub, "nurse", JUNIPER).found[0].person
    page = person_page(hub.acts("nurse"), one.ref, on=hub.at.date())
    assert [own.record.key for own in page.own] == ["H-1"] and said(page.known_to) == [("fell-police", False)]
    for who in ("housing", "police_lead", "analyst", "manager", "stranger"):
        actor = hub.acts(who)
        with pytest.raises(Http404):
            person_page(actor, one.ref, on=hub.at.date())
    hub.acts("housing")
    assert not HubPerson.objects.exists() and not Doubt.objects.exists()


def test_whom_the_wall_or_a_restricted_case_hides_is_absent(hub):
    nurse = hub.acts("nurse")
    case = a_case(by=nurse, at=hub.at, restricted=True)
    add_to_case(by=nurse, at=hub.at, case=case, party="person_harmed", name="Juniper Slate", born=(1980, 6, 14))
    assert found(hub, "nurse", JUNIPER).found  # she is named on it
    assert found(hub, "officer", JUNIPER) == Answer(())
    assert found(hub, "officer", {**JUNIPER, "given": "Junipper"}) == Answer(())
    assert found(hub, "housing", JUNIPER) == Answer(())
    with command("cases.decide_conflict", by=hub.acts("system"), at=hub.at):
        Conflict(partnership=hub.partnership, case=case, user=hub.people["nurse"], shut_out=True, why="Her sister.",
                 decided_at=hub.at).save()  # fmt: skip
    assert found(hub, "nurse", JUNIPER) == Answer(())
    person = (
        HubPerson.objects.get(pk=links_now(hub.partnership.pk).get(record__key="H-1").person_id)
        if hub.acts("system")
        else None
    )
    with pytest.raises(Http404):
        person_page(hub.acts("nurse"), person.ref, on=hub.at.date())
