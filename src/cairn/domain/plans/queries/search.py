"""Search actions, updates, commitments and strategies of one partnership, in words or by reference.

PostgreSQL's own full-text search (``websearch_to_tsquery``, English), always starting from the
rows the policies give, so that nothing is found that could not be opened. What is searched for is
neither logged nor kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, Evidence, Request, Update
from cairn.domain.plans.models.words import LANGUAGE
from cairn.domain.plans.queries.plan_tasks import shortened
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.domain.strategies.api import VIEW_COMMITMENT
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.kernel.actors import Actor
from cairn.kernel.references import ALPHABET, LENGTH, is_sound

LONGEST = 200
MOST = 10
MOST_OF_ONE = 100
# Characters nobody types, so that what was found can be marked without trusting the text.
_BEGIN, _END = "\x02", "\x03"
_REFERENCE = re.compile(rf"^\s*([APRE])\s*[-–— ]?\s*([{ALPHABET}]{{{LENGTH + 1}}})\s*$", re.IGNORECASE)
_LETTERS = "APRE"
_BARE = re.compile(rf"^[{ALPHABET}]{{{LENGTH + 1}}}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt; ``found`` when it is what was searched for."""

    text: str
    found: bool


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing found.

    Attributes:
        screen: URL name of its page; ``ref`` or ``slug`` and ``code`` name the thing.
        title, excerpt: what it is called, and the words round what was found, in pieces.
        about: where it belongs.
        on: the day of an update, else None.
    """

    screen: str
    title: tuple[Piece, ...]
    about: str
    excerpt: tuple[Piece, ...] = ()
    ref: str = ""
    slug: str = ""
    code: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Things of one kind, the best first. ``more`` when there are further ones than shown."""

    key: str
    title: str
    hits: tuple[Hit, ...]
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Results:
    """What a search found.

    Attributes:
        asked: something was searched for.
        slip: it looks like a reference, but its check letter is wrong.
        wordless: only words too common to look for, or none at all.
        groups: kinds with at least one hit.
        only: the one kind that was looked through, or empty.
    """

    asked: bool
    groups: tuple[Group, ...] = ()
    only: str = ""
    slip: bool = False
    wordless: bool = False

    @property
    def total(self) -> int:
        """How many hits are shown."""
        return sum(len(group.hits) for group in self.groups)

    @property
    def more(self) -> bool:
        """Some kind has further hits than are shown."""
        return any(group.more for group in self.groups)


def search(actor: Actor, words: str, *, only: str = "") -> Results:
    """Find what fits the words, or the one thing with a reference.

    Args:
        actor: who searches.
        words: as typed: quotation marks hold a phrase together, ``or`` and ``-`` mean what they say.
        only: key of the one kind to look through, then further down; all kinds when empty or unknown.
    """
    words = " ".join(words.replace("\0", "").split())[:LONGEST]
    if not words:
        return Results(asked=False)
    if reference := _REFERENCE.match(words):
        ref = f"{reference[1]}-{reference[2]}".upper()
        if not is_sound(ref):
            return Results(asked=True, slip=True)
        return Results(asked=True, groups=_kept([_by_reference(actor, ref)]))
    if (named := _by_bare_reference(actor, words)) is not None:
        return Results(asked=True, groups=(named,))
    query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
    kinds = {only: _KINDS[only]} if only in _KINDS else _KINDS
    most = MOST_OF_ONE if only in _KINDS else MOST
    groups = [_group(key, title, find(actor, query, most + 1), most) for key, (title, find) in kinds.items()]
    found = _kept(groups)
    wordless = not found and _is_wordless(words)
    return Results(asked=True, groups=found, only=only if only in _KINDS else "", wordless=wordless)


def _kept(groups: list[Group]) -> tuple[Group, ...]:
    return tuple(group for group in groups if group.hits)


def _by_bare_reference(actor: Actor, words: str) -> Group | None:
    """What has this reference, typed without its first letter; None when it is no reference or has no thing."""
    if not _BARE.match(words):
        return None
    refs = [ref for letter in _LETTERS if is_sound(ref := f"{letter}-{words}".upper())]
    hits = tuple(hit for ref in refs for hit in _by_reference(actor, ref).hits)
    return Group(key="reference", title="With this reference", hits=hits) if hits else None


def _is_wordless(words: str) -> bool:
    """True when PostgreSQL leaves nothing of the words: all are too common, or they are signs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(websearch_to_tsquery(%s::regconfig, %s))", [LANGUAGE, words])
        return cursor.fetchone()[0] == 0


def _by_reference(actor: Actor, ref: str) -> Group:
    """The one thing with this reference, if the actor may see it."""
    hits: list[Hit] = []
    if ref.startswith("A"):
        for row in policies.VIEW.rows(actor).filter(ref=ref).select_related("commitment"):
            about = f"{row.ref} · {row.commitment.code} {row.commitment.text}"
            hits.append(Hit(screen="plans:action", title=plain(row.title), about=about, ref=ref))
    elif ref.startswith("P"):
        for row in policies.VIEW_PLAN.rows(actor, ActionPlan.objects.filter(ref=ref)).select_related("strategy"):
            hits.append(Hit(screen="plans:plan", title=plain(str(row)), about=row.strategy.title, ref=ref))
    elif ref.startswith("R"):
        rows = policies.VIEW_REQUEST.rows(actor, Request.objects.filter(ref=ref)).select_related("from_agency")
        for row in rows:
            about = f"{row.ref} · asked by {row.from_agency.name}"
            hits.append(Hit(screen="plans:request", title=plain(row.get_kind_display()), about=about, ref=ref))
    else:
        rows = policies.VIEW_EVIDENCE.rows(actor, Evidence.objects.filter(ref=ref)).select_related("action")
        for row in rows:
            about = f"{row.ref} · evidence of {row.action.ref} {row.action.title}"
            hits.append(Hit(screen="plans:action", title=plain(row.title), about=about, ref=row.action.ref))
    return Group(key="reference", title="With this reference", hits=tuple(hits))


def _read(rows: QuerySet, *, title: str, texts: tuple[str, ...]) -> QuerySet:
    """Rows of a kind so few that their words are read when they are asked for; the title's weigh more."""
    vector = SearchVector(title, weight="A", config=LANGUAGE) + SearchVector(*texts, weight="B", config=LANGUAGE)
    return rows.annotate(words=vector)


