"""Repeats over incidents: how often it happens again, how soon, by whom, and how grave: tables in memory, no files.

    from cairn.kernel import repeats

    incidents = repeats.from_rows([{"happened": day, "victim": "A1", "suspect": "B2"}, ...])
    found = repeats.repeats(incidents, as_of=day, window=30)

Days are whole calendar days, probabilities are between 0 and 1, rates are shares. Each result carries its definition.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ALL", "COLUMNS", "TAKEN_FOR_RIGHT", "BadRule", "Cell", "Curve", "Definition", "HarmRule", "Incidents",
    "LinkInterval", "Measured", "Scores", "TooManyGroups", "after_referral", "contested", "day_from", "each_incident",
    "first_repeat", "from_numbers", "from_rows", "from_table", "harm_scores", "joins_interval", "kaplan_meier",
    "link_interval", "marac_repeat",
    "not_scored", "number_of", "repeat_by_dyad", "repeat_people", "repeat_share_of", "repeats", "rule_from_csv",
    "rule_from_toml", "serial", "serial_suspects", "taken_for_right", "time_to_first_repeat", "volume",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """What works on tables is loaded when it is asked for: the rules of the watch need no further package."""
    if name not in __all__:
        raise AttributeError(name)
    from cairn.kernel.repeats import (
        definitions,
        each,
        harm,
        harm_rules,
        incidents,
        measures,
        survival,
        uncertain_links,
    )

    places = (incidents, measures, definitions, survival, uncertain_links, harm_rules, harm, each)
    return next(getattr(place, name) for place in places if name in vars(place))
