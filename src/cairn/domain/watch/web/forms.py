"""Forms of the watch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.queries.lines import WHICH
from cairn.domain.watch.terms import Consent, Contacted
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm


class FilterForm(forms.Form):
    """Which rows to show."""

    which = forms.ChoiceField(label="Which rows", required=False, choices=WHICH)

    def chosen(self) -> str:
        """The filter; what cannot be chosen counts as not chosen."""
        self.is_valid()
        return self.cleaned_data.get("which", "")


class ActForm(PlainForm):
    """Something a practitioner does about a row.

    Args:
        row: the row.
        choices: name of a box to what may be chosen there.
    """

    def __init__(self, *args: Any, row: WatchRow, choices: dict[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        for name, found in choices.items():
            if name in self.fields:
                self.fields[name].choices = [("", "Choose"), *found]


class ContactForm(ActForm):
    """A contact with the person harmed."""

    kind = forms.ChoiceField(
        label="What came of it?", choices=Contacted.choices, widget=ChoiceRadios,
        error_messages={"required": "Choose what came of it"},
    )  # fmt: skip
    on = DayField(label="Which day was it?", called="The day of the contact")
    note = LongTextField(
        label="What should a colleague know?", required=False, max_length=2000,
        help_text="Nothing of where they are, and no telephone number.",
    )  # fmt: skip
    about_all = forms.BooleanField(label="It was about everybody who harms them, not about this suspect alone",
                                   required=False)  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = timezone.localdate()


class LeadForm(ActForm):
    """Who of one's own agency leads."""

    leader = forms.ChoiceField(label="Who leads?", error_messages={"required": "Choose who leads"})
    why = LongTextField(label="Why?", max_length=1000, error_messages={"required": "Say why"})


class HandOverForm(ActForm):
    """The agency that is asked to lead."""

    agency = forms.ChoiceField(label="Which agency should lead?", error_messages={"required": "Choose an agency"})
    why = LongTextField(
        label="Why should they lead?", max_length=1000,
        help_text="They read it before they answer. Name nobody, and nothing of where anybody is.",
        error_messages={"required": "Say why they should lead"},
    )  # fmt: skip


class TakeBackForm(ActForm):
    """Why an agency is asked no more."""

    why = LongTextField(
        label="Why is it taken back?", max_length=1000, error_messages={"required": "Say why it is taken back"}
    )


class RolesForm(ActForm):
    """Who is to be helped, where each of two is named as the other's victim."""

    victims = forms.MultipleChoiceField(
        label="Who has been harmed, as you see it?", widget=ChoiceCheckboxes,
        help_text="Choose both where both need support. Each record keeps its own roles.",
        error_messages={"required": "Choose who is to be helped: one of the two, or both"},
    )  # fmt: skip
    why = LongTextField(
        label="Why do you think so?", max_length=2000,
        help_text="What was looked at: who fears whom, injuries, earlier reports, who controls what.",
        error_messages={"required": "Say why"},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: dict[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, choices={}, **kwargs)
        self.fields["victims"].choices = list(choices.get("victims", ()))


class ReferralForm(ActForm):
    """Whether the person harmed is referred to the conference."""

    refer = forms.ChoiceField(
        label="Is a referral made?", choices=[("yes", "Yes: prepare my draft"), ("no", "No")], widget=ChoiceRadios,
        error_messages={"required": "Choose whether a referral is made"},
    )  # fmt: skip
    why = LongTextField(label="Why?", max_length=2000, error_messages={"required": "Say why, or why not"})
    consent = forms.ChoiceField(
        label="Do they agree to it?", required=False, choices=Consent.choices, widget=ChoiceRadios,
        help_text="Only where a referral is made. Agreement is preferred, and not required.",
    )  # fmt: skip
    without_consent = LongTextField(
        label="Why is it shared without their agreement?", required=False, max_length=2000,
        help_text="For what, by what right, and why it is needed. Only where they have not agreed.",
    )  # fmt: skip


class PersonForm(ActForm):
    """Who in cases the person harmed or the suspect is."""

    side = forms.ChoiceField(
        label="Which of the two do you mean?", widget=ChoiceRadios,
        choices=[("victim", "The person harmed"), ("suspect", "The suspect")],
        error_messages={"required": "Choose which of the two you mean"},
    )  # fmt: skip
    person = forms.ChoiceField(
        label="Who is it?", help_text="People in cases that are open to you, of a like name or date of birth.",
        error_messages={"required": "Choose who it is"},
    )  # fmt: skip
    why = LongTextField(label="How do you know?", max_length=1000, error_messages={"required": "Say how you know"})


class CloseForm(ActForm):
    """Why a row is closed."""

    why = LongTextField(
        label="Why is it closed?", max_length=1000, help_text="A further report opens it again.",
        error_messages={"required": "Say why it is closed"},
    )  # fmt: skip


#: What can be done about a row: the word in the address to its form.
FORMS: dict[str, type[ActForm]] = {
    "contact": ContactForm, "lead": LeadForm, "hand-over": HandOverForm, "take-back": TakeBackForm,
    "roles": RolesForm, "referral": ReferralForm, "person": PersonForm, "close": CloseForm,
}  # fmt: skip


class AgainForm(PlainForm):
    """Whether what an agency reported is a repeat of a case."""

    again = forms.ChoiceField(
        label="Which report?", widget=ChoiceRadios, error_messages={"required": "Choose a report"}
    )
    answer = forms.ChoiceField(
        label="Is it a repeat?", widget=ChoiceRadios,
        choices=[("yes", "Yes, it is a repeat"), ("no", "No, it is not")],
        error_messages={"required": "Say whether it is a repeat"},
    )  # fmt: skip
    why = LongTextField(label="If not, why?", required=False, max_length=1000)

    def __init__(self, *args: Any, waiting: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["again"].choices = list(waiting)


class AnswerForm(PlainForm):
    """Whether one's agency leads a row it is asked to."""

    accept = forms.ChoiceField(
        label="Does your agency lead?", widget=ChoiceRadios,
        choices=[("yes", "Yes, and I lead"), ("no", "No")],
        error_messages={"required": "Choose whether your agency leads"},
    )  # fmt: skip
    why = LongTextField(label="Why not?", required=False, max_length=1000, help_text="Only where it does not.")


class RulesForm(PlainForm):
    """What the partnership agreed on."""

    window = forms.IntegerField(label="For how many days after a report does a row stay open?")
    contact_within = forms.IntegerField(label="Within how many days is contact made or tried?")
    try_again_after = forms.IntegerField(label="After how many days is it tried again?")
    contested_within = forms.IntegerField(
        label="How many days may lie between two records that say the opposite?",
        help_text="Within these days, roles are contested.",
    )  # fmt: skip
    incidents = forms.IntegerField(label="How many days with an incident in a year draft a referral?")
    why = LongTextField(
        label="Who agreed on this, and why?", max_length=1000,
        error_messages={"required": "Say who agreed on this, and why"},
    )  # fmt: skip
