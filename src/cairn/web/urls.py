"""Every address of the staff site."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from cairn.web.views import front

P = "p/<slug:partnership>/"

handler403 = "cairn.web.views.errors.refused"
handler404 = "cairn.web.views.errors.not_found"
handler500 = "cairn.web.views.errors.broken"


def _context(module: str, under: str) -> list[URLResolver]:
    try:
        return [path(under, include(module))] if find_spec(module) else []
    except ModuleNotFoundError:
        return []


urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("healthz", front.healthz, name="healthz"),
    path("accessibility/", front.accessibility, name="accessibility"),
    *_context("cairn.foundation.accounts.web.urls", ""),
    *_context("cairn.domain.plans.web.urls", P),
    *_context("cairn.domain.voice.web.urls", P),
    *(_context("cairn.web.thread_urls", P) if find_spec("cairn.domain.voice.policies") else []),
]
