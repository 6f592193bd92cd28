"""What is hidden answers as what is not there: every address of a record, for each of the cast from whom it is hidden.

The matrix asks for the status alone. Here the whole answer is compared with that to an address nobody's record has: the
same status, kind and length, and the same questions asked of the database. The addresses are those of the matrix, on
the demonstration's rows, so a new screen is among them by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from cairn.foundation.agencies.models import Partnership
from cairn.reference.matrix import HIDDEN, trials
from tests.architecture.test_matrix import SCREENS, Cast, cast, clients  # noqa: F401
from tests.nothing_told import alone

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db, pytest.mark.slow]

# Screens where the matrix asks for a hidden thing of something that she sees: only the thing is another's then.
_OF_WHAT_SHE_SEES = {"plans:evidence-review": {"evidence"}}
_REFERENCE = re.compile(r"[A-Z]{1,3}-[0-9A-Z]+")


def nobodys(address: str) -> str | None:
    """The same address with references and numbers that no record has, of the same length; None where it has none."""
    found = resolve(address)
    wanted = _OF_WHAT_SHE_SEES.get(found.view_name, set(found.kwargs) - {"partnership"})
    kwargs = {
        name: _nobodys(value) if name in wanted else value
        for name, value in found.kwargs.items()
        if name != "partnership"
    }
    if all(kwargs[name] == found.kwargs[name] for name in kwargs):
        return None
    return reverse(found.view_name, kwargs={"partnership": found.kwargs["partnership"], **kwargs})


def _nobodys(value: object) -> object:
    if isinstance(value, int):
        return int("9" * len(str(value)))
    if _REFERENCE.fullmatch(str(value)):
        letters, _, rest = str(value).partition("-")
        return f"{letters}-{'0' * len(rest)}"
    return value


def compared(samples, clients: dict[str, Client], method: str) -> Iterator[str]:  # noqa: F811
    """For each answer about something hidden, how it differs from that about nothing, in words; "" if it does not."""
    for trial in trials(SCREENS, samples):
        if trial.decision != HIDDEN or samples.actors[trial.member] is None:
            continue
        if method == "post" and not trial.route.mark.writes or (none := nobodys(trial.address)) is None:
            continue
        client = clients[trial.member]
        one, other = alone(client, method, trial.address), alone(client, method, none)
        more = [sql[:160] for sql in one.asked if sql not in other.asked]
        yield (
            ""
            if one == other
            else (
                f"{trial.member} {method} {trial.route.name}: {one.status} {one.size} {len(one.asked)}, of nothing"
                f" {other.status} {other.size} {len(other.asked)}; more: {more[:2]}"
            )
        )


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_hidden_answers_as_what_is_not_there(cast: Cast, clients, method):  # noqa: F811
    for client in clients.values():
        client.get("/account/")  # the session is met
    samples = cast.in_partnership(Partnership.objects.get(slug="cumberland"), timezone.localdate())
    found = list(compared(samples, clients, method))
    assert len(found) > 1_000, "Hardly any address was compared."
    assert not any(found), "\n".join(filter(None, found))


def test_an_address_of_nobodys_record_is_made_of_any(cast: Cast):  # noqa: F811
    assert nobodys("/p/cumberland/cases/K-4K7PDX9QW/") == "/p/cumberland/cases/K-000000000/"
    assert nobodys("/p/cumberland/people/12/") == "/p/cumberland/people/99/"
    assert nobodys("/p/cumberland/cases/") is None
