"""New records find their people at once, by what the last run learned; the next run looks at all of them anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cairn.domain.hub import policies
from cairn.domain.hub.models import AgencyRecord, HubPerson, Link, RecordKeys
from cairn.domain.hub.queries.behind import known_records, one_number
from cairn.domain.hub.queries.learned import learned_now
from cairn.domain.hub.queries.nearest import Nearest, nearest
from cairn.domain.hub.queries.tables import as_record
from cairn.domain.hub.services.keeping import keys_of
from cairn.domain.hub.services.linking import link_all
from cairn.domain.hub.terms import Standing
from cairn.domain.records.api import Extract, SourceRecord, records_in_force
from cairn.foundation.access.references import new_references
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import BulkLoad, load_together
from cairn.kernel.actors import Actor

MOST_AT_ONCE = 5_000  # new rows of one file; for more of them it is quicker to link all records anew


def ask_to_join(*, extract: Extract, at: datetime) -> None:
    """Have the rows of an extract find their people, by a job of Cairn's own: whoever sent it may not see whom."""
    from procrastinate.contrib.django import app

    app.configure_task("hub.join_extract").defer(
        partnership=extract.partnership_id, extract=extract.pk, at=at.isoformat()
    )


def join_extract(*, by: Actor, at: datetime, extract: Extract) -> int:
    """Link each new record of an extract to the person it belongs to, or to a new one; how many links were written.

    One command with one entry. A reference that came before stays with its person until the next run. Before the first
    run nothing is known, and where very many are new, all records are linked instead.
    """
    partnership = Partnership.objects.get(pk=extract.partnership_id)
    policies.LINK.require(by, partnership)
    # From here to the end nobody else links in this partnership.
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    rows = list(records_in_force(by).filter(extract=extract).order_by("pk"))
    known = known_records(by.partnership_id, rows)
    new = [row for row in rows if row.pk not in known]
    if not new:
        return 0
    if learned_now(by.partnership_id) is None or len(new) > MOST_AT_ONCE:
        run = link_all(by=by, at=at, partnership=partnership)
        return run.report["links written"] if run else 0
    refs = new_references("PN", len(new), taken=HubPerson, long=True)
    subject = extract.audit_subject()
    with command("hub.link", by=by, at=at), load_together(subject=subject, digest=extract.sha256) as load:
        for row, ref in zip(new, refs, strict=True):
            _join(load, row, ref, at)
        _add_keys(load, {row: known[row.pk] for row in rows if row.pk in known})
    return len(new)


def _join(load: BulkLoad, row: SourceRecord, ref: str, at: datetime) -> None:
    """One record and its link; those that come after it in the file find it."""
    record = as_record(row)
    found = nearest(row.partnership_id, record)
    here = {"partnership_id": row.partnership_id}
    place = {"key": row.key, "row_id": None if row.key else row.pk}
    (key,) = load.add_values(AgencyRecord, [{**here, "agency_id": row.agency_id, "feed_id": row.feed_id, **place}])
    if found is None:
        (person,) = load.add_values(HubPerson, [{**here, "ref": ref, "made_at": at}])
        says: Mapping[str, Any] = {"standing": Standing.ALONE.value, "chance": None, "why": _ALONE}
    else:
        person, says = found.person_id, _why(row, found)
    link = {**here, "record_id": key, "person_id": person, "made_by_id": None, "made_at": at, "run_id": None, **says}
    load.add_values(Link, [link])
    _add_keys(load, {row: key})


_ALONE = "No other record fits well enough to be the same person."


def _why(row: SourceRecord, found: Nearest) -> dict[str, Any]:
    learned = learned_now(row.partnership_id)
    sure = any(one_number(row, other) for other in found.rows)
    standing = Standing.CONFIRMED if sure else Standing.MATCHED
    return {
        "standing": standing.value, "chance": round(found.chance, 4),
        "why": learned.explain(as_record(row), as_record(found.rows[0])).sentence,
    }  # fmt: skip


def _add_keys(load: BulkLoad, rows: Mapping[SourceRecord, int]) -> None:
    there = set(RecordKeys.objects.filter(row__in=[row.pk for row in rows]).values_list("row_id", flat=True))
    load.add_values(RecordKeys, [
        keys_of(row.partnership_id, row.pk, record, as_record(row))
        for row, record in rows.items() if row.pk not in there
    ])  # fmt: skip
