"""Forms of conferences: set up, plan, list, answer, say who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from cairn.domain.boards.terms import Came
from cairn.domain.conferences.terms import Answer
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.clocks import TimesForm
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField

LONGEST = 20_000


class SetUpForm(RefusedForm):
    """Which group hears a kind of case."""

    kind = forms.ChoiceField(label="Which kind of case?", widget=ChoiceRadios)
    group = forms.TypedChoiceField(label="Which group hears it?", coerce=int, widget=ChoiceRadios)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], groups: Iterable[tuple[int, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices, self.fields["group"].choices = list(kinds), list(groups)


class PlanForm(TimesForm, RefusedForm):
    """When and where a meeting is."""


class UrgentForm(PlanForm):
    """A meeting about one case, between the planned ones."""

    reason = LongTextField(label="Why can it not wait for the next meeting?", max_length=2000)


class CancelForm(RefusedForm):
    """Why a meeting is cancelled."""

    reason = LongTextField(label="Why is it cancelled?", max_length=2000)


class AgreeForm(RefusedForm):
    """Nothing but a button."""


class AgendaForm(RefusedForm):
    """The cases to put on an agenda, and the places of those on it."""

    cases = forms.MultipleChoiceField(label="Cases that wait", required=False, widget=ChoiceCheckboxes)

    def __init__(
        self, *args: Any, waiting: Iterable[tuple[str, str]], places: Iterable[tuple[str, int]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = list(waiting)
        for ref, place in places:
            self.fields[f"place_{ref}"] = forms.IntegerField(
                label=f"Place of case {ref}", required=False, min_value=1, max_value=999, initial=place,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
            )  # fmt: skip

    def order(self) -> list[str]:
        """The cases in the order of the numbers typed; those without one stand last."""
        found = [
            (place if place is not None else 1000, number, name.removeprefix("place_"))
            for number, (name, place) in enumerate(self.cleaned_data.items())
            if name.startswith("place_")
        ]
        return [ref for _place, _number, ref in sorted(found)]


class ResearchForm(RefusedForm):
    """What an agency knows of a family."""

    answer = forms.ChoiceField(
        label="Is the family known to your agency?",
        choices=Answer.choices,
        widget=ChoiceRadios(
            hints={
                Answer.NOTHING_KNOWN: "Your agency looked, and holds nothing.",
                Answer.NOT_IN_TIME: "It stays open, so that you can still answer.",
            }
        ),
        error_messages={"required": "Say whether the family is known to your agency"},
    )
    text = LongTextField(
        label="What does your agency know?",
        required=False,
        max_length=LONGEST,
        help_text="Facts that bear on safety, each with its day. No address and no telephone number.",
    )
    section = forms.ChoiceField(label="Which part of the case does it belong to?", widget=ChoiceRadios)
    only_agency = forms.ChoiceField(
        label="Who reads it?",
        choices=[
            ("no", "Everybody in the room for this case"),
            ("yes", "Only my agency: the meeting hears that we know them"),
        ],
        widget=ChoiceRadios,
    )

    def __init__(self, *args: Any, sections: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = list(sections)

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        return {**self.cleaned_data, "only_agency": self.cleaned_data["only_agency"] == "yes"}


class AttendanceForm(RefusedForm):
    """Who came, seat by seat; of whoever was absent and sent information, the day."""

    def __init__(self, *args: Any, chairs: Iterable[Any], sent: dict[int, date | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        for chair in chairs:
            held = f" ({chair.person})" if chair.person else ""
            self.fields[f"seat_{chair.pk}"] = forms.ChoiceField(
                label=f"{chair.agency}{held}", choices=Came.choices, required=False, initial=chair.came,
                widget=ChoiceRadios(reveals={Came.SENT_INFORMATION: f"sent_{chair.pk}"}),
            )  # fmt: skip
            self.fields[f"sent_{chair.pk}"] = DayField(
                label="When did they send it?", called="The day they sent it", required=False, latest=today,
                initial=sent.get(chair.pk),
            )  # fmt: skip

    @property
    def shown(self) -> list[BoundField]:
        """One box for each seat; the day is revealed by it."""
        return [bound for bound in self if bound.name.startswith("seat_")]

    def came(self) -> dict[int, str]:
        """Seat to who came; seats nobody said anything of are left out."""
        return {int(name[5:]): word for name, word in self.cleaned_data.items() if name.startswith("seat_") and word}

    def sent_on(self) -> dict[int, date | None]:
        """Seat to the day on which information was sent."""
        return {int(name[5:]): day for name, day in self.cleaned_data.items() if name.startswith("sent_")}


class ObserverForm(RefusedForm):
    """Somebody who looks on."""

    name = forms.CharField(label="Name", max_length=120)
    works_for = forms.CharField(label="Works for", max_length=160)
    signed_on = DayField(
        label="When did they sign the confidentiality statement?", called="The day they signed", required=False,
        help_text="Leave it empty while they have not signed. They then leave before the first case.",
    )  # fmt: skip
