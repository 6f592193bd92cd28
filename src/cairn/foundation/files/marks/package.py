"""Open an office file, read single parts of it within bounds, and write it again with a few parts changed.

What is not changed is carried over packed, byte for byte: it is never unpacked, so nothing in it is lost, and a part
that would unpack to gigabytes costs nothing. Source of the layout: PKWARE's APPNOTE 4.3.6 to 4.3.16.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

from cairn.foundation.files.containers import LONGEST_LIST, MOST_MEMBERS, said_of_list

LARGEST_PART = 32 * 1024 * 1024  # bytes unpacked
MOST_READ = 64 * 1024 * 1024  # bytes unpacked, of all parts that are read

_END, _LOCAL, _CENTRAL = b"PK\x05\x06", b"PK\x03\x04", b"PK\x01\x02"
_LOCAL_HEADER, _CENTRAL_HEADER = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I")
_LATE_SIZES, _UTF8, _ENCRYPTED = 0x8, 0x800, 0x1
_DEFLATED = 8
_TOO_LONG = 0xFFFFFFFF


class CannotMark(ValueError):
    """The name cannot be put on this file."""


class LockedFile(CannotMark):
    """It is locked with a password."""


class Package:
    """The members of one file by name, some of them read, some of them changed or new.

    Args:
        content: the whole file.

    Raises:
        CannotMark: it is no file that an office program writes.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._members = {member.filename: member for member in _listed(content)}
        self._read = 0
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._changed or name in self._members

    def read(self, name: str) -> bytes:
        """One part, unpacked; as it was changed, where it was.

        Raises:
            CannotMark: there is none of that name, it is damaged, or unpacks to more than is read.
        """
        if name in self._changed:
            return self._changed[name]
        member = self._members.get(name)
        if member is None:
            raise CannotMark(f"It has no part {name!r}.")
        part = _unpacked(self._content, member, most=min(LARGEST_PART, MOST_READ - self._read))
        self._read += len(part)
        return part

    def write(self, name: str, part: bytes) -> None:
        """Put a part in the place of the one of that name, or add it."""
        self._changed[name] = part

    def free_name(self, wanted: str) -> str:
        """A name no part has, whatever its capitals, from one such as ``word/copy-for.xml``."""
        taken = {name.lower() for name in (*self._members, *self._changed)}
        stem, ending = posixpath.splitext(wanted)
        number, name = 1, wanted
        while name.lower() in taken:
            number += 1
            name = f"{stem}{number}{ending}"
        return name

    def written(self) -> bytes:
        """The file, its parts in the order in which they stood, new ones last."""
        out, listed = io.BytesIO(), []
        for name, member in self._members.items():
            new = self._changed.get(name)
            entry = _carried(self._content, member) if new is None else _packed(name, new, like=member)
            listed.append((entry, out.tell(), member))
            out.write(entry.local() + entry.data)
        for name in self._changed.keys() - self._members.keys():
            entry = _packed(name, self._changed[name])
            listed.append((entry, out.tell(), None))
            out.write(entry.local() + entry.data)
        begins = out.tell()
        for entry, offset, member in listed:
            out.write(entry.central(offset, member))
        out.write(struct.pack("<4s4H2IH", _END, 0, 0, len(listed), len(listed), out.tell() - begins, begins, 0))
        return out.getvalue()


class _Entry:
    """One member as it is written: its packed bytes and what both of its headers say."""

    def __init__(self, name: bytes, data: bytes, *, flags: int, method: int, when: tuple[int, int], crc: int,
                 size: int) -> None:  # fmt: skip
        self.name, self.data, self.flags, self.method = name, data, flags, method
        self.time, self.date, self.crc, self.size = *when, crc, size

    def local(self) -> bytes:
        facts = (20, self.flags, self.method, self.time, self.date, self.crc, len(self.data), self.size)
        return _LOCAL_HEADER.pack(_LOCAL, *facts, len(self.name), 0) + self.name

    def central(self, offset: int, member: zipfile.ZipInfo | None) -> bytes:
        made_by = (member.create_system << 8 | 20, member.external_attr) if member else (20, 0)
        facts = (20, self.flags, self.method, self.time, self.date, self.crc, len(self.data), self.size)
        rest = (len(self.name), 0, 0, 0, member.internal_attr if member else 0, made_by[1], offset)
        return _CENTRAL_HEADER.pack(_CENTRAL, made_by[0], *facts, *rest) + self.name


def _listed(content: bytes) -> list[zipfile.ZipInfo]:
    """The members; the table of contents is looked at before it is read, for a huge one would take all memory."""
    said = said_of_list(content)
    if said is None:
        raise CannotMark("It is not a package.")
    members, length = said
    if members > MOST_MEMBERS or length > LONGEST_LIST:
        raise CannotMark("It has too many parts.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            listed = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as problem:
        raise CannotMark("It is not a package.") from problem
    if len({member.filename.lower() for member in listed}) < len(listed) or len(listed) > MOST_MEMBERS:
        raise CannotMark("Two of its parts have one name.")
    if any(member.flag_bits & _ENCRYPTED for member in listed):
        raise LockedFile("A part is locked.")
    # Parts that lie across each other would make a copy that is many times as long as the file.
    if sum(member.compress_size for member in listed) > len(content):
        raise CannotMark("Its parts lie across each other.")
    return listed


def _data(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """The packed bytes of a member."""
    at = member.header_offset
    if at < 0 or content[at : at + 4] != _LOCAL or len(content) < at + _LOCAL_HEADER.size:
        raise CannotMark("A part is not where it should be.")
    name_length, extra_length = struct.unpack_from("<2H", content, at + 26)
    begins = at + _LOCAL_HEADER.size + name_length + extra_length
    data = content[begins : begins + member.compress_size]
    if len(data) < member.compress_size or max(member.file_size, len(data)) >= _TOO_LONG:
        raise CannotMark("A part is cut short.")
    return data


def _unpacked(content: bytes, member: zipfile.ZipInfo, *, most: int) -> bytes:
    """What a member says, up to a bound, and as long and of the sum that the table of contents says."""
    data = _data(content, member)
    try:
        if member.compress_type == zipfile.ZIP_STORED:
            part = data[: most + 1]
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most + 1)
        else:
            raise CannotMark("A part is packed in a way that office programs do not use.")
    except zlib.error as problem:
        raise CannotMark("A part is damaged.") from problem
    if len(part) > most:
        raise CannotMark("It unpacks to more than is read.")
    if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
        raise CannotMark("A part is damaged.")
    return part


def _carried(content: bytes, member: zipfile.ZipInfo) -> _Entry:
    return _Entry(
        _name(member.filename),
        _data(content, member),
        flags=member.flag_bits & ~_LATE_SIZES | _flag(member.filename),
        method=member.compress_type,
        when=_when(member),
        crc=member.CRC,
        size=member.file_size,
    )


def _packed(name: str, part: bytes, *, like: zipfile.ZipInfo | None = None) -> _Entry:
    packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _Entry(
        _name(name),
        packing.compress(part) + packing.flush(),
        flags=_flag(name),
        method=_DEFLATED,
        when=_when(like) if like else (0, 0x21),  # 1 January 1980, the first day there is
        crc=zlib.crc32(part),
        size=len(part),
    )


def _name(name: str) -> bytes:
    return name.encode("ascii" if name.isascii() else "utf-8")


def _flag(name: str) -> int:
    return 0 if name.isascii() else _UTF8


def _when(member: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = member.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day
