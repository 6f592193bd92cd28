"""Somebody for every role, a former colleague, and a stranger from another partnership."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cairn.foundation.accounts.services.people import end_grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import a_partnership, a_person, sign_in
from cairn.kernel.actors import system_actor

NAMES = (
    "Juniper Slate",
    "Heron Granite",
    "Linnet Marl",
    "Peregrine Porphyry",
    "Nuthatch Onyx",
    "Cedar Serpentine",
    "Thrush Talc",
    "Yarrow Flint",
)


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def cast(db, at):
    """Key to account: every role by its own name, ``former`` and ``stranger``."""
    cache.clear()
    here = a_partnership(at=at)
    there = a_partnership(at=at, slug="there", agencies=("council", "fire"))
    people = {str(role): a_person(here, role, at=at, name=name) for role, name in zip(Role, NAMES, strict=True)}
    people["former"] = a_person(here, at=at, name="Harebell Haematite")
    end_grant(by=system_actor(here.pk), at=at, grant=people["former"].grants.get(), reason="Moved on.")
    people["stranger"] = a_person(there, Role.ADMINISTRATOR, at=at, name="Teal Topaz")
    people["newcomer"] = a_person(here, at=at, name="Sorrel Gneiss", from_on=timezone.localdate() + timedelta(days=3))
    return people


@pytest.fixture
def browser_of(cast):
    """A browser in which a member of the cast is signed in."""

    def enter(key):
        return sign_in(Client(), cast[key])

    return enter
