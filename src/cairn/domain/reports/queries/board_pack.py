"""The board pack of a meeting, as a document: exceptions first, what to decide, then what stands behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from cairn.domain.boards.api import Decision, Meeting, RecommendationLine, items_of, recommendation_lines
from cairn.domain.boards.terms import AgendaKind
from cairn.domain.plans.api import Action, ActionCard, PlanState, Update, cards
from cairn.domain.publishing.api import (
    Entries,
    Entry,
    KeyFigures,
    LeavingMeasure,
    ReportDocument,
    Row,
    Section,
    Source,
    Table,
    Text,
)
from cairn.domain.reports.queries.facts import counted, measures_section, of_cairn, risks_section, without_nothing
from cairn.domain.reports.terms import COPY_WORDS, RULE_WORDS, ReportKind
from cairn.domain.risks.api import register
from cairn.domain.voice.api import issue_lines, issues_for
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery, Promise, promise
from cairn.kernel.disclosure import Audience

OFF_TRACK = (Promise.LATE, Promise.AT_RISK)
TRACK, VOICE = "Commitments off track", "What survivors said"
#: Items of an agenda whose lines a section of the pack says more of.
ELSEWHERE = {AgendaKind.EXCEPTIONS: TRACK, AgendaKind.VOICE: VOICE}
EXCEPTIONAL = (Delivery.LATE, Delivery.BLOCKED, Delivery.AT_RISK)  # worst first


def pack_title(meeting: Meeting) -> str:
    """What the pack is called: neutral, as the day alone is."""
    return f"Board pack, {day_in_words(meeting.starts_at)}"


def board_pack(actor: Actor, meeting: Meeting, *, today: date, figures: Mapping[str, LeavingMeasure]) -> ReportDocument:
    """The members' copy of a meeting's pack.

    Args:
        actor: whose eyes it is made with: Cairn itself. Actions of a draft plan stay out whoever it is.
        today: the day everything is of.
        figures: measures as members may see them, in the order they are shown.
    """
    found = cards(actor, today=today, base=Action.objects.exclude(plan__state=PlanState.DRAFT))
    behind = [card for card in found if card.status in EXCEPTIONAL]
    asked = [line for line in recommendation_lines(actor, today=today) if line.waits]
    drafts = list(Decision.objects.filter(partnership=meeting.partnership, published_on=None).order_by("decided_on"))
    items = items_of(actor, meeting)
    to_decide = [item for item in items if item.kind == AgendaKind.PAPER]
    off_track = _off_track(found)
    plan, boards = of_cairn("Action plans", today), of_cairn("Records of boards", today)
    glance = KeyFigures((
        counted(len(behind), "action is late, blocked or at risk", "actions are late, blocked or at risk", plan),
        counted(len(off_track), "commitment is off track", "commitments are off track", plan),
        counted(len(to_decide) + len(drafts), "thing is to be decided", "things are to be decided", boards),
    ))  # fmt: skip
    sections = (
        Section("glance", "At a glance", "What to know before reading on.", (glance, _what_changed(figures))),
        _decide(to_decide, drafts, asked, boards),
        _agenda(items, boards),
        _track(off_track, plan),
        _voice(actor, today),
        measures_section(figures),
        risks_section(register(actor), today),
    )
    group = meeting.group
    return ReportDocument(
        of=ReportKind.BOARD_PACK.value,
        title=pack_title(meeting),
        subtitle=", ".join(filter(None, [group.name, moment_in_words(meeting.starts_at), meeting.place])),
        area=meeting.partnership.area,
        partnership=meeting.partnership.name,
        audience=Audience.MEMBERS.value,
        copy_words=COPY_WORDS[Audience.MEMBERS],
        rule=RULE_WORDS[Audience.MEMBERS],
        as_at=today.isoformat(),
        invented=_invented(found) or any(one.invented for one in figures.values()),
        sections=sections,
    )


def _invented(found: Iterable[ActionCard]) -> bool:
    keys = [card.pk for card in found]
    return Action.objects.filter(pk__in=keys, owner__is_demo=True).exists()


def _what_changed(figures: Mapping[str, LeavingMeasure]) -> Text:
    many = len(figures)
    if not many:
        return Text("Nothing is measured yet, so nothing here can be shown by figures.")
    missing = sum(1 for one in figures.values() if not one.as_of)
    said = f"{many} {'measure is' if many == 1 else 'measures are'} in this pack"
    return Text(f"{said}; of {missing} nobody has sent a figure in yet." if missing else f"{said}, each with figures.")


def _decide(to_decide: list, drafts: list[Decision], asked: list[RecommendationLine], source: Source) -> Section:
    entries = [
        Entry(item.title, about=f"Item {item.number} of the agenda", facts=without_nothing([
            ("Papers", "; ".join(title for _key, title in item.papers)), ("Already noted", item.note),
        ]))
        for item in to_decide
    ]  # fmt: skip
    entries += [
        Entry(row.title, about=f"Decision {row.ref}, not published yet", facts=without_nothing([
            ("For", row.purpose), ("Proposed", "; ".join(row.parts)), ("Why", row.reasons),
            ("Considered and rejected", row.alternatives),
        ]))
        for row in drafts
    ]  # fmt: skip
    blocks: list = [Entries(tuple(entries), source)] if entries else [Text("Nothing waits for a decision.")]
    rows = tuple(Row((line.text, line.body, day_in_words(line.received_on), line.state), line.looks) for line in asked)
    if rows:
        heads = ("Recommendation", "From", "Received", "Answer")
        blocks.append(Table("Recommendations that wait for an answer", heads, rows, source, 3, (6, 3, 2, 3)))
    return Section("decide", "What this meeting is asked to decide", "", tuple(blocks))


def _agenda(items: Iterable, source: Source) -> Section:
    blocks: list = []
    entries: list[Entry] = []
    for item in items:
        lines = [line for line in item.shown if line.get("title")]
        elsewhere = ELSEWHERE.get(item.kind, "")
        facts = without_nothing([
            ("Due", f"{len(lines)}; see “{elsewhere}”" if lines and elsewhere else ""),
            ("Papers", "; ".join(title for _key, title in item.papers)), ("Noted", item.note),
        ])  # fmt: skip
        entries.append(Entry(f"{item.number}. {item.title}", about=_shown_on(item), facts=facts))
        if lines and not elsewhere:
            rows = tuple(Row((line["title"], line.get("about", ""))) for line in lines)
            blocks += [Entries(tuple(entries), source)]
            blocks += [Table(item.title, ("What", "How it stands"), rows, source, widths=(5, 7))]
            entries = []
    if entries:
        blocks.append(Entries(tuple(entries), source))
    lead = "Exceptions stand first. What an item shows is as it was when the agenda was built."
    return Section("agenda", "Agenda", lead, tuple(blocks) or (Text("There is no agenda yet."),))


def _shown_on(item: object) -> str:
    return f"As it stood on {day_in_words(item.shown_on)}" if item.shown_on else ""


def _word(status: str) -> str:
    return status_for(status).word if status else ""


def _off_track(found: Iterable[ActionCard]) -> list[tuple[str, str, str, list[ActionCard]]]:
    """Commitments that are late or at risk: strategy, code, text and their actions behind."""
    by_commitment: dict[tuple[str, int, int, str], list[ActionCard]] = defaultdict(list)
    for card in found:
        by_commitment[card.strategy, card.theme_place, card.commitment_place, card.commitment].append(card)
    rows = []
    for (strategy, _theme, _place, code), actions in sorted(by_commitment.items()):
        stands = promise([card.status for card in actions])
        if stands in OFF_TRACK:
            behind = sorted(
                (card for card in actions if card.status in EXCEPTIONAL),
                key=lambda card: (EXCEPTIONAL.index(card.status), card.due_on, card.ref),
            )
            rows.append((strategy, code, actions[0].commitment_text, behind))
    return rows


def _track(rows: list, source: Source) -> Section:
    lead = "Promises that are late or at risk, each with the actions that hold it up and what is being done."
    if not rows:
        return Section("track", TRACK, lead, (Text("No commitment is off track."),))
    corrective = _corrective([card.pk for *_, behind in rows for card in behind])
    blocks: list = []
    for strategy in dict.fromkeys(row[0] for row in rows):
        lines: list[Row] = []
        for _strategy, code, text, behind in (row for row in rows if row[0] == strategy):
            for place, card in enumerate(behind):
                said = f"{card.because} {corrective.get(card.pk, 'Nobody has said what is being done.')}"
                who = f"{card.lead.short}, due on {day_in_words(card.due_on)}"
                promised = code if place else f"{code} {text}"
                lines.append(Row((promised, card.title, who, _word(str(card.status)), said), str(card.status)))
        heads = ("Commitment", "Action", "Who and when", "Status", "Why, and what is being done")
        blocks.append(Table(strategy, heads, tuple(lines), source, 3, (8, 8, 6, 5, 11)))
    return Section("track", TRACK, lead, tuple(blocks))


def _corrective(keys: Iterable[int]) -> dict[int, str]:
    """The newest words on how an action gets back on track."""
    rows = Update.objects.filter(action_id__in=list(keys)).exclude(corrective="", waiting_on="")
    found: dict[int, str] = {}
    for key, corrective, waits in rows.order_by("-at", "-pk").values_list("action_id", "corrective", "waiting_on"):
        found.setdefault(key, corrective or f"Waits for {waits}")
    return found


def _voice(actor: Actor, today: date) -> Section:
    source = of_cairn("Survivors' issues", today)
    lines = issue_lines(issues_for(actor))
    lead = "What survivors asked for, and what agencies answered. Nobody who raised anything is named here or in Cairn."
    if not lines:
        return Section("voice", VOICE, lead, (Text("Nothing has been raised yet."),))
    rows = tuple(
        Row((line.topic, line.month, _answers(line), str(line.state).capitalize()), line.looks) for line in lines
    )
    heads = ("Asked for", "Raised in", "What agencies answered", "State")
    return Section("voice", VOICE, lead, (Table("Issues, those that wait first", heads, rows, source, 3,
                                                                (5, 2, 5, 3)),))  # fmt: skip


def _answers(line: object) -> str:
    said = [f"{one.agency}: {one.answer or 'no answer yet'}" for one in line.decisions]
    return "; ".join(said) or "Not taken to anybody yet"
