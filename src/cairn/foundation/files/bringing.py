"""The steps every workbook takes on its way in: read it, say what its columns are, remember that, end it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, current_command, set_scope
from cairn.foundation.files.brought import BroughtLayout, BroughtWorkbook, WorkbookState
from cairn.foundation.files.checking import check_file
from cairn.foundation.files.scanning import scan
from cairn.foundation.files.sheets import MOST_ROWS, read_sheets
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.workbooks.fields import Field
from cairn.kernel.workbooks.finding import Table
from cairn.kernel.workbooks.grid import Sheet
from cairn.kernel.workbooks.mapping import fingerprint

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was let through: its cleaned name, its sheets, and the SHA-256 of its content (hex)."""

    name: str
    sheets: tuple[Sheet, ...]
    sha256: str


def read_file(*, name: str, content: bytes, most_rows: int = MOST_ROWS) -> FileRead:
    """Check, scan and read a file that should hold tables.

    Raises:
        FileRefused: when the file breaks a rule; nothing of it is kept.
    """
    checked = check_file(name=name, content=content)
    scan(content)
    sheets = read_sheets(content, kind=checked.kind.extension, most_rows=most_rows)
    return FileRead(checked.name, sheets, hashlib.sha256(content).hexdigest())


def check_mapping(table: Table, mapping: Mapping[int, str], fields: Iterable[Field]) -> set[str]:
    """The fields that have a column.

    Args:
        mapping: place of a column to the key of a field; columns that are not read are left out.

    Raises:
        Refused: naming the column as ``column_<place>``.
    """
    known = {field.key: field for field in fields}
    used: dict[str, int] = {}
    for place, about in sorted(mapping.items()):
        if about not in known or not 0 <= place < len(table.columns):
            raise Refused("Choose from the list what the column is about.", field=f"column_{place}")
        if about in used and not known[about].several:
            first = table.columns[used[about]].title
            raise Refused(
                f"“{first}” is said to be “{known[about].title}” already. Only one column can be.",
                field=f"column_{place}",
            )
        used.setdefault(about, place)
    return set(used)


def remember_layout(layouts: type[BroughtLayout], *, by: Actor, table: Table, mapping: Mapping[str, str]) -> None:
    """Keep for the partnership what the columns under these headings are about; a command must be open."""
    mark = fingerprint(table.columns)
    known = layouts.objects.filter(partnership_id=by.partnership_id, fingerprint=mark).first()
    known = known or layouts(partnership_id=by.partnership_id, fingerprint=mark)
    known.mapping = dict(mapping)
    known.save()


def known_mapping(
    layouts: type[BroughtLayout], actor: Actor, workbook: BroughtWorkbook, tables: Sequence[Table], place: int
) -> tuple[dict[int, str], str]:
    """What the columns of a table were said to be, now or the last time, and which; nothing where nobody said."""
    if workbook.table == place:
        return {int(number): about for number, about in workbook.mapping.items()}, "As you said."
    mark = fingerprint(tables[place].columns)
    layout = layouts.objects.filter(partnership_id=actor.partnership_id, fingerprint=mark).first()
    if layout is None:
        return {}, ""
    return {int(number): about for number, about in layout.mapping.items()}, "As the last time."


def note_looked_at(workbook: BroughtWorkbook, *, at: datetime) -> None:
    """Done as before, nothing else would be recorded: that somebody looked at it again is."""
    found = current_command()
    if found is not None and not found.recorded:
        found.note(subject=workbook.audit_subject(), changes={"looked_at": at.isoformat()})


def plain(mapping: Mapping[int, str]) -> dict[str, str]:
    """A mapping as it is kept: columns that are read, their places as text."""
    return {str(place): about for place, about in sorted(mapping.items()) if about}


def end_workbook(workbook: BroughtWorkbook, state: WorkbookState, *, at: datetime, keep: Collection[str] = ()) -> None:
    """It is loaded, given up or cleared away: what stood in its cells is forgotten. A command must be open.

    Args:
        keep: fields that are kept for longer, such as the rows given back.
    """
    for name in set(workbook.emptied) - set(keep):
        setattr(workbook, name, None)
    workbook.state, workbook.ended_at, workbook.answers = state, at, {}
    workbook.save()


def clear_old(workbooks: type[BroughtWorkbook], *, at: datetime, action: str, also: Callable[[Actor], int]) -> int:
    """Empty what was brought thirty days ago and is open still; how many, in all partnerships.

    Args:
        action: the name of the act, for the record.
        also: what else the context clears away in one partnership, inside its scope; returns how many.
    """
    cleared = 0
    for key in Partnership.objects.values_list("pk", flat=True):
        actor = system_actor(key)
        with transaction.atomic():
            set_scope(actor)
            old = list(
                workbooks.objects.filter(
                    partnership_id=key, state=WorkbookState.OPEN, uploaded_at__lt=at - KEPT_FOR
                )  # fmt: skip
            )
            if old:
                with command(action, by=actor, at=at):
                    for workbook in old:
                        end_workbook(workbook, WorkbookState.CLEARED, at=at)
            cleared += len(old) + also(actor)
    return cleared
