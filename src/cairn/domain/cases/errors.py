"""What a service of cases refuses, so that each box of a form can say its own."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.foundation.accounts.errors import Refused
from cairn.kernel.processes.steps import Refusal


class StepRefused(Refused):
    """A step the process does not allow now; ``refusals`` has each reason with what it is about."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(each.says for each in refusals), field=refusals[0].of)
        self.refusals = tuple(refusals)


class CaseMoved(Refused):
    """Somebody else wrote in the case after it was read; nothing is saved, and what was typed stays."""

    def __init__(self) -> None:
        super().__init__("Somebody else wrote in this case meanwhile. Look at what they wrote, then send yours again.")


class NoLongerOpen(Refused):
    """What somebody had before her closed while she wrote; she is told no more than that."""

    def __init__(self) -> None:
        super().__init__("This is not open to you any more.")
