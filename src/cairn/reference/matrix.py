"""Every screen against every member of the cast: what the policy decides, and what the site answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model

from cairn.foundation.access.policies import Policy
from cairn.kernel.actors import Actor
from cairn.reference.markdown import code, page, section, table
from cairn.reference.routes import Route
from cairn.reference.samples import Samples

OPENS, REFUSED, HIDDEN, REFUSED_OR_HIDDEN = "opens", "refused", "hidden", "refused or hidden"
# What each decision must look like from outside. A page that opens may send the reader on.
STATUSES = {
    OPENS: frozenset({200, 302}),
    REFUSED: frozenset({403}),
    HIDDEN: frozenset({404}),
    REFUSED_OR_HIDDEN: frozenset({403, 404}),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One member of the cast opening one address.

    Args:
        route: the route.
        member: key of the member of the cast.
        address: with a real row filled in.
        row: that row.
        decision: what the route's policy decides: opens, refused, hidden, or either of the last two.
    """

    route: Route
    member: str
    address: str
    row: Model
    decision: str

    def agrees(self, status: int) -> bool:
        """True when what the site answered is what the policy decides."""
        return status in STATUSES[self.decision]


def trials(routes: Sequence[Route], samples: Samples) -> Iterator[Trial]:
    """For each screen and member: one row for each thing the policy can decide about them.

    Args:
        routes: screens of the staff site; routes without a policy are passed over.
        samples: rows and actors of one partnership.
    """
    for route in routes:
        if route.policy is None:
            continue
        addresses = samples.addresses(route)
        for member, actor in samples.actors.items():
            for decision, key in _one_of_each(route.policy, addresses, actor, samples).items():
                row, address = addresses[key]
                yield Trial(route, member, address, row, decision)


def _one_of_each(policy: Policy, keys: Iterable[int], actor: Actor | None, samples: Samples) -> dict[str, int]:
    """The first row for each thing the policy can decide about an actor: decision to primary key."""
    if actor is None:  # no role here: nothing of the partnership is there for her
        return dict(zip((HIDDEN,), keys, strict=False))
    allowed = samples.allowed(policy, actor)
    visible = samples.visible(policy, actor)
    found: dict[str, int] = {}
    for key in keys:
        if key in allowed:
            decision = OPENS
        elif visible is None:
            decision = REFUSED_OR_HIDDEN
        else:
            decision = REFUSED if key in visible else HIDDEN
        found.setdefault(decision, key)
    return found


def matrix_page(members: Mapping[str, str], answered: Mapping[str, Sequence[tuple[Trial, int]]]) -> str:
    """The page ``access-matrix.md``.

    Args:
        members: key of each member of the cast to a few words about her.
        answered: partnership's name to every trial there and the status the site answered with.
    """
    return page(
        "Access matrix",
        "Each screen, opened by each member of the demonstration's cast on the demonstration's own rows. A test asks"
        " the policy what it decides, opens the page, and fails where the two differ.",
        "**200** opens. **403** is refused, with the reason in a sentence. **404** is not visible, which looks the same"
        " as not there. Two figures: it depends on the row, such as whose action it is. A blank: the demonstration has"
        " no such row. Somebody who is not signed in is sent to the sign-in page from every screen.",
        section("The cast", table(["Key", "Who"], ((code(key), says) for key, says in members.items()))),
        *(section(name, _grid(members, trials_)) for name, trials_ in answered.items()),
        made="<!-- Made by tests/architecture/test_matrix.py with CAIRN_WRITE_MATRIX=1. Change the code, not this. -->",
    )


def _grid(members: Mapping[str, str], answered: Sequence[tuple[Trial, int]]) -> str:
    cells: dict[str, dict[str, set[int]]] = {}
    for trial, status in answered:
        cells.setdefault(trial.route.name, {}).setdefault(trial.member, set()).add(status)
    rows = (
        [code(name), *(" ".join(map(str, sorted(found.get(key, ())))) for key in members)]
        for name, found in cells.items()
    )
    return table(["Screen", *members], rows)
