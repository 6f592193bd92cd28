"""The annual report of one strategy's year, as a document: every promise and how it went, in words for residents.

Words not meant for residents stay out of every copy, so the copies differ in figures only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cairn.domain.boards.api import Decision
from cairn.domain.plans.api import ActionPlan, account_of
from cairn.domain.publishing.api import (
    STATUS_WORDS,
    Account,
    DecisionRecord,
    Entries,
    Entry,
    KeyFigures,
    LeavingMeasure,
    Points,
    PublicAction,
    PublicCommitment,
    ReportDocument,
    Row,
    Section,
    Source,
    Table,
    Text,
    counts_by_status,
    decision_from,
    newest_decision,
    status_words,
)
from cairn.domain.reports.queries.consulted import consulted_section, is_invented
from cairn.domain.reports.queries.facts import counted, measures_section, of_cairn, without_nothing
from cairn.domain.reports.terms import COPY_WORDS, RULE_WORDS, ReportKind
from cairn.domain.reviews.api import review_of
from cairn.domain.strategies.models import Strategy
from cairn.domain.voice.api import Issue, issue_lines, issues_for
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience

VERDICTS = {"keep": "It is kept", "change": "It is changed", "close": "It is closed"}
OF_A_DECISION = ("Reasons", "Alternatives considered and rejected")  # of the facts that are published with one
BEHIND = ("late", "at_risk", "blocked")
NO_MONEY = (
    "What this work cost is not in this report. Cairn keeps no accounts, and a figure that nobody can check is not "
    "given."
)


def report_title(plan: ActionPlan) -> str:
    """What the report is called: neutral, as the year alone is."""
    return f"Annual report {plan.year}"


def annual_report(
    actor: Actor, plan: ActionPlan, *, today: date, figures: Mapping[str, LeavingMeasure]
) -> ReportDocument:
    """The members' copy of a year's report.

    Args:
        actor: whose eyes it is made with: Cairn itself.
        plan: a published plan; its strategy is the one reported on.
        today: the day everything is of.
        figures: measures as members may see them, in the order they are shown.
    """
    strategy = plan.strategy
    account = account_of(strategy, today=today, plan=plan)
    source = of_cairn(f"Action plan {plan.year}", today)
    words = status_words(ended=account.ended, plan_year=account.plan_year)
    reviews = _reviews(plan)
    decided = _seen_decisions(strategy, plan, today)
    sections = (
        _how_it_went(account, words, source),
        *(
            Section(f"theme-{theme.key}", theme.title, theme.aim,
                    (Entries(tuple(_promise(row, words, reviews) for row in theme.commitments), source),))
            for theme in account.themes
        ),
        _done(account, source),
        _stopped(account, source),
        _because_of_survivors(actor, account, today),
        consulted_section(plan, Audience.MEMBERS, today=today),
        _decisions(decided, today),
        measures_section(figures),
        Section("money", "Money", "", (Text(NO_MONEY),)),
    )  # fmt: skip
    return ReportDocument(
        of=ReportKind.ANNUAL_REPORT.value,
        title=report_title(plan),
        subtitle=f"What was promised, what was done and what was not: {account.title}",
        area=account.area,
        partnership=strategy.partnership.name,
        audience=Audience.MEMBERS.value,
        copy_words=COPY_WORDS[Audience.MEMBERS],
        rule=RULE_WORDS[Audience.MEMBERS],
        as_at=today.isoformat(),
        invented=account.invented
        or is_invented(plan)
        or any((*(one.invented for one in figures.values()), *(made_up for _entry, made_up in decided))),
        sections=sections,
    )


def _how_it_went(account: Account, words: Mapping[str, str], source: Source) -> Section:
    counts = counts_by_status(account.as_document())
    total = sum(counts.values())
    done = counts.get("complete", 0)
    behind = sum(counts.get(status, 0) for status in BEHIND)
    untouched = counts.get("no_action", 0)
    rows = tuple(Row((words[status], str(counts[status])), status) for status in STATUS_WORDS if status in counts)
    blocks = (
        KeyFigures((
            counted(done, f"of {total} promises is done", f"of {total} promises are done", source),
            counted(behind, "promise is late, at risk or held up", "promises are late, at risk or held up", source),
            counted(untouched, "promise nobody has started", "promises nobody has started", source),
        )),
        Table("How the promises stand", ("Status", "Promises"), rows, source, 0, (5, 2)),
        *((Text(account.statement),) if account.statement else ()),
    )  # fmt: skip
    return Section("how", "How it went", f"The year {account.plan_year}, promise by promise.", blocks)


def _reviews(plan: ActionPlan) -> dict[str, str]:
    """What the review of the year concluded of each promise, once it is agreed, in words for residents."""
    review = review_of(plan.strategy, plan.year)
    if review is None or review.agreed_on is None:
        return {}
    return {
        one.commitment: " ".join(filter(None, [f"{VERDICTS[one.verdict]}.", one.words, one.why]))
        for one in review.commitments
        if one.verdict
    }


def _promise(row: PublicCommitment, words: Mapping[str, str], reviews: Mapping[str, str]) -> Entry:
    done = [one for one in row.actions if one.status == "complete"]
    going = [one for one in row.actions if one.status not in ("complete", "stopped")]
    hidden = row.unworded
    more = f"{hidden} more {'action' if hidden == 1 else 'actions'}, not described here" if hidden else ""
    who = ", ".join(row.responsible) + (" (proposed)" if row.proposed and row.responsible else "")
    facts = [
        ("Responsible", who or (f"{row.monitored}; watched over here" if row.monitored else "")),
        ("What the yearly review says", reviews.get(row.id, "")),
    ]
    lists = [("Done", tuple(_ended(one) for one in done)), ("Still to do", tuple(_going(one, words) for one in going))]
    if hidden:
        lists.append(("Also", (more,)))
    named = tuple((name, items) for name, items in lists if items)
    return Entry(f"{row.id} {row.plain}", row.status, words[row.status], facts=without_nothing(facts), lists=named)


def _ended(one: PublicAction) -> str:
    return f"{one.text.rstrip('.')} ({one.lead}, {day_in_words(one.ended)})."


def _going(one: PublicAction, words: Mapping[str, str]) -> str:
    why = f" {one.why}" if one.why else ""
    return f"{one.text.rstrip('.')} ({one.lead}, {words[one.status].lower()}, due on {day_in_words(one.due)}).{why}"


def _actions(account: Account) -> list[PublicAction]:
    """Every action that has words for residents, once."""
    found = {one.ref: one for theme in account.themes for row in theme.commitments for one in row.actions}
    return list(found.values())


def _done(account: Account, source: Source) -> Section:
    done = sorted((one for one in _actions(account) if one.status == "complete"), key=lambda one: (one.ended, one.ref))
    if not done:
        return Section("done", "What was done", "", (Text("No action is done yet."),))
    rows = tuple(Row((one.text, one.lead, day_in_words(one.ended))) for one in done)
    table = Table("Actions that are done", ("Action", "Organisation", "Done on"), rows, source, widths=(7, 4, 3))
    return Section("done", "What was done", "Done means that another organisation accepted the evidence.", (table,))


def _stopped(account: Account, source: Source) -> Section:
    stopped = [one for one in _actions(account) if one.status == "stopped"]
    if not stopped:
        return Section("stopped", "What was stopped, and why", "", (Text("Nothing was stopped."),))
    rows = tuple(Row((one.text, one.lead, one.why)) for one in stopped)
    table = Table("Actions that were stopped", ("Action", "Organisation", "Why"), rows, source, widths=(5, 3, 6))
    return Section("stopped", "What was stopped, and why", "", (table,))


def _because_of_survivors(actor: Actor, account: Account, today: date) -> Section:
    source = of_cairn("Survivors' issues", today)
    worded = dict(Issue.objects.filter(partnership_id=actor.partnership_id).exclude(public_wording="")
                  .values_list("ref", "public_wording"))  # fmt: skip
    rows = tuple(
        Row((worded[line.ref], "; ".join(f"{one.agency}: {one.answer}" for one in line.decisions if one.answer)
             or "No answer yet"))
        for line in issue_lines(issues_for(actor))
        if line.ref in worded
    )  # fmt: skip
    theirs = [one for one in _actions(account) if "urvivor" in one.origin]
    blocks: list = []
    if rows:
        blocks.append(Table("What survivors asked for", ("Asked for", "Answered"), rows, source, widths=(5, 5)))
    if theirs:
        blocks += [Text("Actions that came of it:"), Points(tuple(f"{one.text} ({one.lead})" for one in theirs))]
    lead = "Told in words that those who raised it agreed to. Nobody is named."
    return Section("voice", "What changed because of what survivors said", lead,
                   tuple(blocks) or (Text("Nothing has words agreed for residents yet."),))  # fmt: skip


def decisions_residents_lost(plan: ActionPlan, document: ReportDocument, *, today: date) -> tuple[str, ...]:
    """Decisions a report tells that residents do not see so now: withdrawn since, or published otherwise.

    Args:
        plan: of the year reported on.
        document: of the report.
        today: the day the report is of.
    """
    shown = {entry for entry, _invented in _seen_decisions(plan.strategy, plan, today)}
    shown |= {replace(entry, ref="") for entry in shown}  # as older documents tell it
    return tuple(entry.title for entry in decisions_told(document) if entry not in shown)


def decisions_told(document: ReportDocument) -> tuple[Entry, ...]:
    """The decisions that a report tells."""
    blocks = (block for section in document.sections if section.key == "decisions" for block in section.blocks)
    return tuple(entry for block in blocks if isinstance(block, Entries) for entry in block.items)


def tells(document: ReportDocument, decision: Decision) -> bool:
    """Whether a report tells a decision. An older document names no reference; then the title must do."""
    told = decisions_told(document)
    return any(entry.ref == decision.ref or (not entry.ref and entry.title == decision.title) for entry in told)


def _decisions(seen: list[tuple[Entry, bool]], today: date) -> Section:
    if not seen:
        none = "No decision about these promises is published for this year."
        return Section("decisions", "What was decided", "", (Text(none),))
    source = of_cairn("Register of decisions", today)
    return Section("decisions", "What was decided", "", (Entries(tuple(entry for entry, _invented in seen), source),))


def _seen_decisions(strategy: Strategy, plan: ActionPlan, today: date) -> list[tuple[Entry, bool]]:
    """Decisions of the year about the strategy's promises, exactly as residents see them, and whether invented."""
    last = min(plan.ends_on, today)
    about = Decision.objects.filter(
        partnership_id=strategy.partnership_id, decided_on__range=(plan.starts_on, last),
        commitments__commitment__strategy=strategy,
    ).order_by("decided_on", "pk").distinct()  # fmt: skip
    editions = [newest_decision(row.ref) for row in about]
    records = [decision_from(one.document) for one in editions if one is not None and not one.withdrawn]
    return [(_decided(record), record.invented) for record in records]


def _decided(record: DecisionRecord) -> Entry:
    facts = [("Decided", " ".join(record.parts)), *(one for one in record.facts if one[0] in OF_A_DECISION)]
    about = f"{record.maker}, {day_in_words(record.decided)}"
    return Entry(record.title, about=about, facts=without_nothing(facts), ref=record.ref)
