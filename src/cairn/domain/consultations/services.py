"""Write down a consultation, who answered, and what they said by theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.domain.consultations import policies
from cairn.domain.consultations.models import AnswerCount, Consultation, ConsultationTheme, ThemeCommitment
from cairn.domain.consultations.terms import NOT_SAID, TIED, Dimension, How, Outcome
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.services.upsert import bring_list_in_line
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import TOTAL


@dataclass(frozen=True)
class ConsultationFacts:
    """What was asked, of whom, how and when."""

    title: str
    asked: str
    of_whom: str
    how: str
    opens_on: date
    closes_on: date

    def columns(self) -> dict[str, Any]:
        """As columns of Consultation."""
        return {
            "title": " ".join(self.title.split()), "asked": self.asked.strip(), "of_whom": self.of_whom.strip(),
            "how": self.how, "opens_on": self.opens_on, "closes_on": self.closes_on,
        }  # fmt: skip


@dataclass(frozen=True)
class ThemeFacts:
    """What people said, and what came of it.

    Args:
        said: paraphrased. ``mentions``: how many answers said so, or None.
        because: what changed, or why nothing does; needed once the outcome is decided.
        commitments: in which it shows; needed where something changes.
    """

    title: str
    said: str
    mentions: int | None = None
    outcome: str = Outcome.WAITING
    because: str = ""
    commitments: Sequence[Commitment] = field(default_factory=tuple)

    def columns(self) -> dict[str, Any]:
        """As columns of ConsultationTheme."""
        return {
            "title": " ".join(self.title.split()), "said": self.said.strip(), "mentions": self.mentions,
            "outcome": self.outcome, "because": self.because.strip(),
        }  # fmt: skip


def add_consultation(*, by: Actor, at: datetime, strategy: Strategy, facts: ConsultationFacts) -> Consultation:
    """Write down a consultation about a strategy. Sent twice, it is written down once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is missing or wrong.
    """
    policies.ADD.require(by, Partnership.objects.get(pk=by.partnership_id))
    if strategy.partnership_id != by.partnership_id:
        raise Refused("Choose a strategy of this partnership.", field="strategy")
    wanted = facts.columns()
    _check(facts)
    same = Consultation.objects.filter(strategy=strategy, **wanted).first()
    if same is not None:
        return same
    with command("consultations.add", by=by, at=at):
        row = Consultation(
            partnership_id=by.partnership_id, ref=new_reference("C", taken=Consultation), strategy=strategy,
            added_by_id=by.user_id, **wanted,
        )  # fmt: skip
        row.save()
    return row


def change_consultation(
    *, by: Actor, at: datetime, consultation: Consultation, version: int, facts: ConsultationFacts
) -> Consultation:
    """Put right what was asked, of whom or when.

    Raises:
        SavedMeanwhile: when somebody else saved in between; nothing is saved.
        Refused: naming the field that is wrong, or when nothing was changed.
    """
    _check(facts)
    with command("consultations.change", by=by, at=at):
        fresh = _held(consultation)
        policies.CHANGE.require(by, fresh)
        wanted = facts.columns()
        if all(getattr(fresh, name) == value for name, value in wanted.items()):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            raise SavedMeanwhile(theirs=_told_consultation(fresh), version=fresh.version)
        _set(fresh, wanted)
    return fresh


def save_answers(
    *, by: Actor, at: datetime, consultation: Consultation, version: int, answered: int,
    groups: Mapping[str, Mapping[str, int]],
) -> Consultation:  # fmt: skip
    """Say how many answered, and how many of each group.

    Args:
        answered: how many answered in all.
        groups: dimension to group to how many; whoever did not say is worked out from the rest.

    Raises:
        SavedMeanwhile: when somebody else saved in between; nothing is saved.
        Refused: naming the dimension whose groups come to more than all who answered, or are named badly.
    """
    today = timezone.localdate(at)
    for dimension, counts in groups.items():
        called = Dimension(dimension).label
        if sum(counts.values()) > answered:
            raise Refused(
                f"{called}: the groups come to {sum(counts.values())}, more than the {answered} who answered.",
                field=dimension,
            )
        if wrong := {TOTAL, NOT_SAID} & set(counts):
            raise Refused(f"{called}: “{wrong.pop()}” is worked out. Leave it out.", field=dimension)
    with command("consultations.count_answers", by=by, at=at):
        fresh = _held(consultation)
        policies.CHANGE.require(by, fresh)
        if today < fresh.opens_on:
            raise Refused(f"It opens on {day_in_words(fresh.opens_on)}. Nobody can have answered.", field="answered")
        if _mentioned_more_than(fresh, answered):
            raise Refused("A theme was said by more people than that. Put the theme right first.", field="answered")
        if fresh.version != version:
            raise SavedMeanwhile(theirs=_told_answers(fresh), version=fresh.version)
        changed = bring_list_in_line(
            AnswerCount,
            within={"partnership_id": fresh.partnership_id, "consultation": fresh},
            wanted=[
                {"dimension": dimension, "category": category, "count": count}
                for dimension, counts in groups.items()
                for category, count in counts.items()
            ],
        )
        if not changed and fresh.answered == answered:
            raise Refused("Nothing was changed.")
        fresh.answered = answered
        fresh.version += 1
        fresh.save()
    return fresh


def save_theme(
    *, by: Actor, at: datetime, consultation: Consultation, facts: ThemeFacts,
    theme: ConsultationTheme | None = None, version: int = 0,
) -> ConsultationTheme:  # fmt: skip
    """Write down a theme, or change one. A new one sent twice is written down once.

    Args:
        theme: the one to change, or None for a new one.
        version: of the theme, as the person saw it.

    Raises:
        SavedMeanwhile: when somebody else changed the theme in between; nothing is saved.
        Refused: naming the field that is missing or wrong.
    """
    policies.CHANGE.require(by, consultation)
    with transaction.atomic():
        held = _held(consultation)
        policies.CHANGE.require(by, held)
        _check_theme(held, facts)
        wanted = facts.columns()
        named = held.themes.filter(title=wanted["title"]).first()
        if named is not None and (theme is None or named.pk != theme.pk):
            if theme is None and _same_theme(named, facts):
                return named
            raise Refused("There is a theme of that name already. Call this one otherwise.", field="title")
        if theme is None:
            row = ConsultationTheme(partnership_id=held.partnership_id, consultation=held, version=0)
            row.place = held.themes.count() + 1
        else:
            row = held.themes.select_for_update().get(pk=theme.pk)
            if _same_theme(row, facts):
                raise Refused("Nothing was changed.")
            if row.version != version:
                raise SavedMeanwhile(theirs=_told_theme(row), version=row.version)
        with command("consultations.save_theme", by=by, at=at):
            _set(row, wanted)
            bring_list_in_line(
                ThemeCommitment,
                within={"partnership_id": held.partnership_id, "theme": row},
                wanted=[{"commitment_id": one.pk} for one in facts.commitments],
            )
    return row


def _held(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)


_NEEDED = {
    "title": "Give it a name.",
    "asked": "Write down what was asked.",
    "of_whom": "Say who was asked.",
}


def _check(facts: ConsultationFacts) -> None:
    for name, sentence in _NEEDED.items():
        if not getattr(facts, name).strip():
            raise Refused(sentence, field=name)
    if facts.how not in How.values:
        raise Refused("Choose how people were asked.", field="how")
    if facts.closes_on < facts.opens_on:
        raise Refused("It closes before it opens. Check both days.", field="closes_on")


def _check_theme(consultation: Consultation, facts: ThemeFacts) -> None:
    if not facts.title.strip():
        raise Refused("Give the theme a name.", field="title")
    if not facts.said.strip():
        raise Refused("Say what people said, so that nobody can be recognised.", field="said")
    if facts.mentions is not None and consultation.answered is not None and facts.mentions > consultation.answered:
        raise Refused(f"Only {consultation.answered} answered. Check the number.", field="mentions")
    if facts.outcome not in Outcome.values:
        raise Refused("Choose what came of it.", field="outcome")
    if facts.outcome != Outcome.WAITING and not facts.because.strip():
        raise Refused("Say what changes because of it, or why nothing does.", field="because")
    if facts.outcome in TIED and not facts.commitments:
        raise Refused("Choose the commitments in which it shows.", field="commitments")
    if any(one.strategy_id != consultation.strategy_id for one in facts.commitments):
        raise Refused("Choose commitments of the strategy it was about.", field="commitments")


def _mentioned_more_than(consultation: Consultation, answered: int) -> bool:
    return consultation.themes.filter(mentions__gt=answered).exists()


def _same_theme(row: ConsultationTheme, facts: ThemeFacts) -> bool:
    tied = set(row.commitments.values_list("commitment_id", flat=True))
    return tied == {one.pk for one in facts.commitments} and all(
        getattr(row, name) == value for name, value in facts.columns().items()
    )


def _set(row: Consultation | ConsultationTheme, wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.save()


def _told_consultation(row: Consultation) -> tuple[tuple[str, str], ...]:
    return (
        ("Name", row.title), ("What was asked", row.asked), ("Who was asked", row.of_whom),
        ("How", row.get_how_display()), ("First day", day_in_words(row.opens_on)),
        ("Last day", day_in_words(row.closes_on)),
    )  # fmt: skip


def _told_answers(row: Consultation) -> tuple[tuple[str, str], ...]:
    said = [("How many answered", "" if row.answered is None else str(row.answered))]
    for dimension in Dimension:
        rows = [f"{one.category}: {one.count}" for one in row.counts.all() if one.dimension == dimension]
        said += [(dimension.label, "\n".join(rows))] if rows else []
    return tuple(said)


def _told_theme(row: ConsultationTheme) -> tuple[tuple[str, str], ...]:
    codes = row.commitments.order_by("commitment__place").values_list("commitment__code", flat=True)
    return (
        ("Name", row.title), ("What people said", row.said),
        ("How many said so", "" if row.mentions is None else str(row.mentions)),
        ("What came of it", row.get_outcome_display()), ("What changes, or why not", row.because),
        ("Commitments", ", ".join(codes)),
    )  # fmt: skip
