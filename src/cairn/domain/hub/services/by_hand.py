"""Split a person, confirm or merge, and take it back: each as decisions about pairs, which count at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import combinations, product

from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson, PairDecision
from cairn.domain.hub.queries.by_hand import decisions_of, person_links
from cairn.domain.hub.queries.newest import decisions_now
from cairn.domain.hub.services.deciding import decide_pairs, new_act
from cairn.domain.hub.terms import Says
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor

MOST_PAIRS = 400  # of one act: more records than that are not compared by eye
MOST_CONFIRMED = 28  # records of a person, which make as many pairs


def split_person(
    *, by: Actor, at: datetime, person: HubPerson, chosen: Collection[int], why: str
) -> list[PairDecision]:  # fmt: skip
    """Say that some records of a person are somebody else's: each of them and each of the rest are two people.

    Records that no agreement opens to the actor go with whomever they fit best.

    Args:
        chosen: keys of agency records, as ``person_links`` gives them.
        why: naming nobody beside the people themselves.

    Raises:
        Forbidden: when the policy does not allow it.
        Http404: where the person is not the actor's to see.
        Refused: without a reason, none or all chosen, or where a reviewer decided that they are one person.
    """
    policies.REVIEW.require(by, person)
    here = {record.key for record in person_links(by, person.ref).records}
    if not chosen or not set(chosen) <= here:
        raise Refused("Choose the records that are somebody else's.", field="chosen")
    if set(chosen) == here:
        raise Refused("Leave at least one record that is this person's.", field="chosen")
    pairs = _pairs(chosen, here - set(chosen), field="chosen")
    if _said(by, pairs, Says.SAME):
        raise Refused(
            "Somebody decided that some of these are one person. Take that back first: it is under Decided pairs.",
            field="chosen",
        )
    return decide_pairs(by=by, at=at, pairs=pairs, says=Says.APART.value, why=_reason(why), act=new_act())


def confirm_person(*, by: Actor, at: datetime, person: HubPerson, why: str) -> list[PairDecision]:
    """Say that all records of a person that are open to the actor are hers, where the matcher alone says so.

    Args:
        why: naming nobody beside the person.

    Raises:
        Forbidden: when the policy does not allow it.
        Http404: where the person is not the actor's to see.
        Refused: without a reason, of one record, or where a reviewer said all of it before.
    """
    policies.REVIEW.require(by, person)
    keys = sorted(record.key for record in person_links(by, person.ref).records)
    if len(keys) < 2:
        raise Refused("There is one record alone, so there is nothing to confirm.")
    if len(keys) > MOST_CONFIRMED:
        raise Refused("These are too many records to be compared by eye. Split the person first.")
    said = decisions_now(by.partnership_id).filter(first__in=keys, second__in=keys, says=Says.SAME)
    pairs = sorted(set(combinations(keys, 2)) - set(said.values_list("first_id", "second_id")))
    if not pairs:
        raise Refused("Somebody confirmed all of these records before.")
    return decide_pairs(by=by, at=at, pairs=pairs, says=Says.SAME.value, why=_reason(why), act=new_act())


def merge_people(*, by: Actor, at: datetime, one: HubPerson, other: HubPerson, why: str) -> list[PairDecision]:
    """Say that two people are one: each record of one that is open to the actor, and each of the other.

    Args:
        why: naming nobody beside the people themselves.

    Raises:
        Forbidden: when the policy does not allow it.
        Http404: where one of the two is not the actor's to see.
        Refused: without a reason, for one and the same, or where a reviewer decided that they are two people.
    """
    for person in (one, other):
        policies.REVIEW.require(by, person)
    if one.pk == other.pk:
        raise Refused("This is one person already.")
    sides = [[record.key for record in person_links(by, person.ref).records] for person in (one, other)]
    pairs = _pairs(*sides, field="why")
    if _said(by, pairs, Says.APART):
        raise Refused(
            "Somebody decided that records of these are two people. Take that back first: it is under Decided pairs."
        )
    return decide_pairs(by=by, at=at, pairs=pairs, says=Says.SAME.value, why=_reason(why), act=new_act())


def take_back(*, by: Actor, at: datetime, act: str, why: str) -> list[PairDecision]:
    """Take back all of what was decided at one time that still counts. It stays in the history.

    Args:
        act: its reference.

    Raises:
        Refused: without a reason, or where nothing of it counts any more, or is the actor's to take back.
    """
    counts = decisions_now(by.partnership_id).filter(pk__in=decisions_of(by, act).values("pk"))
    pairs = list(counts.values_list("first_id", "second_id"))
    if not pairs:
        raise Refused("Nothing of it counts any more, so there is nothing to take back.")
    return decide_pairs(by=by, at=at, pairs=pairs, says=Says.WITHDRAWN.value, why=_reason(why), act=act)


def _pairs(some: Collection[int], others: Collection[int], *, field: str) -> list[tuple[int, int]]:
    if len(some) * len(others) > MOST_PAIRS:
        raise Refused("These are too many records for one decision. Decide about fewer at a time.", field=field)
    return sorted((min(pair), max(pair)) for pair in product(some, others))


def _said(by: Actor, pairs: Collection[tuple[int, int]], says: Says) -> bool:
    keys = {key for pair in pairs for key in pair}
    said = decisions_now(by.partnership_id).filter(first__in=keys, second__in=keys, says=says)
    return not set(pairs).isdisjoint(said.values_list("first_id", "second_id"))


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused("Say what you went by.", field="why")
    return why.strip()
