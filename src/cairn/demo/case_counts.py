"""What the invented cases are counted for: measures computed from them, invented staffing, and last year's counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cairn.demo.computed_measures import INVENTED, PLACES, computed_measure
from cairn.demo.records import acts_as
from cairn.domain.measures.api import RULES, Measure
from cairn.domain.returns.api import (
    CountsRelease,
    enter_staffing,
    prepared_counts,
    propose_counts,
    publish_counts_release,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership

# Indicator to the band the board agreed, where good is a band.
COMPUTED: dict[str, tuple[int, int] | None] = {
    "marac-cases": (35, 45), "marac-repeats": (28, 40), "marac-non-police-referrals": None,
    "marac-children-per-case": None, "clares-law-right-to-know": None, "asb-review-applications": None,
    "asb-reviews-held": None, "idva-referrals-per-fte": None,
}  # fmt: skip
STAFF = {"idva": Decimal("3.5"), "administrator": Decimal(1)}
# Those that are out of residents, to about how many there are in each place.
RESIDENTS = {"marac-cases": {"cumberland": 118_400, "westmorland-and-furness": 97_500}}
NOTE = f"The four counts of the year. {INVENTED}"


def load_case_counts(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Compute measures from the cases of each place, say how posts are staffed, and publish last year's counts.

    Args:
        users: key of an invented person to the account.
        at: now.
    """
    for slug, begins in PLACES.items():
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            acts_as(users[f"{begins}-manager"], partnership, at)
            if Measure.objects.filter(partnership=partnership, computed__in=COMPUTED).exists():
                yield f"{partnership.name}: its cases are counted already."
                continue
            for post, fte in STAFF.items():
                enter_staffing(
                    by=acts_as(users[f"{begins}-case-coordinator"], partnership, at), at=at, kind="marac", post=post,
                    from_on=date(timezone.localdate(at).year - 3, 4, 1), fte=fte, source=INVENTED,
                )  # fmt: skip
            for key in COMPUTED:
                _measure(partnership, users[f"{begins}-manager"], key, at)
            published = _publish(partnership, users, begins, at)
        yield f"{partnership.name}: {len(COMPUTED)} measures are computed from its cases, {published} counts published."


def _measure(partnership: Partnership, person: User, key: str, at: datetime) -> None:
    manager = acts_as(person, partnership, at)
    band, words = COMPUTED[key], RULES[key].words
    if band:
        words = replace(words, band_low=Decimal(band[0]), band_high=Decimal(band[1]))
    residents = RESIDENTS.get(key, {}).get(partnership.slug, 0)
    first = date(timezone.localdate(at).year - 2, 4, 1)
    computed_measure(manager, person, words, key, at, first=first, residents=residents)


def _publish(partnership: Partnership, users: Mapping[str, User], begins: str, at: datetime) -> int:
    """The newest year of each count: proposed by whoever runs the cases, published by a member of the board."""
    by = acts_as(users[f"{begins}-case-asb"], partnership, at)
    ready = [one for one in prepared_counts(by, partnership, at=at) if one.may_propose and one.record]
    newest = [one for one in ready if one.year == ready[0].year]
    for one in newest:
        release = propose_counts(
            by=acts_as(users[f"{begins}-case-asb"], partnership, at), at=at, slug=one.key, note=NOTE
        )
        checker = acts_as(users[f"{begins}-board"], partnership, at)
        publish_counts_release(by=checker, at=at, release=CountsRelease.objects.get(pk=release.pk))
    return len(newest)
