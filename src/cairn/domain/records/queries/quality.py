"""How good what an agency sends is: complete, on time, drifting, repeated; and what it can do about that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.http import Http404

from cairn.domain.records import policies
from cairn.domain.records.models import Extract
from cairn.domain.records.queries.feeds import FeedLine, feed_lines
from cairn.domain.records.terms import Stage
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import DAYS, FIELDS, Holds
from cairn.kernel.records.reading import RULES
from cairn.kernel.so_many import so_many

FELL_BY, THIN, LATE_DAYS = 5, 70, 31  # points of a percentage; percent; days
# Without these a person can hardly be told from another, or an incident be counted.
_WANTED = {
    Holds.PEOPLE: ("key", "family", "given", "born", "postcode"),
    Holds.INCIDENTS: ("key", "reported", "kind", "relationship", "victim_key", "suspect_key"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """How complete one field is.

    Args:
        percent: of the rows that went in, how many have anything in it; ``unread`` how many of the rows have something
            that cannot be read.
        before: the same of the file before; None where there was none.
        fell: it fell by so much that somebody should look.
    """

    title: str
    percent: int
    unread: int
    before: int | None
    fell: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """Incidents in force that older rules read, for whoever may have them read again.

    Args:
        rows, files: how many are left; ``done`` rows that the rules of today read.
        asked_at: when somebody asked for it; None where nobody did.
    """

    rows: int
    files: int
    done: int
    asked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuality:
    """One feed's quality, by its newest file whose rows are in.

    Args:
        advice: what to do, one sentence each; empty where nothing stands out.
    """

    line: FeedLine
    extract: Extract | None
    before: Extract | None
    fields: tuple[FieldLine, ...]
    to_report: Mapping[str, int]
    to_receive: Mapping[str, int]
    first: date | None
    last: date | None
    repeated: int
    advice: tuple[str, ...]
    again: ReadAgain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPage:
    """What one agency sends, feed by feed."""

    agency: Agency
    feeds: tuple[FeedQuality, ...]


def quality_page(actor: Actor, slug: str, *, today: date) -> QualityPage:
    """The quality of one agency's feeds; 404 where the actor may see none of them."""
    lines = [line for line in feed_lines(actor, today=today) if line.feed.agency.slug == slug]
    if not lines:
        raise Http404("There is nothing here for you to see.")
    feeds = tuple(replace(_quality(line), again=_again(actor, line)) for line in lines)
    return QualityPage(agency=lines[0].feed.agency, feeds=feeds)


def _again(actor: Actor, line: FeedLine) -> ReadAgain | None:
    feed = line.feed
    if feed.holds != Holds.INCIDENTS or not policies.READ_AGAIN.decide(actor, feed).allowed:
        return None
    here = [one for one in feed.extracts.all() if one.stage == Stage.IN_FORCE and one.cleared_on is None]
    older = [one for one in here if one.rules < RULES]
    rows, every = (sum(one.counts["sound"] for one in some) for some in (older, here))
    return ReadAgain(rows=rows, files=len(older), done=every - rows, asked_at=feed.asked_again_at) if older else None


def _quality(line: FeedLine) -> FeedQuality:
    came = [one for one in line.feed.extracts.all() if one.stage in (Stage.IN_FORCE, Stage.REPLACED)]
    now = next((one for one in came if one.stage == Stage.IN_FORCE), None)
    # What a corrected file put right is no drift.
    before = next((one for one in came if now and one.came_at < now.came_at and one.pk != now.corrects_id), None)
    if now is None:
        return FeedQuality(
            line=line, extract=None, before=None, fields=(), to_report={}, to_receive={}, first=None, last=None,
            repeated=0, advice=_lateness(line),
        )  # fmt: skip
    fields, kept = _fields(now, before), now.quality
    return FeedQuality(
        line=line, extract=now, before=before, fields=fields, to_report=kept["to_report"],
        to_receive=kept["to_receive"], first=_day(kept["first"]), last=_day(kept["last"]), repeated=kept["repeated"],
        advice=(*_lateness(line), *_advice(now, before, fields)),
    )  # fmt: skip


def _fields(now: Extract, before: Extract | None) -> tuple[FieldLine, ...]:
    unread: dict[str, int] = {}
    for about, _rule, count in now.counts["notes"]:
        unread[about] = unread.get(about, 0) + count
    found = []
    for field in FIELDS[Holds(now.feed.holds)]:
        if field.key not in now.agreement.fields:
            continue
        share, earlier = _percent(now, field.key), _percent(before, field.key) if before else None
        if share or earlier or field.key in _WANTED[Holds(now.feed.holds)]:
            found.append(
                FieldLine(
                    title=field.title, percent=share, unread=unread.get(field.key, 0), before=earlier,
                    fell=earlier is not None and earlier - share >= FELL_BY,
                )
            )  # fmt: skip
    return tuple(found)


def _percent(extract: Extract, key: str) -> int:
    sound = extract.counts["sound"]
    return round(100 * extract.quality["filled"].get(key, 0) / sound) if sound else 0


def _lateness(line: FeedLine) -> tuple[str, ...]:
    if line.stopped:
        return (line.stopped,)
    return ("The next file is overdue. Send it, or agree another rhythm.",) if line.late else ()


def _advice(now: Extract, before: Extract | None, fields: tuple[FieldLine, ...]) -> tuple[str, ...]:
    found, counts = [], now.counts
    if counts["set_aside"]:
        rule, count = counts["problems"][0]
        found.append(f"Some rows did not go in. The most usual reason, in {so_many(count, 'row')}: {rule}. Mend them"
                     " and send a corrected file.")  # fmt: skip
    for line in fields:
        if line.fell:
            found.append(f"{line.title}: filled in {line.percent}% of rows, {line.before}% the last time. Ask whoever"
                         " makes the extract whether a column was lost.")  # fmt: skip
    holds = Holds(now.feed.holds)
    wanted = {field.title for field in FIELDS[holds] if field.key in _WANTED[holds]}
    for line in fields:
        if line.title in wanted and line.percent < THIN and not line.fell:
            found.append(f"{line.title}: filled in {line.percent}% of rows. Without it people and incidents are hard to"
                         " tell apart. Can it be added?")  # fmt: skip
    days = {field.title for field in FIELDS[holds] if field.key in DAYS}
    for line in fields:
        if line.unread * 20 > counts["sound"] > 0:
            how = " Write days as 2026-03-03." if line.title in days else ""
            rows = so_many(line.unread, "row")
            found.append(f"{line.title}: {rows} hold something that cannot be used as it stands.{how}")
    if now.quality["repeated"]:
        how = "bears" if now.quality["repeated"] == 1 else "bear"
        rows = so_many(now.quality["repeated"], "row")
        found.append(f"{rows} {how} a reference that another row of the file bears too. "
                     + ("Send each person once." if holds == Holds.PEOPLE else "That is right where each names other"
                        " people of one incident; else send it once."))  # fmt: skip
    if now.quality["to_receive"].get("middle", 0) > LATE_DAYS:
        found.append("Half of the incidents arrive here more than a month after they were reported. A watch of 30 days"
                     " cannot see them: agree a shorter rhythm.")  # fmt: skip
    if before is not None and before.counts["sound"] and not 0.5 <= counts["sound"] / before.counts["sound"] <= 2:
        found.append(f"{so_many(counts['sound'], 'row')} went in, {before.counts['sound']:,} the last time. Check that"
                     " the extract is of the right period.")  # fmt: skip
    return tuple(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
