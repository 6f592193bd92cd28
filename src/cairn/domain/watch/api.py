"""What other contexts may use of the watch."""

from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchRow, WatchSpell
from cairn.domain.watch.people import reference_in
from cairn.domain.watch.queries.abuse import IS_ABUSE, Rows, abuse_reported, of_age, people_in_abuse
from cairn.domain.watch.queries.figures import (
    contacts_written,
    reported_beside,
    reported_of,
    rows_of_agency,
    spells_that_count,
)
from cairn.domain.watch.queries.kept import rows_kept_from
from cairn.domain.watch.queries.pairs import abuse_between, known_by_name, pairs_in_abuse
from cairn.domain.watch.queries.reported import Told, told_among, told_between, told_in, told_of_the_same
from cairn.domain.watch.services.handing_over import answer_hand_over, ask_to_lead
from cairn.domain.watch.services.working import (
    close_row,
    decide_referral,
    decide_roles,
    record_contact,
    say_who,
    take_lead,
)
from cairn.domain.watch.terms import Contacted

__all__ = [
    "IS_ABUSE", "Contacted", "Rows", "Told", "WatchRow", "WatchSpell", "abuse_between", "abuse_reported",
    "answer_hand_over", "ask_to_lead", "close_row", "contacts_written", "decide_referral", "decide_roles",
    "known_by_name", "of_age", "pairs_in_abuse", "people_in_abuse", "policies", "record_contact", "reference_in",
    "reported_beside", "reported_of", "rows_kept_from", "rows_of_agency", "say_who", "spells_that_count", "take_lead",
    "told_among", "told_between", "told_in", "told_of_the_same",
]  # fmt: skip
