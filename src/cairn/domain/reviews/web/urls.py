"""Addresses of annual reviews, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.reviews.web import views

app_name = "reviews"
urlpatterns = [
    path("plans/<str:ref>/review/", views.open_one, name="open"),
    path("reviews/<str:ref>/", views.review, name="review"),
    path("reviews/<str:ref>/agree/", views.agree, name="agree"),
    path("reviews/<str:ref>/files/<str:file>/", views.evidence_file, name="evidence-file"),
    path("reviews/<str:ref>/<str:code>/", views.commitment, name="commitment"),
    path("reviews/<str:ref>/<str:code>/conclude/", views.conclude, name="conclude"),
]
