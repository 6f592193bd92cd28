"""What of measures must not leave: each period by itself, what counts the same thing together, and what left before.

Two measures may count the same people, or one may count what another one is out of. Then a count that one withholds
must not stand in the other. Such a count is *shared*: where it is small, nothing of its breakdown leaves in either
measure; else whoever attacks is taken to know it exactly, so that nothing rests on its being unknown.

The same count may also have left for a longer or a shorter time: a quarter, and then its months. No longer time leaves
over one that is withheld; and where the longer one left already, none of its parts does while one of them is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from cairn.domain.measures.models import Measure
from cairn.domain.measures.released.sheets import (
    DENOMINATOR,
    NUMERATOR,
    Part,
    Sheet,
    counting_of,
    required_of,
    rule_for,
)
from cairn.domain.publishing.api import LeavingFigure, LeavingMeasure
from cairn.kernel.disclosure import (
    EVERYONE,
    Audience,
    Circumstances,
    Group,
    Kept,
    Range,
    Rule,
    Why,
    protect_breakdowns,
    ranges_of,
)

_ROUNDS = 4  # of telling every measure what another one had to withhold; then what is shared is withheld altogether
Shown = dict[Group, dict[str, int | None]]  # what an earlier copy showed; None where it withheld
Side = tuple[int, str]  # a measure and which of its numbers
Days = tuple[date, date]  # first and last
_A_DAY = timedelta(days=1)


def decide(
    sheets: Mapping[int, Sequence[Sheet]], audience: Audience, before: Sequence[Mapping[str, LeavingMeasure]]
) -> None:
    """Mark on each sheet what is withheld from an audience.

    What partners are refused, residents are refused as well: who has both copies then knows no more than partners.

    Args:
        sheets: by measure.
        audience: not members, from whom nothing is withheld.
        before: every earlier copy, by the reference of its measures, oldest first.
    """
    if audience is Audience.PUBLIC:
        decide(sheets, Audience.PARTNERS, before)
    if (rule := audience.rule) is None:
        return
    _Deciding(sheets, rule, [_of_audience(copy, audience) for copy in before]).run()


def _of_audience(copy: Mapping[str, LeavingMeasure], audience: Audience) -> dict[str, LeavingMeasure]:
    return {ref: one for ref, one in copy.items() if one.audience == audience}


@dataclass(slots=True)
class _Shared:
    """Counts by the measures that have them, most in only one, as one release under way knows them.

    Args:
        gone: dimensions, "" for everyone, of which nothing leaves for any time that overlaps these days.
        withheld: the same, of what an earlier copy withheld: nothing leaves for a longer time.
    """

    classes: list[list[Side]] = field(default_factory=list)
    by_side: dict[Side, int] = field(default_factory=dict)
    gone: dict[int, set[tuple[str, Days]]] = field(default_factory=dict)
    withheld: dict[int, set[tuple[str, Days]]] = field(default_factory=dict)

    def several(self, side: Side) -> int | None:
        """The number of a count that several measures have; None where only this one has it."""
        number = self.by_side.get(side)
        return None if number is None or len(self.classes[number]) == 1 else number

    def goes(self, number: int, dimension: str, days: Days) -> bool:
        """No measure shows a dimension of this count for these days; True when that is new."""
        gone = self.gone.setdefault(number, set())
        if (dimension, days) in gone:
            return False
        gone.add((dimension, days))
        return True

    def gone_from(self, number: int, days: Days) -> set[str]:
        """Dimensions, "" for everyone, that no measure shows in a period."""
        gone = {name for name, other in self.gone.get(number, ()) if _overlap(days, other)}
        return gone | {name for name, other in self.withheld.get(number, ()) if _longer(days, other)}


class _Deciding:
    """One release for one audience."""

    def __init__(
        self, sheets: Mapping[int, Sequence[Sheet]], rule: Rule, before: Sequence[Mapping[str, LeavingMeasure]]
    ) -> None:
        self.sheets, self.rule, self.before = sheets, rule, [copy for copy in before if copy]
        self.measures = {key: rows[0].measure for key, rows in sheets.items() if rows}
        self.counting = counting_of(sheets)
        self.by_ref = {measure.ref: key for key, measure in self.measures.items()}
        self.shared = self._classes()
        self.earlier = self._earlier()

    def run(self) -> None:
        self._small_shared()
        self._other_lengths()
        linked = {side[0] for members in self.shared.classes if len(members) > 1 for side in members}
        for key, rows in self.sheets.items():
            if key not in linked:
                for sheet in rows:
                    self._apply(sheet)
        again = [sheet for key in linked for sheet in self.sheets[key]]
        for _ in range(_ROUNDS):
            if not any([self._told(sheet, self._apply(sheet)) for sheet in again]):
                return
        for side in self.shared.by_side:
            if (number := self.shared.several(side)) is not None:
                for sheet in self.sheets[side[0]]:
                    self.shared.goes(number, "", sheet.days)
        for sheet in again:
            self._apply(sheet)

    # ---- one sheet

    def _apply(self, sheet: Sheet) -> bool:
        """Protect one sheet; True where what is shared with other measures keeps it from being protected."""
        stuck = False
        for part in sheet.parts(self.counting, self.rule):
            kept = protect_breakdowns(part.counts, part.rule, self._given(sheet, part))
            sheet.withheld |= {(group, part.names[name]) for group, name in kept.hidden}
            if kept.given_away:
                stuck = True
                self._withhold_all(sheet, part, kept)
        return stuck

    def _withhold_all(self, sheet: Sheet, part: Part, kept: Kept) -> None:
        """What an earlier release or another measure gives away is at least not repeated."""
        dimensions, required = {group[0] for group in kept.given_away}, required_of(sheet.measure)
        sheet.withheld |= {
            (group, name)
            for group in part.counts
            for name in part.names.values()
            if group not in required and ("" in dimensions or group[0] in dimensions)
        }

    def _given(self, sheet: Sheet, part: Part) -> Circumstances:
        hidden, absent, fixed, required = set(), set(), set(), required_of(sheet.measure)
        for own, name in part.names.items():
            side = sheet.measure.pk, name
            gone = self.shared.gone_from(self.shared.by_side[side], sheet.days)
            shared = self.shared.several(side) is not None
            absent |= gone
            if "" in gone:
                hidden.add((EVERYONE, own))
                absent |= {group[0] for group in part.counts}
            for group in part.counts:
                if (group, name) in sheet.withheld:
                    hidden.add((group, own))
                elif shared and group[0] not in gone and "" not in gone:
                    fixed.add((group, own))
        known, changed = self._since(sheet, part, hidden)
        absent.discard("")
        hidden = {(group, own) for group, own in hidden if group not in required}
        changed = {(group, own): ranges for (group, own), ranges in changed.items() if group not in required}
        return Circumstances(known=known, hidden=hidden, fixed=fixed, earlier=changed, absent=absent, required=required)

    # ---- what was shown before

    def _earlier(self) -> dict[tuple[int, str], dict[tuple[date, date], list[Shown]]]:
        """By measure: the distinct tables that earlier copies showed of each period."""
        found: dict = defaultdict(lambda: defaultdict(list))
        for key, measure in self.measures.items():
            for copy in self.before:
                for one in copy.values():
                    if names := self._same_counts(measure, one):
                        for days, shown in _shown_in(one, names).items():
                            if shown not in found[key][days]:
                                found[key][days].append(shown)
        return found

    def _same_counts(self, measure: Measure, one: LeavingMeasure) -> dict[str, str]:
        """Which of an earlier copy's numbers are those of a measure: its own, or of one that counted the same."""
        if one.ref == measure.ref:
            return {NUMERATOR: NUMERATOR, DENOMINATOR: DENOMINATOR}
        if one.ref in self.by_ref or one.frequency != measure.frequency:
            return {}
        theirs = {NUMERATOR: words_of(one.numerator), DENOMINATOR: words_of(one.denominator)}
        ours = {name: words_of(getattr(measure, name)) for name in self.counting[measure.pk]}
        return {a: b for a, said in theirs.items() for b, words in ours.items() if said and said == words}

    def _since(self, sheet: Sheet, part: Part, hidden: set) -> tuple[dict, dict]:
        """What is known already, and what has changed since; adds to ``hidden`` what was withheld before."""
        known, changed = {}, defaultdict(list)
        for shown in self.earlier[sheet.measure.pk].get((sheet.start, sheet.end), ()):
            ranges = None
            for own, name in part.names.items():
                for group, count in part.counts.items():
                    if name not in shown.get(group, {}):
                        continue
                    earlier, now = shown[group][name], (count.some if own == "some" else count.whole or 0)
                    if earlier is None:
                        hidden.add((group, own))
                    elif part.rule.rounded(now) == earlier:
                        known[group, own] = part.rule.reach_of(now)
                    elif abs(part.rule.rounded(now) - earlier) - part.rule.round_to < part.rule.threshold:
                        ranges = ranges or _known_then(shown, part)
                        low, high = ranges.get((group, own), (earlier, earlier))
                        changed[group, own].append((low, high) if low <= high else (earlier, earlier))
        return {figure: one for figure, one in known.items() if figure not in hidden}, dict(changed)

    # ---- what measures have in common

    def _classes(self) -> _Shared:
        sides = [(key, name) for key, names in self.counting.items() for name in sorted(names)]
        group = {side: {side} for side in sides}
        for one, other in combinations(sides, 2):
            if one[0] != other[0] and self._same(one, other) and group[one] is not group[other]:
                group[one] |= group[other]
                for side in group[one]:
                    group[side] = group[one]
        classes = list({id(members): sorted(members) for members in group.values()}.values())
        return _Shared(classes, {side: number for number, members in enumerate(classes) for side in members})

    def _same(self, one: Side, other: Side) -> bool:
        """Whether two numbers count the same: of one indicator; or by their words, and alike at some time."""
        first, second = self.measures[one[0]], self.measures[other[0]]
        if first.indicator and first.indicator == second.indicator and one[1] == other[1]:
            return True
        said = words_of(getattr(first, one[1]))
        if not said or said != words_of(getattr(second, other[1])):
            return False
        if first.frequency != second.frequency:
            return True
        totals = {(s.start, s.end): s.value(EVERYONE, one[1]) for s in self.sheets[one[0]] if EVERYONE in s.cells}
        return any(
            EVERYONE in s.cells and totals.get((s.start, s.end)) == s.value(EVERYONE, other[1])
            for s in self.sheets[other[0]]
        )

    def _small_shared(self) -> None:
        """What is small in one measure leaves none of those that count the same."""
        for number, members in enumerate(self.shared.classes):
            if len(members) == 1:
                continue
            seen: dict[tuple[Group, date, date], list[tuple[str, int]]] = defaultdict(list)
            for key, name in members:
                measure = self.measures[key]
                rule = rule_for(measure, self.rule)
                tells = measure.indicator and 2 * rule.round_to <= rule.threshold  # rounding hides a difference
                for sheet in self.sheets[key]:
                    for group in sheet.cells:
                        count, others = sheet.value(group, name), seen[group, sheet.start, sheet.end]
                        near = tells and any(
                            indicator == measure.indicator and 0 < abs(count - other) < rule.threshold
                            for indicator, other in others
                        )
                        if group in required_of(measure):
                            continue
                        if near or rule.is_small(count):
                            self.shared.goes(number, group[0], sheet.days)
                        others.append((measure.indicator, count))

    def _told(self, sheet: Sheet, stuck: bool) -> bool:
        """Where a sheet could not be protected because others show its counts, they show them no longer."""
        if not stuck:
            return False
        numbers = [
            (number, group[0])
            for group, name in sheet.withheld
            if (number := self.shared.several((sheet.measure.pk, name))) is not None
        ]
        return any([self.shared.goes(number, dimension, sheet.days) for number, dimension in numbers])

    # ---- the same count for a longer and a shorter time

    def _other_lengths(self) -> None:
        """What is small must not be worked out from a longer time and the rest of it."""
        copies = self._left_before()
        for number, members in enumerate(self.shared.classes):
            lengths = {self.measures[key].frequency for key, _ in members}
            left = [(one, name) for one, name in copies.get(number, ()) if {one.frequency} != lengths]
            if left or len(lengths) > 1:
                self._across(number, members, left)

    def _left_before(self) -> dict[int, list[tuple[LeavingMeasure, str]]]:
        """By the number of a count: the measures of earlier copies that had it, and as which of their numbers."""
        by_words: dict[str, set[int]] = defaultdict(set)
        for (key, name), number in self.shared.by_side.items():
            by_words[words_of(getattr(self.measures[key], name))].add(number)
        found: dict[int, list[tuple[LeavingMeasure, str]]] = defaultdict(list)
        for one in (one for copy in self.before for one in copy.values()):
            for name in (NUMERATOR, DENOMINATOR):
                if one.ref in self.by_ref:
                    own = self.shared.by_side.get((self.by_ref[one.ref], name))
                    numbers = set() if own is None else {own}
                else:
                    said = words_of(getattr(one, name))
                    numbers = by_words.get(said, set()) if said else set()
                for number in numbers:
                    found[number].append((one, name))
        return found

    def _across(self, number: int, members: list[Side], left: list[tuple[LeavingMeasure, str]]) -> None:
        here, small, before = defaultdict(dict), defaultdict(set), defaultdict(dict)
        rules = [rule_for(self.measures[key], self.rule) for key, _ in members]
        sheets = [(sheet, name, rule) for (key, name), rule in zip(members, rules, strict=True)
                  for sheet in self.sheets[key]]  # fmt: skip
        for sheet, name, rule in sheets:
            for group in sheet.cells:
                count = sheet.value(group, name)
                here[group[0]].setdefault(sheet.days, {})[group] = count
                if rule.is_small(count) and group not in required_of(sheet.measure):
                    small[group[0]].add(sheet.days)
        longest = max((end - start for start, end in (sheet.days for sheet, _, _ in sheets)), default=None)
        for one, name in left:
            for days, shown in _shown_in(one, {name: name}).items():
                for group, numbers in shown.items():
                    if (count := numbers[name]) is not None:
                        before[group[0]].setdefault(days, {})[group] = count
                    elif longest is not None and days[1] - days[0] < longest:
                        self.shared.withheld.setdefault(number, set()).add((group[0], days))
        for dimension in here.keys() | before.keys():
            gaps = set(_small_rests({**before[dimension], **here[dimension]}, rules))
            for days in gaps:
                self.shared.goes(number, dimension, days)
            for days in small[dimension] | gaps:
                for whole in before[dimension]:
                    if _longer(whole, days):
                        self.shared.goes(number, dimension, whole)


