"""Invented reviews and consultations of the demonstration: one review half done, one agreed, what people answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.domain.consultations.api import (
    Consultation,
    ConsultationFacts,
    ThemeFacts,
    add_consultation,
    save_answers,
    save_theme,
)
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.reviews.api import AnnualReview, ConclusionFacts, agree_review, citable, conclude, open_review
from cairn.domain.strategies.api import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.files.services.keeping import keep_file
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One conclusion: by whom, what, why; ``also`` is what else shows it, ``into`` the commitment that takes it up.

    ``file`` is the text of a file that shows it.
    """

    by: str
    why: str
    verdict: str = "keep"
    words: str = ""
    into: str = ""
    also: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One consultation: opened and closed so many days ago, who answered, and the themes."""

    title: str
    asked: str
    of_whom: str
    how: str
    opened: int
    closed: int
    answered: int
    groups: Mapping[str, Mapping[str, int]]
    themes: tuple[tuple[str, str, int, str, str, tuple[str, ...]], ...]


CUMBERLAND = {
    "CP1": Said(
        by="cum-council-lead",
        why="Tutors hear questions nobody asked before. Rural schools wait for their turn.",
        file="Invented for demonstration.\n14 schools had the lessons, 5 of them rural. 9 wait, 7 of them rural.\n",
    ),
    "CP2": Said(
        by="cum-council-lead", verdict="change",
        words="Train people who work in schools and colleges to notice domestic abuse and to act on it well.",
        why="Students of 16 and over told us that their tutors are the ones they would tell. Colleges were left out.",
    ),
    "CP4": Said(by="cum-manager", why="The directory is used. Two partners still name a number that is gone."),
    "CP5": Said(by="con-lead", why="More people ask, and more are answered in time."),
    "CP7": Said(
        by="cum-council-lead", verdict="change",
        words="Give workforces training about domestic abuse, to one standard in every organisation.",
        why="Two commitments promise training. One standard for all says both.",
    ),
    "CS1": Said(by="cum-manager", why="Most towns have a place. The valleys have none within reach of a bus."),
    "CS5": Said(by="cum-council-lead", why="Evening sessions are out of reach without a car, as people told us."),
    "CS8": Said(by="cum-council-lead", why="Schools are told in time. What they do with it varies."),
    "CS9": Said(
        by="cum-council-lead", verdict="close", into="CP7",
        why="It promised what CP7 now says. One promise is easier to hold us to than two.",
        also="The comparison of the two training plans, June, in the council's records.",
    ),
    "CX1": Said(by="con-lead", why="A sergeant's look is the rule on most days, not yet on Sundays."),
    "CX5": Said(by="con-lead", why="Two posts stand empty, and this work hangs on them."),
}  # fmt: skip
WESTMORLAND_CHANGES = {
    "WP6": Said(
        by="wf-manager", verdict="change",
        words="Say in everything we plan how it will work in the countryside.",
        file="Invented for demonstration.\nWhat partners said of it in two rounds of letters.\n",
        why="People in the dales told us that they read this promise and saw no difference.",
    ),
}  # fmt: skip
WESTMORLAND_KEPT = (
    "What was done helped, and what is left is still needed.",
    "It is needed as much as a year ago, and the partners who lead it can go on.",
    "The networks asked us to go on with it.",
)
CUMBERLAND_ASKED = Asked(
    title="Two years in: what should we do next?",
    asked="What has become better?\nWhat is still missing where you live?\nWhat should we do first?",
    of_whom="Anybody who lives or works in Cumberland, partners' staff, and members of the networks.",
    how="several", opened=150, closed=108, answered=312,
    groups={
        "standing": {"Resident": 204, "Works for a partner": 71, "Came through a survivor network": 37},
        "age": {"16 to 24": 38, "25 to 44": 117, "45 to 64": 109, "65 and over": 42},
        "sex": {"Women": 231, "Men": 74, "In another way": 3},
        "disability": {"Disabled": 58, "Not disabled": 229},
        "place": {"Carlisle": 121, "The west coast": 106, "The countryside": 79},
    },
    themes=(
        (
            "Evening sessions without a bus", "People without a car cannot come after six.", 64, "changed",
            "Telephone sessions are offered everywhere, and a community car drives on Tuesdays.", ("CS5", "CS1"),
        ),
        (
            "Tutors in colleges", "Students would tell a tutor first, and nobody had trained the tutors.",
            29, "will_change", "The review proposes to name colleges in the promise on training in schools.", ("CP2",),
        ),
        (
            "One number to ring", "People asked for one number for all of Cumbria, day and night.", 41, "nothing",
            "A national line answers day and night, and a second one would cost what two advocates cost. We made the "
            "national number easier to find instead.", ("CP4",),
        ),
        ("Interpreters", "People asked for interpreters from outside the county.", 6, "waiting", "", ()),
    ),
)  # fmt: skip
WESTMORLAND_ASKED = Asked(
    title="Safe in the dales",
    asked="Where would you go first if you needed help?\nWhat would keep you from going there?",
    of_whom="Anybody who lives in the dales of Westmorland and Furness.",
    how="meeting", opened=95, closed=70, answered=46,
    groups={"sex": {"Women": 31, "Men": 12}, "age": {"Under 45": 17, "45 and over": 25}},
    themes=(
        (
            "Everybody knows the car", "A car outside an office is seen. A village hall is better.", 19,
            "changed", "Two halls are used, each on market day, and nothing on the door says what for.", ("WP6",),
        ),
    ),
)  # fmt: skip
ASKED = {"cumberland-2025-2030": CUMBERLAND_ASKED, "westmorland-and-furness-2023-2028": WESTMORLAND_ASKED}
MANAGERS = {"cumberland-2025-2030": "cum-manager", "westmorland-and-furness-2023-2028": "wf-manager"}


def load_reviewing(users: Mapping[str, User], strategy: Any, now: datetime) -> Iterator[str]:
    """Add a strategy's consultation and its review through the services; nothing where there are any."""
    with transaction.atomic():
        loading = _Loading(users, strategy, now)
        if Consultation.objects.filter(strategy=strategy).exists():
            return
        loading.ask(ASKED[strategy.slug])
        said = loading.review()
    yield f"{strategy.title}: a consultation, and a review with {said} conclusions."


