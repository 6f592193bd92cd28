"""Addresses for systems, under ``api/``: the key says in which partnership."""

from django.urls import path

from cairn.domain.measures.web import api

app_name = "api"
urlpatterns = [
    path("measures", api.measures, name="measures"),
    path("measures/figures", api.send, name="send-figures"),
    path("measures/<str:ref>/figures", api.figures, name="figures"),
]
