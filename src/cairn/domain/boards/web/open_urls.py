"""The address a calendar program asks: it cannot sign in, so it stands outside every partnership's screens."""

from django.urls import path

from cairn.domain.boards.web import diary_views

app_name = "diaries"
urlpatterns = [path("diary/<slug:slug>/<str:secret>.ics", diary_views.feed, name="feed")]
