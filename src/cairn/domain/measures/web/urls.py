"""Addresses of measures, under ``p/<partnership>/``."""

from django.urls import path, register_converter

from cairn.domain.measures.web import bringing, defining, figures, repeats, showing
from cairn.domain.measures.web.days import DayConverter

register_converter(DayConverter, "day")

app_name = "measures"
urlpatterns = [
    path("measures/", showing.measures, name="measures"),
    path("measures/table.<str:form>", showing.list_table, name="list-table"),
    path("measures/gaps/", showing.gaps, name="gaps"),
    path("measures/library/", defining.library_list, name="library"),
    path("measures/library/<slug:key>/", defining.indicator, name="indicator"),
    path("measures/library/<slug:key>/adopt/", defining.adopt, name="adopt"),
    path("measures/library/<slug:key>/adapt/", defining.adapt, name="adapt"),
    path("measures/computed/<slug:rule>/", defining.from_records, name="from-records"),
    path("measures/new/", defining.new, name="new"),
    path("measures/workbook.<str:form>", bringing.copy, name="copy"),
    path("measures/workbook/", bringing.upload, name="bring"),
    path("measures/workbook/columns/", bringing.columns, name="bring-columns"),
    path("measures/workbook/rows/", bringing.rows, name="bring-rows"),
    path("measures/workbook/given-back.<str:form>", bringing.given_back, name="given-back"),
    path("repeats/", repeats.repeats, name="repeats"),
    path("repeats/other-months/", repeats.ask, name="ask-repeats"),
    path("repeats/<str:ref>/", repeats.period, name="repeats-of"),
    path("repeats/<str:ref>/figures.<str:form>", repeats.table, name="repeats-table"),
    path("measures/<str:ref>/", showing.measure, name="measure"),
    path("measures/<str:ref>/figures.<str:form>", showing.table, name="table"),
    path("measures/<str:ref>/change/", defining.change, name="change"),
    path("measures/<str:ref>/end/", defining.end, name="end"),
    path("measures/<str:ref>/links/", defining.links, name="links"),
    path("measures/<str:ref>/target/", defining.target, name="target"),
    path("measures/<str:ref>/residents/", defining.residents, name="residents"),
    path("measures/<str:ref>/break/", defining.record_break, name="break"),
    path("measures/<str:ref>/compute/", figures.compute, name="compute"),
    path("measures/<str:ref>/record/<day:period>/", figures.record, name="record"),
    path("measures/<str:ref>/correct/<day:period>/", figures.correct, name="correct"),
    path("measures/<str:ref>/figures/<day:period>/<int:revision>/", figures.show, name="figures"),
    path("measures/<str:ref>/figures/<day:period>/<int:revision>/incidents/", figures.incidents, name="incidents"),
    path("measures/<str:ref>/figures/<day:period>/<int:revision>/decide/", figures.decide, name="decide"),
    path("measures/<str:ref>/figures/<day:period>/<int:revision>/lock/", figures.lock, name="lock"),
]
