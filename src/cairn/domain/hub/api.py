"""What other contexts may use of the hub."""

from cairn.domain.hub.models import AgencyRecord, HubPerson, Link
from cairn.domain.hub.queries.behind import Joined, person_of, records_of, surely_with
from cairn.domain.hub.terms import Standing

__all__ = ["AgencyRecord", "HubPerson", "Joined", "Link", "Standing", "person_of", "records_of", "surely_with"]
