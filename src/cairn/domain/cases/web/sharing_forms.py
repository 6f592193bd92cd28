"""Forms of sharing, of the conflict wall and of broken glass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cairn.domain.cases.terms import Consent, LawfulBasis, Tie
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm, Refusal


class OfferForm(PlainForm):
    """A share to offer.

    Args:
        agencies: number and name of those that may be chosen.
        sections: key, title and what it holds, of those that may be shared.
    """

    agency = forms.TypedChoiceField(
        label="Which agency?", coerce=int, error_messages={"required": "Choose an agency of the partnership"}
    )
    sections = forms.MultipleChoiceField(
        label="Which sections does it need?",
        widget=ChoiceCheckboxes,
        help_text="The fewest that serve the purpose.",
        error_messages={"required": "Choose at least one section"},
    )
    purpose = LongTextField(
        label="What does it need them for?",
        max_length=1000,
        help_text="The agency reads this before it has the case. Write nothing that lets a person be recognised.",
        error_messages={"required": "Say what the agency needs it for"},
    )
    basis = forms.ChoiceField(
        label="What does sharing rest on?",
        choices=LawfulBasis.choices,
        widget=ChoiceRadios,
        error_messages={"required": "Choose what sharing it rests on"},
    )
    consent = forms.ChoiceField(
        label="Did the person it is about agree?",
        choices=Consent.choices,
        widget=ChoiceRadios,
        error_messages={"required": "Say whether they agreed"},
    )
    without_consent_because = LongTextField(
        label="If not, why is it shared all the same?", required=False, max_length=1000
    )
    until_on = DayField(
        label="Until when?",
        required=False,
        called="The last day",
        help_text="The last day. Leave it empty while the case is open.",
    )

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[tuple[int, str]],
        sections: Iterable[tuple[str, str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        sections = list(sections)
        if "agency" in self.fields:
            self.fields["agency"].choices = [("", "Choose an agency"), *agencies]
        self.fields["sections"].choices = [(key, title) for key, title, _ in sections]
        self.fields["sections"].widget.hints = {key: holds for key, _, holds in sections}
        self.fields["until_on"].earliest = today


class EachForm(OfferForm):
    """A share to offer to several agencies at once: what goes to them all, and what is different for some.

    Args:
        agencies: number and name of those that may be chosen.
        hints: number of an agency to a line under its box.
    """

    agency = None
    agencies = forms.MultipleChoiceField(
        label="Which agencies?", widget=ChoiceCheckboxes, error_messages={"required": "Choose at least one agency"}
    )
    field_order = ("agencies",)

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[tuple[int, str]],
        hints: Mapping[int, str],
        sections: Iterable[tuple[str, str, str]],
        **kwargs: Any,
    ) -> None:
        agencies, sections = list(agencies), list(sections)
        super().__init__(*args, agencies=agencies, sections=sections, **kwargs)
        self.fields["sections"].label = "Which sections do they need?"
        self.fields["purpose"].label = "What do they need them for?"
        self.names = {str(number): name for number, name in agencies}
        self.fields["agencies"].choices = list(self.names.items())
        self.fields["agencies"].widget.hints = {str(number): words for number, words in hints.items()}
        for number, name in self.names.items():
            self.fields |= {
                f"sections_{number}": forms.MultipleChoiceField(
                    label=f"Sections for {name}", required=False, widget=ChoiceCheckboxes,
                    choices=[(key, title) for key, title, _ in sections], help_text="None is as for the others.",
                ),
                f"purpose_{number}": LongTextField(
                    label=f"What {name} needs them for", required=False, max_length=1000,
                    help_text="Empty is as for the others.",
                ),
                f"basis_{number}": forms.ChoiceField(
                    label=f"What sharing with {name} rests on", required=False,
                    choices=[("", "As for the others"), *LawfulBasis.choices],
                ),
            }  # fmt: skip

    @property
    def otherwise(self) -> list[tuple[str, list[BoundField], bool]]:
        """For each agency its name, the boxes for what is different for it, and whether something is."""
        found = [(name, [self[key] for key in self._own(number)]) for number, name in self.names.items()]
        return [(name, boxes, any(box.value() or box.errors for box in boxes)) for name, boxes in found]

    def clean(self) -> dict[str, Any]:
        """What was typed for an agency that is not chosen is not dropped in silence."""
        found = super().clean()
        for number, name in self.names.items():
            if number not in found.get("agencies", ()) and any(found.get(key) for key in self._own(number)):
                self.add_error("agencies", f"Choose {name} too, or empty what is different for it")
        return found

    def offers(self) -> dict[int, dict[str, Any]]:
        """Number of each agency to what it is offered."""
        shared = {key: self.cleaned_data[key] for key in ("consent", "without_consent_because", "until_on")}
        return {
            int(number): shared | {
                key: self.cleaned_data[f"{key}_{number}"] or self.cleaned_data[key]
                for key in ("sections", "purpose", "basis")
            }
            for number in self.cleaned_data["agencies"]
        }  # fmt: skip

    def refuse_of(self, refusal: Refusal, number: int) -> None:
        """Show what was refused of the offer to one agency, at its own box where something is different for it."""
        own = f"{refusal.field}_{number}"
        if own in self.fields and self.cleaned_data.get(own):
            self.add_error(own, refusal.sentence)
        else:
            self.refuse(refusal)

    @staticmethod
    def _own(number: str) -> tuple[str, ...]:
        return tuple(f"{key}_{number}" for key in ("sections", "purpose", "basis"))


class BecauseForm(PlainForm):
    """Why a share ends."""

    because = LongTextField(label="Why does it end?", max_length=1000, error_messages={"required": "Say why it ends"})


class AnswerForm(PlainForm):
    """What an agency says to a case it is offered."""

    answer = forms.ChoiceField(
        label="Does your agency take it?",
        choices=[("accept", "Yes: open the case to our practitioners"), ("decline", "No: decline it")],
        widget=ChoiceRadios,
        error_messages={"required": "Choose whether your agency takes it"},
    )
    because = LongTextField(
        label="If not, why?", required=False, max_length=1000, help_text="Whoever offered it reads this."
    )


class AccountForm(PlainForm):
    """Somebody to name on a case."""

    account = forms.TypedChoiceField(label="Name somebody", coerce=int, error_messages={"required": "Choose a person"})

    def __init__(self, *args: Any, accounts: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", "Choose a person"), *accounts]


class LeadForm(PlainForm):
    """Which agency leads from now on."""

    agency = forms.TypedChoiceField(
        label="Let another agency lead", coerce=int, error_messages={"required": "Choose an agency that has the case"}
    )

    def __init__(self, *args: Any, agencies: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Choose an agency"), *agencies]


class DecideForm(PlainForm):
    """Whether one account is kept from a case."""

    account = forms.TypedChoiceField(label="Who?", coerce=int, error_messages={"required": "Choose a person"})
    shut_out = forms.TypedChoiceField(
        label="Are they kept from this case?",
        choices=[("yes", "Yes: keep them out"), ("no", "No: there is no tie")],
        coerce=lambda word: word == "yes",
        widget=ChoiceRadios,
        help_text="They are not told, and learn nothing of the case.",
        error_messages={"required": "Choose whether they are kept from this case"},
    )
    tie = forms.ChoiceField(
        label="What is the tie?", required=False, choices=[("", "Not known, or none"), *Tie.choices]
    )
    why = LongTextField(
        label="Why?",
        max_length=1000,
        help_text="What you looked at. Do not ask the person, and do not ask anybody near them.",
        error_messages={"required": "Say why"},
    )
    seen_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    field_order = ("account", "shut_out", "tie", "why")

    def __init__(self, *args: Any, accounts: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", "Choose a person"), *accounts]

    def look_again(self, refusal: Refusal, at: datetime) -> None:
        """Show what somebody else decided meanwhile; sent again, hers takes its place."""
        self.refuse(refusal)
        self.data = self.data.copy()
        self.data["seen_at"] = at.isoformat()


class TieForm(PlainForm):
    """A tie somebody declares in general."""

    tie = forms.ChoiceField(
        label="What are they to you?",
        choices=[(key, "Myself: another name, or how I am reached" if key == Tie.PARTY else title)
                 for key, title in Tie.choices],
        widget=ChoiceRadios,
        error_messages={"required": "Choose what they are to you"},
    )  # fmt: skip
    name = forms.CharField(label="Their name", max_length=160, error_messages={"required": "Enter their name"})
    born_on = DayField(label="Their date of birth, if you know it", required=False, called="The date of birth")
    phones = forms.CharField(
        label="Their telephone numbers", required=False, max_length=200, help_text="With a comma between two."
    )
    address = forms.CharField(
        label="Where they live", required=False, max_length=300, help_text="With the postcode, if you know it."
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].latest = today

    def clean_phones(self) -> list[str]:
        """Numbers as they were typed, one by one."""
        found = [number.strip() for number in self.cleaned_data["phones"].split(",") if number.strip()]
        if any(len(number) > 30 for number in found):
            raise forms.ValidationError("Put a comma between two telephone numbers")
        return found


class GlassForm(PlainForm):
    """A case to open for three hours."""

    ref = forms.CharField(
        label="Reference of the case", max_length=12, error_messages={"required": "Enter the reference of the case"}
    )
    reason = LongTextField(
        label="Why must you open it now?",
        max_length=1000,
        help_text="In a sentence: what has happened, and what would happen if you waited for whoever has the case.",
        error_messages={"required": "Say why you must open it now"},
    )


class ReviewForm(PlainForm):
    """What an officer finds of broken glass."""

    was_right = forms.TypedChoiceField(
        label="Was it right to open the case?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda word: word == "yes",
        widget=ChoiceRadios,
        error_messages={"required": "Choose whether it was right"},
    )
    review = LongTextField(label="Why?", max_length=2000, error_messages={"required": "Say why"})


FORMS: dict[str, tuple[type[forms.BaseForm], ...]] = {
    "cases:share": (OfferForm,),
    "cases:share-each": (EachForm,),
    "cases:end-share": (BecauseForm,),
    "cases:access": (AccountForm, LeadForm),
    "cases:answer": (AnswerForm,),
    "cases:decide": (DecideForm,),
    "cases:ties": (TieForm,),
    "cases:tie": (TieForm,),
    "cases:break-glass": (GlassForm,),
    "cases:review-glass": (ReviewForm,),
}
