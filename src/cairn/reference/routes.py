"""Every route of the sites, and who may open it: the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.urls import URLPattern, URLResolver

from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import ScreenMark, mark_of
from cairn.reference.markdown import code, page, section, table

STAFF, PUBLIC, INTAKE, DEMO = "cairn.web.urls", "cairn.public.urls", "cairn.intake.urls", "cairn.demo.urls"


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    Args:
        path: as written, with ``<slug:partnership>`` and the like.
        name: with its namespaces, ``plans:action``; "" when it has none.
        view: what answers.
        mark: who may see it; None when the view does not say.
        arguments: the names in the path.
    """

    path: str
    name: str
    view: Any
    mark: ScreenMark | None
    arguments: tuple[str, ...]

    @property
    def policy(self) -> Policy | None:
        """The policy that decides, where one does."""
        return self.mark.policy if self.mark else None

    @property
    def says(self) -> str:
        """The first sentence about the view."""
        view = getattr(self.view, "view_class", self.view)
        first = (view.__doc__ or "").strip().partition("\n")[0]
        return "" if view.__module__.startswith(("allauth", "django")) else first


def routes_of(module: str) -> list[Route]:
    """Every route of a URL configuration, in its order.

    Args:
        module: dotted name of the module that holds ``urlpatterns``.
    """
    return list(_walk(import_module(module).urlpatterns, "", (), ()))


def _walk(
    patterns: list[URLPattern | URLResolver], before: str, spaces: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[Route]:
    for found in patterns:
        path = before + _written(str(found.pattern))
        arguments = (*names, *found.pattern.converters, *_groups(found))
        if isinstance(found, URLResolver):
            inner = (*spaces, found.namespace) if found.namespace else spaces
            yield from _walk(found.url_patterns, path, inner, arguments)
        else:
            name = ":".join([*spaces, found.name]) if found.name else ""
            yield Route(path, name, found.callback, mark_of(found.callback), tuple(dict.fromkeys(arguments)))


def _groups(found: URLPattern | URLResolver) -> tuple[str, ...]:
    if found.pattern.converters:
        return ()
    return tuple(name for name in found.pattern.regex.groupindex)


def _written(pattern: str) -> str:
    """A regular expression of a library as a path people can read."""
    if not pattern.startswith("^"):
        return pattern
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return named.strip("^").removesuffix(r"\Z").removesuffix("$").replace("\\", "")


def routes_page() -> str:
    """The page ``routes.md``."""
    staff = routes_of(STAFF)
    screens = [route for route in staff if route.policy and not route.mark.by_key]
    keyed = [route for route in staff if route.policy and route.mark.by_key]
    opened = [route for route in staff if not route.policy]
    public, intake = routes_of(PUBLIC), routes_of(INTAKE)
    demo = [route for route in routes_of(DEMO) if route.path not in {known.path for known in staff}]
    return page(
        "Routes",
        f"The staff site has {len(staff)} routes: {len(screens)} screens, each with a policy,"
        f" {len(keyed)} addresses for systems with a key, each with a policy too, and {len(opened)} that ask for no"
        f" role, each with a reason. The public site has {len(public)}, and the public forms {len(intake)}."
        " A view without a mark is not served.",
        section("Screens of the staff site", _screens(screens)),
        section("For systems with a key", _screens(keyed)),
        section("The clauses behind them", *(_clauses(policy) for policy in _policies([*screens, *keyed]))),
        section("Routes that ask for no role", _open(opened)),
        section(
            "Public site",
            "Its process can read published editions and nothing else, so no route asks who somebody is.",
            table(
                ["Address", "Name", "What it shows"],
                ((code("/" + r.path), code(r.name), r.says) for r in public),
            ),
        ),
        section(
            "Public forms",
            "Their process can read and write one application, by its code, and nothing else.",
            table(
                ["Address", "Name", "What it shows"],
                ((code("/" + r.path), code(r.name), r.says) for r in intake),
            ),
        ),
        section("Only in the demonstration", _open(demo)),
    )


def _screens(screens: list[Route]) -> str:
    rows = (
        (
            code("/" + route.path),
            code(route.name),
            code(route.policy.name),
            "yes" if route.mark.writes else "",
            route.says,
        )
        for route in screens
    )
    return table(["Address", "Name", "Policy", "Writes", "What it shows"], rows)


def _policies(screens: list[Route]) -> list[Policy]:
    return sorted({route.policy.name: route.policy for route in screens}.values(), key=lambda policy: policy.name)


def _clauses(policy: Policy) -> str:
    rows = [
        *(("never", code(clause.name), clause.sentence) for clause in policy.deny),
        *(("may", code(clause.name), clause.sentence) for clause in policy.allow),
        ("otherwise not", "", policy.refusal),
    ]
    return section(f"{policy.name}: may {policy.says}", table(["", "Clause", "Because"], rows), level=3)


def _open(routes: list[Route]) -> str:
    rows = (
        (
            code("/" + route.path),
            code(route.name),
            route.mark.open_because if route.mark else "not marked: never served",
        )
        for route in routes
    )
    return table(["Address", "Name", "Why it asks for no role"], rows)
