"""Words of feeds, extracts and what is in them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import TextChoices

from cairn.kernel.records.incidents import CountsAs, Harm, Offence, Relationship
from cairn.kernel.records.meanings import Holds


class Holding(TextChoices):
    """What a feed is about."""

    PEOPLE = Holds.PEOPLE.value, "People the agency knows"
    INCIDENTS = Holds.INCIDENTS.value, "Incidents and crimes"


class LawfulBasis(TextChoices):
    """By what right the records are shared: UK GDPR, Article 6(1), or the Data Protection Act 2018, Part 3."""

    PUBLIC_TASK = "public_task", "A task in the public interest (UK GDPR, Article 6(1)(e))"
    LEGAL_DUTY = "legal_duty", "A legal obligation (UK GDPR, Article 6(1)(c))"
    VITAL = "vital", "To protect somebody's life (UK GDPR, Article 6(1)(d))"
    LEGITIMATE = "legitimate", "A legitimate interest (UK GDPR, Article 6(1)(f))"
    LAW_ENFORCEMENT = "law_enforcement", "Law enforcement (Data Protection Act 2018, Part 3)"


class Rhythm(TextChoices):
    """How often a file comes."""

    DAY = "day", "Every day"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    READY = "ready", "When it is ready"


class Carries(TextChoices):
    """What one file of a feed holds."""

    NEWS = "news", "What is new since the last one"
    WHOLE = "whole", "The whole list: each file takes the place of the last"


class Pointer(TextChoices):
    """Who may see that somebody is known to the agency, and no more than that."""

    NOBODY = "nobody", "Nobody outside the agency"
    NAMED = "named", "Practitioners of the agencies named"
    EVERY = "every", "Practitioners of every agency of the partnership"


class InWatch(TextChoices):
    """What other agencies may learn of an incident by a row of the 30-day watch in which theirs stand too."""

    ALONE = "alone", "Nothing: this agency's incidents stand in rows of their own"
    TOLD = "told", "That this agency reported one, and on which day"
    SHOWN = "shown", "What it reported too: the offence, the relationship and the signs of harm"


class Stage(TextChoices):
    """Where an extract stands."""

    RECEIVED = "received", "Waiting for what its columns mean"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked, not in yet"
    LOADING = "loading", "Going in"
    IN_FORCE = "in_force", "Its rows are in"
    REPLACED = "replaced", "Replaced by a later file"
    GIVEN_UP = "given_up", "Given up"


class Part(TextChoices):
    """What a person has to do with an incident."""

    VICTIM = "victim", "Person harmed"
    SUSPECT = "suspect", "Suspect"


BUSY = (Stage.CHECKING, Stage.LOADING)
OPEN = (Stage.RECEIVED, Stage.CHECKING, Stage.CHECKED, Stage.LOADING)
EVERY = {Rhythm.DAY: 1, Rhythm.WEEK: 7, Rhythm.MONTH: 31, Rhythm.QUARTER: 92}
OFFENCE_WORDS = {
    Offence.HOMICIDE: "Homicide", Offence.SEXUAL: "Sexual offence",
    Offence.COERCIVE: "Controlling or coercive behaviour", Offence.STALKING: "Stalking or harassment",
    Offence.THREATS: "Threats", Offence.INJURY: "Violence with injury", Offence.VIOLENCE: "Violence without injury",
    Offence.BREACH: "Breach of an order", Offence.DAMAGE: "Criminal damage or arson", Offence.ROBBERY: "Robbery",
    Offence.BURGLARY: "Burglary", Offence.THEFT: "Theft", Offence.DRUGS: "Drugs", Offence.WEAPONS: "Weapons",
    Offence.PUBLIC_ORDER: "Public order", Offence.ANTISOCIAL: "Anti-social behaviour",
    Offence.NOT_A_CRIME: "Domestic abuse incident, not recorded as a crime",
    Offence.SAFEGUARDING: "Safeguarding record", Offence.OTHER: "Other",
}  # fmt: skip
RELATIONSHIP_WORDS = {
    Relationship.FORMER_PARTNER: "Former partner", Relationship.PARTNER: "Partner", Relationship.PARENT: "Parent",
    Relationship.CHILD: "Son or daughter", Relationship.SIBLING: "Brother or sister",
    Relationship.FAMILY: "Other family", Relationship.CARER: "Carer", Relationship.KNOWN: "Known otherwise",
    Relationship.STRANGER: "Stranger", Relationship.UNKNOWN: "Not known",
}  # fmt: skip
HARM_WORDS = {
    Harm.STRANGULATION: "Strangulation or suffocation", Harm.WEAPON: "Weapon", Harm.INJURY: "Injury",
    Harm.THREAT_TO_KILL: "Threat to kill", Harm.CHILD: "Child present", Harm.PREGNANT: "Pregnancy",
    Harm.SUICIDE: "Suicide or self-harm", Harm.SEPARATION: "Separation", Harm.ALCOHOL: "Alcohol",
    Harm.DRUGS: "Drugs", Harm.MENTAL_HEALTH: "Mental health",
}  # fmt: skip

COUNTS_AS_WORDS = {
    CountsAs.RACE: "Hate crime: race", CountsAs.RELIGION: "Hate crime: religion",
    CountsAs.ORIENTATION: "Hate crime: sexual orientation", CountsAs.DISABILITY: "Hate crime: disability",
    CountsAs.TRANSGENDER: "Hate crime: transgender identity", CountsAs.NO_STRAND: "Hate crime, no strand said",
    CountsAs.VAWG: "Violence against women and girls", CountsAs.SAFEGUARDING: "Safeguarding record",
    CountsAs.NIGHT_ZONE: "In a night-time zone", CountsAs.ABUSE: "Domestic abuse",
}  # fmt: skip


def next_due(rhythm: str, *, last_on: date | None, starts_on: date) -> date | None:
    """The day by which the next file should be there; None where none is expected on a day.

    Args:
        rhythm: ``Rhythm``.
        last_on: when the last one came.
        starts_on: the first day of the agreement.
    """
    days = EVERY.get(Rhythm(rhythm))
    return None if days is None else (last_on or starts_on) + timedelta(days=days)
