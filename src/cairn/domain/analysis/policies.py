"""Who makes analyses, who reads them, and who sees what was counted exactly. Read this first.

An analyst makes an analysis and keeps it to herself, or shares it. Whoever it is shared with reads it under disclosure
control; so does she, wherever agreements do not open the rows themselves to analysts. Files and print are always under
disclosure control, whoever takes them. The database asks the same (``fences.py``).
"""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q

from cairn.domain.analysis.models import Analysis, CountedExactly, SharedAnalysis
from cairn.domain.records.api import opened_feeds
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor

ANALYST = Role.ANALYST
READS_SHARED = (*WORKING_ROLES, Role.PRACTITIONER)


def _own(actor: Actor) -> Q:
    return Q(owner_id=actor.user_id) if actor.user_id and actor.has(ANALYST) else NO_ROW


def _shared(actor: Actor, **how: object) -> Q:
    if not actor.has(*READS_SHARED):
        return NO_ROW
    now = SharedAnalysis.objects.filter(partnership_id=actor.partnership_id, ended_at=None, **how)
    return Q(pk__in=now.values("analysis_id"))


def _opened(actor: Actor) -> Q:
    """Exact counts of her own analyses, of feeds that agreements in force today open to analysts, each of them."""
    if not actor.user_id or not actor.has(ANALYST):
        return NO_ROW
    opened = opened_feeds(actor).filter(starts_on__lte=TODAY, ends_on__gte=TODAY, feed__ended_on=None)
    mine = Analysis.objects.filter(owner_id=actor.user_id).values("pk")
    return Q(closed=False, analysis__in=mine, feeds__contained_by=ArraySubquery(opened))


_OWN = Clause("made_it", "You made this analysis.", _own)
_EVERYBODY = Clause(
    "shared_with_everybody", "This analysis is shared with everybody who works in the partnership.",
    lambda actor: _shared(actor, agency=None),
)  # fmt: skip
_AGENCY = Clause(
    "shared_with_agency", "This analysis is shared with your agency.",
    lambda actor: _shared(actor, agency_id=actor.agency_id) if actor.agency_id else NO_ROW,
)  # fmt: skip

LIST = Policy(
    "analysis.list", "open the needs assessment", Partnership,
    allow=(role(*READS_SHARED, sentence="You work in this partnership.", name="works_in_partnership"), SYSTEM),
    refusal="Your role opens no figures.",
)  # fmt: skip
VIEW = Policy("analysis.view", "see an analysis", Analysis, allow=(_OWN, _EVERYBODY, _AGENCY, SYSTEM))
MAKE = Policy(
    "analysis.make", "make an analysis", Partnership,
    allow=(role(ANALYST, sentence="You are an analyst of this partnership.", name="analyst"), SYSTEM),
    refusal="Only an analyst makes an analysis.",
)  # fmt: skip
CHANGE = Policy(
    "analysis.change", "change an analysis, take its figures and share it", Analysis, allow=(_OWN, SYSTEM),
    refusal="Only the analyst who made it changes an analysis.",
)  # fmt: skip
EXACT = Policy(
    "analysis.view_exactly", "see exactly what was counted", CountedExactly,
    allow=(
        Clause(
            "opened_to_analysts",
            "You made this analysis, and every agreement it rests on is in force and opens the rows to analysts.",
            _opened,
        ),
        SYSTEM,
    ),
    refusal="Numbers are exact for the analyst who made it, where the agreements open the rows to analysts.",
)  # fmt: skip
