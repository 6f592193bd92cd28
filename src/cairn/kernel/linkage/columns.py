"""What a file's columns mean: told, or guessed from their names and values; what is not understood still counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from cairn.kernel.linkage.cells import LOOKED_AT
from cairn.kernel.linkage.tidying import plain as unaccented
from cairn.kernel.linkage.tidying import read_date, sex
from cairn.kernel.not_known import says_unknown
from cairn.kernel.same_person.known_names import FORMS


class Meaning(StrEnum):
    """What a column says of a person, by the words ``--map`` takes."""

    GIVEN = "given"
    FAMILY = "family"
    FULL = "full_name"
    OTHER = "other_names"
    BORN = "born"
    BORN_YEAR = "born_year"
    BORN_MONTH = "born_month"
    BORN_DAY = "born_day"
    SEX = "sex"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "email"
    PLACE = "place"
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
    (Meaning.ATTRIBUTE, r"^((grand)?(mother|father|parent)|spouse|husband|wife|guardian|next_of_kin|nok"
                        r"|emergency_contact|gp|doctor|referrer|officer|practitioner|social_worker|key_?worker)(_?s)?_"),
    (Meaning.FULL, r"(given|fore|first)(_?names?)?(_s)?_and_(sur|last|family)(_?name)?$|(fore|(given|first)_?)names?_"
                   r"(sur|(last|family)_?)names?$|(sur|last|family)(_?names?)?_(and_)?(fore|(given|first)_?)names?$"),
    (Meaning.BORN, r"birth_?(date|day|dt)|date_?(of_?)?birth|^(dob|born|bday|birth|d_o_b)$|(^|_)dob(_|$)|_born$"),
    (Meaning.ATTRIBUTE, r"birth_?(place|country|town|city)|place_?of"),
    (Meaning.SEX, r"^(sex|gender)(_|$)|_(sex|gender)$"),
    (Meaning.OTHER, r"middle|^(midl(_?name)?|mname|mi|fname_c2)$|(^|_)other_?names?|second_?name"
                    r"|alias|known_as|^aka$|nick_?name|maiden|previous_?name|former"),
    (Meaning.FAMILY, r"sur_?name|family(_?name)?$|last_?name|^(lname(_c1)?|ln|last|family|sname|surn)$|name_?last"),
    (Meaning.GIVEN, r"given|fore_?name|first_?name|^(fname(_c1)?|fn|first|christian_name|givn)$|name_?first"),
    (Meaning.FULL, r"full_?name|^((person|client|customer|victim|suspect|patient|tenant|service_?user)s?_?)?name$"
                   r"|^person$"),
    (Meaning.POSTCODE, r"post_?code|postal(?!_?addr)|^(zip|pcode|pc)(_?code)?(_|$)|zip_?code"),
    (Meaning.PHONE, r"phone|mobile|^(tel|cell|mob)(_|$)|telephone|contact_?(no|number)"),
    (Meaning.EMAIL, r"e_?mail"),
    (Meaning.ADDRESS, r"^(full_?)?addr(ess)?(_?(line)?_?1)?$|^street(_?(name|address))?$|^residence$"
                      r"|^(home|current|last_known|postal|permanent)_?addr"),
    (Meaning.PLACE, r"^((home|post(al)?|current|res(idence|idential)?|mail(ing)?)_?)?(town|city|suburb|village|locality"
                    r"|municipality|borough|county|province|state|region|country)(_?(name|code|desc|cd))?$"),
    (Meaning.PLACE, r"^(street|house|building|property|flat|unit|apartment|apt|plot)(_?(number|num|no|nr|name))?$"
                    r"|^floor$|^street_?(type|suffix|prefix|dir(ection)?)$|^(po|mail)_?box$|^uprn$"
                    r"|^(household|hh|family|dwelling|residence|address|property|home)_?(id|number|num|no|nr|key)$"),
)  # fmt: skip
# The same in French, German, Spanish, Italian, Dutch, Polish, Portuguese and Welsh; in Swedish, Danish, Norwegian,
# Finnish, Czech, Slovak, Romanian, Hungarian, Turkish, Lithuanian and Latvian; and in Russian and Ukrainian.
_NAMED_ABROAD = (
    (Meaning.BORN, r"naissance|geburts?_?(datum|tag)|^geboren|nacimiento|^fecha_(de_)?nac|nascita|nascimento|geboorte"
                   r"|urodzen|dyddiad_geni|fodelse_?(datum|dag|tid)|fodsels?_?(dato|dag)|syntyma|naro[dz]en|nasterii"
                   r"|szuletes|dogum_?tarih|gimimo|dzimsanas|рождени|народженн"),
    (Meaning.SEX, r"^(sexe|sexo|sesso|geschlecht|geslacht|plec|genero|genre|rhyw|kon|kjonn|sukupuoli|pohlavi[e]?|"
                  r"cinsiyet|пол|стать)$"),
    (Meaning.OTHER, r"zweit(er_)?(vor)?name|segundo_?nombre|autres?_prenoms?|secondo_nome|tussenvoegsel|drugie_imie"
                    r"|mellom?_?navn|mellannamn|отчество|по_?батьков"),
    (Meaning.GIVEN, r"^(prenom|vorname|rufname|nombres?|nome|voornaam|imie|primer_nombre|enw(_cyntaf)?|fornamn|fornavn"
                    r"|tilltalsnamn|etunimi|(krestni_)?jmeno|meno|prenume|keresztnev|adi|vardas|vards|имя|ім_?я)$"),
    (Meaning.FAMILY, r"^(nom(_de_famille)?|nachname|familienname|((primer|1er)_)?apellidos?|cognome|achternaam"
                     r"|nazwisko|cyfenw|efternamn|ef?t?ternavn|sukunimi|prijmeni|priezvisko|nume(_de_familie)?|vezeteknev"
                     r"|soyadi?|pavarde|uzvards|sobrenome|фамилия|прізвище)$"),
    (Meaning.POSTCODE, r"^(plz|postleitzahl|code_?postal|codigo_?postal|cap|cep|kod_pocztowy|cod_post(al)?"
                       r"|post_?n(umme)?r|postinumero|psc|iranyitoszam|posta_kodu|(почтовыи_|поштовии_)?индекс|(поштовии_)?індекс)$"),
    (Meaning.PHONE, r"telefon|^(telefoon|portable|movil|mobil|handy|cellulare|ffon|puhelin"
                    r"|телефон)$"),
    (Meaning.EMAIL, r"^(correo(_electronico)?|courriel|e_?post|ebost|sahkoposti)$"),
    (Meaning.ADDRESS, r"^(adresse|anschrift|strasse|direccion|domicilio|indirizzo|adres|rue|calle|cyfeiriad"
                      r"|(gatu)?adress|osoite|adresa|adrese|adresas|lakcim|morada|endereco|адрес[аи]?)$"),
    (Meaning.PLACE, r"^((wohn|post)?ort|(post)?stad|stadt|gemeinde|landkreis|bundesland|ville|commune|departement"
                    r"|ciudad|localidad|municipio|poblacion|provincia|citta|comune|(woon)?plaats|gemeente|miasto"
                    r"|miejscowosc|gmina|wojewodztwo|cidade|distrito|tref|dinas|poststed|kommune|kaupunki|paikkakunta|mesto"
                    r"|obec|oras(ul)?|localitate|judet|varos|sehir|ilce?|miestas|pilseta|город|місто)$"),
)  # fmt: skip
# Parts of a date of birth in columns of their own, and the numbers that stand in them.
_NAMED_PARTS = (
    (Meaning.BORN_YEAR, r"^(yob|b(irth)?_?(yr?|year)|year_?(of_?)?birth|(dob|born|date_of_birth)_?(yr?|yy|yyyy|year))$",
     range(1850, 2101)),
    (Meaning.BORN_MONTH, r"^(mob|b(irth)?_?(m|mth|month)|month_?(of_?)?birth|(dob|born|date_of_birth)_?(m|mm|month))$",
     range(13)),
    (Meaning.BORN_DAY, r"^(b(irth)?_?(d|day)|day_?(of_?)?birth|(dob|born|date_of_birth)_?(d|dd|day))$", range(32)),
)  # fmt: skip
_TITLE = re.compile(r"(^|_)(title|album|song|track|movie|film|book)(_|$)")
_AGE = re.compile(r"^(age|alter|edad|eta|wiek|leeftijd|alder)(_(years?|yrs|at|when|on)\b.*)?$")
_MAKER = re.compile(
    r"^(author|artist|composer|director|performer|singer|band|actor|starring|cast|creator)s?(_?names?)?$"
)
_NO_HEADING = re.compile(r"(c|col|column|f|field|v|var|x|unnamed|spalte|colonne|date|datum|data|fecha)?_?\d*")
_DATE = re.compile(r"\s*(\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}|(18|19|20)\d{6})(\D.*)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+", re.IGNORECASE)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d ()-]{9,17}")
_DIALLED = re.compile(r"[0+(].*|\d+[ -].*")  # how people write telephone numbers, and seldom other numbers
# Headings of numbers that are of one person or thing alone, however they look.
_NUMBERED = re.compile(
    r"(^|_)(id|uuid|guid|no|nr|num|number|numero|nummer|ref|reference|code|key|isbn|issn|ean|upc|barcode|nhs|upn|chi"
    r"|nino|ssn|pesel|insurance|account|acct|iban|card|passport|licen[cs]e)(_|$)"
)
_ADDRESS = re.compile(r"((flat|apt|unit) \w+,? )?\d+[a-z]?,? +[^\W\d]{3,}( [^\W\d]+)+.*", re.IGNORECASE)
_SEVERAL = re.compile(r";|&|\b(and|et al|und)\b", re.IGNORECASE)
_AFTER_NAMES = {"mr", "mrs", "ms", "miss", "dr", "prof", "rev", "sir", "jr", "sr", "ii", "iii", "iv", "phd", "md"}
_LISTS = 0.2  # share of values that name several people, from which they are lists
_LETTERS = re.compile(r"[^\d:/]*[^\W\d_]{3,}[^\d:/]*")  # words, and nothing that numbers or times have
_MOSTLY = 0.8  # share of values
_SEXES = {"m", "f", "male", "female", "man", "woman", "u", "unknown", "x", "other", "not known"}
_NAMES_OF_ALL = 0.4  # share of values that begin with a given name Cairn knows
_OF_NAMES = {Meaning.FULL, Meaning.GIVEN, Meaning.FAMILY}
_FIGURES = 0.15  # share of values with figures, from which they are no names of people
_WORDS, _FEW_KNOWN = 4.4, 0.1  # words a value has on average, and share with a given name Cairn knows, likewise
_ONE_WORD = 0.7  # share of values of one word, from which they are a part of a name
PARTS_OF_BIRTH = (Meaning.BORN_YEAR, Meaning.BORN_MONTH, Meaning.BORN_DAY)
_OF_HOMES = {Meaning.ADDRESS, Meaning.POSTCODE, Meaning.PHONE, Meaning.PLACE, Meaning.IGNORED}
_ONE_ONLY = {
    Meaning.BORN,
    *PARTS_OF_BIRTH,
    Meaning.SEX,
    Meaning.FAMILY,
    Meaning.GIVEN,
    Meaning.POSTCODE,
    Meaning.ADDRESS,
    Meaning.FULL,
}


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


def telling_homes(columns: list[Column]) -> list[Column]:
    """The same, but where nothing is said of people an address tells one home from another, by its words."""
    if not {column.meaning for column in columns} <= _OF_HOMES:
        return columns
    return [
        Column(column.name, Meaning.ATTRIBUTE, "the file knows of homes alone, so it tells them apart")
        if column.meaning is Meaning.ADDRESS and column.why != SAID
        else column
        for column in columns
    ]


def _one(name: str, values: Sequence[str], given: Mapping[str, Meaning]) -> Column:
    if name in given:
        return Column(name, given[name], SAID)
    some = _some(values)
    if not some:
        return Column(name, Meaning.IGNORED, "it is empty")
    if part := _part_of_birth(name, some):
        return Column(name, part, "by its name and values, which are a part of a date")
    named = meaning_of(name)
    if named and not (named is Meaning.IGNORED and _share(_LETTERS, some) > _MOSTLY):
        if why := _no_names(some) if named in _OF_NAMES else _no_sexes(some) if named is Meaning.SEX else "":
            return Column(name, Meaning.ATTRIBUTE, why)
        return Column(name, named, "by its name")
    kinds = ((Meaning.EMAIL, _MAIL), (Meaning.POSTCODE, _POSTCODE), (Meaning.PHONE, _PHONE))
    for meaning, pattern in kinds:
        if _share(pattern, some) > 0.8 and (meaning is not Meaning.PHONE or _are_dialled(name, some)):
            return Column(name, meaning, "by its values")
    known = sum(_first_name(text) in FORMS for text in some) / len(some)
    if _name_several(some):
        known = 0.0
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


def _some(values: Sequence[str]) -> list[str]:
    """Values by which a column's meaning is seen; without what says that nothing is known."""
    said = (str(value).strip() for value in values[:LOOKED_AT])
    return list(islice((text for text in said if text and not says_unknown(text)), 2000))


