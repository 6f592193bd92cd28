"""Forms of voice. Each takes a second look at what was typed, and never blocks it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cairn.domain.voice.errors import WordsChanged
from cairn.domain.voice.queries import month_in_words
from cairn.domain.voice.services.issues import TOPIC_LENGTH, mark_of
from cairn.domain.voice.terms import Answer, RewordReason, State, Through
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, LongTextField, PlainForm
from cairn.foundation.ui.second_look import SecondLook

NOBODY = "Do not write who said it, or anything that would let somebody recognise a person."
MONTHS_BACK = 36


class WordsForm(SecondLook, PlainForm):
    """The words of an issue."""

    looked_at = ("topic", "asked", "public_wording")

    topic = forms.CharField(
        label="Topic",
        max_length=TOPIC_LENGTH,
        help_text="A few words, such as: Waiting rooms. It shows in lists.",
        error_messages={"required": "Enter a topic"},
    )
    asked = LongTextField(
        label="What survivors asked for",
        max_length=2000,
        help_text=f"In your own words, agreed with those who raised it where you can. {NOBODY}",
    )
    public_wording = LongTextField(
        label="What residents may read",
        max_length=500,
        required=False,
        help_text="One plain sentence, agreed with those who raised it. Leave it empty until it is agreed.",
    )


class RaiseForm(WordsForm):
    """An issue to write down."""

    month = forms.ChoiceField(
        label="Month it was raised",
        help_text="Only the month is kept, so that nobody can be traced by the day.",
        error_messages={"required": "Choose the month it was raised"},
    )
    through = forms.ChoiceField(label="How it reached the partnership", choices=Through.choices, widget=ChoiceRadios)
    field_order = ("topic", "asked", "month", "through", "public_wording")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", "Choose a month"), *_months_back(today)]

    def facts(self) -> dict[str, Any]:
        """As ``raise_issue`` wants them."""
        found = dict(self.cleaned_data)
        return {"raised_on": date.fromisoformat(f"{found.pop('month')}-01"), **found}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One of the words on which two people's versions differ.

    Attributes:
        theirs: what is saved now; may be empty.
        mine: the box with what was typed, which can still be changed.
        note: said when the other one alone changed it; the box then holds what is saved.
    """

    theirs: str
    mine: BoundField
    note: str = ""


class RewordForm(WordsForm):
    """An issue's words, put right.

    ``seen`` holds a mark of each of the words as they were read, so that words a colleague saved
    in between are not written over.
    """

    because = forms.ChoiceField(label="Why the words change", choices=RewordReason.choices, widget=ChoiceRadios)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def beside(self, changed: WordsChanged) -> tuple[Difference, ...]:
        """Both versions of what differs; from now on the form stands against what is saved.

        Words the person left as they were read are taken from what is saved.
        """
        before = dict(part.split(":", 1) for part in self.cleaned_data["seen"].split(";") if ":" in part)
        data = self.data.copy()
        data["seen"] = changed.seen
        found = []
        for name, theirs in changed.theirs.items():
            mine = mark_of(self.cleaned_data[name])
            if mine == mark_of(theirs):
                continue
            untouched = mine == before.get(name)
            if untouched:
                data[name] = theirs
            note = "You did not change this, so your box now holds what is saved." if untouched else ""
            found.append(Difference(theirs=theirs, mine=self[name], note=note))
        self.data = data
        return tuple(found)


class TakeForm(PlainForm):
    """Agencies to take an issue to."""

    agencies = forms.MultipleChoiceField(
        label="Which agencies should answer?",
        widget=ChoiceCheckboxes,
        help_text="Choose those that can do something about it. Each owes survivors an answer.",
        error_messages={"required": "Choose at least one agency"},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = [(agency.slug, agency.name) for agency in agencies]


class ReplyForm(SecondLook, PlainForm):
    """An agency's answer."""

    looked_at = ("text", "why")

    answer = forms.ChoiceField(
        label="What will you do?",
        choices=Answer.choices,
        widget=ChoiceRadios(reveals={Answer.CANNOT: "why"}),
        error_messages={"required": "Choose what you will do"},
    )
    why = LongTextField(
        label="Why you cannot",
        max_length=1000,
        required=False,
        help_text="Survivors are told the reason. Say what stands in the way, and who could change it.",
    )
    text = LongTextField(
        label="What survivors will be told",
        max_length=2000,
        help_text=f"Plain words, in the first person. {NOBODY}",
    )

    def clean(self) -> dict[str, Any]:
        """A "cannot" says why; any other answer has no such reason."""
        found = super().clean()
        if found.get("answer") == Answer.CANNOT and not found.get("why") and "why" not in self.errors:
            self.add_error("why", "Say why you cannot do it. Survivors are told the reason")
        if found.get("answer") and found["answer"] != Answer.CANNOT:
            found["why"] = ""
        return found


class FilterForm(forms.Form):
    """What of the list to show."""

    state = forms.ChoiceField(label="Where it stands", required=False)
    agency = forms.ChoiceField(label="Taken to", required=False)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "Any"), *State.choices]
        self.fields["agency"].choices = [("", "Any agency"), *((one.slug, one.name) for one in agencies)]

    def chosen(self) -> dict[str, str]:
        """The filter; what cannot be chosen counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("state", "agency")}


def _months_back(today: date) -> list[tuple[str, str]]:
    found = []
    year, month = today.year, today.month
    for _ in range(MONTHS_BACK):
        found.append((f"{year}-{month:02d}", month_in_words(date(year, month, 1))))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found
