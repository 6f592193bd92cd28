"""Who may see, define, send in, approve and correct what is measured. Read this first.

Everybody who works in the partnership reads every measure. The manager says what is measured. The
named submitter, or a lead of her agency, sends figures in; the manager or the analyst approves them,
and nobody approves what she sent in herself, or what came with a key that she made. The single incidents
behind a figure are read by those who may read them where they came in, and by nobody because of the figure. Nor is a
figure of records or cases read as it is by everybody where it counts very few people (``queries/small.py``).
"""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from cairn.domain.measures.behind import BEHIND, Behind
from cairn.domain.measures.models import Measure, RepeatsCount, Submission
from cairn.domain.measures.terms import OPEN_STATES, State
from cairn.domain.records.api import Feed, Holding
from cairn.domain.records.api import policies as records
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role, Scope
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

MANAGER, LEAD, ANALYST, CONTRIBUTOR, PRACTITIONER = (
    Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.ANALYST, Role.CONTRIBUTOR, Role.PRACTITIONER,
)  # fmt: skip
_NOT_YOURS = "Your role does not open what is measured."


def _sends(prefix: str = "", **also: object) -> tuple[Clause, ...]:
    """The named submitter, a lead of the agency whose figures they are, and a system of that agency with a key.

    Only while the measure runs and is not computed.

    Args:
        prefix: from the row to its measure.
        also: what must hold of the row besides.
    """

    def running(**rows: object) -> Q:
        return Q(
            **{f"{prefix}{name}": value for name, value in {**rows, "ended_on__isnull": True, "computed": ""}.items()},
            **also,
        )

    def submitter(actor: Actor) -> Q:
        works = actor.user_id is not None and actor.has(MANAGER, LEAD, CONTRIBUTOR, ANALYST)
        return running(submitter_id=actor.user_id) if works else NO_ROW

    def lead(actor: Actor) -> Q:
        return running(agency_id=actor.agency_id) if actor.agency_id and actor.has(LEAD) else NO_ROW

    def system(actor: Actor) -> Q:
        return running(agency_id=actor.agency_id) if actor.has(Scope.WRITE_FIGURES) else NO_ROW

    return (
        Clause("submitter", "You are named to send these figures in.", submitter),
        Clause("leads_its_agency", "You lead the agency whose figures these are.", lead),
        Clause("system_of_its_agency", "This key is for a system of the agency whose figures these are.", system),
    )


def feeds_read(actor: Actor, behind: Behind) -> QuerySet[Feed]:
    """Feeds with incidents of the kind a figure counts, of those whose single incidents the actor may read."""
    feeds = Feed.objects.filter(holds=Holding.INCIDENTS)
    return records.READ_INCIDENTS.rows(actor, feeds.filter(agency__kind=AgencyKind.POLICE) if behind.police else feeds)


def _reads_incidents(actor: Actor, prefix: str = "measure__") -> Q:
    """Figures of which at least one kind of feed is open to her; asked of the feeds, for each of the two kinds."""
    if not actor.has(LEAD, ANALYST):
        return NO_ROW
    found = Q(pk__in=())
    for police in (True, False):
        rules = {key: behind for key, behind in BEHIND.items() if behind.police == police}
        if rules:
            feeds = feeds_read(actor, next(iter(rules.values()))).order_by()
            found |= Q(Exists(feeds), **{f"{prefix}computed__in": list(rules)})
    return found


def _reads_police_incidents(actor: Actor) -> Q:
    """Everything here, where she may read single incidents of a feed of the police; nothing where not."""
    if not actor.has(LEAD, ANALYST):
        return NO_ROW
    feeds = Feed.objects.filter(holds=Holding.INCIDENTS, agency__kind=AgencyKind.POLICE)
    return Q(Exists(records.READ_INCIDENTS.rows(actor, feeds).order_by()))


def counted_from_records() -> frozenset[str]:
    """Keys of the rules that count records or cases not everybody may know of."""
    from cairn.domain.measures.computed import RULES  # made of what these policies guard

    return frozenset(key for key, rule in RULES.items() if rule.opens_in is not None)


