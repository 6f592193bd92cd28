"""What each measure of repeats counts, as data: shown beside every figure, and never mixed.

The rules are those partnerships use: index incidents with complete follow-up, calendar days, day 0 left out, and
the last days provisional. There is no single national definition of a repeat victim, so every figure names its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

PRACTICE = "Practice of partnerships in England and Wales; no national definition is published"
SAFELIVES = "SafeLives, definition of a repeat MARAC case: https://safelives.org.uk/"
NORTHUMBRIA = "Northumbria Police MATAC: two or more victims in three years, not necessarily unconnected"
DYAD = "the same victim and the same suspect, each in the same role"


@dataclass(frozen=True)
class Definition:
    """What a measure counts.

    Attributes:
        key: a short name for files; it holds whatever can be chosen, so that two definitions never share one.
        name: its name in words.
        numerator: what is counted.
        denominator: of what.
        window: how long it looks, in words.
        source: where the definition comes from.
        label: what must stand beside the figure.
    """

    key: str
    name: str
    numerator: str
    denominator: str
    window: str
    source: str
    label: str

    def told(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def repeat_by_dyad(window: int) -> Definition:
    """Repeats of the same pair, counted from each index incident."""
    return Definition(
        key=f"repeat-{window}",
        name=f"Repeat within {window} days",
        numerator=f"index incidents followed by another of {DYAD}, 1 to {window} days later",
        denominator=f"index incidents with {window} days of follow-up complete",
        window=f"{window} calendar days; the day of the index incident does not count",
        source=PRACTICE,
        label=f"Index-based. Incidents of the last {window} days are provisional and not counted yet.",
    )


def repeat_people(role: str, lookback: int) -> Definition:
    """People with an earlier incident in the same role."""
    return Definition(
        key=f"{role}s-{lookback}",
        name=f"Repeat {role}s, {lookback} days",
        numerator=f"{role}s in the period with an earlier incident, 1 to {lookback} days before one in the period",
        denominator=f"{role}s with an incident in the period",
        window=f"{lookback} calendar days before each incident",
        source=PRACTICE,
        label=f"Rolling. Counts people, whoever the other person was. Earlier incidents of other {role}s do not count.",
    )


def serial(victims: int, window: int) -> Definition:
    """Suspects with several victims."""
    return Definition(
        key=f"serial-{victims}-in-{window}",
        name=f"Serial suspects: {victims} or more victims in {window} days",
        numerator=f"suspects with {victims} or more different victims in the window",
        denominator="suspects with an incident with a known victim in the window",
        window=f"{window} days up to the day of the analysis",
        source=NORTHUMBRIA,
        label="Agencies define serial differently and seldom name the same people. Never add two definitions up.",
    )


def marac_repeat(months: int) -> Definition:
    """Referrals followed by anything between the same two people."""
    return Definition(
        key=f"marac-{months}-months",
        name=f"Repeat after a MARAC referral, {months} months",
        numerator=f"referrals followed by any instance of {DYAD}, up to {months} months later and before the next one",
        denominator=f"referrals with {months} months of follow-up complete",
        window=f"{months} calendar months from the last referral; each referral begins them anew",
        source=SAFELIVES,
        label="Counted from the referral, not from the meeting. Any instance, whether or not it is a crime.",
    )


def first_repeat(unit: str) -> Definition:
    """Time from the first incident to the next."""
    of = DYAD if unit == "dyad" else f"the same {unit}"
    return Definition(
        key=f"time-to-repeat-{unit}",
        name=f"Time to the first repeat, by {unit}",
        numerator=f"days from the first incident to the next of {of}",
        denominator=f"every {unit} in the file; those without a repeat count until the day of the analysis",
        window="from the first incident in the file to the day of the analysis",
        source="Kaplan and Meier (1958); Greenwood (1926); log-log limits, Kalbfleisch and Prentice (1980)",
        label="The first incident in the file need not be the first there was.",
    )
