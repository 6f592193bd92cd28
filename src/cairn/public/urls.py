"""Every address of the public site. Neutral on purpose: they stay in browser histories."""

from django.urls import path

from cairn.public.views import data, pages

handler404 = "cairn.public.views.pages.not_found"
handler500 = "cairn.public.views.pages.broken"

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", data.healthz, name="healthz"),
    path("strategies.json", data.strategies_json, name="strategies-json"),
    path("strategies/<slug:slug>.json", data.strategy_json, name="strategy-json"),
    path("strategies/<slug:slug>.csv", data.strategy_csv, name="strategy-csv"),
    path("strategies/<slug:slug>/", pages.strategy, name="strategy"),
    path("strategies/<slug:slug>/page/", pages.on_a_page, name="on-a-page"),
    path("strategies/<slug:slug>/<str:code>/", pages.commitment, name="commitment"),
    path("help/", pages.support, name="help"),
    path("leaving/", pages.leaving, name="leaving"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("about/", pages.about, name="about"),
]
