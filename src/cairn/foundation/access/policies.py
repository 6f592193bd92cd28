"""A policy is written once, as named row filters, each with a sentence that says why.

Lists (``rows``), single checks (``decide``), "who can see this?" (``who``), the explain page
and the audit reason all come from the same clauses, so they cannot drift apart. Deny wins;
no clause means no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.core.signals import setting_changed
from django.db import connection
from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.dispatch import receiver
from django.http import Http404

from cairn.foundation.audit.terms import IN_PARTNERSHIP, INSTALLATION
from cairn.kernel.actors import Actor

EVERY_ROW = Q(pk__isnull=False)
NO_ROW = Q(pk__isnull=True)
REGISTRY: dict[str, Policy] = {}
_ANY_KEY = -7_305_862_114_907_311  # stands for the row's key in a question that is written down


@dataclass(frozen=True, slots=True)
class Clause:
    """One reason to allow or deny.

    Args:
        name: short, stable, used in tests and audit, such as ``own_agency``.
        sentence: the reason as read by the person it is about.
        rows: actor to the rows it covers. Filter on the row's own columns or ``pk__in`` a
            subquery: a join over many rows would repeat rows, and chained joins leak them.
    """

    name: str
    sentence: str
    rows: Callable[[Actor], Q]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one question, with the clause that gave it."""

    allowed: bool
    clause: str
    sentence: str


NO_CLAUSE = Decision(False, "no_clause", "No rule gives you this.")


class Forbidden(PermissionDenied):
    """The thing may be seen, but this may not be done to it; carries the sentence."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.sentence)
        self.decision = decision


@dataclass(frozen=True)
class Policy:
    """Who may do one thing to one kind of row.

    Args:
        name: ``context.verb`` such as ``plans.update``.
        says: the thing allowed, as the end of "may ...", such as "update an action".
        model: the kind of row.
        allow: clauses of which one must hold.
        deny: clauses of which none may hold.
        refusal: what to tell somebody whom no clause allows.
    """

    name: str
    says: str
    model: type[Model]
    allow: tuple[Clause, ...]
    deny: tuple[Clause, ...] = ()
    refusal: str = NO_CLAUSE.sentence

    def __post_init__(self) -> None:
        if REGISTRY.setdefault(self.name, self) is not self:
            raise ValueError(f"Two policies are called {self.name}.")

    def rows(self, actor: Actor, base: QuerySet | None = None) -> QuerySet:
        """The rows the actor may do this to, out of ``base`` or all; none, and no query, where no clause can hold."""
        rows = self.model._default_manager.all() if base is None else base
        found = self.filter(actor)
        return rows.none() if found is NO_ROW else rows.filter(found)

    def filter(self, actor: Actor) -> Q:
        """The policy as one condition on rows; clauses that settle themselves stay out of the query."""
        return _condition(self.name, actor)

    def _within(self, actor: Actor) -> Q:
        """Only rows of the partnership acted in, whatever the clauses say."""
        column = self._partnership_column()
        return Q(**{column: actor.partnership_id}) if column else EVERY_ROW

    def _covers(self, actor: Actor, row: Model) -> bool:
        """``_within`` for a row in hand."""
        column = self._partnership_column()
        return column is None or getattr(row, column) == actor.partnership_id

    def _fenced_further(self) -> bool:
        """True where the database hides rows inside the partnership too, such as evidence an agency keeps."""
        fence = getattr(self.model, "fence", INSTALLATION)
        return fence.reads not in (None, IN_PARTNERSHIP.reads)

    def _partnership_column(self) -> str | None:
        if self.model._meta.label_lower == "agencies.partnership":
            return "pk"
        named = any(field.attname == "partnership_id" for field in self.model._meta.concrete_fields)
        return "partnership_id" if named else None

    def decide(self, actor: Actor, row: Model) -> Decision:
        """May the actor do this to the row, and by which clause? One query at most."""
        return self.who(row, [actor])[0]

    def who(self, row: Model, actors: Iterable[Actor]) -> list[Decision]:
        """The decision for each actor about one row; one query at most for all of them.

        Deny clauses are asked before allow clauses, each in order; the first that holds decides.
        A clause that covers no row or every row for an actor is settled without the database.
        """
        return _decisions(row, [(self, actor) for actor in actors])

    def steps(self, actor: Actor) -> list[tuple[bool, Clause, Q]]:
        """The clauses that could decide, each with what it does and covers, up to the first that is certain to."""
        steps: list[tuple[bool, Clause, Q]] = []
        for allows, clause in (*((False, clause) for clause in self.deny), *((True, clause) for clause in self.allow)):
            rows = clause.rows(actor)
            if rows is NO_ROW:
                continue
            steps.append((allows, clause, rows))
            if rows is EVERY_ROW:
                break
        return steps

    def one(self, actor: Actor, base: QuerySet | None = None, **lookup: object) -> Model:
        """The one row the actor may do this to, or 404: not visible and not there look the same."""
        row = self.rows(actor, base).filter(**lookup).first()
        if row is None:
            raise Http404("There is nothing here for you to see.")
        return row

    def require(self, actor: Actor, row: Model) -> Decision:
        """Refuse with the sentence unless the actor may do this.

        Raises:
            Forbidden: carrying the decision.
        """
        decision = self.decide(actor, row)
        if not decision.allowed:
            raise Forbidden(decision)
        return decision


def decide_all(wanted: Mapping[str, Policy], actor: Actor, row: Model) -> dict[str, Decision]:
    """The decisions of many policies about one row, by the same rules as one; one query at most for all of them.

    Args:
        wanted: name to policy; all of the row's model.
        actor: who asks.
        row: any row; one of another partnership, or hidden by the fence, is refused.
    """
    return dict(zip(wanted, _decisions(row, [(policy, actor) for policy in wanted.values()]), strict=True))


@lru_cache(maxsize=4096)
def _condition(name: str, actor: Actor) -> Q:
    """A policy's condition for an actor, made once: it depends on nothing else (``_written`` says why)."""
    policy = REGISTRY[name]
    allowed = [rows for clause in policy.allow if (rows := clause.rows(actor)) is not NO_ROW]
    if not allowed:
        return NO_ROW
    found = policy._within(actor)
    if not any(rows is EVERY_ROW for rows in allowed):
        found &= reduce(or_, allowed)
    for clause in policy.deny:
        if (rows := clause.rows(actor)) is not NO_ROW:
            found &= ~rows
    return found


