"""The demonstration counts measures from what its police say of the crimes they record."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cairn.demo.people import load_people
from cairn.demo.recorded_crime import EACH, FILES, MEASURES, load_recorded_crime
from cairn.domain.measures.api import Measure
from cairn.domain.records.models import Extract
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


def test_every_file_goes_in_whole_and_measures_are_counted_from_them_once():
    at = timezone.now()
    users = load_people(at)
    [said] = load_recorded_crime(users=users, at=at)
    assert said.startswith(f"{FILES * EACH} invented crimes")
    assert list(load_recorded_crime(users=users, at=at)) == []
    set_scope(system_actor(Partnership.objects.get(slug="cumberland").pk))
    files = Extract.objects.filter(feed__title="Recorded crime")
    assert [one.counts["sound"] for one in files] == [EACH] * FILES
    measures = {one.computed: one for one in Measure.objects.filter(computed__in=MEASURES)}
    assert set(measures) == set(MEASURES)
    nights = measures["night-violence-women"].submissions.filter(counts=True)
    found = [night.observations.get(dimension="").numerator for night in nights]
    assert len(found) >= 4 and any(found)
    share = measures["vawg-share-of-crime"].submissions.filter(counts=True).last()
    assert 0 < share.observations.get(dimension="").numerator < share.observations.get(dimension="").denominator
