"""Addresses of returns, under ``p/<partnership>/``."""

from django.urls import path

from cairn.domain.returns.web import release_views, views

app_name = "returns"
urlpatterns = [
    path("returns/", views.kinds_counted, name="returns"),
    path("returns/counts/", release_views.counts, name="counts"),
    path("returns/counts/<str:ref>/", release_views.release, name="release"),
    path("returns/of/<str:casetype>/", views.kind, name="kind"),
    path("returns/of/<str:casetype>/also/<str:figure>/", views.also, name="also"),
    path("returns/of/<str:casetype>/<str:quarter>/", views.quarter, name="quarter"),
    path("returns/of/<str:casetype>/<str:quarter>/table.<str:form>", views.table, name="table"),
]