def _runs_what_is_counted(actor: Actor) -> Q:
    from cairn.domain.measures.computed import RULES

    found = Q(pk__in=())
    for key, rule in RULES.items():
        if rule.posts is not None:
            found |= Q(Exists(rule.posts(actor)), computed=key)
    return found


_WORKS_HERE = role(
    *WORKING_ROLES,
    sentence="You work in this partnership, and what it measures is open to everybody who does.",
    name="works_in_partnership",
)
_MANAGES = role(MANAGER, sentence="You are the partnership manager, who says what is measured.", name="manager")
_READS_BY_KEY = Clause(
    "reads_by_key",
    "This key may read what is measured.",
    lambda actor: EVERY_ROW if actor.has(Scope.READ_FIGURES) else NO_ROW,
)
_SENDS_BY_KEY = Clause(
    "sends_by_key",
    "This key may send the figures of its agency.",
    lambda actor: EVERY_ROW if actor.has(Scope.WRITE_FIGURES) else NO_ROW,
)
_OWN = Clause(
    "sent_in_herself",
    "You sent these figures in, or are named to. Somebody else approves them.",
    lambda actor: (
        NO_ROW if actor.user_id is None else Q(submitted_by_id=actor.user_id) | Q(measure__submitter_id=actor.user_id)
    ),
)
_OWN_KEY = Clause(
    "sent_with_her_key",
    "These figures were sent with a key that you made. Somebody else approves them.",
    lambda actor: NO_ROW if actor.user_id is None else Q(sent_by_key__issued_by_id=actor.user_id),
)

