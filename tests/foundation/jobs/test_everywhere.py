"""What is done for every partnership is done in each alone, as Cairn itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from cairn.foundation.accounts.testing import a_partnership
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_each_partnership_is_visited_once_as_cairn_itself_and_what_was_done_is_summed():
    both = [a_partnership(at=AT), a_partnership(at=AT, slug="there")]
    seen = []

    def act(by: Actor, here: Partnership) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cairn.partnership')")
            seen.append((by.user_id, by.partnership_id, here, cursor.fetchone()[0]))
        return 2

    assert in_each_partnership(act) == 4
    assert seen == [(None, here.pk, here, str(here.pk)) for here in both]
