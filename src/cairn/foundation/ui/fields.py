"""From a bound Django field to what the field template shows, the GOV.UK way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from .forms import PARTS, DayWidget

HIDDEN = "hidden"
INPUT, TEXTAREA, SELECT, FILE, OTHER = "input", "textarea", "select", "file", "other"
CHOICES, TICK, DAY = "choices", "tick", "day"

#: What the field tag can be told, and what each is for.
OPTIONS = {
    "label": "words in place of the field's own label",
    "hint": "words in place of the field's own help text",
    "label_size": "s, m, l or xl",
    "heading": "True: the label is the page's h1",
    "optional": "False: leave out “(optional)”",
    "width": "2, 3, 4, 5, 10 or 20 characters, or a GOV.UK width such as two-thirds",
    "rows": "how many lines a large box shows; 5 when left out",
    "count": "a number, or True for the field's max_length: count characters; False: do not",
    "prefix": "a sign before the box, such as £",
    "suffix": "a sign after the box, such as %",
    "inline": "True: radios side by side",
    "small": "True: small radios or checkboxes",
}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One radio or checkbox. ``reveal`` is a bound field shown when it is chosen, or None."""

    id: str
    value: str
    label: str
    hint: str
    checked: bool
    disabled: bool
    reveal: BoundField | None


@dataclass(frozen=True, kw_only=True)
class DayPart:
    """One of the three boxes of a day."""

    id: str
    name: str
    label: str
    value: str
    wrong: bool
    width: int


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """Everything the field template needs; it decides nothing itself."""

    kind: str
    name: str
    id: str
    label: str
    label_size: str
    heading: bool
    optional: bool
    hint: str
    error: str
    described_by: str
    control: str = ""
    count: int | None = None
    prefix: str = ""
    suffix: str = ""
    choice: str = "radios"
    inline: bool = False
    small: bool = False
    options: tuple[Option, ...] = field(default=())
    parts: tuple[DayPart, ...] = field(default=())
    password: bool = False


def view_of(bound: BoundField, **options: Any) -> FieldView:
    """Describe one bound field for the template.

    Args:
        bound: a field of a form, ``form["title"]``.
        options: see ``OPTIONS``.

    Raises:
        TypeError: for an option that does not exist.
    """
    unknown = set(options) - set(OPTIONS)
    if unknown:
        raise TypeError(f"The field tag has no option called {', '.join(sorted(unknown))}.")
    kind = kind_of(bound)
    hint = options.get("hint", bound.help_text) or ""
    error = _error_html(bound)
    count = _count(bound, options) if kind == TEXTAREA else None
    described_by = _described_by(bound, count=count, hint=hint, error=error)
    shown = {
        "kind": kind,
        "name": bound.html_name,
        "id": bound.auto_id or bound.html_name,
        "label": options.get("label", bound.label),
        "label_size": options.get("label_size", ""),
        "heading": bool(options.get("heading")),
        "optional": _says_optional(bound, kind, options),
        "hint": hint,
        "error": error,
        "described_by": described_by,
        "count": count,
        "prefix": options.get("prefix", ""),
        "suffix": options.get("suffix", ""),
    }
    if kind == CHOICES:
        multiple = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
        shown["choice"] = "checkboxes" if multiple else "radios"
        shown["inline"] = bool(options.get("inline"))
        shown["small"] = bool(options.get("small"))
        shown["options"] = tuple(_options(bound))
    elif kind == DAY:
        shown["parts"] = tuple(_parts(bound))
    else:
        shown["password"] = isinstance(bound.field.widget, forms.PasswordInput)
        shown["control"] = _control(bound, kind, options, described_by, error)
    return FieldView(**shown)


def kind_of(bound: BoundField) -> str:
    """Which shape of control a field wants, by its widget."""
    widget = bound.field.widget
    if bound.is_hidden:
        return HIDDEN
    kinds = (
        (DayWidget, DAY),
        (forms.RadioSelect, CHOICES),  # also CheckboxSelectMultiple, which is a RadioSelect in Django
        (forms.Textarea, TEXTAREA),
        (forms.CheckboxInput, TICK),
        (forms.FileInput, FILE),
        (forms.Select, SELECT),
        (forms.widgets.Input, INPUT),
    )
    return next((kind for widget_class, kind in kinds if isinstance(widget, widget_class)), OTHER)


def target_of(bound: BoundField) -> str:
    """The id an error summary links to: the first box that is wrong."""
    kind = kind_of(bound)
    if kind == DAY:
        parts = list(_parts(bound))
        return next((part.id for part in parts if part.wrong), parts[0].id)
    if kind == CHOICES:
        first = next(iter(bound.subwidgets), None)
        return first.id_for_label if first else bound.auto_id
    return bound.id_for_label or bound.auto_id


def _says_optional(bound: BoundField, kind: str, options: dict) -> bool:
    wanted = options.get("optional", getattr(bound.form, "mark_optional", True))
    return bool(wanted) and not bound.field.required and kind not in (HIDDEN, TICK)


