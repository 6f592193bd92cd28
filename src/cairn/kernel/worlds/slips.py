"""What happens to a word on its way into a record: slips of the keyboard, other spellings, wrong dates."""

from __future__ import annotations

import numpy as np

_NEAR = {
    "a": "qsz", "b": "vgn", "c": "xdv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw",
    "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xas", "0": "9", "1": "2", "2": "13",
    "3": "24", "4": "35", "5": "46", "6": "57", "7": "68", "8": "79", "9": "80",
}  # fmt: skip
_SOUNDS = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("c", "k"), ("k", "c"), ("ee", "ea"), ("ea", "ee"), ("ie", "y"), ("y", "i"),
    ("i", "y"), ("ll", "l"), ("l", "ll"), ("tt", "t"), ("t", "tt"), ("nn", "n"), ("n", "nn"), ("s", "z"), ("e", ""),
    ("ou", "o"), ("w", "wh"), ("a", "e"), ("o", "u"), ("er", "ar"), ("ley", "ly"), ("ton", "tun"), ("m", "n"),
)  # fmt: skip


def slipped(text: str, luck: np.ndarray) -> str:
    """One slip at the keyboard or by ear; ``luck`` holds three numbers from 0 to 1. Words of one letter stay."""
    if len(text) < 2:
        return text
    kind, at = luck[0], min(int(luck[1] * len(text)), len(text) - 1)
    if kind < 0.35:
        for turn in range(len(_SOUNDS)):
            old, new = _SOUNDS[(int(luck[2] * len(_SOUNDS)) + turn) % len(_SOUNDS)]
            if old in text[1:]:
                return text[:1] + text[1:].replace(old, new, 1)
    at = max(at, 1) if luck[2] < 0.8 else at
    if kind < 0.55:
        near = _NEAR.get(text[at], text[at])
        return text[:at] + near[int(luck[2] * len(near)) % len(near)] + text[at + 1 :]
    if kind < 0.75:
        return text[:at] + text[at + 1 :]
    if kind < 0.88 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]


def respelled(text: str, spellings: tuple[tuple[str, str], ...], luck: float) -> str:
    """Carried over from another script in one of the other ways; some words have only one."""
    fits = [pair for pair in spellings if pair[0] in text]
    back = [(new, old) for old, new in spellings if len(new) > 1 and new in text]
    choice = fits + back
    if not choice:
        return text
    old, new = choice[int(luck * len(choice)) % len(choice)]
    return text.replace(old, new, 1) or text


def other_dates(born: np.ndarray, kind: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Dates gone wrong: kind 1 is 01/01, 2 is 1 January 1900, 3 day and month exchanged, 4 one number wrong."""
    years = born.astype("datetime64[Y]")
    months = born.astype("datetime64[M]")
    day = (born - months.astype("datetime64[D]")).astype(int)
    month = (months - years.astype("datetime64[M]")).astype(int)
    out = np.where(kind == 1, years.astype("datetime64[D]"), born)
    out = np.where(kind == 2, np.datetime64("1900-01-01"), out)
    swapped = (years.astype("datetime64[M]") + np.minimum(day, 11)).astype("datetime64[D]") + month
    out = np.where((kind == 3) & (day < 12), swapped, out)
    # Keep the day within its month: the 31st of a month of 30 is written as the 28th.
    late = np.minimum(day, 27)
    year_off = (years + np.where(luck < 0.25, 1, np.where(luck < 0.45, -1, 10))).astype("datetime64[M]") + month
    month_off = years.astype("datetime64[M]") + (month + 1 + (luck * 100).astype(int) % 11) % 12
    day_off = months.astype("datetime64[D]") + (day + 1 + (luck * 1000).astype(int) % 9) % 28
    wrong = np.where(
        luck < 0.5, year_off.astype("datetime64[D]") + late,
        np.where(luck < 0.7, month_off.astype("datetime64[D]") + late, day_off),
    )  # fmt: skip
    return np.where(kind == 4, wrong, out)
