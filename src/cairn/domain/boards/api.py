"""What other parts of Cairn may use of boards: reading them, writing them, and who may."""

from cairn.domain.boards import policies
from cairn.domain.boards.models import AgendaItem, Decision, Group, Matter, Meeting, Paper, Recommendation, Seat
from cairn.domain.boards.queries.decisions import DecisionLine, DecisionPage, decision_page
from cairn.domain.boards.queries.diaries import MORE_MEETINGS, DiaryMeeting, seats_of_the_day
from cairn.domain.boards.queries.groups import seats_on
from cairn.domain.boards.queries.meetings import Chair, chairs_of, items_of, line_of, meeting_for, quorum_of
from cairn.domain.boards.queries.recommendations import RecommendationLine, recommendation_lines
from cairn.domain.boards.queries.touching import decisions_about, recommendations_about
from cairn.domain.boards.services.decisions import (
    DecisionFacts,
    add_document,
    call_in,
    change_decision,
    publish_decision,
    record_decision,
    settle_call_in,
)
from cairn.domain.boards.services.groups import GroupFacts, add_group, add_seat, change_group, end_seat, hand_over
from cairn.domain.boards.services.meetings import (
    MOVED,
    add_item,
    add_paper,
    cancel_meeting,
    close_meeting,
    move_meeting,
    plan_meeting,
    put_attendance,
    put_closed,
    put_elsewhere,
    put_meeting,
    put_off,
    record_attendance,
)
from cairn.domain.boards.services.minutes import MinutedFacts, build_agenda, close_matter, minute_action, save_minutes
from cairn.domain.boards.services.planned import PlannedFacts, plan_decision
from cairn.domain.boards.services.public_decisions import (
    ALSO_WITHDRAW,
    propose_decision,
    publish_decision_release,
    return_decision_release,
    take_back_decision_release,
    withdraw_decision,
)
from cairn.domain.boards.services.public_notices import propose_notice, publish_notice_release
from cairn.domain.boards.services.recommendations import act_on, answer, look_again, receive, tie_action

__all__ = [
    "ALSO_WITHDRAW",
    "MORE_MEETINGS",
    "MOVED",
    "AgendaItem",
    "Chair",
    "Decision",
    "DecisionFacts",
    "DecisionLine",
    "DecisionPage",
    "DiaryMeeting",
    "Group",
    "GroupFacts",
    "Matter",
    "Meeting",
    "MinutedFacts",
    "Paper",
    "PlannedFacts",
    "Recommendation",
    "RecommendationLine",
    "Seat",
    "act_on",
    "add_document",
    "add_group",
    "add_item",
    "add_paper",
    "add_seat",
    "answer",
    "build_agenda",
    "call_in",
    "cancel_meeting",
    "change_decision",
    "chairs_of",
    "change_group",
    "close_matter",
    "close_meeting",
    "decision_page",
    "decisions_about",
    "end_seat",
    "hand_over",
    "items_of",
    "line_of",
    "look_again",
    "meeting_for",
    "minute_action",
    "move_meeting",
    "plan_decision",
    "plan_meeting",
    "policies",
    "propose_decision",
    "propose_notice",
    "publish_decision",
    "publish_decision_release",
    "publish_notice_release",
    "put_attendance",
    "put_closed",
    "put_elsewhere",
    "put_meeting",
    "put_off",
    "quorum_of",
    "receive",
    "recommendation_lines",
    "recommendations_about",
    "record_attendance",
    "record_decision",
    "return_decision_release",
    "save_minutes",
    "seats_of_the_day",
    "seats_on",
    "settle_call_in",
    "take_back_decision_release",
    "tie_action",
    "withdraw_decision",
]
