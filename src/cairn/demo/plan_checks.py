"""What a demonstration year must keep to before it is loaded; every breach is told, not only the first.

The services refuse most of this too, one act at a time; here a writer of data gets the whole list at
once, and the rules nobody else holds: that dates agree, that no two updates share wording, and that
people act for the agencies they work for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable

from cairn.demo.plan_files import DATA, PlanYear
from cairn.demo.plan_rows import ActionRow, EvidenceRow, IssueRow, MilestoneRow, RequestRow

ANSWERS = ("agency_lead", "contributor")
MOVES_DATES = ("partnership_manager", "agency_lead")
STATES = ["with_partners", "agreed", "published"]
DECISIONS = ("will do", "doing", "done", "cannot")


@dataclass(frozen=True)
class Worker:
    """What is known of one invented person: agency, and per partnership the roles with their last day."""

    agency: str
    roles: Mapping[str, Mapping[str, date | None]]

    def holds(self, partnership: str, on: date, *roles: str) -> bool:
        """True when one of the roles (any role, when none is named) is held there on a day."""
        held = self.roles.get(partnership, {})
        return any((not roles or role in roles) and (until is None or on <= until) for role, until in held.items())


@dataclass(frozen=True)
class Ground:
    """What a strategy's year stands on.

    Args:
        partnership: slug.
        members: agencies that belong to it.
        codes: its strategy's commitments.
        people: key of an invented person to what is known.
    """

    partnership: str
    members: frozenset[str]
    codes: frozenset[str]
    people: Mapping[str, Worker]


def read_workers(folder: Traversable = DATA) -> dict[str, Worker]:
    """The invented people by key."""
    values = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
    found = {}
    for row in values["person"]:
        roles: dict[str, dict[str, date | None]] = {}
        for grant in row["grants"]:
            roles.setdefault(grant["partnership"], {})[grant["role"]] = grant.get("until_on")
        found[row["key"]] = Worker(row["agency"], roles)
    return found


def grounds(content: Traversable, people: Mapping[str, Worker]) -> dict[str, Ground]:
    """The ground of every strategy that is shipped, by its slug.

    Args:
        content: the folder with ``partnerships.toml`` and ``strategies/*.toml``.
    """
    rows = tomllib.loads((content / "partnerships.toml").read_text(encoding="utf-8"))["partnership"]
    members = {row["slug"]: frozenset(member["agency"] for member in row["member"]) for row in rows}
    found = {}
    for entry in (content / "strategies").iterdir():
        values = tomllib.loads(entry.read_text(encoding="utf-8"))
        codes = {row["id"] for theme in values["theme"] for row in theme.get("commitment", [])}
        where = values["strategy"]["partnership"]
        found[values["strategy"]["slug"]] = Ground(where, members[where], frozenset(codes), people)
    return found


def problems(years: Sequence[PlanYear], grounds: Mapping[str, Ground]) -> list[str]:
    """Everything that is wrong, each as "file, key: sentence"; empty when all is well."""
    found: list[str] = []
    for year in years:
        if (ground := grounds.get(year.plan.strategy)) is None:
            found.append(f"There is no strategy {year.plan.strategy!r}.")
        else:
            found.extend(_Check(year, ground).run())
    return found + list(_repeated_words(years))


@dataclass
class _Check:
    """The checks of one year."""

    year: PlanYear
    ground: Ground
    found: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        self._steps()
        for issue in self.year.issues:
            self._issue(issue)
        for action in self.year.actions:
            self._action(action)
        for number, request in enumerate(self.year.requests, start=1):
            self._request(request, f"requests.toml, {self.year.plan.strategy} {number}")
        self._asked_for_actions()
        return self.found

    def _say(self, where: str, sentence: str) -> None:
        self.found.append(f"{where}: {sentence}")

    def _where(self, key: str) -> str:
        return f"{self.year.file_of[key]}, {key}"

    def _steps(self) -> None:
        where = f"the plan of {self.year.plan.strategy}"
        steps = self.year.plan.steps
        if [step.to for step in steps] != STATES:
            self._say(where, f"its steps must be {', '.join(STATES)}.")
        self._ordered(where, [step.on for step in steps], "steps")
        for step in steps:
            self._works(where, step.by, step.on, "partnership_manager")

    def _ordered(self, where: str, days: Iterable[date], what: str) -> None:
        days = list(days)
        if days != sorted(days):
            self._say(where, f"its {what} are not in the order of their dates.")
        if any(day >= self.year.as_at for day in days):
            self._say(where, f"its {what} reach the day the file is written for ({self.year.as_at}).")

    def _works(self, where: str, key: str, on: date, *roles: str) -> None:
        person = self.ground.people.get(key)
        if person is None:
            self._say(where, f"there is nobody called {key!r}.")
        elif not person.holds(self.ground.partnership, on, *roles):
            self._say(where, f"{key} may not do this in {self.ground.partnership} on {on}.")

    def _agency(self, key: str) -> str:
        person = self.ground.people.get(key)
        return person.agency if person else ""

    def _somebody(self, agency: str, on: date) -> bool:
        return any(
            person.agency == agency and person.holds(self.ground.partnership, on, *ANSWERS)
            for person in self.ground.people.values()
        )

    def _member(self, where: str, agency: str) -> None:
        if agency not in self.ground.members:
            self._say(where, f"{agency} does not belong to {self.ground.partnership}.")

    def _issue(self, issue: IssueRow) -> None:
        where = self._where(issue.key)
        for ask in issue.asks:
            self._member(where, ask.agency)
            days = [issue.raised_on, ask.on, *([ask.answered_on] if ask.answered_on else [])]
            self._ordered(where, days, "days")
            given = [bool(ask.answer), bool(ask.decision), ask.answered_on is not None]
            if any(given) != all(given):
                self._say(where, f"{ask.agency} answers with words, a decision and a day, or not at all.")
            if ask.answered_on and not self._somebody(ask.agency, ask.answered_on):
                self._say(where, f"nobody of {ask.agency} works here who could answer.")
            if ask.decision and ask.decision not in DECISIONS:
                self._say(where, f"{ask.decision!r} is not a decision.")
            if ask.decision == "cannot" and not ask.why:
                self._say(where, f"{ask.agency} cannot, and does not say why.")

    def _action(self, action: ActionRow) -> None:
        where = self._where(action.key)
        self._member(where, action.lead)
        if self._agency(action.owner) != action.lead:
            self._say(where, f"the owner {action.owner} does not work for {action.lead}.")
        self._works(where, action.owner, self.year.as_at)
        for agency in action.supporting:
            self._member(where, agency)
        if action.lead in action.supporting or len(set(action.supporting)) != len(action.supporting):
            self._say(where, "an agency stands twice.")
        for code in (action.commitment, *action.also):
            if code not in self.ground.codes:
                self._say(where, f"there is no commitment {code}.")
        if action.commitment in action.also:
            self._say(where, "it serves its own commitment twice.")
        self._start(where, action)
        self._pledges(where, action)
        self._milestones(where, action)
        self._dates(where, action)
        self._updates(where, action)
        for piece in action.evidence:
            self._evidence(f"{where}, {piece.key}", action, piece)
        self._end(where, action)

    def _start(self, where: str, action: ActionRow) -> None:
        plan = self.year.plan
        if action.due_on < action.starts_on or action.starts_on > plan.ends_on:
            self._say(where, "it starts after it is due, or after the plan is over.")
        issues = {issue.key: issue for issue in self.year.issues}
        agreed = plan.steps[1].on
        if (action.origin == "survivors") != bool(action.issue):
            self._say(where, "an issue goes with the origin survivors, and only with it.")
        if action.issue and action.issue not in issues:
            self._say(where, f"there is no issue {action.issue}.")
        elif action.issue and issues[action.issue].raised_on >= agreed and action.added_on is None:
            self._say(where, "its issue is younger than the agreed plan: say added_on and added_because.")
        if (action.added_on is None) == bool(action.added_because):
            self._say(where, "added_on and added_because go together.")
        if action.added_on:
            self._ordered(where, [agreed, action.added_on, action.starts_on][:2], "days of adding")
            if action.added_on > action.starts_on:
                self._say(where, "it starts before it was added.")
            if action.issue in issues and action.added_on < issues[action.issue].raised_on:
                self._say(where, "it was added before its issue was raised.")

    def _pledges(self, where: str, action: ActionRow) -> None:
        for pledge in action.pledges:
            self._member(where, pledge.agency)
            if pledge.agency not in (action.lead, *action.supporting):
                self._say(where, f"{pledge.agency} pledges without leading or supporting.")
            if pledge.lapses_on and pledge.lapses_on < pledge.from_on:
                self._say(where, "a pledge lapses before it begins.")

    def _milestones(self, where: str, action: ActionRow) -> None:
        for row in action.milestones:
            if row.due_on < action.starts_on:
                self._say(where, f"the milestone {row.title!r} is due before the start.")
            if row.done_on and not action.starts_on <= row.done_on < self.year.as_at:
                self._say(where, f"the milestone {row.title!r} was done before the start, or later.")
            self._milestone_days(where, action, row)

    def _milestone_days(self, where: str, action: ActionRow, row: MilestoneRow) -> None:
        """It stays within its action: at first, and on every day on which a date moved."""
        moves = {move.on: move.to for move in row.moves}
        due_on, action_due_on = row.due_on, action.due_on
        if due_on > action_due_on:
            self._say(where, f"the milestone {row.title!r} is due after the action.")
        for change in action.date_changes:
            due_on, action_due_on = moves.pop(change.on, due_on), change.to
            if due_on > action_due_on and row.done_on is None:
                self._say(where, f"the milestone {row.title!r} is due after the action, as it stands on {change.on}.")
        if moves:
            self._say(where, f"the milestone {row.title!r} moves on a day on which the action does not.")
        if row.done_on and row.moves and row.done_on <= row.moves[-1].on:
            self._say(where, f"the milestone {row.title!r} moves after it was done.")

    def _dates(self, where: str, action: ActionRow) -> None:
        self._ordered(where, [change.on for change in action.date_changes], "date changes")
        due_on = action.due_on
        for change in action.date_changes:
            if change.to == due_on or change.to < action.starts_on:
                self._say(where, f"the date change of {change.on} moves nothing, or before the start.")
            due_on = change.to
            person = self.ground.people.get(change.by)
            self._works(where, change.by, change.on, *MOVES_DATES)
            if person is None or person.holds(self.ground.partnership, change.on, "partnership_manager"):
                continue
            if person.agency != action.lead:
                self._say(where, f"{change.by} moves a date of another agency's action.")

    def _updates(self, where: str, action: ActionRow) -> None:
        days = [update.on for update in action.updates]
        self._ordered(where, days, "updates")
        if days and days[0] < action.starts_on:
            self._say(where, "it was updated before it started.")
        for update in action.updates:
            self._works(where, update.by, update.on, "agency_lead", "contributor", "partnership_manager")
            if self._agency(update.by) not in (action.lead, *action.supporting):
                self._say(where, f"{update.by} updates without leading or supporting ({update.on}).")
            if update.status == "off_track" and not update.corrective:
                self._say(where, f"off track on {update.on} without a corrective action.")
            if update.status == "blocked" and not update.waiting_on:
                self._say(where, f"blocked on {update.on} and does not say by what.")

    def _evidence(self, where: str, action: ActionRow, piece: EvidenceRow) -> None:
        days = [action.starts_on, piece.on, *([piece.review.on] if piece.review else [])]
        self._ordered(where, days, "days")
        self._works(where, piece.by, piece.on)
        giver = self._agency(piece.by)
        if giver not in (action.lead, *action.supporting):
            self._say(where, f"{piece.by} gives evidence without leading or supporting.")
        given = {"link": piece.address, "file": piece.text, "record": piece.record}
        if [kind for kind, words in given.items() if words] != [piece.kind]:
            self._say(where, f"it says {piece.kind}, and holds something else.")
        if piece.review is None:
            return
        self._works(where, piece.review.by, piece.review.on)
        if piece.only_agency:
            self._say(where, "it is kept to its agency, so nobody outside can have judged it.")
        if self._agency(piece.review.by) in (action.lead, giver):
            self._say(where, "it was judged by the agency that leads, or gave it.")

    def _end(self, where: str, action: ActionRow) -> None:
        if (end := action.complete or action.stop) is None:
            return
        if action.complete and action.stop:
            self._say(where, "it ended twice.")
        self._works(where, end.by, end.on, *MOVES_DATES)
        days = [*(row.on for row in action.updates), *(row.on for row in action.evidence)]
        days += [row.on for row in action.date_changes]
        days += [row.review.on for row in action.evidence if row.review]
        days += [row.done_on for row in action.milestones if row.done_on]
        self._ordered(where, [max(days, default=action.starts_on), end.on], "days before its end")
        if action.stop and not action.stop.reason:
            self._say(where, "it was stopped without a reason.")
        if action.complete:
            if not action.updates or action.updates[-1].status != "complete":
                self._say(where, "it is complete, and its last update does not say so.")
            if not any(row.review and row.review.accepted for row in action.evidence):
                self._say(where, "it is complete without accepted evidence.")
            if any(row.done_on is None for row in action.milestones):
                self._say(where, "it is complete with a milestone undone.")

    def _request(self, row: RequestRow, where: str) -> None:
        self._member(where, row.to)
        self._works(where, row.by, row.on, *MOVES_DATES)
        if row.due_on < row.on or row.on >= self.year.as_at:
            self._say(where, "its dates do not agree.")
        if row.action and row.action not in self.year.file_of:
            self._say(where, f"there is no action {row.action}.")
        if self._agency(row.by) == row.to:
            self._say(where, "it asks its own agency.")
        given = [bool(row.answered_by), bool(row.answer), row.answered_on is not None]
        if any(given) != all(given):
            self._say(where, "an answer has its words, its person and its day, or none.")
        if row.answered_on:
            self._works(where, row.answered_by, row.answered_on)
            self._ordered(where, [row.on, row.answered_on], "days")
            if self._agency(row.answered_by) != row.to:
                self._say(where, "somebody else answers than was asked.")

    def _asked_for_actions(self) -> None:
        """What the plan's page says of its partners: whoever leads was asked, with the draft, and answered in time."""
        where = f"requests.toml, {self.year.plan.strategy}"
        sent, agreed = self.year.plan.steps[0], self.year.plan.steps[1].on
        rows = [row for row in self.year.requests if row.kind == "actions"]
        for row in rows:
            if row.on != sent.on:
                self._say(where, f"{row.to} is asked for actions on another day than the draft is sent.")
            if row.answered_on and row.answered_on >= agreed:
                self._say(where, f"{row.to} answers after the plan was agreed.")
        answered = [row.to for row in rows if row.answered_on]
        leads = {action.lead for action in self.year.actions if not action.added_on} - {self._agency(sent.by)}
        for agency in sorted(leads - set(answered)):
            self._say(where, f"{agency} leads in the plan, and was not asked for its actions, or did not answer.")
        for agency in sorted({agency for agency in answered if answered.count(agency) > 1}):
            self._say(where, f"{agency} is asked for its actions twice.")


def _repeated_words(years: Sequence[PlanYear]) -> Iterator[str]:
    """No two updates share a sentence: each was written for its own action."""
    seen: dict[str, str] = {}
    for year in years:
        for action in year.actions:
            where = f"{year.file_of[action.key]}, {action.key}"
            for update in action.updates:
                for name in ("done", "difference", "next", "corrective", "waiting_on", "public"):
                    for sentence in sentences(getattr(update, name)):
                        if sentence in seen:
                            yield f"{where}: {sentence!r} stands in {seen[sentence]} too."
                        seen[sentence] = f"{where} ({update.on}, {name})"


def sentences(text: str) -> list[str]:
    """The sentences of a text, in small letters and single spaces, for comparing."""
    plain = " ".join(text.lower().split())
    return [part.strip(" .") for part in re.split(r"(?<=[.!?])\s+", plain) if part.strip(" .")]
