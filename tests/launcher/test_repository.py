"""What may and may not be in the repository: hosts, machine paths, locks that drifted."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cairn.launcher import developer
from cairn.launcher.state import clone_root
from tests.parts import missing

ROOT = clone_root()

# Put together from pieces, so that this file does not hold what it looks for.
DOT = r"\."
HOSTS = [
    DOT.join(parts)
    for parts in (
        ("py" + "pi", "org"),
        ("python" + "hosted", "org"),
        ("registry", "npm" + "js", "org"),
        ("registry", "yarn" + "pkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("archive", "ubuntu", "com"),
    )
]
PLACES = ("wo" + r"rk/(?:main|shared|notes|\.)", "ro" + r"ot/")
PATHS = [r"(?<![\w.*}/-])/" + place for place in PLACES]
FORBIDDEN = re.compile("|".join([*HOSTS, *PATHS]))


def tracked() -> list[Path]:
    """Return every tracked file that is there."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        missing(f"git cannot list this clone's files: {listed.stderr.strip()}")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine():
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found, "\n".join(found)


def test_uv_writes_no_lock_of_its_own():
    assert not (ROOT / "uv.lock").exists()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["uv"]["managed"] is False


# ---- locks


def pins(name: str) -> dict[str, str]:
    """Return each package of a lock with its version."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize(
    "name", ["requirements.lock", "requirements-analysis.lock", "requirements-dev.lock", "requirements-demo.lock"]
)
def test_every_pin_has_a_hash_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    blocks = re.split(r"\n(?=[\w])", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]

    def names(needs: list[str]) -> set[str]:
        return {re.match(r"[\w.-]+", need).group().lower().replace("_", "-") for need in needs}

    core = names([*project["project"]["dependencies"], *groups["build"]])
    assert core <= set(pins("requirements.lock"))
    assert core | names(groups["analysis"]) <= set(pins("requirements-analysis.lock"))
    assert core | names(groups["dev"]) <= set(pins("requirements-dev.lock"))
    assert names(groups["demo"]) <= set(pins("requirements-demo.lock"))


def test_tests_run_on_the_versions_that_are_shipped():
    assert pins("requirements.lock").items() <= pins("requirements-analysis.lock").items()
    assert pins("requirements-analysis.lock").items() <= pins("requirements-dev.lock").items()


# ---- dev.py


def test_an_old_python_can_read_dev_py_to_the_end():
    tree = ast.parse((ROOT / "dev.py").read_text(), feature_version=(3, 4))
    too_new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, too_new)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [one.name for one in functions if one.returns or any(arg.annotation for arg in one.args.args)]


def test_the_launcher_imports_nothing_but_the_standard_library_at_the_top():
    for path in (ROOT / "src/cairn/launcher").glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                ours = name == "cairn" or name.startswith("cairn.launcher")
                standard = name.split(".")[0] in sys.stdlib_module_names
                assert ours or standard, f"{path.name} imports {name}"


def test_clean_removes_what_the_test_tools_keep_and_nothing_that_is_ours(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("cairn.launcher.state.default_base", lambda clone: clone / "state")
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    kept = {line.strip("/") for line in ignored[ignored.index("# Tools") :] if line.endswith("/")}
    assert set(developer.TRACES) <= kept
    for name in ("state", ".cairn", *developer.TRACES, "src"):
        (tmp_path / name / "inner").mkdir(parents=True)
    assert developer._clean(tmp_path, None, []) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["src"]
    assert "what the test tools kept" in capsys.readouterr().out


def test_the_gate_can_be_run():
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert os.access(ROOT / "dev.py", os.X_OK)
