"""Every address of the staff site."""

from django.urls import include, path

from cairn.web.views import front

P = "p/<slug:partnership>/"

handler403 = "cairn.web.views.errors.refused"
handler404 = "cairn.web.views.errors.not_found"
handler500 = "cairn.web.views.errors.broken"


urlpatterns = [
    path("", front.front, name="front"),
    path("healthz", front.healthz, name="healthz"),
    path("accessibility/", front.accessibility, name="accessibility"),
    path("", include("cairn.foundation.accounts.web.urls")),
    path(P, include("cairn.domain.plans.web.urls")),
    path(P, include("cairn.domain.voice.web.urls")),
    path(P, include("cairn.domain.risks.web.urls")),
    path(P, include("cairn.domain.places.web.urls")),
    path(P, include("cairn.domain.cases.web.urls")),
    path(P, include("cairn.domain.records.web.urls")),
    path(P, include("cairn.domain.hub.web.urls")),
    path(P, include("cairn.domain.watch.web.urls")),
    path(P, include("cairn.domain.measures.web.urls")),
    path(P, include("cairn.domain.returns.web.urls")),
    path(P, include("cairn.domain.analysis.web.urls")),
    path(P, include("cairn.domain.boards.web.urls")),
    path(P, include("cairn.domain.conferences.web.urls")),
    path(P, include("cairn.domain.consultations.web.urls")),
    path(P, include("cairn.domain.reviews.web.urls")),
    path(P, include("cairn.domain.reports.web.urls")),
    path("", include("cairn.domain.boards.web.open_urls")),
    path("api/", include("cairn.domain.measures.web.api_urls")),
    path("api/", include("cairn.domain.records.web.api_urls")),
    path(P, include("cairn.web.thread_urls")),
]