LIST = Policy(
    "measures.list",
    "open the list of measures",
    Partnership,
    allow=(_WORKS_HERE, _READS_BY_KEY, SYSTEM),
    refusal=_NOT_YOURS,
)
VIEW = Policy("measures.view", "see a measure", Measure, allow=(_WORKS_HERE, _READS_BY_KEY, SYSTEM))
READ_SMALL = Policy(
    "measures.read_small",
    "read small figures of records and cases as they are",
    Measure,
    allow=(
        Clause(
            "not_of_records", "It counts no records or cases.", lambda actor: ~Q(computed__in=counted_from_records())
        ),
        _MANAGES,
        Clause("submitter", "You are named for these figures.", lambda actor: Q(submitter_id=actor.user_id or 0)),
        Clause(
            "leads_its_agency",
            "You lead the agency whose figures these are.",
            lambda actor: Q(agency_id=actor.agency_id) if actor.agency_id and actor.has(LEAD) else NO_ROW,
        ),
        Clause(
            "reads_incidents",
            "You may read incidents of the kind that is counted.",
            lambda actor: _reads_incidents(actor, prefix=""),
        ),
        Clause(
            "runs_what_is_counted",
            "You run the cases that are counted.",
            lambda actor: _runs_what_is_counted(actor) if actor.user_id and actor.has(PRACTITIONER) else NO_ROW,
        ),
        SYSTEM,
    ),
    refusal="Small figures are read by whoever may open what is counted, and by those who answer for the measure.",
)
DEFINE = Policy(
    "measures.define",
    "say what is measured",
    Partnership,
    allow=(_MANAGES, SYSTEM),
    refusal="Only the partnership manager says what is measured.",
)
CHANGE = Policy(
    "measures.change",
    "change what a measure says, its links, its target or its breaks",
    Measure,
    allow=(
        role(
            MANAGER,
            sentence="You are the partnership manager, who says what is measured.",
            rows=Q(ended_on__isnull=True),
            name="manager",
        ),
        SYSTEM,
    ),
    refusal="Only the partnership manager changes a measure, and only while it runs.",
)
SEND = Policy(
    "measures.send",
    "send figures in",
    Measure,
    allow=(*_sends(), SYSTEM),
    refusal="Figures are sent in by the person named for it and by leads of that agency, while the measure runs.",
)
VIEW_FIGURES = Policy("measures.view_figures", "see the figures of a period", Submission, allow=(_WORKS_HERE, SYSTEM))
OPEN_INCIDENTS = Policy(
    "measures.open_incidents",
    "open the single incidents behind a figure",
    Submission,
    allow=(
        Clause("reads_incidents", "You may read incidents of the kind that this figure counts.", _reads_incidents),
        SYSTEM,
    ),
    refusal="Single incidents are for the lead of the agency that sent them, and for analysts where its agreement says"
    " so.",
)
EDIT_FIGURES = Policy(
    "measures.edit_figures",
    "work on figures that are not sent in yet",
    Submission,
    allow=(*_sends("measure__", state__in=OPEN_STATES), SYSTEM),
    refusal="Only a draft, or figures that were sent back, can be worked on, by those who send them in.",
)
APPROVE = Policy(
    "measures.approve",
    "approve figures or send them back",
    Submission,
    allow=(
        role(
            MANAGER,
            ANALYST,
            sentence="You check the partnership's figures.",
            rows=Q(state=State.SUBMITTED),
            name="checks_figures",
        ),
        SYSTEM,
    ),
    deny=(_OWN, _OWN_KEY),
    refusal="Figures that were sent in are approved by the partnership manager or the analyst.",
)
LOCK = Policy(
    "measures.lock",
    "lock approved figures",
    Submission,
    allow=(
        role(
            MANAGER,
            sentence="You are the partnership manager, who closes a period.",
            rows=Q(state=State.APPROVED),
            name="manager",
        ),
        SYSTEM,
    ),
    refusal="Only the partnership manager locks figures, once they are approved.",
)
COMPUTE = Policy(
    "measures.compute",
    "compute figures from records",
    Measure,
    allow=(
        role(
            MANAGER,
            sentence="You are the partnership manager.",
            rows=Q(ended_on__isnull=True) & ~Q(computed=""),
            name="manager",
        ),
        SYSTEM,
    ),
    refusal="Only the partnership manager computes figures, of a measure that is computed from records and runs.",
)
LOAD = Policy(
    "measures.load",
    "load figures of a measure from a file",
    Measure,
    allow=(
        role(
            MANAGER,
            sentence="You are the partnership manager.",
            rows=Q(ended_on__isnull=True, computed=""),
            name="manager",
        ),
        *_sends(),
        SYSTEM,
    ),
    refusal="From a file come only figures that you send in.",
)
BRING = Policy(
    "measures.bring",
    "bring figures in a file, or send them from a system",
    Partnership,
    allow=(
        role(
            MANAGER,
            LEAD,
            CONTRIBUTOR,
            ANALYST,
            sentence="You send figures in, or manage those who do. Rows that are not yours are given back.",
            name="sends_figures",
        ),
        _SENDS_BY_KEY,
        SYSTEM,
    ),
    refusal="Figures are brought by the partnership manager and by those who send them in.",
)
_READS_REPEATS = role(
    *WORKING_ROLES,
    PRACTITIONER,
    sentence="You work in this partnership, and how often abuse is repeated is open to everybody who does.",
    name="works_in_partnership",
)
LIST_REPEATS = Policy(
    "measures.list_repeats", "open the measures of repeats", Partnership, allow=(_READS_REPEATS, SYSTEM),
    refusal=_NOT_YOURS,
)  # fmt: skip
VIEW_REPEATS = Policy(
    "measures.view_repeats", "see the measures of repeats of a period", RepeatsCount, allow=(_READS_REPEATS, SYSTEM)
)
ASK_REPEATS = Policy(
    "measures.ask_repeats", "have repeats counted over another period", Partnership,
    allow=(
        role(MANAGER, ANALYST, LEAD, sentence="You answer for figures, or analyse them.", name="asks_for_figures"),
        SYSTEM,
    ),
    refusal="Another period is asked for by the partnership manager, analysts and leads of agencies.",
)  # fmt: skip
READ_SMALL_REPEATS = Policy(
    "measures.read_small_repeats", "read small figures of repeats as they are", RepeatsCount,
    allow=(
        _MANAGES,
        Clause("reads_incidents", "You may read incidents of the kind that is counted.", _reads_police_incidents),
        SYSTEM,
    ),
    refusal="Small figures are read by whoever may open what is counted, and by those who answer for the measures.",
)  # fmt: skip