def _overlap(days: Days, other: Days) -> bool:
    return days[0] <= other[1] and other[0] <= days[1]


def _longer(days: Days, other: Days) -> bool:
    """Whether some days reach over a part or all of some others, and are more."""
    return _overlap(days, other) and days[1] - days[0] > other[1] - other[0]


def _small_rests(counts: Mapping[Days, Mapping[Group, int]], rules: Sequence[Rule]) -> Iterator[Days]:
    """When the rest of a longer time is small, whose other parts are known."""
    for whole, numbers in counts.items():
        parts, rests, day = [], [], whole[0]
        inside = [days for days in counts if _longer(whole, days) and whole[0] <= days[0] and days[1] <= whole[1]]
        for start, end in sorted(inside, key=lambda days: (days[0], days[0] - days[1])):
            if start >= day:
                rests += [(day, start - _A_DAY)] if start > day else []
                parts.append(counts[start, end])
                day = end + _A_DAY
        rests += [(day, whole[1])] if parts and day <= whole[1] else []
        for group, count in numbers.items() if rests else ():
            if all(group in part for part in parts):
                rest = count - sum(part[group] for part in parts)
                if any(rule.is_small(rest) for rule in rules):
                    yield from rests


def words_of(text: str) -> str:
    """Words by which two counts are compared."""
    return " ".join(text.casefold().replace(".", " ").split())


