"""Which rows each screen is tried with, and how an address is filled in from a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.db.models.functions import Now

from cairn.domain.cases.api import kinds
from cairn.foundation.access.policies import REGISTRY, Policy
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.reference.routes import Route

PARTNERSHIP = "agencies.partnership"
# What stands in an address for a row, where it is not the row's own field of that name: (kind of row, name
# in the address) to the attribute. A name that is the kind's own, such as <evidence>, is the row itself, and
# <ref> beside it is what the row belongs to. A screen about a new kind of thing adds a line here.
FILLED_FROM: dict[tuple[str, str], str | Callable[[Model], object]] = {
    ("agencies.partnership", "place"): lambda row: (row.authority_codes or ["E06000063"])[0],
    ("strategies.strategy", "ref"): "slug",
    ("strategies.commitment", "slug"): "strategy.slug",
    ("measures.measure", "period"): "first_on",
    ("measures.submission", "ref"): "measure.ref",
    ("measures.submission", "period"): "period_start",
    ("analysis.countedexactly", "ref"): "analysis.ref",
    ("analysis.countedexactly", "number"): "taking.number",
    ("reports.reportcopy", "ref"): "report.ref",
    ("reviews.citedevidence", "ref"): "conclusion.review.ref",
    ("reviews.citedevidence", "file"): "cited",
    ("voice.ask", "ref"): "issue.ref",
    ("voice.ask", "agency"): "agency.slug",
    ("cases.case", "step"): lambda row: next(iter(kinds()[row.kind].newest.happenings)),
    ("accounts.user", "number"): "pk",
    ("cases.declaredtie", "number"): "pk",
    ("accounts.grant", "number"): "user_id",
    ("hub.hubperson", "other"): "ref",
    ("hub.pairdecision", "ref"): "act",
}
BELONGS_TO = {"plans.evidence": "action", "plans.pledge": "action", "plans.milestone": "action"}
# The spreadsheet a table is taken as, an indicator of the library, a rule that computes a measure.
ALWAYS = {
    "casetype": "marac",
    "figure": "outcomes_at_12_months",
    "quarter": "2026-07-01",
    "act": "contact",
    "opening": "start_draft",
    "form": "csv",
    "holds": "people",
    "paper": "html",
    "pack": "agenda",
    "key": "encompass-on-time",
    "rule": "commitments-with-an-action-on-time",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the row that an address names.

    Args:
        model: kind of the part.
        parent: its column that names the row.
        shown_as: its attribute that stands in the address.
        only: conditions it must meet for the screen to be about it.
    """

    model: str
    parent: str
    shown_as: str
    only: Mapping[str, object] = field(default_factory=dict)


# Where the policy is about the whole and the address names a part: (kind of row or name of route, name in
# the address) to the part. Rows without such a part are not tried on that screen.
PARTS = {
    ("plans.action", "milestone"): Part("plans.milestone", "action_id", "pk", {"done_on": None, "dropped_on": None}),
    ("cases:end-post", "number"): Part("cases.post", "partnership_id", "pk", {"until_on": None}),
    ("cases:withdraw-post", "number"): Part(
        "cases.post", "partnership_id", "pk", {"from_on__gt": Now(), "until_on": None}
    ),
    ("cases:withdraw-days", "number"): Part("cases.localdays", "partnership_id", "pk", {"withdrawn_at": None}),
    ("cases.case", "share"): Part("cases.share", "case_id", "ref", {"ended_at": None, "standing": "partner"}),
    ("boards.group", "seat"): Part("boards.seat", "group_id", "pk", {"until_on": None}),
    ("boards.decision", "document"): Part("boards.decisiondocument", "decision_id", "pk"),
    ("consultations.consultation", "theme"): Part("consultations.consultationtheme", "consultation_id", "pk"),
    ("analysis.analysis", "number"): Part("analysis.taking", "analysis_id", "number"),
    ("reviews.annualreview", "code"): Part("reviews.conclusion", "review_id", "commitment__code"),
    ("cases.case", "person"): Part("cases.caseperson", "case_id", "person__ref", {"removed_at": None}),
    ("boards.meeting", "paper"): Part("boards.paper", "meeting_id", "pk"),
    ("cases.case", "task"): Part("cases.task", "case_id", "ref", {"done_at": None, "overtaken_at": None}),
    ("cases:task-file", "task"): Part("cases.task", "case_id", "ref", {"file__isnull": False}),
    ("cases.case", "document"): Part("cases.casedocument", "case_id", "ref"),
    ("cases.case", "sheet"): Part("cases.checklistsheet", "case_id", "pk"),
    ("plans:ask-about", "ref"): Part("plans.action", "plan_id", "ref", {"completed_on": None, "stopped_on": None}),
}
# Screens about some of the rows only: name of the route to the conditions.
ONLY = {
    "plans:evidence-file": {"kind": "file"},
    "reviews:evidence-file": {"kind": "file"},
    "watch:row": {"contested": True},  # one row is as another; these are where most is kept from view
    "watch:act": {"contested": True},
    "cases:transfer": {"kind": "marac"},  # whose process says how a case is sent on
    "cases:share-each": {"kind": "marac", "is_over": False},  # which a conference of several agencies hears
}


