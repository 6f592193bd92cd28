"""Bring official files of open data from their publishers: bounded in time and size, and clear when offline.

The police archive is one file of all forces and three years, more than a gigabyte. Only the pieces of it
that are needed are asked for (HTTP ranges, RFC 9110 section 14), as a zip file allows.
"""

from __future__ import annotations

import csv
import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cairn.domain.places.api import Address, addresses

TIMEOUT = 30  # seconds for each answer
_PIECE = 64 * 1024
_PAGE = 2_000  # features the ONS gives at a time
_MOST_PAGES = 200
_HEADERS = {"User-Agent": "cairn-open-data/1"}
Opener = Callable[..., Any]


class CannotFetch(Exception):
    """A file could not be had; the words say why and what to do."""


def fetch(
    *, to: Path, authorities: Sequence[str], forces: Sequence[str] = (), months: Sequence[str] = (),
    opener: Opener = urllib.request.urlopen,
) -> Iterator[str | CannotFetch]:  # fmt: skip
    """Bring the files into a folder, each under the name the catalogue gives it.

    Args:
        to: the folder; made if it is not there.
        authorities: ONS codes, for which boundaries and look-ups are brought.
        forces: as police.uk writes them.
        months: of police data, such as 2024-03.
        opener: takes a request and ``timeout`` and gives an answer to read; ``urlopen``, or a test's own.

    Yields:
        One sentence for each file; a ``CannotFetch`` in place of one that could not be had.
    """
    for address in addresses():
        for words in _asked(address, forces, months):
            name, what = address.file.format(**words), address.what.format(**words)
            words = {**words, "authorities": ",".join(f"%27{code}%27" for code in authorities)}
            try:
                content = _content(address, words, opener)
                path = to / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except CannotFetch as problem:
                yield CannotFetch(f"{what}: {problem}")
            except OSError as problem:
                yield CannotFetch(f"{what}: {name} cannot be written: {problem.strerror}.")
            else:
                yield f"{what}: {len(content):,} bytes into {name}, {address.licence}."


def _asked(address: Address, forces: Iterable[str], months: Iterable[str]) -> list[dict[str, str]]:
    """What the address is filled in with: once, or once for each force and month."""
    if "{month}" not in address.file:
        return [{}]
    return [
        {"month": month, "force": force, "archive": month}
        for month in sorted(set(months))
        for force in sorted(set(forces))
    ]


def _content(address: Address, words: dict[str, str], opener: Opener) -> bytes:
    url, most = address.url.format(**words), address.megabytes * 1024 * 1024
    try:
        match address.kind:
            case "arcgis geojson" | "arcgis table":
                return _features(url, most, opener, table=address.kind.endswith("table"))
            case "zip member":
                return _member(io.BytesIO(_bytes(url, most, opener)), address.member.format(**words), most)
            case "zip member in pieces":
                return _member(_InPieces(url, opener), address.member.format(**words), most)
            case _:
                return _bytes(url, most, opener)
    except zipfile.BadZipFile:
        raise CannotFetch("What came is not a zip file. The address may have changed; fetch it by hand.") from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, AttributeError, TypeError):
        raise CannotFetch(
            "What came is not what was asked for. The address may have changed; fetch it by hand."
        ) from None


def _answer(url: str, opener: Opener, headers: dict[str, str] | None = None):
    if not url.startswith("https://"):
        raise CannotFetch("Only https addresses are fetched.")
    try:
        return opener(urllib.request.Request(url, headers={**_HEADERS, **(headers or {})}), timeout=TIMEOUT)  # noqa: S310
    except urllib.error.HTTPError as problem:
        raise CannotFetch(
            f"The publisher answered {problem.code}. The file may have moved; fetch it by hand."
        ) from None
    except (urllib.error.URLError, TimeoutError, OSError):
        raise CannotFetch(
            "The publisher cannot be reached. Is this machine on the internet? If not, bring the files on a stick and"
            " run: cairn open-data load DIR"
        ) from None


def _bytes(url: str, most: int, opener: Opener) -> bytes:
    """The whole of an answer, unless it is more than it may weigh."""
    pieces, size = [], 0
    with _answer(url, opener) as answer:
        while True:
            try:
                piece = answer.read(_PIECE)
            except (OSError, TimeoutError):
                raise CannotFetch("The answer broke off half-way. Try again.") from None
            if not piece:
                return b"".join(pieces)
            size += len(piece)
            if size > most:
                raise CannotFetch(f"The file is larger than {most // 1024 // 1024} MB, which it never was. Not kept.")
            pieces.append(piece)


def _features(url: str, most: int, opener: Opener, *, table: bool) -> bytes:
    """Every page of an ArcGIS answer as one GeoJSON collection or one CSV."""
    found: list[dict[str, Any]] = []
    for page in range(_MOST_PAGES):
        whole = json.loads(_bytes(f"{url}&resultOffset={page * _PAGE}&resultRecordCount={_PAGE}", most, opener))
        if "error" in whole:
            raise CannotFetch("The publisher refused the question. The address may have changed; fetch it by hand.")
        features = whole["features"]
        found += features
        more = whole.get("exceededTransferLimit") or (whole.get("properties") or {}).get("exceededTransferLimit")
        if not features or not more:
            break
    if not found:
        raise CannotFetch("The publisher has nothing for these authorities. Are the codes of 2025?")
    if not table:
        return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False).encode()
    rows = [feature["attributes"] for feature in found]
    page = io.StringIO()
    writer = csv.DictWriter(page, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return page.getvalue().encode()


def _member(archive: Any, name: str, most: int) -> bytes:
    """One file out of a zip, unless it unpacks to more than it may weigh."""
    with zipfile.ZipFile(archive) as opened:
        try:
            about = opened.getinfo(name)
        except KeyError:
            raise CannotFetch(
                f"{name} is not in what is published. Is the name right, and the month there yet?"
            ) from None
        if about.file_size > most:
            raise CannotFetch(f"{name} is larger than {most // 1024 // 1024} MB. Not kept.")
        return opened.read(about)


class _InPieces(io.RawIOBase):
    """A file at an address, of which only the pieces that are read are asked for."""

    def __init__(self, url: str, opener: Opener) -> None:
        self.url, self.opener, self.at = url, opener, 0
        self._kept: dict[int, bytes] = {}
        with _answer(url, opener, {"Range": "bytes=0-0"}) as answer:
            stated = answer.headers.get("Content-Range", "")
            if getattr(answer, "status", 0) != 206 or not stated.rpartition("/")[2].isdigit():
                raise CannotFetch("The publisher gives the archive only as a whole. Fetch the month by hand.")
            self.size = int(stated.rpartition("/")[2])

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence] + offset)
        return self.at

    def read(self, size: int = -1) -> bytes:
        end = self.size if size is None or size < 0 else min(self.size, self.at + size)
        pieces = []
        while self.at < end:
            number, inside = divmod(self.at, _PIECE)
            piece = self._piece(number)[inside : inside + end - self.at]
            pieces.append(piece)
            self.at += len(piece)
        return b"".join(pieces)

    def _piece(self, number: int) -> bytes:
        if number not in self._kept:
            first, last = number * _PIECE, min(self.size, (number + 1) * _PIECE) - 1
            with _answer(self.url, self.opener, {"Range": f"bytes={first}-{last}"}) as answer:
                found = answer.read(last - first + 1)
            if len(found) != last - first + 1:
                raise CannotFetch("The answer broke off half-way. Try again.")
            self._kept = {**self._kept, number: found} if len(self._kept) < 4_000 else {number: found}
        return self._kept[number]