def _decisions(row: Model, questions: Sequence[tuple[Policy, Actor]]) -> list[Decision]:
    """May each actor do what each policy is about to the row? The one evaluation of clauses."""
    covered = [number for number, (policy, actor) in enumerate(questions) if policy._covers(actor, row)]
    found = [Decision(False, "no_clause", policy.refusal) for policy, _actor in questions]
    wanted = tuple((questions[number][0].name, questions[number][1]) for number in covered)
    # Who else may do it is asked about a hundred people at once: too long to keep for each list of them.
    write = _written if len({actor for _name, actor in wanted}) == 1 else _written.__wrapped__
    asked = write(type(row), wanted)
    for number, decision in zip(covered, asked.answered(row.pk), strict=True):
        found[number] = decision
    return found


@dataclass(frozen=True, slots=True)
class _Step:
    """A clause that may decide a question; ``column`` says whether it holds, or is "" where that is certain."""

    allows: bool
    clause: Clause
    column: str


@dataclass(frozen=True, slots=True)
class _Written:
    """Questions of some actors about one row, as one statement; "" where none need be asked."""

    questions: tuple[tuple[Policy, tuple[_Step, ...]], ...]
    sql: str = ""
    params: tuple[object, ...] = ()

    def answered(self, pk: object) -> list[Decision]:
        """The decision of each question about the row with this key."""
        held: Mapping[str, bool] = {}
        if self.sql:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, [pk if value == _ANY_KEY else value for value in self.params])
                found = cursor.fetchone()
                if found is None:  # the fence hides it
                    return [Decision(False, "no_clause", policy.refusal) for policy, _steps in self.questions]
                held = dict(zip((column.name for column in cursor.description), found, strict=True))
        return [_first_that_holds(policy, steps, held) for policy, steps in self.questions]


@lru_cache(maxsize=1024)
def _written(model: type[Model], asked: tuple[tuple[str, Actor], ...]) -> _Written:
    """Write the questions of a kind of row as SQL, once for whoever asks.

    A clause depends on the actor alone and leaves time to the database, so what is written for somebody holds
    for every row and until the process ends. Writing takes Django longer than PostgreSQL takes to answer.
    """
    columns: dict[str, Case] = {}
    questions = []
    for number, (name, actor) in enumerate(asked):
        steps = []
        for place, (allows, clause, rows) in enumerate(REGISTRY[name].steps(actor)):
            column = "" if rows is EVERY_ROW else f"holds_{number}_{place}"
            if column:
                columns[column] = Case(When(rows, then=Value(True)), default=Value(False), output_field=BooleanField())
            steps.append(_Step(allows, clause, column))
        questions.append((REGISTRY[name], tuple(steps)))
    if not columns and not any(policy._fenced_further() for policy, _steps in questions):
        return _Written(tuple(questions))
    rows = model._default_manager.filter(pk=_ANY_KEY).annotate(**columns).order_by().values("pk", *columns)
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return _Written(tuple(questions), sql, tuple(params))


def _first_that_holds(policy: Policy, steps: Iterable[_Step], held: Mapping[str, bool]) -> Decision:
    for step in steps:
        if not step.column or held[step.column]:
            return Decision(step.allows, step.clause.name, step.clause.sentence)
    return Decision(False, "no_clause", policy.refusal)


@receiver(setting_changed)
def _forget_written(**_kwargs: object) -> None:
    """Some clauses read what a setting names, such as the kinds of cases; only tests change one."""
    _written.cache_clear()
    _condition.cache_clear()


def role(*roles: str, sentence: str, rows: Q = EVERY_ROW, name: str = "") -> Clause:
    """A clause for holders of a role in the partnership, over some rows (all by default)."""
    wanted = frozenset(str(item) for item in roles)

    def covered(actor: Actor) -> Q:
        return rows if actor.has(*wanted) else NO_ROW

    return Clause(name or "role_" + "_or_".join(sorted(wanted)), sentence, covered)


SYSTEM = Clause("system", "Cairn itself does this.", lambda actor: EVERY_ROW if actor.is_system else NO_ROW)
