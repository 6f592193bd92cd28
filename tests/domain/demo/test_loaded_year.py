"""The small demonstration as it is loaded: real services, real people, real days, and nothing twice."""

import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.utils import timezone

from cairn.demo.dates import LONDON
from cairn.demo.loading import load_demo
from cairn.demo.people import load_people
from cairn.demo.plan_checks import read_workers
from cairn.demo.plan_files import fitted, read_plan_years
from cairn.demo.plan_loading import DemoRefused, load_plan_year
from cairn.domain.plans.models import (
    Action,
    ActionPlan,
    DateChange,
    Evidence,
    EvidenceReview,
    PlanStep,
    Request,
    Update,
)
from cairn.domain.plans.queries.readings import readings
from cairn.domain.publishing.api import Edition
from cairn.domain.strategies.models import Strategy
from cairn.domain.voice.models import Issue, Reply
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.chain import verify_everything
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "owner"]),
    pytest.mark.usefixtures("demo_database"),
]
LIVE = ("cumberland-2024-2027", "cumberland-2025-2030", "westmorland-and-furness-2023-2028")
OF = {
    "cumberland-2024-2027": "cumberland",
    "cumberland-2025-2030": "cumberland",
    "westmorland-and-furness-2023-2028": "westmorland-and-furness",
}


@pytest.fixture(scope="module")
def years():
    """Each live strategy's year with the dates it was loaded with, and its last day as ``as_at``."""
    ends = {"cumberland-2024-2027": date(2027, 3, 31)}
    return {
        year.plan.strategy: fitted(
            year, today=timezone.localdate(), strategy_ends=ends.get(year.plan.strategy, date(2028, 3, 31))
        )
        for year in read_plan_years()
    }


@pytest.fixture
def inside():
    """Act as the system of one partnership from here on."""

    def enter(slug):
        set_scope(system_actor(Partnership.objects.get(slug=slug).pk))

    return enter


@pytest.fixture(params=LIVE)
def strategy(request, inside):
    inside(OF[request.param])
    return Strategy.objects.select_related("partnership").get(slug=request.param)


def test_each_live_strategy_has_a_published_plan_of_at_least_sixty_actions(strategy, years):
    plan = ActionPlan.objects.get(strategy=strategy)
    assert plan.state == "published"
    assert plan.actions.count() == len(years[strategy.slug].actions) >= 60


def test_the_computed_status_of_every_action_is_the_one_its_writer_meant(strategy, years, capsys):
    year = years[strategy.slug]
    rows = {row.title: row for row in Action.objects.filter(plan__strategy=strategy)}
    found = readings(rows.values(), today=year.as_at)
    table, differing, marks = Counter(), [], Counter()
    for meant in year.actions:
        reading = found[rows[meant.title].pk]
        wanted = intended(meant, year.as_at)
        table[wanted, str(reading.status)] += 1
        marks.update(str(mark) for mark in reading.marks)
        if wanted != reading.status:
            differing.append(f"{meant.key}: meant {wanted}, computed {reading.status}. {reading.because}")
    with capsys.disabled():
        print(f"\n{strategy.slug} on {year.as_at}: {len(rows)} actions")
        for (wanted, computed), count in sorted(table.items()):
            print(f"  meant {wanted:<12} computed {computed:<12} {count:>3}")
        print(f"  marks: {dict(sorted(marks.items()))}")
    assert differing == []
    computed = {status for _, status in table}
    assert {"late", "blocked", "at_risk", "not_started", "on_track", "complete", "stopped"} <= computed
    assert {"stale", "disputed", "waiting_evidence"} <= set(marks)


def intended(action, as_at):
    """What the writer of the file meant, read from the file alone."""
    due_on = action.date_changes[-1].to if action.date_changes else action.due_on
    last = action.updates[-1].status if action.updates else "not_started"
    overdue = any(step.done_on is None and step.now_due_on < as_at for step in action.milestones)
    if action.stop or action.complete:
        return "stopped" if action.stop else "complete"
    if last == "blocked":
        return "blocked"
    if due_on < as_at:
        return "late"
    if overdue and action.starts_on <= as_at or last in ("off_track", "at_risk"):
        return "at_risk"
    if last == "not_started":
        return "not_started"
    return "on_track"


