"""Form fields and widgets that speak plainly: a day in three boxes, choices with hints and reveals.

Error wording follows the GOV.UK Design System (date input and error message guidance): say what to
do, in the field's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name

from .days import MONTHS, day_in_words

PARTS = ("day", "month", "year")


class DayWidget(forms.MultiWidget):
    """A day as three text boxes named ``<name>_day``, ``<name>_month`` and ``<name>_year``."""

    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({part: forms.TextInput for part in PARTS}, attrs)

    def decompress(self, value: date | None) -> list[str]:
        """Split a date for the three boxes."""
        if not value:
            return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)]


class DayField(forms.Field):
    """A day. Takes a month as a number or a name, and says which part is missing.

    Args:
        called: what errors call it, such as ``Due date``; the label is used when this is left out.
            Needed when the label is a question.
        earliest, latest: days it must not lie before or after (inclusive), or None.

    Errors carry ``params={"parts": [...]}``: the boxes to mark.
    """

    widget = DayWidget

    def __init__(self, *, called: str = "", earliest: date | None = None, latest: date | None = None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.called = called
        self.earliest = earliest
        self.latest = latest

    @property
    def name_in_errors(self) -> str:
        """What an error calls this day."""
        return self.called or str(self.label or "").rstrip("?:") or "The date"

    def to_python(self, value: list | tuple | date | None) -> date | None:
        """Read three boxes as a date.

        Raises:
            ValidationError: naming the part that is missing or wrong.
        """
        if value is None or isinstance(value, date):
            return value
        day, month, year = (str(part or "").strip() for part in value)
        typed = {"day": day, "month": month, "year": year}
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            return None
        if missing:
            words = " and ".join(f"a {part}" for part in missing)
            raise self._wrong(f"must include {words}", missing, code="incomplete")
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise self._wrong("must have a year of 4 numbers, like 2026", ["year"])
        return self._real_date(day=day, month=month, year=year)

    def _real_date(self, *, day: str, month: str, year: str) -> date:
        month_number = _month_number(month)
        day_number = int(day) if day.isascii() and day.isdigit() and len(day) <= 2 else 0
        wrong = []
        if not 1 <= day_number <= 31:
            wrong.append("day")
        if not 1 <= month_number <= 12:
            wrong.append("month")
        if not wrong:
            try:
                return date(int(year), month_number, day_number)
            except ValueError:
                wrong = list(PARTS)
        raise self._wrong("must be a real date", wrong)

    def validate(self, value: date | None) -> None:
        """Hold the limits, in words."""
        if value is None:
            if self.required:
                raise ValidationError(self._required_message(), code="required")
            return
        if self.earliest and value < self.earliest:
            raise self._wrong(f"must be on or after {day_in_words(self.earliest)}", PARTS, code="early")
        if self.latest and value > self.latest:
            raise self._wrong(f"must be on or before {day_in_words(self.latest)}", PARTS, code="late")

    def has_changed(self, initial: date | None, data: list | None) -> bool:
        """Compare days, so that 03 and 3 are the same; what cannot be read has changed."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def _required_message(self) -> str:
        message = self.error_messages["required"]
        if message == forms.Field.default_error_messages["required"]:
            return f"Enter {in_sentence(self.name_in_errors)}"
        return message

    def _wrong(self, problem: str, parts, *, code: str = "invalid") -> ValidationError:
        return ValidationError(f"{self.name_in_errors} {problem}", code=code, params={"parts": list(parts)})


def _month_number(typed: str) -> int:
    """Read 3, 03, Mar or March; 0 when it is none of these."""
    if typed.isascii() and typed.isdigit():
        return int(typed) if len(typed) <= 2 else 0
    for number, name in enumerate(MONTHS, start=1):
        if len(typed) >= 3 and name.lower().startswith(typed.lower()):
            return number
    return 0


class LongTextField(forms.CharField):
    """Several lines of text. Counts a line break once, as the counter under the box does."""

    widget = forms.Textarea

    def to_python(self, value) -> str:
        """Browsers send a line break as two characters; keep one."""
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)


class _Choices:
    """Hints and reveals for radios and checkboxes."""

    def __init__(
        self,
        *args,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): text for value, text in (hints or {}).items()}
        self.reveals = {str(value): name for value, name in (reveals or {}).items()}


class ChoiceRadios(_Choices, forms.RadioSelect):
    """Radios.

    Args:
        hints: choice value to a line shown under it.
        reveals: choice value to the name of a field of the same form, shown when it is chosen.
            Without JavaScript the field is always shown. The form decides when it is required.
    """


class ChoiceCheckboxes(_Choices, forms.CheckboxSelectMultiple):
    """Checkboxes, with the same hints and reveals as ChoiceRadios."""


class PlainErrors:
    """Mixin for a form: errors that say what to do, in the field's own words.

    A message given to a field explicitly is left alone. Place it before ``forms.Form``. Fields added or
    changed after ``__init__`` are worded too: it is done when what was typed is looked at.

    Attributes:
        called: field name to what errors call it, with its article, such as ``the title of the action``;
            the label is used for a field left out. A base class's names hold for its children.
    """

    called: ClassVar[Mapping[str, str]] = {}
    use_required_attribute = False  # the browser's own bubbles are not accessible enough

    def full_clean(self) -> None:
        """Word the messages, then check."""
        called = {name: words for one in reversed(type(self).__mro__) for name, words in _called(one).items()}
        for name, field in self.fields.items():
            label = str(field.label if field.label is not None else pretty_name(name))
            for code, message in _messages(field, label, called.get(name, "")).items():
                if field.error_messages.get(code) in (None, _default_message(field, code)):
                    field.error_messages[code] = message
            if isinstance(field, DayField) and not field.called:
                field.called = label.rstrip("?:")
        super().full_clean()


