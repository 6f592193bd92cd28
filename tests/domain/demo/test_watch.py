"""The 30-day watch of the demonstration."""

import pytest
from django.utils import timezone

from cairn.demo.people import load_people
from cairn.domain.watch.api import WatchRow, policies
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


@pytest.mark.parametrize("key", ["cum-case-coordinator", "cum-case-asb"])
def test_one_row_stands_on_the_lists_of_both_agencies_that_reported_the_same_two(key):
    now, here = timezone.now(), Partnership.objects.get(slug="cumberland")
    actor = actor_for(load_people(now)[key], here, on=timezone.localdate(now))
    set_scope(actor)
    rows = [row for row in policies.VIEW.rows(actor, WatchRow.objects.all()) if row.victim.startswith("person:")]
    assert [len(row.agencies) for row in rows] == [2]
    assert {one["agency"] for one in rows[0].reports} == set(rows[0].agencies)
