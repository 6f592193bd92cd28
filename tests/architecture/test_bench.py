"""The benchmarks: whatever they take from Cairn is there, though the tests never run them."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import pytest

from tests.architecture.conftest import ROOT


def _taken_from_cairn() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "bench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "cairn":
                yield from ((path.relative_to(ROOT).as_posix(), node.module, name.name) for name in node.names)


@pytest.mark.parametrize(("path", "module", "name"), sorted(taken for taken in _taken_from_cairn() if taken[2] != "*"))
def test_what_a_benchmark_takes_from_cairn_is_there(path, module, name):
    there = hasattr(import_module(module), name) or find_spec(f"{module}.{name}")
    assert there, f"{path} takes {name} from {module}, which has none."
