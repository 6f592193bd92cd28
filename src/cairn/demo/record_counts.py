"""What agencies' invented records are counted for: measures of each place that open to the incidents they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cairn.demo.computed_measures import PLACES, computed_measure
from cairn.demo.recorded_crime import DAYS
from cairn.demo.records import acts_as
from cairn.domain.measures.api import RULES, Measure, count_repeats_everywhere
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.periods import following, period_of, preceding
from cairn.kernel.so_many import so_many

SHARE = "da-share-of-crime"
# In Cumberland police record crimes of every kind, and say what they count as.
COUNTED = {"cumberland": (SHARE, "hate-crimes", "vawg-share-of-crime", "night-violence-women"),
           "westmorland-and-furness": (SHARE,)}  # fmt: skip


def load_record_counts(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Compute measures of each place from what its agencies sent; those there are already stay.

    Args:
        users: key of an invented person to the account.
        at: now.
    """
    today = timezone.localdate(at)
    for slug, begins in PLACES.items():
        place, person = Partnership.objects.get(slug=slug), users[f"{begins}-manager"]
        made = 0
        with transaction.atomic():
            manager = acts_as(person, place, at)
            there = set(Measure.objects.filter(partnership=place).values_list("computed", flat=True))
            for key in COUNTED[slug]:
                if key not in there:
                    words = replace(RULES[key].words, frequency=_frequency(key))
                    computed_measure(manager, person, words, key, at, first=_first(key, today))
                    made += 1
        if made:
            measures = so_many(made, "measure is", "measures are")
            yield f"{place.name}: {measures} computed from agencies' records."


def load_repeats(*, at: datetime) -> Iterator[str]:
    """Count repeats of the last twelve months in every place, as each night does."""
    if count_repeats_everywhere(at=at):
        yield "Repeats of the last twelve months are counted."


def _first(key: str, today: date) -> date:
    """The first period that the invented files tell all of: those of domestic abuse reach back ten weeks."""
    frequency = _frequency(key)
    if key == SHARE:
        return preceding(period_of(today, frequency)).start
    return following(period_of(today - timedelta(days=DAYS), frequency)).start


def _frequency(key: str) -> str:
    return "month" if key == SHARE else RULES[key].words.frequency  # in ten weeks there may be no whole quarter
