"""What kind of incident it was, how the two know each other, the signs of harm, and what the agency itself counts it
as, from the words agencies write.

Each list is ours, short, and read from the top: the first group whose words are found is taken. What was written is
always kept beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from cairn.kernel.not_known import says_unknown


class Offence(StrEnum):
    """The group of an offence or incident."""

    HOMICIDE = "homicide"
    SEXUAL = "sexual"
    COERCIVE = "coercive_control"
    STALKING = "stalking_harassment"
    THREATS = "threats"
    INJURY = "violence_injury"
    VIOLENCE = "violence_no_injury"
    BREACH = "breach_of_order"
    DAMAGE = "damage_arson"
    ROBBERY = "robbery"
    BURGLARY = "burglary"
    THEFT = "theft"
    DRUGS = "drugs"
    WEAPONS = "weapons"
    PUBLIC_ORDER = "public_order"
    ANTISOCIAL = "antisocial"
    NOT_A_CRIME = "domestic_not_crime"
    SAFEGUARDING = "safeguarding_record"
    OTHER = "other"


class Relationship(StrEnum):
    """How the person harmed and the suspect know each other."""

    FORMER_PARTNER = "former_partner"
    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    FAMILY = "other_family"
    CARER = "carer"
    KNOWN = "known_otherwise"
    STRANGER = "stranger"
    UNKNOWN = "unknown"


class Harm(StrEnum):
    """A sign of harm or danger."""

    STRANGULATION = "strangulation"
    WEAPON = "weapon"
    INJURY = "injury"
    THREAT_TO_KILL = "threat_to_kill"
    CHILD = "child_present"
    PREGNANT = "pregnant"
    SUICIDE = "suicide"
    SEPARATION = "separation"
    ALCOHOL = "alcohol"
    DRUGS = "drugs"
    MENTAL_HEALTH = "mental_health"


class CountsAs(StrEnum):
    """What the agency itself says an incident counts as, by its own rules; no words of the offence tell it.

    The five strands are those that police monitor: Home Office Counting Rules; a hate crime is what the person harmed
    or anybody else perceives as one.
    """

    RACE = "hate_race"
    RELIGION = "hate_religion"
    ORIENTATION = "hate_orientation"
    DISABILITY = "hate_disability"
    TRANSGENDER = "hate_transgender"
    NO_STRAND = "hate_no_strand"
    VAWG = "vawg"
    SAFEGUARDING = "safeguarding"
    NIGHT_ZONE = "night_zone"
    ABUSE = "domestic_abuse"


HATE = "hate_"  # how the hate crimes among them begin
# What police send that they did not record as a crime; "" is an incident of which no kind is said.
NO_CRIME = ("", Offence.NOT_A_CRIME, Offence.ANTISOCIAL, Offence.SAFEGUARDING)

# Words by which an agency says that something is domestic abuse; the same to Python and to PostgreSQL.
OF_ABUSE = r"(?<!non[- ])(?<!not )(?<![a-z])(domestic(?! burglar)|da|dv|dash|coerci[a-z]*)(?![a-z])"
_NOTICE = r"safeguarding|public protection notice|\bppns?\b"
# A row is a notice where its text begins with one, or with whom it is about and then one ("Child PPN"). Where a notice
# is told of beside what happened ("Rape - safeguarding referral made"), the row is what happened.
_ABOUT_WHOM = (
    r"adults?|child(ren)?|young|vulnerable|persons?|people|at|risk|standard|medium|high|police|domestic|abuse|violence"
    r"|d[av]"
)
_OFFENCES: tuple[tuple[Offence, str], ...] = (
    (Offence.SAFEGUARDING, rf"^\W*(({_ABOUT_WHOM})\s+)*({_NOTICE})"),
    (Offence.HOMICIDE, r"homicide|murder|manslaughter"),
    (Offence.SEXUAL, r"sexual|rape|indecent|voyeur|intimate image"),
    (Offence.COERCIVE, r"coerci|controlling"),
    (Offence.STALKING, r"stalk|harass|malicious comm|nuisance comm"),
    (Offence.THREATS, r"threats? to kill|threat"),
    (Offence.INJURY, r"gbh|abh|grievous|actual bodily|wound|strang|suffocat|(?<!without )injury|violence with injury"),
    (Offence.VIOLENCE, r"violen|assault|battery|without injury"),
    (Offence.BREACH, r"breach|non-?molestation|restraining order|dapo|dvpo"),
    (Offence.DAMAGE, r"damage|arson"),
    (Offence.ROBBERY, r"robbery"),
    (Offence.BURGLARY, r"burglar"),
    (Offence.THEFT, r"theft|shoplift|stolen|vehicle crime|fraud"),
    (Offence.DRUGS, r"drug"),
    (Offence.WEAPONS, r"weapon|firearm|knife"),
    (Offence.PUBLIC_ORDER, r"public order|affray"),
    (Offence.ANTISOCIAL, r"anti-?\s?social|asb|nuisance|noise"),
    (Offence.NOT_A_CRIME, r"domestic|verbal|argument|non-?crime|incident"),
    (Offence.SAFEGUARDING, _NOTICE),
)  # fmt: skip
_RELATIONSHIPS: tuple[tuple[Relationship, str], ...] = (
    (Relationship.UNKNOWN, r"\bunknown relation|not known"),
    (Relationship.FORMER_PARTNER, r"\b(ex|former|separated|divorced|previous)\b"),
    (Relationship.STRANGER, r"\bstranger"),
    (Relationship.SIBLING, r"\b(brother|sister|sibling)\b"),
    (Relationship.FAMILY, r"in-?\s?law|\b(uncle|aunt|cousin|niece|nephew|grand\w+|step|extended|family|relative)\b"),
    (Relationship.PARENT, r"\b(parent|mother|father|mum|dad|guardian)\b"),
    (Relationship.CHILD, r"\b(son|daughter|child)\b"),
    (Relationship.CARER, r"\bcare"),
    (Relationship.PARTNER, r"partner|spouse|husband|wife|civil|boyfriend|girlfriend|cohabit|married|intimate"),
    (Relationship.KNOWN, r"acquaint|friend|neighbour|colleague|known|tenant|lodger|other"),
)
_HARMS: tuple[tuple[Harm, str], ...] = (
    (Harm.STRANGULATION, r"strang|suffoc|chok|asphyx"),
    (Harm.WEAPON, r"weapon|knife|firearm|\bgun\b|blade|hammer"),
    (Harm.INJURY, r"injur|wound|fractur|bruis|hospital"),
    (Harm.THREAT_TO_KILL, r"threats? to kill|\bttk\b"),
    (Harm.CHILD, r"child|children|kids|minor"),
    (Harm.PREGNANT, r"pregnan"),
    (Harm.SUICIDE, r"suicid|self-?\s?harm"),
    (Harm.SEPARATION, r"separat|leaving|divorc"),
    (Harm.ALCOHOL, r"alcohol|drunk|intoxic|\bdrink"),
    (Harm.DRUGS, r"\bdrugs?\b|substance"),
    (Harm.MENTAL_HEALTH, r"mental|\bmh\b"),
)
_STRANDS: tuple[tuple[CountsAs, str], ...] = (
    (CountsAs.RACE, r"\brac(e|ial\w*|is[mt]\w*)\b|ethnic|xenophob"),
    (CountsAs.RELIGION, r"relig|faith|islam|muslim|anti-?\s?semit|jewish|sikh|hindu"),
    (CountsAs.ORIENTATION, r"orientation|homophob|biphob|lesbian|\bgay\b|bisexual"),
    (CountsAs.DISABILITY, r"disab|ableis"),
    (CountsAs.TRANSGENDER, r"\btrans(gender\w*|phob\w*)?\b|gender identity"),
)
_COUNTS: tuple[tuple[CountsAs, str], ...] = (
    (CountsAs.VAWG, r"\bvawg\b|violence against women"),
    (CountsAs.SAFEGUARDING, _NOTICE),
    (CountsAs.NIGHT_ZONE, r"\bnte\b|night-?\s?time (economy|zone)"),
    (CountsAs.ABUSE, OF_ABUSE),
)
_OFFENCE = tuple((group, re.compile(words)) for group, words in _OFFENCES)
_RELATION = tuple((group, re.compile(words)) for group, words in _RELATIONSHIPS)
_HARM = tuple((group, re.compile(words)) for group, words in _HARMS)
_STRAND = tuple((strand, re.compile(words)) for strand, words in _STRANDS)
_COUNT = tuple((count, re.compile(words)) for count, words in _COUNTS)
_OF_NOTICES = re.compile(_NOTICE)
_TYPE_OF_NOTICE = re.compile(rf"adult|child|young|vulnerab|{OF_ABUSE}")
_OF_HATE = re.compile(r"\bhate|\bstrands?\b|hostil|prejudice")
_HATE_ALONE = re.compile(r"hate( crime| incident)?( flag| marker)?s?")
_OF_ZONES = re.compile(r"(\bnte\b|night-?\s?time).*\b(zone|area)")  # under which may stand which of them it is
_IN_NONE = re.compile(r"elsewhere|unknown|\bother\b|\brest of\b")
_STATEMENTS = re.compile(r"[;|\n]+")
_YES_AND = re.compile(r"(y|yes)\b")
# Whatever denies anything in a statement denies all of it. "No. of" is a number, somebody may be non-binary, and an
# offence non-fatal strangulation or violence without injury.
_DENIES = re.compile(
    r"^n\b|\bno\b(?!\.? of\b)|\bnot\b|n['’]t\b|\bnon(?![- ]?(binary|fatal|molest|consen|recent))\b"
    r"|\bwithout\b(?! injur)|\b(none|nil|neither|never|outside)\b|\bexclu"
)
_YES, _NO = frozenset(("y", "yes", "true", "1", "x", "present")), frozenset(("n", "no", "false", "0", "none", ""))
_DENIED = re.compile(r"\bno (\w+)|\bnot (\w+)|\bwithout (\w+)")


@lru_cache(maxsize=16_384)
def offence_group(text: str) -> str:
    """The group of what is written; "" where nothing is."""
    if says_unknown(text):
        return ""
    return _first(_OFFENCE, text.lower()) or Offence.OTHER


@lru_cache(maxsize=16_384)
def relationship(text: str) -> str:
    """How the two know each other; "" where nothing is written."""
    if not text.strip():
        return ""
    if says_unknown(text):
        return Relationship.UNKNOWN
    return _first(_RELATION, text.lower()) or Relationship.KNOWN


@lru_cache(maxsize=16_384)
def harm_flags(columns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The signs of harm in some columns, in the order of the list.

    Args:
        columns: heading and what is written; under a heading such as "Weapon used", yes and no are read as its answer.
    """
    found: set[str] = set()
    for heading, written in columns:
        found |= _flags(heading, written)
    return tuple(harm.value for harm in Harm if harm.value in found)


