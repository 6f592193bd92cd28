"""What other contexts may use of the hub."""

from cairn.domain.hub import policies
from cairn.domain.hub.models import AgencyRecord, Doubt, HubPerson, Link
from cairn.domain.hub.policies import REVIEWS, SEES_PEOPLE
from cairn.domain.hub.queries.also_reported import also_reported
from cairn.domain.hub.queries.behind import person_of, records_of, records_of_people
from cairn.domain.hub.queries.hidden import hidden_from, may_be_hidden
from cairn.domain.hub.queries.incidents import hidden_incidents
from cairn.domain.hub.queries.known import KnownPerson, is_known
from cairn.domain.hub.queries.newest import doubts_now
from cairn.domain.hub.queries.pointers import pointing_to
from cairn.domain.hub.queries.together import Reference, references_together
from cairn.domain.hub.services.by_hand import confirm_person, merge_people
from cairn.domain.hub.services.deciding import SETTLED, decide
from cairn.domain.hub.services.linking import link_all, link_every
from cairn.domain.hub.terms import Says, Standing

__all__ = [
    "REVIEWS", "SEES_PEOPLE", "SETTLED", "AgencyRecord", "Doubt", "HubPerson", "KnownPerson", "Link", "Reference",
    "Says", "Standing", "also_reported", "confirm_person", "decide", "doubts_now", "hidden_from", "hidden_incidents",
    "is_known", "link_all", "link_every", "may_be_hidden", "merge_people", "person_of", "pointing_to", "policies",
    "records_of", "records_of_people", "references_together",
]  # fmt: skip
