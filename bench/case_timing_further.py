"""What else is asked in pairs besides the page of a case: searches, the work list, a document, and records.

Each question is asked of something that is there and hidden, and of nothing, in words of the same length. Where there
is no address to vary, as on the work list, two people ask: one from whom all that her agency had is hidden, and one of
an agency that never had anything.

What nobody has is drawn once, as much of it as there is of the other: words asked for again are answered a little
sooner than new ones (what reads addresses and names keeps the last it read), and one side alone must not gain by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.case_timing import SEED
from bench.cases_data import FIRST_DAY, SLUG
from cairn.demo.sign_in import BACKEND
from cairn.domain.cases.models import CaseDocument, CasePerson, Share
from cairn.domain.cases.policies import RUN
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.services.wall import decide
from cairn.domain.cases.testing import a_share
from cairn.domain.hub.testing import linked, send_rows, world_records
from cairn.domain.records.models import Feed
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.services.people import add_person
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.references import ALPHABET, LONG, encode

DOCUMENTS, SHARED, RECORDS = 20, 60, 300
LETTERS = "qxzvkj"  # of words that no name has
LIKE = "Whimbrel Galena"  # as long as this are the names that only hidden cases have
Ask = Callable[[Random], Any]


@dataclass(frozen=True)
class Question:
    """Something asked in pairs.

    Args:
        what, who: in words, for the report.
        hidden, nothing: each asks once, drawn by chance, and answers.
    """

    what: str
    who: str
    hidden: Ask
    nothing: Ask


def questions(here: Partnership, whom: dict[str, tuple[str, list[str]]], *, at: datetime) -> Iterator[Question]:
    """Everything that is asked, one thing after the other.

    Args:
        whom: who asks to address of the account and references of cases hidden from her.
    """
    for who, (email, refs) in whom.items():
        client = signed_in(email)
        yield _by_reference(here, who, client, refs)
        if names := _names(here, refs, at):
            yield _by_name(here, who, client, names)
        if found := _documents(here, refs, at):
            yield _document(here, who, client, found)
    yield from _lists(here, at)
    people = _records(here, at)
    for who, (email, _refs) in whom.items():
        yield _in_records(here, who, signed_in(email), people)


def signed_in(email: str) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def no_reference(draw: Random, letter: str = "K") -> str:
    """A reference nobody has, of the length of any."""
    return encode(letter, draw.randrange(len(ALPHABET) ** LONG), length=LONG)


def no_name(draw: Random, like: str) -> str:
    """Words as long as those of a name, which no name has."""
    return "".join(letter if letter in " -'" else draw.choice(LETTERS) for letter in like)


def _by_reference(here: Partnership, who: str, client: Client, refs: list[str]) -> Question:
    path, drawn = reverse("cases:people", kwargs={"partnership": here.slug}), Random(SEED)
    nobodys = [no_reference(drawn) for _ref in refs]
    return Question(
        "search of cases, by reference",
        who,
        lambda draw: client.post(path, {"ref": draw.choice(refs)}),
        lambda draw: client.post(path, {"ref": draw.choice(nobodys)}),
    )


def _by_name(here: Partnership, who: str, client: Client, names: list[str]) -> Question:
    path, drawn = reverse("cases:people", kwargs={"partnership": here.slug}), Random(SEED)
    nobodys = [no_name(drawn, name) for name in names]
    return Question(
        "search of cases, by name",
        who,
        lambda draw: client.post(path, {"name": draw.choice(names)}),
        lambda draw: client.post(path, {"name": draw.choice(nobodys)}),
    )


def _names(here: Partnership, refs: list[str], at: datetime) -> list[str]:
    """Names of people in some of the hidden cases that nobody in another case has; added where they are not yet."""
    with transaction.atomic():
        runs, names = _runs(here, at), []
        set_scope(runs)
        for case in RUN.rows(runs).filter(ref__in=refs, restricted=False, is_over=False).order_by("pk")[:DOCUMENTS]:
            names.append(no_name(Random(f"{SEED}/{case.ref}"), LIKE))
            if not CasePerson.objects.filter(case=case, person__name=names[-1]).exists():
                several = next(party.key for party in process_for(case).parties.values() if party.several)
                add_to_case(by=runs, at=at, case=case, party=several, name=names[-1])
    return names


def _documents(here: Partnership, refs: list[str], at: datetime) -> list[tuple[str, str]]:
    """Case and document of some of the hidden cases that the police lead; added where there is none yet."""
    with transaction.atomic():
        runs = _runs(here, at)
        set_scope(runs)
        for case in RUN.rows(runs).filter(ref__in=refs, restricted=False).order_by("pk")[:DOCUMENTS]:
            if not CaseDocument.objects.filter(case=case).exists():
                section = next(iter(process_for(case).sections))
                add_document(
                    by=runs, at=at, case=case, title="A letter", section=section, file=Upload("a.txt", b"One line.")
                )
        rows = CaseDocument.objects.filter(case__ref__in=refs).order_by("pk")
        return list(rows.values_list("case__ref", "ref"))


def _runs(here: Partnership, at: datetime) -> Actor:
    """Whoever runs every kind, of the agency that leads most cases; inside a transaction."""
    return actor_for(User.objects.get(email=f"police@{SLUG}.example.test"), here, on=timezone.localdate(at))


def _document(here: Partnership, who: str, client: Client, found: list[tuple[str, str]]) -> Question:
    def asked(case: str, document: str) -> Any:
        path = reverse("cases:document", kwargs={"partnership": here.slug, "ref": case, "document": document})
        return client.get(path)

    drawn = Random(SEED)
    nobodys = [(no_reference(drawn), no_reference(drawn, document[0])) for _case, document in found]
    return Question(
        "a document of a case",
        who,
        lambda draw: asked(*draw.choice(found)),
        lambda draw: asked(*draw.choice(nobodys)),
    )


def _lists(here: Partnership, at: datetime) -> Iterator[Question]:
    """The work list where every share is over, and where the wall hides everything, beside one of nothing."""
    path = reverse("cases:cases", kwargs={"partnership": here.slug})
    never = signed_in(_practitioner(here, "never", at).email)
    for what, who in (("ended", "agency's shares are over"), ("walls", "shut out of all by the wall")):
        person = _practitioner(here, what, at)
        _give(here, person, at=at, over=what == "ended")
        client = signed_in(person.email)
        yield Question(
            "the list of cases", who, lambda _draw, client=client: client.get(path), lambda _draw: never.get(path)
        )


def _practitioner(here: Partnership, what: str, at: datetime) -> User:
    """The one practitioner of an agency of her own; all such names are of one length."""
    email, by = f"{what}.alone@{SLUG}.example.test", system_actor(here.pk)
    if there := User.objects.filter(email=email).first():
        return there
    with command("bench.add_agency", by=system_actor(), at=at):
        agency = Agency(slug=f"{SLUG}-{what}", name=f"Invented {what}", short=what, kind="charity")
        agency.save()
    with command("bench.join", by=by, at=at):
        Membership(partnership=here, agency=agency, standing="member").save()
    return add_person(
        by=by, at=at, name="Whimbrel Galena", email=email, agency=agency, roles=(Role.PRACTITIONER,),
        reason="Alone in an agency, for a benchmark.", from_on=FIRST_DAY, invented=True,
    ).person  # fmt: skip


def _give(here: Partnership, person: User, *, at: datetime, over: bool) -> None:
    """Shares of cases that the police lead: over already, or open and each behind the wall."""
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        if Share.objects.filter(agency=person.agency).exists():
            return
        runs = _runs(here, at)
        set_scope(runs)
        for case in RUN.rows(runs).filter(is_over=False, restricted=False).order_by("pk")[:SHARED]:
            facts = {"ended_at": at, "ended_because": "For a benchmark."} if over else {}
            a_share(case=case, agency=person.agency, at=at, **facts)
            set_scope(runs)
            if not over:
                decide(by=runs, at=at, case=case, account=person, shut_out=True, why="For a benchmark.")


def _records(here: Partnership, at: datetime) -> list[tuple[str, str, str]]:
    """Given name, family name and day of birth of people in records that one agency sent, and no other sees."""
    rows, _truth = world_records(RECORDS, seed=3, agencies=1)
    names = [(row[2], row[1], row[4]) for row in rows[0] if row[1] and row[2] and row[4].count("/") == 2]
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        if Feed.objects.exists():
            return names
        agency = Agency.objects.get(slug=f"{SLUG}-fire")
        lead = add_person(
            by=system_actor(here.pk), at=at, name="Dunlin Schist", email=f"lead@{SLUG}.example.test", agency=agency,
            roles=(Role.AGENCY_LEAD,), reason="Sends records for a benchmark.", from_on=FIRST_DAY, invented=True,
        ).person  # fmt: skip
    with transaction.atomic():
        by = actor_for(lead, here, on=timezone.localdate(at))
        send_rows(rows[0], by=by, at=at, agency=agency)
        linked(here, at=at)
    return names


def _in_records(here: Partnership, who: str, client: Client, names: list[tuple[str, str, str]]) -> Question:
    path, drawn = reverse("hub:people", kwargs={"partnership": here.slug}), Random(SEED)
    nobodys = [(no_name(drawn, given), no_name(drawn, family), f"{born[:-4]}1931") for given, family, born in names]

    def asked(given: str, family: str, born: str) -> Any:
        day, month, year = born.split("/")
        typed = {"given": given, "family": family, "born_on_day": day, "born_on_month": month, "born_on_year": year}
        return client.post(path, typed)

    return Question(
        "search of records another agency sent",
        who,
        lambda draw: asked(*draw.choice(names)),
        lambda draw: asked(*draw.choice(nobodys)),
    )
