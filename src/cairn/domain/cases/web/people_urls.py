"""Addresses of the people in a case and of how they are reached, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.cases.web import contact_views, people_views

urlpatterns = [
    path("cases/<str:ref>/people/add/", people_views.add, name="person-add"),
    path("cases/<str:ref>/people/relate/", people_views.tie, name="people-relate"),
    path("cases/<str:ref>/people/<str:person>/change/", people_views.change, name="person-change"),
    path("cases/<str:ref>/people/<str:person>/remove/", people_views.remove, name="person-remove"),
    path("cases/<str:ref>/people/<str:person>/contact/", contact_views.contact, name="contact"),
    path("cases/<str:ref>/people/<str:person>/contact/change/", contact_views.plan, name="contact-plan"),
    path("cases/<str:ref>/people/<str:person>/address/", contact_views.address, name="address"),
    path("cases/<str:ref>/places-to-look-at/", contact_views.checks, name="address-checks"),
]
