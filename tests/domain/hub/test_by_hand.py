"""A person is split by hand, two are merged, and both are undone as freely; by analysts whose agreements open it."""

import pytest
from django.http import Http404

from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import a_case
from cairn.domain.hub.models import AgencyRecord, PairDecision
from cairn.domain.hub.queries.by_hand import decided_lines, decided_page, find_people, person_links
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.services.by_hand import confirm_person, merge_people, split_person, take_back
from cairn.domain.hub.services.deciding import SETTLED
from cairn.domain.hub.testing import linked
from cairn.domain.records.services.feeds import change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused


def person_behind(world, key):
    world.acts("system")
    return links_now(world.partnership.pk).get(record__key=key).person


def key_of(world, key):
    world.acts("system")
    return AgencyRecord.objects.get(key=key).pk


def test_a_person_the_matcher_is_sure_of_is_split_at_once_and_stays_split(hub):
    person = person_behind(hub, "P-1")
    assert person == person_behind(hub, "H-1")
    chosen = [key_of(hub, "H-1")]
    by = hub.acts("analyst")
    page = person_links(by, person.ref)
    assert {record.title.rpartition(", ")[2] for record in page.records} >= {"P-1", "H-1"}
    assert all(record.why for record in page.records[1:])
    with pytest.raises(Refused, match="what you went by"):
        split_person(by=by, at=hub.at, person=person, chosen=chosen, why=" ")
    with pytest.raises(Refused, match="Leave at least one"):
        split_person(by=by, at=hub.at, person=person, chosen=[one.key for one in page.records], why="Twins.")
    decisions = split_person(by=by, at=hub.at, person=person, chosen=chosen, why="Mother and daughter.")
    assert len(decisions) == len(page.records) - 1
    assert person_behind(hub, "P-1") != person_behind(hub, "H-1")
    linked(hub.partnership, at=hub.at)
    assert person_behind(hub, "P-1") != person_behind(hub, "H-1")


def test_what_was_decided_is_listed_and_taken_back_as_one_act(hub):
    person = person_behind(hub, "P-1")
    chosen = [key_of(hub, "H-1")]
    by = hub.acts("analyst")
    [first, *_] = split_person(by=by, at=hub.at, person=person, chosen=chosen, why="Mother and daughter.")
    [line] = decided_lines(hub.acts("analyst"))
    assert (line.act, line.says, line.why) == (first.act, "Two people", "Mother and daughter.")
    page = decided_page(hub.acts("analyst"), line.act)
    assert page.counts and {len(side) for side in page.sides} >= {1}
    take_back(by=hub.acts("analyst"), at=hub.at, act=line.act, why="It was a slip.")
    assert person_behind(hub, "P-1") == person_behind(hub, "H-1")
    by = hub.acts("analyst")
    assert decided_lines(by) == [] and not decided_page(by, line.act).counts
    with pytest.raises(Refused, match="nothing to take back"):
        take_back(by=by, at=hub.at, act=line.act, why="Again.")
    assert {row.says for row in PairDecision.objects.all()} == {"apart", "withdrawn"}


def test_two_people_are_merged_and_a_decision_is_never_overruled_unseen(hub):
    one, other = person_behind(hub, "P-1"), person_behind(hub, "P-2")
    by = hub.acts("analyst")
    with pytest.raises(Refused, match="one person already"):
        merge_people(by=by, at=hub.at, one=one, other=one, why="The same.")
    [first, *_] = merge_people(by=by, at=hub.at, one=one, other=other, why="He changed his name.")
    merged = person_behind(hub, "P-1")
    assert merged == person_behind(hub, "P-2")
    key = key_of(hub, "P-2")
    by = hub.acts("analyst")
    assert {record.standing for record in person_links(by, merged.ref).records} == {"Confirmed"}
    with pytest.raises(Refused, match="Take that back first"):
        split_person(by=by, at=hub.at, person=merged, chosen=[key], why="No.")
    take_back(by=by, at=hub.at, act=first.act, why="Somebody else's passport.")
    assert person_behind(hub, "P-1") != person_behind(hub, "P-2")
    by = hub.acts("analyst")
    split = [person_behind(hub, key) for key in ("P-1", "P-2")]
    assert len(set(split)) == 2


