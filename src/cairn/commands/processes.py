"""``cairn process check | examples | show``: how a kind of case runs is a file that anyone can read and test."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from cairn.commands.written_files import text_of
from cairn.kernel.applying import read_form, unfit
from cairn.kernel.case_returns.return_file import read_return
from cairn.kernel.processes.beside import read_beside
from cairn.kernel.processes.examples import Result, run
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.pages import page
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.process_file import ProcessFile, read_process
from cairn.kernel.processes.versions import clashes
from cairn.kernel.so_many import so_many
from cairn.reference.processes import shipped_kinds

EXAMPLES, FORM, RETURN = "examples.toml", "apply.toml", "return.toml"


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``process`` and its words."""
    process = commands.add_parser("process", help="check, run and show how a kind of case is worked")
    words = process.add_subparsers(dest="word", required=True, metavar="WORD")
    kind = f"a kind that comes with Cairn ({', '.join(shipped_kinds())}), a folder of one's own, or a process file"
    check = words.add_parser("check", help="say what makes a process unsound, line by line")
    check.add_argument("kind", metavar="KIND", help=kind)
    check.set_defaults(run=lambda chosen: _check(chosen.kind))
    examples = words.add_parser("examples", help="run dated examples: what was expected, and what came")
    examples.add_argument("kind", metavar="KIND", help=kind)
    examples.add_argument(
        "file", metavar="FILE.toml", type=Path, nargs="?", help="your examples; without it, those of the kind itself"
    )
    examples.set_defaults(run=lambda chosen: _examples(chosen.kind, chosen.file))
    show = words.add_parser("show", help="print a process as a page: diagram, moves, clocks with law, who may do what")
    show.add_argument("kind", metavar="KIND", help=kind)
    show.set_defaults(run=lambda chosen: _show(chosen.kind))


def _check(kind: str) -> int:
    found = _versions(kind)
    if isinstance(found, int):
        return found
    for path, file in found.items():
        print(f"{path}: {file.summary()}")
    if problems := list(_beside(_folder(kind), found)):
        print("\n".join(problems))
        print(f"{len(problems)} to put right.")
        return 1
    return _check_form(_folder(kind) / FORM, _newest_first(found)[0])


def _beside(folder: Path, found: dict[Path, ProcessFile]) -> Iterator[str]:
    """What start-up refuses besides: texts, look-ups and what is counted, and a folder of another name."""
    texts = {}
    for path in sorted([*folder.glob("*.toml"), *folder.glob("*.txt")]):
        if (text := text_of(path)) is None:
            yield f"{path}: It cannot be read."
        else:
            texts[path.name] = text
    newest = _newest_first(found)[0]
    judged: dict[str, list[str]] = {}
    for process in _newest_first(found):
        judged |= read_beside(process, texts).problems
    for name, problems in judged.items():
        yield from (f"{folder / name}: {says}" for says in problems)
    if RETURN in texts:
        for problem in read_return(texts[RETURN], newest).problems:
            yield f"{folder / RETURN}:{problem.line}: {problem.says}"
    if folder.resolve().name != newest.kind and texts.keys() & {RETURN, FORM}:
        yield f'{folder}: What stands beside a process is found by the name of its folder: call it "{newest.kind}".'


def _check_form(path: Path, process: Process) -> int:
    """The form for residents beside a process, where there is one; a process has no need of it."""
    if not path.exists():
        return 0
    if (text := text_of(path)) is None:
        return 2
    form, problems = read_form(text)
    if problems := problems or unfit(form, process):
        print("\n".join(f"{path}: {problem}" for problem in problems))
        print(f"{len(problems)} to put right.")
        return 1
    print(f"{path}: sound. {so_many(len(form.steps), 'page')}, {so_many(len(form.questions), 'question')}.")
    return 0


def _show(kind: str) -> int:
    found = _versions(kind)
    if isinstance(found, int):
        return found
    print("\n".join(page(process) for process in _newest_first(found)), end="")
    return 0


def _examples(kind: str, path: Path | None) -> int:
    """0 when every example came as expected, 1 when one did not, 2 when a file cannot be read."""
    found = _versions(kind)
    if isinstance(found, int):
        return found
    versions = _newest_first(found)
    path = path or _folder(kind) / EXAMPLES
    if (text := text_of(path)) is None:
        return 2
    file = read_examples(text)
    problems = [f"{path}:{problem.line}: {problem.says}" for problem in file.problems]
    if not problems and file.kind != versions[0].kind:
        problems = [f'{path}:{file.line("kind")}: These are examples of "{file.kind}", not of "{versions[0].kind}".']
    if problems:
        print("\n".join(problems))
        print(f"{len(problems)} to put right. No example was run.")
        return 1
    results = run(versions, file)
    for result in results:
        print(_line(path, result))
    wrong = sum(not result.holds for result in results)
    print(f"{so_many(len(results), 'example')}: {len(results) - wrong} came as expected, {wrong} did not.")
    return 1 if wrong else 0


def _line(path: Path, result: Result) -> str:
    """One line for each example; where something differs, only that."""
    shown = [finding for finding in result.findings if result.holds or not finding.same]
    expected = "; ".join(f"{finding.what}: {finding.expected}" for finding in shown)
    came = "the same" if result.holds else "; ".join(f"{finding.what}: {finding.came}" for finding in shown)
    line = result.line if result.holds else shown[0].line
    said = f"{path.name}:{line}: {result.name} | expected: {expected} | came: {came}"
    plain = "".join(sign if sign.isprintable() else " " for sign in said)  # one line, whatever a name holds
    return f"{'ok' if result.holds else 'DIFFERS'} {plain}"


# ---- files


def _folder(kind: str) -> Path:
    """The folder of a kind: one's own, that of a file, or one that comes with Cairn."""
    given = Path(kind)
    if given.is_file():
        return given.parent
    return given if given.is_dir() else shipped_kinds().get(kind.replace("-", "_"), given)


def _versions(kind: str) -> dict[Path, ProcessFile] | int:
    """The sound versions of a kind, or the exit code after saying what is wrong."""
    given = Path(kind)
    paths = [given] if given.is_file() else sorted(_folder(kind).glob("process*.toml"))
    if not paths:
        print(
            f'There is no kind "{kind}" and no file of that name. Kinds: {", ".join(shipped_kinds())}.',
            file=sys.stderr,
        )
        return 2
    found: dict[Path, ProcessFile] = {}
    for path in paths:
        if (text := text_of(path)) is None:
            return 2
        found[path] = read_process(text)
    problems = list(_problems(found))
    print("\n".join(problems), end="\n" if problems else "")
    if problems:
        print(f"{len(problems)} to put right.")
        return 1
    return found


def _problems(found: dict[Path, ProcessFile]) -> Iterator[str]:
    problems = [f"{path}:{problem.line}: {problem.says}" for path, file in found.items() for problem in file.problems]
    yield from problems
    if not problems:
        first = next(iter(found))
        yield from (f"{first.parent}: {says}" for says in clashes(_newest_first(found)))


def _newest_first(found: dict[Path, ProcessFile]) -> list[Process]:
    processes = [file.process for file in found.values() if file.process is not None]
    return sorted(processes, key=lambda process: process.valid_from, reverse=True)
