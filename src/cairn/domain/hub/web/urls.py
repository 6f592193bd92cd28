"""Addresses of people behind records, under ``p/<partnership>/``. What somebody searches for stands in none."""

from django.urls import path

from cairn.domain.hub.web import by_hand_views, people_views, review_views

app_name = "hub"
urlpatterns = [
    path("people-in-records/", people_views.people, name="people"),
    path("people-in-records/<str:ref>/", people_views.person, name="person"),
    path("links/", review_views.review, name="review"),
    path("links/people/", by_hand_views.find, name="find"),
    path("links/people/<str:ref>/", by_hand_views.links_of, name="links-of"),
    path("links/people/<str:ref>/confirm/", by_hand_views.confirm, name="confirm"),
    path("links/people/<str:ref>/with/<str:other>/", by_hand_views.merge, name="merge"),
    path("links/decided/", by_hand_views.decided, name="decided"),
    path("links/decided/<str:ref>/", by_hand_views.decision, name="decision"),
    path("links/<str:ref>/", review_views.pair, name="pair"),
]
