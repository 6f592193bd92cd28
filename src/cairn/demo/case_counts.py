"""What the invented cases are counted for: measures computed from them, invented staffing, and last year's counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cairn.domain.measures.api import (
    RULES,
    Measure,
    Terms,
    compute_what_is_missing,
    define_measure,
    library,
    taken_from,
)
from cairn.domain.returns.api import (
    CountsRelease,
    enter_staffing,
    prepared_counts,
    propose_counts,
    publish_counts_release,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor

PLACES = {"cumberland": "cum", "westmorland-and-furness": "wf"}
# Indicator to the band the board agreed, where good is a band.
COMPUTED: dict[str, tuple[int, int] | None] = {
    "marac-repeats": (28, 40), "marac-non-police-referrals": None, "marac-children-per-case": None,
    "clares-law-right-to-know": None, "asb-review-applications": None, "asb-reviews-held": None,
    "idva-referrals-per-fte": None,
}  # fmt: skip
STAFF = {"idva": Decimal("3.5"), "administrator": Decimal(1)}
INVENTED = "Invented for the demonstration."
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
            _acts(users[f"{begins}-manager"], partnership, at)
            if Measure.objects.filter(partnership=partnership, computed__in=COMPUTED).exists():
                yield f"{partnership.name}: its cases are counted already."
                continue
            for post, fte in STAFF.items():
                enter_staffing(
                    by=_acts(users[f"{begins}-case-coordinator"], partnership, at), at=at, kind="marac", post=post,
                    from_on=date(timezone.localdate(at).year - 3, 4, 1), fte=fte, source=INVENTED,
                )  # fmt: skip
            for key in COMPUTED:
                _measure(_acts(users[f"{begins}-manager"], partnership, at), users, begins, key, at)
            published = _publish(partnership, users, begins, at)
        yield f"{partnership.name}: {len(COMPUTED)} measures are computed from its cases, {published} counts published."


def _measure(manager: Actor, users: Mapping[str, User], begins: str, key: str, at: datetime) -> None:
    band, indicator = COMPUTED[key], library().indicators[key]
    words = RULES[key].words
    if band:
        words = replace(words, band_low=Decimal(band[0]), band_high=Decimal(band[1]))
    person = users[f"{begins}-manager"]
    first = date(timezone.localdate(at).year - 2, 4, 1)
    made = define_measure(
        by=manager, at=at, words=words, computed=key, taken=taken_from(indicator, words),
        terms=Terms(agency=person.agency, submitter=person, due_days=0, first_on=first),
    )  # fmt: skip
    compute_what_is_missing(by=manager, at=at, measure=made)


def _publish(partnership: Partnership, users: Mapping[str, User], begins: str, at: datetime) -> int:
    """The newest year of each count: proposed by whoever runs the cases, published by a member of the board."""
    by = _acts(users[f"{begins}-case-asb"], partnership, at)
    ready = [one for one in prepared_counts(by, partnership, at=at) if one.may_propose and one.record]
    newest = [one for one in ready if one.year == ready[0].year]
    for one in newest:
        release = propose_counts(by=_acts(users[f"{begins}-case-asb"], partnership, at), at=at, slug=one.key, note=NOTE)
        checker = _acts(users[f"{begins}-board"], partnership, at)
        publish_counts_release(by=checker, at=at, release=CountsRelease.objects.get(pk=release.pk))
    return len(newest)


def _acts(user: User, partnership: Partnership, at: datetime) -> Actor:
    actor = actor_for(user, partnership, on=timezone.localdate(at))
    set_scope(actor)
    return actor
