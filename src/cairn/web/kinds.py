"""The kinds of thing whose history, and whose readers, can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from cairn.domain.analysis.api import policies as analysis
from cairn.domain.boards.api import policies as boards
from cairn.domain.consultations.api import policies as consultations
from cairn.domain.measures.api import policies as measures
from cairn.domain.plans.api import policies as plans
from cairn.domain.records.api import policies as records
from cairn.domain.reports.api import policies as reports
from cairn.domain.reviews.api import policies as reviews
from cairn.domain.risks.api import policies as risks
from cairn.domain.strategies.api import policies as strategies
from cairn.domain.voice.api import ISSUE
from cairn.foundation.access.policies import REGISTRY, Policy


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    Args:
        name: as audit subjects name it.
        word: as people say it.
        view: the policy that decides who sees it, and therefore its history.
        lookup: from the reference in the URL to field lookups.
        address: URL name and the kwargs its page takes, from the reference.
    """

    name: str
    word: str
    view: Policy
    lookup: Callable[[str], dict[str, object]]
    address: Callable[[str], tuple[str, dict[str, str]]]

    def other_policies(self) -> list[Policy]:
        """What else can be done to it, for the page that explains who may."""
        return [found for found in REGISTRY.values() if found.model is self.view.model and found is not self.view]

    def title_of(self, row: Model) -> str:
        """How the page names the thing; an issue by its topic, never by its words."""
        return str(row)


def _ref(ref: str) -> dict[str, object]:
    return {"ref": ref}


def _two(first: str, second: str, ref: str) -> dict[str, str]:
    """A reference of two parts; without its second one it names nothing, rather than the first of many."""
    before, _, after = ref.partition("/")
    return {first: before, second: after}


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("strategy", "strategy", strategies.VIEW, lambda ref: {"slug": ref},
             lambda ref: ("thread:strategy", {"slug": ref})),
        Kind("commitment", "commitment", strategies.VIEW_COMMITMENT,
             lambda ref: _two("strategy__slug", "code", ref),
             lambda ref: ("thread:commitment", _two("slug", "code", ref))),
        Kind("plan", "action plan", plans.VIEW_PLAN, _ref, lambda ref: ("plans:plan", {"ref": ref})),
        Kind("action", "action", plans.VIEW, _ref, lambda ref: ("plans:action", {"ref": ref})),
        Kind("request", "request", plans.VIEW_REQUEST, _ref, lambda ref: ("plans:request", {"ref": ref})),
        Kind("risk", "risk", risks.VIEW, _ref, lambda ref: ("risks:risk", {"ref": ref})),
        Kind("measure", "measure", measures.VIEW, _ref, lambda ref: ("measures:measure", {"ref": ref})),
        Kind("group", "group", boards.VIEW, _ref, lambda ref: ("boards:group", {"ref": ref})),
        Kind("meeting", "meeting", boards.VIEW_MEETING, _ref, lambda ref: ("boards:meeting", {"ref": ref})),
        Kind("decision", "decision", boards.VIEW_DECISION, _ref, lambda ref: ("boards:decision", {"ref": ref})),
        Kind("recommendation", "recommendation", boards.VIEW_RECOMMENDATION, _ref,
             lambda ref: ("boards:recommendation", {"ref": ref})),
        Kind("consultation", "consultation", consultations.VIEW, _ref,
             lambda ref: ("consultations:consultation", {"ref": ref})),
        Kind("analysis", "analysis", analysis.VIEW, _ref, lambda ref: ("analysis:analysis", {"ref": ref})),
        Kind("review", "annual review", reviews.VIEW, _ref, lambda ref: ("reviews:review", {"ref": ref})),
        Kind("report", "report", reports.VIEW, _ref, lambda ref: ("reports:report", {"ref": ref})),
        Kind("feed", "feed", records.VIEW, _ref, lambda ref: ("records:feed", {"ref": ref})),
        Kind("issue", "survivors' issue", ISSUE, _ref, lambda ref: ("voice:issue", {"ref": ref})),
    )
}  # fmt: skip
