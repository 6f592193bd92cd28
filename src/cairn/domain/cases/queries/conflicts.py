"""Which staff accounts might be somebody in a case, or be tied to them: found without asking anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Address, Case, CasePerson, Conflict, ContactPlan, DeclaredTie, Person, Post, Share
from cairn.domain.cases.policies import IN_FORCE
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.terms import ShareAs, Tie
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import given_grants
from cairn.kernel.same_person.finding import ADDRESS, WORTH_SHOWING, Born, Known, compared
from cairn.kernel.same_person.names import Likeness, likeness, misspelled, read_name


@dataclass(frozen=True, slots=True)
class AccountMatch:
    """One account and the person in the case it matches most, with what was decided about it.

    Attributes:
        reasons: a sentence for each thing the two have in common.
        strong: the same name with nothing against it, a like name with another thing, a way to reach them, or a tie
            they declared.
        newest_at: when the last strong match became one: the person came into the case, or the tie was declared.
        conflict: the row of the wall; None where there is none yet.
    """

    user: User
    person: str
    points: int
    reasons: tuple[str, ...]
    strong: bool
    newest_at: datetime
    conflict: Conflict | None

    @property
    def is_decided(self) -> bool:
        """Whether somebody looked, and nobody who matches came into the case and no tie was declared since."""
        row = self.conflict
        if row is None or row.decided_by_id is None:
            return False
        return row.shut_out or not (self.strong and self.newest_at > row.decided_at)


@dataclass(frozen=True, slots=True)
class _InCase:
    known: Known
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class _Side:
    """One thing an account is known by: itself, or somebody it declared a tie to; and since when, where declared."""

    known: Known
    tie: DeclaredTie | None = None
    since: datetime | None = None


def likely_conflicts(case: Case, *, at: datetime, user_id: int | None = None) -> list[AccountMatch]:
    """Every account of the partnership that might be somebody in a case or be tied to them, the likeliest first.

    Args:
        case: the case; hidden or not.
        at: the moment it is.
        user_id: look at one account alone.
    """
    return matches_in(case.pk, case.partnership_id, at=at, user_id=user_id)


def undecided(case: Case, *, at: datetime) -> list[User]:
    """The accounts that match somebody in a case and about which nobody decided; for whoever runs it alone."""
    return [match.user for match in likely_conflicts(case, at=at) if not match.is_decided]


def matches_in(case_id: int, partnership_id: int, *, at: datetime, user_id: int | None = None) -> list[AccountMatch]:
    """As ``likely_conflicts``, by the number of a case; 0 is none, and asks the same of the database."""
    with as_system(partnership_id):
        people = _people(case_id)
        sides = _accounts(partnership_id, at=at, user_id=user_id)
        decided = {row.user_id: row for row in Conflict.objects.filter(case_id=case_id)}
    found = [_best(user, known, people, decided.get(user.pk)) for user, known in sides]
    return sorted((each for each in found if each), key=lambda each: (-each.points, each.user.pk))


def accounts_alike(people: Iterable[Known], partnership_id: int, *, at: datetime) -> list[int]:
    """The accounts of a partnership that might be, or be tied to, one of some people who are in no case there yet."""
    with as_system(partnership_id):
        sides = _accounts(partnership_id, at=at, user_id=None)
    inside = [_InCase(known, known.ref, at) for known in people]
    return sorted(user.pk for user, known in sides if _best(user, known, inside, None))


def accounts_tied(people: Sequence[Known], partnership_id: int, *, at: datetime) -> list[frozenset[int]]:
    """For each of some people who need be in no case: the accounts that match them strongly, as the wall asks it."""
    with as_system(partnership_id):
        sides = _accounts(partnership_id, at=at, user_id=None)
    found = []
    for known in people:
        best = [_best(user, mine, [_InCase(known, known.ref, at)], None) for user, mine in sides] if known.names else []
        found.append(frozenset(each.user.pk for each in best if each is not None and each.strong))
    return found


def _accounts(partnership_id: int, *, at: datetime, user_id: int | None) -> list[tuple[User, list[_Side]]]:
    """Every account with each thing it is known by; inside ``as_system``."""
    users = _users(partnership_id, at=at, user_id=user_id)
    ties: dict[int, list[DeclaredTie]] = defaultdict(list)
    for tie in DeclaredTie.objects.filter(user_id__in=[user.pk for user in users] or [0]):
        ties[tie.user_id].append(tie)
    return [(user, _sides(user, ties[user.pk])) for user in users]


def _users(partnership_id: int, *, at: datetime, user_id: int | None) -> list[User]:
    # Those whose role waits to be confirmed as well: the wall has looked at them before it takes effect.
    grants = Grant.objects.filter(given_grants(timezone.localdate(at)), partnership_id=partnership_id)
    users = User.objects.filter(pk__in=grants.values("user"), is_active=True).select_related("agency")
    return list(users.filter(pk=user_id) if user_id is not None else users)


def _people(case_id: int) -> list[_InCase]:
    """Everybody in a case with every way to reach them, but for those at work; always the same four queries."""
    rows = CasePerson.objects.filter(case_id=case_id, removed_at__isnull=True)
    added = {
        person: at
        for person, at, party, kind in rows.values_list("person_id", "added_at", "party", "case__kind")
        if not _is_at_work(kind, party)
    }
    phones, mails, addresses = defaultdict(list), defaultdict(list), defaultdict(list)
    for person_id, some_phones, some_mails in ContactPlan.objects.filter(person__in=rows.values("person")).values_list(
        "person_id", "phones", "e_mails"
    ):
        phones[person_id] += some_phones
        mails[person_id] += some_mails
    for person_id, lines, postcode in Address.objects.filter(person__in=rows.values("person")).values_list(
        "person_id", "lines", "postcode"
    ):
        addresses[person_id].append(f"{lines} {postcode}")
    return [
        _InCase(
            Known(
                row.ref, (row.name, *row.other_names), _born(row), tuple(phones[row.pk]), tuple(mails[row.pk]),
                tuple(addresses[row.pk]),
            ),
            row.name,
            added[row.pk],
        )
        for row in Person.objects.filter(pk__in=rows.values("person")).order_by("pk")
        if row.pk in added
    ]  # fmt: skip


def _is_at_work(kind: str, party: str) -> bool:
    """Whether somebody is in a case by their work: else whoever writes down a colleague would shut her out."""
    found = kind_of(kind)
    return found is not None and party in found.newest.parties and found.newest.parties[party].at_work


def _born(row: Person) -> Born | None:
    return Born(row.born_year, row.born_month, row.born_day) if row.born_year else None


def _sides(user: User, ties: Iterable[DeclaredTie]) -> list[_Side]:
    """What somebody said of herself is her own; each other tie is a person of its own."""
    ties = list(ties)
    own = [tie for tie in ties if tie.tie == Tie.PARTY]
    born = next((tie.born_on for tie in own if tie.born_on), None)
    herself = Known(
        f"account {user.pk}",
        (user.name, *(tie.name for tie in own)),
        Born.on(born) if born else None,
        tuple(number for tie in own for number in tie.phones),
        (user.email,),
        tuple(tie.address for tie in own if tie.address),
    )
    told = max((tie.declared_at for tie in own), default=None)
    others = (tie for tie in ties if tie.tie != Tie.PARTY)
    return [_Side(herself, since=told), *(_Side(_tied(tie), tie, tie.declared_at) for tie in others)]


def _tied(tie: DeclaredTie) -> Known:
    return Known(
        f"tie {tie.pk}",
        (tie.name,),
        Born.on(tie.born_on) if tie.born_on else None,
        tuple(tie.phones),
        (),
        (tie.address,) if tie.address else (),
    )


def _best(
    user: User, sides: Iterable[_Side], people: Iterable[_InCase], conflict: Conflict | None
) -> AccountMatch | None:
    best: AccountMatch | None = None
    newest = None
    for side in sides:
        for person in people:
            points, reasons = compared(side.known, person.known)
            if points < WORTH_SHOWING and not _named_alike(side.known, person.known, points):
                continue
            strong = side.tie is not None or _is_strong(side.known, person.known, points)
            if strong:
                newest = max(filter(None, (newest, person.added_at, side.since)))
            if side.tie is not None:
                reasons = (f"They declared a tie: {side.tie.get_tie_display().lower()}.", *reasons)
            found = AccountMatch(user, person.name, points, reasons, strong, person.added_at, conflict)
            if best is None or (found.strong, found.points) > (best.strong, best.points):
                best = found
    if best is None or newest is None:
        return best
    return AccountMatch(user, best.person, best.points, best.reasons, True, newest, conflict)


def _named_alike(account: Known, person: Known, points: int) -> bool:
    """A name that is spelled otherwise, or of which an initial stands for the given one, with nothing against it.

    Elsewhere that alone is not worth anybody's time. Here it costs one look, and what is missed costs far more: of
    most accounts nothing but the name is known, and names are misheard and mistyped.
    """
    if points < Likeness.INITIAL:
        return False
    pairs = [(read_name(one), read_name(other)) for one in account.names for other in person.names]
    return any(misspelled(*pair) or likeness(*pair) is Likeness.INITIAL for pair in pairs)


def _is_strong(account: Known, person: Known, points: int) -> bool:
    """The same name, or a like one and another thing; or a telephone, an e-mail address or a home, which few share.

    The same name alone is enough, for a birth is seldom known of the person and hardly ever of the account. Another
    date of birth, where both are known, takes points away, and then the name alone is not.
    """
    named, _ = compared(Known(account.ref, account.names), Known(person.ref, person.names))
    reached, _ = compared(_reach(account), _reach(person))
    same = named >= Likeness.OTHER_ORDER and points >= named
    return same or (named >= Likeness.INITIAL and points > named) or reached >= ADDRESS


def _reach(known: Known) -> Known:
    return Known(known.ref, (), None, known.phones, known.e_mails, known.addresses)


def deciders(case: Case) -> set[int]:
    """Who runs cases of its kind at the agency that leads it, and is not shut out; asked as Cairn itself."""
    return running(case) - set(Conflict.objects.filter(case=case, shut_out=True).values_list("user_id", flat=True))


def running(case: Case) -> set[int]:
    """Who runs cases of its kind at the agency that leads it, shut out or not; asked as Cairn itself."""
    kind = kind_of(case.kind)
    role = kind.newest.lead_role if kind else ""
    lead = Share.objects.filter(case=case, standing=ShareAs.LEAD, ended_at__isnull=True).values("agency")
    posts = Post.objects.filter(
        IN_FORCE, partnership_id=case.partnership_id, kind=case.kind, role=role, user__agency__in=lead
    )
    return set(posts.values_list("user_id", flat=True))


def cases_nobody_decides(partnership_id: int) -> set[int]:
    """Cases with a match nobody looked at, and nobody left to look; asked as Cairn itself."""
    waiting = Conflict.objects.filter(partnership_id=partnership_id, shut_out=True, decided_by__isnull=True)
    cases = Case.objects.filter(pk__in=waiting.values("case"))
    return {case.pk for case in cases if not process_for(case).states[case.state].unsent and not deciders(case)}


# What of a case the audit keeps under a reference of its own, beside the case and the people in it.
KEPT_KINDS = ("case", "person in cases", "file flag", "repeat", "transfer", "half form")


def kept_from() -> dict[str, list[str]]:
    """What the wall keeps from whoever is acting, as the audit names it: kind of subject to references.

    For leaving out of records and lists; never shown. One query, walled or not.
    """
    found: dict[str, list[str]] = {kind: [] for kind in KEPT_KINDS}
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, ref FROM cairn_kept_from()")
        for kind, ref in cursor.fetchall():
            found[kind].append(ref)
    return found
