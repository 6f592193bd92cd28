"""From the JSON an edition stores back to an Account, also where the edition is older than this code."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cairn.domain.publishing.document import FORMAT, Account
from cairn.domain.publishing.figures import measure_from

Read = TypeVar("Read")


class NotAnAccount(ValueError):
    """The document is of another form than this program knows."""


def account_from(document: Mapping[str, Any]) -> Account:
    """Rebuild the account an edition holds.

    Fields this program does not know are left aside. Fields the document lacks take their default.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    if document.get("format") != FORMAT:
        raise NotAnAccount(f"The document's form is {document.get('format')!r}, not {FORMAT}.")
    measures = tuple(measure_from(one) for one in document.get("measures", ()))
    return replace(_built(Account, {**document, "measures": ()}), measures=measures)


def _built(kind: type[Read], found: Mapping[str, Any]) -> Read:
    hints, values = _hints(kind), {}
    for field in fields(kind):
        if field.name in found:
            values[field.name] = _value(hints[field.name], found[field.name])
        elif field.default is MISSING:
            raise NotAnAccount(f"The document lacks {kind.__name__}.{field.name}.")
    return kind(**values)


def _value(hint: Any, found: Any) -> Any:
    origin, inside = get_origin(hint), get_args(hint)
    if origin is tuple:
        kinds = inside[:1] * len(found) if inside[-1] is Ellipsis else inside
        return tuple(_value(kind, item) for kind, item in zip(kinds, found, strict=True))
    if origin in (Union, types.UnionType):
        [kind] = [kind for kind in inside if kind is not type(None)]
        return None if found is None else _value(kind, found)
    return _built(hint, found) if is_dataclass(hint) else found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
