"""Review: who may decide about which pairs, what it changes at once, and that it is taken back as freely."""

import pytest
from django.http import Http404

from cairn.domain.hub.models import AgencyRecord, Doubt, Link
from cairn.domain.hub.queries.newest import doubts_now, links_now
from cairn.domain.hub.queries.review import pair_of, waiting
from cairn.domain.hub.services.deciding import decide
from cairn.domain.hub.testing import linked
from cairn.domain.records.services.feeds import agreement_now, change_agreement
from cairn.domain.records.testing import terms
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused


def whose(world, *records):
    world.acts("system")
    return [links_now(world.partnership.pk).get(record=record).person_id for record in records]


def test_a_decision_counts_at_once_and_in_every_run_and_is_taken_back(hub):
    analyst = hub.acts("analyst")
    doubt = waiting(analyst)[0]
    pair = (doubt.first_id, doubt.second_id)
    before = whose(hub, *pair)
    joined = before[0] == before[1]
    says = "apart" if joined else "same"
    by = hub.acts("analyst")
    with pytest.raises(Refused, match="what you went by"):
        decide(by=by, at=hub.at, doubt=doubt, says=says, why=" ")
    decide(by=by, at=hub.at, doubt=doubt, says=says, why="Two births on one day.")
    now = whose(hub, *pair)
    assert (now[0] == now[1]) != joined
    assert Link.objects.filter(record__in=pair, made_by=hub.people["analyst"]).exists()
    assert doubt.pk not in {row.pk for row in doubts_now(hub.partnership.pk)}
    linked(hub.partnership, at=hub.at)
    again = whose(hub, *pair)
    assert (again[0] == again[1]) != joined
    by = hub.acts("analyst")
    assert pair_of(by, doubt.ref).decided.says == says
    decide(by=by, at=hub.at, doubt=doubt, says="withdrawn", why="It was another person's file.")
    assert pair_of(by, doubt.ref).decided is None
    with pytest.raises(Refused, match="nothing to take back"):
        decide(by=by, at=hub.at, doubt=doubt, says="withdrawn", why="Again.")
    linked(hub.partnership, at=hub.at)
    assert len(pair_of(hub.acts("analyst"), doubt.ref).decisions) == 2


def test_what_cannot_be_told_changes_nobody_and_waits_no_more(hub):
    by = hub.acts("analyst")
    doubt = waiting(by)[0]
    before = whose(hub, doubt.first_id, doubt.second_id)
    decide(by=hub.acts("analyst"), at=hub.at, doubt=doubt, says="unsure", why="No more is known.")
    assert whose(hub, doubt.first_id, doubt.second_id) == before
    assert doubt.pk not in {row.pk for row in waiting(hub.acts("analyst"))}


@pytest.mark.parametrize("who", ["manager", "officer", "police_lead", "auditor", "stranger"])
def test_nobody_but_an_analyst_sees_a_pair(hub, who):
    doubt = doubts_now(hub.partnership.pk).first()
    actor = hub.acts(who)
    assert waiting(actor) == []
    with pytest.raises(Http404):
        pair_of(actor, doubt.ref)
    with pytest.raises(Forbidden):
        decide(by=actor, at=hub.at, doubt=doubt, says="same", why="So it seems.")


def test_an_analyst_sees_a_pair_only_while_both_agreements_open_it(hub):
    assert waiting(hub.acts("analyst"))
    feed = AgencyRecord.objects.select_related("feed").get(key="H-1").feed
    by = hub.acts("health_lead")
    assert agreement_now(feed).opened_to_analysts
    change_agreement(by=by, at=hub.at, feed=feed, agreed=terms(at=hub.at, opened_to_analysts=False, pointer="nobody"),
                     why="Not needed.")  # fmt: skip
    analyst = hub.acts("analyst")
    shown = {row.first.feed_id for row in waiting(analyst)} | {row.second.feed_id for row in waiting(analyst)}
    assert feed.pk not in shown
    assert all(
        row.first.feed_id != feed.pk != row.second.feed_id for row in Doubt.objects.select_related("first", "second")
    )
