"""What a file's columns mean: told, or guessed from their names and values; what is not understood still counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cairn.kernel.linkage.cells import LOOKED_AT
from cairn.kernel.linkage.tidying import plain as unaccented
from cairn.kernel.same_person.known_names import FORMS


class Meaning(StrEnum):
    """What a column says of a person, by the words ``--map`` takes."""

    GIVEN = "given"
    FAMILY = "family"
    FULL = "full_name"
    OTHER = "other_names"
    BORN = "born"
    SEX = "sex"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    ATTRIBUTE = "attribute"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Column:
    """A column with its meaning.

    Attributes:
        name: as in the file.
        meaning: what it is used as.
        why: how that was decided, in words for the report.
    """

    name: str
    meaning: Meaning
    why: str


SAID = "as you said"
PARTS_ELSEWHERE = "the parts of the name stand in other columns"
_NAMED = (
    (Meaning.IGNORED, r"(^|_)(cluster|truth|true_?id|entity_?id|label|group_?id)$|^(cluster|ent)_?id$|source_dataset"),
    (Meaning.IGNORED, r"^(seen|recorded|created|updated|entered|modified|inserted|added)(_|$)|timestamp|_at$"),
    (Meaning.BORN, r"birth_?(date|day)|date_?of_?birth|^(dob|born|bday|birth|d_o_b)$|(^|_)dob(_|$)|_born$"),
    (Meaning.ATTRIBUTE, r"birth_?(place|country|town|city)|place_?of"),
    (Meaning.SEX, r"^(sex|gender)(_|$)|_(sex|gender)$"),
    (Meaning.OTHER, r"middle|other_?names?|second_?name|alias|known_as|nick_?name|maiden|previous_?name|former"),
    (Meaning.FAMILY, r"sur_?name|family(_?name)?$|last_?name|^(lname|ln|last|family|sname)$|name_?last"),
    (Meaning.GIVEN, r"given|fore_?name|first_?name|^(fname|fn|first|christian_name)$|name_?first"),
    (Meaning.FULL, r"full_?name|^(name|person|person_?name|first_and_surname)$"),
    (Meaning.POSTCODE, r"post_?code|postal|^(zip|pcode|pc)(_?code)?(_|$)|zip_?code"),
    (Meaning.PHONE, r"phone|mobile|^(tel|cell)(_|$)|telephone|contact_?(no|number)"),
    (Meaning.EMAIL, r"e_?mail"),
    (Meaning.ADDRESS, r"^(full_?)?addr(ess)?(_?(line)?_?1)?$|^street(_?(name|address))?$|home_?address|^residence$"),
)  # fmt: skip
# The same in French, German, Spanish, Italian, Dutch, Polish, Portuguese and Welsh.
_NAMED_ABROAD = (
    (Meaning.BORN, r"naissance|geburts?_?(datum|tag)|^geboren|nacimiento|nascita|geboorte|urodzen|dyddiad_geni"),
    (Meaning.SEX, r"^(sexe|sexo|sesso|geschlecht|geslacht|plec|genero|genre|rhyw)$"),
    (Meaning.OTHER, r"zweit(er_)?(vor)?name|segundo_?nombre|autres?_prenoms?|secondo_nome|tussenvoegsel|drugie_imie"),
    (Meaning.GIVEN, r"^(prenom|vorname|rufname|nombres?|nome|voornaam|imie|primer_nombre|enw)$"),
    (Meaning.FAMILY, r"^(nom(_de_famille)?|nachname|familienname|apellidos?|cognome|achternaam|nazwisko|cyfenw)$"),
    (Meaning.POSTCODE, r"^(plz|postleitzahl|code_?postal|codigo_?postal|cap|cep|kod_pocztowy|cod_post)$"),
    (Meaning.PHONE, r"^(telefono?|telefon_?nummer|telefoon|portable|movil|handy|cellulare|ffon)$"),
    (Meaning.EMAIL, r"^(correo(_electronico)?|courriel|e_?post|ebost)$"),
    (Meaning.ADDRESS, r"^(adresse|anschrift|strasse|direccion|domicilio|indirizzo|adres|rue|calle|cyfeiriad)$"),
)  # fmt: skip
_DATE = re.compile(r"\s*(\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}|(18|19|20)\d{6})(\D.*)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+", re.IGNORECASE)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d ()-]{9,17}")
_ADDRESS = re.compile(r"((flat|apt|unit) \w+,? )?\d+[a-z]?,? +[^\W\d]{3,}( [^\W\d]+)+.*", re.IGNORECASE)
_SEXES = {"m", "f", "male", "female", "man", "woman", "u", "unknown", "x", "other", "not known"}
_NAMES_OF_ALL = 0.4  # share of values that begin with a given name Cairn knows
_ONE_ONLY = {Meaning.BORN, Meaning.SEX, Meaning.FAMILY, Meaning.GIVEN, Meaning.POSTCODE, Meaning.ADDRESS, Meaning.FULL}


def understood(table: Mapping[str, Sequence[str]], told: Mapping[str, str], key: str) -> list[Column]:
    """What each column is used as.

    Args:
        table: columns by name.
        told: column names by meaning, as the caller maps them; several parted by "+" for what may repeat.
        key: the column of identifiers, which says nothing of a person.

    Raises:
        ValueError: in words, for a meaning or column that is not there.
    """
    given = {}
    for meaning, names in told.items():
        if meaning not in set(Meaning):
            raise ValueError(f"“{meaning}” is no meaning. There are: {', '.join(Meaning)}.")
        for name in names.split("+"):
            if name not in table:
                raise ValueError(f"There is no column “{name}”. The columns are: {', '.join(table)}.")
            given[name] = Meaning(meaning)
    found = [_one(name, table[name], given) for name in table if name != key]
    return _settled(found, table)


def _one(name: str, values: Sequence[str], given: Mapping[str, Meaning]) -> Column:
    if name in given:
        return Column(name, given[name], SAID)
    some = [text for text in (str(value).strip() for value in values[:LOOKED_AT]) if text][:2000]
    if not some:
        return Column(name, Meaning.IGNORED, "it is empty")
    if named := meaning_of(name):
        return Column(name, named, "by its name")
    kinds = ((Meaning.EMAIL, _MAIL), (Meaning.POSTCODE, _POSTCODE), (Meaning.PHONE, _PHONE))
    for meaning, pattern in kinds:
        if _share(pattern, some) > 0.8 and not (meaning is Meaning.PHONE and _share(_DATE, some) > 0.5):
            return Column(name, meaning, "by its values")
    known = sum(text.split()[0].lower() in FORMS for text in some) / len(some)
    if known > _NAMES_OF_ALL and len({text.lower() for text in some}) > 15:
        words = sum(len(text.split()) > 1 for text in some) / len(some)
        return Column(name, Meaning.FULL if words > 0.8 else Meaning.GIVEN, "by its values, which are people's names")
    if {text.lower() for text in some} <= _SEXES and len(set(some)) > 1:
        return Column(name, Meaning.SEX, "by its values")
    if _share(_ADDRESS, some) > 0.7:
        return Column(name, Meaning.ADDRESS, "by its values, which are numbers and streets")
    if _share(_DATE, some) > 0.8:
        return Column(name, Meaning.ATTRIBUTE, "its values are dates, but nothing says they are dates of birth")
    if len(set(some)) == 1:
        return Column(name, Meaning.IGNORED, "it has one value only")
    return Column(
        name, Meaning.ATTRIBUTE, "its meaning is not known: equal and similar values count as they turn out to"
    )


def meaning_of(heading: str) -> Meaning | None:
    """What a heading alone says of a column; None where it says nothing."""
    plain = re.sub(r"[^a-z0-9]+", "_", unaccented(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", heading))).strip("_")
    return next((meaning for meaning, pattern in (*_NAMED, *_NAMED_ABROAD) if re.search(pattern, plain)), None)


def _share(pattern: re.Pattern[str], some: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(text)) for text in some) / len(some)


def _settled(found: list[Column], table: Mapping[str, Sequence[str]]) -> list[Column]:
    """One column each for what a person has one of; a whole name counts where its parts are not given."""
    seen: set[Meaning] = set()
    parts = {column.meaning for column in found} >= {Meaning.GIVEN, Meaning.FAMILY}
    out = []
    for column in sorted(found, key=lambda one: one.why != SAID):
        if column.meaning is Meaning.FULL and parts and column.why != SAID:
            column = Column(column.name, Meaning.IGNORED, PARTS_ELSEWHERE)
        elif column.meaning in _ONE_ONLY and column.meaning in seen:
            column = Column(column.name, Meaning.ATTRIBUTE, f"another column is already the {column.meaning}")
        seen.add(column.meaning)
        out.append(column)
    order = list(table)
    return sorted(out, key=lambda one: order.index(one.name))
