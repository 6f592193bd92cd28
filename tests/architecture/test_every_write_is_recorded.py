"""All writes of domain rows are recorded: after a whole demonstration year, and whatever a form does.

The demonstration is made through the real commands, so its tables hold what every one of them writes.
Each row must have its entry. The same is asked again of each form of the staff site after it is sent.
"""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from cairn.demo.people import read_people
from cairn.domain.measures.models import Measure
from cairn.domain.plans.models import Action, ActionPlan, Request
from cairn.domain.strategies.models import Strategy
from cairn.domain.voice.models import Issue
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.testing import sign_in
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor
from tests.architecture.conftest import PACKAGE, python_files

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db, pytest.mark.slow]

PLACES = ("cumberland", "westmorland-and-furness", "herefordshire")
WRITES_SQL = re.compile(r"""["'](INSERT INTO|UPDATE|DELETE FROM|COPY) +"?([a-z_]+)""")
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')  # what a browser sends by itself
# Tables written in plain SQL, each outside the guarded models: the audit itself, and expiring counters.
PLAIN_SQL = {"audit_entry", "audit_seal", "audit_pending", "audit_head", "django_cache"}


def guarded_tables() -> dict[str, type[Guarded]]:
    """Table to model, for every model that refuses to be written outside a command."""
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True) if issubclass(m, Guarded)}


def unrecorded(table: str) -> int:
    """How many rows of a table, of those this scope may read, have no entry: of their own, or of the load they
    came in with, which says the first row of the table and the last."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT count(*) FROM "{table}" t WHERE NOT EXISTS ('
            "SELECT 1 FROM audit_entry e WHERE e.row_table = %s AND e.row_id = t.id) AND NOT EXISTS ("
            "SELECT 1 FROM audit_entry e WHERE e.row_table = %s AND e.kind = %s"
            " AND t.id BETWEEN (e.changes ->> 'first')::bigint AND (e.changes ->> 'last')::bigint) AND NOT EXISTS ("
            "SELECT 1 FROM audit_entry e WHERE e.kind = %s AND jsonb_exists(e.changes -> 'tables', %s)"
            " AND t.id BETWEEN (e.changes -> 'tables' -> %s ->> 'first')::bigint"
            " AND (e.changes -> 'tables' -> %s ->> 'last')::bigint)",
            [table, table, EntryKind.BULK, EntryKind.BULK, table, table, table],
        )
        return cursor.fetchone()[0]


def scope_of(slug: str) -> Partnership:
    """Look at one partnership's rows and entries."""
    partnership = Partnership.objects.get(slug=slug)
    set_scope(system_actor(partnership.pk))
    return partnership


@pytest.mark.parametrize("slug", PLACES)
def test_every_row_of_the_demonstration_has_its_entry(slug):
    scope_of(slug)
    fenced = {table for table, model in guarded_tables().items() if model.fence.reads is not None}
    assert {table: count for table in sorted(fenced) if (count := unrecorded(table))} == {}


def test_every_row_of_the_installation_has_its_entry():
    set_scope(system_actor(0))
    open_to_all = {table for table, model in guarded_tables().items() if model.fence.reads is None}
    assert {table: count for table in sorted(open_to_all) if (count := unrecorded(table))} == {}


def test_domain_tables_are_never_written_in_plain_sql():
    found = {
        (path.relative_to(PACKAGE).as_posix(), match.group(2))
        for path in python_files()
        for match in WRITES_SQL.finditer(path.read_text(encoding="utf-8"))
    }
    guarded = set(guarded_tables())
    assert {(path, table) for path, table in found if table in guarded} == set()
    in_memory = {"commands", "kernel"}  # DuckDB's tables for analysis: neither knows this database (pyproject.toml)
    assert {table for path, table in found if path.partition("/")[0] not in in_memory} <= PLAIN_SQL


def _forms() -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    """Who sends which form with what: one of each kind of write a person can make on the staff site."""
    plan = ActionPlan.objects.get(strategy__slug="cumberland-2025-2030")
    mine = Action.objects.filter(
        plan=plan, lead__slug="cumbria-constabulary", completed_on=None, stopped_on=None
    ).first()
    asked = Request.objects.filter(to_agency__slug="cumbria-constabulary", answered_at=None).first()
    issue = Issue.objects.first()
    measure = Measure.objects.filter(ended_on=None, computed="").first()
    day = {"day": "4", "month": "3", "year": "2027"}
    update = {
        "stated": "on_track", "confidence": "high", "done": "We met twice.", "difference": "Calls are returned.",
        "next_step": "Meet again.",
    }  # fmt: skip
    forms = [
        ("con-lead", "plans:update", {"ref": mine.ref}, update),
        ("con-lead", "plans:evidence-add", {"ref": mine.ref},
         {"evidence_kind": "link", "evidence_title": "Minutes", "evidence_address": "https://example.org/minutes"}),
        ("con-lead", "plans:move-date", {"ref": mine.ref},
         {**{f"to_on_{part}": value for part, value in day.items()}, "reason": "The trainer is ill."}),
        ("con-lead", "plans:milestone-add", {"ref": mine.ref},
         {"title": "First course", **{f"due_on_{part}": value for part, value in day.items()}}),
        ("con-lead", "plans:stop", {"ref": mine.ref}, {"reason": "Another force does it for all."}),
        ("cum-manager", "thread:publish", {"slug": "cumberland-2025-2030"},
         {"do": "publish", "note": "December."}),
        ("cum-manager", "voice:ask", {"ref": issue.ref}, {"agencies": "home-group"}),
        ("cum-manager", "measures:target", {"ref": measure.ref},
         {"value": "90", "why": "The board.", **{f"from_on_{part}": value for part, value in day.items()}}),
        ("cum-manager", "measures:end", {"ref": measure.ref}, {"reason": "Replaced by another."}),
    ]  # fmt: skip
    if asked:
        forms.append(("con-lead", "plans:request", {"ref": asked.ref}, {"answer": "Here it is."}))
    return forms


def test_every_form_that_changes_something_leaves_its_entries_and_no_row_without_one():
    scope_of("cumberland")
    assert Strategy.objects.exists()
    emails = {row["key"]: row["email"] for row in read_people()}
    for key, name, kwargs, typed in _forms():
        client = sign_in(Client(), User.objects.get(email=emails[key]))
        address = reverse(name, kwargs={"partnership": "cumberland", **kwargs})
        hidden = dict(HIDDEN.findall(client.get(address).content.decode()))
        before = _entries("cumberland")
        response = client.post(address, {**hidden, **typed})
        assert response.status_code == 302, f"{name} was not carried out: its form no longer fits the screen"
        assert _entries("cumberland") > before, f"{name} was carried out and left no entry"
        lost = {table: n for table in guarded_tables() if (n := _unrecorded_in("cumberland", table))}
        assert lost == {}, f"{name} wrote rows without an entry"


def _entries(slug: str) -> int:
    scope_of(slug)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        return cursor.fetchone()[0]


def _unrecorded_in(slug: str, table: str) -> int:
    scope_of(slug)
    return unrecorded(table) if guarded_tables()[table].fence.reads is not None else 0
