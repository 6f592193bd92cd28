"""The form by which a resident applies for a case of a kind: a file beside its process, judged at start-up.

``apply.toml`` (``cairn-apply/1``) says the questions in plain and in easy words, what each answer becomes in the
case, and what the applicant sees of it afterwards. What the form must never mention is said in it too, and held
against every word of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cairn.kernel.applied_telling import AlsoSaid, Shown, Tells, unfit_shown
from cairn.kernel.processes.local_values import own_value
from cairn.kernel.processes.process import Process
from cairn.kernel.toml_lines import parse

FORMAT = "cairn-apply/1"
KINDS = ("choice", "text", "long_text", "day", "telephone", "e_mail", "same_as")
PERSON_PARTS = ("name", "born")
PLAN_PARTS = ("way", "phones", "e_mails", "note")
ADDRESS_PARTS = ("lines", "postcode")
_TARGETS = ("detail", "party", "plan", "address")
_NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose.

    Args:
        stops: why nobody can go on with this answer, and what to do; "" where they can.
    """

    value: str
    says: str
    easy: str
    stops: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what its answer becomes.

    Args:
        detail: of the process; or
        party, part: somebody in the case, and what of them; or
        plan: a part of how they are safely reached; or
        address: a part of where they live.
        required_if, required_if_is: only asked where another answer is one of these.
    """

    key: str
    asks: str
    easy: str
    kind: str
    hint: str = ""
    easy_hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    detail: str = ""
    party: str = ""
    part: str = ""
    plan: str = ""
    address: str = ""
    required_if: str = ""
    required_if_is: tuple[str, ...] = ()

    def wanted(self, given: Mapping[str, Any]) -> bool:
        """Whether the question is one for somebody who gave these answers."""
        return not self.required_if or given.get(self.required_if) in self.required_if_is


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions.

    Args:
        event: of the process, one for each entry, where the page is answered several times.
        most: entries at most; 1 where it is answered once.
    """

    key: str
    title: str
    easy_title: str
    questions: tuple[Question, ...]
    says: str = ""
    easy: str = ""
    event: str = ""
    most: int = 1
    calls_one: str = ""

    @property
    def several(self) -> bool:
        """Whether it is answered several times."""
        return bool(self.event)


