"""Addresses of repeats, flags on files and transfers, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.cases.web import between_views

urlpatterns = [
    path("cases/<str:ref>/repeat/", between_views.repeat, name="repeat"),
    path("cases/<str:ref>/transfer/", between_views.transfer, name="transfer"),
    path("file-flags/", between_views.file_flags, name="file-flags"),
    path("transfers/", between_views.incoming, name="incoming"),
    path("transfers/<str:ref>/", between_views.incoming_one, name="arrived"),
]
