"""Addresses of feeds and extracts, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.records.web import extracts, feeds

app_name = "records"
urlpatterns = [
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new/<str:holds>/", feeds.make, name="make"),
    path("feeds/<str:ref>/quality/", feeds.quality, name="quality"),
    path("feeds/<str:ref>/", feeds.feed, name="feed"),
    path("feeds/<str:ref>/change/", feeds.change, name="change"),
    path("feeds/<str:ref>/end/", feeds.end, name="end"),
    path("feeds/<str:ref>/read-again/", feeds.read_again, name="read-again"),
    path("feeds/<str:ref>/send/", extracts.send, name="send"),
    path("extracts/<str:ref>/", extracts.extract, name="extract"),
    path("extracts/<str:ref>/columns/", extracts.columns, name="columns"),
    path("extracts/<str:ref>/take-in/", extracts.take_in, name="take-in"),
    path("extracts/<str:ref>/given-back.csv", extracts.given_back, name="given-back"),
]
