"""What partners give to an action, and what is asked of them about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cairn.domain.plans.queries.action_choices import Choices
from cairn.domain.plans.terms import PledgeKind, RequestKind
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class PledgeForm(RefusedForm):
    """People, money or time, and until when.

    Args:
        agencies: whom the person may speak for; one is not asked about.
        today: the day proposed for its start.
    """

    called = {"what": "what exactly is given", "amount": "how much is given", "kind": "what is given"}

    agency = forms.ChoiceField(label="Which agency gives it?")
    kind = forms.ChoiceField(label="What is given?", choices=PledgeKind.choices, widget=ChoiceRadios)
    what = forms.CharField(
        label="What exactly", max_length=200, help_text="For example: half a post in the education team."
    )
    amount = forms.CharField(
        label="How much", max_length=60, required=False, help_text="For example: 0.5 FTE, £4,000, or 2 days a month."
    )
    from_on = DayField(label="From", called="The first day")
    lapses_on = DayField(
        label="Until",
        required=False,
        help_text="Partners see 60 days before that it is about to lapse. Leave it empty if it has no end.",
    )

    def __init__(self, *args: Any, agencies: Choices, today: date, **kwargs: Any) -> None:
        initial = {"from_on": today, "agency": agencies[0][0] if len(agencies) == 1 else None}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["agency"].choices = agencies if len(agencies) == 1 else [("", "Choose an agency"), *agencies]
        if len(agencies) == 1:
            self.fields["agency"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """It cannot lapse before it starts."""
        found = super().clean()
        starts, lapses = found.get("from_on"), found.get("lapses_on")
        if starts and lapses and lapses < starts:
            self.add_error("lapses_on", "It cannot lapse before it starts")
        return found


class AskAboutForm(RefusedForm):
    """What is asked about an action, of whom, by when.

    Args:
        agencies: who can be asked.
        today: a request for a day that has passed cannot be met.
    """

    called = {"to": "the agency you are asking", "kind": "what you ask for"}

    to = forms.ChoiceField(label="Who are you asking?")
    kind = forms.ChoiceField(
        label="What for?",
        choices=[choice for choice in RequestKind.choices if choice[0] != RequestKind.ACTIONS],
        widget=ChoiceRadios,
    )
    text = LongTextField(
        label="What you ask",
        max_length=2000,
        help_text="Say what you need and why. Everybody of that agency who works here can read it.",
    )
    due_on = DayField(label="Answer by", called="The day to answer by")

    def __init__(self, *args: Any, agencies: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Choose an agency"), *agencies]
        self.fields["due_on"].earliest = today
