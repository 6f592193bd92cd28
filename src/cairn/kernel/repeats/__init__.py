"""Repeats over incidents: how often it happens again, how soon, by whom, and how grave: tables in memory, no files.

    from cairn.kernel import repeats

    incidents = repeats.from_rows([{"happened": day, "victim": "A1", "suspect": "B2"}, ...])
    found = repeats.repeats(incidents, as_of=day, window=30)

Days are whole calendar days, probabilities are between 0 and 1, rates are shares. Each result carries its definition.
"""

from cairn.kernel.repeats.definitions import (
    Definition,
    first_repeat,
    marac_repeat,
    repeat_by_dyad,
    repeat_people,
    serial,
)
from cairn.kernel.repeats.each import each_incident
from cairn.kernel.repeats.harm import Scores, harm_scores, not_scored
from cairn.kernel.repeats.harm_rules import BadRule, HarmRule, rule_from_csv, rule_from_toml
from cairn.kernel.repeats.incidents import (
    COLUMNS,
    Incidents,
    TooManyGroups,
    contested,
    day_from,
    from_rows,
    from_table,
    number_of,
)
from cairn.kernel.repeats.measures import (
    ALL,
    Cell,
    Measured,
    after_referral,
    repeat_share_of,
    repeats,
    serial_suspects,
    volume,
)
from cairn.kernel.repeats.survival import Curve, kaplan_meier, time_to_first_repeat
from cairn.kernel.repeats.uncertain_links import LinkInterval, link_interval

__all__ = [
    "ALL", "COLUMNS", "BadRule", "Cell", "Curve", "Definition", "HarmRule", "Incidents", "LinkInterval", "Measured",
    "Scores", "TooManyGroups", "after_referral", "contested", "day_from", "each_incident", "first_repeat", "from_rows",
    "from_table", "harm_scores", "kaplan_meier", "link_interval", "marac_repeat", "not_scored", "number_of",
    "repeat_by_dyad", "repeat_people", "repeat_share_of", "repeats", "rule_from_csv", "rule_from_toml", "serial", "serial_suspects",
    "time_to_first_repeat", "volume",
]  # fmt: skip
