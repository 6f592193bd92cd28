"""The kinds of case this installation knows: folders of files, read and judged once at start-up.

A kind that is not sound stops the start-up with its problems in plain words (kernel.processes).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from cairn.domain.applications.api import forms
from cairn.kernel.applying import unfit
from cairn.kernel.case_returns.return_file import read_return
from cairn.kernel.case_returns.terms import CaseReturns
from cairn.kernel.processes.beside import read_beside
from cairn.kernel.processes.local_values import with_local
from cairn.kernel.processes.look_ups import LookUp
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.versions import clashes, version_on
from cairn.kernel.unsound import Unsound


class UnsoundKind(Unsound):
    """A process file that must not be worked by; the message lists what to put right."""


@dataclass(frozen=True, slots=True)
class Version:
    """One dated file of a kind, as it was read, with what stands beside it.

    Args:
        look_ups: name of a detail to the dated lists that say more of its options.
        templates: key of a document to the text it is made of.
    """

    process: Process
    digest: str
    look_ups: Mapping[str, tuple[LookUp, ...]] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    def look_up(self, detail: str, *, on: date) -> LookUp | None:
        """What is said of each option of a detail on a day; None where nothing is."""
        found = [each for each in self.look_ups.get(detail, ()) if each.valid_from <= on]
        return max(found, key=lambda each: each.valid_from, default=None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case with its versions, the oldest first."""

    key: str
    versions: tuple[Version, ...]
    returns: CaseReturns | None = None  # what its cases are counted for

    @property
    def newest(self) -> Process:
        """The version that begins last."""
        return self.versions[-1].process

    @property
    def title(self) -> str:
        """As the newest version calls it."""
        return self.newest.title

    def on(self, day: date) -> Version | None:
        """The version under which a case is opened that day."""
        process = version_on([each.process for each in self.versions], day)
        return next((each for each in self.versions if each.process is process), None)

    def from_day(self, day: date) -> Version:
        """The version that begins on a day, of a case that keeps it."""
        return next(each for each in self.versions if each.process.valid_from == day)


def kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    return _read(_folders())


def kind_of(key: str) -> Kind | None:
    """One kind, or None where no folder has that name."""
    return kinds().get(key)


def refuse_unfit_forms() -> None:
    """Called at start-up: a public form has to fit each version of the process it opens cases by.

    Raises:
        UnsoundKind: naming the form and what of it does not fit.
    """
    for key, form in forms().items():
        kind = kind_of(key)
        problems = unfit(form, kind.newest) if kind else ["There is no process of this kind."]
        if problems:
            raise UnsoundKind(f"{key}/apply.toml does not fit its process. {' '.join(problems)}")


def _folders() -> tuple[Path, ...]:
    return (Path(str(files("cairn") / "content" / "casetypes")), *map(Path, settings.CASE_KINDS))


@cache
def _read(folders: Sequence[Path]) -> Mapping[str, Kind]:
    found: dict[str, list[Version]] = {}
    for folder in folders:
        if not any(folder.glob("*/process*.toml")):
            raise UnsoundKind(
                f"CAIRN_CASE_KINDS names the folder {folder}, and no kind of case stands in it. Name the folder above "
                "that of the kind, in which its process.toml lies."
            )
        for path in sorted(folder.glob("*/process*.toml")):
            version = _version(path)
            found.setdefault(version.process.kind, []).append(version)
    made = {key: _kind(key, versions) for key, versions in sorted(found.items())}
    for folder in folders:
        for path in sorted(folder.glob("*/return.toml")):
            returns = _returns(path, made)
            made[returns.kind] = replace(made[returns.kind], returns=returns)
    return made


def _returns(path: Path, made: Mapping[str, Kind]) -> CaseReturns:
    """What a kind is counted for, judged against its newest version."""
    beside = next((kind for kind in made.values() if kind.key == path.parent.name), None)
    if beside is None:
        raise UnsoundKind(f"{path.parent.name}/{path.name} stands beside no process of that name.")
    file = read_return(path.read_text(encoding="utf-8"), beside.newest)
    if file.problems:
        lines = "; ".join(f"line {problem.line}: {problem.says}" for problem in file.problems)
        raise UnsoundKind(f"{path.parent.name}/{path.name} cannot be counted by. {lines}")
    return file.returns()


def _version(path: Path) -> Version:
    text = path.read_text(encoding="utf-8")
    file = read_process(text)
    if file.process is None:
        lines = "; ".join(f"line {problem.line}: {problem.says}" for problem in file.problems)
        raise UnsoundKind(f"{path.parent.name}/{path.name} cannot be worked by. {lines}")
    digest = hashlib.sha256(text.encode()).hexdigest()
    texts = sorted([*path.parent.glob("*.toml"), *path.parent.glob("*.txt")])
    beside = read_beside(file.process, {each.name: each.read_text(encoding="utf-8") for each in texts})
    for name, problems in beside.problems.items():
        raise UnsoundKind(f"{path.parent.name}/{name} cannot be worked by. {'; '.join(problems)}")
    return Version(file.process, digest, beside.look_ups, beside.templates)


def _kind(key: str, versions: Iterable[Version]) -> Kind:
    ordered = tuple(sorted(versions, key=lambda each: each.process.valid_from))
    if problems := list(clashes([each.process for each in ordered])):
        raise UnsoundKind(f"The versions of {key} do not fit. {' '.join(problems)}")
    return Kind(key, ordered)


def version_of(kind: str, version_from: date) -> Version:
    """The version one case was opened under, as its file says it."""
    found = kinds()[kind]
    return next(each for each in found.versions if each.process.valid_from == version_from)


def process_of(kind: str, version_from: date, local: Mapping[str, Any]) -> Process:
    """The process one case follows: the version it was opened under, with what its locality had set then."""
    process = kinds()[kind].from_day(version_from).process
    return with_local(process, local) if local else process
