"""The forms this installation knows: a file beside the process of a kind, read and judged once at start-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.conf import settings

from cairn.kernel.applying import ApplyForm, read_form
from cairn.kernel.unsound import Unsound


class UnsoundForm(Unsound):
    """A form that must not be shown to anybody; the message lists what to put right."""


def forms() -> Mapping[str, ApplyForm]:
    """Every form by its kind; most kinds have none."""
    return _read((Path(str(files("cairn") / "content" / "casetypes")), *map(Path, settings.CASE_KINDS)))


def form_of(kind: str) -> ApplyForm | None:
    """One form, or None where residents do not apply for the kind."""
    return forms().get(kind)


@cache
def _read(folders: Sequence[Path]) -> Mapping[str, ApplyForm]:
    found = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*/apply.toml"))):
        form, problems = read_form(path.read_text(encoding="utf-8"))
        if form is None or form.kind != path.parent.name:
            problems = problems or [f"kind: it stands in the folder {path.parent.name}."]
            raise UnsoundForm(f"{path.parent.name}/{path.name} cannot be shown. {' '.join(problems)}")
        found[form.kind] = form
    return found
