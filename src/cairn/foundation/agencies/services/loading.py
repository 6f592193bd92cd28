"""Load the partnerships, agencies and memberships that come with the project."""

from __future__ import annotations

import tomllib
from datetime import datetime

from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.services.upsert import bring_in_line
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor


def load_partnerships(*, text: str, at: datetime) -> str:
    """Load ``partnerships.toml``; loading it again changes only what differs.

    Args:
        text: the whole file.
        at: when.

    Returns:
        A sentence that says what was loaded.
    """
    values = tomllib.loads(text)
    sources = {row["key"]: row for row in values.get("source", [])}
    agencies: dict[str, Agency] = {}
    with command("agencies.load", by=system_actor(), at=at) as opened:
        opened.note(
            subject=("installation", "agencies"), changes={"agencies": len(values["agency"])}, kind=EntryKind.BULK
        )
        for row in values["agency"]:
            fields = {name: row.get(name, "") for name in ("name", "short", "kind", "about")}
            agencies[row["slug"]], _ = bring_in_line(Agency, find={"slug": row["slug"]}, fields=fields)
        partnerships = [_load_partnership(row, sources) for row in values["partnership"]]
    for row, partnership in zip(values["partnership"], partnerships, strict=True):
        with command("agencies.load_members", by=system_actor(partnership.pk), at=at) as opened:
            opened.note(subject=partnership.audit_subject(), changes={"members": len(row["member"])})
            for member in row["member"]:
                _load_member(partnership, agencies[member["agency"]], member, sources)
    return f"{len(partnerships)} partnerships and {len(agencies)} agencies are loaded."


def _load_partnership(row: dict, sources: dict[str, dict]) -> Partnership:
    fields = {
        "name": row["name"],
        "area": row["area"],
        "about": row.get("about", ""),
        "opened_on": row.get("opened_on"),
        "authority_codes": row.get("lad_codes", []),
        "source": _source(row.get("sources", []), sources),
    }
    return bring_in_line(Partnership, find={"slug": row["slug"]}, fields=fields)[0]


def _load_member(partnership: Partnership, agency: Agency, row: dict, sources: dict[str, dict]) -> None:
    fields = {
        "standing": row["standing"],
        "from_on": row.get("from_on"),
        "until_on": row.get("until_on"),
        "note": row.get("note", ""),
        "source": _source(row.get("source", ""), sources),
    }
    bring_in_line(Membership, find={"partnership": partnership, "agency": agency}, fields=fields)


def _source(keys: str | list[str], sources: dict[str, dict]) -> str:
    found = [sources[key] for key in ([keys] if isinstance(keys, str) else keys) if key in sources]
    return "; ".join(f"{row['title']}, {row['publisher']}" for row in found)
