"""The conflict wall: shut out whoever may be tied to somebody in a case, and let those who run it decide."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db.models import Q

from cairn.domain.cases import policies
from cairn.domain.cases.models import (
    Case,
    CasePerson,
    Conflict,
    ContactPlan,
    DeclaredTie,
    NameKey,
    Person,
    TiesStated,
)
from cairn.domain.cases.queries.conflicts import AccountMatch, likely_conflicts, running, undecided
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.transfer_wall import look_again_at_transfers
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.same_person.names import forms_of, read_name, words_of

UNDECIDED = (
    "Look at the conflict wall first: of the people who would see this case, these may be tied to somebody in it: "
)
ASK_WHO_RUNS = "This cannot be done now. Ring whoever runs cases of this kind: they can see to it at once."
#: Looks again where contexts above name people: a partnership, the words of the names a tie is about, and the moment.
TIED: list[Callable[[int, frozenset[str], datetime], None]] = []


class DecidedMeanwhile(Refused):
    """Somebody else decided about an account after it was read; the sentence says what, and nothing is saved."""

    def __init__(self, row: Conflict) -> None:
        word = "keeps them out" if row.shut_out else "lets them in"
        super().__init__(
            f"{row.decided_by.name} decided about them meanwhile, and {word}: “{row.why}” Save again to put yours in "
            "its place.",
            field="shut_out",
        )


def look_again(case: Case, at: datetime) -> None:
    """Shut out at once whoever matches strongly and was not decided about; nobody is asked, nobody is told.

    Called when a case is handed over, shared or listed, and when somebody is added to it. Whoever would
    decide is shut out by any match: nobody decides about herself.
    """
    with as_system(case.partnership_id):
        _shut_out_found(case, likely_conflicts(case, at=at), at=at)


def look_again_for(person: Person, at: datetime) -> None:
    """Look again at every case somebody is in, whether it is open to the actor or not; last in a command."""
    with as_system(person.partnership_id):
        rows = CasePerson.objects.filter(person=person, removed_at__isnull=True)
        cases = list(Case.objects.filter(pk__in=rows.values("case")).order_by("pk"))
    for case in cases:
        look_again(case, at)


def shut_out_unasked(case: Case, match: AccountMatch, *, at: datetime) -> None:
    """Shut one account out until somebody decides; inside ``as_system``."""
    Case.objects.select_for_update().get(pk=case.pk)
    row = Conflict.objects.filter(case_id=case.pk, user=match.user).first()
    if row is not None and (row.shut_out or match.conflict is None or row.decided_at != match.conflict.decided_at):
        return  # it is done already, or was decided after this look
    row = row or Conflict(partnership_id=case.partnership_id, user=match.user)
    row.shut_out, row.why = True, " ".join(match.reasons)
    row.decided_at, row.decided_by = at, None
    row.case = case
    with command("cases.shut_out", by=system_actor(case.partnership_id), at=at):
        row.save()


def require_decided(case: Case, *, by: Actor, agencies: Collection[int], at: datetime) -> None:
    """Refuse while an account of one of the agencies matches somebody in a case and nobody decided.

    Args:
        case: about to be shared with them, or listed where they will see it.
        agencies: their numbers.

    Raises:
        Refused: naming the accounts to whoever runs the case; to anybody else not even what stands in the way.
    """
    waiting = [user for user in undecided(case, at=at) if user.agency_id in agencies]
    if waiting and not policies.RUN.decide(by, case).allowed:
        raise Refused(ASK_WHO_RUNS)
    if waiting:
        raise Refused(f"{UNDECIDED}{', '.join(user.name for user in waiting)}.", field="agency")


def decide(
    *, by: Actor, at: datetime, case: Case, account: User, shut_out: bool, why: str, tie: str = "",
    seen_at: datetime | None = None,
) -> Conflict:  # fmt: skip
    """Shut one account out of a case, or clear it, with a reason; by hand too, where nothing matched.

    Args:
        seen_at: when what was decided before was read; None where nothing was read.

    Raises:
        Forbidden: by somebody who does not run cases of this kind.
        DecidedMeanwhile: when somebody else decided about the account since; nothing is saved.
        Refused: about herself, or without a reason.
    """
    policies.RUN.require(by, case)
    if account.pk == by.user_id:
        raise Refused("Choose a person from the list.", field="account")
    if not why.strip():
        raise Refused("Say why.", field="why")
    Case.objects.select_for_update().get(pk=case.pk)
    row = Conflict.objects.select_related("decided_by").filter(case=case, user=account).first()
    if row is not None and row.decided_by is not None and seen_at is not None and row.decided_at > seen_at:
        raise DecidedMeanwhile(row)
    row = row or Conflict(partnership_id=case.partnership_id, case=case, user=account)
    row.shut_out, row.why, row.tie = shut_out, why, tie
    row.decided_at, row.decided_by_id = at, by.user_id
    with command("cases.decide_conflict", by=by, at=at):
        row.save()
    return row


def save_tie(*, by: Actor, at: datetime, declared: DeclaredTie | None = None, **facts: object) -> DeclaredTie:
    """Declare a tie in general, or change one's own; a job then looks at every case, without saying in which.

    Args:
        declared: the row to change; None for a new one.
        facts: tie, name, born_on, phones, address.
    """
    from procrastinate.contrib.django import app

    row = declared or DeclaredTie(partnership_id=by.partnership_id, user_id=by.user_id)
    if row.user_id != by.user_id or by.user_id is None:
        raise Refused("Everybody declares their own ties.")
    if not str(facts.get("name", row.name)).strip():
        raise Refused("Enter their name.", field="name")
    for name, value in facts.items():
        setattr(row, name, value)
    row.declared_at = at
    with command("cases.declare_tie", by=by, at=at):
        row.save()
        # Always, and never here: how long this takes must not tell whether there is such a case.
        app.configure_task("cases.look_for_tie").defer(partnership=by.partnership_id, tie=row.pk)
    return row


def state_ties(*, by: Actor, at: datetime) -> TiesStated:
    """Write down that somebody has declared every tie she knows of; none at all is an answer too.

    Raises:
        Refused: where nobody is signed in.
    """
    if by.user_id is None:
        raise Refused("Everybody declares their own ties.")
    row = TiesStated(partnership_id=by.partnership_id, user_id=by.user_id, at=at)
    with command("cases.state_ties", by=by, at=at):
        row.save()
    return row


def delete_tie(*, by: Actor, at: datetime, tie: DeclaredTie) -> None:
    """Take back a tie of one's own. What the wall shut out meanwhile stays shut until somebody decides."""
    if tie.user_id != by.user_id:
        raise Refused("Everybody declares their own ties.")
    with command("cases.delete_tie", by=by, at=at):
        tie.delete()


