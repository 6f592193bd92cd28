"""Forms of feeds and extracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms

from cairn.domain.records.models import Agreement, Extract
from cairn.domain.records.queries.extract import order_words
from cairn.domain.records.services.arriving import check_kept
from cairn.domain.records.services.feeds import Agreed
from cairn.domain.records.terms import Carries, InWatch, LawfulBasis, Pointer, Rhythm
from cairn.foundation.agencies.models import Agency
from cairn.foundation.files.columns import ColumnsForm, ColumnShown
from cairn.foundation.files.terms import size_in_words, size_limit
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm
from cairn.kernel.records.meanings import DAYS, FIELDS, Holds
from cairn.kernel.workbooks.fields import Field


class AgreementForm(PlainForm):
    """What is agreed about a feed.

    Args:
        holds: what the feed is about; decides which fields there are.
        agencies: of the partnership, for those whose practitioners may see that somebody is known.
    """

    purpose = LongTextField(
        label="What are the records for?", max_length=1000,
        error_messages={"required": "Say what the records are for"},
    )  # fmt: skip
    basis = forms.ChoiceField(
        label="Lawful basis", choices=LawfulBasis.choices, widget=ChoiceRadios,
        error_messages={"required": "Choose the lawful basis"},
    )  # fmt: skip
    power = forms.CharField(
        label="The law that allows it", max_length=200,
        help_text="By name and section. For example: Crime and Disorder Act 1998, section 115.",
        error_messages={"required": "Name the law that allows it, with its section"},
    )  # fmt: skip
    fields_sent = forms.MultipleChoiceField(
        label="What may be sent", widget=ChoiceCheckboxes,
        help_text="Only what the purpose needs. Other columns of a file are not taken in.",
        error_messages={"required": "Choose what may be sent"},
    )  # fmt: skip
    rhythm = forms.ChoiceField(
        label="How often does a file come?", choices=Rhythm.choices, widget=ChoiceRadios,
        error_messages={"required": "Choose how often a file comes"},
    )  # fmt: skip
    carries = forms.ChoiceField(
        label="What does one file hold?", choices=Carries.choices, widget=ChoiceRadios,
        error_messages={"required": "Choose what one file holds"},
    )  # fmt: skip
    starts_on = DayField(label="First day", help_text="No file is taken in before.")
    ends_on = DayField(label="Last day", help_text="No file is taken in after, until the agreement is renewed.")
    pointer = forms.ChoiceField(
        label="Who may see that somebody is known to this agency?", choices=Pointer.choices, widget=ChoiceRadios,
        help_text="That somebody is known, and no more. What is known is asked for separately.",
        error_messages={"required": "Choose who may see that somebody is known"},
    )  # fmt: skip
    pointed_to = forms.MultipleChoiceField(
        label="The agencies named", required=False, widget=ChoiceCheckboxes, help_text="Only where you chose so above."
    )
    in_watch = forms.ChoiceField(
        label="What may other agencies learn of an incident by the 30-day watch?", choices=InWatch.choices,
        widget=ChoiceRadios, initial=InWatch.ALONE,
        help_text="Where a reviewer or one number says that the person harmed and the suspect are the same, incidents"
        " of agencies that agreed to it stand in one row. Every agency must be able to see that somebody is known.",
        required=False,
    )  # fmt: skip
    opened_to_analysts = forms.BooleanField(
        label="Analysts of the partnership may open the rows as they came", required=False,
        help_text="Without it they see counts and quality alone.",
    )  # fmt: skip

    def __init__(self, *args: Any, holds: str, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.fields["fields_sent"].choices = [(field.key, field.title) for field in FIELDS[Holds(holds)]]
        if holds != Holds.INCIDENTS:
            del self.fields["in_watch"]
        self.fields["pointed_to"].choices = [(key, agency.name) for key, agency in self.agencies.items()]

    def agreed(self) -> Agreed:
        """What was typed."""
        said = self.cleaned_data
        return Agreed(
            purpose=said["purpose"], basis=said["basis"], power=said["power"], fields=said["fields_sent"],
            rhythm=said["rhythm"], carries=said["carries"], starts_on=said["starts_on"], ends_on=said["ends_on"],
            pointer=said["pointer"], pointed_to=[self.agencies[key] for key in said["pointed_to"]],
            opened_to_analysts=said["opened_to_analysts"], in_watch=said.get("in_watch") or InWatch.ALONE.value,
        )  # fmt: skip


class MakeForm(AgreementForm):
    """A feed to agree."""

    agency = forms.ChoiceField(
        label="Which agency sends it?", error_messages={"required": "Choose the agency that sends it"}
    )
    title = forms.CharField(
        label="What is it called?", max_length=120,
        help_text="A few plain words, naming nobody. For example: housing list, or recorded crimes.",
        error_messages={"required": "Say in a few words what it is called"},
    )  # fmt: skip
    field_order = ("agency", "title")

    def __init__(self, *args: Any, senders: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(agency.pk), agency.name) for agency in senders]
        self.fields["agency"].choices = choices if len(choices) == 1 else [("", "Choose an agency"), *choices]


class ChangeForm(AgreementForm):
    """What is agreed from now on, and why."""

    why = LongTextField(
        label="Why is it changed?", max_length=1000, error_messages={"required": "Say why it is changed"}
    )
    field_order = ("why",)


def agreement_as_typed(agreement: Agreement) -> dict[str, Any]:
    """An agreement as the form shows it first."""
    names = ("purpose", "basis", "power", "rhythm", "carries", "starts_on", "ends_on", "pointer", "in_watch",
             "opened_to_analysts")  # fmt: skip
    return {
        **{name: getattr(agreement, name) for name in names}, "fields_sent": agreement.fields,
        "pointed_to": [str(one.agency_id) for one in agreement.pointed_to.all()],
    }  # fmt: skip


class EndForm(PlainForm):
    """Why a feed ends."""

    why = LongTextField(label="Why does it end?", max_length=1000, error_messages={"required": "Say why it ends"})


class ExtractField(KeptFileField):
    """A file of a feed: a workbook, a CSV or a Parquet file."""

    def check(self, *, name: str, content: bytes, size: int) -> None:
        """As extracts are looked at, from wherever they come."""
        check_kept(name=name, content=content, size=size)


class SendForm(PlainForm):
    """A file, and which one it puts right."""

    file = ExtractField(label="File", help_text="")
    corrects = forms.ChoiceField(
        label="Does it correct a file that is in?", required=False,
        help_text="The corrected file takes its place. The first one is kept.",
    )  # fmt: skip

    def __init__(self, *args: Any, correctable: Iterable[Extract] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = "An Excel workbook (XLSX), CSV or Parquet"
        self.fields["file"].help_text = f"{kinds}, up to {size_in_words(size_limit())}."
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.parquet"
        self.fields["corrects"].choices = [
            ("", "No, it is a new one"),
            *((one.ref, f"{one.ref}, of {day_in_words(one.came_at)}") for one in correctable),
        ]


class MeaningsForm(ColumnsForm):
    """What each column means, and which part of a date comes first where nobody can tell."""

    def __init__(
        self, data: Any, *, columns: Sequence[ColumnShown], fields: Sequence[Field], orders: Mapping[str, str],
        asked: Collection[str],
    ) -> None:  # fmt: skip
        super().__init__(data, columns=columns, fields=fields)
        self.asked = set(asked)
        for field in fields:
            if field.key in DAYS:
                self.fields[f"order_{field.key}"] = forms.ChoiceField(
                    label=f"{field.title}: which part comes first?", required=False, widget=ChoiceRadios,
                    choices=order_words(), initial=orders.get(field.key, ""),
                )  # fmt: skip

    def order_boxes(self) -> list[Any]:
        """The boxes of the orders that must be asked for."""
        names = [name for name in self.fields if name.startswith("order_")]
        return [self[name] for name in names if name.removeprefix("order_") in self.asked or name in self.errors]

    def orders(self) -> dict[str, str]:
        """Field to the order that was chosen."""
        found = {name.removeprefix("order_"): said for name, said in self.cleaned_data.items() if "order_" in name}
        return {about: said for about, said in found.items() if said}


class TakeInForm(PlainForm):
    """Take the sound rows in."""

    leave_out = forms.BooleanField(label="Take the sound rows in, and give me the others back", required=False)
    shorter = forms.BooleanField(label="This is all there is, though it is far shorter", required=False)
