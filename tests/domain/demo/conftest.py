"""What tests of the demonstration share: one of its partnerships."""

import pytest

from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor


@pytest.fixture
def cumberland() -> Partnership:
    """Cumberland, looked at by Cairn itself."""
    partnership = Partnership.objects.get(slug="cumberland")
    set_scope(system_actor(partnership.pk))
    return partnership
