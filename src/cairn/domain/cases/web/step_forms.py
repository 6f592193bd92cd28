"""The form of any step of any kind: made of what the process asks for with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.queries.wording import YES_NO, plain, stands_apart
from cairn.domain.cases.queries.work_list import DUE, STATE_OF_WORK
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm
from cairn.kernel.processes.detail_values import is_given, is_one_of
from cairn.kernel.processes.process import Detail, Process
from cairn.kernel.processes.steps import Refusal
from cairn.kernel.processes.terms import FieldKind
from cairn.kernel.uk_time import local, was_on_the_clock

TIME = "_time"
RESTRICTED = "open-to-named-people"  # no detail of a process has a hyphen
_FEW = 6


class FilterForm(forms.Form):
    """What of the list of cases to show."""

    which = forms.ChoiceField(label="Open or over", required=False, choices=STATE_OF_WORK)
    kind = forms.ChoiceField(label="Kind", required=False)
    state = forms.ChoiceField(label="Where it stands", required=False)
    due = forms.ChoiceField(label="What is due", required=False, choices=[("", "Anything"), *DUE])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Any"), *((key, kind.title) for key, kind in kinds().items())]
        self.fields["state"].choices = [
            ("", "Any"),
            *(
                (kind.title, [(f"{key}/{state.key}", state.title) for state in kind.newest.states.values()])
                for key, kind in kinds().items()
            ),
        ]

    def chosen(self) -> dict[str, str]:
        """The filter; what cannot be chosen counts as not chosen, and open cases are what one comes for."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("which", "kind", "state", "due")}
        return {**found, "which": found["which"] or "open"}


