"""What tests of strategies share: an invented partnership, and a file that uses every part of the form."""

from __future__ import annotations

import pytest

from cairn.domain.plans.testing_world import found_world
from cairn.domain.strategies.api import CannotLoad, load_strategy
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

FULL = """\
format = "cairn-strategy/1"

[strategy]
slug = "fellshire-2027-2030"
partnership = "fellshire"
title = "Fellshire safety plan 2027 to 2030"
public_title = "Fellshire: our promises 2027 to 2030"
kind = "community_safety"
about = "What it is for."
starts_on = 2027-04-01
ends_on = 2030-03-31
source = "text"

[decision]
title = "Approve the plan"
maker = "Cabinet"
status = "Approved"
key_decision = true
call_in = false
purpose = "To approve it."
decided_on = 2027-03-01
decision = ["(a) To approve the plan"]

[[source]]
key = "text"
title = "The plan"
publisher = "Fellshire Council"

[[source]]
key = "minutes"
title = "The minutes"
publisher = "Fellshire Council"

[[governance]]
body = "fell-council"
part = "leads"
text = "The council owns it."

[[theme]]
key = "prevention"
title = "Prevention"

[[theme.commitment]]
id = "P1"
text = "Teach respect in every school."
plain = "We will teach respect in every school."
responsible = ["fell-council"]
supporting = ["fell-police"]
responsible_basis = "proposed"

[[theme.commitment]]
id = "P2"
text = "Train staff to ask."
plain = "We will train staff to ask."
responsible = ["fell-health"]
responsible_basis = "published"
owned_elsewhere = "fell-police"

[[theme.change]]
key = "children-know"
text = "Children know whom to tell."

[[theme.activity]]
key = "lessons"
level = "primary"
text = "Lessons in every school."
serves = ["P1"]
leads_to = ["children-know"]

[[theme.measure]]
key = "schools"
text = "Schools that teach it."
serves = ["P1"]

[[theme]]
key = "support"
title = "Support"

[[same_promise]]
this = "P1"
other = "fellshire-2025-2030/CP1"
note = "Both teach children."
"""


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


@pytest.fixture
def load(world):
    """Load a file, FULL unless another is given, and look at the rows of Fellshire afterwards."""

    def loaded(text: str = FULL) -> str:
        try:
            return load_strategy(text=text, at=world.at)
        finally:
            set_scope(system_actor(world.partnership.pk), command_id="")

    return loaded


@pytest.fixture
def refused(load):
    """Load a file that must be refused; gives each problem as (the line it names, what it says)."""

    def told(text: str) -> list[tuple[str, str]]:
        with pytest.raises(CannotLoad) as refusal:
            load(text)
        rows = text.splitlines()
        return [(rows[found.line - 1], found.says) for found in refusal.value.problems]

    return told
