"""Small stays small, names say something, the kernel is pure, and pages hold no script of their own."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.architecture.conftest import PACKAGE, ROOT, guarded_models, python_files

LONGEST_FILE, LONGEST_FUNCTION = 450, 60
NAMED_FOR_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "managers",
    "base_utils",
}
# What the kernel may use of the standard library: nothing that touches files, clocks, networks or chance.
PURE = {
    "__future__", "bisect", "calendar", "collections", "csv", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "heapq", "hmac", "io", "itertools", "json", "math", "operator", "re",
    "statistics", "string", "textwrap", "tomllib", "types", "typing", "unicodedata", "zlib",
}  # fmt: skip
# What the optional group for analysis brings, and where it may be used: tables in memory, nothing read or written.
ANALYSIS = {"duckdb", "numpy", "rapidfuzz"}
ANALYSING = ("linkage", "repeats", "worlds")
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localtime", "gmtime", "perf_counter"}


def name(path: Path) -> str:
    """A path as people write it."""
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_context_says_what_it_is_for():
    """CONTRIBUTING promises a README in each."""
    contexts = [path.parent for layer in ("foundation", "domain") for path in (PACKAGE / layer).glob("*/apps.py")]
    lengths = {name(context): len(_lines_of(context / "README.md")) for context in contexts}
    assert len(lengths) > 9
    assert {context: length for context, length in lengths.items() if not 10 <= length <= 120} == {}


def _lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_what_refuses_and_what_fills_a_form_are_written_once():
    defined = {"class Refused(": [], "def typed(": [], "else kept(request)": []}
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        for words, where in defined.items():
            where += [name(path)] * text.count(words)
    assert [len(where) for where in defined.values()] == [1, 1, 1], defined


def imported(path: Path) -> set[str]:
    """The whole names of what a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


# ---- small


def test_no_file_is_longer_than_one_can_read_at_a_sitting():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(tests=True)}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page():
    found = {
        f"{name(path)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for path in python_files(tests=True)
        for function in functions(path)
    }
    assert {where: lines for where, lines in found.items() if lines > LONGEST_FUNCTION} == {}


def test_no_module_is_named_for_nothing():
    folders = {path.parent for path in python_files(tests=True)}
    found = [name(path) for path in [*python_files(tests=True), *folders] if path.stem in NAMED_FOR_NOTHING]
    assert found == []


