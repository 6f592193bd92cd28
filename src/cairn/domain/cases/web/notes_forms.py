"""Forms of notes and of the chronology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cairn.domain.cases.services.notes import LONGEST
from cairn.domain.cases.web.writing_frame import WritingForm
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField

KEPT = [("no", "Everybody to whom that section is open"), ("yes", "My agency alone")]


class NoteForm(WritingForm):
    """A note.

    Args:
        sections: those open to the writer.
        correcting: whether it corrects another, which then says where it stands and who reads it.
    """

    happened_on = DayField(label="Which day is it about?", called="The day it is about")
    text = LongTextField(
        label="Note",
        max_length=LONGEST,
        help_text="What was seen, heard or done, and by whom. Mark what somebody said as their words.",
    )
    section = forms.ChoiceField(label="Which part of the case does it belong to?", widget=ChoiceRadios)
    only_agency = forms.ChoiceField(label="Who reads it?", choices=KEPT, widget=ChoiceRadios)
    corrects = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, sections: Iterable[tuple[str, str]] = (), correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].latest = timezone.localdate()
        self.fields["section"].choices = list(sections)
        if correcting:
            del self.fields["section"], self.fields["only_agency"]

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        found = dict(self.cleaned_data)
        return {**found, "section": found.get("section", ""), "only_agency": found.get("only_agency") == "yes"}


class OrderForm(forms.Form):
    """What of the chronology to show, and in which order."""

    agency = forms.ChoiceField(label="Agency", required=False)
    order = forms.ChoiceField(label="Order", required=False, choices=[("", "Newest first"), ("oldest", "Oldest first")])

    def __init__(self, *args: Any, agencies: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "All agencies"), *((str(key), name) for key, name in agencies)]
