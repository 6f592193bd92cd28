"""Addresses of reports, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.reports.web import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/make/", views.make, name="make"),
    path("reports/<str:ref>/", views.report, name="report"),
    path("reports/<str:ref>/<slug:audience>/", views.copy, name="copy"),
    path("reports/<str:ref>/<slug:audience>.<str:paper>", views.paper, name="paper"),
]
