"""Who may see and change groups, meetings and decisions. Read this first.

Everybody who works on the partnership's promises reads how it governs itself. The partnership
manager keeps the record of it. A meeting that was called about a case is on no page of boards, whoever looks: that it
was held, and when, would tell of a case. It stands where cases are heard (``conferences``), for those who have it.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.boards.models import (
    Decision,
    DecisionRelease,
    Group,
    Matter,
    Meeting,
    NoticeRelease,
    PlannedDecision,
    Recommendation,
)
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.access.proposals import PROPOSED_IT, SETTLED
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY

MANAGER = Role.PARTNERSHIP_MANAGER

_WORKS_HERE = role(
    *WORKING_ROLES,
    sentence="You work in this partnership, and how it governs itself is open to everybody who does.",
    name="works_in_partnership",
)
_MANAGER = role(MANAGER, sentence="You are the partnership manager, who runs its groups.", name="manager")
_NOT_YOURS = "Your role does not open boards, meetings or decisions."

# Groups and seats

LIST = Policy("boards.list", "open the list of groups", Partnership, allow=(_WORKS_HERE, SYSTEM), refusal=_NOT_YOURS)
VIEW = Policy("boards.view", "see a group", Group, allow=(_WORKS_HERE, SYSTEM))
ADD = Policy(
    "boards.add",
    "add a group",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager adds a group.",
)
CHANGE = Policy(
    "boards.change",
    "change a group and its seats",
    Group,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager changes a group and its seats.",
)

# Meetings

_CLOSED = Clause(
    "closed",
    "The minutes of this meeting are agreed, so it is history and cannot be changed.",
    lambda actor: Q(closed_at__isnull=False),
)
_CANCELLED = Clause(
    "cancelled", "This meeting was cancelled, so it cannot be changed.", lambda actor: Q(cancelled_on__isnull=False)
)
_ENDED = Clause("ended", "This group has ended, so it meets no more.", lambda actor: Q(ended_on__lt=TODAY))

_CALLED = Clause(
    "called_about_a_case",
    "This meeting was called about a case. It stands where cases are heard, for those who have the case.",
    lambda actor: NO_ROW if actor.is_system else Q(called=True),
)
_OF_CALLED = Clause(
    "of_a_called_meeting",
    "This was minuted at a meeting that was called about a case.",
    lambda actor: NO_ROW if actor.is_system else Q(meeting__called=True),
)

PLAN_MEETING = Policy(
    "boards.plan_meeting",
    "plan a meeting of a group",
    Group,
    allow=(_MANAGER, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the partnership manager plans meetings.",
)
VIEW_MEETING = Policy("boards.view_meeting", "see a meeting", Meeting, allow=(_WORKS_HERE, SYSTEM), deny=(_CALLED,))
RUN_MEETING = Policy(
    "boards.run_meeting",
    "build the agenda of a meeting, take its minutes and close it",
    Meeting,
    allow=(_MANAGER, SYSTEM),
    deny=(_CALLED, _CLOSED, _CANCELLED),
    refusal="Only the partnership manager runs a meeting.",
)
VIEW_MATTER = Policy(
    "boards.view_matter", "see a matter arising", Matter, allow=(_WORKS_HERE, SYSTEM), deny=(_OF_CALLED,)
)
CLOSE_MATTER = Policy(
    "boards.close_matter",
    "close a matter arising, with a reason",
    Matter,
    allow=(_MANAGER, SYSTEM),
    deny=(
        _OF_CALLED,
        Clause("closed", "This matter is closed already.", lambda actor: Q(closed_on__isnull=False)),
    ),
    refusal="Only the partnership manager closes a matter arising.",
)

KEEP_DIARY = Policy(
    "boards.keep_diary",
    "have a calendar address of one's own",
    Partnership,
    allow=(
        _WORKS_HERE,
        role(
            Role.PRACTITIONER,
            sentence="You are a practitioner of a partner, which may have a seat where cases are heard.",
            name="practitioner",
        ),
    ),
    refusal=_NOT_YOURS,
)

# Decisions

VIEW_DECISION = Policy("boards.view_decision", "see a decision", Decision, allow=(_WORKS_HERE, SYSTEM))
RECORD = Policy(
    "boards.record",
    "record a decision",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager records decisions.",
)
VIEW_PLANNED = Policy(
    "boards.view_planned", "see a decision that is to be taken", PlannedDecision, allow=(_WORKS_HERE, SYSTEM)
)
_TAKEN = Clause("taken", "This decision was taken.", lambda actor: Q(decision__isnull=False))
_DROPPED = Clause(
    "dropped", "This decision was dropped from the forward plan.", lambda actor: Q(dropped_on__isnull=False)
)
_SECOND_PERSON = role(
    MANAGER, Role.BOARD_MEMBER, Role.ANALYST,
    sentence="You are the second person, who reads what residents will see before they do.",
    name="second_person",
)  # fmt: skip
_CHECKED_BY = "Board members, analysts and another partnership manager check what residents will see."

CHANGE_PLANNED = Policy(
    "boards.change_planned",
    "change a decision that is to be taken, or drop it",
    PlannedDecision,
    allow=(_MANAGER, SYSTEM),
    deny=(_TAKEN, _DROPPED),
    refusal="Only the partnership manager keeps the forward plan.",
)
RELEASE_NOTICE = Policy(
    "boards.release_notice",
    "propose the notice residents see of a key decision ahead, or withdraw it",
    PlannedDecision,
    allow=(_MANAGER, SYSTEM),
    deny=(
        _TAKEN,
        _DROPPED,
        Clause("not_key", "This is no key decision, so it needs no notice.", lambda actor: Q(key=False)),
    ),
    refusal="Only the partnership manager proposes what residents see of the forward plan.",
)
CHECK_NOTICE = Policy(
    "boards.check_notice",
    "publish or return the notice that somebody else proposed",
    NoticeRelease,
    allow=(_SECOND_PERSON,),
    deny=(SETTLED, PROPOSED_IT),
    refusal=_CHECKED_BY,
)
TAKE_BACK_NOTICE = Policy(
    "boards.take_back_notice",
    "take back the notice one proposed for residents",
    NoticeRelease,
    allow=(_MANAGER, SYSTEM),
    deny=(SETTLED,),
    refusal="Only the partnership manager takes a proposal back.",
)
CHANGE_DECISION = Policy(
    "boards.change_decision",
    "change a decision that is a draft, and publish it",
    Decision,
    allow=(_MANAGER, SYSTEM),
    deny=(
        Clause(
            "published",
            "This decision is published, so it cannot be changed. A later decision can supersede it.",
            lambda actor: Q(published_on__isnull=False),
        ),
    ),
    refusal="Only the partnership manager changes a decision.",
)
CALL_IN = Policy(
    "boards.call_in",
    "write down that a decision was called in, and how that was settled",
    Decision,
    allow=(_MANAGER, SYSTEM),
    deny=(
        Clause(
            "draft", "This decision is not published, so nobody can call it in.", lambda actor: Q(published_on=None)
        ),
    ),
    refusal="Only the partnership manager writes down a call-in.",
)

RELEASE_DECISION = Policy(
    "boards.release_decision",
    "propose what residents see of a decision, or withdraw it",
    Decision,
    allow=(_MANAGER, SYSTEM),
    deny=(
        Clause(
            "draft", "This decision is a draft, so residents cannot see it yet.", lambda actor: Q(published_on=None)
        ),
    ),
    refusal="Only the partnership manager proposes what residents see of a decision.",
)
VIEW_DECISION_RELEASE = Policy(
    "boards.view_decision_release",
    "see what is proposed for residents about a decision",
    DecisionRelease,
    allow=(_WORKS_HERE, SYSTEM),
)
CHECK_DECISION_RELEASE = Policy(
    "boards.check_decision_release",
    "publish or return what somebody else proposed for residents about a decision",
    DecisionRelease,
    allow=(_SECOND_PERSON,),
    deny=(SETTLED, PROPOSED_IT),
    refusal=_CHECKED_BY,
)
TAKE_BACK_DECISION_RELEASE = Policy(
    "boards.take_back_decision_release",
    "take back what one proposed for residents about a decision",
    DecisionRelease,
    allow=(_MANAGER, SYSTEM),
    deny=(SETTLED,),
    refusal="Only the partnership manager takes a proposal back.",
)

# Recommendations of scrutiny and reviews

VIEW_RECOMMENDATION = Policy(
    "boards.view_recommendation", "see a recommendation", Recommendation, allow=(_WORKS_HERE, SYSTEM)
)
RECEIVE = Policy(
    "boards.receive",
    "write down a recommendation that was received",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager writes recommendations down.",
)
REPLY = Policy(
    "boards.reply",
    "answer a recommendation",
    Recommendation,
    allow=(_MANAGER, SYSTEM),
    deny=(Clause("answered", "This recommendation was answered already.", lambda actor: ~Q(reply="")),),
    refusal="Only the partnership manager answers for the partnership.",
)
FOLLOW_UP = Policy(
    "boards.follow_up",
    "tie actions to a recommendation and test it again",
    Recommendation,
    allow=(_MANAGER, SYSTEM),
    deny=(
        Clause("unanswered", "This recommendation is not answered yet.", lambda actor: Q(reply="")),
        Clause("rejected", "This recommendation was rejected, with reasons.", lambda actor: Q(reply="rejected")),
    ),
    refusal="Only the partnership manager follows a recommendation up.",
)
