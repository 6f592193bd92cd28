"""Screens of the thread are tried on the demonstration, with its people in browsers of their own."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cairn.demo.people import read_people
from cairn.domain.plans.models import Release
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.testing import sign_in
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

STRATEGY = "cumberland-2025-2030"


def signed_in(key: str) -> Client:
    """A browser in which one of the demonstration's people is signed in, second factor and all."""
    email = next(row["email"] for row in read_people() if row["key"] == key)
    client = Client()
    sign_in(client, User.objects.get(email=email))
    return client


def address(name: str, **kwargs: str) -> str:
    return reverse(f"thread:{name}", kwargs={"partnership": "cumberland", **kwargs})


def waiting(inside: Partnership) -> Release:
    """What was proposed and nobody has checked yet."""
    set_scope(system_actor(inside.pk))
    return Release.objects.get(strategy__slug=STRATEGY, outcome="")


def seen_by(client: Client) -> str:
    """The mark of the preview that a browser was shown."""
    page = client.get(address("publish", slug=STRATEGY)).content.decode()
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


@pytest.fixture
def inside() -> Partnership:
    """Look at the rows of Cumberland from the test itself."""
    partnership = Partnership.objects.get(slug="cumberland")
    set_scope(system_actor(partnership.pk))
    return partnership
