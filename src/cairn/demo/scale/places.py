"""The generated partnerships themselves, with their agencies and people, through the real services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from cairn.demo.scale import words
from cairn.demo.scale.sizes import SEED
from cairn.demo.scale.writing import Writer
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.services.people import add_person
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.services.loading import load_partnerships
from cairn.kernel.actors import system_actor

FIRST_DAY = date(2019, 4, 1)
REASON = "One of the generated people of the demonstration."
COUNCIL = words.AGENCIES[0][0]


@dataclass(frozen=True)
class Vale:
    """One generated partnership.

    Args:
        number: counted from 1.
        agencies: what it does (``council``, ``police`` ...) to the agency; ``csp`` is its board.
        leads: the same words, without ``csp``, to the agency's lead.
        manager: the partnership manager, who works for the council.
        board: a board member, who checks what is published.
    """

    number: int
    partnership: Partnership
    agencies: dict[str, Agency]
    leads: dict[str, User]
    manager: User
    board: User


def slug_of(number: int) -> str:
    """``invented-vale-07``."""
    return f"invented-vale-{number:02d}"


def name_of(number: int) -> str:
    """``Invented Vale 07``."""
    return f"Invented Vale {number:02d}"


def load_vales(*, count: int, at: datetime) -> str:
    """Load the partnerships and their agencies that are not there yet, in the form of partnerships.toml."""
    there = set(Partnership.objects.values_list("slug", flat=True))
    missing = [number for number in range(1, count + 1) if slug_of(number) not in there]
    if not missing:
        return f"{count} generated partnerships are there."
    lines = ['format = "cairn-partnerships/1"', ""]
    for number in missing:
        lines.extend(_agencies(number))
    for number in missing:
        lines.extend(_partnership(number))
    return load_partnerships(text="\n".join(lines), at=at)


def _agencies(number: int) -> Iterator[str]:
    rows = [(key, kind, says) for key, kind, says, _standing in words.AGENCIES]
    for key, kind, says in [*rows, ("csp", "board", "Community Safety Partnership board")]:
        yield "[[agency]]"
        yield f'slug = "{slug_of(number)}-{key}"'
        yield f'name = "{name_of(number)} {says}"'
        yield f'short = "Vale {number:02d} {says if key != "csp" else "board"}"'
        yield f'kind = "{kind}"'
        yield f'about = "{words.GENERATED}"'


def _partnership(number: int) -> Iterator[str]:
    yield "[[partnership]]"
    yield f'slug = "{slug_of(number)}"'
    yield f'name = "{name_of(number)} Community Safety Partnership"'
    yield f'area = "{name_of(number)}"'
    yield f'about = "{words.GENERATED}"'
    rows = [(key, standing) for key, _kind, _says, standing in words.AGENCIES]
    for key, standing in [*rows, ("csp", "board")]:
        yield "[[partnership.member]]"
        yield f'agency = "{slug_of(number)}-{key}"'
        yield f'standing = "{standing}"'


def load_people_of(number: int, *, at: datetime) -> Vale:
    """Let the eight people of a generated partnership in, or find them."""
    partnership = Partnership.objects.get(slug=slug_of(number))
    keys = [*(key for key, *_ in words.AGENCIES), "csp"]
    slugs = {f"{slug_of(number)}-{key}": key for key in keys}
    agencies = {slugs[row.slug]: row for row in Agency.objects.filter(slug__in=slugs)}
    writer = Writer(Random(f"{SEED}/people/{number}"))
    wanted = [("manager", COUNCIL, Role.PARTNERSHIP_MANAGER), ("board", COUNCIL, Role.BOARD_MEMBER)]
    wanted += [(f"{key}.lead", key, Role.AGENCY_LEAD) for key, *_ in words.AGENCIES]
    found = {}
    for key, agency, role in wanted:
        email = f"{key}@{slug_of(number)}.example.test"
        name = writer.name()
        person = User.objects.filter(email=email).first()
        found[key] = person or add_person(
            by=system_actor(partnership.pk), at=at, name=name, email=email, agency=agencies[agency],
            roles=(role,), reason=REASON, from_on=FIRST_DAY, invented=True,
        ).person  # fmt: skip
    leads = {key: found[f"{key}.lead"] for key, *_ in words.AGENCIES}
    return Vale(number, partnership, agencies, leads, found["manager"], found["board"])
