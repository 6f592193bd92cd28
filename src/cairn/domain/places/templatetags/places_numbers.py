"""Numbers of people as they are written: 1,625."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(value: int) -> str:
    """``{{ line.count|thousands }}`` -> 273,240."""
    return f"{value:,}"
