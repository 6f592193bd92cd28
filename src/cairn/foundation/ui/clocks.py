"""A time of day as people write it."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from cairn.foundation.ui.forms import DayField

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class ClockField(forms.CharField):
    """A time of day as people write it: 14:30, 2.30pm, 2pm."""

    def to_python(self, value: Any) -> time | None:
        """Read it.

        Raises:
            ValidationError: with an example.
        """
        if isinstance(value, time):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        half = (found[3] or "").lower() if found else ""
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif half:
            hour = 99
        if hour > 23 or minute > 59:
            raise forms.ValidationError(f"{self.label} must be a time, like 2:30pm or 14:30", code="invalid")
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        """As it is shown in the box."""
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def run_validators(self, value: Any) -> None:
        """Those of text do not fit a time; reading it said all."""


class TimesForm(forms.Form):
    """When and where a meeting is: the boxes that every form about one begins with."""

    day = DayField(label="Day")
    starts = ClockField(label="Starts at", help_text="For example 2:30pm or 14:30.")
    ends = ClockField(label="Ends at")
    place = forms.CharField(
        label="Place", max_length=200, required=False, help_text="It is not written into diaries, only shown here."
    )

    def times(self) -> dict[str, Any]:
        """As the services want them: ``starts_at``, ``ends_at`` and ``place``."""
        found = self.cleaned_data
        zone = timezone.get_default_timezone()
        starts, ends = (datetime.combine(found["day"], found[name], tzinfo=zone) for name in ("starts", "ends"))
        return {"starts_at": starts, "ends_at": ends, "place": found["place"]}
