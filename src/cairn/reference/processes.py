"""The pages of the kinds of case that come with Cairn: their process, and the examples it is held to."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cairn.kernel.processes.drawing import drawing
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.pages import examples_part, page
from cairn.kernel.processes.process_file import read_process

MADE = "<!-- Made by `cairn reference` from the files of the kind. Change those. -->"


def shipped_kinds() -> dict[str, Path]:
    """The folder of each kind by its name."""
    folder = Path(str(files("cairn") / "content" / "casetypes"))
    return {path.parent.name: path.parent for path in sorted(folder.glob("*/process.toml"))}


def process_pages() -> dict[str, str]:
    """A page and a drawing for each kind: file name to text."""
    made = {}
    for name, folder in shipped_kinds().items():
        process = read_process((folder / "process.toml").read_text(encoding="utf-8")).process
        if process is None:
            raise ValueError(f"{folder} holds no sound process. Run: cairn process check {name}")
        examples = read_examples((folder / "examples.toml").read_text(encoding="utf-8"))
        shown = f"![{process.title}: its states and the moves between them]({name}.svg)"
        told = page(process).replace("## Diagram\n", f"## Diagram\n\n{shown}\n", 1)
        made[f"processes/{name}.svg"] = drawing(process)
        made[f"processes/{name}.md"] = f"{MADE}\n\n{told}\n{examples_part(examples)}"
    return made
