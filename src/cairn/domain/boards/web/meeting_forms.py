"""Forms about meetings: when, who came, papers, and the minutes of each item."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cairn.domain.boards.queries.choices import Choices, Grouped
from cairn.domain.boards.queries.meetings import Chair
from cairn.domain.boards.services.minutes import TEXT_LENGTH, MinutedFacts
from cairn.domain.boards.terms import AgendaKind, Came
from cairn.domain.boards.web.frame import VersionedForm
from cairn.domain.boards.web.group_forms import person_of
from cairn.domain.plans.api import ActionPlan
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.clocks import TimesForm
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class MeetingForm(TimesForm, RefusedForm):
    """When and where a group meets."""


def bound_times(starts_at: datetime, ends_at: datetime, place: str) -> dict[str, Any]:
    """What a form on an existing meeting begins with."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": place}


class ReasonForm(RefusedForm):
    """Why something ends."""

    reason = LongTextField(label="Why?", max_length=1000, error_messages={"required": "Say why"})


class AgreeForm(RefusedForm):
    """Nothing but a button."""


class ItemForm(RefusedForm):
    """Something to put on the agenda."""

    title = forms.CharField(label="What is it?", max_length=200)
    kind = forms.ChoiceField(
        label="What sort of item?",
        choices=[(one.value, one.label) for one in (AgendaKind.PAPER, AgendaKind.OTHER)],
        initial=AgendaKind.PAPER,
        widget=ChoiceRadios,
    )


class PaperForm(RefusedForm):
    """A file to put before the meeting."""

    item = forms.ChoiceField(label="Under which item?")
    title = forms.CharField(label="What is the paper called?", max_length=200)
    file = KeptFileField(label="File")

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "Choose an item"), *items]


class AttendanceForm(RefusedForm):
    """Who came, seat by seat."""

    def __init__(self, *args: Any, chairs: Iterable[Chair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for chair in chairs:
            held = f" ({chair.person})" if chair.person else ""
            self.fields[f"seat_{chair.pk}"] = forms.ChoiceField(
                label=f"{chair.agency}, for: {chair.interest}{held}",
                choices=Came.choices,
                required=False,
                initial=chair.came,
                widget=ChoiceRadios,
            )

    def came(self) -> dict[int, str]:
        """Seat to who came; seats nobody said anything of are left out."""
        return {int(name.removeprefix("seat_")): word for name, word in self.cleaned_data.items() if word}


class MinuteForm(VersionedForm):
    """The minutes of one item, and one thing to be done.

    ``seen`` is a mark of the words as they were read: what nobody here touched is never a conflict.
    """

    note = LongTextField(label="What was said", max_length=8000, required=False)
    decided = LongTextField(label="What was decided", max_length=4000, required=False)
    text = forms.CharField(
        label="Something to be done", max_length=TEXT_LENGTH, required=False, help_text="As an instruction."
    )
    owner = forms.ChoiceField(label="Who does it?", required=False)
    due_on = DayField(label="By when?", called="The day it is due", required=False)
    promise = forms.ChoiceField(
        label="Which commitment does it serve?",
        required=False,
        help_text="With an owner, a day and a commitment it goes into the action plan. Without, it stays on the next "
        "agenda as a matter arising.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Grouped, promises: Grouped, part: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part  # which item of the page a problem is in
        self.fields["owner"].choices = [("", "Nobody yet"), *people]
        self.fields["promise"].choices = [("", "None, or not known yet"), *promises]
        self.fields["version"].required = False

    @property
    def touched(self) -> bool:
        """The words are no longer those that were read."""
        found = self.cleaned_data
        return mark_of(found["note"], found["decided"]) != found["seen"]

    @property
    def asks(self) -> bool:
        """Something to be done was typed, or begun."""
        return any(self.cleaned_data.get(name) for name in ("text", "owner", "due_on", "promise"))

    @property
    def holds_action(self) -> bool:
        """Something stands in the boxes about something to be done; they are then unfolded."""
        boxes = [self[name] for name in ("text", "owner", "promise")]
        return any(box.value() or box.errors for box in boxes) or bool(self["due_on"].errors)

    def minuted(self) -> MinutedFacts:
        """As ``minute_action`` wants it."""
        return minuted_of(self.cleaned_data)

    def stands_against(self, *, version: int, note: str, decided: str) -> None:
        """After a save: the boxes hold what is saved now, so that the next save is no conflict."""
        self.data = self.data.copy()
        for name, value in {
            "version": version,
            "note": note,
            "decided": decided,
            "seen": mark_of(note, decided),
        }.items():
            self.data[self.add_prefix(name)] = str(value)

    def forget_action(self) -> None:
        """What was to be done is minuted: empty its boxes."""
        self.data = self.data.copy()
        for name in ("text", "owner", "promise", "due_on_day", "due_on_month", "due_on_year"):
            self.data[self.add_prefix(name)] = ""


def minuted_of(found: dict[str, Any]) -> MinutedFacts:
    """What is to be done, from the boxes text, owner, due_on and promise."""
    plan, _, promise = found["promise"].partition("/")
    return MinutedFacts(
        text=found["text"],
        owner=person_of(found["owner"]),
        due_on=found["due_on"],
        plan=ActionPlan.objects.select_related("strategy").get(pk=plan) if plan else None,
        commitment=Commitment.objects.get(pk=promise) if promise else None,
    )


def mark_of(note: str, decided: str) -> str:
    """A short mark of the words of an item; no secret."""
    words = "\0".join(part.replace("\r\n", "\n").strip() for part in (note, decided))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def first_day(proposed: date | None) -> dict[str, Any]:
    """What the form for a new meeting begins with."""
    return {"day": proposed, "starts": time(10), "ends": time(12)}
