"""Every address of the public site. Neutral on purpose: they stay in browser histories."""

from django.urls import path
from django.views.generic import RedirectView

from cairn.public.views import counts, data, decisions, pages, reports

handler404 = "cairn.public.views.pages.not_found"
handler500 = "cairn.public.views.pages.broken"

to_the_first_page = RedirectView.as_view(pattern_name="home", http_method_names=["get", "head"])

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", data.healthz, name="healthz"),
    path("strategies.json", data.strategies_json, name="strategies-json"),
    path("strategies/", to_the_first_page),  # what is left when somebody shortens an address
    path("strategies/<slug:slug>.json", data.strategy_json, name="strategy-json"),
    path("strategies/<slug:slug>.csv", data.strategy_csv, name="strategy-csv"),
    path("strategies/<slug:slug>/", pages.strategy, name="strategy"),
    path("strategies/<slug:slug>/page/", pages.on_a_page, name="on-a-page"),
    path("strategies/<slug:slug>/measures/<slug:measure>.json", data.measure_json, name="measure-json"),
    path("strategies/<slug:slug>/measures/<slug:measure>.csv", data.measure_csv, name="measure-csv"),
    path("strategies/<slug:slug>/measures/<slug:measure>/", pages.measure, name="measure"),
    path("strategies/<slug:slug>/<str:code>/", pages.commitment, name="commitment"),
    path("decisions/", decisions.register, name="decisions"),
    path("decisions/<str:ref>/", decisions.decision, name="decision"),
    path("forward-plan/", decisions.forward_plan, name="forward-plan"),
    path("counts/", counts.register, name="counts"),
    path("reports/", reports.register, name="reports"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("reports/<slug:slug>.pdf", reports.report_pdf, name="report-pdf"),
    path("areas/<slug:area>/", pages.area, name="area"),
    path("help/", pages.support, name="help"),
    path("using-this-site/", pages.using, name="using"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("about/", pages.about, name="about"),
]