def test_every_module_opens_with_a_sentence_on_what_it_is_for():
    silent = [
        name(path)
        for path in python_files(tests=True)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []


def test_nothing_is_left_for_later():
    """The marks are put together from pieces, so that this file does not hold what it looks for."""
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X:", "raise Not" + "Implemented"]))
    found = [name(path) for path in python_files(tests=True) if marks.search(path.read_text(encoding="utf-8"))]
    assert found == []


# ---- pure


def test_the_kernel_uses_only_the_pure_part_of_the_standard_library_and_where_it_analyses_arrays():
    kernel = PACKAGE / "kernel"
    for path in kernel.rglob("*.py"):
        pure = PURE | ANALYSIS if path.relative_to(kernel).parts[0] in ANALYSING else PURE
        for module in imported(path):
            top = module.partition(".")[0]
            assert module.startswith("cairn.kernel") or top in pure, f"{name(path)} imports {module}"
    assert set(sys.stdlib_module_names) >= PURE


def test_the_kernel_opens_no_file_and_reads_no_clock():
    for path in (PACKAGE / "kernel").rglob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called not in CLOCKS | {"open", "print", "input", "getenv"}, (
                    f"{name(path)}:{node.lineno} {called}"
                )


def clock_reads(path: Path) -> list[int]:
    """The lines where a file asks what time it is; turning a moment into local time is no such question."""
    lines = []
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
        asked = (owner, node.func.attr)
        converts = owner == "timezone" and node.func.attr.startswith("local") and node.args
        if asked in CLOCK_CALLS and not converts:
            lines.append(node.lineno)
    return lines


CLOCK_CALLS = {
    ("timezone", "now"), ("timezone", "localdate"), ("timezone", "localtime"), ("datetime", "now"),
    ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"),
}  # fmt: skip
# Above these the moment is first told: screens, commands, jobs, the demonstration and the launcher.
MAY_READ_CLOCKS = {"commands", "launcher", "web", "public", "intake", "demo", "jobs", "tasks.py", "reference"}
# Sign-in libraries call us without a moment, and a screen is where a request's moment begins.
CLOCKS_IN_FOUNDATION = ("foundation/accounts/", "foundation/access/")


def test_nothing_below_the_screens_reads_a_clock():
    found = []
    for path in python_files():
        inside = path.relative_to(PACKAGE)
        if set(inside.parts) & MAY_READ_CLOCKS or inside.as_posix().startswith(CLOCKS_IN_FOUNDATION):
            continue
        found += [f"{name(path)}:{line}" for line in clock_reads(path)]
    assert found == []


def test_whatever_somebody_does_takes_its_arguments_by_name():
    """Who, when and what cannot be mixed up where something is written: one thing at most has no name."""
    found = [
        f"{name(path)}:{function.lineno} {function.name}"
        for path in python_files()
        if "services" in path.parts
        for function in functions(path)
        if len(function.args.args) > 1
        if "by" in {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
        if not function.name.startswith("_")
    ]
    assert found == []


def test_nobody_writes_a_guarded_table_past_its_model():
    """A raw statement, or one through the base manager, would go unrecorded."""
    tables = "|".join([*(model._meta.db_table for model in guarded_models()), "accounts_user", r"audit_\w+"])
    raw = re.compile(rf"\b(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE|COPY)\s+\"?(?:{tables})\b")
    allowed = {"foundation/audit/chain.py", "foundation/audit/commands.py"}
    found = [
        name(path)
        for path in python_files()
        if path.relative_to(PACKAGE).as_posix() not in allowed
        if raw.search(text := path.read_text(encoding="utf-8")) or "_base_manager" in text
    ]
    assert found == ["src/cairn/foundation/audit/guarded.py"]  # which reads what was not loaded


# ---- pages


TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
FORBIDDEN_IN_PAGES = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script of its own": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "something fetched from elsewhere": re.compile(
        r"<(?:script|img|link|iframe|source|video|audio|embed|object|form|use|image)\b[^>]*"
        r"\b(?:src|href|action|data|srcset)\s*=\s*[\"']\s*(?:https?:)?//",
        re.IGNORECASE,
    ),
    "a query of the database": re.compile(r"\.objects\b|\.all\b|_set\b"),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
# Parts of pages that draw what Python made: a form control, a mark of ours. Never what somebody typed.
DRAWS_OUR_OWN = "foundation/ui/templates/ui/"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_style_script_or_address_of_elsewhere(path):
    text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    found = {what for what, pattern in FORBIDDEN_IN_PAGES.items() if pattern.search(text)}
    assert found - ({"unescaped text"} if DRAWS_OUR_OWN in path.as_posix() else set()) == set()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("static/**/*.css")), ids=name)
def test_a_style_sheet_fetches_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import\s+[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("static/**/*.js")), ids=name)
def test_a_script_fetches_nothing_from_elsewhere_and_builds_no_code_from_text(path):
    text = path.read_text(encoding="utf-8")
    namespace = re.compile(r"https?://www\.w3\.org/")  # names of SVG and XLink, fetched by nobody
    assert [address for address in re.findall(r"https?://[^\s\"'`)]+", text) if not namespace.match(address)] == []
    assert re.findall(r"\beval\s*\(|new Function\s*\(|document\.write\s*\(", text) == []


def test_pages_never_use_words_that_hurt():
    """The list is short on purpose: words the brief names (design/interface.md)."""
    hurt = re.compile(
        r"\bfailed to engage\b|\balleged victim\b|\bdomestics?\b(?!\s+(?:abuse|homicide|violence))",
        re.IGNORECASE,
    )
    found = {}
    for path in TEMPLATES:
        text = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        if match := hurt.search(text):
            found[name(path)] = match.group()
    assert found == {}
