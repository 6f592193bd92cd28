"""Kinds of agency and the ways one can belong to a partnership."""

from django.db.models import TextChoices


class AgencyKind(TextChoices):
    """What an organisation is, in the partnership's words."""

    COUNCIL = "council", "Council"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    PROBATION = "probation", "Probation"
    NHS = "nhs", "NHS"
    PFCC = "pfcc", "Police and crime commissioner"
    JUSTICE = "justice", "Justice"
    HOUSING = "housing", "Housing"
    CHARITY = "charity", "Charity"
    SURVIVORS = "survivors", "Survivor network"
    BOARD = "board", "Board"


class Standing(TextChoices):
    """How an agency belongs to a partnership."""

    STATUTORY = "statutory", "Statutory partner"
    MEMBER = "member", "Partner"
    BOARD = "board", "The partnership's own board or group"
    MONITORED_BOARD = "monitored board", "Another board, monitored here"
