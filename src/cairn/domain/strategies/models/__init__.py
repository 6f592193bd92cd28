"""The published strategy as rows."""

from cairn.domain.strategies.models.promise import (
    Activity,
    ActivityLink,
    Change,
    Commitment,
    CommitmentAgency,
    MeasureLink,
    NamedMeasure,
    SamePromise,
    Theme,
)
from cairn.domain.strategies.models.strategy import Decision, Governance, Source, Strategy

__all__ = [
    "Activity",
    "ActivityLink",
    "Change",
    "Commitment",
    "CommitmentAgency",
    "Decision",
    "Governance",
    "MeasureLink",
    "NamedMeasure",
    "SamePromise",
    "Source",
    "Strategy",
    "Theme",
]
