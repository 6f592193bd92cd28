"""A policy is written once, as named row filters, each with a sentence that says why.

Lists (``rows``), single checks (``decide``), "who can see this?" (``who``), the explain page
and the audit reason all come from the same clauses, so they cannot drift apart. Deny wins;
no clause means no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.http import Http404

from cairn.kernel.actors import Actor

EVERY_ROW = Q(pk__isnull=False)
NO_ROW = Q(pk__isnull=True)
REGISTRY: dict[str, Policy] = {}


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
        """The rows the actor may do this to, out of ``base`` or all."""
        rows = self.model._default_manager.all() if base is None else base
        return rows.filter(self.filter(actor))

    def filter(self, actor: Actor) -> Q:
        """The policy as one condition on rows."""
        allowed = NO_ROW
        for clause in self.allow:
            allowed = allowed | clause.rows(actor)
        for clause in self.deny:
            allowed = allowed & ~clause.rows(actor)
        return allowed & self._within(actor)

    def _within(self, actor: Actor) -> Q:
        """Only rows of the partnership acted in, whatever the clauses say."""
        if self.model._meta.label_lower == "agencies.partnership":
            return Q(pk=actor.partnership_id)
        if any(field.attname == "partnership_id" for field in self.model._meta.concrete_fields):
            return Q(partnership_id=actor.partnership_id)
        return EVERY_ROW

    def decide(self, actor: Actor, row: Model) -> Decision:
        """May the actor do this to the row, and by which clause? One query."""
        return self.who(row, [actor])[0]

    def who(self, row: Model, actors: Iterable[Actor]) -> list[Decision]:
        """The decision for each actor about one row; one query for all of them."""
        actors = list(actors)
        clauses = [*((False, clause) for clause in self.deny), *((True, clause) for clause in self.allow)]
        columns = {
            f"holds_{number}_{place}": Case(
                When(clause.rows(actor) & self._within(actor), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
            for number, actor in enumerate(actors)
            for place, (_, clause) in enumerate(clauses)
        }
        found = (
            self.model._default_manager.filter(pk=row.pk).annotate(**columns).values(*columns).first()
            if columns
            else None
        )
        answers = []
        for number, _actor in enumerate(actors):
            answer = Decision(False, "no_clause", self.refusal)
            for place, (allows, clause) in enumerate(clauses):
                if found and found[f"holds_{number}_{place}"]:
                    answer = Decision(allows, clause.name, clause.sentence)
                    break
            answers.append(answer)
        return answers

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


def role(*roles: str, sentence: str, rows: Q = EVERY_ROW, name: str = "") -> Clause:
    """A clause for holders of a role in the partnership, over some rows (all by default)."""
    wanted = frozenset(str(item) for item in roles)

    def covered(actor: Actor) -> Q:
        return rows if actor.has(*wanted) else NO_ROW

    return Clause(name or "role_" + "_or_".join(sorted(wanted)), sentence, covered)


SYSTEM = Clause("system", "Cairn itself does this.", lambda actor: EVERY_ROW if actor.is_system else NO_ROW)
