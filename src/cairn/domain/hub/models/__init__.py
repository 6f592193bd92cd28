"""People behind records, the links that make them, what was decided about pairs, and the runs that found them."""

from cairn.domain.hub.models.person import AgencyRecord, HubPerson, Link
from cairn.domain.hub.models.review import Doubt, PairDecision
from cairn.domain.hub.models.run import LearnedModel, LinkingRun, RecordKeys

__all__ = ["AgencyRecord", "PairDecision", "Doubt", "HubPerson", "LearnedModel", "Link", "LinkingRun", "RecordKeys"]
