"""Addresses of risks, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.risks.web import views

app_name = "risks"
urlpatterns = [
    path("risks/", views.register, name="register"),
    path("risks/table.<str:form>", views.table, name="table"),
    path("risks/add/", views.add, name="add"),
    path("risks/<str:ref>/", views.risk, name="risk"),
    path("risks/<str:ref>/reassess/", views.reassess, name="reassess"),
    path("risks/<str:ref>/close/", views.close, name="close"),
]