@lru_cache(maxsize=16_384)
def counts_as(columns: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """What the agency says an incident counts as, in the order of the list.

    Args:
        columns: heading and what is written; under a heading such as "Hate crime: race", yes and no are read as its
            answer. Under "NTE zone" the name of a zone is a yes, and under "PPN" whom it is about. A strand is one only
            where its heading or its words are about hate. What is denied, in whatever words, counts as nothing.
    """
    found: set[str] = set()
    for heading, written in columns:
        under = " ".join(heading.lower().replace("_", " ").split())
        if not _DENIES.match(under):
            for statement in _STATEMENTS.split(written.lower()):
                found |= _counted(under, " ".join(statement.split()))
    return tuple(count.value for count in CountsAs if count.value in found)


def _counted(heading: str, plain: str) -> set[str]:
    """What one statement under a heading counts something as, both in small letters."""
    if plain in _NO or not plain.strip("0.") or says_unknown(plain) or _DENIES.search(plain):
        return set()
    yes = plain in _YES or plain.isdecimal() or _YES_AND.match(plain)
    said = f"{heading} {plain}" if yes else plain
    found = {count.value for count, words in _COUNT if words.search(said)}
    if _OF_NOTICES.search(heading) and _TYPE_OF_NOTICE.search(plain):
        found.add(CountsAs.SAFEGUARDING.value)
    if _OF_ZONES.search(heading) and not _IN_NONE.search(plain):
        found.add(CountsAs.NIGHT_ZONE.value)
    if _OF_HATE.search(f"{heading} {plain}"):
        strands = {strand.value for strand, words in _STRAND if words.search(said)}
        alone = _HATE_ALONE.fullmatch(plain) or (yes and _OF_HATE.search(heading))
        found |= strands or ({CountsAs.NO_STRAND.value} if alone else set())
    return found


@lru_cache(maxsize=16_384)
def _flags(heading: str, written: str) -> frozenset[str]:
    said = _said(heading, written)
    return frozenset(harm.value for harm, words in _HARM if words.search(said))


def _said(heading: str, written: str) -> str:
    """What is said under a heading, in small letters: the heading itself where the answer is yes; "" where it is no."""
    plain = " ".join(written.lower().split())
    if plain in _NO or says_unknown(plain):
        return ""
    return heading.lower() if plain in _YES or plain.isdecimal() else _DENIED.sub(" ", plain)


def _first(groups: Sequence[tuple[StrEnum, re.Pattern[str]]], text: str) -> str:
    return next((group.value for group, words in groups if words.search(text)), "")
