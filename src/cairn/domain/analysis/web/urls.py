"""Addresses of the needs assessment, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.analysis.web import making, showing

app_name = "analysis"
urlpatterns = [
    path("needs-assessment/", showing.needs, name="needs"),
    path("needs-assessment/add/", making.make, name="make"),
    path("needs-assessment/<str:ref>/", showing.analysis, name="analysis"),
    path("needs-assessment/<str:ref>/describe/", making.describe, name="describe"),
    path("needs-assessment/<str:ref>/question/", making.question, name="question"),
    path("needs-assessment/<str:ref>/take/", making.take, name="take"),
    path("needs-assessment/<str:ref>/share/", making.share, name="share"),
    path("needs-assessment/<str:ref>/figures/<int:number>/", showing.taking, name="taking"),
    path("needs-assessment/<str:ref>/figures/<int:number>/exact/", showing.exactly, name="exactly"),
    path("needs-assessment/<str:ref>/figures/<int:number>/table.<str:form>", showing.table, name="table"),
]
