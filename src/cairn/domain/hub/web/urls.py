"""Addresses of people behind records, under ``p/<partnership>/``. What somebody searches for stands in none."""

from django.urls import path

from cairn.domain.hub.web import people_views, review_views

app_name = "hub"
urlpatterns = [
    path("people-in-records/", people_views.people, name="people"),
    path("people-in-records/<str:ref>/", people_views.person, name="person"),
    path("links/", review_views.review, name="review"),
    path("links/<str:ref>/", review_views.pair, name="pair"),
]