class Reason(Protocol):
    """One of several reasons, with what it is about."""

    of: str
    says: str


class Refusal(Protocol):
    """What a service says when it does not do something: a sentence, and the field it is about or ""."""

    sentence: str
    field: str


class PlainForm(PlainErrors, forms.Form):
    """A form whose errors are in plain words."""

    def refuse(self, refusal: Refusal) -> None:
        """Show what a service refused: under its field when the form has it, else above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def box_of(self, of: str) -> str | None:
        """The field a reason is about, by the name it gives; None where the form has none."""
        return of if of in self.fields else None

    def refuse_each(self, refusals: Iterable[Reason]) -> None:
        """Every reason beside the box it is about, or above the form, once."""
        for one in refusals:
            name = self.box_of(one.of)
            if name is None or one.says not in self.errors.get(name, ()):
                self.add_error(name, one.says)


def _called(form: type) -> Mapping[str, str]:
    return vars(form).get("called", {})


def _default_message(field: forms.Field, code: str) -> str | None:
    for cls in type(field).__mro__:
        if code in getattr(cls, "default_error_messages", {}):
            return cls.default_error_messages[code]
    return None


def _messages(field: forms.Field, label: str, called: str) -> dict[str, str]:
    """The messages for one field, by error code."""
    if isinstance(field, DayField):
        return {"required": f"Enter {called}"} if called else {}
    label, called = label.rstrip(":").replace("%", "%%"), called.replace("%", "%%")
    thing = called or in_sentence(label)
    subject = thing[:1].upper() + thing[1:]
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    messages = {
        "required": _missing(label, called, chosen=chosen),
        "max_length": f"Shorten {thing} to %(limit_value)d characters or fewer; it has %(show_value)d",
        "min_length": f"Lengthen {thing} to %(limit_value)d characters or more; it has %(show_value)d",
        "min_value": f"{subject} must be %(limit_value)s or more",
        "max_value": f"{subject} must be %(limit_value)s or less",
    }
    if isinstance(field, forms.FileField):
        messages["required"] = "Choose a file" if label == "File" and not called else f"Choose a file for {thing}"
        messages["empty"] = "The file is empty. Choose another"
        messages["max_length"] = "The file name is too long. Shorten it and choose the file again"
    elif isinstance(field, forms.BooleanField):
        messages["required"] = f"Tick the box “{label}”"
    elif chosen:
        messages["invalid_choice"] = f"Choose {called or _one_of(label)} from the list"
    elif isinstance(field, forms.DecimalField | forms.FloatField):
        messages["invalid"] = f"{subject} must be a number"
    elif isinstance(field, forms.IntegerField):
        messages["invalid"] = f"{subject} must be a whole number"
    elif isinstance(field, forms.EmailField):
        messages["invalid"] = "Enter an email address in the correct format, like name@example.org"
    return messages


# First words of a label that is a clause: what somebody says, not the name of a thing.
_CLAUSE = ("what ", "why", "where", "which ", "when", "how ", "who ", "whether ")
# First words of a label that says something: it has no article, and is quoted.
_SAYS = (
    "does ", "do ", "did ", "is ", "are ", "was ", "were ", "has ", "have ", "it ", "they ", "there ", "starts ",
    "ends ", "asks ", "knows ", "safe ",
)  # fmt: skip
_OWN_ARTICLE = ("the ", "a ", "an ", "your ", "my ", "its ", "their ", "our ", "this ", "that ")


def _missing(label: str, called: str, *, chosen: bool) -> str:
    verb = "Choose" if chosen else "Enter"
    if called:
        return f"{'Say' if called.startswith(_CLAUSE) and not chosen else verb} {called}"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if label.lower().startswith(_CLAUSE):
        return f"{'Choose' if chosen else 'Say'} {lower_first(label)}"
    if label.lower().startswith(_SAYS):
        return f"{'Answer' if chosen else 'Fill in'} “{label}”"
    return f"{verb} {in_sentence(label)}"


def _one_of(label: str) -> str:
    asks = label.endswith("?") or label.lower().startswith(_SAYS)
    return f"an answer to “{label}”" if asks else in_sentence(label)


def in_sentence(label: str) -> str:
    """A label inside a sentence: ``Due date`` to ``the due date``, a question to ``your answer to “...?”``."""
    if label.endswith("?"):
        return f"your answer to “{label}”"
    if label.lower().startswith(_CLAUSE):
        # “what you ask” is a thing that can be shortened, “why it moves” is not.
        return lower_first(label) if label.lower().startswith("what ") else f"“{label}”"
    if label.lower().startswith(_SAYS):
        return f"“{label}”"
    inner = lower_first(label)
    return inner if inner.startswith(_OWN_ARTICLE) else f"the {inner}"


def lower_first(words: str) -> str:
    """Make a label fit the middle of a sentence: ``Due date`` to ``due date``, ``NHS number`` unchanged."""
    if len(words) > 1 and words[0].isupper() and words[1].islower():
        return words[0].lower() + words[1:]
    return words
