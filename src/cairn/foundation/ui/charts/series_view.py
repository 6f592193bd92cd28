"""What a control chart shows, as plain frozen values; and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.kernel.chart_scales import Every, number_words

from .icons import Icon


@dataclass(frozen=True, kw_only=True)
class ControlPoint:
    """One period.

    Attributes:
        on: its first day.
        name: the period in words.
        value: None leaves a gap.
        look: one of ``looks.LOOKS``; everything but ``usual`` is special.
        side: 1 for high or rising, -1 for low or falling.
        why: why it is special, in words.
        provisional: drawn hollow.
    """

    on: date
    name: str
    value: float | None
    look: str = "usual"
    side: int = 0
    why: str = ""
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Points from ``first`` to ``last`` (both within) that share a mean and limits; None draws none."""

    first: int
    last: int
    centre: float | None
    lower: float | None
    upper: float | None
    trial: bool = False


@dataclass(frozen=True, kw_only=True)
class Break:
    """A recorded change, drawn as an upright line before the point at ``index``."""

    index: int
    words: str


@dataclass(frozen=True, kw_only=True)
class ControlView:
    """All that is drawn.

    Attributes:
        key: names the chart on its page: letters, digits, - and _.
        title: what is measured.
        caption: what the chart says, in sentences.
        target: a line of its own; ``band`` draws two, the ends within which is good.
        unit: above the axis, such as “per 1,000 residents”; a sign such as “%” stands at each number.
        floor, ceiling: limits beyond these are drawn at them, as no value can be there.
        places: decimals of the values in words; None suits each.
        invented: words such as “Invented for demonstration”, shown in the drawing itself.
    """

    key: str
    title: str
    caption: str
    every: Every
    points: tuple[ControlPoint, ...]
    stretches: tuple[Stretch, ...] = ()
    unit: str = ""
    target: float | None = None
    target_words: str = "Target"
    band: tuple[float, float] | None = None
    breaks: tuple[Break, ...] = ()
    floor: float | None = 0.0
    ceiling: float | None = None
    places: int | None = None
    variation: Icon | None = None
    assurance: Icon | None = None
    invented: str = ""

    @property
    def suffix(self) -> str:
        """What stands right behind each number."""
        return self.unit if self.unit in ("%", "°") else ""

    def words(self, value: float | None) -> str:
        """A value as people read it; nothing for none."""
        return "" if value is None else number_words(value, places=self.places) + self.suffix

    def within(self, value: float | None) -> float | None:
        """A limit as it is drawn."""
        if value is None:
            return None
        if self.floor is not None:
            value = max(self.floor, value)
        return value if self.ceiling is None else min(self.ceiling, value)

    def stretch_of(self, index: int) -> Stretch | None:
        """The stretch a point is in."""
        return next((one for one in self.stretches if one.first <= index <= one.last), None)

    @property
    def aims(self) -> tuple[tuple[float, str], ...]:
        """What is aimed at: value and words."""
        ends = tuple(zip(self.band, ("Band from", "Band to"), strict=True)) if self.band else ()
        return ((self.target, self.target_words), *ends) if self.target is not None else ends

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return ("Period", "Value", "Mean", "Lower limit", "Upper limit", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table, oldest first."""
        rows = []
        for index, point in enumerate(self.points):
            lines = self.stretch_of(index)
            limits = (lines.centre, self.within(lines.lower), self.within(lines.upper)) if lines else (None,) * 3
            notes = [one.words for one in self.breaks if one.index == index]
            notes += [point.why] if point.why else []
            notes += ["provisional"] if point.provisional else []
            note = "; ".join(notes)
            value = "No figure" if point.value is None else self.words(point.value)
            rows.append((point.name, value, *(self.words(one) for one in limits), note[:1].upper() + note[1:]))
        return tuple(rows)
