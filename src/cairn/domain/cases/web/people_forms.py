"""Forms about the people in a case, and about how they are safely reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from django import forms

from cairn.domain.cases.models import ContactPlan
from cairn.domain.cases.queries.contact import NAMED, WAYS
from cairn.domain.cases.queries.people import Like
from cairn.domain.cases.services.contact import PURPOSES
from cairn.domain.cases.terms import AS_SAID
from cairn.foundation.accounts.errors import SavedMeanwhile
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm
from cairn.kernel.contact_safety import DAYS, Channel, Safe
from cairn.kernel.processes.process import Party

SOMEBODY_NEW, NONE_LEFT = "new", "none"
SPELLS = 2  # times of the week that the form has boxes for
_SAFE = [("yes", "Yes"), ("no", "No"), ("unknown", "Nobody has asked")]
Choices = Sequence[tuple[str, str]]


class AgainstSaved(PlainForm):
    """A form that changes what others may change too: of two who save, the second sees both versions.

    Attributes:
        theirs: label and words of each box in which somebody else saved something different.
        again: what sending it again does.
    """

    again = "Save to put it in place of this."

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    theirs: tuple[tuple[str, str], ...] = ()

    def stand_against(self, refusal: SavedMeanwhile, now: Mapping[str, Any]) -> None:
        """Show what is saved now beside what was typed; sent again, hers takes its place.

        Args:
            now: what the boxes would begin with.
        """
        self.refuse(refusal)
        boxes = {name: field for name, field in self.fields.items() if name != "seen"}
        both = [(field, _in_words(field, now.get(name)), _in_words(field, self[name].data))
                for name, field in boxes.items()]  # fmt: skip
        self.theirs = tuple((str(field.label), saved) for field, saved, mine in both if saved.split() != mine.split())
        self.data = self.data.copy()
        self.data["seen"] = str(refusal.version)


def _in_words(field: forms.Field, value: Any) -> str:
    """A value as its box would show it."""
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, forms.ChoiceField):
        titles = {str(key): str(title) for key, title in field.choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(titles[str(one)] for one in chosen if str(one) in titles) or "Nothing"
    return str(value) if value not in (None, "") else "Nothing"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PersonForm(AgainstSaved):
    """Who somebody is, and what they are in this case.

    Args:
        parties: of the process.
    """

    called = {"name": "the name they are known by", "party": "what they are in this case"}

    name = forms.CharField(label="Name", max_length=160)
    other_names = LongTextField(
        label="Other names",
        required=False,
        max_length=800,
        help_text="Earlier names, aliases, other spellings. One on each line.",
    )
    party = forms.ChoiceField(label="What are they in this case?", widget=ChoiceRadios)
    born_day = forms.IntegerField(label="Day of birth", required=False, help_text="As a number, if it is known.")
    born_month = forms.IntegerField(label="Month of birth", required=False, help_text="As a number, if it is known.")
    born_year = forms.IntegerField(label="Year of birth", required=False, help_text="In four numbers.")
    language = forms.CharField(label="Language they use best", required=False, max_length=60)
    interpreter = forms.BooleanField(label="They need an interpreter", required=False)
    sex = forms.CharField(label="Sex, in their words", required=False, max_length=40)
    ethnicity = forms.CharField(label="Ethnicity, in their words", required=False, max_length=80)
    disability = forms.CharField(label="Disability", required=False, max_length=80)
    orientation = forms.CharField(label="Sexual orientation, in their words", required=False, max_length=40)
    note = LongTextField(
        label="What everybody with the case should know of them",
        required=False,
        max_length=1000,
        help_text="No address and no number: they have a page of their own.",
    )

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(parties)
        self.fields["party"].choices = [(each.key, each.title) for each in found]
        self.fields["party"].widget.hints = {each.key: each.means for each in found if each.means}

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        given = dict(self.cleaned_data)
        born = tuple(given.pop(f"born_{part}") for part in ("year", "month", "day"))
        return {**given, "born": born, "other_names": _lines(given["other_names"])}


class AddPersonForm(PersonForm):
    """Somebody to add. Where people in other open cases may be the same person, it asks.

    Args:
        like: those people; the question is left out where there are none.
    """

    seen = None

    called = {"known": "whether it is one of these people"}

    known = forms.ChoiceField(label="Is it one of these people?", widget=ChoiceRadios)
    somebody_else = forms.BooleanField(
        label="It is another person of the same name than the one in this case", required=False
    )
    field_order = ("name", "other_names", "born_day", "born_month", "born_year", "known", "somebody_else", "party")

    def __init__(self, *args: Any, like: Iterable[Like] = (), asks_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(like)
        if found:
            self.fields["known"].choices = [
                *((each.ref, f"{each.name}, born {each.born[0].lower() + each.born[1:]}") for each in found),
                (SOMEBODY_NEW, "No, it is somebody new"),
            ]
            self.fields["known"].widget.hints = {
                each.ref: f"In {', '.join(each.cases)}. {' '.join(each.reasons)}" for each in found
            }
        else:
            del self.fields["known"]
        if not asks_name:
            del self.fields["somebody_else"]


class RemovePersonForm(PlainForm):
    """Why somebody is taken out of a case."""

    why = LongTextField(
        label="Why are they taken out of the case?", max_length=500,
        error_messages={"required": "Say why they are taken out of the case"},
    )  # fmt: skip


class RelateForm(PlainForm):
    """What one person in a case is to another.

    Args:
        people: reference and name of everybody in the case.
    """

    called = {"first": "the first person", "second": "the second person", "relation": "what they are to each other"}

    first = forms.ChoiceField(label="Who")
    relation = forms.ChoiceField(label="What they are", choices=[("", "Choose"), *AS_SAID.items()])
    second = forms.ChoiceField(label="this person")
    note = forms.CharField(label="In more words", required=False, max_length=200)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", "Choose a person"), *people]


class ReachPurposeForm(PlainForm):
    """What somebody opens it for: chosen, since the record keeps the words."""

    called = {"purpose": "what you open it for"}

    purpose = forms.ChoiceField(
        label="What do you open it for?", choices=tuple(PURPOSES.items()), widget=ChoiceRadios,
        help_text="That you opened it, when and what for is recorded.",
    )  # fmt: skip


class ContactPlanForm(AgainstSaved):
    """How somebody is safely reached, as they said it.

    Args:
        others: reference and name of the other people in the case.
    """

    called = {"safe": "whether it is safe to contact them"}

    safe = forms.ChoiceField(label="Is it safe to contact them at all?", choices=_SAFE, widget=ChoiceRadios)
    phones = LongTextField(label="Telephone numbers", required=False, max_length=300, help_text="One on each line.")
    e_mails = LongTextField(label="E-mail addresses", required=False, max_length=500, help_text="One on each line.")
    never_leave_message = forms.BooleanField(label="Never leave a message", required=False)
    code_word = forms.CharField(
        label="Code word", required=False, max_length=60, help_text="Said first, so that they know who is calling."
    )
    unsafe_people = forms.MultipleChoiceField(
        label="Who must not learn of it?", required=False, widget=ChoiceCheckboxes
    )
    note = LongTextField(label="Anything else", required=False, max_length=1000)

    def __init__(self, *args: Any, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in WAYS:
            self.fields[f"way_{way}"] = forms.ChoiceField(
                label=f"{NAMED[way]}: is it safe?", choices=_SAFE, widget=ChoiceRadios, required=False
            )
        for number in range(1, SPELLS + 1):
            also = "" if number == 1 else " Another time of the week."
            self.fields[f"days_{number}"] = forms.MultipleChoiceField(
                label="On which days is it safe?", choices=list(enumerate(DAYS)), required=False,
                widget=ChoiceCheckboxes, help_text=f"None: on any day, at any time.{also}",
            )  # fmt: skip
            for end, label in (("begins", "Safe from"), ("ends", "Safe until")):
                self.fields[f"{end}_{number}"] = forms.TimeField(
                    label=label, required=False, input_formats=["%H:%M", "%H.%M"], help_text="Like 09:30.",
                    error_messages={"invalid": "Enter a time, like 09:30"},
                )  # fmt: skip
        self.fields["unsafe_people"].choices = others
        order = [
            "safe", *(f"way_{way}" for way in WAYS), "never_leave_message", "phones", "e_mails",
            *(f"{part}_{number}" for number in range(1, SPELLS + 1) for part in ("days", "begins", "ends")),
        ]  # fmt: skip
        self.order_fields([*order, "code_word", "unsafe_people", "note"])
        if not others:
            del self.fields["unsafe_people"]

    def clean(self) -> dict[str, Any]:
        """A time of the week is days with a beginning and an end, or nothing."""
        given = super().clean()
        for number in range(1, SPELLS + 1):
            parts = [given.get(f"{part}_{number}") for part in ("days", "begins", "ends")]
            if any(parts) and not all(parts) and not any(f"{p}_{number}" in self.errors for p in ("begins", "ends")):
                self.add_error(f"days_{number}", "Give the days, and from when until when, or leave all three empty")
        return given

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        given = self.cleaned_data
        return {
            "safe": given["safe"],
            "ways": {str(way): given[f"way_{way}"] for way in WAYS if given[f"way_{way}"]},
            "times": [
                {"days": [int(day) for day in given[f"days_{number}"]],
                 "begins": f"{given[f'begins_{number}']:%H:%M}", "ends": f"{given[f'ends_{number}']:%H:%M}"}
                for number in range(1, SPELLS + 1)
                if given[f"days_{number}"]
            ],
            "never_leave_message": given["never_leave_message"],
            "code_word": given["code_word"],
            "phones": _lines(given["phones"]),
            "e_mails": _lines(given["e_mails"]),
            "unsafe_people": given.get("unsafe_people", []),
            "note": given["note"],
            "seen": given["seen"],
        }  # fmt: skip

    @staticmethod
    def begin_with(plan: ContactPlan | None, *, must_not_learn: Sequence[str]) -> dict[str, Any]:
        """What its boxes begin with: what was said last; nobody who must not learn is left out by mistake."""
        if plan is None:
            return {"never_leave_message": True, "unsafe_people": list(must_not_learn), "seen": 0}
        found: dict[str, Any] = {
            "safe": plan.safe, "never_leave_message": plan.never_leave_message, "code_word": plan.code_word,
            "phones": "\n".join(plan.phones), "e_mails": "\n".join(plan.e_mails), "note": plan.note,
            "unsafe_people": list(plan.unsafe_people), "seen": plan.pk,
        }  # fmt: skip
        found |= {f"way_{Channel(way)}": Safe(said).value for way, said in plan.ways.items()}
        for number, spell in enumerate(plan.times[:SPELLS], start=1):
            found[f"days_{number}"] = [str(day) for day in spell["days"]]
            for end in ("begins", "ends"):
                found[f"{end}_{number}"] = time.fromisoformat(spell[end]).strftime("%H:%M")
        return found


class AddressForm(AgainstSaved):
    """A new address, the end of an old one, or both. Of two who save, the second sees no address, but how many.

    Args:
        others: reference and name of the other people in the case.
        leaves: reference of each current address to words that do not say where it is.
    """

    again = "Look at where they live first. Save only what is still missing there."

    left = forms.ChoiceField(
        label="Have they left an address?", widget=ChoiceRadios,
        help_text="Where they have, every place that may hold it is looked at before anybody is written to or called.",
        error_messages={"required": "Say whether they have left an address",
                        "invalid_choice": "Somebody has written down that they left it already. Choose again"},
    )  # fmt: skip
    left_on = DayField(label="Last day there", required=False)
    lines = LongTextField(
        label="New address", required=False, max_length=300,
        help_text="Without the postcode. Leave it empty where they only left one.",
    )  # fmt: skip
    postcode = forms.CharField(label="Postcode", required=False, max_length=10)
    from_on = DayField(label="There since", required=False)
    is_refuge = forms.BooleanField(label="It is a refuge or other safe accommodation", required=False)
    letters = forms.ChoiceField(label="Are letters safe there?", choices=_SAFE, initial="unknown", widget=ChoiceRadios)
    lived_in_by = forms.MultipleChoiceField(
        label="Who else lives there or opens the post?", required=False, widget=ChoiceCheckboxes
    )
    safe_from = forms.MultipleChoiceField(label="Who must never learn of it?", required=False, widget=ChoiceCheckboxes)

    def __init__(self, *args: Any, others: Choices, leaves: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lived_in_by", "safe_from"):
            self.fields[name].choices = others
            if not others:
                del self.fields[name]
        self.fields["left"].choices = [(NONE_LEFT, "No, they still have it too"), *leaves.items()]
        if not leaves:
            del self.fields["left"], self.fields["left_on"]

    def stand_against(self, refusal: SavedMeanwhile, now: Mapping[str, Any]) -> None:
        """Say which addresses are recorded now, not where they are: that is opened on its own page, for a purpose."""
        super().stand_against(refusal, now)
        count = now["current"]
        self.theirs = (("Addresses they have now", f"{count}" if count else "None"),)

    def clean_left(self) -> str:
        """The address that ends; "" where none does."""
        left = self.cleaned_data["left"]
        return "" if left == NONE_LEFT else left


class CorrectAddressForm(AgainstSaved):
    """How an address should have been written."""

    lines = LongTextField(label="Address", max_length=300, help_text="Without the postcode.")
    postcode = forms.CharField(label="Postcode", required=False, max_length=10)
    why = LongTextField(
        label="What was wrong, and how do you know?", max_length=500,
        error_messages={"required": "Say what was wrong, and how you know"},
    )  # fmt: skip


class LookedAtForm(PlainForm):
    """A place that may hold an old address, and what was found there.

    Args:
        places: number of each open check to its words.
    """

    called = {"number": "the place you looked at", "found": "what you found"}

    number = forms.TypedChoiceField(label="Which place did you look at?", coerce=int, widget=ChoiceRadios)
    found = LongTextField(
        label="What did you find, and what did you do about it?", max_length=500,
        help_text="Do not write the address or the number here.",
        error_messages={"required": "Say what you found there, and what you did about it"},
    )  # fmt: skip

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = places


# Which form stands where, so that what was typed into it can be shown in its words.
FORMS: dict[str, tuple[type[forms.BaseForm], ...]] = {
    "cases:person-add": (AddPersonForm,),
    "cases:person-change": (PersonForm,),
    "cases:person-remove": (RemovePersonForm,),
    "cases:people-relate": (RelateForm,),
    "cases:contact": (ReachPurposeForm,),
    "cases:contact-plan": (ContactPlanForm,),
    "cases:address": (AddressForm, CorrectAddressForm),
    "cases:address-checks": (LookedAtForm,),
}
