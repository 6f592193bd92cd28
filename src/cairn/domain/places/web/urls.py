"""Addresses of places, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.places.web import views

app_name = "places"
urlpatterns = [
    path("areas/", views.areas, name="areas"),
    path("areas/table.<str:form>", views.table, name="table"),
    path("areas/<str:place>/", views.area, name="area"),
]
