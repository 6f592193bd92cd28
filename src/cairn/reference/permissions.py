"""Every policy against every role: which clauses can let it in, which keep it out, and in what words."""

from __future__ import annotations

import contextlib
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Q

from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, REGISTRY, Clause, Policy
from cairn.foundation.accounts.terms import ROLE_SAYS, Role
from cairn.kernel.actors import Actor, system_actor
from cairn.reference.markdown import bullets, code, page, section, table

ALL, SOME, NONE = "all", "some", ""


def every_policy() -> list[Policy]:
    """Every policy there is, by name; reads each app's ``policies`` first, so that none is missing."""
    for config in apps.get_app_configs():
        with contextlib.suppress(ModuleNotFoundError):
            if config.name.startswith("cairn.") and find_spec(f"{config.name}.policies"):
                import_module(f"{config.name}.policies")
    return [REGISTRY[name] for name in sorted(REGISTRY)]


def reach(clause: Clause, actor: Actor) -> str:
    """How far a clause reaches for an actor: ``all`` rows, ``some`` rows, or none ("")."""
    rows = clause.rows(actor)
    if _never(rows):
        return NONE
    return ALL if rows == EVERY_ROW else SOME


def _never(rows: object) -> bool:
    """True for conditions that hold for no row because each way in is closed."""
    if not isinstance(rows, Q):
        return rows == NO_ROW.children[0]
    if rows.negated or not rows.children:
        return False
    closed = [_never(child) for child in rows.children]
    return any(closed) if rows.connector == Q.AND else all(closed)


def actor_with(role: str) -> Actor:
    """Somebody who holds exactly one role, at some agency."""
    return Actor(user_id=1, partnership_id=1, agency_id=1, roles=frozenset({role}))


def permissions_page() -> str:
    """The page ``permissions.md``."""
    policies = every_policy()
    roles = [*((role.value, role.label) for role in Role), ("system", "Cairn itself")]
    actors = {value: actor_with(value) if value != "system" else system_actor(1) for value, _ in roles}
    rows = (
        (code(policy.name), policy.says, *(_sum(policy, actors[value]) for value, _ in roles)) for policy in policies
    )
    return page(
        "Permissions",
        "What each role can do, policy by policy. **all**: every row of the partnership. **some**: the rows that"
        " a clause names, below. A clause that keeps rows back wins over every clause that opens them."
        " A person with two roles has what either gives.",
        section("Roles", table(["Role", "Comes to"], ((role.label, ROLE_SAYS[role]) for role in Role))),
        section("Policies and roles", table(["Policy", "May", *(label for _, label in roles)], rows)),
        section("Clauses", *(_explained(policy, roles, actors) for policy in policies)),
    )


def _sum(policy: Policy, actor: Actor) -> str:
    opened = {reach(clause, actor) for clause in policy.allow}
    kept = any(reach(clause, actor) for clause in policy.deny)
    if ALL in opened:
        return "some" if kept else "all"
    return SOME if SOME in opened else NONE


def _explained(policy: Policy, roles: list[tuple[str, str]], actors: dict[str, Actor]) -> str:
    def holders(clause: Clause) -> str:
        found = [(label, reach(clause, actors[value])) for value, label in roles]
        people = {far for label, far in found if label != "Cairn itself"}
        if len(people) == 1 and people != {NONE}:
            return "everybody" if people == {ALL} else "everybody (some rows)"
        return ", ".join(label if far == ALL else f"{label} (some rows)" for label, far in found if far)

    lines = [f"Keeps back, `{clause.name}`: {clause.sentence} For: {holders(clause)}." for clause in policy.deny]
    lines += [f"Opens, `{clause.name}`: {clause.sentence} For: {holders(clause)}." for clause in policy.allow]
    lines.append(f"Otherwise: {policy.refusal}")
    about = f"About {policy.model._meta.verbose_name_plural}."
    return section(f"{policy.name}: may {policy.says}", about, bullets(lines), level=3)
