"""Pages made from the code are what the code says today."""

from __future__ import annotations

import argparse

from django.db.models import Q

from cairn.commands.reference import all_pages
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, Clause
from cairn.reference.markdown import page, table
from cairn.reference.packages import below, package_of, uses
from cairn.reference.pages import stale, write
from cairn.reference.permissions import ALL, NONE, SOME, actor_with, every_policy, reach
from cairn.reference.words import cli_page
from tests.architecture.conftest import ROOT


def test_the_committed_reference_is_what_the_code_says():
    """If this fails, run ``cairn reference`` and commit what it writes."""
    assert stale(ROOT / "docs" / "reference", all_pages()) == []


def test_every_policy_clause_and_route_is_on_a_page():
    made = all_pages()
    for policy in every_policy():
        assert f"`{policy.name}`" in made["permissions.md"]
        assert policy.refusal in made["permissions.md"]


def test_a_page_that_differs_is_written_and_one_that_does_not_is_left(tmp_path):
    made = {"one.md": page("One", "Text."), "two.md": page("Two")}
    assert write(tmp_path, made) == ["one.md", "two.md"]
    (tmp_path / "two.md").write_text("changed by hand")
    assert stale(tmp_path, made) == ["two.md"]
    assert write(tmp_path, made) == ["two.md"] and stale(tmp_path, made) == []


def test_a_bar_or_a_line_break_does_not_break_a_table():
    assert table(["A"], [["one | two\nthree"]]).splitlines()[-1] == r"| one \| two three |"


def test_a_clause_reaches_all_rows_some_rows_or_none():
    somebody = actor_with("analyst")
    for rows, far in [
        (EVERY_ROW, ALL), (NO_ROW, NONE), (Q(lead_id=1), SOME), (NO_ROW & Q(lead_id=1), NONE),
        (NO_ROW | NO_ROW, NONE), (NO_ROW | Q(lead_id=1), SOME), (~Q(lead_id=1), SOME),
    ]:  # fmt: skip
        assert reach(Clause("any", "Any.", lambda actor, rows=rows: rows), somebody) == far


def test_packages_are_counted_by_context_and_never_go_round():
    assert package_of("cairn.domain.plans.models.action") == "domain.plans"
    assert package_of("cairn.kernel.delivery") == "kernel"
    graph: dict[str, set[str]] = {}
    for user, used in uses():
        if (user, used) != ("foundation.accounts", "foundation.access"):  # two halves: docs/adr/0008
            graph.setdefault(user, set()).add(used)
    assert [name for name in graph if name in below(graph, name)] == []


def test_the_command_page_tells_every_word_with_its_arguments():
    parser = argparse.ArgumentParser(prog="cairn", description="Does things.")
    words = parser.add_subparsers().add_parser("audit", help="look").add_subparsers()
    verify = words.add_parser("verify", help="check it")
    verify.add_argument("file", help="which one")
    verify.add_argument("--fast", choices=("yes", "no"), default="no", help="how")
    made = cli_page(parser)
    assert "## `cairn audit verify FILE`" in made and "Check it." in made
    assert "| `--fast` | yes, no | no | how |" in made
