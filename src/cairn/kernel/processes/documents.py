"""The form of what is written out of a case: letters, agendas, minutes."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.kernel.processes.terms import Names, Sensitivity


@dataclass(frozen=True, slots=True)
class Document:
    """What is written out of a case, when, for whom, and what it must never hold.

    Args:
        to: parties it goes to; the first of them who is in the case. None where it reaches nobody in it.
        who: roles that make it; where none is named, whoever may take the step it tells of.
        until: steps after which it is true no longer; none is made then, unless a step it tells of comes again.
    """

    key: str
    title: str
    template: str
    at: Names
    sensitivity: Sensitivity
    retention: str
    never_holds: Names = ()
    for_whom: str = ""
    to: Names = ()
    who: Names = ()
    until: Names = ()
