"""Who may see feeds, agree them, send files, and open what was received. Read this first.

Counts and quality are for those who answer for the agency and for those who oversee the sharing. The rows as they came
are for the lead of the agency that sent them; those of one file for whoever sent it, who says what its columns mean and
mends what comes back, unless her account was started anew since with a code alone; and for analysts where the agreement
now in force says so. Nobody browses an agency's people or incidents because she sends its files. The database asks the
same (``fences.py``).
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cairn.domain.records.models import Agreement, Extract, Feed
from cairn.domain.records.terms import OPEN
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.policies import started_by_code_since
from cairn.foundation.accounts.terms import Role, Scope
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor

MANAGER, LEAD, CONTRIBUTOR = Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR
ANALYST, AUDITOR = Role.ANALYST, Role.INFORMATION_GOVERNANCE
SEES_FEEDS = (MANAGER, ANALYST, AUDITOR, LEAD, CONTRIBUTOR)


def _own(actor: Actor, *roles: str) -> Q:
    return Q(agency_id=actor.agency_id) if actor.agency_id and actor.has(*roles) else NO_ROW


def opened_feeds(actor: Actor) -> QuerySet[Agreement]:
    """Keys of the feeds whose agreement in force today opens the rows to analysts; none for anybody else."""
    agreed = Agreement.objects.filter(
        partnership_id=actor.partnership_id, superseded_at=None, opened_to_analysts=True,
        starts_on__lte=TODAY, ends_on__gte=TODAY,
    ).values_list("feed_id", flat=True)  # fmt: skip
    return agreed if actor.has(ANALYST) else agreed.none()


def _opened(actor: Actor, column: str) -> Q:
    return Q(**{f"{column}__in": opened_feeds(actor)}) if actor.has(ANALYST) else NO_ROW


_OVERSEES = role(
    MANAGER, ANALYST, AUDITOR, sentence="You oversee what the partnership shares.", name="oversees_sharing"
)
_OWN_AGENCY = Clause("own_agency", "Your agency sends this feed.", lambda actor: _own(actor, LEAD, CONTRIBUTOR))


def _sent(actor: Actor) -> Q:
    """Files that a contributor sent since an administrator's code was last all it took to open her account.

    Whoever holds such a code may be somebody else; the earlier files are opened by the lead of the agency.
    """
    if actor.user_id is None or (own := _own(actor, CONTRIBUTOR)) is NO_ROW:
        return NO_ROW
    return own & Q(by_id=actor.user_id) & ~Q(started_by_code_since(actor, "came_at"))


_SENT_IT = Clause("sent_it", "You sent this file.", _sent)
_SYSTEM_OF_AGENCY = Clause(
    "system_of_its_agency", "This key is for a system of the agency that sends this feed.",
    lambda actor: _own(actor, Scope.SEND_RECORDS),
)  # fmt: skip
_LEADS_AGENCY = Clause("leads_agency", "You lead the agency that sends this feed.", lambda actor: _own(actor, LEAD))
_RUNS_IT = role(MANAGER, sentence="You are the partnership manager, who keeps its agreements.", name="manager")
_FEED_OPENED = Clause(
    "opened_to_analysts", "You are an analyst, and the agreement opens the rows to analysts.",
    lambda actor: _opened(actor, "pk"),
)  # fmt: skip
_EXTRACT_OPENED = Clause(
    "opened_to_analysts", "You are an analyst, and the agreement opens the rows to analysts.",
    lambda actor: _opened(actor, "feed_id"),
)  # fmt: skip
_ENDED = Clause("ended", "This feed has ended.", lambda actor: Q(ended_on__isnull=False))
_FEED_ENDED = Clause(
    "feed_ended", "This feed has ended.",
    lambda actor: Q(feed__in=Feed.objects.filter(partnership_id=actor.partnership_id, ended_on__isnull=False)),
)  # fmt: skip
_SETTLED = Clause("settled", "This file is settled.", lambda actor: ~Q(stage__in=OPEN))

LIST = Policy(
    "records.list", "open the list of feeds", Partnership, allow=(
        role(*SEES_FEEDS, sentence="You work with what agencies send.", name="works_with_feeds"), SYSTEM),
    refusal="Feeds are seen by the agencies that send them, and by those who oversee the sharing.",
)  # fmt: skip
VIEW = Policy(
    "records.view_feed", "see a feed and its agreement", Feed, allow=(_OVERSEES, _OWN_AGENCY, _SYSTEM_OF_AGENCY, SYSTEM)
)
MAKE = Policy(
    "records.make_feed", "write down the agreement of a new feed", Partnership, allow=(
        _RUNS_IT, role(LEAD, sentence="You lead an agency, and agree what it sends.", name="leads_an_agency"), SYSTEM),
    refusal="An agreement is written down by the partnership manager, or by the lead of the agency that sends.",
)  # fmt: skip
CHANGE = Policy(
    "records.change_feed", "change or end the agreement of a feed", Feed, allow=(_RUNS_IT, _LEADS_AGENCY, SYSTEM),
    deny=(_ENDED,),
    refusal="An agreement is changed by the partnership manager, or by the lead of the agency that sends.",
)  # fmt: skip
SEND = Policy(
    "records.send", "send a file of a feed", Feed, allow=(_OWN_AGENCY, _SYSTEM_OF_AGENCY, _FEED_OPENED, SYSTEM),
    deny=(_ENDED,),
    refusal="Files are sent by the agency's own people, or by an analyst where the agreement opens the rows.",
)  # fmt: skip
VIEW_EXTRACT = Policy(
    "records.view_extract",
    "see what came of a file",
    Extract,
    allow=(_OVERSEES, _OWN_AGENCY, _SYSTEM_OF_AGENCY, SYSTEM),
)
OPEN_ROWS = Policy(
    "records.open_rows", "open the rows of a file as they came", Extract,
    allow=(_LEADS_AGENCY, _SENT_IT, _SYSTEM_OF_AGENCY, _EXTRACT_OPENED, SYSTEM),
    refusal="The rows are for whoever sent the file, for the lead of that agency, and for analysts where its agreement"
    " says so.",
)  # fmt: skip
READ_INCIDENTS = Policy(
    "records.read_incidents", "read the single incidents of a feed", Feed, allow=(_LEADS_AGENCY, _FEED_OPENED, SYSTEM),
    refusal="Single incidents are for the lead of the agency that sent them, and for analysts where its agreement says"
    " so.",
)  # fmt: skip
READ_AGAIN = Policy(
    "records.read_again", "have incidents read again that older rules read", Feed, allow=(_RUNS_IT, SYSTEM),
    refusal="Incidents are read again by newer rules where the partnership manager asks for it.",
)  # fmt: skip
SETTLE = Policy(
    "records.settle", "say what the columns of a file mean, and take its rows in", Extract,
    allow=(_LEADS_AGENCY, _SENT_IT, _SYSTEM_OF_AGENCY, _EXTRACT_OPENED, SYSTEM), deny=(_FEED_ENDED, _SETTLED),
    refusal="A file is settled by whoever sent it, by the lead of that agency, or by an analyst where its agreement"
    " says so.",
)  # fmt: skip