@dataclass(frozen=True, slots=True)
class LocalWords:
    """What the form says of a value that the process leaves to the locality.

    Args:
        key: of what the process opens; ``{key}`` stands for the words in what a page says.
        otherwise: the value of the process itself, where the locality set none.
        one, several: the sentence for a number: 1, and any other, in which ``{number}`` stands for it.
        yes, no: the sentence for something that is used or not; each may be empty.
    """

    key: str
    otherwise: int | bool
    one: str = ""
    several: str = ""
    yes: str = ""
    no: str = ""

    def said(self, value: Any) -> str:
        """The sentence for a value."""
        if isinstance(self.otherwise, bool):
            return self.yes if value else self.no
        number = _NUMBERS[value] if 0 <= value < len(_NUMBERS) else str(value)
        said = self.one if value == 1 else self.several.replace("{number}", number)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class ApplyForm:
    """The whole form of one kind."""

    kind: str
    title: str
    easy_title: str
    about: tuple[str, ...]
    easy_about: tuple[str, ...]
    move: str
    harmed: str
    nobody_reached_by: str
    never_says: tuple[str, ...]
    steps: tuple[Step, ...]
    shown: Mapping[str, Shown]
    local: tuple[LocalWords, ...] = ()

    def worded(self, text: str, values: Mapping[str, Any]) -> str:
        """A text with what it says of local values put in.

        Args:
            values: what the locality set, by key; what is left out is as the process says.
        """
        for each in self.local:
            text = text.replace(f"{{{each.key}}}", each.said(values.get(each.key, each.otherwise)))
        return " ".join(text.split())

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every page."""
        return tuple(question for step in self.steps for question in step.questions)

    def step(self, key: str) -> Step | None:
        """One page, or None."""
        return next((each for each in self.steps if each.key == key), None)

    def forbidden_in(self, words: str) -> str:
        """The first word or beginning of a word in a text that no applicant may be told, or ""."""
        found = (each for each in self.never_says if re.search(rf"\b{re.escape(each)}", words, re.IGNORECASE))
        return next(found, "")


def read_form(text: str) -> tuple[ApplyForm | None, list[str]]:
    """Read a form.

    Returns:
        The form, or None with everything that is wrong with the file.
    """
    values, stopped = parse(text)
    if stopped:
        return None, [f"Line {problem.line}: {problem.says}" for problem in stopped]
    if values.get("format") != FORMAT:
        return None, [f'Write format = "{FORMAT}" at the top.']
    try:
        form = _form(values)
    except _Missing as missing:
        return None, [str(missing)]
    problems = [*_faults(form), *_said_what_it_must_not(form, text)]
    return (None, problems) if problems else (form, [])


def unfit(form: ApplyForm, process: Process) -> list[str]:
    """What of a form does not fit the process it opens a case by; empty where all of it does."""
    found = []
    move = next((each for each in process.moves if each.key == form.move and each.opens), None)
    if move is None:
        return [f"move: {form.move} is no move of {process.kind} that opens a case."]
    if form.harmed not in process.parties:
        found.append(f"harmed: {form.harmed} is no party of the process.")
    for step in form.steps:
        takes = move if not step.several else process.happenings.get(step.event)
        if takes is None:
            found.append(f"step {step.key}: {step.event} is no event of the process.")
            continue
        for question in step.questions:
            found += _unfit(step, question, process, {*takes.requires, *takes.accepts})
        given = {question.detail for question in step.questions} if step.several else _given(form)
        found += [f"step {step.key}: {name} is required and not asked." for name in takes.requires if name not in given]
    for state in form.shown:
        if state not in process.states:
            found.append(f"shown: {state} is no state of the process.")
    found += [says for shown in form.shown.values() for says in unfit_shown(shown, process)]
    found += [says for each in form.local for says in _unfit_local(each, process)]
    if process.states and not any(state in form.shown for state in (move.to,)):
        found.append(f"shown: say what the applicant sees at the beginning, in the state {move.to}.")
    return found


def _unfit_local(words: LocalWords, process: Process) -> Iterator[str]:
    """A form that tells of a value the process does not open, or of another one, would mislead whoever applies."""
    if words.key not in process.openings:
        yield f"local {words.key}: the process opens no such value."
    elif (own := own_value(process, words.key)) != words.otherwise or type(own) is not type(words.otherwise):
        yield f"local {words.key}: otherwise is {words.otherwise}, and the process says {own}."


def _given(form: ApplyForm) -> set[str]:
    return {question.detail for step in form.steps if not step.several for question in step.questions}


def _unfit(step: Step, question: Question, process: Process, takes: set[str]) -> Iterator[str]:
    where = f"step {step.key}, question {question.key}"
    if question.party and question.party not in process.parties:
        yield f"{where}: {question.party} is no party of the process."
    if not question.detail:
        return
    if question.detail not in takes:
        yield f"{where}: {question.detail} is not taken by {step.event or 'the move that opens the case'}."
        return
    allowed = process.details[question.detail].options
    for option in question.options:
        if allowed and option.value not in allowed:
            yield f"{where}: {option.value} is no answer to {question.detail}."


# ---- reading


class _Missing(ValueError):
    """Something the file must say, it does not."""


def _form(values: Mapping[str, Any]) -> ApplyForm:
    top = _Table(values, "the top")
    return ApplyForm(
        kind=top.text("kind"), title=top.text("title"), easy_title=top.text("easy_title"), about=top.texts("about"),
        easy_about=top.texts("easy_about"), move=top.text("move"), harmed=top.text("harmed"),
        nobody_reached_by=top.text("nobody_reached_by"), never_says=top.texts("never_says"),
        steps=tuple(_step(each) for each in top.tables("step")),
        shown={each.text("state"): _shown(each) for each in top.tables("shown")},
        local=tuple(_local(each) for each in top.tables("local", needed=False)),
    )  # fmt: skip


def _step(table: _Table) -> Step:
    key = table.text("key")
    table.where = f"step {key}"
    return Step(
        key=key, title=table.text("title"), easy_title=table.text("easy_title"), says=table.text("says", ""),
        easy=table.text("easy", ""), event=table.text("event", ""), most=table.number("most", 1),
        calls_one=table.text("calls_one", ""),
        questions=tuple(_question(each, key) for each in table.tables("question")),
    )  # fmt: skip


def _question(table: _Table, step: str) -> Question:
    key = table.text("key")
    table.where = f"step {step}, question {key}"
    options = tuple(
        Option(
            each.text("value"), each.text("says"), each.text("easy", "") or each.text("says"), each.text("stops", "")
        )
        for each in table.tables("option", needed=False)
    )
    return Question(
        key=key, asks=table.text("asks"), easy=table.text("easy"), kind=table.text("kind"), hint=table.text("hint", ""),
        easy_hint=table.text("easy_hint", ""), required=bool(table.values.get("required", True)), options=options,
        detail=table.text("detail", ""), party=table.text("party", ""), part=table.text("part", ""),
        plan=table.text("plan", ""), address=table.text("address", ""), required_if=table.text("required_if", ""),
        required_if_is=table.texts("required_if_is", needed=False),
    )  # fmt: skip


def _shown(table: _Table) -> Shown:
    table.where = f"shown {table.text('state')}"
    return Shown(
        state=table.text("state"), title=table.text("title"), says=table.text("says"), easy=table.text("easy"),
        released=bool(table.values.get("released", False)), working=table.text("working", ""),
        also=tuple(
            AlsoSaid(each.text("says"), each.text("threshold", ""), each.text("step", ""))
            for each in table.tables("also", needed=False)
        ),
        tells=tuple(
            Tells(each.text("title"), each.text("easy"), each.text("detail"), each.text("event", ""))
            for each in table.tables("tells", needed=False)
        ),
        until=table.text("until", ""), until_says=table.text("until_says", ""), until_easy=table.text("until_easy", ""),
    )  # fmt: skip


def _local(table: _Table) -> LocalWords:
    key = table.text("key")
    table.where = f"local {key}"
    otherwise = table.values.get("otherwise")
    if type(otherwise) not in (int, bool):
        raise _Missing(f"{table.where}: say otherwise, the value of the process itself, as a number or true or false.")
    words = {name: table.text(name, "") for name in ("one", "several", "yes", "no")}
    if not isinstance(otherwise, bool) and not (words["one"] and "{number}" in words["several"]):
        raise _Missing(f"{table.where}: say one, and several with {{number}} in it.")
    return LocalWords(key, otherwise, **words)


class _Table:
    """One table of the file, which says where it stands when something is missing."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, dict):
            raise _Missing(f"{where}: write a table.")
        self.values, self.where = values, where

    def text(self, name: str, default: str | None = None) -> str:
        found = self.values.get(name, default)
        if not isinstance(found, str) or (default is None and not found.strip()):
            raise _Missing(f"{self.where}: say {name}, as a text.")
        return found.strip()

    def texts(self, name: str, *, needed: bool = True) -> tuple[str, ...]:
        found = self.values.get(name, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found) or (needed and not found):
            raise _Missing(f"{self.where}: say {name}, as a list of texts.")
        return tuple(found)

    def number(self, name: str, default: int) -> int:
        found = self.values.get(name, default)
        if type(found) is not int or not 1 <= found <= 50:
            raise _Missing(f"{self.where}: {name} is a whole number from 1 to 50.")
        return found

    def tables(self, name: str, *, needed: bool = True) -> list[_Table]:
        found = self.values.get(name, [])
        if not isinstance(found, list) or (needed and not found):
            raise _Missing(f"{self.where}: write at least one [[{name}]].")
        return [_Table(each, f"{self.where}, {name} {number}") for number, each in enumerate(found, start=1)]


