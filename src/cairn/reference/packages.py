"""Which package uses which, read from the imports themselves."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import cairn
from cairn.reference.markdown import code, page, section, table

ROOT = Path(cairn.__file__).parent
DEEPER = ("foundation", "domain")  # each of their folders is a package of its own here
# The upper half of accounts stands on access, which stands on the lower half (docs/adr/0008).
HALVES = {("foundation.accounts", "foundation.access")}
LAYERS = (
    "commands", "reference", "launcher", "demo", "web", "public", "intake", "domain", "foundation", "kernel",
    "settings",
)  # fmt: skip


def package_of(module: str) -> str:
    """The package a module counts under: ``cairn.domain.plans.models`` under ``domain.plans``."""
    parts = module.split(".")[1:]
    if not parts:
        return ""
    return ".".join(parts[:2]) if parts[0] in DEEPER and len(parts) > 1 else parts[0]


def uses() -> Counter[tuple[str, str]]:
    """How many times one package imports from another: (user, used) to the number of statements."""
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        if "migrations" in inside:
            continue
        own = package_of(".".join(["cairn", *inside]).removesuffix(".__init__"))
        for module in _imports(path):
            used = package_of(module)
            if module.startswith("cairn.") and used and own and used != own:
                found[own, used] += 1
    return found


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module in ("cairn", *(f"cairn.{layer}" for layer in DEEPER))
            found += [f"{node.module}.{alias.name}" for alias in node.names] if whole else [node.module]
    return found


_LEFT_OUT = (
    "An arrow is left out where a longer way leads to the same package. Dotted: the upper half of a package"
    " uses what stands on its lower half; no module is in a cycle."
)


def packages_page() -> str:
    """The page ``packages.md``."""
    graph: dict[str, set[str]] = {}
    for user, used in uses():
        if user != "cli":
            graph.setdefault(user, set()).add(used)
    names = sorted({*graph, *(used for found in graph.values() for used in found)}, key=_height)
    rows = (
        (
            code(name),
            _says(name),
            _listed(graph.get(name, ())),
            _listed(n for n in names if name in graph.get(n, ())),
        )
        for name in names
    )
    return page(
        "Packages",
        "Everything points down. `python3 dev.py check` holds it: the contracts are in `pyproject.toml`, and this page"
        " shows what is so today.",
        section("The graph", _LEFT_OUT, _graph(graph)),
        section("Package by package", table(["Package", "What it is", "Uses", "Is used by"], rows)),
    )


def _height(name: str) -> tuple[int, str]:
    return LAYERS.index(name.split(".")[0]), name


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names), key=_height))


def _says(name: str) -> str:
    folder = ROOT.joinpath(*name.split("."))
    for candidate in (folder / "__init__.py", folder / "apps.py"):
        if candidate.exists() and (said := ast.get_docstring(ast.parse(candidate.read_text(encoding="utf-8")))):
            return said.partition("\n")[0]
    return ""


def below(graph: dict[str, set[str]], name: str) -> set[str]:
    """Every package that can be reached from one, itself left out."""
    found: set[str] = set()
    waiting = [*graph.get(name, ())]
    while waiting:
        if (used := waiting.pop()) not in found:
            found.add(used)
            waiting += graph.get(used, ())
    return found


def _graph(graph: dict[str, set[str]]) -> str:
    down = {user: {used for used in found if (user, used) not in HALVES} for user, found in graph.items()}
    lines = ["```mermaid", "flowchart TD"]
    for user in sorted(graph, key=_height):
        roundabout = {reached for used in down[user] for reached in below(down, used)}
        for used in sorted(graph[user] - roundabout, key=_height):
            arrow = "-.->" if (user, used) in HALVES else "-->"
            lines.append(f"    {user.replace('.', '_')}[{user}] {arrow} {used.replace('.', '_')}[{used}]")
    return "\n".join([*lines, "```"])