def _ranked(
    rows: QuerySet, query: SearchQuery, *, title: str, texts: tuple[str, ...], cut_title: bool = False
) -> QuerySet:
    """Rows whose ``words`` fit, the best first, with what was found marked in the title and the texts."""
    joined = Concat(*(part for name in texts for part in (F(name), Value(" \n "))), output_field=TextField())
    cut = {"max_words": 30, "min_words": 12, "max_fragments": 2, "fragment_delimiter": " … "}
    marks = {"config": LANGUAGE, "start_sel": _BEGIN, "stop_sel": _END}
    return (
        rows.filter(words=query)
        .annotate(
            rank=SearchRank(F("words"), query),
            headline=SearchHeadline(title, query, **(cut if cut_title else {"highlight_all": True}), **marks),
            excerpt=SearchHeadline(joined, query, **cut, **marks),
        )
        .order_by("-rank", "-pk")
    )


def _group(key: str, title: str, hits: list[Hit], most: int) -> Group:
    return Group(key=key, title=title, hits=tuple(hits[:most]), more=len(hits) > most)


def _actions(actor: Actor, query: SearchQuery, most: int) -> list[Hit]:
    texts = ("detail", "public_wording", "origin_note", "rural", "stop_reason")
    rows = _ranked(policies.VIEW.rows(actor), query, title="title", texts=texts)
    columns = ("ref", "headline", "commitment__code", "commitment__text", "excerpt")
    return [
        Hit(
            screen="plans:action",
            title=pieces(row["headline"]),
            about=f"{row['ref']} · {row['commitment__code']} {shortened(row['commitment__text'])}",
            excerpt=excerpt(row["excerpt"]),
            ref=row["ref"],
        )
        for row in rows.values(*columns)[:most]
    ]


def _updates(actor: Actor, query: SearchQuery, most: int) -> list[Hit]:
    texts = ("difference", "next_step", "corrective", "waiting_on", "public_wording")
    base = Update.objects.filter(action__in=policies.VIEW.rows(actor, Action.objects.all()))
    rows = _ranked(base, query, title="done", texts=texts, cut_title=True)
    columns = ("action__ref", "action__title", "agency__name", "at", "headline", "excerpt")
    return [
        Hit(
            screen="plans:action",
            title=plain(row["action__title"]),
            about=f"{row['action__ref']} · update by {row['agency__name']}",
            excerpt=excerpt(row["headline"]) + excerpt(row["excerpt"]),
            ref=row["action__ref"],
            on=timezone.localdate(row["at"]),
        )
        for row in rows.values(*columns)[:most]
    ]


def _commitments(actor: Actor, query: SearchQuery, most: int) -> list[Hit]:
    base = _read(VIEW_COMMITMENT.rows(actor, Commitment.objects.all()), title="text", texts=("plain",))
    rows = _ranked(base, query, title="text", texts=("plain",))
    columns = ("code", "headline", "strategy__slug", "strategy__title", "excerpt")
    return [
        Hit(
            screen="thread:commitment",
            title=pieces(row["headline"]),
            about=f"{row['code']} · {row['strategy__title']}",
            excerpt=excerpt(row["excerpt"]),
            slug=row["strategy__slug"],
            code=row["code"],
        )
        for row in rows.values(*columns)[:most]
    ]


def _strategies(actor: Actor, query: SearchQuery, most: int) -> list[Hit]:
    texts = ("about", "vision", "mission", "statement")
    base = _read(VIEW_STRATEGY.rows(actor, Strategy.objects.all()), title="title", texts=texts)
    rows = _ranked(base, query, title="title", texts=texts)
    columns = ("slug", "headline", "starts_on", "ends_on", "excerpt")
    return [
        Hit(
            screen="thread:strategy",
            title=pieces(row["headline"]),
            about=f"{row['starts_on'].year} to {row['ends_on'].year}",
            excerpt=excerpt(row["excerpt"]),
            slug=row["slug"],
        )
        for row in rows.values(*columns)[:most]
    ]


_KINDS = {
    "actions": ("Actions", _actions),
    "updates": ("Updates", _updates),
    "commitments": ("Commitments", _commitments),
    "strategies": ("Strategies", _strategies),
}


def plain(text: str) -> tuple[Piece, ...]:
    """A text in which nothing is marked."""
    return (Piece(text, False),)


def excerpt(headline: str) -> tuple[Piece, ...]:
    """The pieces of an excerpt in which something was found; nothing otherwise."""
    found = pieces(headline)
    return found if any(piece.found for piece in found) else ()


def pieces(headline: str) -> tuple[Piece, ...]:
    """Split an excerpt where what was found begins and ends; templates escape each piece."""
    found: list[Piece] = []
    for number, part in enumerate(headline.split(_BEGIN)):
        marked, end, rest = part.partition(_END)
        if number and end:
            found.append(Piece(marked, True))
            found.append(Piece(rest, False))
        else:
            found.append(Piece(part.replace(_END, ""), False))
    return tuple(Piece(piece.text.replace("\n", " "), piece.found) for piece in found if piece.text)
