"""What a process says of its cases with others: repeats, flags on files, and transfers to other areas."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.kernel.processes.terms import Names


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """That a case of the same people, soon after the last referral, is proposed as a repeat.

    Args:
        parties: each of them is somebody in both cases.
        window: the clock that runs from each referral; while it runs, a further one is a repeat.
        records: the event by which it is confirmed in the later case.
        confirms: a detail of it, answered with yes.
        last_on: a detail of it, the day of the last referral.
        restarts: the event in the earlier case with which the window begins again.
        again_on: a detail of it, the day of the further referral.
        tells, told: a further event in the later case and its detail, answered with yes, for whoever has that case:
            that it is a repeat, and nothing of the other case.
    """

    key: str
    title: str
    parties: Names
    window: str
    records: str
    confirms: str
    last_on: str
    restarts: str
    again_on: str
    basis: Names = ()
    tells: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class FlagRule:
    """That agencies mark their own files while a window runs, and take the mark off when it has run out.

    Args:
        window: the clock.
        asks: steps after which the agencies that have the case are asked to mark their files.
        off: the move that is taken by itself when the window has run out.
    """

    key: str
    title: str
    window: str
    asks: Names
    off: str
    basis: Names = ()


@dataclass(frozen=True, slots=True)
class TransferRule:
    """How a case goes on to another area.

    Args:
        sends: the move that ends the case here, once it was received there.
        confirmed_on: a detail of it, the day on which it was received.
        opens: the move that opens it there.
        records: the event there that keeps the day of the last referral.
        last_on: a detail of it, that day.
        window: the clock that begins with each referral.
        sections: what goes with it as a whole; how people are reached goes by its own rule.
    """

    key: str
    title: str
    sends: str
    confirmed_on: str
    opens: str
    records: str
    last_on: str
    window: str
    sections: Names
    basis: Names = ()
