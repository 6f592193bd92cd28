"""Values as they are compared: letters without accents or capitals, dates in parts, digits of a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from cairn.kernel.linkage.cells import Cells
from cairn.kernel.not_known import says_no_name, says_unknown
from cairn.kernel.same_person.reaching import SHORT_FORMS

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dame", "lord", "lady"}
_MONTHS = {
    name: at
    for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_NO_NAME = re.compile(r"[^\w' -]|_|\d")
_NO_SIGN = re.compile(r"[^\w@]")
_NO_LETTER = re.compile(r"\W")
_NO_DIGIT = re.compile(r"\D")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z_]*\d+(?=[a-z]{3})|\w+")
_ABROAD = re.compile(r"^\s*((\+|00)44|44(?=(\s*\(?0\)?)?(\D*\d){10}\D*$))\s*(\(0\))?")
_LONG_NUMBER = re.compile(r"(\d[ .-]?){9,}")
_FIGURE_END = re.compile(r"\.0\s*$")  # of what a spreadsheet took for a number
_SECOND_NUMBER = re.compile(r"[/;,|]|\bor\b|\bext", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_OF_STREET = 6  # letters of a street that stands before its number; the rest is often shortened
_WHOLE_NUMBER = 9  # digits from which what stands first is a number by itself
_NO_PART = re.compile(
    r"\b(?:(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day)?|c|ca|circa|about|approx|approximately|est)\b"
)
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{4}|\d{1,2})")


@dataclass
class Texts:
    """A column as numbers of its different values.

    Attributes:
        codes: for each record the number of its value, -1 for none.
        values: the different values.
        counts: how many records have each.
    """

    codes: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    made: dict[Callable[[str], str], Texts] = field(default_factory=dict, repr=False)

    def derived(self, make: Callable[[str], str]) -> Texts:
        """Another reading of the same values, made once."""
        if make not in self.made:
            self.made[make] = _texts(self.codes, [make(value) for value in self.values.tolist()])
        return self.made[make]


def texts(values: Iterable[object], tidy: Callable[[str], str]) -> Texts:
    """Number the tidied values; those that say nothing are none."""
    if isinstance(values, Cells):
        return _texts(values.numbers, list(map(tidy, values.different)))
    every = list(values)
    seen = {value: at for at, value in enumerate(dict.fromkeys(every))}
    codes = np.fromiter(map(seen.__getitem__, every), dtype=np.int64, count=len(every))
    return _texts(codes, [tidy("" if value is None else str(value)) for value in seen])


def _texts(codes: np.ndarray, made: Sequence[str]) -> Texts:
    names = {text: at - 1 for at, text in enumerate(dict.fromkeys(["", *made]))}
    again = np.fromiter(map(names.__getitem__, made), dtype=np.int64, count=len(made))
    fresh = np.where(codes >= 0, again[codes] if len(again) else -1, -1).astype(np.int32)
    different = np.array(list(names)[1:] or [""], dtype=object)
    return Texts(fresh, different, np.bincount(fresh[fresh >= 0], minlength=len(different)))


def plain(text: str) -> str:
    """Small letters without accents."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return text.lower().strip()


def name(text: str) -> str:
    """Words of a name parted by one space; titles and what means nothing are left out."""
    low = plain(text)
    if says_no_name(low):
        return ""
    words = _NO_NAME.sub(" ", low).replace("'", "").replace("-", " ").split()
    return " ".join(word for word in words if word not in _TITLES or len(words) == 1)


def general(text: str) -> str:
    """Any value: small letters and digits, one space between words; a long number without the spaces inside it."""
    low = plain(text)
    if says_unknown(low):
        return ""
    if _LONG_NUMBER.fullmatch(low):
        return _NO_DIGIT.sub("", low)
    return " ".join(_NO_SIGN.sub(" ", low).split())


def address(text: str) -> str:
    """Words of an address, short forms written out."""
    low = plain(text)
    if (not low[:1].isdigit() and says_unknown(low)) or "no fixed" in low:
        return ""
    words = _WORD.findall(low)
    return " ".join(SHORT_FORMS.get(word, word) if at else word for at, word in enumerate(words))


def house(text: str) -> str:
    """The numbers of a tidied address and the word after the last of them: what stays when a town is left out.

    A postcode in it is left out. Where the number comes last, as in much of Europe, the street before it counts.
    """
    words = _POSTCODE.sub("", text).split()
    numbers = [at for at, word in enumerate(words) if not word.isalpha()]
    streets = [words[at + 1] for at in numbers if words[at + 1 : at + 2] and words[at + 1].isalpha()]
    street = streets[-1] if streets else "".join(words[: numbers[0]])[:_OF_STREET] if numbers else ""
    return " ".join([*(words[at] for at in numbers), street]) if street else ""


def numbers(text: str) -> str:
    """The numbers of a tidied text, whatever stands round them."""
    return " ".join(_DIGITS.findall(text))


def postcode(text: str) -> str:
    """Capitals and digits without a space; of nine digits the first five, since the last four are often left out."""
    low = plain(text)
    code = "" if says_unknown(low) else _NO_LETTER.sub("", low).upper()
    return code[:5] if len(code) == 9 and code.isdecimal() else code


def district(text: str) -> str:
    """The first part of a tidied postcode."""
    return text[:-3] if len(text) > 4 else text[:2]


