"""The demonstration counts measures from what its police say of the crimes they record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cairn.demo.people import load_people
from cairn.demo.record_counts import COUNTED, _first, _frequency, load_record_counts
from cairn.demo.recorded_crime import EACH, FILES, load_recorded_crime
from cairn.domain.measures.api import Measure
from cairn.domain.records.models import Extract
from cairn.kernel.periods import period_of

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


def test_every_file_went_in_whole_and_nothing_is_loaded_twice(cumberland):
    files = Extract.objects.filter(feed__title="Recorded crime")
    assert [one.counts["sound"] for one in files] == [EACH] * FILES
    at = timezone.now()
    users = load_people(at)
    assert list(load_recorded_crime(users=users, at=at)) == list(load_record_counts(users=users, at=at)) == []


def test_each_measure_has_figures_and_crimes_of_every_kind_are_among_what_they_are_out_of(cumberland):
    measures = {one.computed: one for one in Measure.objects.filter(computed__in=COUNTED["cumberland"])}
    assert set(measures) == set(COUNTED["cumberland"])
    found = {
        key: [figure.observations.get(dimension="") for figure in measure.submissions.filter(counts=True)]
        for key, measure in measures.items()
    }
    assert all(found.values()), {key: len(figures) for key, figures in found.items()}
    assert len(found["night-violence-women"]) >= 4 and any(one.numerator for one in found["night-violence-women"])
    assert any(one.numerator for one in found["hate-crimes"])
    for key in ("da-share-of-crime", "vawg-share-of-crime"):
        assert all(0 < one.numerator < one.denominator for one in found[key]), key


@pytest.mark.parametrize("key", COUNTED["cumberland"])
def test_on_whatever_day_it_is_made_a_period_that_the_files_tell_of_is_over(key):
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365 + 1))
    assert [day for day in days if period_of(_first(key, day), _frequency(key)).end >= day] == []
