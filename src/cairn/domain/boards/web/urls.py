"""Addresses of boards, under ``p/<partnership>/boards/``. What is not a group comes first."""

from django.urls import path

from cairn.domain.boards.web import (
    decision_views,
    diary_views,
    forward_views,
    group_views,
    meeting_views,
    minute_views,
    public_views,
    recommendation_views,
)

app_name = "boards"
_OF_MEETINGS = [
    path("boards/meetings/<str:ref>/", meeting_views.meeting, name="meeting"),
    path("boards/meetings/<str:ref>/meeting.ics", meeting_views.meeting_diary, name="meeting-diary"),
    path("boards/meetings/<str:ref>/agenda/", meeting_views.agenda, name="agenda"),
    path("boards/meetings/<str:ref>/items/add/", meeting_views.add_item, name="item-add"),
    path("boards/meetings/<str:ref>/papers/add/", meeting_views.add_paper, name="paper-add"),
    path("boards/meetings/<str:ref>/papers/<int:paper>/", meeting_views.paper, name="paper"),
    path("boards/meetings/<str:ref>/attendance/", meeting_views.attendance, name="attendance"),
    path("boards/meetings/<str:ref>/minutes/", minute_views.take_minutes, name="minutes"),
    path("boards/meetings/<str:ref>/move/", meeting_views.move, name="meeting-move"),
    path("boards/meetings/<str:ref>/cancel/", meeting_views.cancel, name="meeting-cancel"),
    path("boards/meetings/<str:ref>/close/", meeting_views.close, name="meeting-close"),
    path("boards/matters/<str:ref>/close/", meeting_views.close_matter, name="matter-close"),
]
_OF_DECISIONS = [
    path("boards/decisions/", decision_views.register, name="decisions"),
    path("boards/decisions/record/", decision_views.record, name="decision-record"),
    path("boards/decisions/<str:ref>/", decision_views.decision, name="decision"),
    path("boards/decisions/<str:ref>/change/", decision_views.change, name="decision-change"),
    path("boards/decisions/<str:ref>/publish/", decision_views.publish, name="decision-publish"),
    path("boards/decisions/<str:ref>/documents/add/", decision_views.add_document, name="decision-document-add"),
    path("boards/decisions/<str:ref>/documents/<int:document>/", decision_views.document, name="decision-document"),
    path("boards/decisions/<str:ref>/residents/", public_views.for_residents, name="decision-public"),
    path("boards/decision-releases/<str:ref>/", public_views.check, name="decision-release"),
    path("boards/decisions/<str:ref>/call-in/", decision_views.call_in, name="decision-call-in"),
]
_OF_RECOMMENDATIONS = [
    path("boards/recommendations/", recommendation_views.recommendations, name="recommendations"),
    path("boards/recommendations/receive/", recommendation_views.receive, name="recommendation-receive"),
    path("boards/recommendations/<str:ref>/", recommendation_views.recommendation, name="recommendation"),
    path("boards/recommendations/<str:ref>/reply/", recommendation_views.reply, name="recommendation-reply"),
    path("boards/recommendations/<str:ref>/act/", recommendation_views.act, name="recommendation-act"),
    path("boards/recommendations/<str:ref>/again/", recommendation_views.again, name="recommendation-again"),
]
_AHEAD = [
    path("boards/forward-plan/", forward_views.forward_plan, name="forward-plan"),
    path("boards/forward-plan/add/", forward_views.add, name="planned-add"),
    path("boards/forward-plan/<str:ref>/change/", forward_views.change, name="planned-change"),
    path("boards/forward-plan/<str:ref>/residents/", public_views.notice, name="planned-public"),
    path("boards/forward-plan/<str:ref>/drop/", forward_views.drop, name="planned-drop"),
]
urlpatterns = [
    path("boards/", group_views.groups, name="groups"),
    path("boards/add/", group_views.add, name="add"),
    path("boards/diary/", diary_views.my_diary, name="my-diary"),
    *_OF_MEETINGS,
    *_OF_DECISIONS,
    *_OF_RECOMMENDATIONS,
    *_AHEAD,
    path("boards/<str:ref>/", group_views.group, name="group"),
    path("boards/<str:ref>/change/", group_views.change, name="change"),
    path("boards/<str:ref>/meetings/add/", meeting_views.plan, name="meeting-plan"),
    path("boards/<str:ref>/forward-plan.ics", meeting_views.group_diary, name="diary"),
    path("boards/<str:ref>/seats/add/", group_views.add_seat, name="seat-add"),
    path("boards/<str:ref>/seats/<int:seat>/", group_views.change_seat, name="seat"),
]
