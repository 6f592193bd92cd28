"""What may leave of one period of a measure: everyone, and everyone broken down several ways.

The breakdowns share the total and nothing else, and a part may itself be divided: so many of so many, where the
others are a count of people too. For tables of this form what an attacker can work out is known exactly: what he
knows of a count, of those it is out of, and of the others are three ranges that fit each other, and sums of such
ranges fit too (they are generalised polymatroids; Frank, 1984). So nothing is searched for and nothing is
estimated: after each figure that is withheld, the very range of every count is worked out again.

The rule is that of ``protecting``: every small count keeps at least ``threshold - 1`` possible values. It is first
sought for somebody who is told which counts are small; where that cannot be had, for anybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cairn.kernel.disclosure.ranges import (
    ENDLESS,
    EVERYONE,
    Bounds,
    Group,
    attacked,
    both,
    closed,
    range_of_group,
    together_of,
)
from cairn.kernel.disclosure.rules import Rule

Range = tuple[int, int]
SOME, WHOLE = "some", "whole"
Figure = tuple[Group, str]  # a group, and which of its two numbers
_REST = "\0the rest"  # people of the total whom no group of a dimension holds


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, or how many out of how many.

    Args:
        some: the count.
        whole: those it is a part of; None for a plain count.
    """

    some: int
    whole: int | None = None

    @property
    def others(self) -> int:
        """The whole without those counted: people too."""
        return 0 if self.whole is None else self.whole - self.some


