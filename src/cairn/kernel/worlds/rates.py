"""How often agencies write something down wrong, late or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Habit:
    """How one agency keeps its records.

    Attributes:
        share: part of all records that are its own.
        missing: chance that a field is left empty, by the field's name.
        typing: how its slips of the keyboard compare with everybody's.
        defaults: how its made-up dates of birth (01/01) compare with everybody's.
        casual: how its use of short names compares with everybody's.
        landline: chance that the household's telephone is written down in place of the person's own.
        dates: how it writes a date, as for strftime.
        capitals: names stand in capitals.
    """

    share: float
    missing: dict[str, float]
    typing: float = 1.0
    defaults: float = 1.0
    casual: float = 1.0
    landline: float = 0.08
    dates: str = "%d/%m/%Y"
    capitals: bool = False


def _agencies() -> dict[str, Habit]:
    return {
        "police": Habit(
            0.30,
            {"born": 0.06, "sex": 0.02, "postcode": 0.12, "address": 0.08, "phone": 0.30, "email": 0.75},
            typing=1.3,
            defaults=1.5,
        ),
        "council housing": Habit(
            0.20,
            {"born": 0.14, "sex": 0.08, "postcode": 0.03, "address": 0.01, "phone": 0.25, "email": 0.55},
            landline=0.18,
            dates="%Y-%m-%d",
        ),
        "hospital": Habit(
            0.24,
            {"born": 0.01, "sex": 0.01, "postcode": 0.05, "address": 0.06, "phone": 0.35, "email": 0.85},
            typing=0.7,
            defaults=0.4,
            casual=0.4,
            dates="%Y%m%d",
            capitals=True,
        ),
        "charity": Habit(
            0.10,
            {"born": 0.35, "sex": 0.15, "postcode": 0.40, "address": 0.45, "phone": 0.25, "email": 0.50},
            typing=1.2,
            casual=2.5,
            landline=0.03,
            dates="%d %b %Y",
        ),
        "school": Habit(
            0.08,
            {"born": 0.03, "sex": 0.03, "postcode": 0.08, "address": 0.08, "phone": 0.25, "email": 0.60},
            typing=0.8,
            casual=1.3,
            landline=0.15,
            dates="%d-%m-%Y",
        ),
        "social care": Habit(
            0.08,
            {"born": 0.10, "sex": 0.04, "postcode": 0.15, "address": 0.10, "phone": 0.35, "email": 0.80},
            typing=1.1,
            defaults=1.2,
        ),
    }


@dataclass(frozen=True)
class ErrorRates:
    """Chances in one record, before an agency's own habits.

    Attributes:
        typing: a slip of the keyboard, in each written field.
        spelling: another spelling of a name carried over from another script or language.
        short_name: a short or pet name in place of the given name.
        swapped_names: given and family name in each other's place.
        initial: only the first letter of the given name.
        alias: quite another name, which the person goes by.
        married: share of married women who took their partner's name; earlier records have the earlier one.
        double_name: a double family name is used, or only half of one.
        default_born: day and month of birth given as 01/01.
        born_1900: date of birth given as 1 January 1900.
        swapped_born: day and month exchanged.
        wrong_born: one number of the date wrong.
        moved: people who have lived at another address within the years of the records.
        stale: an earlier address is still on the record.
        new_phone: people who changed their number within those years.
        other_phone: somebody else's number.
        missing: how empty fields compare with the habits of the agencies.
        twins: children born on one day with the one before.
        namesakes: sons who have their father's name.
        records: mean number of records of one person, beyond the first.
        agencies: the habits.
    """

    typing: float = 0.045
    spelling: float = 0.22
    short_name: float = 0.10
    swapped_names: float = 0.012
    initial: float = 0.015
    alias: float = 0.012
    married: float = 0.7
    double_name: float = 0.03
    default_born: float = 0.035
    born_1900: float = 0.008
    swapped_born: float = 0.025
    wrong_born: float = 0.03
    moved: float = 0.35
    stale: float = 0.12
    new_phone: float = 0.30
    other_phone: float = 0.03
    missing: float = 1.0
    twins: float = 0.02
    namesakes: float = 0.05
    records: float = 1.1
    agencies: dict[str, Habit] = field(default_factory=_agencies)


def other_rates() -> ErrorRates:
    """Rates that nothing was tuned on: more typing slips and empty fields, fewer moves, longer histories."""
    return replace(
        ErrorRates(),
        typing=0.07,
        spelling=0.15,
        short_name=0.06,
        swapped_names=0.02,
        default_born=0.02,
        wrong_born=0.045,
        moved=0.25,
        new_phone=0.4,
        other_phone=0.015,
        missing=1.25,
        records=1.5,
    )
