"""Addresses of the watch, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.watch.web import again_views, views

app_name = "watch"
urlpatterns = [
    path("watch/", views.watch, name="watch"),
    path("watch/rules/", views.rules, name="rules"),
    path("watch/asked/<str:ref>/", views.offer, name="offer"),
    path("watch/reported-again/", again_views.again, name="again"),
    path("cases/<str:ref>/reported-again/", again_views.case_again, name="case-again"),
    path("watch/<str:ref>/", views.row, name="row"),
    path("watch/<str:ref>/<slug:act>/", views.act, name="act"),
]
