"""A second look at words about people: what in a text could let somebody recognise a person.

It warns and never blocks. A machine sees shapes (a number like a telephone number, two words
like a name), not meaning: it misses much and is sometimes wrong, so a person always decides.
The telephone ranges, the postcode form and the ten-digit NHS number are those of the United
Kingdom (Ofcom's numbering plan; BS 7666; the NHS Data Dictionary).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from cairn.kernel.house_forms import house_forms
from cairn.kernel.same_person.holding import names_held
from cairn.kernel.telling_words import GIVEN_NAMES, OF_BODIES, OPENERS

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’]+)?"
_RUN = re.compile(rf"{_CAPITAL}(?: {_CAPITAL})*")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Judge|PC|DC|Sgt|Sergeant)\.? {_CAPITAL}")
_INTRODUCED = re.compile(rf"\b(?i:called|named|name is|name was|name's) ({_CAPITAL})")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_HANDLE = re.compile(r"(?<![\w.@])@\w{3,30}")
_PHONE = re.compile(r"(?<![\d£])(?:\+44|0)[ ()-]{0,2}\d(?:[ ()-]{0,2}\d){7,9}(?!\d)")
_LONG_NUMBER = re.compile(r"(?<![\d£.,])(?:\d{3}[ -]\d{3}[ -]\d{4}|\d{7,})(?![\d.,])")
_POSTCODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:\d|[ABEHMNPRV-Y])?|\d[A-HJKPS-UW])"
    r" ?\d[ABD-HJLNP-UW-Z]{2})\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS}),? \d{{4}}"
    rf"|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})\b",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:d\.?o\.?b\b\.?|dates? of birth|born (?:on|in) \w+)", re.IGNORECASE)
_AGE = re.compile(r"\baged? \d{1,3}\b|\b\d{1,3}[- ]years?[- ]old\b", re.IGNORECASE)


def cautions(text: str, *, known: Collection[str] = (), exact_dates: bool = True) -> tuple[str, ...]:
    """What to look at again before keeping a text that must not let anybody be recognised.

    Args:
        text: what was typed.
        known: names of bodies and places that are no person's, such as the partner agencies.
        exact_dates: notice any exact date; a date of birth is noticed all the same.

    Returns:
        One sentence for each sort of thing that seems to be there, with the words in question;
        none when nothing was noticed, which does not mean that nothing is there.
    """
    seen = [
        (_names(text, known), "It seems to hold a person's name: {}."),
        (_found(_PHONE, text) or _found(_LONG_NUMBER, text),
         "It seems to hold a phone number or another number that belongs to somebody: {}."),
        (_found(_EMAIL, text) + _found(_HANDLE, text),
         "It seems to hold an email address or an account name: {}."),
        (_found(_POSTCODE, text) + house_forms(text),
         "It seems to hold a postcode or an address: {}. The name of a town is enough."),
        (_found(_BIRTH, text) + (_found(_DATE, text) if exact_dates else []),
         "It seems to hold a date of birth or another exact date: {}. A month is enough."),
        (_found(_AGE, text), "It seems to hold somebody's age: {}. An age group is enough."),
    ]  # fmt: skip
    return tuple(sentence.format(_quoted(words)) for words, sentence in seen if words)


def ways_to_reach(text: str) -> list[str]:
    """What in a text looks like a way to reach somebody: a telephone, an e-mail address, a postcode, a house.

    By its form alone: nothing is compared with what is known of anybody, so that trying words teaches nobody.
    """
    found = [word for form in (_PHONE, _EMAIL, _POSTCODE) for word in _found(form, text)]
    return list(dict.fromkeys([*found, *house_forms(text)]))


def taken_out(words: Iterable[str]) -> str:
    """The sentence that says which words to take out."""
    return f"Take out {_quoted(words)}."


def names_given(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """What in a text names one of some people; a word that is an everyday one too, such as May, not by itself.

    Args:
        names: of people whom whoever writes it knows already, so that trying names teaches nobody.
    """
    return names_held(text, names, spared={word.casefold() for word in OF_BODIES | OPENERS})


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group().strip() for match in pattern.finditer(text)]


def _quoted(words: Iterable[str]) -> str:
    once = list(dict.fromkeys(words))
    shown = ", ".join(f"“{word}”" for word in once[:3])
    return shown + (" and more" if len(once) > 3 else "")


def _names(text: str, known: Collection[str]) -> list[str]:
    bodies = {word.casefold() for name in known for word in re.findall(r"[\w'’]+", name)}
    found = _found(_TITLED, text)
    found += [match.group(1) for match in _INTRODUCED.finditer(text) if match.group(1).casefold() not in bodies]
    for run in _runs(text):
        if any(word in OF_BODIES or word.casefold() in bodies for word in run):
            continue
        if len(run) > 1 or _given(run[0]) in GIVEN_NAMES:
            found.append(" ".join(run))
    once = dict.fromkeys(found)
    # "Mr Slate" and "Slate" are one name: keep the longer.
    return [word for word in once if not any(word != other and word in other for other in once)]


def _given(word: str) -> str:
    """The first name in Anne-Marie or Sarah's."""
    return word.split("-")[0].removesuffix("'s").removesuffix("’s")


def _runs(text: str) -> Iterator[list[str]]:
    """Words with a capital that stand together, without those that only begin a sentence."""
    for match in _RUN.finditer(text):
        words = match.group().split(" ")
        while words and words[0] in OPENERS:
            words = words[1:]
        if words:
            yield words
