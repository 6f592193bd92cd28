"""What the process of the public forms may do: find the open forms, and write and read one application.

The role that runs it can do this and nothing else (migration 0002). Codes and keys are told nobody: what is
kept are their digests.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

# Nothing that is read as something else: no I, L, O, U, 0 or 1. Eighteen of them are 87 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 18, 6
DONE, NOTHING, TOO_OFTEN = 1, 0, -1


@dataclass(frozen=True, slots=True)
class OpenHere:
    """One public form that is open for one area."""

    number: int
    kind: str
    area: str
    helpline: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """The application that one browser has open.

    Args:
        form: what it is for, and where.
        answers: what was typed, by step; empty once it was sent.
        version: counts the times it was saved.
        taken: the staff site has it.
        progress: what its applicant may see of it, or None.
    """

    form: OpenHere
    answers: Mapping[str, Any]
    version: int
    sent_at: datetime | None
    taken: bool
    progress: Mapping[str, Any] | None


def new_code() -> str:
    """A code to write down, in groups that can be read aloud."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def new_key() -> str:
    """What one browser carries while an application is open in it; it says nothing of the code."""
    return secrets.token_urlsafe(32)


def digest_of_code(typed: str) -> bytes:
    """The digest of a code as somebody typed it: small letters, spaces and other dashes do not matter."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())[:100]
    return hashlib.sha256(f"code {letters}".encode()).digest()


def digest_of_key(key: str) -> bytes:
    """The digest of a browser's key."""
    return hashlib.sha256(f"key {key[:200]}".encode()).digest()


def open_forms(*, using: str = DEFAULT_DB_ALIAS) -> list[OpenHere]:
    """Every form that is open, by area."""
    return [OpenHere(*row) for row in _rows("SELECT * FROM apply_forms()", using=using)]


def local_values(form: int, *, on: date) -> dict[str, Any]:
    """What the area of a form set, as it holds on a day; what is left out is as the process says."""
    told = _read(_one("SELECT apply_local(%s::bigint)", [form])) or []
    held = [each for each in told if each["from"] <= on.isoformat()]
    return dict(max(held, key=lambda each: each["from"])["values"]) if held else {}


def begin(form: int, *, code: str, key: str, who: str, using: str = DEFAULT_DB_ALIAS) -> int:
    """Begin an application: DONE, NOTHING where the form is not open, or TOO_OFTEN.

    Args:
        who: the address it comes from, for the limit; kept as a salted digest.
        using: the connection of a role that may; the public forms have one only.
    """
    given = [form, digest_of_code(code), digest_of_key(key), who]
    return _one("SELECT apply_begin(%s::bigint, %s::bytea, %s::bytea, %s::text)", given, using)


def come_back(typed: str, *, key: str, who: str) -> int:
    """Open an application by its code in one browser, and no more in any other: as ``begin`` says.

    A code that is wrong, expired or stopped gives the same answer.
    """
    given = [digest_of_code(typed), digest_of_key(key), who]
    return _one("SELECT apply_return(%s::bytea, %s::bytea, %s::text)", given)


def draft_of(key: str) -> Draft | None:
    """The application a browser has open, or None."""
    found = _rows("SELECT * FROM apply_read(%s::bytea)", [digest_of_key(key)]) if key else []
    if not found:
        return None
    form, (answers, version, sent_at, taken, progress) = OpenHere(*found[0][:5]), found[0][5:]
    return Draft(form, _read(answers) or {}, version, sent_at, taken, _read(progress))


def save(key: str, version: int, answers: Mapping[str, Any], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Save what was typed: the new version, or NOTHING where another window saved first."""
    given = [digest_of_key(key), version, json.dumps(answers)]
    return _one("SELECT apply_save(%s::bytea, %s::int, %s::jsonb)", given, using)


def renew_code(key: str, code: str) -> bool:
    """Give a draft another code; the one before opens nothing any more."""
    return _one("SELECT apply_new_code(%s::bytea, %s::bytea)", [digest_of_key(key), digest_of_code(code)])


def send(key: str, version: int, *, code: str, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Send it as it was last saved, under a new code; false where another window changed it meanwhile."""
    given = [digest_of_key(key), version, digest_of_code(code)]
    return _one("SELECT apply_send(%s::bytea, %s::int, %s::bytea)", given, using)


def leave(key: str, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Close it in this browser; the code opens it again."""
    _rows("SELECT apply_leave(%s::bytea)", [digest_of_key(key)], using)


def _read(found: Any) -> Any:
    return json.loads(found) if isinstance(found, str) else found


def _one(statement: str, given: list[Any], using: str = DEFAULT_DB_ALIAS) -> Any:
    return _rows(statement, given, using)[0][0]


def _rows(statement: str, given: list[Any] | None = None, using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, given or [])
        return cursor.fetchall()
