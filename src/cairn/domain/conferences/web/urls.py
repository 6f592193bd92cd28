"""Addresses of meetings that hear cases, under ``p/<partnership>/``; no address names a case besides its own."""

from django.urls import path

from cairn.domain.conferences.web import called_views, item_views, meeting_views, minute_views

app_name = "conferences"
urlpatterns = [
    path("conferences/", meeting_views.conferences, name="conferences"),
    path("conferences/meetings/<str:ref>/", meeting_views.meeting, name="meeting"),
    path("conferences/meetings/<str:ref>/move/", called_views.move, name="move"),
    path("conferences/meetings/<str:ref>/cancel/", called_views.cancel, name="cancel"),
    path("conferences/meetings/<str:ref>/close/", called_views.close, name="close"),
    path("conferences/meetings/<str:ref>/agenda/", meeting_views.build, name="agenda"),
    path("conferences/meetings/<str:ref>/attendance/", meeting_views.who_came, name="attendance"),
    path("conferences/meetings/<str:ref>/minutes/", minute_views.minutes, name="minutes"),
    path("conferences/meetings/<str:ref>/<slug:pack>.pdf", meeting_views.paper, name="paper"),
    path("conferences/research/<str:ref>/", item_views.research, name="research"),
    path("conferences/urgent/<str:ref>/", item_views.urgent, name="urgent"),
    path("conferences/<str:ref>/plan/", meeting_views.plan, name="plan"),
]
