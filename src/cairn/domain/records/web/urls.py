"""Addresses of feeds and deliveries, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.records.web import deliveries, feeds

app_name = "records"
urlpatterns = [
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new/<str:holds>/", feeds.make, name="make"),
    path("feeds/quality/<slug:agency>/", feeds.quality, name="quality"),
    path("feeds/<str:ref>/", feeds.feed, name="feed"),
    path("feeds/<str:ref>/change/", feeds.change, name="change"),
    path("feeds/<str:ref>/end/", feeds.end, name="end"),
    path("feeds/<str:ref>/send/", deliveries.send, name="send"),
    path("deliveries/<str:ref>/", deliveries.delivery, name="delivery"),
    path("deliveries/<str:ref>/columns/", deliveries.columns, name="columns"),
    path("deliveries/<str:ref>/take-in/", deliveries.take_in, name="take-in"),
    path("deliveries/<str:ref>/given-back.csv", deliveries.given_back, name="given-back"),
]
