"""Take a file in as it is: checked, kept byte for byte, known again when it comes twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Agreement, Extract, ExtractPart, Feed
from cairn.domain.records.services.feeds import agreement_now, flow_stopped
from cairn.domain.records.services.reading import find_layout
from cairn.domain.records.terms import BUSY, OPEN, Carries, Stage
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import load_together
from cairn.foundation.files.checking import check_file, check_size
from cairn.foundation.files.names import clean_name, ending_of
from cairn.foundation.files.parquet import check_parquet
from cairn.foundation.files.scanning import scan
from cairn.foundation.files.streamed import checked_parts, in_utf8, parts_of
from cairn.foundation.files.terms import FileRefused, Rule
from cairn.kernel.actors import Actor

KINDS = ("csv", "xlsx", "parquet")
# Of documents that are kept, these sentences name kinds that no extract has.
_SAYS = {
    Rule.OLD_OFFICE: "The workbook is in the old format (XLS), or locked with a password. Save a copy as XLSX or CSV,"
    " without a password.",
    Rule.ARCHIVE: "What is inside is a workbook or an archive, whatever the name says. Choose the XLSX workbook itself,"
    " a CSV or a Parquet file.",
}
_OTHER_INSIDE = (
    "What is inside is not what the name says. Open the file, save it again as an Excel workbook (XLSX) or a CSV, and"
    " choose that one."
)


class AlreadyHere(Refused):
    """The very file came before and may not come again by itself; nothing was changed."""


def receive_file(
    *, by: Actor, at: datetime, feed: Feed, name: str, content: bytes, corrects: Extract | None = None
) -> Extract:
    """Take a file in that somebody sends by hand; it is scanned. Arguments and errors as of ``receive_parts``."""
    policies.SEND.require(by, feed)
    _check_flow(feed, at=at)
    check_content(name, content)
    return receive_parts(
        by=by, at=at, feed=feed, name=name, parts=parts_of(content), corrects=corrects, by_hand=True
    )  # fmt: skip


def check_content(name: str, content: bytes) -> None:
    """Look at a whole file as it came from outside: its kind, its size, what is inside, and by the scanner.

    Raises:
        FileRefused: it breaks a rule.
    """
    check_kept(name=name, content=content, size=len(content))
    scan(content)


def check_kept(*, name: str, content: bytes, size: int) -> None:
    """Look at the kind of a file, its size and what is inside, before anything of it is kept.

    Args:
        name: as its sender calls it.
        content: the whole file, or its beginning where it is larger than is kept anyway.
        size: its size in bytes.

    Raises:
        FileRefused: it breaks a rule; its sentence says what extracts are sent as.
    """
    kind = _check_kind(name)
    if kind == "parquet":
        check_size(size)
        check_parquet(content)
        return
    try:
        check_file(name=name, content=in_utf8(content) if kind == "csv" else content, size=size)
    except FileRefused as refusal:
        other = refusal.rule is Rule.NOT_WHAT_IT_SAYS and refusal.sentence.startswith("The name ends in")
        says = _OTHER_INSIDE if other else _SAYS.get(refusal.rule, refusal.sentence)
        raise FileRefused(refusal.rule, says) from refusal


def receive_parts(
    *,
    by: Actor,
    at: datetime,
    feed: Feed,
    name: str,
    parts: Iterable[bytes],
    corrects: Extract | None = None,
    by_hand: bool = False,
) -> Extract:
    """Take a file in, part by part, and look how it is written. Nothing of its rows goes in yet.

    Args:
        name: as its sender calls it.
        parts: the whole file in order, each about a megabyte.
        corrects: the extract in force that this file puts right; it is replaced when this one goes in.
        by_hand: a person sends it and looks at what comes of it. A file that was replaced may come again by her, to
            take the place of what took its own; a system may send or lay down all it ever sent, and changes nothing.

    Raises:
        Forbidden: when the policy does not allow it.
        FileRefused: the file breaks a rule; nothing of it is kept.
        Refused: the agreement is not in force, the file came before, or another is being looked at.
    """
    policies.SEND.require(by, feed)
    agreement = _check_flow(feed, at=at)
    kind = _check_kind(name)
    if corrects is not None and (corrects.feed_id != feed.pk or corrects.stage != Stage.IN_FORCE):
        raise Refused("Only a file of this feed that is in can be corrected.", field="corrects")
    with command("records.receive", by=by, at=at):
        Feed.objects.select_for_update().get(pk=feed.pk)  # of two at once, the second sees the first
        _give_way(feed)
        extract = Extract(
            partnership_id=feed.partnership_id, ref=new_reference("EX", taken=Extract), feed=feed,
            agreement=agreement, agency_id=feed.agency_id, by_id=by.user_id, came_at=at,
            name=clean_name(name, extension=kind), sha256="", size=0, kind=kind, corrects=corrects,
        )  # fmt: skip
        extract.save()
        _keep(extract, checked_parts(name, parts) if kind == "csv" else parts)
        _refuse_twice(extract, by_hand=by_hand)
        extract.layout = find_layout(extract).plain()
        extract.save()
    return extract


def give_up(*, by: Actor, at: datetime, extract: Extract) -> None:
    """Set a file aside that is not in: none of its rows goes in, and it may come again."""
    policies.SETTLE.require(by, extract)
    with command("records.give_up", by=by, at=at):
        extract.refresh_from_db(from_queryset=Extract.objects.select_for_update(of=("self",)))
        if extract.stage not in OPEN or extract.stage == Stage.LOADING:
            raise Refused("Only a file whose rows are not in can be given up.")
        extract.stage = Stage.GIVEN_UP
        extract.save()


def _check_flow(feed: Feed, *, at: datetime) -> Agreement:
    agreement = agreement_now(feed)
    if stopped := flow_stopped(feed, agreement, on=timezone.localdate(at)):
        raise Refused(stopped, field="file")
    return agreement


def _check_kind(name: str) -> str:
    kind = ending_of(name)
    if kind == "xls":
        raise FileRefused(Rule.OLD_OFFICE, _SAYS[Rule.OLD_OFFICE])
    if kind in ("xlsm", "xlsb"):
        check_file(name=name, content=b"PK")  # its own sentence says what to do
    if kind not in KINDS:
        raise FileRefused(Rule.KIND, "Choose an Excel workbook (XLSX), a CSV or a Parquet file.")
    return kind


def _give_way(feed: Feed) -> None:
    """A file that nobody settled gives way to the next; one that is being worked on does not."""
    for earlier in feed.extracts.filter(stage__in=OPEN):
        if earlier.stage in BUSY:
            raise Refused(f"Cairn is at work on {earlier.ref}. Send this file when that is done.", field="file")
        earlier.stage = Stage.GIVEN_UP
        earlier.save()


def _keep(extract: Extract, parts: Iterable[bytes]) -> None:
    digest, size = hashlib.sha256(), 0

    def rows() -> Iterator[ExtractPart]:
        nonlocal size
        for place, part in enumerate(parts):
            digest.update(part)
            size += len(part)
            yield ExtractPart(
                partnership_id=extract.partnership_id, agency_id=extract.agency_id, feed_id=extract.feed_id,
                extract=extract, what=ExtractPart.FILE, place=place, content=part,
            )  # fmt: skip

    with load_together(subject=extract.audit_subject(), digest="", batch=8) as load:
        for row in rows():
            load.add([row])
        extract.sha256, extract.size = digest.hexdigest(), size
        load.digest = extract.sha256


def _refuse_twice(extract: Extract, *, by_hand: bool) -> None:
    """Refuse a file that came before, unless it was replaced and is to take the place of what has its own now."""
    same = Extract.objects.filter(feed_id=extract.feed_id, sha256=extract.sha256)
    same = same.exclude(pk=extract.pk).exclude(stage=Stage.GIVEN_UP)
    before = same.exclude(stage=Stage.REPLACED).first() or same.first()
    if before is None:
        return
    day = timezone.localdate(before.came_at)
    says = f"This very file came on {day.day} {day:%B %Y}, as {before.ref}. Nothing was changed."
    if before.stage == Stage.REPLACED:
        newest = _newest_after(before)
        whole = extract.agreement.carries == Carries.WHOLE
        if by_hand and (whole or extract.corrects == newest):
            return
        says += f" {newest.ref} has taken its place since. To let it count again, send it on the page of the feed"
        says += "." if whole else f" and say that it corrects {newest.ref}."
    raise AlreadyHere(says, field="file")


def _newest_after(extract: Extract) -> Extract:
    """The file that has the place of one that was replaced."""
    while extract.replaced_by is not None:
        extract = extract.replaced_by
    return extract
