"""Load a file of partnerships, agencies and memberships: all of it or nothing, and again without harm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.services.upsert import bring_in_line
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor
from cairn.kernel.partnership_file import PartnershipFile, read_partnership_file
from cairn.kernel.toml_lines import Problem


class CannotLoadPartnerships(ValueError):
    """The file has problems; nothing was loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} to put right; nothing was loaded.")
        self.problems = problems


def load_partnerships(*, text: str, at: datetime) -> str:
    """Load a file such as ``partnerships.toml``; loading it again changes only what differs.

    Args:
        text: the whole file. A member may be an agency that an earlier file brought.
        at: when.

    Returns:
        A sentence that says what was loaded.

    Raises:
        CannotLoadPartnerships: with every problem and its line.
    """
    file = read_partnership_file(text)
    if file.problems:
        raise CannotLoadPartnerships(file.problems)
    with transaction.atomic():
        if problems := sorted([*_unknown(file), *_left_out(file)], key=lambda problem: problem.line):
            raise CannotLoadPartnerships(problems)
        _load(file, at)
    return " and ".join(file.counts()) + " are loaded."


def _load(file: PartnershipFile, at: datetime) -> None:
    sources = {row["key"]: row for row in file.rows("source")}
    with command("agencies.load", by=system_actor(), at=at) as opened:
        count = len(file.rows("agency"))
        opened.note(subject=("installation", "agencies"), changes={"agencies": count}, kind=EntryKind.BULK)
        for row in file.rows("agency"):
            fields = {name: row.get(name, "") for name in ("name", "short", "kind", "about")}
            bring_in_line(Agency, find={"slug": row["slug"]}, fields=fields)
        partnerships = [_load_partnership(row, sources) for row in file.rows("partnership")]
    agencies = {agency.slug: agency for agency in Agency.objects.all()}
    for row, partnership in zip(file.rows("partnership"), partnerships, strict=True):
        with command("agencies.load_members", by=system_actor(partnership.pk), at=at) as opened:
            opened.note(subject=partnership.audit_subject(), changes={"members": len(row["member"])})
            for member in row["member"]:
                _load_member(partnership, agencies[member["agency"]], member, sources)


def _unknown(file: PartnershipFile) -> Iterator[Problem]:
    known = {row["slug"] for row in file.rows("agency")} | set(Agency.objects.values_list("slug", flat=True))
    for number, row in enumerate(file.rows("partnership")):
        for place, member in enumerate(row["member"]):
            if (slug := member["agency"]) not in known:
                says = f'There is no agency "{slug}" here. Add an [[agency]] with that slug to this file.'
                yield Problem(file.line("partnership", number, "member", place, "agency"), says)


def _left_out(file: PartnershipFile) -> Iterator[Problem]:
    """Who belonged once did work here; a file that leaves a member out would only seem to end it."""
    slugs = [row["slug"] for row in file.rows("partnership")]
    there = {partnership.slug: partnership for partnership in Partnership.objects.filter(slug__in=slugs)}
    for number, row in enumerate(file.rows("partnership")):
        if (partnership := there.get(row["slug"])) is None:
            continue
        set_scope(system_actor(partnership.pk))
        loaded = Membership.objects.filter(partnership=partnership).values_list("agency__slug", flat=True)
        for slug in sorted(set(loaded) - {member["agency"] for member in row["member"]}):
            says = f'Member "{slug}" was loaded before and is missing here. Put it back; if it left, give until_on.'
            yield Problem(file.line("partnership", number), says)


def _load_partnership(row: Mapping, sources: Mapping[str, Mapping]) -> Partnership:
    fields = {
        "name": row["name"],
        "area": row["area"],
        "about": row.get("about", ""),
        "opened_on": row.get("opened_on"),
        "authority_codes": row.get("lad_codes", []),
        "source": _source(row.get("sources", []), sources),
    }
    return bring_in_line(Partnership, find={"slug": row["slug"]}, fields=fields)[0]


def _load_member(partnership: Partnership, agency: Agency, row: Mapping, sources: Mapping[str, Mapping]) -> None:
    fields = {
        "standing": row["standing"],
        "from_on": row.get("from_on"),
        "until_on": row.get("until_on"),
        "note": row.get("note", ""),
        "source": _source(row.get("source", ""), sources),
    }
    bring_in_line(Membership, find={"partnership": partnership, "agency": agency}, fields=fields)


def _source(keys: str | list[str], sources: Mapping[str, Mapping]) -> str:
    found = [sources[key] for key in ([keys] if isinstance(keys, str) else keys) if key in sources]
    return "; ".join(f"{row['title']}, {row['publisher']}" for row in found)
