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
    (Offence.OTHER, r"violence and sexual"),  # as police.uk publishes both: which of the two, nobody can say
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
    (Offence.ANTISOCIAL, r"anti-?\s?social|asb|nuisance|noise|rowdy|inconsiderate|street drinking"),
    (Offence.NOT_A_CRIME, r"domestic|verbal|argument|non-?crime|incident"),
    (Offence.SAFEGUARDING, _NOTICE),
)  # fmt: skip
_OF_PARTNERS = r"partner|spouse|husband|wife|civil|boyfriend|girlfriend|cohabit|married|intimate|fianc"
_OF_OTHERS = (
    r"acquaint|(?<!boy)(?<!girl)friend|neighbour|colleague|co-?\s?worker|known|tenant|lodger|landlord|landlady"
    r"|(?:house|flat|room|class|school|work|team)-?\s?mate|employe[er]|manager|boss|client|customer|patient|resident"
    r"|teacher|pupil|student"
)
_RELATIONSHIPS: tuple[tuple[Relationship, str], ...] = (
    (Relationship.UNKNOWN, r"\bunknown relation|not known"),
    # Whoever is no longer a partner; of somebody who was a neighbour or a carer, the word is taken away before.
    (Relationship.FORMER_PARTNER, r"\b(ex|former|formerly|separated|divorced|previous|no longer)\b"),
    (Relationship.STRANGER, r"\bstranger"),
    (Relationship.FAMILY, r"in[- ]?law|\bstep"),
    (Relationship.SIBLING, r"\b(brother|sister|sibling)s?\b"),
    (Relationship.FAMILY, r"\b(uncle|aunt|auntie|cousin|niece|nephew|grand\w+|extended|family|relative)s?\b"),
    (Relationship.PARENT, r"\b(parent|mother|father|mum|dad|guardian)s?\b"),
    (Relationship.CHILD, r"\b(son|daughter|child)s?\b|\bchildren\b"),
    (Relationship.CARER, r"\bcare"),
    (Relationship.PARTNER, _OF_PARTNERS),
    (Relationship.KNOWN, rf"{_OF_OTHERS}|other"),
)
# Partners of another kind, and what is denied: "business partner", "not a partner", but not "partner, not married".
_NO_PARTNERS = re.compile(
    r"\b(business|work|working|trading|dance|dancing|drinking|gym|sports?|training|study|agency)[ -]partners?\b"
)
_NOT_RELATED = re.compile(
    r"\b(not|never|non|neither|nor)[ -]+((an?|the|his|her|their|any|currently|actually) )*"
    r"(?!known|living|together|yet|sure|clear)[\w'’-]+"
)
_FORMERLY = re.compile(r"\b(ex|former|formerly|previous|no longer)\b[\s-]*")
_FRIEND_APART = re.compile(r"\b(boy|girl)[ -](?=friend)")
_WRITTEN_TOGETHER = re.compile(rf"\be?x-?(?={_OF_PARTNERS})")
_NOT_OF_PARTNERS = re.compile(rf"{_OF_OTHERS}|\bcare|\bstep|in-?\s?law|\bstranger")
_PARTNERS = re.compile(rf"{_OF_PARTNERS}|separated|divorced")
_HARMS: tuple[tuple[Harm, str], ...] = (
    (Harm.STRANGULATION, r"strang|suffoc|chok|asphyx"),
    (Harm.WEAPON, r"weapon|knife|firearm|\bgun\b|blade|hammer"),
    (Harm.INJURY, r"(?<!un)injur|wound|fractur|bruis|hospital"),
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
# What is denied is the thing told of next, with whatever else is listed with it: "no weapon, knife or injury".
_BETWEEN = (
    r"any|an?|the|of|being|having|have|had|been|was|were|signs?|evidence|visible|physical|apparent|obvious|reported"
    r"|disclosed|known|use|used|further|other|previous|actual|such"
)
_DENIED = re.compile(
    r"\b(?:no(?!\.? of\b)|not(?! only\b)|nil|never|without|den(?:y|ies|ied|ying)|neither|nor|\w+n['’]t)\b"
    rf"(?:\s+(?:{_BETWEEN})\b)*\s+[\w-]+(?:(?:,\s*[\w-]+)*,?\s+n?or\s+(?:any\s+)?[\w-]+|/[\w-]+)*"
)
_NOT_USED = re.compile(
    r"(?<![\w-])[\w-]{1,60}\s+(?:(?:was|were|is|are|has|have|had|been)\s+)*(?:not|never|\w+n['’]t)\s+(?:been\s+)?"
    r"(?:used|seen|shown|present|produced|involved|recovered|found|brandished|disclosed|reported|sustained|caused)\b"
    r"|(?<![\w-])[\w-]{1,60}(?:\s*[:=-]\s*|\s+)(?:no|nil|none|n)(?=\s*(?:$|[;,.|]))"
)
# Whoever is suspected denies what is told of him: that takes nothing away from it.
_WHO_DENIES = re.compile(r"(?:^|[;,.|]|\b(?:victim|aggrieved|complainant|survivor|ip|and|but))\s*$")


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
    plain = _FRIEND_APART.sub(r"\1", " ".join(text.lower().split()))
    plain = _WRITTEN_TOGETHER.sub("ex ", plain)
    plain = _NOT_RELATED.sub(" ", _NO_PARTNERS.sub("colleague", plain))
    if _NOT_OF_PARTNERS.search(plain) and not _PARTNERS.search(plain):
        plain = _FORMERLY.sub("", plain)
    return _first(_RELATION, plain) or Relationship.KNOWN


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
    return heading.lower() if plain in _YES or plain.isdecimal() else _DENIED.sub(_without, _NOT_USED.sub(" ", plain))


def _without(denied: re.Match[str]) -> str:
    """Nothing of what is denied; all of it where whoever is suspected denies it."""
    theirs = denied[0].startswith("den") and not _WHO_DENIES.search(denied.string[: denied.start()])
    return denied[0] if theirs else " "


def _first(groups: Sequence[tuple[StrEnum, re.Pattern[str]]], text: str) -> str:
    return next((group.value for group, words in groups if words.search(text)), "")
