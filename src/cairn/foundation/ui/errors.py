"""The error summary: every problem of a page, in order, linked to the box to mend."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import target_of


@dataclass(frozen=True, kw_only=True)
class ErrorLine:
    """One problem. ``target`` is the id of the box, or of the part of the page; empty when it belongs to all of it."""

    text: str
    target: str


def lines_of(*forms_or_formsets) -> list[ErrorLine]:
    """Gather the problems.

    Args:
        forms_or_formsets: Django forms, formsets or None, in the order of the page. One of several that are alike has
            ``part``, the name and the id of the part of the page it stands in: its problems begin with that name.

    Returns:
        Whole-form problems first, then one line per field problem; empty when nothing is wrong.
    """
    lines: list[ErrorLine] = []
    for thing in forms_or_formsets:
        if thing is None:
            continue
        if hasattr(thing, "management_form"):
            lines += [ErrorLine(text=text, target="") for text in thing.non_form_errors()]
            lines += lines_of(*thing.forms)
        else:
            lines += _lines_of_form(thing)
    return lines


def _lines_of_form(form) -> list[ErrorLine]:
    if not form.is_bound:
        return []
    name, place = getattr(form, "part", ("", ""))
    begins = f"{name}: " if name else ""
    lines = [ErrorLine(text=f"{begins}{text}", target=place) for text in form.non_field_errors()]
    for bound in form:
        target = place if bound.is_hidden else target_of(bound)
        lines += [ErrorLine(text=f"{begins}{text}", target=target) for text in bound.errors]
    return lines
