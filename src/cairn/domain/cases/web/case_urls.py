"""Addresses of the list of cases, of one case and of its steps, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.cases.web import case_views, letters_views, list_views, search_views

# Last of all lists: what stands before ``<ref>`` would be read as a reference.
urlpatterns = [
    path("cases/", list_views.cases, name="cases"),
    path("cases/open/", list_views.openings, name="openings"),
    path("cases/open/<slug:casetype>/<slug:opening>/", list_views.open_case, name="open"),
    path("cases/people/", search_views.people, name="people"),
    path("cases/<str:ref>/", case_views.case, name="case"),
    path("cases/<str:ref>/kept-apart/", case_views.kept_apart, name="kept-apart"),
    path("cases/<str:ref>/steps/<slug:step>/", case_views.step, name="step"),
    path("cases/<str:ref>/letters/", letters_views.show, name="letters"),
]
