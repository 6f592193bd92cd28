"""The measure computed from action plans: commitments with an action on time."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.domain.measures.computed import Counted, Opened, Rule
from cairn.domain.measures.services.defining import Words
from cairn.domain.plans.api import Action, AlsoServes
from cairn.domain.plans.api import policies as planned
from cairn.domain.strategies.api import Commitment
from cairn.kernel.actors import Actor
from cairn.kernel.periods import Period


def commitments_on_time(partnership_id: int, period: Period) -> Counted:
    """Commitments of the strategies that ran on the period's last day, and those with an action on time then.

    An action was on time on a day when it had begun, was not stopped, and its due date had not passed
    or it was complete by then. The due date is the one that holds when the figure is computed; dates
    that moved show in the action's own history.
    """
    day = period.end
    running = Commitment.objects.filter(
        partnership_id=partnership_id, strategy__starts_on__lte=day, strategy__ends_on__gte=day
    )
    refs = {key: f"{slug}/{code}" for key, slug, code in running.values_list("pk", "strategy__slug", "code")}
    on_time: dict[int, str] = {}
    serves: dict[int, set[int]] = {}
    begun = Action.objects.filter(partnership_id=partnership_id, starts_on__lte=day)
    columns = ("pk", "ref", "commitment_id", "due_on", "completed_on", "stopped_on")
    for key, ref, commitment, due, completed, stopped in begun.values_list(*columns):
        done = completed is not None and completed <= day
        if (stopped is None or stopped > day) and (completed <= due if done else due >= day):
            on_time[key], serves[key] = ref, {commitment}
    further = AlsoServes.objects.filter(action_id__in=on_time)
    for key, commitment in further.values_list("action_id", "commitment_id"):
        serves[key].add(commitment)
    kept = {commitment for served in serves.values() for commitment in served} & refs.keys()
    return Counted(
        numerator=tuple(sorted(refs[key] for key in kept)),
        denominator=tuple(sorted(refs.values())),
        contributing=tuple(sorted(on_time[key] for key, served in serves.items() if served & kept)),
    )


def opened_actions(actor: Actor, refs: Sequence[str]) -> list[Opened]:
    """Those of the actions that the actor may see."""
    rows = planned.VIEW.rows(actor, Action.objects.filter(ref__in=refs)).order_by("title")
    return [Opened(ref, title, "plans:action", (("ref", ref),)) for ref, title in rows.values_list("ref", "title")]


COMMITMENTS_ON_TIME = Rule(
    key="commitments-with-an-action-on-time",
    version=1,
    reads=(
        "strategies.Strategy.starts_on", "strategies.Strategy.ends_on", "strategies.Commitment.code",
        "plans.Action.commitment", "plans.Action.starts_on", "plans.Action.due_on", "plans.Action.completed_on",
        "plans.Action.stopped_on", "plans.AlsoServes.commitment",
    ),
    words=Words(
        subject="How the plan is kept",
        name="Commitments with an action on time",
        definition=(
            "Of the commitments of the strategies that ran on the last day of the period, how many had at least one "
            "action that had begun and was on time."
        ),
        numerator="Commitments with an action that had begun, was not stopped, and was not past its date.",
        denominator="Commitments of the strategies that ran on that day.",
        unit="percent",
        proportion=True,
        frequency="month",
        good="up",
        risks="An action on time is work under way; it does not show that anything changed for people.",
    ),
    count=commitments_on_time,
    opens=opened_actions,
)  # fmt: skip