def _error_html(bound: BoundField) -> str:
    return format_html_join(SafeString("<br>"), "{}", ((error,) for error in bound.errors))


def _described_by(bound: BoundField, *, count: int | None, hint: str, error: str) -> str:
    """The ids read with a box: the limit first, as GOV.UK's character count has it."""
    ids = [bound.field.widget.attrs.get("aria-describedby", "")]
    ids += [f"{bound.auto_id or bound.html_name}-info"] if count else []
    ids += [f"{bound.auto_id}_hint"] if hint else []
    ids += [f"{bound.auto_id}_error"] if error else []
    return " ".join(part for part in ids if part)


def _count(bound: BoundField, options: dict) -> int | None:
    wanted = options.get("count")
    if wanted is False:
        return None
    if wanted is None or wanted is True:
        return getattr(bound.field, "max_length", None)
    return int(wanted)


def _control(bound: BoundField, kind: str, options: dict, described_by: str, error: str) -> str:
    if kind == HIDDEN:
        return bound.as_widget()
    widget = bound.field.widget
    if type(widget) is forms.NumberInput:  # spinners change numbers by accident; GOV.UK uses text
        whole = isinstance(bound.field, forms.IntegerField) and not hasattr(bound.field, "decimal_places")
        kept = {key: value for key, value in widget.attrs.items() if key not in ("min", "max", "step")}
        widget = forms.TextInput({"inputmode": "numeric" if whole else "decimal", **kept})
        widget.is_localized = bound.field.widget.is_localized
    base = {INPUT: "govuk-input", TEXTAREA: "govuk-textarea", SELECT: "govuk-select"}
    base |= {FILE: "govuk-file-upload", TICK: "govuk-checkboxes__input"}
    css = [base.get(kind, ""), widget.attrs.get("class", "")]
    # A box can be wrong together with another one, which then carries the words: see the sign-in form.
    wrong = bool(error) or widget.attrs.get("aria-invalid") == "true"
    if wrong and kind in (INPUT, TEXTAREA, SELECT, FILE):
        css.append(f"{base[kind]}--error")
    if kind == TEXTAREA and _count(bound, options):
        css.append("govuk-js-character-count")
    if isinstance(widget, forms.PasswordInput):
        css.append("govuk-password-input__input govuk-js-password-input-input")
    css.append(_width_class(options.get("width")))
    # Rendered here, not by BoundField.as_widget, which would add ``required`` (the browser's own bubbles).
    # False takes away maxlength, which cuts a pasted text without a word.
    attrs: dict[str, Any] = {"class": " ".join(filter(None, css)), "maxlength": False}
    attrs["id"] = widget.attrs.get("id", bound.auto_id or bound.html_name)
    attrs["aria-describedby"] = described_by or False
    attrs["aria-invalid"] = "true" if wrong else False
    attrs["disabled"] = bound.field.disabled
    if kind == TEXTAREA:
        attrs["rows"] = options.get("rows", 5)
        attrs["cols"] = False
    if isinstance(widget, forms.PasswordInput):
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    if isinstance(bound.field, forms.EmailField):
        attrs |= {"autocomplete": widget.attrs.get("autocomplete", "email"), "spellcheck": "false"}
    return widget.render(bound.html_name, bound.value(), attrs=attrs, renderer=bound.form.renderer)


def _width_class(width: int | str | None) -> str:
    if not width:
        return ""
    if str(width).isdigit():
        return f"govuk-input--width-{width}"
    return f"govuk-!-width-{width}"


def _options(bound: BoundField):
    widget = bound.field.widget
    hints = getattr(widget, "hints", {})
    reveals = getattr(widget, "reveals", {})
    for choice in bound.subwidgets:
        value = str(choice.data["value"])
        attrs = choice.data["attrs"]
        yield Option(
            id=attrs.get("id", f"{bound.html_name}_{choice.data['index']}"),
            value=value,
            label=conditional_escape(choice.data["label"]),
            hint=hints.get(value, ""),
            checked=bool(choice.data["selected"]),
            disabled=bool(attrs.get("disabled")),
            reveal=bound.form[reveals[value]] if value in reveals else None,
        )


def _parts(bound: BoundField):
    """The three boxes, with what was typed and which are wrong."""
    value = bound.value()
    typed = list(value) if isinstance(value, list | tuple) else bound.field.widget.decompress(value)
    wrong: set[str] = set()
    for error in bound.errors.as_data():
        wrong.update((error.params or {}).get("parts", PARTS))
    for part, text in zip(PARTS, typed, strict=True):
        yield DayPart(
            id=f"{bound.auto_id}_{part}",
            name=f"{bound.html_name}_{part}",
            label=part.capitalize(),
            value=text or "",
            wrong=part in wrong,
            width=4 if part == "year" else 2,
        )
