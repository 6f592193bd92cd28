"""The forms of the people screens and of starting with a code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cairn.foundation.accounts.passwords import LONGEST
from cairn.foundation.accounts.terms import ROLE_SAYS, Role
from cairn.foundation.accounts.web.library_forms import password_hint, require_same
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm

SAY_WHY = {"required": "Say why"}
AT_ONCE, ON_A_DAY = "at once", "on a day"
_HINTS = {str(role): says for role, says in ROLE_SAYS.items()}
_NEW_PASSWORD = {"autocomplete": "new-password"}


class StartForm(PlainForm):
    """E-mail address, the code from the administrator, and a password twice."""

    called = {"email": "your email address"}

    email = forms.EmailField(label="Email address", max_length=254)
    start_code = forms.CharField(
        label="Start code",
        max_length=60,
        help_text="16 letters and figures that your administrator gave you. Capitals and dashes do not matter.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    password1 = forms.CharField(
        label="New password", max_length=LONGEST, strip=False, widget=forms.PasswordInput(_NEW_PASSWORD)
    )
    password2 = forms.CharField(
        label="New password again", max_length=LONGEST, strip=False, widget=forms.PasswordInput(_NEW_PASSWORD)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_hint()

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        cleaned = super().clean() or self.cleaned_data
        require_same(self, "password1", "password2")
        return cleaned


class DaysAndReason(PlainForm):
    """From when until when, and why."""

    called = {"reason": "the reason"}

    from_on = DayField(label="First day")
    until_on = DayField(
        label="Last day", required=False, help_text="Leave empty when no end is agreed. The role ends by itself."
    )
    reason = LongTextField(
        label="Why",
        max_length=500,
        help_text="For the record, such as: took over the housing post on 2 November.",
        error_messages=SAY_WHY,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_on"].initial = today
        self.fields["from_on"].earliest = today

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "Last day must be on or after the first day")
        return cleaned


class AddPersonForm(DaysAndReason):
    """Who, from which agency, in which roles."""

    field_order = ("name", "email", "agency", "roles", "from_on", "until_on", "reason")

    name = forms.CharField(
        label="Name",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Enter the person's name"},
    )
    email = forms.EmailField(
        label="Work email address",
        max_length=254,
        help_text="The person signs in with it. Cairn sends no email.",
        error_messages={"required": "Enter the person's work email address"},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    agency = forms.ChoiceField(label="Agency", error_messages={"required": "Choose an agency"})
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=ChoiceCheckboxes(hints=_HINTS),
        error_messages={"required": "Choose at least one role"},
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = {str(agency.pk): agency for agency in agencies}
        self.fields["agency"].choices = [
            ("", "Choose an agency"),
            *((key, agency.name) for key, agency in self._agencies.items()),
        ]

    def clean_agency(self) -> Agency:
        """The agency itself."""
        return self._agencies[self.cleaned_data["agency"]]


class GrantForm(DaysAndReason):
    """One more role."""

    field_order = ("role", "from_on", "until_on", "reason")

    role = forms.ChoiceField(
        label="Role",
        choices=Role.choices,
        widget=ChoiceRadios(hints=_HINTS),
        error_messages={"required": "Choose a role"},
    )


class EndForm(PlainForm):
    """When a role ends, and why."""

    called = {"reason": "the reason"}

    when = forms.ChoiceField(
        label="When does it end?",
        choices=((AT_ONCE, "At once"), (ON_A_DAY, "At the end of a day")),
        widget=ChoiceRadios(reveals={ON_A_DAY: "until_on"}),
        error_messages={"required": "Choose when it ends"},
    )
    until_on = DayField(label="Last day", required=False)
    reason = LongTextField(
        label="Why", max_length=500, help_text="For the record, such as: left the agency.", error_messages=SAY_WHY
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].earliest = today

    def clean(self) -> dict[str, Any]:
        """A day is needed only when it ends on one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == AT_ONCE:
            cleaned["until_on"] = None
            self.errors.pop("until_on", None)
        elif cleaned.get("when") == ON_A_DAY and not cleaned.get("until_on") and "until_on" not in self.errors:
            self.add_error("until_on", "Enter the last day")
        return cleaned


class StartCodeForm(PlainForm):
    """Why a code is given, and whether the second factor goes too."""

    called = {"reason": "the reason"}

    reason = LongTextField(
        label="Why",
        max_length=500,
        help_text="For the record, such as: new here, or forgot the password.",
        error_messages=SAY_WHY,
    )
    take_second_factor = forms.BooleanField(
        label="The authenticator app and the recovery codes are lost",
        required=False,
        help_text="Takes both away and signs the person out everywhere. Be sure that you are talking to the person.",
    )