class _Loading:
    """One strategy's consultation and review, on their way in."""

    def __init__(self, users: Mapping[str, User], strategy: Any, now: datetime) -> None:
        self.users, self.strategy, self.now = users, strategy, now
        self.manager = MANAGERS[strategy.slug]
        self.acts(self.manager)
        self.promises = {row.code: row for row in Commitment.objects.filter(strategy=strategy).order_by("place")}

    def acts(self, key: str) -> Actor:
        """Somebody as she may act today."""
        actor = actor_for(self.users[key], self.strategy.partnership, on=timezone.localdate(self.now))
        set_scope(actor, command_id="")
        return actor

    def ago(self, days: int) -> datetime:
        """So many days ago."""
        return self.now - timedelta(days=days)

    def ask(self, found: Asked) -> None:
        """The consultation, its numbers and its themes."""
        by, day = self.acts(self.manager), timezone.localdate
        row = add_consultation(
            by=by, at=self.ago(found.opened), strategy=self.strategy,
            facts=ConsultationFacts(
                title=found.title, asked=found.asked, of_whom=found.of_whom, how=found.how,
                opens_on=day(self.ago(found.opened)), closes_on=day(self.ago(found.closed)),
            ),
        )  # fmt: skip
        save_answers(
            by=by, at=self.ago(found.closed - 10), consultation=row, version=row.version, answered=found.answered,
            groups=found.groups,
        )  # fmt: skip
        for title, said, mentions, outcome, because, codes in found.themes:
            facts = ThemeFacts(
                title=title, said=said, mentions=mentions, outcome=outcome, because=because,
                commitments=[self.promises[code] for code in codes],
            )  # fmt: skip
            save_theme(by=by, at=self.ago(found.closed - 40), consultation=row, facts=facts)

    def review(self) -> int:
        """The review of the year in force: half done in Cumberland, agreed in Westmorland and Furness."""
        plan = (
            ActionPlan.objects.filter(strategy=self.strategy, state=PlanState.PUBLISHED).order_by("-starts_on").first()
        )
        if plan is None or timezone.localdate(self.now) < plan.starts_on:
            return 0
        review = open_review(by=self.acts(self.manager), at=self.began(plan, 24), plan=plan)
        agreed = self.strategy.slug.startswith("westmorland")
        said = self.whole() if agreed else CUMBERLAND
        for place, (code, one) in enumerate(said.items()):
            self.conclude(review, plan, code, one, days=20 - place)
        if agreed:
            note = "Read at the partnership board, promise by promise."
            agree_review(by=self.acts("wf-board"), at=self.began(plan, 3), review=review, note=note)
        return len(said)

    def began(self, plan: ActionPlan, days: int) -> datetime:
        """So many days ago, but not before the year began."""
        since = timezone.localdate(self.now) - plan.starts_on
        return self.ago(min(days, since.days))

    def whole(self) -> dict[str, Said]:
        """A conclusion about every commitment of Westmorland and Furness."""
        kept = {
            code: Said(by="wf-manager" if place % 2 else "wf-council-lead", why=WESTMORLAND_KEPT[place % 3])
            for place, code in enumerate(self.promises)
        }
        return kept | WESTMORLAND_CHANGES

    def conclude(self, review: AnnualReview, plan: ActionPlan, code: str, one: Said, *, days: int) -> None:
        """One conclusion; the first two actions and measures of what was gathered show it."""
        by, promise = self.acts(one.by), self.promises[code]
        offered = citable(by, review, promise)
        wanted = [key for kind in ("action", "measure") for key in [k for k in offered if k.startswith(kind)][:2]]
        at, kept = self.began(plan, max(days, 4)), None
        if one.file:
            name = "What the review looked at.txt"
            kept = keep_file(by=by, at=at, name=name, content=one.file.encode(), only_agency=False)
        facts = ConclusionFacts(
            verdict=one.verdict, why=one.why, words=one.words, ending="merged" if one.into else "",
            merged_into=self.promises.get(one.into), cites=wanted, elsewhere=one.also, file=kept,
            shows="Notes of what the review looked at" if kept else "",
        )  # fmt: skip
        conclude(by=by, at=at, review=review, commitment=promise, facts=facts)
