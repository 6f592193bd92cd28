"""What people and systems write where nothing is known."""

from __future__ import annotations

from functools import lru_cache

# In small letters, with spaces for points and strokes.
NOT_KNOWN = frozenset(
    ("", "unknown", "not known", "notknown", "unk", "n k", "nk", "na", "n a", "u k", "none", "null", "nil", "nan",
     "not given", "not recorded", "not stated", "not provided", "not applicable", "not available", "no data", "refused",
     "tbc", "\\n", "ref!", "value!")  # the last three are what databases and spreadsheets write
)  # fmt: skip
# Where a name is asked for; elsewhere each may be an answer.
NO_NAME = NOT_KNOWN | {
    "no name", "anon", "anonymous", "unidentified", "unknown unknown", "unknown male", "unknown female",
    "male", "female", "x", "xx", "xxx", "test",
}  # fmt: skip


def says_unknown(text: str) -> bool:
    """Whether what is written says that nothing is known."""
    return not text[-1:].isdecimal() and _bare(text) in NOT_KNOWN  # none of them ends in a figure


def says_no_name(text: str) -> bool:
    """Whether what stands where a name should says that nobody knows it."""
    return not text[-1:].isdecimal() and _bare(text) in NO_NAME


@lru_cache(maxsize=131_072)
def _bare(text: str) -> str:
    return " ".join(text.lower().replace(".", " ").replace("/", " ").split()).strip(" -?_*#<>()[]")