@dataclass(frozen=True)
class Circumstances:
    """What is settled before anything is decided.

    Args:
        known: figures somebody has already, with their ranges: withholding them hides nothing.
        hidden: figures that stay withheld.
        fixed: figures another table shows or needs as well; whoever attacks is taken to know them exactly.
        earlier: ranges that an earlier release gave a figure that has changed since. The difference is a count too.
        absent: dimensions of which nothing leaves.
        required: groups whose exact counts an Act requires, however small; the others are protected all the same.
    """

    known: Mapping[Figure, Range] = field(default_factory=dict)
    hidden: Collection[Figure] = ()
    fixed: Collection[Figure] = ()
    earlier: Mapping[Figure, Iterable[Range]] = field(default_factory=dict)
    absent: Collection[str] = ()
    required: Collection[Group] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What of one period must not leave.

    Args:
        hidden: figures withheld, those of absent dimensions among them.
        absent: dimensions of which nothing leaves.
        given_away: small counts that earlier releases give away, whatever is withheld now.
    """

    hidden: frozenset[Figure]
    absent: frozenset[str]
    given_away: frozenset[Group]


NOTHING = Kept(frozenset(), frozenset(), frozenset())


def protect_breakdowns(counts: Mapping[Group, Counted], rule: Rule, given: Circumstances | None = None) -> Kept:
    """Decide what of one period must not leave.

    Args:
        counts: of everyone and of each group of each dimension.
        rule: what the audience may be shown.
        given: what other tables and earlier releases settle.

    Returns:
        What is withheld. Where the parts of a dimension are more than everyone, they are taken for separate counts.
    """
    if rule.exempt:
        return NOTHING
    return _Table(counts, rule, given or Circumstances()).protected()


def ranges_of(shown: Mapping[Group, Mapping[str, Range]]) -> dict[Figure, Range]:
    """What somebody knows who has these figures, each with its range, and knows that groups make up everyone.

    Args:
        shown: ranges by group and by ``SOME`` or ``WHOLE``; a withheld one is left out.
    """
    plain = not any(WHOLE in numbers for numbers in shown.values())
    ends = {
        group: closed((*numbers.get(SOME, (0, ENDLESS)), 0, 0 if plain else ENDLESS, *numbers.get(WHOLE, (0, ENDLESS))))
        for group, numbers in shown.items()
    }
    found = attacked(ends, {group[0] for group in shown if group[0]})
    return {
        (group, name): ((one[0], one[1]) if name == SOME else (one[4], one[5]))
        for group, one in found.items()
        for name in ((SOME,) if plain else (SOME, WHOLE))
    }


# ---- one period


class _Table:
    """One period while it is decided on."""

    def __init__(self, counts: Mapping[Group, Counted], rule: Rule, given: Circumstances) -> None:
        self.rule, self.given = rule, given
        self.counts = dict(counts)
        self.plain = all(one.whole is None for one in counts.values())
        self.names = (SOME,) if self.plain else (SOME, WHOLE)
        self.members: dict[str, list[Group]] = {}
        for group in counts:
            if group[0]:
                self.members.setdefault(group[0], []).append(group)
        self.complete = {name for name, groups in self.members.items() if self._make_up_everyone(name, groups)}
        self.hidden: set[Figure] = set(given.hidden)
        self.absent: set[str] = set(given.absent)
        self.given_away: set[Group] = set()
        self.kept_from = {group: self._protected(group) for group in self.counts}
        self.ends: tuple[dict[Group, Bounds], dict[Group, Bounds]] = ({}, {})  # as worked out; strict ones second

    def _make_up_everyone(self, name: str, groups: list[Group]) -> bool:
        """Whether the parts of a dimension are no more than everyone; adds the people whom none of them holds."""
        everyone = self.counts.get(EVERYONE)
        if everyone is None:
            return False
        some = everyone.some - sum(self.counts[group].some for group in groups)
        others = everyone.others - sum(self.counts[group].others for group in groups)
        if some < 0 or others < 0:
            return False
        if some or others:
            group = (name, _REST)
            self.counts[group] = Counted(some, None if self.plain else some + others)
            groups.append(group)
        return True

    # ---- the steps

    def protected(self) -> Kept:
        if not self._anything():
            return NOTHING
        for group, places in self.kept_from.items():
            if places and group[1] != _REST:
                self.hidden |= {
                    (group, name)
                    for name in self.names
                    if self.rule.is_small(self._count(group, name)) and self._hides((group, name))
                }
        self._everyone()
        for name in self.members:
            if name not in self.absent:
                self._dimension(name)
        self._again()
        hidden = {
            (group, name)
            for group in self.counts
            for name in self.names
            if group[1] != _REST and ((group, name) in self.hidden or group[0] in self.absent)
        }
        return Kept(frozenset(hidden), frozenset(self.absent), frozenset(self.given_away))

    def _anything(self) -> bool:
        if self.given.hidden or self.given.absent or self.given.earlier:
            return True
        return any(
            self.rule.is_small(one.some)
            or (one.whole is not None and (self.rule.is_small(one.whole) or self.rule.is_small(one.others)))
            for one in self.counts.values()
        )

    def _everyone(self) -> None:
        """The total by itself. It is never given up for a part; and where it is withheld, so are its parts."""
        if EVERYONE not in self.counts:
            return
        for name in (WHOLE, SOME) if (EVERYONE, WHOLE) in self.given.earlier else (SOME, WHOLE):
            if not self._weak([EVERYONE], {EVERYONE: self._closed_ends(EVERYONE)}):
                break
            if name in self.names and self._hides((EVERYONE, name)):
                self._hide((EVERYONE, name))
        else:
            if self._weak([EVERYONE], {EVERYONE: self._closed_ends(EVERYONE)}):
                self.given_away.add(EVERYONE)
        if any((EVERYONE, name) in self.hidden for name in self.names):
            self._drop(self.members)

    def _hide(self, figure: Figure) -> None:
        self.hidden.add(figure)
        for ends in self.ends:
            ends.pop(figure[0], None)

    def _show(self, figure: Figure) -> None:
        self.hidden.discard(figure)
        for ends in self.ends:
            ends.pop(figure[0], None)

    def _drop(self, names: Iterable[str]) -> None:
        """Let nothing of some dimensions leave."""
        self.absent |= set(names)
        for ends in self.ends:
            ends.clear()

    def _dimension(self, name: str) -> None:
        """Withhold what the small counts of one dimension need."""
        if not any(self.kept_from[group] for group in self.members[name]):
            return
        for strict in (True, False):
            given_up: set[Group] = set()
            while weak := [one for one in self._weak_of(name, strict) if one not in given_up]:
                if not self._helped(name, weak[0], strict):
                    given_up.add(weak[0])
            self._show_again(name, given_up, strict)
            if given_up and not strict:
                self._drop([name])
                return

    def _show_again(self, name: str, given_up: set[Group], strict: bool) -> None:
        """What was withheld on the way and is not needed in the end is shown: the dearest first."""
        spare = [
            (group, number)
            for group in self.members[name]
            for number in self.names
            if (group, number) in self.hidden
            and (group, number) not in self.given.hidden
            and not self.rule.is_small(self._count(group, number))
        ]
        for figure in sorted(spare, key=lambda one: self._count(*one), reverse=True) if len(spare) > 1 else ():
            self._show(figure)
            if set(self._weak_of(name, strict)) - given_up:
                self._hide(figure)

    def _again(self) -> None:
        """All dimensions together: where one of them still tells something of another, it does not leave."""
        while True:
            found = self._found()
            weak = self._weak(self.counts, found)
            if not weak:
                return
            going = {group[0] for group in weak if group[0]} - self.absent
            if not going and set(self.members) - self.absent:
                going = set(self.members)
            if not going:
                self.given_away |= set(weak)
                return
            self._drop(going)

    def _helped(self, name: str, group: Group, strict: bool) -> bool:
        """Withhold the figure that makes the range of a small count longer and costs the reader least."""
        one = self.counts[group]
        own = next((figure for figure in self._candidates(name, group) if figure[0] == group), None)
        if own and self.rule.is_small(one.others) and not any((group, name) in self.hidden for name in self.names):
            self._hide(own)  # while both are shown, so are the others
            return True
        before = self._reach(name, group, strict)
        for figure in self._candidates(name, group):
            self._hide(figure)
            if self._reach(name, group, strict) > before:
                return True
            self._show(figure)
        return False

    def _candidates(self, name: str, group: Group) -> Iterator[Figure]:
        own = [(group, one) for one in self.names] if group[1] != _REST else []
        others = [
            (one, number)
            for number in self.names
            for one in sorted(self.members[name], key=lambda one, number=number: self._cost(one, number))
            if one != group and one[1] != _REST
        ]
        for figure in (*own, *others):
            if figure not in self.hidden and self._hides(figure):
                yield figure

    def _cost(self, group: Group, name: str) -> tuple[bool, bool, int, Group]:
        """A group that has lost its value already goes first; then the smallest that is not small itself."""
        count, lost = self._count(group, name), any((group, one) in self.hidden for one in self.names)
        return not lost, count < self.rule.threshold, count, group

    def _hides(self, figure: Figure) -> bool:
        """Whether withholding a figure hides anything: not where it is known, nor where nobody is counted."""
        group, name = figure
        if figure in self.given.known or figure in self.given.fixed or group in self.given.required:
            return False
        return bool(self._count(group, name)) or self.rule.zeros_too

    def _count(self, group: Group, name: str) -> int:
        one = self.counts[group]
        return one.some if name == SOME else (one.whole or 0)

    # ---- what an attacker finds

    def _found(self) -> dict[Group, Bounds]:
        return attacked({group: self._closed_ends(group) for group in self.counts}, self.complete)

    def _weak_of(self, name: str, strict: bool) -> list[Group]:
        groups = [group for group in self.members[name] if self.kept_from[group]]
        return self._weak(groups, self._found_in(name, groups, strict))

    def _found_in(self, name: str, groups: Iterable[Group], strict: bool) -> dict[Group, Bounds]:
        """What an attacker finds of some groups of a dimension, from it and from everyone."""
        ends = {group: self._closed_ends(group, strict) for group in self.members[name]}
        if name not in self.complete:
            return ends
        together = together_of(ends.values())
        everyone = both(self._closed_ends(EVERYONE), together)
        return {group: range_of_group(ends[group], together, everyone) for group in groups}

    def _reach(self, name: str, group: Group, strict: bool) -> tuple[int, int]:
        """How many values the shortest and all of the protected numbers of a group can have."""
        one = self._found_in(name, [group], strict)[group]
        lengths = [min(one[2 * place + 1] - one[2 * place], self.rule.threshold) for place in self.kept_from[group]]
        return min(lengths), sum(lengths)

    def _protected(self, group: Group) -> list[int]:
        """Which of some, others and whole must not be worked out: 0, 1, 2."""
        one = self.counts[group]
        if group in self.given.required:
            return []
        found = [0] if self.rule.is_small(one.some) or (group, SOME) in self.given.earlier else []
        if one.whole is not None:
            found += [1] if self.rule.is_small(one.others) else []
            found += [2] if self.rule.is_small(one.whole) or (group, WHOLE) in self.given.earlier else []
        return found

    def _weak(self, groups: Iterable[Group], found: Mapping[Group, Bounds]) -> list[Group]:
        """Groups of whom a protected count is known too nearly, or how it changed since an earlier release."""
        return [
            group
            for group in groups
            if any(self._too_near(group, place, found[group]) for place in self.kept_from[group])
        ]

    def _too_near(self, group: Group, place: int, one: Bounds) -> bool:
        low, high = one[2 * place], one[2 * place + 1]
        enough, one_count = self.rule.threshold - 1, self.counts[group]
        count = (one_count.some, one_count.others, one_count.whole or 0)[place]
        if self.rule.is_small(count) and high - low + 1 < enough:
            return True
        if place == 1:
            return False
        ranges = self.given.earlier.get((group, WHOLE if place else SOME), ())
        return any((high - first) - (low - last) + 1 < enough for first, last in ranges)

    def _closed_ends(self, group: Group, strict: bool = False) -> Bounds:
        ends = self.ends[strict]
        if group not in ends:
            ends[group] = self._worked_out(group, strict)
        return ends[group]

    def _worked_out(self, group: Group, strict: bool) -> Bounds:
        one = self.counts[group]
        some, whole = self._ends((group, SOME), strict), (0, ENDLESS)
        if one.whole is None:
            return closed((*some, 0, 0, *whole))
        whole = self._ends((group, WHOLE), strict)
        return closed((*some, *self._ends_of_others(group, strict), *whole))

    def _ends(self, figure: Figure, strict: bool) -> Range:
        """What is known of one figure by itself."""
        group, name = figure
        count = self._count(group, name)
        if figure in self.given.fixed or group in self.given.required:
            return count, count
        if figure in self.given.known:
            return self.given.known[figure]
        if group[1] == _REST or group[0] in self.absent:
            return 0, ENDLESS
        if figure not in self.hidden:
            return self.rule.reach_of(count)
        if not count and not self.rule.zeros_too:
            return 0, ENDLESS
        if not strict:
            return self.rule.least, ENDLESS
        small = self.rule.is_small(count)
        return (self.rule.least, self.rule.threshold - 1) if small else (self.rule.threshold, ENDLESS)

    def _ends_of_others(self, group: Group, strict: bool) -> Range:
        """Others are never shown; that a figure is withheld may tell that there are some."""
        others = self.counts[group].others
        if group[1] == _REST or group[0] in self.absent or not others:
            return 0, ENDLESS
        if not any((group, name) in self.hidden for name in self.names) or self.rule.zeros_too:
            return 0, ENDLESS
        if strict:
            return (1, self.rule.threshold - 1) if self.rule.is_small(others) else (self.rule.threshold, ENDLESS)
        return 1, ENDLESS
