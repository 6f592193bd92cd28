"""Addresses of consultations, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.consultations.web import views

app_name = "consultations"
urlpatterns = [
    path("consultations/", views.consultations, name="consultations"),
    path("consultations/add/", views.add, name="add"),
    path("consultations/<str:ref>/", views.consultation, name="consultation"),
    path("consultations/<str:ref>/change/", views.change, name="change"),
    path("consultations/<str:ref>/answers/", views.answers, name="answers"),
    path("consultations/<str:ref>/themes/<int:theme>/", views.theme, name="theme"),
]