def phone(text: str) -> str:
    """Digits of the first number without the country's code; fewer than six, or all the same, are none."""
    text = _FIGURE_END.sub("", text)
    first = _SECOND_NUMBER.split(text, maxsplit=1)[0]
    if len(first) < len(text) and len(_NO_DIGIT.sub("", first)) >= _WHOLE_NUMBER:
        text = first
    digits = _NO_DIGIT.sub("", _ABROAD.sub("0", text)).lstrip("0")
    return digits if len(digits) >= 6 and len(set(digits)) > 1 else ""


def e_mail(text: str) -> str:
    low = plain(text)
    return low if "@" in low[1:] else ""


def before_at(text: str) -> str:
    """An e-mail address without its domain."""
    return text.partition("@")[0]


def sex(text: str) -> str:
    low = plain(text)
    return {
        "m": "m",
        "male": "m",
        "man": "m",
        "boy": "m",
        "1": "m",
        "f": "f",
        "female": "f",
        "woman": "f",
        "girl": "f",
        "2": "f",
    }.get(low, "")


def sounds(text: str) -> str:
    """A name's first letter and consonants, spellings of one sound made one: for finding, never for deciding."""
    word = text.replace(" ", "")
    for old, new in (
        ("ph", "f"),
        ("kh", "k"),
        ("gh", "g"),
        ("sch", "s"),
        ("sz", "s"),
        ("sh", "s"),
        ("zh", "s"),
        ("cz", "s"),
        ("ch", "s"),
        ("ck", "k"),
        ("qu", "k"),
        ("kn", "n"),
        ("wr", "r"),
        ("hs", "s"),
    ):
        word = word.replace(old, new)
    word = word.translate(str.maketrans("cqxzvwjdm", "kksssfytn"))
    kept = word[:1] + re.sub(r"[aeiouyh]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


@dataclass
class Dates:
    """Dates of birth in parts, 0 where a part is not known.

    Attributes:
        year, month, day: numbers.
        default: the day looks made up: 1 January.
        months_first: how dates with slashes were read.
    """

    year: np.ndarray
    month: np.ndarray
    day: np.ndarray
    default: np.ndarray
    months_first: bool

    @property
    def known(self) -> np.ndarray:
        return self.year > 0

    @property
    def number(self) -> np.ndarray:
        """One number for the whole date."""
        return (self.year.astype(np.int64) * 100 + self.month) * 100 + self.day


def dates(values: Sequence[object], months_first: bool | None = None) -> Dates:
    """Read every way a file writes dates; whether the day comes first is seen from the file itself, if not told."""
    cells = values if isinstance(values, Cells) else Cells(map(str, values))
    codes, seen = cells.numbers, cells.different
    if months_first is None:
        slashed = [re.match(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ]\d{2,4}", text) for text in seen]
        firsts = sum(int(match[1]) > 12 for match in slashed if match)
        seconds = sum(int(match[2]) > 12 for match in slashed if match)
        months_first = seconds > firsts
    parts = np.array([read_date(text, months_first=months_first) for text in seen], dtype=np.int32)
    year, month, day = parts.reshape(-1, 3)[codes].T
    return Dates(year, month, day, (month == 1) & (day == 1), months_first)


def read_date(text: str, *, months_first: bool = False) -> tuple[int, int, int]:
    """Year, month and day; zeros for what is not known. 1 January 1900 says nothing."""
    low = plain(text).split("t0")[0]
    if parts := _NUMBERS.fullmatch(low):
        one, two, three = parts.groups()
        if len(one) == 4:
            pieces = [one, two, three]
        else:
            pieces = [three, one, two] if months_first else [three, two, one]
    elif re.fullmatch(r"\d{8}(\.0)?", low):
        pieces = [low[:4], low[4:6], low[6:8]]
        if not 1850 <= int(pieces[0]) <= 2100:
            pieces = [low[4:8], low[2:4], low[:2]]
    elif re.fullmatch(r"\d{5}(\.0)?", low):  # a day number of a spreadsheet
        day = np.datetime64("1899-12-30") + int(low[:5])
        pieces = str(day).split("-")
    else:
        found = re.findall(r"\d+|[a-z]{3,}", _NO_PART.sub(" ", low))[:3]
        named = [at for at, piece in enumerate(found) if piece[:3] in _MONTHS]
        found = [str(_MONTHS[piece[:3]]) if at in named else piece for at, piece in enumerate(found)]
        if not all(piece.isdigit() for piece in found):
            return 0, 0, 0
        if len(found) == 1:
            found = [found[0], "0", "0"]
        elif len(found) == 2:
            found = [*sorted(found, key=len, reverse=True), "0"]
        elif found and len(found[0]) < 4:
            day_first = not months_first if not named else named[0] == 1
            found = [found[2], found[1], found[0]] if day_first else [found[2], found[0], found[1]]
        pieces = found or ["0", "0", "0"]
    year, month, day = (int(piece[:5]) for piece in pieces)
    if year < 100 and len(pieces[0]) == 2:
        year += 1900 if year > 26 else 2000
    if not 1850 <= year <= 2100 or (year, month, day) == (1900, 1, 1):
        return 0, 0, 0
    # A month past 12 is kept: the day and the month are in each other's place.
    return (year, month, day) if month <= 31 and day <= 31 else (year, 0, 0)
