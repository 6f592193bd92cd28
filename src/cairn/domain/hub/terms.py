"""Words of people behind records, and the bounds of what is looked at again."""

from __future__ import annotations

from django.db.models import TextChoices


class Standing(TextChoices):
    """On what it rests that a record is of a person."""

    ALONE = "alone", "No other record was joined to it"
    MATCHED = "matched", "Joined by Cairn alone"
    CONFIRMED = "confirmed", "Confirmed"


class Says(TextChoices):
    """What a reviewer says of two records."""

    SAME = "same", "One person"
    APART = "apart", "Two people"
    UNSURE = "unsure", "I cannot tell"
    WITHDRAWN = "withdrawn", "What was decided is taken back"


LEAST, MOST = 0.02, 0.98  # chances between which two records are looked at by somebody
MOST_DOUBTS = 5_000  # kept of one run: the least certain