def _shown_in(one: LeavingMeasure, names: Mapping[str, str]) -> dict[tuple[date, date], Shown]:
    """What an earlier copy showed, by period, under the names the numbers have in the measure at hand."""
    found: dict[tuple[date, date], Shown] = defaultdict(dict)
    for series in one.series:
        for figure in series.figures:
            days = date.fromisoformat(figure.start), date.fromisoformat(figure.end)
            numbers = dict(_numbers(figure, names))
            if numbers:
                found[days][series.dimension, series.category] = numbers
    return found


def _numbers(figure: LeavingFigure, names: Mapping[str, str]) -> Iterator[tuple[str, int | None]]:
    for theirs, ours in names.items():
        number = getattr(figure, theirs)
        if number is not None:
            yield ours, int(number)
        elif figure.why == Why.WITHHELD:
            yield ours, None


def _known_then(shown: Shown, part: Part) -> dict:
    """What somebody knew who had an earlier table; figures it showed, narrowed by each other."""
    own_name = {name: own for own, name in part.names.items()}
    ranges: dict[Group, dict[str, Range]] = {
        group: {
            own_name[name]: part.rule.reach_of(count)
            for name, count in numbers.items()
            if count is not None and name in own_name
        }
        for group, numbers in shown.items()
    }
    return ranges_of(ranges) if EVERYONE in ranges else {}
