"""One commitment, all the way: from its file to the page residents read, and back."""

from __future__ import annotations

import json
import os
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from cairn.domain.plans import policies
from cairn.domain.plans.services.actions import ActionFacts, add_action, complete_action
from cairn.domain.plans.services.planning import move_plan, start_plan
from cairn.domain.plans.services.progress import UpdateFacts, add_evidence, add_update, review_evidence
from cairn.domain.plans.services.publishing import propose_release, publish_release
from cairn.domain.strategies.api import load_strategy
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db

STRATEGY = """
format = "cairn-strategy/1"
[strategy]
slug = "dale-2026-2029"
partnership = "dale"
title = "Dale domestic abuse strategy 2026 to 2029"
public_title = "Dale: our promises 2026 to 2029"
kind = "domestic_abuse"
about = "What Dale promised."
starts_on = 2026-04-01
ends_on = 2029-03-31
source = "dale"
[[source]]
key = "dale"
title = "Dale strategy"
publisher = "Dale Council"
[[theme]]
key = "support"
title = "Support"
  [[theme.commitment]]
  id = "DS1"
  text = "A safe room in each market town."
  plain = "We will open a safe room in each market town."
  responsible = ["dale-council"]
  responsible_basis = "published"
  [[theme.commitment]]
  id = "DS2"
  text = "Training for every school."
  plain = "We will train every school."
  responsible = ["dale-police"]
  responsible_basis = "proposed"
"""


@pytest.fixture
def dale(now: datetime) -> dict[str, object]:
    """A partnership of two agencies, its manager, and a lead of each agency."""
    with command("test.set_up", by=system_actor(), at=now):
        partnership = Partnership(slug="dale", name="Dale Community Safety Partnership", area="Dale")
        partnership.save()
        council = Agency(slug="dale-council", name="Dale Council", short="Council", kind="council")
        police = Agency(slug="dale-police", name="Dale Police", short="Police", kind="police")
        council.save()
        police.save()
        people = {
            key: User(email=f"{key}@example.test", name=key, agency=agency)
            for key, agency in (
                ("manager", council),
                ("board", council),
                ("council_lead", council),
                ("police_lead", police),
            )
        }
        for person in people.values():
            person.save()
    with command("test.grants", by=system_actor(partnership.pk), at=now):
        for key, role in (
            ("manager", "partnership_manager"),
            ("board", "board_member"),
            ("council_lead", "agency_lead"),
            ("police_lead", "agency_lead"),
        ):
            Grant(partnership=partnership, user=people[key], role=role, from_on=date(2026, 1, 1)).save()
    actors = {key: actor_for(person, partnership, on=now.date()) for key, person in people.items()}
    load_strategy(text=STRATEGY, at=now)
    set_scope(actors["manager"])
    return {"partnership": partnership, "council": council, "police": police, "people": people, **actors}


def published_to_residents(slug: str) -> dict:
    """The newest edition, as it stands in the table the public role reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM publishing_edition WHERE slug = %s ORDER BY number DESC LIMIT 1", [slug])
        return json.loads(cursor.fetchone()[0])


def test_a_promise_is_walked_from_its_file_to_the_public_page_and_back_to_what_proves_it(dale, now):
    strategy = Strategy.objects.get(slug="dale-2026-2029")
    manager, council_lead, police_lead = dale["manager"], dale["council_lead"], dale["police_lead"]

    plan = start_plan(
        by=manager, at=now, strategy=strategy, year="2026-27", starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31)
    )
    move_plan(by=manager, at=now, plan=plan, to="with_partners", note="Please add your actions.")
    action = add_action(
        by=council_lead, at=now, plan=plan,
        facts=ActionFacts(
            commitment=Commitment.objects.get(code="DS1"), title="Open the room in Dale Head", lead=dale["council"],
            owner=dale["people"]["council_lead"], starts_on=date(2026, 9, 1), due_on=date(2026, 12, 1),
            public_wording="A safe room in Dale Head library.",
        ),
    )  # fmt: skip
    move_plan(by=manager, at=now, plan=plan, to="agreed", note="Board of 20 November 2026.")
    move_plan(by=manager, at=now, plan=plan, to="published", note="")

    add_update(
        by=council_lead, at=now, action=action,
        facts=UpdateFacts(
            stated="complete", confidence="high", done="The room is open.", difference="Nine people used it.",
            public_wording="The room opened in October.",
        ),
    )  # fmt: skip
    evidence = add_evidence(by=council_lead, at=now, action=action, title="Opening report", record="Library file 7")
    with pytest.raises(Forbidden, match="outside the agency"):
        review_evidence(by=manager, at=now, evidence=evidence, accepted=True, note="")
    with pytest.raises(Refused, match="accepted by somebody outside Dale Council"):
        complete_action(by=council_lead, at=now, action=action)
    review_evidence(by=police_lead, at=now + timedelta(minutes=1), evidence=evidence, accepted=True, note="Seen.")
    complete_action(by=council_lead, at=now + timedelta(minutes=2), action=action)

    release = propose_release(by=manager, at=now, strategy=strategy, note="First edition.")
    with pytest.raises(Forbidden, match="You proposed it"):
        publish_release(by=manager, at=now, release=release)
    publish_release(by=dale["board"], at=now, release=release)
    account = published_to_residents("dale-2026-2029")
    kept, bare = account["themes"][0]["commitments"]
    assert (kept["id"], kept["status"], kept["updated"]) == ("DS1", "complete", "2026-11-20")
    assert kept["actions"][0]["said"] == [{"on": "2026-11-20", "text": "The room opened in October."}]
    assert (bare["id"], bare["status"], bare["actions"]) == ("DS2", "no_action", [])
    assert "Library file 7" not in str(account), "evidence is not for residents"
    assert "council_lead" not in str(account), "no person is published"

    history = list(Entry.objects.filter(subject_kind="action", subject_ref=action.ref).values_list("action", "user_id"))
    assert ("plans.review_evidence", police_lead.user_id) in history
    assert ("plans.complete_action", council_lead.user_id) in history


def test_a_stranger_to_the_partnership_finds_nothing_even_when_a_query_forgets_the_policy(dale, now):
    stranger = system_actor(dale["partnership"].pk + 1)
    set_scope(stranger)
    assert Strategy.objects.count() == 0
    assert policies.VIEW_PLAN.rows(stranger).count() == 0


def test_the_public_role_reads_editions_and_nothing_else(dale):
    found = settings.DATABASES["default"]
    address = urlsplit(os.environ["CAIRN_PUBLIC_DATABASE_URL"])
    with psycopg.connect(
        host=found["HOST"], port=found["PORT"] or None, dbname=found["NAME"], user=address.username,
        password=address.password, autocommit=True,
    ) as public:  # fmt: skip
        assert public.execute("SELECT count(*) FROM publishing_edition").fetchone() == (0,)
        for table in ("plans_action", "strategies_commitment", "accounts_user", "audit_entry", "voice_issue"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                public.execute(f"SELECT 1 FROM {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            public.execute("DELETE FROM publishing_edition")