def _faults(form: ApplyForm) -> Iterator[str]:
    keys = [step.key for step in form.steps]
    known = {each.key for each in form.local}
    for step in form.steps:
        for name in re.findall(r"\{(\w+)\}", f"{step.says} {step.easy}"):
            if name not in known:
                yield f"step {step.key}: {{{name}}} is told in no [[local]]."
    yield from (f"step {key}: it stands twice." for key in sorted({key for key in keys if keys.count(key) > 1}))
    for step in form.steps:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", step.key):
            yield f"step {step.key}: small letters, numbers and - only, for it stands in an address."
        if step.several and not step.calls_one:
            yield f"step {step.key}: say calls_one, what one entry is called."
        known = {question.key for question in step.questions}
        if len(known) < len(step.questions):
            yield f"step {step.key}: two questions have the same key."
        for question in step.questions:
            yield from _question_faults(step, question, known)


def _question_faults(step: Step, question: Question, known: set[str]) -> Iterator[str]:
    where = f"step {step.key}, question {question.key}"
    if question.kind not in KINDS:
        yield f"{where}: kind is one of {', '.join(KINDS)}."
    if (question.kind == "choice") != bool(question.options):
        yield f"{where}: answers to choose belong to a choice, and a choice has some."
    if question.kind == "same_as" and not step.several:
        yield f"{where}: same_as looks back at entries before it, so the step needs an event."
    if sum(bool(getattr(question, name)) for name in _TARGETS) != 1:
        yield f"{where}: say what the answer becomes: one of {', '.join(_TARGETS)}."
    for name, allowed in (("part", PERSON_PARTS), ("plan", PLAN_PARTS), ("address", ADDRESS_PARTS)):
        said = getattr(question, name)
        if (said or (name == "part" and question.party)) and said not in allowed:
            yield f"{where}: {name} is one of {', '.join(allowed)}."
    if step.several and not question.detail:
        yield f"{where}: an entry of an event becomes details and nothing else."
    if question.required_if and question.required_if not in known - {question.key}:
        yield f"{where}: required_if names another question of the same step."


def _said_what_it_must_not(form: ApplyForm, text: str) -> Iterator[str]:
    """The list itself is left out; comments of the file count, for somebody may copy them."""
    whole = re.sub(r"never_says\s*=\s*\[[^\]]*\]", "", text)
    if word := form.forbidden_in(whole):
        yield f"never_says: “{word}” stands in the form, which must never say it."
