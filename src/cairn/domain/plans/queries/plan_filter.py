"""What a list of actions can be narrowed to, and in which order it is shown.

The counts on a plan's page and the filters of its list come from the same facets, so a count and
the list it links to cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.terms import Characteristic, Origin
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.delivery import Delivery, Mark

NONE_NAMED = "none"

# Facet to the values a card has in it. A facet with one value for every card sums to the whole.
FACETS: dict[str, Callable[[ActionCard], tuple[str, ...]]] = {
    "status": lambda card: (card.status.value,),
    "mark": lambda card: tuple(mark.value for mark in card.marks),
    "agency": lambda card: (card.lead.slug,),
    "theme": lambda card: (card.theme_key,),
    "commitment": lambda card: (card.commitment, *card.also),
    "owner": lambda card: (str(card.owner_id),),
    "origin": lambda card: (card.origin,),
    "rural": lambda card: ("yes" if card.rural else "no",),
    "characteristic": lambda card: card.characteristics or (NONE_NAMED,),
}

SORTS: dict[str, Callable[[ActionCard], tuple]] = {
    "due": lambda card: (not card.is_open, card.due_on, card.ref),
    "agency": lambda card: (card.lead.name.casefold(), not card.is_open, card.due_on, card.ref),
    "theme": lambda card: (card.theme_place, card.commitment_place, not card.is_open, card.due_on, card.ref),
}
SORT_WORDS = {"due": "Due date", "agency": "Agency", "theme": "Theme"}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader asked for.

    Args:
        facets: facet to the one value wanted; facets left out or empty do not narrow.
        due_before: only actions due before this day, or None.
        sort: a key of SORTS.
    """

    facets: dict[str, str]
    due_before: date | None = None
    sort: str = "due"


def narrowed(cards: Iterable[ActionCard], wanted: Wanted) -> list[ActionCard]:
    """The cards that fit, in the order wanted. Ended actions come after open ones."""
    facets = [(FACETS[name], value) for name, value in wanted.facets.items() if value]
    found = [
        card
        for card in cards
        if all(value in values_of(card) for values_of, value in facets)
        and (wanted.due_before is None or card.due_on < wanted.due_before)
    ]
    return sorted(found, key=SORTS[wanted.sort])


def choices(cards: Iterable[ActionCard]) -> dict[str, list[tuple[str, str]]]:
    """For each facet, the values some card has, with their words, in a sensible order."""
    cards = list(cards)
    agencies = {card.lead.slug: card.lead.name for card in cards}
    owners = {str(card.owner_id): card.owner for card in cards}
    themes = {card.theme_key: (card.theme_place, card.theme) for card in cards}
    promises = {
        card.commitment: (card.theme_place, card.commitment_place, f"{card.commitment} {card.commitment_text}")
        for card in cards
    }
    held = {name: {value for card in cards for value in values_of(card)} for name, values_of in FACETS.items()}
    for code in sorted(held["commitment"] - promises.keys()):
        promises[code] = (99, 0, code)
    return {
        "status": [(one.value, status_for(one).word) for one in Delivery if one.value in held["status"]],
        "mark": [(one.value, status_for(one).word) for one in Mark if one.value in held["mark"]],
        "agency": sorted(agencies.items(), key=lambda item: item[1].casefold()),
        "theme": [(key, words) for key, (_place, words) in sorted(themes.items(), key=lambda item: item[1])],
        "commitment": [(code, row[2]) for code, row in sorted(promises.items(), key=lambda item: item[1])],
        "owner": sorted(owners.items(), key=lambda item: item[1].casefold()),
        "origin": [(value, label) for value, label in Origin.choices if value in held["origin"]],
        "rural": [("yes", "Answers a rural need"), ("no", "Names no rural need")],
        "characteristic": [
            *((value, label) for value, label in Characteristic.choices if value in held["characteristic"]),
            *([(NONE_NAMED, "None named")] if NONE_NAMED in held["characteristic"] else []),
        ],
    }
