"""Small values of casework: what a share rests on, how it was answered, why somebody is shut out."""

from __future__ import annotations

from django.db.models import TextChoices


class LawfulBasis(TextChoices):
    """What sharing rests on. Consent is preferred, and never the only way (domain/casework.md, section 1)."""

    CONSENT = "consent", "They agreed"
    VITAL = "vital_interests", "To protect somebody's life (UK GDPR Article 6(1)(d))"
    TASK = "public_task", "A task in the public interest (UK GDPR Article 6(1)(e))"
    LEGAL = "legal_obligation", "The law requires it (UK GDPR Article 6(1)(c))"
    LEGITIMATE = "legitimate_interests", "Legitimate interests (UK GDPR Article 6(1)(f))"


class Consent(TextChoices):
    """Whether the person it is about agreed to it being shared."""

    GIVEN = "given", "Yes, they agreed"
    NOT_GIVEN = "not_given", "No, they did not agree"
    UNSAFE = "unsafe_to_ask", "It was not safe to ask"


class DaysAs(TextChoices):
    """How clocks count days that a partnership sets."""

    CLOSED = "closed", "Closed days"
    SCHOOL_HOLIDAY = "school_holiday", "School holidays"


class ShareAs(TextChoices):
    """Why an agency has a case."""

    LEAD = "lead", "Leads the case"
    OPENED = "opened", "Opened the case"
    PARTNER = "partner", "It was shared with them"


class ShareAnswer(TextChoices):
    """What the agency that was offered a share said."""

    OFFERED = "offered", "Not answered yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Tie(TextChoices):
    """What somebody on the staff is to a person in a case."""

    PARTY = "party", "They are that person"
    FAMILY = "family", "Family or partner"
    HOUSEHOLD = "household", "Shares a home"
    MANAGES = "manages", "Manages them, or is managed by them"
    FRIEND = "friend", "Friend or neighbour"
    OTHER = "other", "Another tie"


class Relation(TextChoices):
    """What one person is to another, read from the first to the second."""

    PARTNER = "partner", "partner of"
    FORMER_PARTNER = "former_partner", "former partner of"
    PARENT = "parent", "parent of"
    SIBLING = "sibling", "brother or sister of"
    OTHER_FAMILY = "family", "other family of"
    CARER = "carer", "carer of"
    NEIGHBOUR = "neighbour", "neighbour of"
    LIVES_WITH = "lives_with", "lives with"
    WORKS_WITH = "works_with", "works with or supports"
    OTHER = "other", "knows"


#: How a relation stands in a sentence between two names.
AS_SAID = {
    Relation.PARTNER: "is a partner of",
    Relation.FORMER_PARTNER: "is a former partner of",
    Relation.PARENT: "is a parent of",
    Relation.SIBLING: "is a brother or sister of",
    Relation.OTHER_FAMILY: "is of the family of",
    Relation.CARER: "is a carer of",
    Relation.NEIGHBOUR: "is a neighbour of",
    Relation.LIVES_WITH: "lives with",
    Relation.WORKS_WITH: "works with or supports",
    Relation.OTHER: "knows",
}


class RepeatAnswer(TextChoices):
    """What whoever runs a kind said of a case that may be a repeat."""

    PROPOSED = "proposed", "Not looked at yet"
    CONFIRMED = "confirmed", "A repeat"
    REFUSED = "refused", "Not a repeat"


class HandOver(TextChoices):
    """What became of a case that was sent on to another area."""

    WAITS = "waits", "Not answered yet"
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"
    TAKEN_BACK = "taken_back", "Taken back"


GLASS_HOURS = 3


NOTE_FORM = "a-note"  # what a note half written is kept as; no step of a process has a hyphen
