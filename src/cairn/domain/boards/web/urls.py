"""Addresses of boards, under ``p/<partnership>/boards/``. What is not a group comes first."""

from django.urls import path

from cairn.domain.boards.web import group_views

app_name = "boards"
urlpatterns = [
    path("boards/", group_views.groups, name="groups"),
    path("boards/add/", group_views.add, name="add"),
    path("boards/<str:ref>/", group_views.group, name="group"),
    path("boards/<str:ref>/change/", group_views.change, name="change"),
    path("boards/<str:ref>/seats/add/", group_views.add_seat, name="seat-add"),
    path("boards/<str:ref>/seats/<int:seat>/", group_views.change_seat, name="seat"),
]
