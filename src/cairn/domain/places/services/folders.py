"""Load a folder of open data: areas first, then what ties them, then figures; one file, one recorded act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cairn.domain.places.services.loading import CannotLoadOpenData, Outcome, load_file
from cairn.kernel.actors import Actor
from cairn.kernel.open_data.recognising import recognise

LARGEST = 400 * 1024 * 1024  # of one file; the largest that is published for all of England is far below
_ENDINGS = (".csv", ".geojson", ".json")
_BEGINNING = 8_000


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A file of which nothing was loaded: ``says`` which and why; ``refused`` where Cairn does read such files."""

    says: str
    refused: bool


def in_order(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder that Cairn reads, in the order in which they must be loaded, and the others.

    Args:
        folder: looked through with all that is in it; what begins with a dot, and pages for people, are passed over.
    """
    known, others = [], []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or path.suffix.lower() in (".md", ".txt", ".pdf"):
            continue
        found = None
        if path.suffix.lower() in _ENDINGS:
            with path.open("rb") as file:
                found = recognise(path.name, file.read(_BEGINNING))
        if found is None:
            others.append(path)
        else:
            known.append((found.stage, path))
    return [path for _, path in sorted(known)], others


def load_folder(
    *, by: Actor, at: datetime, folder: Path, wanted: Callable[[Path], bool] = lambda path: True
) -> Iterator[Outcome | NotUsed]:
    """Load everything of a folder that Cairn recognises.

    Args:
        by: the system.
        at: when.
        folder: such as ``shared/data``.
        wanted: which of the recognised files.

    Yields:
        What became of each file as it is loaded; then one sentence for each that was not.
    """
    known, others = in_order(folder)
    refused: list[NotUsed] = []
    for path in filter(wanted, known):
        name = path.relative_to(folder).as_posix()
        try:
            if path.stat().st_size > LARGEST:
                raise CannotLoadOpenData(f"{name} is larger than {LARGEST // 1024 // 1024} MB. Was it unpacked?")
            yield load_file(by=by, at=at, name=name, content=path.read_bytes())
        except CannotLoadOpenData as problem:
            refused.append(NotUsed(str(problem), refused=True))
        except OSError as problem:
            refused.append(NotUsed(f"{name} cannot be read: {problem.strerror}.", refused=True))
    yield from refused
    yield from _unknown(folder, others)


def _unknown(folder: Path, others: Iterable[Path]) -> Iterator[NotUsed]:
    for path in others:
        yield NotUsed(f"{path.relative_to(folder).as_posix()} is none of the files that Cairn reads.", refused=False)
