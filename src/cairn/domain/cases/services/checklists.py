"""Load a checklist, answer one in a case, and record its score as the event of the process that takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cairn.domain.cases import policies
from cairn.domain.cases.models import Case, CaseEvent, CasePerson, ChecklistSheet, LoadedChecklist
from cairn.domain.cases.queries.checklists import line_field, may_read_sheets, score_events, sheet_for, versions
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.checklists import Answer, Checklist, read_checklist, score
from cairn.kernel.toml_lines import Problem

LARGEST = 500_000  # characters of a file


class ChecklistFaulty(Refused):
    """A file that must be put right first; ``problems`` has each line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The file was not loaded. Put these lines right and choose it again.", field="file")
        self.problems = tuple(problems)


def load_checklist(*, by: Actor, at: datetime, content: bytes) -> LoadedChecklist:
    """Load one version of an instrument the partnership is entitled to; earlier versions stay for earlier sheets.

    Raises:
        Forbidden: by anybody who runs no kind of case.
        ChecklistFaulty: with each line to put right.
        Refused: where the version is loaded already.
    """
    policies.LOAD_CHECKLIST.require(by, Partnership.objects.get(pk=by.partnership_id))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("The file is not plain text. Save it as UTF-8 and choose it again.", field="file") from error
    if len(text) > LARGEST:
        raise Refused("The file is too long for a checklist.", field="file")
    file = read_checklist(text)
    if file.problems:
        raise ChecklistFaulty(file.problems)
    found = file.checklist()
    if (found.key, found.version) in versions(by.partnership_id):
        raise Refused(
            f"Version {found.version} of “{found.title}” is here already, and cases may have been asked by it."
            " Give the file a new version.",
            field="file",
        )
    with command("cases.load_checklist", by=by, at=at):
        row = LoadedChecklist(
            partnership_id=by.partnership_id,
            key=found.key,
            version=found.version,
            title=found.title,
            text=text,
            sha256=hashlib.sha256(content).hexdigest(),
            at=at,
            by_id=by.user_id,
        )
        row.save()
    return row


def answer_checklist(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    checklist: Checklist,
    answers: Mapping[str, Mapping[str, str]],
    person_id: int | None = None,
    judgement: str = "",
) -> ChecklistSheet:
    """Keep one checklist as it was answered; earlier ones stay beside it, and its score lowers nothing.

    Args:
        answers: key of the question to ``answer`` (yes, no, unknown), ``source`` and ``note``; left out, it was
            not asked.
        person_id: of somebody in the case.
        judgement: what the professional judges, whatever the score.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: with what to put right.
    """
    policies.STEP.require(by, case)
    process = process_for(case)
    if not may_read_sheets(process, sections_open(by, case, process, roles=roles_of(by, process))):
        raise Refused("Checklists of this case are in a section that is not open to you.")
    if not answers:
        raise Refused("Answer at least one question. Not to know is an answer.")
    if (
        person_id is not None
        and not CasePerson.objects.filter(case=case, person_id=person_id, removed_at=None).exists()
    ):
        raise Refused("Choose somebody who is in this case.", field="person")
    for key, row in answers.items():
        for name, called in (("source", "“Who or what says so”"), ("note", "The note")):
            keep_ways_out(by=by, text=row.get(name, ""), field=f"{key}-{name}", called=called)
    keep_ways_out(by=by, text=judgement, field="judgement", called="What you judge")
    worked = score(checklist, {key: Answer(row["answer"]) for key, row in answers.items()})
    with command("cases.answer_checklist", by=by, at=at):
        sheet = ChecklistSheet(
            partnership_id=case.partnership_id,
            case=case,
            person_id=person_id,
            checklist=checklist.key,
            version=checklist.version,
            at=at,
            by_id=by.user_id,
            agency_id=by.agency_id,
            answers={key: dict(row) for key, row in answers.items()},
            score=worked.score,
            judgement=judgement.strip(),
        )
        sheet.save()
    return sheet


def record_score(
    *, by: Actor, at: datetime, case: Case, sheet: ChecklistSheet, name: str, details: Mapping[str, Any],
    reason: str = "", seen: int | None = None,
) -> CaseEvent:  # fmt: skip
    """Add the event of the process that takes a score, with that of the sheet and whether it reaches its own line.

    Args:
        name: of such an event.
        details: what else the event asks for; the score is always the sheet's.

    Raises:
        Refused: where the process has no such event, or the step is refused.
    """
    process = process_for(case)
    found = next((pair for pair in score_events(process) if pair[0].key == name), None)
    if found is None or sheet.case_id != case.pk:
        raise Refused("This process has no event that takes the score of a checklist.")
    given = {**details, found[1]: sheet.score}
    page, _others = sheet_for(case, sheet.pk)
    if page.score is not None and (line := line_field(process, *found)):
        given[line] = {True: "yes", False: "no", None: "unknown"}[page.score.reaches]
    return take_step(by=by, at=at, case=case, name=name, details=given, reason=reason, seen=seen)
