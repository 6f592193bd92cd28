"""Checklists of risk as files, in the form ``cairn-checklist/1``: answers, a score, and never a verdict.

Wording belongs to its owners, so a partnership loads what it is entitled to. A score counts what was
answered yes. It may raise a judgement and never lowers one, and it is no probability: nothing here
turns it into one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cairn.kernel.so_many import so_many
from cairn.kernel.toml_lines import Problem
from cairn.kernel.written_file import Field, WrittenFile

FORMAT = "cairn-checklist/1"
MOST_QUESTIONS = 200

TOP = {
    "format": Field(), "key": Field("name", True, limit=60), "title": Field(required=True, limit=160),
    "version": Field(required=True, limit=60), "valid_from": Field("date", True),
    "owner": Field(required=True, limit=250), "licence": Field(required=True, limit=400),
    "demonstration": Field("flag"), "before": Field("texts"), "threshold": Field("whole number", True),
}  # fmt: skip
QUESTION = {
    "key": Field("name", True, limit=60), "asks": Field(required=True, limit=600), "help": Field(limit=600),
    "section": Field(limit=120), "counts": Field("whole number"), "alone": Field("flag"),
}  # fmt: skip


class Answer(StrEnum):
    """What was answered; not to know is an answer, and not to be asked is none."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        counts: what a yes adds.
        alone: a yes is worth a professional's look whatever the score.
    """

    key: str
    asks: str
    help: str = ""
    section: str = ""
    counts: int = 1
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of an instrument."""

    key: str
    title: str
    version: str
    valid_from: date
    owner: str
    licence: str
    demonstration: bool
    before: tuple[str, ...]
    threshold: int
    questions: tuple[Question, ...]

    @property
    def highest(self) -> int:
        """The score if every question were answered yes."""
        return sum(question.counts for question in self.questions)


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers come to.

    Args:
        score: of what was answered yes.
        could_be: if what is not known, or was not asked, were yes.
        reaches: whether the score reaches the threshold; None where only the unknown would decide.
        alone: questions answered yes that are worth a look by themselves.
    """

    score: int
    out_of: int
    could_be: int
    unknown: tuple[str, ...]
    not_asked: tuple[str, ...]
    reaches: bool | None
    alone: tuple[str, ...]

    def says(self) -> str:
        """The score in a sentence, with what it does not know."""
        gaps = len(self.unknown) + len(self.not_asked)
        rest = f" {gaps} not known or not asked, so it may be up to {self.could_be}." if gaps else ""
        return f"{self.score} of {self.out_of}.{rest} A score never lowers a professional's judgement."


@dataclass
class ChecklistFile(WrittenFile):
    """A checklist as it was written, and what must be put right."""

    def summary(self) -> str:
        """What the file holds, in a sentence."""
        questions = so_many(len(self.values["question"]), "question")
        return f"{self.values['title']}, version {self.values['version']}: {questions}."

    def checklist(self) -> Checklist:
        """The checklist; only for a file without problems."""
        values = self.values
        return Checklist(
            values["key"], values["title"], values["version"], values["valid_from"], values["owner"],
            values["licence"], values.get("demonstration", False), tuple(values.get("before", ())),
            values["threshold"], tuple(Question(**row) for _path, row in self.top("question")),
        )  # fmt: skip


def read_checklist(text: str) -> ChecklistFile:
    """Read and check one file."""
    return ChecklistFile.read(text, _check)


def score(checklist: Checklist, answers: Mapping[str, Answer]) -> Score:
    """What the answers come to.

    Args:
        answers: by the key of a question; one that is left out was not asked.

    Raises:
        KeyError: for an answer to a question that the checklist does not have.
    """
    known = {question.key for question in checklist.questions}
    if strange := sorted(set(answers) - known):
        raise KeyError(f"This version has no question {', '.join(strange)}.")
    by_answer: dict[Answer | None, list[Question]] = {None: [], **{answer: [] for answer in Answer}}
    for question in checklist.questions:
        by_answer[answers.get(question.key)].append(question)
    reached = sum(question.counts for question in by_answer[Answer.YES])
    open_ones = (*by_answer[Answer.UNKNOWN], *by_answer[None])
    could_be = reached + sum(question.counts for question in open_ones)
    reaches = True if reached >= checklist.threshold else None if could_be >= checklist.threshold else False
    return Score(
        reached, checklist.highest, could_be, tuple(each.key for each in by_answer[Answer.UNKNOWN]),
        tuple(each.key for each in by_answer[None]), reaches,
        tuple(each.key for each in by_answer[Answer.YES] if each.alone),
    )  # fmt: skip


def _check(file: ChecklistFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(file.check_lists([(("question",), file.values.get("question", []))]))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), ("question",))
    questions = file.top("question")
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        yield Problem(1, f"A checklist has from 1 to {MOST_QUESTIONS} questions, each as [[question]].")
    yield from file.check_unique("key", "question", questions)
    for path, row in questions:
        yield from file.check_fields(row, QUESTION, path)
        if type(row.get("counts", 1)) is int and row.get("counts", 1) < 0:
            yield Problem(file.line(*path, "counts"), '"counts" must not be negative: no answer lowers a score.')
    total = sum(row.get("counts", 1) for _, row in questions if type(row.get("counts", 1)) is int)
    threshold = file.values.get("threshold")
    if type(threshold) is int and not 1 <= threshold <= total:
        yield Problem(file.line("threshold"), f'"threshold" must be from 1 to {total}, the most that can be reached.')
