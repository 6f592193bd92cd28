"""What Word and Excel files have in common: parts that name each other, their types, and their properties.

Source: ECMA-376 part 2 (packages); part 1, 15.2 (properties).
"""

from __future__ import annotations

import posixpath

from .package import CannotMark, Package
from .places import Changes, Place, as_text, as_value, places

_TYPES = "[Content_Types].xml"
_TOP = "_rels/.rels"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that somebody named: ECMA-376 part 1, 15.2.12.2
CALLED = "Copy for"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Related:
    """Which parts one part names, and how a further one is added.

    Args:
        package: the file.
        source: the part that names them; "" for the file as a whole.
    """

    def __init__(self, package: Package, source: str) -> None:
        folder, name = posixpath.split(source)
        self._package, self._folder = package, folder
        self._path = posixpath.join(folder, "_rels", f"{name}.rels") if source else _TOP
        self._new: list[str] = []
        self._root = places(package.read(self._path)) if self._path in package else None
        self._named = [row for row in self._root.children if row.local == "Relationship"] if self._root else []
        self._taken = {row.facts.get("Id", "") for row in self._named}

    def ending_in(self, *endings: str) -> list[Place]:
        """The relationships within the file whose type ends so."""
        return [
            row
            for row in self._named
            if row.facts.get("Type", "").rpartition("/")[2] in endings and row.facts.get("TargetMode") != "External"
        ]

    def part(self, row: Place) -> str:
        """The name of the part that a relationship leads to.

        Raises:
            CannotMark: it leads to none.
        """
        target = row.facts.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
        path = posixpath.normpath(path)
        if path not in self._package:
            raise CannotMark("A part names another that is not there.")
        return path

    def by_id(self, number: str) -> str:
        """The part of one relationship by its number."""
        for row in self._named:
            if row.facts.get("Id") == number:
                return self.part(row)
        raise CannotMark("A part names another that is not there.")

    def add(self, kind: str, part: str) -> str:
        """Name one more part; its number comes back. ``write`` makes it so."""
        number = next(f"copyFor{each}" for each in range(1, 10_000) if f"copyFor{each}" not in self._taken)
        self._taken.add(number)
        prefix = self._root.prefix if self._root else ""
        target = posixpath.relpath(part, self._folder or ".")
        self._new.append(f'<{prefix}Relationship Id="{number}" Type={as_value(kind)} Target={as_value(target)}/>')
        return number

    def write(self) -> None:
        """Put what was added into the file."""
        if not self._new:
            return
        if self._root is None:
            said = f'{DECLARED}<Relationships xmlns="{_PACKAGE_RELATIONS}">{"".join(self._new)}</Relationships>'
            self._package.write(self._path, said.encode())
            return
        changes = Changes(self._package.read(self._path))
        changes.last_in(self._root, "".join(self._new))
        self._package.write(self._path, changes.made())


def main_part(package: Package) -> tuple[str, str]:
    """The part that the file is about, and what the types of its relationships begin with.

    Raises:
        CannotMark: it names none.
    """
    top = Related(package, "")
    for row in top.ending_in("officeDocument"):
        return top.part(row), row.facts["Type"].rpartition("/")[0]
    raise CannotMark("It does not say which part it is about.")


def declare(package: Package, types: dict[str, str]) -> None:
    """Say of new parts what they are.

    Args:
        types: by the name of the part.
    """
    part = package.read(_TYPES)
    root, changes = places(part), Changes(part)
    said = "".join(
        f"<{root.prefix}Override PartName={as_value('/' + name)} ContentType={as_value(kind)}/>"
        for name, kind in types.items()
    )
    changes.last_in(root, said)
    package.write(_TYPES, changes.made())


def put_in_properties(package: Package, words: str, *, base: str) -> None:
    """Put the words among the properties of the file, beside those somebody else put there.

    Args:
        base: what the types of the file's relationships begin with.
    """
    top = Related(package, "")
    for row in top.ending_in("custom-properties", "customProperties"):
        name = top.part(row)
        part = package.read(name)
        root, changes = places(part), Changes(part)
        changes.last_in(root, _property(root, words))
        package.write(name, changes.made())
        return
    strict = base == _STRICT
    family = base.removesuffix("relationships") + ("customProperties" if strict else "custom-properties")
    name = package.free_name("docProps/custom.xml")
    empty = places(f'<Properties xmlns="{family}"/>'.encode())
    said = f'{DECLARED}<Properties xmlns="{family}">{_property(empty, words)}</Properties>'
    package.write(name, said.encode())
    top.add(f"{base}/{'customProperties' if strict else 'custom-properties'}", name)
    top.write()
    declare(package, {name: _CUSTOM})


def _property(root: Place, words: str) -> str:
    """One property that nobody else has: a name and a number of its own."""
    names = {row.facts.get("name", "").lower() for row in root.children}
    numbers = {row.facts.get("pid", "") for row in root.children}
    name = next(each for each in (CALLED, *(f"{CALLED} {n}" for n in range(2, 10_000))) if each.lower() not in names)
    number = next(each for each in range(2, 100_000) if str(each) not in numbers)
    values = root.family.rpartition("/")[0] + "/docPropsVTypes"
    return (
        f'<{root.prefix}property fmtid="{_FORMAT}" pid="{number}" name={as_value(name)}>'
        f'<vt:lpwstr xmlns:vt="{values}">{as_text(words)}</vt:lpwstr></{root.prefix}property>'
    )