def test_no_two_updates_share_their_wording(inside):
    words = Counter()
    for slug in set(OF.values()):
        inside(slug)
        words.update(Update.objects.values_list("done", flat=True))
    assert sum(words.values()) >= 500
    assert words.most_common(1)[0][1] == 1


def test_issues_requests_and_answers_are_there(inside, years):
    for slug in set(OF.values()):
        inside(slug)
        mine = [year for name, year in years.items() if OF[name] == slug]
        assert Issue.objects.count() == sum(len(year.issues) for year in mine)
        asks = [ask for year in mine for issue in year.issues for ask in issue.asks]
        assert Reply.objects.count() == sum(ask.answered_on is not None for ask in asks)
        requests = [row for year in mine for row in year.requests]
        assert Request.objects.count() == len(requests)
        answered = sum(row.answered_on is not None for row in requests)
        assert Request.objects.filter(answered_at__isnull=False).count() == answered


def test_whoever_leads_in_a_plan_was_asked_when_the_draft_was_sent_and_answered(strategy):
    plan = ActionPlan.objects.get(strategy=strategy)
    sent = PlanStep.objects.get(plan=plan, state="with_partners").recorded_at.astimezone(LONDON).date()
    asked = Request.objects.filter(plan=plan, kind="actions")
    assert {row.asked_at.astimezone(LONDON).date() for row in asked} == {sent}
    assert not asked.filter(answered_at=None).exists()
    own = User.objects.get(pk=asked[0].asked_by_id).agency_id
    first = Action.objects.filter(plan=plan).exclude(lead_id=own).values_list("lead_id", flat=True)
    assert set(first) <= set(asked.values_list("to_agency_id", flat=True))


def test_each_act_stands_in_the_audit_under_the_person_who_did_it_and_the_day(strategy):
    persons = {
        ("plans.add_update", Update): ("by_id", "at"),
        ("plans.add_evidence", Evidence): ("by_id", "at"),
        ("plans.review_evidence", EvidenceReview): ("by_id", "at"),
        ("plans.move_date", DateChange): ("by_id", None),
        ("plans.ask", Request): ("asked_by_id", "asked_at"),
        ("plans.add_action", Action): ("proposed_by_id", None),
        ("voice.reply", Reply): ("by_id", None),
        ("plans.start", PlanStep): ("by_id", "recorded_at"),
        ("plans.move", PlanStep): ("by_id", "recorded_at"),
    }
    for (action, model), (person, moment) in persons.items():
        entries = Entry.objects.filter(chain=strategy.partnership_id, action=action, row_table=model._meta.db_table)
        assert entries, action
        rows = model.objects.in_bulk(list(entries.values_list("row_id", flat=True)))
        for entry in entries:
            if (row := rows.get(entry.row_id)) is None:
                assert model is Evidence  # kept to an agency, and the system works for none
                continue
            assert entry.user_id == getattr(row, person), (action, entry.row_id)
            assert moment is None or entry.at == getattr(row, moment)
            assert entry.agency_id == User.objects.get(pk=entry.user_id).agency_id


def test_completions_and_stops_stand_under_the_person_and_day_of_the_file(strategy, years):
    rows = {row.title: row for row in Action.objects.filter(plan__strategy=strategy)}
    users = load_people(timezone.now())  # those who are there; it adds nobody
    assert set(users) == set(read_workers())
    set_scope(system_actor(strategy.partnership_id))
    for action in years[strategy.slug].actions:
        for end, name in ((action.complete, "plans.complete_action"), (action.stop, "plans.stop_action")):
            if end is None:
                continue
            entry = Entry.objects.get(chain=strategy.partnership_id, action=name, subject_ref=rows[action.title].ref)
            assert entry.user_id == users[end.by].pk
            assert entry.at.astimezone(LONDON).date() == end.on