def look_before(grant: Grant) -> bool:
    """Have an account looked at by a job before a role that opens cases takes effect; whether the role waits for it.

    Never here: how long this takes must not tell whoever confirms it whether somebody in a case has that name.
    """
    from procrastinate.contrib.django import app

    if grant.role != Role.PRACTITIONER:
        return False
    app.configure_task("cases.look_for_account").defer(partnership=grant.partnership_id, grant=grant.pk)
    return True


def look_for_tie(partnership_id: int, tie: int, *, at: datetime) -> None:
    """Look again at the cases, over or not, of people with one of the names of whom a tie is about.

    Args:
        tie: its number; of one taken back meanwhile nothing is done.
    """
    with as_system(partnership_id):
        row = DeclaredTie.objects.filter(pk=tie).first()
        if row is None:
            return
        words = _words_for(row.name)
        _look_for(row.user_id, words, partnership_id, at=at)
    _look_further(partnership_id, words, at=at)


def look_for_account(partnership_id: int, grant: int, *, at: datetime) -> None:
    """Look at the cases of people an account may be, or be tied to, before a role that opens cases takes effect.

    Args:
        grant: the number of the role; of one that waits no more nothing is done.
    """
    with as_system(partnership_id):
        row = Grant.objects.filter(pk=grant, partnership_id=partnership_id, waits=True).select_related("user").first()
        if row is None or row.confirmed_at is None:
            return
        words = _words_for(row.user.name)
        for tie in DeclaredTie.objects.filter(user_id=row.user_id):
            words |= _words_for(tie.name)
        _look_for(row.user_id, words, partnership_id, at=at, e_mail=row.user.email)
    _look_further(partnership_id, words, at=at)


def _words_for(name: str) -> set[str]:
    """What somebody of a name may be found under."""
    words = {*read_name(name).parts, *words_of(name)}
    return words | {form for word in words for form in forms_of(word)}


def _look_for(user_id: int, words: Collection[str], partnership_id: int, *, at: datetime, e_mail: str = "") -> None:
    """Look at the cases, over or not, of people with one of some words in their names; inside ``as_system``."""
    people = NameKey.objects.filter(partnership_id=partnership_id, word__in=sorted(words)).values("person")
    found = Q(person__in=people)
    if e_mail:
        reached = ContactPlan.objects.filter(partnership_id=partnership_id, e_mails__icontains=e_mail)
        found |= Q(person__in=reached.values("person"))
    inside = CasePerson.objects.filter(found, removed_at__isnull=True)
    for case in Case.objects.filter(pk__in=inside.values("case")).order_by("pk"):
        _shut_out_found(case, likely_conflicts(case, at=at, user_id=user_id), at=at)


def _look_further(partnership_id: int, words: Collection[str], *, at: datetime) -> None:
    """Ask what came from other areas and waits, and the contexts above, as well."""
    look_again_at_transfers(partnership_id, at=at)
    for look in TIED:
        look(partnership_id, frozenset(words), at)


def _shut_out_found(case: Case, found: Collection[AccountMatch], *, at: datetime) -> None:
    """Of the matches nobody decided about, shut out the strong ones, and any of who would decide; as Cairn itself."""
    found = [match for match in found if not match.is_decided]
    decides = running(case) if found else set()
    for match in found:
        if match.strong or match.user.pk in decides:
            shut_out_unasked(case, match, at=at)