class StepForm(PlainForm):
    """One step with its details.

    Args:
        process: of the case, or that opens one.
        requires, accepts: names of details that must and that may be given.
        asks_reason: words over the box for the reason; "" for none.
        reasons: key to title, where a reason is chosen from a list.
        known: what the case holds already, for answers that are needed because of an earlier one.
        agencies, people: what may be chosen: key to name.
        among: name of a detail to what its answer is chosen among, instead of being typed or of ``people``.
        told_apart: name of a detail by whose answers things are told apart to those given so far.
        seen: how many events the case has, sent along.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        process: Process,
        requires: Iterable[str] = (),
        accepts: Iterable[str] = (),
        asks_reason: str = "",
        reasons: Mapping[str, str] | None = None,
        known: Mapping[str, Any] | None = None,
        agencies: Mapping[str, str] | None = None,
        people: Mapping[str, str] | None = None,
        seen: int | None = None,
        initial: Mapping[str, Any] | None = None,
        among: Mapping[str, list[tuple[str, str]]] | None = None,
        told_apart: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.process, self.known = process, dict(known or {})
        self.agencies, self.people = agencies or {}, people or {}
        self.among, self.told_apart = among or {}, told_apart or {}
        needed = tuple(requires)
        self.names = (*needed, *(name for name in accepts if name not in needed))
        for name in self.names:
            self._add(process.details[name], required=name in needed, given=(initial or {}).get(name))
        self._reveal()
        if reasons is not None:
            self.fields["reason"] = forms.ChoiceField(
                label=asks_reason, choices=list(reasons.items()), widget=ChoiceRadios
            )
        elif asks_reason:
            self.fields["reason"] = LongTextField(label=asks_reason, max_length=2000)

    def _add(self, detail: Detail, *, required: bool, given: Any) -> None:
        made = self._field(detail, required=required)
        made.initial = given
        self.fields[detail.key] = made
        if detail.kind is FieldKind.MOMENT:
            at = local(given).strftime("%H:%M") if isinstance(given, datetime) else ""
            self.fields[detail.key + TIME] = forms.TimeField(
                label=f"{detail.title}: time", required=required, help_text="For example, 14:05.", initial=at,
                error_messages={"invalid": f"{detail.title}: write the time like 14:05"},
            )  # fmt: skip

    def _field(self, detail: Detail, *, required: bool) -> forms.Field:
        words = {"label": detail.title, "help_text": self._hint(detail), "required": required}
        if detail.kind in (FieldKind.DATE, FieldKind.MOMENT):
            return DayField(latest=None if detail.future else timezone.localdate(), **words)
        if detail.kind is FieldKind.NUMBER:
            limits = {"min_value": detail.lowest, "max_value": detail.highest}
            return forms.DecimalField(max_digits=12, decimal_places=4, **limits, **words)
        if detail.kind is FieldKind.LONG_TEXT:
            return LongTextField(max_length=5000, **words)
        if (choices := self._choices(detail)) is not None:
            if detail.kind is FieldKind.CHOICES:
                return forms.MultipleChoiceField(choices=choices, widget=ChoiceCheckboxes, **words)
            if len(choices) <= _FEW and detail.kind not in (FieldKind.AGENCY, FieldKind.PERSON):
                return forms.ChoiceField(choices=choices, widget=ChoiceRadios, **words)
            return forms.ChoiceField(choices=[("", "Choose"), *choices], **words)
        return forms.CharField(max_length=300, **words)

    def _choices(self, detail: Detail) -> list[tuple[str, str]] | None:
        """What may be answered; None for a box that is typed into."""
        if self.among.get(detail.key):
            return self.among[detail.key]
        if detail.kind is FieldKind.YES_NO:
            return [(key, YES_NO[key]) for key in ("yes", "no")]
        if detail.kind is FieldKind.YES_NO_UNKNOWN:
            return list(YES_NO.items())
        if detail.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
            return [(option, plain(option)) for option in detail.options]
        if detail.kind is FieldKind.AGENCY:
            return list(self.agencies.items())
        if detail.kind is FieldKind.PERSON and self.people:
            return self.among.get(detail.key, list(self.people.items()))
        return None

    def _hint(self, detail: Detail) -> str:
        so_far = "; ".join(f"“{answer}”" for answer in self.told_apart.get(detail.key, ()))
        needed = f"Needed {self._because(detail)}." if detail.required_if else ""
        return " ".join(filter(None, [detail.help, so_far and f"So far: {so_far}.", needed]))

    def _because(self, detail: Detail) -> str:
        """When an answer is needed, as the end of a sentence."""
        answers = " or ".join(f"“{YES_NO.get(answer, plain(answer))}”" for answer in detail.required_if_is)
        return f"where the answer to “{self.process.details[detail.required_if].title}” is {answers}"

    def _reveal(self) -> None:
        """Show a box under the one answer that asks for it."""
        self.revealed: set[str] = set()
        for name in self.names:
            detail = self.process.details[name]
            parent = self.fields.get(detail.required_if) if detail.required_if else None
            if parent is None or len(detail.required_if_is) != 1 or not isinstance(parent.widget, ChoiceRadios):
                continue
            if detail.required_if_is[0] not in parent.widget.reveals:
                parent.widget.reveals[detail.required_if_is[0]] = name
                self.revealed.add(name)

    @property
    def holds_kept_apart(self) -> bool:
        """Whether a box begins with an answer that stands on no page."""
        begins = (name for name in self.names if is_given(self.fields[name].initial))
        return not self.is_bound and any(stands_apart(self.process.details[name]) for name in begins)

    @property
    def shown(self) -> list[Any]:
        """The boxes in order, without those that stand under an answer."""
        return [self[name] for name in self.fields if name not in self.revealed and name != "seen"]

    def unfinished(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}

    def clean(self) -> dict[str, Any]:
        """Ask for what an answer makes necessary, and put a day and its time together."""
        found = super().clean() or self.cleaned_data
        together = {**self.known, **{name: value for name, value in found.items() if is_given(value)}}
        for name in self.names:
            detail = self.process.details[name]
            if not detail.required_if or name in self.errors or is_given(found.get(name)):
                continue
            if is_one_of(together.get(detail.required_if), detail.required_if_is):
                self.add_error(name, f"{detail.title} is needed {self._because(detail)}")
        for name in (name for name in self.names if self.process.details[name].kind is FieldKind.MOMENT):
            day, at = found.get(name), found.get(name + TIME)
            if isinstance(day, date) and at is not None and not was_on_the_clock(datetime.combine(day, at)):
                self.add_error(name + TIME, "The clocks went forward in that night, so there was no such time")
        return found

    def details(self) -> dict[str, Any]:
        """What was given, typed as the process says; what was left empty stays out."""
        found = {}
        for name in self.names:
            value = self.cleaned_data.get(name)
            if not is_given(value):
                continue
            found[name] = self._typed(self.process.details[name], value)
        return found

    def _typed(self, detail: Detail, value: Any) -> Any:
        if detail.kind is FieldKind.NUMBER:
            return int(value) if value == int(value) else float(value)
        if detail.kind is FieldKind.MOMENT:
            at = self.cleaned_data.get(detail.key + TIME) or time()
            return timezone.make_aware(datetime.combine(value, at)) if isinstance(value, date) else value
        return value

    def refuse_each(self, refusals: Iterable[Refusal]) -> None:
        """Roles are told by no name here."""
        told = "This step is for somebody in another role."
        super().refuse_each(replace(one, says=told) if one.of == "role" else one for one in refusals)


class OpenForm(StepForm):
    """The form of a move that opens a case: its details, and whether the case is restricted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[RESTRICTED] = forms.BooleanField(
            label="Only people named on this case may open it", required=False,
            help_text="You are named on it. Whoever runs cases of this kind opens it too, and names others.",
        )  # fmt: skip

    def is_restricted(self) -> bool:
        """Whether the box is ticked."""
        return bool(self.cleaned_data.get(RESTRICTED))
