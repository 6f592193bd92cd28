"""Addresses of feeds for systems, under ``api/``: the key says in which partnership."""

from django.urls import path

from cairn.domain.records.web import api

app_name = "records-api"
urlpatterns = [
    path("feeds/<str:ref>/files", api.send, name="send"),
    path("extracts/<str:ref>", api.extract, name="extract"),
    path("extracts/<str:ref>/given-back", api.given_back, name="given-back"),
]