def test_what_the_matcher_alone_was_sure_of_is_confirmed_and_taken_back(hub):
    person = person_behind(hub, "P-1")
    by = hub.acts("analyst")
    assert "Joined by Cairn alone" in {record.standing for record in person_links(by, person.ref).records}
    with pytest.raises(Refused, match="Say what you went by"):
        confirm_person(by=by, at=hub.at, person=person, why=" ")
    [first, *_] = confirm_person(by=by, at=hub.at, person=person, why="Both agencies looked at their files.")
    assert person_behind(hub, "P-1") == person
    by = hub.acts("analyst")
    assert {record.standing for record in person_links(by, person.ref).records} == {"Confirmed"}
    with pytest.raises(Refused, match="confirmed all of these"):
        confirm_person(by=by, at=hub.at, person=person, why="Again.")
    take_back(by=by, at=hub.at, act=first.act, why="It was her sister.")
    by = hub.acts("analyst")
    assert "Joined by Cairn alone" in {record.standing for record in person_links(by, person.ref).records}


def test_somebody_with_one_record_is_not_confirmed(hub):
    person = person_behind(hub, "P-2")
    with pytest.raises(Refused, match="one record alone"):
        confirm_person(by=hub.acts("analyst"), at=hub.at, person=person, why="It is he.")


def test_whoever_follows_is_told_of_every_record_concerned(hub):
    person, told = person_behind(hub, "P-1"), []
    chosen = key_of(hub, "H-1")
    SETTLED.append(lambda **said: told.append(said))
    try:
        split_person(by=hub.acts("analyst"), at=hub.at, person=person, chosen=[chosen], why="Two women.")
    finally:
        SETTLED.pop()
    assert chosen in told[0]["records"] and told[0]["partnership_id"] == hub.partnership.pk


@pytest.mark.parametrize("who", ["manager", "officer", "police_lead", "auditor", "stranger"])
def test_nobody_but_an_analyst_splits_or_sees_it(hub, who):
    person = person_behind(hub, "P-1")
    chosen = [key_of(hub, "H-1")]
    [decision, *_] = split_person(by=hub.acts("analyst"), at=hub.at, person=person, chosen=chosen, why="Two.")
    actor = hub.acts(who)
    assert find_people(actor, person.ref) == () and find_people(actor, "P-1") == () and decided_lines(actor) == []
    # A practitioner of an agency that has a record sees that the person is there, and is told that it is not for her.
    with pytest.raises(Forbidden if who == "officer" else Http404):
        person_links(actor, person.ref)
    with pytest.raises(Http404):
        decided_page(actor, decision.act)
    with pytest.raises(Forbidden):
        split_person(by=actor, at=hub.at, person=person, chosen=chosen, why="Two.")
    with pytest.raises(Refused, match="nothing to take back"):
        take_back(by=actor, at=hub.at, act=decision.act, why="No.")


def test_a_record_whose_agreement_does_not_open_it_is_not_there(hub):
    person, feed = person_behind(hub, "P-1"), AgencyRecord.objects.select_related("feed").get(key="H-1").feed
    change_agreement(by=hub.acts("health_lead"), at=hub.at, feed=feed, why="Not needed.",
                     agreed=terms(at=hub.at, opened_to_analysts=False, pointer="nobody"))  # fmt: skip
    chosen = key_of(hub, "H-1")
    by = hub.acts("analyst")
    titles = [record.title for record in person_links(by, person.ref).records]
    assert titles and not any("H-1" in title for title in titles)
    # Nor is it counted: a link's own sentence would.
    assert not any("other record" in record.why for record in person_links(by, person.ref).records)
    assert find_people(by, "H-1") == () and find_people(by, "P-1")[0].records == len(titles)
    with pytest.raises(Refused, match="Choose the records"):
        split_person(by=by, at=hub.at, person=person, chosen=[chosen], why="Two.")


def test_somebody_in_a_restricted_case_is_absent(hub):
    person = person_behind(hub, "P-1")
    by = hub.acts("officer")
    case = a_case(by=by, at=hub.at, restricted=True)
    add_to_case(by=by, at=hub.at, case=case, party="person_harmed", name="Juniper Slate", born=(1980, 6, 14))
    actor = hub.acts("analyst")
    assert find_people(actor, person.ref) == ()
    with pytest.raises(Http404):
        person_links(actor, person.ref)