class NoSample(LookupError):
    """An address cannot be filled in; the tables above lack a line."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The rows of one partnership, and what each actor may do to them.

    Args:
        partnership: the row of the partnership itself.
        actors: key to the actor, or None for somebody without a role there.
    """

    partnership: Model
    actors: Mapping[str, Actor | None]
    _rows: dict[str, dict[int, Model]] = field(default_factory=dict, repr=False)
    _allowed: dict[tuple[str, Actor], set[int]] = field(default_factory=dict, repr=False)

    def rows(self, policy: Policy) -> dict[int, Model]:
        """Every row the policy could be about, those kept to one agency too: primary key to row."""
        label = policy.model._meta.label_lower
        if label == PARTNERSHIP:
            return {self.partnership.pk: self.partnership}
        if label not in self._rows:
            found: dict[int, Model] = {}
            for actor in self._onlookers():
                with transaction.atomic():
                    set_scope(actor)
                    found |= {row.pk: row for row in self._of_here(policy.model)}
            self._rows[label] = dict(sorted(found.items()))
        return self._rows[label]

    def addresses(self, route: Route) -> dict[int, tuple[Model, str]]:
        """The address of a route for every row that it could be about: primary key to row and address.

        Raises:
            NoSample: a name in the address is not known for this kind of row.
        """
        rows = self.rows(route.policy)
        parts = {name: part for name in route.arguments if (part := _part(route, name))}
        known = {name: self._parts(part) for name, part in parts.items()}
        return {
            key: (row, _address(route, self.partnership, row, {name: found[key] for name, found in known.items()}))
            for key, row in rows.items()
            if all(key in found for found in known.values())
            and all(getattr(row, name) == value for name, value in ONLY.get(route.name, {}).items())
        }

    def _parts(self, part: Part) -> dict[int, object]:
        """The first part of each row: the row's primary key to what stands in the address."""
        with transaction.atomic():
            set_scope(system_actor(self.partnership.pk))
            rows = apps.get_model(part.model).objects.filter(partnership_id=self.partnership.pk, **part.only)
            found = rows.order_by("-pk").values_list(part.parent, part.shown_as)
            return dict(found)

    def _onlookers(self) -> Iterable[Actor]:
        """The system, and the eyes of every agency: some rows are seen by one agency only."""
        yield system_actor(self.partnership.pk)
        agencies = {actor.agency_id for actor in self.actors.values() if actor}
        for agency in sorted(agencies):
            yield Actor(None, self.partnership.pk, agency, frozenset())

    def _of_here(self, model: type[Model]) -> list[Model]:
        rows = model._default_manager.all()
        owned = any(field.attname == "partnership_id" for field in model._meta.concrete_fields)
        if model._meta.label_lower == "accounts.user":
            grants = apps.get_model("accounts.grant").objects.filter(partnership_id=self.partnership.pk)
            rows = rows.filter(pk__in=grants.values("user_id"))
        elif owned:
            rows = rows.filter(partnership_id=self.partnership.pk)
        keys = [field.name for field in model._meta.concrete_fields if field.is_relation and not field.null]
        return list(rows.select_related(*keys, *_on_the_way(model)))

    def allowed(self, policy: Policy, actor: Actor) -> set[int]:
        """Primary keys of the rows the policy lets an actor do this to."""
        if (policy.name, actor) not in self._allowed:
            with transaction.atomic():
                set_scope(actor)
                self._allowed[policy.name, actor] = set(policy.rows(actor).values_list("pk", flat=True))
        return self._allowed[policy.name, actor]

    def visible(self, policy: Policy, actor: Actor) -> set[int] | None:
        """Primary keys of the rows the actor can see at all; None where no policy says so.

        The policies of the same context say it, where it has such: a meeting of a board is another thing to somebody
        than one that hears cases. Else those of any.
        """
        if policy.model._meta.label_lower == PARTNERSHIP:
            return {self.partnership.pk}
        views = [view for view in REGISTRY.values() if view.model is policy.model and _is_view(view)]
        context = policy.name.partition(".")[0]
        views = [view for view in views if view.name.partition(".")[0] == context] or views
        return set().union(*(self.allowed(view, actor) for view in views)) if views else None


def _is_view(policy: Policy) -> bool:
    return policy.name.partition(".")[2].startswith("view")


def _on_the_way(model: type[Model]) -> list[str]:
    """Rows an address asks for by way of another; fetched with the rest, since later nobody is acting."""
    label = model._meta.label_lower
    paths = [path for (kind, _name), path in FILLED_FROM.items() if kind == label and isinstance(path, str)]
    return ["__".join(path.split(".")[:-1]) for path in paths if path.count(".") > 1]


def _part(route: Route, name: str) -> Part | None:
    label = route.policy.model._meta.label_lower
    return PARTS.get((route.name, name)) or PARTS.get((label, name))


def _address(route: Route, partnership: Model, row: Model, parts: Mapping[str, object]) -> str:
    path = "/" + route.path
    for name in route.arguments:
        if name == "partnership":
            value: object = partnership.slug
        else:
            value = parts[name] if name in parts else _value(route, row, name)
        path = _put(path, name, str(value))
    return path


def _value(route: Route, row: Model, name: str) -> object:
    label, own = row._meta.label_lower, row._meta.model_name
    if label == "strategies.commitment" and name == "ref":
        return f"{row.strategy.slug}/{row.code}"
    if name in ALWAYS:
        return ALWAYS[name]
    if name == own:
        return getattr(row, "ref", row.pk)
    attribute = FILLED_FROM.get((label, name), name)
    if name == "ref" and label in BELONGS_TO and (own in route.arguments or not hasattr(row, "ref")):
        attribute = f"{BELONGS_TO[label]}.ref"
    try:
        return attribute(row) if callable(attribute) else attrgetter(attribute)(row)
    except AttributeError as problem:
        raise NoSample(f"How is <{name}> filled from a {label}? Say so in cairn.reference.samples.") from problem


def _put(path: str, name: str, value: str) -> str:
    """Put a value in the place of ``<kind:name>`` or ``<name>``."""
    return re.sub(rf"<(?:\w+:)?{name}>", lambda _: value, path)
