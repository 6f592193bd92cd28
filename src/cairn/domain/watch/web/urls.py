"""Addresses of the watch, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.watch.web import views

app_name = "watch"
urlpatterns = [
    path("watch/", views.watch, name="watch"),
    path("watch/rules/", views.rules, name="rules"),
    path("watch/asked/<str:ref>/", views.offer, name="offer"),
    path("watch/<str:ref>/", views.row, name="row"),
    path("watch/<str:ref>/<slug:act>/", views.act, name="act"),
]