def _are_dialled(name: str, some: Sequence[str]) -> bool:
    """Whether long numbers are telephone numbers, which homes share, and not dates or what numbers one person."""
    if _share(_DATE, some) > 0.5 or _NUMBERED.search(_plain(name)):
        return False
    return _share(_DIALLED, some) > 0.5


def _part_of_birth(name: str, some: Sequence[str]) -> Meaning | None:
    """Which part of a date of birth a column holds; None where it holds none."""
    for meaning, pattern, numbers in _NAMED_PARTS:
        if re.search(pattern, _plain(name)):
            known = sum(_whole_number(text) in numbers for text in some)
            return meaning if known > 0.9 * len(some) else None
    return None


def _whole_number(text: str) -> int:
    text = text.removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else -1


def _no_names(some: Sequence[str]) -> str:
    """Why values are no names of people, whatever their heading says; "" where they may be."""
    if sum(any(sign.isdigit() for sign in text) for text in some) > _FIGURES * len(some):
        return "its name says names of people, but figures stand in its values"
    if _name_several(some):
        return "its values name several people each"
    words = sum(len(text.split()) for text in some) / len(some)
    if words > _WORDS and sum(_has_known(text) for text in some) < _FEW_KNOWN * len(some):
        return "its name says names of people, but its values have too many words"
    return ""


