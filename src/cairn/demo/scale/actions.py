"""Generate the actions of one partnership, and everything that hangs from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cairn.demo.dates import moment
from cairn.demo.scale import words
from cairn.demo.scale.histories import History, counts_of_reports, invent, origin, report
from cairn.demo.scale.places import Vale
from cairn.demo.scale.sizes import Sizes, share, share_by
from cairn.demo.scale.strategies import YEARS_KEPT, Made, Year
from cairn.demo.scale.tables import Loader, References
from cairn.demo.scale.writing import Writer


@dataclass
class Told:
    """One action: its row, what happened to it, who leads and who helps."""

    made: Made
    year: Year
    history: History
    lead: str
    helpers: list[str]
    action: Any = None


class Actions:
    """Writes the actions of one partnership, the oldest plans first."""

    def __init__(self, *, vale: Vale, as_at: date, loader: Loader, refs: References, rng: Random) -> None:
        self.vale, self.as_at, self.loader, self.refs, self.rng = vale, as_at, loader, refs, rng
        self.writer = Writer(rng)
        self.keys = list(vale.leads)

    def make(self, made: list[Made], sizes: Sizes) -> None:
        """Write them all.

        Args:
            made: the partnership's strategies, with their plans.
            sizes: how many actions and updates in all.
        """
        for found, count in zip(made, share(sizes.actions, len(made)), strict=True):
            # Later years have more: partnerships grow into it.
            weights = [place + 2 for place in range(len(found.years))]
            for year, number in zip(found.years, share_by(count, weights), strict=True):
                year.actions = number
        told = [one for found in made for year in found.years for one in self._told(found, year)]
        counts = counts_of_reports([one.history for one in told], sizes.updates)
        for one, count in zip(told, counts, strict=True):
            report(self.rng, one.history, count)
        carried: dict[int, list[Any]] = {}
        for age in range(YEARS_KEPT):
            self._actions([one for one in told if one.made.years.index(one.year) == age], carried)
        self._children(told)

    def _told(self, made: Made, year: Year) -> list[Told]:
        found = []
        for _ in range(year.actions):
            history = invent(self.rng, year=year.days, as_at=self.as_at)
            lead, *helpers = self.rng.sample(self.keys, self.rng.choice((2, 3, 3, 4)))
            found.append(Told(made, year, history, lead, helpers))
        return found

    def _actions(self, told: list[Told], carried: dict[int, list[Any]]) -> None:
        """One age of plans: the first actions of a plan carry on what the plan before left over."""
        for one in told:
            one.action = self._action(one)
            if waiting := carried.get(id(one.made)):
                one.action.carried_from = waiting.pop()
        self.loader.save("plans.Action", [one.action for one in told])
        for one in told:
            if one.history.story == "carried":
                carried.setdefault(id(one.made), []).append(one.action)

    def _action(self, one: Told) -> Any:
        history, writer, rng = one.history, self.writer, self.rng
        lead = self.vale.leads[one.lead]
        last = history.reports[-1] if history.reports else None
        came_from, note = origin(rng, writer, has_issue=bool(one.made.issues))
        return self.loader.row(
            "plans.Action", ref=self.refs.draw("A"), plan=one.year.plan, commitment=rng.choice(one.made.commitments),
            title=writer.write(words.TITLES), detail=f"{writer.write(words.DETAILS)} {words.GENERATED}",
            public_wording=writer.write(words.PUBLIC), origin=came_from, origin_note=note,
            issue=rng.choice(one.made.issues) if came_from == "survivors" else None,
            lead=self.vale.agencies[one.lead], owner_id=lead.pk, proposed_by_id=lead.pk,
            starts_on=history.starts_on, first_due_on=history.first_due_on, due_on=history.due_on,
            update_every=rng.choice((30, 60, 60, 90)),
            rural=writer.fill("{Group} around {town} are far from everything.") if rng.random() < 0.25 else "",
            characteristics=sorted(rng.sample(words.CHARACTERISTICS, rng.choice((0, 0, 1, 2)))),
            stated=last.stated if last else "not_started", confidence=last.confidence if last else "",
            last_update_at=self._at(last.on, one) if last else None, completed_on=history.completed_on,
            stopped_on=history.stopped_on, stop_reason=self._stop_reason(history),
        )  # fmt: skip

    def _stop_reason(self, history: History) -> str:
        if history.story == "carried":
            return "Carried forward into the next year's plan."
        return self.writer.write(words.STOPPED) if history.stopped_on else ""

    def _at(self, on: date, one: Told) -> datetime:
        """A moment of a day; each leading agency has its own hour, so that not all happens at ten."""
        return moment(on, 7 * self.keys.index(one.lead))

    def _children(self, told: list[Told]) -> None:
        every: tuple[tuple[str, Callable[[Told], list[Any]]], ...] = (
            ("plans.AlsoServes", self._also), ("plans.Supporter", self._supporters), ("plans.Pledge", self._pledges),
            ("plans.Milestone", self._milestones), ("plans.DateChange", self._moves), ("plans.Update", self._updates),
            ("plans.Request", self._requests),
        )  # fmt: skip
        for label, rows_of in every:
            self.loader.save(label, [row for one in told for row in rows_of(one)])
        proofs = [(one, proof) for one in told for proof in one.history.proofs]
        evidence = [self._evidence(one, proof) for one, proof in proofs]
        self.loader.save("plans.Evidence", evidence)
        judged = zip(proofs, evidence, strict=True)
        reviews = [self._review(one, p, row) for (one, p), row in judged if p.accepted is not None]
        self.loader.save("plans.EvidenceReview", reviews)

    def _also(self, one: Told) -> list[Any]:
        others = [row for row in one.made.commitments if row.pk != one.action.commitment_id]
        if self.rng.random() > 0.2:
            return []
        return [self.loader.row("plans.AlsoServes", action=one.action, commitment=self.rng.choice(others))]

    def _supporters(self, one: Told) -> list[Any]:
        agencies = [self.vale.agencies[key] for key in one.helpers]
        return [self.loader.row("plans.Supporter", action=one.action, agency=agency) for agency in agencies]

    def _pledges(self, one: Told) -> list[Any]:
        if self.rng.random() > 0.18:
            return []
        kind, what, amount = self.rng.choice(words.PLEDGES)
        key = self.rng.choice([one.lead, *one.helpers])
        return [
            self.loader.row(
                "plans.Pledge",
                action=one.action,
                agency=self.vale.agencies[key],
                kind=kind,
                what=self.writer.fill(what),
                amount=amount,
                from_on=one.history.starts_on,
                lapses_on=one.year.days[1],
            )  # fmt: skip
        ]

    def _milestones(self, one: Told) -> list[Any]:
        titles = self.rng.sample(words.MILESTONES, len(one.history.steps))
        return [
            self.loader.row(
                "plans.Milestone",
                action=one.action,
                title=self.writer.fill(title),
                due_on=due,
                done_on=done,
                place=place,
            )
            for place, (title, (due, done)) in enumerate(zip(titles, one.history.steps, strict=True), start=1)
        ]

    def _moves(self, one: Told) -> list[Any]:
        return [
            self.loader.row(
                "plans.DateChange",
                action=one.action,
                from_on=was,
                to_on=now,
                reason=self.writer.write(words.MOVED),
                by_id=self.vale.leads[one.lead].pk,
                on=on,
            )  # fmt: skip
            for on, was, now in one.history.moves
        ]

    def _updates(self, one: Told) -> list[Any]:
        writer, rng, found = self.writer, self.rng, []
        for row in one.history.reports:
            key = one.lead if rng.random() < 0.85 else rng.choice(one.helpers)
            person = self.vale.leads[key]
            done = writer.write(words.DONE)
            found.append(
                self.loader.row(
                    "plans.Update",
                    action=one.action,
                    at=self._at(row.on, one),
                    by_id=person.pk,
                    agency_id=person.agency_id,
                    stated=row.stated,
                    computed=row.computed,
                    confidence=row.confidence,
                    done=done,
                    difference=writer.write(words.DIFFERENCE),
                    next_step=writer.write(words.NEXT),
                    corrective=writer.write(words.CORRECTIVE) if row.stated == "off_track" else "",
                    waiting_on=writer.write(words.WAITING) if row.stated == "blocked" else "",
                    public_wording=done if rng.random() < 0.15 else "",
                )  # fmt: skip
            )
        return found

    def _requests(self, one: Told) -> list[Any]:
        if one.year.past or self.rng.random() > 0.26:
            return []
        rng = self.rng
        kind = rng.choice(list(words.ASKS))
        asked_on = self.as_at - timedelta(days=rng.randint(2, 150))
        due_on = asked_on + timedelta(days=rng.choice((10, 14, 21)))
        answered_on = asked_on + timedelta(days=rng.randint(1, 20))
        answered = answered_on < self.as_at and rng.random() < 0.85
        person = self.vale.leads[one.lead]
        return [
            self.loader.row(
                "plans.Request",
                ref=self.refs.draw("R"),
                kind=kind,
                plan=one.year.plan,
                action=one.action if kind != "actions" else None,
                from_agency_id=self.vale.manager.agency_id,
                to_agency_id=person.agency_id,
                asked_by_id=self.vale.manager.pk,
                asked_at=moment(asked_on, 30),
                text=self.writer.fill(words.ASKS[kind]),
                due_on=due_on,
                answered_at=moment(answered_on, 40) if answered else None,
                answered_by_id=person.pk if answered else None,
                answer=self.writer.write(words.ANSWERS) if answered else "",
            )  # fmt: skip
        ]

    def _evidence(self, one: Told, proof: Any) -> Any:
        title = self.writer.write(words.EVIDENCE)
        link = self.rng.random() < 0.4
        person = self.vale.leads[one.lead]
        ref = self.refs.draw("E")
        return self.loader.row(
            "plans.Evidence", action=one.action, ref=ref, kind="link" if link else "record", title=title,
            address=f"https://example.org/generated/{ref.lower()}" if link else "",
            record="" if link else self.writer.write(words.RECORDS), agency_id=person.agency_id, by_id=person.pk,
            at=self._at(proof.on, one),
        )  # fmt: skip

    def _review(self, one: Told, proof: Any, evidence: Any) -> Any:
        judge = self.vale.leads[self.rng.choice([key for key in self.keys if key != one.lead])]
        note = self.rng.choice(words.REVIEWS if proof.accepted else words.REFUSALS)
        return self.loader.row(
            "plans.EvidenceReview", action=one.action, evidence=evidence, accepted=proof.accepted, note=note,
            by_id=judge.pk, agency_id=judge.agency_id, at=self._at(proof.reviewed_on, one),
        )  # fmt: skip
