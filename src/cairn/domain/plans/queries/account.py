"""Build the public account of a strategy: promises, what hangs from them, and how it goes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from cairn.domain.plans.models import Action, ActionPlan, AlsoServes, DateChange, Update
from cairn.domain.plans.queries.readings import readings
from cairn.domain.plans.slots import closed_on, measured
from cairn.domain.plans.terms import Origin, PlanState, Stated
from cairn.domain.publishing.api import Account, document
from cairn.domain.strategies.models import Activity, Commitment, SamePromise, Strategy
from cairn.domain.strategies.terms import Part, ResponsibleBasis
from cairn.kernel.delivery import Delivery, Mark, Reading, promise

IN_TROUBLE = (Stated.AT_RISK, Stated.OFF_TRACK, Stated.BLOCKED)
NOT_SAID = "The organisation responsible has not said why yet."


def account_of(strategy: Strategy, *, today: date, plan: ActionPlan | None = None) -> Account:
    """Everything residents would see if the strategy's account were published now.

    The newest published plan that has begun is what hangs from the promises; drafts and plans still
    with partners are nobody else's business yet. Words not meant for residents stay out: an action
    or update shows only in its public wording. Whether others dispute what is reported stays inside.

    Args:
        plan: a published plan to take instead of the newest, for the account of an earlier year.
    """
    published = ActionPlan.objects.filter(strategy=strategy, state=PlanState.PUBLISHED).order_by("-starts_on")
    plans = list(published)
    plan = plan or next((row for row in plans if row.starts_on <= today), plans[-1] if plans else None)
    builder = _Builder(strategy, plan, today, earlier=[row for row in plans if plan and row.starts_on < plan.starts_on])
    main = sorted(strategy.sources.all(), key=lambda source: not source.is_main)
    return Account(
        slug=strategy.slug,
        title=strategy.public_title,
        full_title=strategy.title,
        area=strategy.partnership.area,
        starts_on=strategy.starts_on.isoformat(),
        ends_on=strategy.ends_on.isoformat(),
        ended=strategy.has_ended(today),
        about=strategy.about,
        vision=strategy.vision,
        mission=strategy.mission,
        statement=strategy.statement,
        period_note=strategy.period_note,
        as_at=today.isoformat(),
        plan_year=plan.year if plan else "",
        invented=builder.invented or any(one.invented for one in builder.measured.measures),
        about_abuse=True,  # every kind of strategy Cairn keeps can be read by somebody who is being watched
        governance=tuple(
            (row.body.name, row.get_part_display(), row.text)
            for row in strategy.governance.select_related("body").order_by("pk")
        ),
        decision=_decision(strategy),
        sources=tuple(document.PublicSource(s.title, s.publisher, s.address, s.note) for s in main),
        themes=tuple(builder.themes()),
        made_up=builder.invented and not main,  # a promise nobody published anywhere
        measures=builder.measured.measures,
    )


def _decision(strategy: Strategy) -> document.PublicDecision | None:
    found = getattr(strategy, "decision", None)
    if found is None:
        return None
    return document.PublicDecision(
        title=found.title,
        maker=found.maker,
        status=found.status,
        decided_on=found.decided_on.isoformat(),
        effective_on=found.effective_on.isoformat() if found.effective_on else None,
        purpose=found.purpose,
        decision=tuple(found.decision),
        alternatives=tuple(found.alternatives),
        consultees=tuple(found.consultees),
    )


class _Builder:
    """Reads everything once, then lays it out theme by theme."""

    def __init__(self, strategy: Strategy, plan: ActionPlan | None, today: date, *, earlier: list[ActionPlan]) -> None:
        self.strategy, self.today = strategy, today
        self.measured = measured(strategy, today=today)
        self.actions = list(
            Action.objects.filter(plan=plan)
            .select_related("lead", "owner")
            .prefetch_related(
                Prefetch("updates", Update.objects.exclude(public_wording="").order_by("-at", "-pk")),
                Prefetch("date_changes", DateChange.objects.filter(milestone__isnull=True)),
            )
            .order_by("due_on", "pk")
            if plan
            else []
        )
        self.readings = readings(self.actions, today=today)
        self.earlier = list(
            Action.objects.filter(plan__in=earlier, completed_on__isnull=False)
            .exclude(public_wording="")
            .select_related("lead", "owner", "plan")
            .order_by("-completed_on", "pk")
        )
        self.invented = any(action.owner.is_demo for action in (*self.actions, *self.earlier))
        self.by_commitment = _by_commitment(self.actions)
        self.done_before = _by_commitment(self.earlier)
        self.closed = closed_on(strategy, on=today)

    def themes(self):
        same = self._same()
        commitments = defaultdict(list)
        rows = self.strategy.commitments.select_related("owned_elsewhere").prefetch_related("agencies__agency")
        for row in rows.order_by("place"):
            commitments[row.theme_id].append(self._commitment(row, same.get(row.pk, ())))
        for theme in self.strategy.themes.prefetch_related("activities", "changes", "measures").order_by("place"):
            yield document.PublicTheme(
                key=theme.key,
                title=theme.title,
                aim=theme.aim,
                commitments=tuple(commitments[theme.pk]),
                primary=_texts(theme.activities.all(), "primary"),
                secondary=_texts(theme.activities.all(), "secondary"),
                changes=tuple(change.text for change in theme.changes.all()),
                measures=tuple(measure.text for measure in theme.measures.all()),
                measured=tuple(self.measured.of_changes.get(change.pk, ()) for change in theme.changes.all()),
            )

    def _same(self) -> dict[int, tuple[str, ...]]:
        found: dict[int, list[str]] = defaultdict(list)
        links = SamePromise.objects.select_related("this__strategy", "other__strategy")
        for link in links.filter(this__strategy=self.strategy):
            found[link.this_id].append(f"{link.other.strategy.slug}/{link.other.code}")
        for link in links.filter(other__strategy=self.strategy):
            found[link.other_id].append(f"{link.this.strategy.slug}/{link.this.code}")
        return {key: tuple(sorted(set(names))) for key, names in found.items()}

    def _commitment(self, row: Commitment, same_as: tuple[str, ...]) -> document.PublicCommitment:
        actions = self.by_commitment[row.pk]
        updated = max((a.last_update_at for a in actions if a.last_update_at), default=None)
        named = list(row.agencies.all())
        unworded = [action for action in actions if not action.public_wording]
        status = str(promise([self.readings[action.pk].status for action in actions]))
        closed = self.closed.get(row.pk)
        return document.PublicCommitment(
            id=row.code,
            text=row.text,
            plain=row.plain,
            responsible=tuple(a.agency.name for a in named if a.part == Part.RESPONSIBLE),
            supporting=tuple(a.agency.name for a in named if a.part == Part.SUPPORTING),
            proposed=row.responsible_basis == ResponsibleBasis.PROPOSED,
            monitored=row.owned_elsewhere.name if row.owned_elsewhere else "",
            # Nobody is to start on what was closed.
            status="stopped" if closed and not actions else status,
            updated=timezone.localdate(updated).isoformat() if updated else None,
            actions=tuple(self._action(action) for action in actions if action.public_wording),
            unworded=len(unworded),
            same_as=same_as,
            unworded_statuses=tuple(str(self.readings[action.pk].status) for action in unworded),
            done_before=tuple(
                document.DoneBefore(a.plan.year, a.public_wording, a.lead.name, a.completed_on.isoformat())
                for a in self.done_before[row.pk]
            ),
            closed=document.Closed(closed.on.isoformat(), closed.why) if closed else None,
            measures=self.measured.of_commitments.get(row.pk, ()),
        )

    def _action(self, action: Action) -> document.PublicAction:
        reading = self.readings[action.pk]
        ended = action.completed_on or action.stopped_on
        slips = tuple(
            document.Slip(change.from_on.isoformat(), change.to_on.isoformat(), change.reason, change.on.isoformat())
            for change in action.date_changes.all()
        )
        said = tuple(
            document.Said(timezone.localdate(update.at).isoformat(), update.public_wording)
            for update in action.updates.all()
        )
        return document.PublicAction(
            ref=action.ref,
            text=action.public_wording,
            lead=action.lead.name,
            status=str(reading.status),
            due=action.due_on.isoformat(),
            origin=Origin(action.origin).label,
            why=_why(action, reading, slips),
            slips=slips,
            said=said,
            first_due=action.first_due_on.isoformat(),
            ended=ended.isoformat() if ended else None,
            reported_done=action.stated == Stated.COMPLETE and not ended,
            update_overdue=Mark.STALE in reading.marks,
        )


def _by_commitment(actions: list[Action]) -> dict[int, list[Action]]:
    """The actions under each commitment they serve, in the order given."""
    found: dict[int, list[Action]] = defaultdict(list)
    also: dict[int, list[int]] = defaultdict(list)
    for row in AlsoServes.objects.filter(action__in=actions):
        also[row.action_id].append(row.commitment_id)
    for action in actions:
        for commitment_id in (action.commitment_id, *also[action.pk]):
            found[commitment_id].append(action)
    return found


def _texts(activities, level: str) -> tuple[str, ...]:
    rows: list[Activity] = [row for row in activities if row.level == level]
    return tuple(row.text for row in rows)


def _why(action: Action, reading: Reading, slips: tuple[document.Slip, ...]) -> str:
    """Why it is stopped, held up, late or at risk, in words meant for residents; "" where there is nothing to say.

    What was said while in trouble, or once the date had passed, is a reason. For a late action so is the
    reason for which its date was moved. Nothing else is passed off as one.
    """
    newest = next(iter(action.updates.all()), None)  # only those with words for residents were fetched
    troubled = newest.public_wording if newest and newest.stated in IN_TROUBLE else ""
    if reading.status is Delivery.STOPPED:
        return action.stop_reason
    if reading.status is Delivery.BLOCKED:
        return troubled or NOT_SAID
    if reading.status is Delivery.AT_RISK:
        return troubled or _because(reading, action)
    if reading.status is not Delivery.LATE:
        return ""
    if newest and timezone.localdate(newest.at) > action.due_on:
        return newest.public_wording
    return troubled or (slips[-1].why if slips else NOT_SAID)


def _because(reading: Reading, action: Action) -> str:
    """The rule's own sentence, in words that residents use."""
    if action.stated in IN_TROUBLE and "owner" in reading.because:
        return f"{action.lead.name} says that it may miss its date or its purpose. It has not said why yet."
    return reading.because.replace("milestones are", "steps on the way are").replace(
        "milestone is", "step on the way is"
    )
