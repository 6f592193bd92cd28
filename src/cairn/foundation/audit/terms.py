"""Small values of the audit: what is guarded, what is sensitive, what the database must refuse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """How a field is treated by the audit, the exports and the data dictionary."""

    PUBLIC = "public"  # may be published
    PARTNERSHIP = "partnership"  # for those working in the partnership
    CONTACT = "contact"  # how to reach a person: the audit never keeps the value
    ADDRESS = "address"
    LOCATION = "location"
    ABOUT_PERSON = "free text about a person"
    FEW_PEOPLE = "number of people"  # it may be small, and then it points at them
    SECRET = "secret"  # passwords, keys: the audit says only that it changed

    @property
    def value_is_kept(self) -> bool:
        """False where the audit may hold a salted digest only (architecture, idea 2)."""
        return self in (Sensitivity.PUBLIC, Sensitivity.PARTNERSHIP)


class EntryKind(StrEnum):
    """What sort of thing an audit entry records."""

    WRITE = "write"
    READ = "read"
    BULK = "bulk load"
    REFUSED = "refused"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Fence:
    """What PostgreSQL itself enforces for one table.

    Args:
        reads: SQL condition for rows the current actor may read, or None for no row filter.
        writes: SQL condition for rows that may be written; reads when left out.
        append_only: no row is ever changed or deleted.
        cleared: of what is only added: a function of the owner's may delete rows whose time is over, inside a command;
            the application has no right to.
        deletable: rows may be deleted inside a command (joins, and what is over after a time).
        stays: a column that keeps its first value; "" for none.
        public: the public site's role may read the table.
    """

    reads: str | None
    writes: str | None = None
    append_only: bool = False
    cleared: bool = False
    deletable: bool = False
    stays: str = ""
    public: bool = False


THIS_PARTNERSHIP = "nullif(current_setting('cairn.partnership', true), '')::bigint"
THIS_USER = "nullif(current_setting('cairn.user', true), '')::bigint"
THIS_AGENCY = "nullif(current_setting('cairn.agency', true), '')::bigint"
# Each in a query of its own: so PostgreSQL asks once for a whole statement, and not for every row.
USER, AGENCY = f"(SELECT {THIS_USER})", f"(SELECT {THIS_AGENCY})"
HERE = f"partnership_id = (SELECT {THIS_PARTNERSHIP})"
# Cairn's own work; a system of an agency has a key, and so an agency.
SYSTEM = f"(SELECT {THIS_USER} IS NULL AND {THIS_AGENCY} IS NULL)"
TODAY = "(SELECT (now() AT TIME ZONE 'Europe/London')::date)"
IN_PARTNERSHIP = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP}")
HISTORY = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP}", append_only=True)
JOIN = Fence(reads=f"partnership_id = {THIS_PARTNERSHIP}", deletable=True)
INSTALLATION = Fence(reads=None)
