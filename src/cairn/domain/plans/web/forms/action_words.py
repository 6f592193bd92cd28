"""What an action says: the fields that adding and editing share."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.domain.plans.queries.action_choices import Choices, Grouped
from cairn.domain.plans.terms import Characteristic, Origin
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, LongTextField

EVERY = ((30, "Every month"), (60, "Every two months"), (90, "Every three months"))


class WordsForm(RefusedForm):
    """The words, origin, owner and partners of an action.

    Args:
        owners: people under the name of their agency.
        agencies: who may support it.
        issues: issues survivors raised that it can answer.
    """

    looked_at = ("public_wording",)
    called = {
        "title": "the title of the action",
        "detail": "the text under “In more words”",
        "owner": "the owner of the action",
        "issue": "the issue survivors raised",
        "update_every": "how often an update is due",
    }

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="What will be done, as an instruction. For example: open a drop-in in every market town.",
    )
    detail = LongTextField(
        label="In more words",
        required=False,
        max_length=4000,
        help_text="What, where, for whom, and how the partnership will know that it worked.",
    )
    owner = forms.ChoiceField(label="Owner", help_text="One person, who reports on it.")
    supporting = forms.MultipleChoiceField(label="Agencies that support it", required=False, widget=ChoiceCheckboxes)
    origin = forms.ChoiceField(
        label="Where did it come from?",
        choices=Origin.choices,
        widget=ChoiceRadios(reveals={Origin.SURVIVORS: "issue"}),
        error_messages={"required": "Choose where it came from"},
    )
    issue = forms.ChoiceField(label="Which issue?", required=False)
    origin_note = LongTextField(
        label="Where exactly",
        required=False,
        max_length=1000,
        help_text="For example: recommendation 4 of a review, or a committee and its month. "
        "Not needed for the strategy or an issue survivors raised.",
    )
    rural = LongTextField(
        label="Which rural need does it answer?",
        required=False,
        max_length=1000,
        help_text="For example: no bus after six in the valleys. Leave it empty if there is none.",
    )
    characteristics = forms.MultipleChoiceField(
        label="Protected characteristics it is for",
        required=False,
        choices=Characteristic.choices,
        widget=ChoiceCheckboxes,
        help_text="Those the action sets out to serve better.",
    )
    update_every = forms.TypedChoiceField(
        label="How often is an update due?", choices=EVERY, coerce=int, widget=ChoiceRadios
    )
    public_wording = LongTextField(
        label="What residents may read",
        required=False,
        max_length=500,
        help_text="One plain sentence. Left empty, residents see only that there is an action.",
    )

    def __init__(self, *args: Any, owners: Grouped, agencies: Choices, issues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = owners[0][1] if len(owners) == 1 else owners
        self.fields["owner"].choices = [("", "Choose a person"), *groups]
        self.fields["supporting"].choices = agencies
        words = "Choose an issue" if issues else "No issue is open now"
        self.fields["issue"].choices = [("", words), *issues]
        self.fields["origin"].initial = Origin.STRATEGY
        self.fields["update_every"].initial = 90

    def clean(self) -> dict[str, Any]:
        """The origin has what it needs."""
        found = super().clean()
        origin = found.get("origin")
        if origin == Origin.SURVIVORS and not found.get("issue") and "issue" not in self.errors:
            self.add_error("issue", "Choose the issue survivors raised")
        if origin and origin != Origin.SURVIVORS:
            self.errors.pop("issue", None)
            found["issue"] = ""
        needs_note = origin and origin not in (Origin.STRATEGY, Origin.SURVIVORS)
        if needs_note and not found.get("origin_note") and "origin_note" not in self.errors:
            self.add_error("origin_note", "Say where exactly: which review, committee, inspection or Act")
        return found

    def words(self) -> dict[str, Any]:
        """What was typed, with keys as numbers: column of Action to value."""
        found = self.cleaned_data
        kept = ("title", "detail", "public_wording", "origin", "origin_note", "update_every", "rural")
        return {
            **{name: found[name] for name in kept},
            "characteristics": list(found["characteristics"]),
            "owner_id": int(found["owner"]),
            "issue_id": int(found["issue"]) if found["issue"] else None,
        }

    def supporting_keys(self) -> list[int]:
        """Keys of the agencies that support it."""
        return [int(key) for key in self.cleaned_data["supporting"]]
