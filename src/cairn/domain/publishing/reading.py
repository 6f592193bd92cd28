"""From the JSON an edition stores back to what it says, also where the edition is older than this code."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cairn.domain.publishing.counts_document import COUNTS_FORMAT, YearlyCounts
from cairn.domain.publishing.decision_document import DECISION_FORMAT, DecisionRecord
from cairn.domain.publishing.document import FORMAT, Account
from cairn.domain.publishing.figures import LeavingMeasure, measure_from
from cairn.domain.publishing.notice_document import NOTICE_FORMAT, NoticeRecord
from cairn.domain.publishing.report_document import REPORT_FORMAT, ReportDocument

Read = TypeVar("Read")


class NotAnAccount(ValueError):
    """The document is of another form than this program knows."""


def account_from(document: Mapping[str, Any]) -> Account:
    """Rebuild the account an edition holds.

    Fields this program does not know are left aside. Fields the document lacks take their default.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    return _read(Account, FORMAT, document)


def decision_from(document: Mapping[str, Any]) -> DecisionRecord:
    """Rebuild the record of a decision, as ``account_from`` does an account.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    return _read(DecisionRecord, DECISION_FORMAT, document)


def notice_from(document: Mapping[str, Any]) -> NoticeRecord:
    """Rebuild the notice of a decision ahead, as ``account_from`` does an account.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    return _read(NoticeRecord, NOTICE_FORMAT, document)


def counts_from(document: Mapping[str, Any]) -> YearlyCounts:
    """Rebuild the counts of a year, as ``account_from`` does an account.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    return _read(YearlyCounts, COUNTS_FORMAT, document)


def _read(kind: type[Read], form: str, document: Mapping[str, Any]) -> Read:
    if document.get("format") != form:
        raise NotAnAccount(f"The document's form is {document.get('format')!r}, not {form}.")
    return _built(kind, document)


def report_from(document: Mapping[str, Any]) -> ReportDocument:
    """Rebuild the report that a copy holds; otherwise as ``account_from``.

    Raises:
        NotAnAccount: when the form is another one, or something without a default is missing.
    """
    return _read(ReportDocument, REPORT_FORMAT, document)


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
        kinds = [kind for kind in inside if kind is not type(None)]
        if found is None:
            return None
        # Of several forms the document itself says which one it is.
        kind = next(one for one in kinds if one.kind == found["kind"]) if len(kinds) > 1 else kinds[0]
        return _value(kind, found)
    if hint is LeavingMeasure:
        return measure_from(found)
    return _built(hint, found) if is_dataclass(hint) else found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
