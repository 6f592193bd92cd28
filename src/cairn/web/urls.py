"""Every address of the staff site."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

P = "p/<slug:partnership>/"


def _context(module: str, under: str) -> list[URLResolver]:
    return [path(under, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    *_context("cairn.foundation.accounts.web.urls", ""),
    *_context("cairn.domain.plans.web.urls", P),
    *_context("cairn.domain.voice.web.urls", P),
    *_context("cairn.web.thread_urls", P),
]
