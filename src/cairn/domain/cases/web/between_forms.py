"""Forms of repeats, of flags on files, and of transfers to and from other areas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cairn.domain.cases.services.contact import PURPOSES
from cairn.foundation.files.between_installations import LARGEST
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField, PlainForm

HERE, FILE = "here", "file"
_DIGITS = "Eight groups of five digits. Call them on a number you know from before, never on one that came with it."


class RepeatForm(PlainForm):
    """Whether a case is a repeat of an earlier one."""

    repeat = forms.ChoiceField(
        label="Which earlier case?", widget=ChoiceRadios, error_messages={"required": "Choose an earlier case"}
    )
    answer = forms.ChoiceField(
        label="Is it a repeat?",
        choices=[("yes", "Yes, it is a repeat"), ("no", "No, it is not")],
        widget=ChoiceRadios,
        error_messages={"required": "Say whether it is a repeat"},
    )
    why = LongTextField(label="If not, why?", required=False, max_length=1000)

    def __init__(self, *args: Any, waiting: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["repeat"].choices = list(waiting)


class FlagForm(PlainForm):
    """That the files of one's agency are flagged, or are no more."""

    flag = forms.ChoiceField(
        label="Which file?", widget=ChoiceRadios, error_messages={"required": "Choose a file from the list"}
    )
    on = DayField(label="On what day did you do it?", called="The day")

    def __init__(self, *args: Any, asked: Iterable[tuple[str, str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = list(asked)
        self.fields["flag"].choices = [(ref, words) for ref, words, _ in asked]
        self.fields["flag"].widget.hints = {ref: hint for ref, _, hint in asked}
        self.fields["on"].latest = today


class TransferForm(PlainForm):
    """Where a case goes, and what goes with it."""

    how = forms.ChoiceField(
        label="How does it go?",
        choices=[
            (HERE, "To a partnership that works in this Cairn"),
            (FILE, "To another installation, as a sealed file"),
        ],
        widget=ChoiceRadios(
            reveals={HERE: "receiver", FILE: "address"},
            hints={FILE: "It is downloaded once, and this page stays as it is. Open it again then."},
        ),
        error_messages={"required": "Choose how it goes"},
    )
    receiver = forms.TypedChoiceField(label="Which partnership?", coerce=int, required=False, empty_value=None)
    address = forms.CharField(
        label="Their address for sealed files",
        required=False,
        max_length=400,
        help_text="The one line that their coordinator gave you.",
    )
    fingerprint = forms.CharField(
        label="For a sealed file: its fingerprint, as they read it out", required=False, max_length=80,
        help_text=_DIGITS,
    )  # fmt: skip
    with_contact = forms.ChoiceField(
        label="Does how its people are safely reached go too?",
        choices=[("yes", "Yes"), ("no", "No, they will ask")],
        widget=ChoiceRadios,
        help_text="With telephone numbers and present addresses. That you read them for this is recorded.",
        error_messages={"required": "Say whether it goes too"},
    )
    purpose = forms.ChoiceField(
        label="If it does, what do they need it for?", choices=[("", "Choose a purpose"), *PURPOSES.items()],
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, receivers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = [("", "Choose a partnership"), *receivers]

    def clean(self) -> dict[str, Any]:
        """What each way needs."""
        given = super().clean()
        if given.get("how") == HERE and not given.get("receiver") and "receiver" not in self.errors:
            self.add_error("receiver", "Choose a partnership")
        if given.get("how") == FILE:
            if not given.get("address"):
                self.add_error("address", "Enter their address for sealed files")
            if not given.get("fingerprint"):
                self.add_error("fingerprint", "Enter the digits they read out")
        if given.get("with_contact") == "yes" and not given.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", "Choose what they need it for")
        return given


class ReceivedForm(PlainForm):
    """That a sealed file was taken in on the other side."""

    on = DayField(label="On what day did they confirm that they have it?", called="The day")


class TakeInForm(PlainForm):
    """A sealed file from another installation."""

    file = forms.FileField(label="The sealed file", error_messages={"required": "Choose the file"})
    fingerprint = forms.CharField(
        label="The fingerprint of the sender’s address, as they read it out", max_length=80, help_text=_DIGITS,
        error_messages={"required": "Enter the digits they read out"},
    )  # fmt: skip

    def clean_file(self) -> bytes:
        """What it holds."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("This file is too large to be a sealed transfer.")
        return file.read()


class ArrivedForm(PlainForm):
    """Whether a case from another area is taken on."""

    answer = forms.ChoiceField(
        label="Do you take it on?",
        choices=[("accept", "Accept it: the case is opened here"), ("return", "Return it, with a reason")],
        widget=ChoiceRadios,
        error_messages={"required": "Choose whether you take it on"},
    )
    because = LongTextField(
        label="If you return it, why?", required=False, max_length=1000,
        help_text="Its sender reads this. Write nothing that lets a person be recognised.",
    )  # fmt: skip