def test_nothing_happened_in_the_future_and_nobody_acted_on_a_day_without_a_role(strategy, years):
    as_at = years[strategy.slug].as_at
    entries = Entry.objects.filter(chain=strategy.partnership_id, action__startswith="plans.")
    entries = entries.exclude(row_table="plans_release")  # what residents see is of the day it is loaded
    assert all(entry.at.astimezone(LONDON).date() < as_at for entry in entries)
    assert not entries.filter(roles="").exists()


def test_what_is_kept_to_an_agency_is_there_for_that_agency_only(inside):
    inside("cumberland")
    shown = Evidence.objects.filter(only_agency=True).count()
    assert shown == 0  # the system works for no agency
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_evidence WHERE only_agency")
        assert cursor.fetchone()[0] >= 3


def test_all_four_accounts_are_proposed_by_their_managers_and_checked_by_somebody_else(inside):
    found = {}
    for slug in (*sorted(set(OF.values())), "herefordshire"):
        inside(slug)
        found.update(Edition.objects.values_list("slug", "number"))
        for entry in Entry.objects.filter(action="publishing.publish", row_table="publishing_edition"):
            assert "board_member" in entry.roles
        for entry in Entry.objects.filter(action="plans.propose_release"):
            assert "partnership_manager" in entry.roles
    assert found == dict.fromkeys((*LIVE, "herefordshire-2019-2022"), 1)


def test_the_audit_is_sealed_to_its_end_and_verifies():
    found = {finding.chain: finding for finding in verify_everything("owner")}
    assert len(found) == 4
    assert [finding.faults for finding in found.values()] == [()] * 4
    assert sum(finding.length for finding in found.values()) > 3000


def test_loading_again_changes_nothing_and_takes_no_time():
    before = _everything()
    began = time.monotonic()
    said = list(load_demo(scale="tiny"))
    assert time.monotonic() - began < 2
    assert said == ["The demonstration is loaded already."]
    assert _everything() == before


def test_loading_after_an_interrupted_load_adds_no_plan_twice(strategy, years):
    """The marker comes last, so a load that was cut short begins again and skips what is there."""
    before = Action.objects.count()
    acts = load_plan_year(year=years[strategy.slug], strategy=strategy, users={}, people=read_workers())
    assert acts == 0
    assert Action.objects.count() == before


def test_a_year_moved_far_ahead_loads_just_as_well(inside):
    inside("westmorland-and-furness")
    strategy = Strategy.objects.select_related("partnership").get(slug=LIVE[2])
    written = next(year for year in read_plan_years() if year.plan.strategy == strategy.slug)
    later = fitted(written, today=timezone.localdate() + timedelta(weeks=45), strategy_ends=date.max)
    assert later.plan.year != written.plan.year
    users = load_people(timezone.now())
    assert load_plan_year(year=later, strategy=strategy, users=users, people=read_workers()) > 400


def test_a_refusal_names_the_file_the_action_the_act_and_the_sentence(inside, years):
    inside("cumberland")
    strategy = Strategy.objects.select_related("partnership").get(slug=LIVE[1])
    year = years[strategy.slug]
    action = replace(year.actions[0], supporting=(), updates=(replace(year.actions[0].updates[0], by="fire-lead"),))
    spoiled = replace(year, plan=replace(year.plan, year="another"), actions=(action,), issues=(), requests=())
    users = load_people(timezone.now())
    with pytest.raises(DemoRefused) as refusal, transaction.atomic():
        load_plan_year(year=spoiled, strategy=strategy, users=users, people=read_workers())
    for part in (year.file_of[action.key], action.key, "update", "fire-lead", "Only people of the agencies"):
        assert part in str(refusal.value)


def _everything():
    """How many rows there are, and how long the audit is, as the owner sees them."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, Guarded):
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                found[model._meta.label] = cursor.fetchone()[0]
        cursor.execute("SELECT max(id) FROM audit_entry")
        found["audit"] = cursor.fetchone()[0]
    return found
