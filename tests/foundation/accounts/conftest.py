"""A partnership with an administrator, an auditor and a contributor, and another partnership."""

import pytest
from allauth.account import app_settings as account_settings
from django.core.cache import cache
from django.utils import timezone

from cairn.foundation.accounts.services import confirming
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import a_partnership, a_person, actor_of
from cairn.foundation.audit.models import Entry


@pytest.fixture
def today():
    """The day it is: sessions and grants are measured against the real clock on the screens."""
    return timezone.localdate()


@pytest.fixture
def at():
    return timezone.now()


@pytest.fixture
def here(db, at):
    cache.clear()
    assert account_settings.RATE_LIMITS["login"]
    return a_partnership(at=at)


@pytest.fixture
def there(here, at):
    return a_partnership(at=at, slug="there", agencies=("council", "fire"))


@pytest.fixture
def admin(here, at):
    return a_person(here, Role.ADMINISTRATOR, at=at, name="Thrush Talc")


@pytest.fixture
def auditor(here, at):
    return a_person(here, Role.INFORMATION_GOVERNANCE, at=at, name="Cedar Serpentine")


@pytest.fixture
def by(admin, here):
    return actor_of(admin, here, Role.ADMINISTRATOR)


@pytest.fixture
def officer(auditor, here):
    return actor_of(auditor, here, Role.INFORMATION_GOVERNANCE)


@pytest.fixture
def lead(here, at):
    """Leads the council, for which everybody here works."""
    return actor_of(a_person(here, Role.AGENCY_LEAD, at=at, name="Hazel Quartz"), here, Role.AGENCY_LEAD)


@pytest.fixture
def nothing_first(monkeypatch):
    """What cases look at before a role begins has tests of its own."""
    monkeypatch.setattr(confirming, "FIRST", [])


@pytest.fixture
def person(here, at):
    return a_person(here, Role.CONTRIBUTOR, at=at, name="Linnet Marl")


@pytest.fixture
def recorded(db):
    """Actions recorded in a chain, oldest first; the installation's chain unless another is named."""
    from cairn.foundation.audit.commands import set_scope
    from cairn.kernel.actors import system_actor

    def read(action: str = "", *, chain: int = 0) -> list[Entry]:
        set_scope(system_actor(chain))
        rows = Entry.objects.filter(chain=chain).order_by("id")
        return list(rows.filter(action=action) if action else rows)

    return read
