"""Generated partnerships: loaded in bulk, exactly so many, recorded as one act, and never twice."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection, transaction

from cairn.demo.scale.loading import load_generated
from cairn.demo.scale.sizes import Sizes
from cairn.domain.plans.models import Action, ActionPlan, DateChange, Evidence, EvidenceReview, Milestone, Update
from cairn.domain.plans.queries.readings import readings
from cairn.domain.publishing.api import Edition
from cairn.domain.strategies.models import Strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from cairn.kernel.references import is_sound

SMALL = Sizes(partnerships=2, strategies=7, actions=120, updates=1000)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def vales(django_db_setup, django_db_blocker):
    """Two generated partnerships, loaded once for these tests and rolled back after the last."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            list(load_generated(at=NOW, sizes=SMALL))
            yield list(Partnership.objects.order_by("slug"))
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def inside():
    """Act as the system of one partnership from here on."""

    def enter(partnership):
        set_scope(system_actor(partnership.pk))

    return enter


def _count(model, vales, inside, **only):
    found = []
    for vale in vales:
        inside(vale)
        found.append(model.objects.filter(**only).count())
    return found


def test_there_are_exactly_as_many_as_asked_for(vales, inside):
    assert [vale.slug for vale in vales] == ["invented-vale-01", "invented-vale-02"]
    assert _count(Strategy, vales, inside) == [4, 3]
    assert _count(Action, vales, inside) == [60, 60]
    assert _count(Update, vales, inside) == [500, 500]
    for model in (Milestone, DateChange, Evidence, EvidenceReview, ActionPlan):
        assert min(_count(model, vales, inside)) > 0, model


def test_everything_generated_says_so(vales, inside):
    for vale in vales:
        assert vale.name.startswith("Invented Vale")
        assert "Generated" in vale.about
        inside(vale)
        assert all("Generated" in strategy.about for strategy in Strategy.objects.all())
        assert all("Generated" in action.detail for action in Action.objects.all())
    assert all(agency.name.startswith("Invented Vale") for agency in Agency.objects.all())
    assert all(person.is_demo and person.email.endswith(".example.test") for person in User.objects.all())


def test_each_partnership_has_a_manager_six_leads_and_a_board_member(vales, inside):
    for vale in vales:
        inside(vale)
        roles = Counter(role for actor in actors_in(vale.pk, on=NOW.date()).values() for role in actor.roles)
        assert roles == {"partnership_manager": 1, "agency_lead": 6, "board_member": 1}


def test_each_load_is_one_act_with_the_digest_of_its_seed_and_the_range_of_its_rows(vales, inside):
    inside(vales[0])
    entries = list(Entry.objects.filter(chain=vales[0].pk, action="demo.load_generated"))
    assert len({entry.command_id for entry in entries}) == 1
    assert len({entry.changes["digest"] for entry in entries}) == 1
    by_table = {entry.row_table: entry.changes for entry in entries}
    updates = Update.objects.order_by("pk").values_list("pk", flat=True)
    assert by_table["plans_update"]["rows"] == 500
    assert by_table["plans_update"]["first"] == updates[0]
    assert by_table["plans_update"]["last"] == updates[499]
    assert all(entry.user_id is None and entry.kind == "bulk load" for entry in entries)


def test_what_is_complete_was_accepted_by_another_agency(vales, inside):
    inside(vales[0])
    complete = Action.objects.filter(completed_on__isnull=False)
    assert complete.count() > 5
    for action in complete:
        assert action.stated == "complete"
        assert action.reviews.filter(accepted=True).exclude(agency_id=action.lead_id).exists()
        assert not action.milestones.filter(done_on__isnull=True).exists()


def test_an_action_says_what_its_last_update_said(vales, inside):
    inside(vales[0])
    for action in Action.objects.exclude(last_update_at=None):
        last = action.updates.order_by("-at", "-pk").first()
        assert (action.stated, action.confidence, action.last_update_at) == (last.stated, last.confidence, last.at)


def test_the_latest_plans_show_every_kind_of_status(vales, inside):
    seen = Counter()
    for vale in vales:
        inside(vale)
        found = readings(Action.objects.filter(plan__ends_on__gt=NOW.date()), today=NOW.date())
        seen.update(str(reading.status) for reading in found.values())
    assert {"on_track", "at_risk", "late", "complete", "not_started"} <= set(seen), seen


def test_what_was_carried_forward_has_one_successor_in_a_later_plan_of_its_strategy(vales, inside):
    found = 0
    for vale in vales:
        inside(vale)
        for action in Action.objects.exclude(carried_from=None).select_related("plan", "carried_from__plan"):
            found += 1
            assert action.carried_from.plan.strategy_id == action.plan.strategy_id
            assert action.carried_from.plan.starts_on < action.plan.starts_on
            assert action.carried_from.stopped_on is not None
    assert found > 0


def test_references_are_sound_and_met_once(vales, inside):
    refs = []
    for vale in vales:
        inside(vale)
        for label in ("plans.Action", "plans.Evidence", "plans.Request", "plans.ActionPlan", "voice.Issue"):
            refs += apps.get_model(label).objects.values_list("ref", flat=True)
    assert len(refs) == len(set(refs))
    assert all(is_sound(ref) for ref in refs)


def test_every_other_account_is_published_by_its_manager(vales, inside):
    assert _count(Edition, vales, inside) == [2, 1]
    inside(vales[0])
    assert all(edition.invented for edition in Edition.objects.all())


def test_loading_again_adds_nothing(vales, inside):
    before = _rows()
    assert list(load_generated(at=NOW, sizes=SMALL)) == ["2 generated partnerships are there already."]
    assert _rows() == before


def test_a_load_that_was_cut_short_goes_on_where_it_stopped(vales, inside):
    with transaction.atomic():
        list(load_generated(at=NOW, sizes=Sizes(3, 10, 150, 1200)))
        third = Partnership.objects.get(slug="invented-vale-03")
        found = _count(Action, [*vales, third], inside)
        transaction.set_rollback(True)
    assert found == [60, 60, 50]


def _rows():
    found = {}
    for partnership in Partnership.objects.order_by("pk"):
        set_scope(system_actor(partnership.pk))
        for model in apps.get_models():
            if issubclass(model, Guarded):
                found[partnership.slug, model._meta.label] = model.objects.count()
        found[partnership.slug, "audit"] = Entry.objects.filter(chain=partnership.pk).count()
    return found
