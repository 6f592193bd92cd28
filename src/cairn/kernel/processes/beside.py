"""What stands beside a process in its folder: the texts its documents are made of, and what its options rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cairn.kernel.processes.letters import template_faults
from cairn.kernel.processes.look_ups import LookUp, read_look_up
from cairn.kernel.processes.process import Process


@dataclass(frozen=True, slots=True)
class Beside:
    """What was read.

    Args:
        look_ups: name of a detail to the dated lists that say more of its options.
        templates: key of a document to the text it is made of; a document may have none.
        problems: name of a file to what must be put right in it, each with its line where it has one.
    """

    look_ups: dict[str, tuple[LookUp, ...]] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


def read_beside(process: Process, files: Mapping[str, str]) -> Beside:
    """Read and judge what stands beside one version of a process.

    Args:
        files: name of each file of the folder to its text; those that the process names nowhere are left alone.
    """
    found = Beside()
    for detail in process.details.values():
        if not detail.look_up:
            continue
        names = sorted(name for name in files if name.startswith(detail.look_up) and name.endswith(".toml"))
        if not names:
            found.problems[f"{detail.look_up}.toml"] = [f'is missing: the detail "{detail.key}" looks up in it.']
        for name in names:
            read, problems = read_look_up(files[name], detail.options)
            if read is None:
                found.problems[name] = [f"line {problem.line}: {problem.says}" for problem in problems]
            else:
                found.look_ups[detail.key] = (*found.look_ups.get(detail.key, ()), read)
    for document in process.documents.values():
        name = f"{document.template}.txt"
        if name not in files:
            continue
        found.templates[document.key] = files[name]
        if faults := list(template_faults(process, document, files[name])):
            found.problems.setdefault(name, []).extend(faults)
    return found