def _name_several(some: Sequence[str]) -> bool:
    """Whether values are lists of people, such as authors."""
    return sum(map(_is_list, some)) > _LISTS * len(some)


def _first_name(text: str) -> str:
    """The word that would be the given name; of a family name and a comma, the word after it."""
    words = (text.partition(",")[2] or text).split()
    return words[0].lower() if words else ""


def _is_list(text: str) -> bool:
    """Whether a value names several people; a family name, a comma and given names are one."""
    if _SEVERAL.search(text):
        return True
    parts = [part.split() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and parts[-1][0].strip(".").lower() in _AFTER_NAMES:
        parts.pop()
    if len(parts) == 2:  # a given name, or its first letter, begins what stands before the comma
        first = parts[0][0].strip(".").lower()
        return min(map(len, parts)) > 1 and (len(first) == 1 or first in FORMS)
    return len(parts) > 2


def _no_sexes(some: Sequence[str]) -> str:
    """Why values are no sexes that can be read; songs have a genre too."""
    known = sum(bool(sex(text)) or text.lower() in _SEXES for text in some)
    return "" if known > 0.5 * len(some) else "its name says sexes, but few of its values do"


def _has_known(text: str) -> bool:
    return any(word in FORMS for word in text.lower().replace(",", " ").split())


def meaning_of(heading: str) -> Meaning | None:
    """What a heading alone says of a column; None where it says nothing."""
    plain = _plain(heading)
    return next((meaning for meaning, pattern in (*_NAMED, *_NAMED_ABROAD) if re.search(pattern, plain)), None)


def _plain(heading: str) -> str:
    """Small letters without accents, what parts its words made one sign."""
    return re.sub(r"[\W_]+", "_", unaccented(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", heading))).strip("_")


def _share(pattern: re.Pattern[str], some: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(text)) for text in some) / len(some)


def _settled(found: list[Column], table: Mapping[str, Sequence[str]]) -> list[Column]:
    """One column each for what a person has one of; a whole name counts where its parts are not given."""
    found = [_part_of_name(column, table, {each.meaning for each in found}) for column in found]
    found = _ages(_makers(_births(_without_headings(found, table))), table)
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


def _ages(found: list[Column], table: Mapping[str, Sequence[str]]) -> list[Column]:
    """The same, without ages where births are known: both say one thing, and it would count twice."""
    filled = {
        column.meaning: len(_some(table[column.name])) / max(len(table[column.name][:LOOKED_AT][:2000]), 1)
        for column in found
        if column.meaning in {Meaning.BORN, Meaning.BORN_YEAR}
    }
    if not any(share > _MOSTLY for share in filled.values()):
        return found
    return [
        Column(column.name, Meaning.IGNORED, "births say it already")
        if column.meaning is Meaning.ATTRIBUTE and column.why != SAID and _AGE.search(_plain(column.name))
        else column
        for column in found
    ]


def _part_of_name(column: Column, table: Mapping[str, Sequence[str]], meanings: set[Meaning]) -> Column:
    """What is headed “name” beside one part of a name is the other part, where it is mostly one word."""
    if column.meaning is not Meaning.FULL or column.why == SAID or meanings >= {Meaning.GIVEN, Meaning.FAMILY}:
        return column
    other = {Meaning.GIVEN: Meaning.FAMILY, Meaning.FAMILY: Meaning.GIVEN}
    part = next((other[meaning] for meaning in other if meaning in meanings), None)
    some = _some(table[column.name])
    if part is None or sum(len(text.split()) == 1 for text in some) < _ONE_WORD * len(some):
        return column
    return Column(column.name, part, "by its name, beside the other part of the name")


def _without_headings(found: list[Column], table: Mapping[str, Sequence[str]]) -> list[Column]:
    """Beside names of people, dates of many years under a heading that says nothing are births.

    Beside given names, words of which there are more are family names.
    """
    meanings = {column.meaning for column in found}
    bare = {
        column.name: _some(table[column.name])
        for column in found
        if column.meaning is Meaning.ATTRIBUTE and column.why != SAID and _NO_HEADING.fullmatch(_plain(column.name))
    }
    made: dict[str, Column] = {}
    if meanings & _OF_NAMES and not meanings & {Meaning.BORN, *PARTS_OF_BIRTH}:
        name = next((name for name, some in bare.items() if _of_many_years(some)), None)
        if name is not None:
            made[name] = Column(name, Meaning.BORN, "its values are dates of many years, beside names of people")
    given = [column.name for column in found if column.meaning is Meaning.GIVEN]
    if given and not meanings & {Meaning.FAMILY, Meaning.FULL}:
        words = {name: len({text.lower() for text in some}) for name, some in bare.items() if _are_single(some)}
        name = max(words, key=words.__getitem__, default="")
        if words.get(name, 0) > len({str(value).strip().lower() for value in table[given[0]][:2000]} - {""}):
            made[name] = Column(name, Meaning.FAMILY, "its values are words, and more of them than given names")
    return [made.get(column.name, column) for column in found]


def _of_many_years(some: Sequence[str]) -> bool:
    """Whether values are dates of as many years as people of all ages are born in."""
    years = sorted(year for year, _, _ in map(read_date, some) if year)
    return (
        _share(_DATE, some) > _MOSTLY and len(years) > 10 and years[len(years) * 9 // 10] - years[len(years) // 10] > 25
    )


def _are_single(some: Sequence[str]) -> bool:
    return sum(text.replace("-", "").replace("'", "").isalpha() for text in some) > _MOSTLY * len(some)


def _makers(found: list[Column]) -> list[Column]:
    """Whoever made what has a title is not whom the file is of."""
    if not any(_TITLE.search(_plain(column.name)) for column in found):
        return found
    return [
        Column(column.name, Meaning.ATTRIBUTE, "it names who made what has a title")
        if column.meaning is Meaning.FULL and column.why != SAID and _MAKER.search(_plain(column.name))
        else column
        for column in found
    ]


def _births(found: list[Column]) -> list[Column]:
    """Parts of a date of birth count where no column holds the whole and one holds the year."""
    meanings = {column.meaning for column in found}
    if Meaning.BORN not in meanings and meanings >= {Meaning.BORN_YEAR, Meaning.BORN_MONTH}:
        return found
    alone = Meaning.BORN if Meaning.BORN not in meanings else Meaning.ATTRIBUTE  # a year says what it says
    return [
        Column(
            column.name, alone if column.meaning is Meaning.BORN_YEAR else Meaning.ATTRIBUTE,
            "it is a part of a date of birth, beside the whole or without the other parts",
        )
        if column.meaning in PARTS_OF_BIRTH else column
        for column in found
    ]  # fmt: skip
