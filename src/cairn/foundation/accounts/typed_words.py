"""What somebody typed into a form, in the words of that form: for her to read, to copy or to carry on with."""

from __future__ import annotations

from django import forms
from django.forms.utils import pretty_name
from django.http import QueryDict
from django.urls import Resolver404, resolve

from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import PARTS, DayField

#: Name of an address to the forms that stand there. Every context adds its own when it starts.
FORMS: dict[str, tuple[type[forms.BaseForm], ...]] = {}

IN_A_LIST = "As you chose it in the list"
_NOT_TYPED = frozenset({"version", "seen", "differs", "do", "to", "anyway"})  # sent along, typed by nobody


def forms_at(path: str) -> tuple[type[forms.BaseForm], ...]:
    """The forms of an address; none where it leads nowhere, or where nobody said."""
    try:
        return FORMS.get(resolve(path).view_name, ())
    except Resolver404:
        return ()


def in_words(typed: QueryDict, *, path: str = "") -> tuple[tuple[str, str], ...]:
    """Labels and values as a person reads them; a date is one line.

    Args:
        typed: what may be shown of a posted form, see ``drafts.typed_fields``.
        path: the address it was sent to; a form that is not known is shown by the names of its fields.
    """
    fields = {name: field for form in forms_at(path) for name, field in form.base_fields.items()}
    shown: dict[str, str] = {}
    for name, values in typed.lists():
        if stem := _day_of(name, typed, fields):
            shown[stem] = _day(stem, typed)
        elif not _is_sent_along(name, fields):
            words = [_value(fields.get(name), value) for value in values if value]
            shown[name] = ", ".join(dict.fromkeys(words))
    return tuple((_label(name, fields), value) for name, value in shown.items() if value)


def _label(name: str, fields: dict[str, forms.Field]) -> str:
    field = fields.get(name)
    return str(field.label) if field is not None and field.label else pretty_name(name)


def _day_of(name: str, typed: QueryDict, fields: dict[str, forms.Field]) -> str:
    """The name of the day this is a box of, or nothing; boxes left empty are not among what was typed."""
    stem, _, part = name.rpartition("_")
    is_day = isinstance(fields.get(stem), DayField) or all(f"{stem}_{one}" in typed for one in PARTS)
    return stem if part in PARTS and is_day else ""


def _is_sent_along(name: str, fields: dict[str, forms.Field]) -> bool:
    if name in fields:
        return fields[name].widget.is_hidden
    return name in _NOT_TYPED


def _day(stem: str, typed: QueryDict) -> str:
    parts = [typed.get(f"{stem}_{part}", "") for part in PARTS]
    try:
        return day_in_words(DayField(required=False).to_python(parts))
    except forms.ValidationError:
        return " ".join(part for part in parts if part)


def _value(field: forms.Field | None, value: str) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes"
    if not isinstance(field, forms.ChoiceField):
        return value
    known = dict(_flat(field.choices))
    # A list that differs from day to day is not known here; its keys say nothing to anybody.
    return known.get(value, IN_A_LIST if value.isdigit() else value)


def _flat(choices) -> list[tuple[str, str]]:
    found = []
    for value, words in choices:
        pairs = words if isinstance(words, list | tuple) else [(value, words)]
        found += [(str(one), str(said)) for one, said in pairs]
    return found
