"""The public forms as tests serve them: each answer says which templates drew it."""

from __future__ import annotations

import threading
from typing import Any

from django.template import Template
from django.test.signals import template_rendered
from django.test.utils import instrumented_test_render

from cairn.intake.wsgi import application as served

_drawn = threading.local()


def _note(sender: Any, template: Template, **_facts: Any) -> None:
    _drawn.names = [*getattr(_drawn, "names", []), template.name]


Template._render = instrumented_test_render
template_rendered.connect(_note)


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer, with a further header that names the templates."""
    _drawn.names = []

    def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        names = ",".join(sorted({name for name in _drawn.names if name and name.startswith("intake/")}))
        return start_response(status, [*headers, ("X-Templates", names)], *rest)

    return served(environ, started)
