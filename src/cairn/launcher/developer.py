"""The commands of `dev.py`. Runs before anything is installed, so standard library only."""

import argparse
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from cairn.launcher import environment, packages
from cairn.launcher.state import clone_root
from cairn.launcher.testing import BROWSER_TIERS, TIERS
from cairn.launcher.words import Refusal, say, warn

TRACES = (".pytest_cache", ".ruff_cache", ".import_linter_cache", ".hypothesis")  # what the test tools keep
_LOCK_OPTIONS = "--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url"


def run(arguments: list[str]) -> int:
    """Carry out one command of `dev.py`.

    Args:
        arguments: the words after `dev.py`.

    Returns:
        The exit status.
    """
    own, extra = _split(arguments)
    asked = _parser().parse_args(own)
    if extra and asked.command != "test":
        warn("Only `test` takes words after --.")
        return 2
    clone = clone_root()
    try:
        return asked.act(clone, asked, extra)
    except Refusal as refusal:
        warn(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    place = arguments.index("--")
    return arguments[:place], arguments[place + 1 :]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="Set Cairn up, start it, test it.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def add(name, act, words):
        command = commands.add_parser(name, help=words, description=words)
        command.set_defaults(act=act)
        return command

    add("setup", _setup, "make .venv with everything for work on Cairn")
    demo = add("demo", _demo, "start Cairn with invented people, on this machine only")
    demo.add_argument("--port", type=int, default=8000, help="staff site (default 8000)")
    demo.add_argument("--public-port", type=int, default=8001, help="public site (default 8001)")
    demo.add_argument("--intake-port", type=int, help="public forms (default: the next free one)")
    demo.add_argument("--no-browser", action="store_true", help="do not open a browser")
    demo.add_argument("--fresh", action="store_true", help="drop the demonstration's data first")
    demo.add_argument(
        "--scale",
        choices=["tiny", "small", "full"],
        default="small",
        help="full adds generated partnerships, 40 in all",
    )
    test = add("test", _test, "run tests; arguments for pytest go after --")
    test.add_argument("tier", nargs="?", choices=list(TIERS), default="all")
    add("check", _check, "run the linter and the layer contracts")
    env = add("env", _env, 'print a shell environment with a database: eval "$(python3 dev.py env)"')
    env.add_argument("profile", nargs="?", choices=["test", "demo"], default="test")
    bench = add("bench", _bench, "measure Cairn beside its peers, its pages and its start; writes the report")
    bench.add_argument("names", nargs="*", metavar="name", help="which; all if left out (see bench/README.md)")
    bench.add_argument("--quick", action="store_true", help="few measurements, printed and not kept")
    add("lock", _lock, "write the lock files anew (needs uv)")
    add("stop", _stop, "stop this clone's databases")
    add("clean", _clean, "stop, and remove .venv, this clone's data and what the test tools kept")
    return parser


def _inside(clone: Path, *words: str) -> int:
    """Run the launcher inside the virtual environment, in place of this process."""
    python = str(environment.python_of(clone))
    sys.stdout.flush()
    os.execv(python, [python, "-m", "cairn.launcher", *words])


def _setup(clone: Path, _asked: argparse.Namespace, _extra: list[str]) -> int:
    environment.make(clone, kind="work")
    say("Ready. Next: python3 dev.py demo, or python3 dev.py test")
    return 0


def _demo(clone: Path, asked: argparse.Namespace, _extra: list[str]) -> int:
    environment.make(clone, kind="run")
    _database(clone)
    words = ["demo", "--port", str(asked.port), "--public-port", str(asked.public_port)]
    words += ["--intake-port", str(asked.intake_port)] if asked.intake_port else []
    words += ["--scale", asked.scale]
    words += ["--no-browser"] * asked.no_browser + ["--fresh"] * asked.fresh
    return _inside(clone, *words)


def _test(clone: Path, asked: argparse.Namespace, extra: list[str]) -> int:
    environment.make(clone, kind="work")
    _database(clone)
    if asked.tier != "kernel":
        packages.need_test_tools(browser=asked.tier in BROWSER_TIERS)
    return _inside(clone, "test", asked.tier, "--", *extra)


def _database(clone: Path) -> None:
    if not packages.need_postgres(clone / ".venv"):
        environment.add_demo_postgres(clone)


def _check(clone: Path, _asked: argparse.Namespace, _extra: list[str]) -> int:
    environment.make(clone, kind="work")
    return _inside(clone, "check")


def _env(clone: Path, asked: argparse.Namespace, _extra: list[str]) -> int:
    out = os.dup(1)
    os.dup2(2, 1)  # the shell reads standard output: nothing else may go there
    environment.make(clone, kind="run" if asked.profile == "demo" else "work")
    _database(clone)
    os.dup2(out, 1)
    return _inside(clone, "env", asked.profile)


def _bench(clone: Path, asked: argparse.Namespace, _extra: list[str]) -> int:
    environment.make(clone, kind="run")
    _database(clone)
    python = str(environment.python_of(clone))
    sys.stdout.flush()
    os.chdir(clone)  # bench/ is no part of the package: it is found from here
    os.execv(python, [python, "-m", "bench", *asked.names, *["--quick"] * asked.quick])


def _stop(clone: Path, _asked: argparse.Namespace, _extra: list[str]) -> int:
    if not environment.python_of(clone).exists():
        return 0
    return _inside(clone, "stop")


def _clean(clone: Path, _asked: argparse.Namespace, _extra: list[str]) -> int:
    from cairn.launcher.state import default_base, remove_tree

    python = environment.python_of(clone)
    if python.exists():
        subprocess.run([str(python), "-m", "cairn.launcher", "stop"], check=True)
    for folder in (default_base(clone), *(clone / name for name in (".cairn", ".venv", *TRACES))):
        remove_tree(folder)
    say("Removed .venv, this clone's databases, and what the test tools kept.")
    return 0


def _lock(clone: Path, _asked: argparse.Namespace, _extra: list[str]) -> int:
    uv = environment.find_uv()
    if uv is None:
        raise Refusal("Writing locks needs uv: pip install uv, in an environment of your own.")
    project = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    run_needs = [*project["project"]["dependencies"], *groups["build"]]
    for needs, name, extra in (
        (run_needs, "requirements.lock", []),
        (run_needs + groups["analysis"], "requirements-analysis.lock", ["-c", "requirements.lock"]),
        (
            run_needs + groups["analysis"] + groups["dev"],
            "requirements-dev.lock",
            ["-c", "requirements.lock", "-c", "requirements-analysis.lock"],
        ),
        (groups["demo"], environment.DEMO_LOCK, []),
        (groups["bench"], "requirements-bench.lock", ["-c", "requirements.lock"]),
    ):
        # The list goes in by standard input, so that the clone's path never reaches the file;
        # without --no-config a user's own settings could put registry hosts in it.
        command = [uv, "pip", "compile", "--quiet", "--no-config", *_LOCK_OPTIONS.split()]
        command += [*extra, "--output-file", name, "-"]
        done = subprocess.run(command, input="\n".join(needs), text=True, cwd=clone, check=False)
        if done.returncode:
            raise Refusal(f"uv could not write {name}; its own words are above.")
        say(f"Wrote {name}.")
    return 0
