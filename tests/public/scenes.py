"""Invented accounts that show what the demonstration does not: withdrawn, ended, old, dangerous to a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from cairn.domain.publishing.api import (
    NO_FIGURE,
    CalledIn,
    Charts,
    CountLine,
    DecisionRecord,
    Entries,
    Entry,
    KeyFigure,
    KeyFigures,
    LeavingBreak,
    LeavingFigure,
    LeavingMeasure,
    LeavingSeries,
    NoticeRecord,
    ReportDocument,
    Section,
    Source,
    YearlyCounts,
    publish_counts,
    publish_edition,
    publish_notice,
    publish_record,
    publish_report,
    withdraw,
    withdraw_counts,
    withdraw_notice,
    withdraw_record,
    withdraw_report,
)
from cairn.domain.publishing.document import (
    Account,
    DoneBefore,
    PublicAction,
    PublicCommitment,
    PublicSource,
    PublicTheme,
    Said,
    Slip,
)
from cairn.kernel.actors import system_actor
from cairn.kernel.disclosure import Audience, Why
from cairn.kernel.periods import Period, following, period_of
from tests.report_making import a_leaving_measure

FORMULA = '=HYPERLINK("https://example.org","Look")'
SCRIPT = "<script>alert('no')</script>"
REASON = "Two promises were told wrongly. They are being corrected."


def action(ref: str, status: str, **facts: object) -> PublicAction:
    """One action; any field may be given."""
    fields = {
        "text": f"Action {ref} is told here.", "lead": "Fellshire Council", "due": "2026-12-18",
        "origin": "The strategy", "why": "", "slips": (), "said": (), "first_due": "2026-12-18", **facts,
    }  # fmt: skip
    return PublicAction(ref=ref, status=status, **fields)


def promise(code: str, status: str, *actions: PublicAction, **facts: object) -> PublicCommitment:
    """One promise; any field may be given."""
    fields = {
        "text": f"The promise {code} in full.", "plain": f"We will keep {code}.", "responsible": ("Fellshire Council",),
        "supporting": (), "proposed": False, "monitored": "", "updated": None, "unworded": 0, "same_as": (), **facts,
    }  # fmt: skip
    return PublicCommitment(id=code, status=status, actions=actions, **fields)


def account(slug: str, title: str, *promises: PublicCommitment, **facts: object) -> Account:
    """One account with one theme; any field may be given."""
    theme = PublicTheme("first", "First theme", "Its aim.", promises, ("Do it.",), (), ("It changes.",), ("Counts.",))
    fields = {
        "full_title": title, "area": title.partition(":")[0], "starts_on": "2025-04-01", "ends_on": "2099-03-31",
        "ended": False, "about": "About it.", "vision": "Everyone is safe.", "mission": "", "statement": "",
        "period_note": "", "as_at": timezone.localdate().isoformat(), "plan_year": "2026-27", "invented": True,
        "about_abuse": True, "governance": (("The board", "Leads", "It leads."),), "decision": None,
        "sources": (PublicSource("A strategy", "Fellshire Council", "https://example.org/strategy", ""),),
        "themes": (theme,), **facts,
    }  # fmt: skip
    return Account(slug=slug, title=title, **fields)


def _late(today: date) -> PublicAction:
    first, moved, due = (today - timedelta(days=days) for days in (90, 40, 30))
    return action(
        "A-LATE", "late", text="Twelve towns will each have a room.", due=due.isoformat(),
        first_due=first.isoformat(), why="The roof leaked.", update_overdue=True,
        slips=(Slip(first.isoformat(), due.isoformat(), "The roof leaked.", moved.isoformat()),),
        said=(Said(due.isoformat(), "Two rooms are open."),),
    )  # fmt: skip


def measure(ref: str, *, months: int = 14, groups: int = 2, **facts: object) -> LeavingMeasure:
    """A monthly share of people, rounded; of the first month nothing came, and one group is withheld."""
    periods: list[Period] = [period_of(date(2025, 4, 1), "month")]
    while len(periods) < months:
        periods.append(following(periods[-1]))

    def figures(tops: list[int | None]) -> tuple[LeavingFigure, ...]:
        return tuple(
            LeavingFigure(
                period.start.isoformat(), period.end.isoformat(), str(period), top, None if top is None else 60,
                None if top is None else round(100 * top / 60, 4),
                NO_FIGURE if not place else Why.WITHHELD if top is None else Why.ROUNDED, place == months - 1,
            )
            for place, (period, top) in enumerate(zip(periods, tops, strict=True))
        )  # fmt: skip

    tops = [None, *(40 + 5 * (place % 3) for place in range(months - 1))]
    fields = {
        "name": "People who felt safer after support", "definition": "Of those asked, how many felt safer.",
        "numerator": "People who felt safer.", "denominator": "People who were asked.", "unit": "percent",
        "unit_words": "percent", "factor": 100, "places": 1, "frequency": "month", "good": "up", "band": None,
        "target": 75.0, "target_why": "The board agreed it.", "source": "Fellshire Council", "as_of": "2026-06-12",
        "audience": str(Audience.PUBLIC), "rule": "Counts of 1 to 7 are withheld.", "withheld": months - 1,
        "rounded": months - 1, "rare": False, "statutory": False, "rolling": False,
        "misleads": "Those who are well may answer more.", "read_with": (), "invented": True,
        "breaks": (LeavingBreak(periods[3].start.isoformat(), "A new form."),),
        "series": (
            LeavingSeries("", "", figures(tops)),
            *(
                LeavingSeries(f"sex{n // 6 or ''}", f"Group {n}", figures([None] * months if n else tops))
                for n in range(groups)
            ),
        ),
        **facts,
    }  # fmt: skip
    return LeavingMeasure(ref=ref, **fields)


def fellshire(today: date) -> Account:
    """Something of everything."""
    late, soon = _late(today), (today + timedelta(days=10)).isoformat()
    return account(
        "fellshire-2025-2030", "Fellshire: our promises 2025 to 2030",
        promise("F1", "late", late, action("A-DONE", "complete", ended="2026-09-30"), updated=today.isoformat(),
                measures=("M-SAFE", "M-NONE")),
        promise("F2", "late", late, unworded=1, unworded_statuses=("late",)),
        promise("F3", "no_action", proposed=True, text=FORMULA, plain=f"We will keep {SCRIPT}."),
        promise("F4", "at_risk", action("A-HELD", "blocked", why="We wait for a lease."),
                same_as=("dale-2025-2030/D1", "mere-2019-2022/M1")),
        promise("F5", "on_track", action("A-GOES", "on_track", reported_done=True, due=soon, first_due=soon),
                done_before=(DoneBefore("2025-26", "All heads were asked.", "Fellshire Council", "2026-02-03"),)),
        promise("F6", "stopped", action("A-STOP", "stopped", why="A law does it now.", ended="2026-06-01")),
        promise("F7", "late", unworded=1, unworded_statuses=("late",), monitored="The county board"),
        measures=(
            measure("M-SAFE", read_with=("M-NONE",)),
            measure("M-NONE", name="Reports", series=(), breaks=(), withheld=0, as_of="", target=None),
        ),
    )  # fmt: skip


def scenes(today: date) -> list[Account]:
    """What is published; the last one is withdrawn again by ``publish_scenes``."""
    nothing = promise("M1", "no_action")
    old = fellshire(today - timedelta(days=200))
    return [
        fellshire(today),
        account("mere-2019-2022", "Mere: our promises 2019 to 2022", nothing, ends_on="2022-03-31", ended=True,
                plan_year="", invented=False),
        account("tarn-2026-2031", "Tarn: our promises 2026 to 2031", nothing, plan_year="", invented=False),
        replace(old, slug="beck-2025-2030", title="Beck: our promises 2025 to 2030", area="Beck",
                as_at=(today - timedelta(days=200)).isoformat()),
        account("vale-2025-2030", "Invented Vale: 2025 to 2030", promise("V1", "late", _late(today)), sources=(),
                made_up=True),
        account("dale-2025-2030", "Dale: our promises 2025 to 2030",
                promise("D1", "on_track", action("A-D", "on_track"))),
    ]  # fmt: skip


def records(today: date) -> list[DecisionRecord]:
    """One that may still be called in, one that was, and one to withdraw."""
    recent = DecisionRecord(
        ref="D-NEW", title=f"Pay for domestic abuse work, {SCRIPT}", area="Fellshire", as_at=today.isoformat(),
        maker="Cabinet", status="Recommendations approved", key=True, purpose="To pay for it.",
        parts=("It is paid for.", "The director signs."), facts=(("Reasons", "Need."), ("Who to ask", "The team")),
        decided=today.isoformat(), noticed="", notice="No notice is recorded.", published=today.isoformat(),
        call_in_days=5, call_ins=(), invented=True, replaces=(("D-GONE", "A house in Wren Street"),),
    )  # fmt: skip
    called = CalledIn(today.isoformat(), "Scrutiny", "It costs a lot.")
    return [recent, replace(recent, ref="D-CALLED", call_ins=(called,)), replace(recent, ref="D-GONE")]


def notices(today: date) -> list[NoticeRecord]:
    """One in time, one short, one whose day has passed, and one to withdraw."""
    soon = NoticeRecord(
        ref="K-SOON", title=f"Renew domestic abuse work, {SCRIPT}", area="Fellshire", as_at=today.isoformat(),
        maker="Cabinet", due=(today + timedelta(days=40)).isoformat(), noticed="", papers=("Report on need",),
        contact="The safety team", invented=True,
    )  # fmt: skip
    short = replace(soon, ref="K-SHORT", title="Lease a hall", due=(today + timedelta(days=10)).isoformat())
    past = replace(soon, ref="K-PAST", title="Mend a roof", due=(today - timedelta(days=1)).isoformat(),
                   noticed=(today - timedelta(days=40)).isoformat())  # fmt: skip
    return [soon, short, past, replace(soon, ref="K-GONE", title="Close the hall in Wren Street")]


def publish_scenes() -> None:
    """Publish them all, and withdraw Dale's."""
    by, now = system_actor(1), timezone.now()
    for one in scenes(timezone.localdate(now)):
        publish_edition(by=by, at=now, account=one, note="More is done.")
    withdraw(by=by, at=now, slug="dale-2025-2030", reason=REASON)
    for record in records(timezone.localdate(now)):
        publish_record(by=by, at=now, record=record, note="A new decision.")
    withdraw_record(by=by, at=now, ref="D-GONE", reason=REASON)
    for notice in notices(timezone.localdate(now)):
        publish_notice(by=by, at=now, record=notice, note="It is to be taken.")
    withdraw_notice(by=by, at=now, ref="K-GONE", reason=REASON)
    for counts in (yearly_counts("fell", 0), yearly_counts("dale", 4)):
        publish_counts(by=by, at=now, record=counts, note="The counts of the year.")
    withdraw_counts(by=by, at=now, slug="asb-case-review-dale-2025-26", reason=REASON)
    facts = {"by": by, "at": now, "report": a_report(timezone.localdate(now)), "year": "2025-26", "pdf": b"%PDF-1.7 x"}
    for slug in ("fell-2025-2030-2025-26", "fell-2025-2030-2024-25"):
        publish_report(**facts, slug=slug, note="What became of each promise.")
    withdraw_report(by=by, at=now, slug="fell-2025-2030-2024-25", reason=REASON)


def yearly_counts(area: str, number: int) -> YearlyCounts:
    """Counts of one area and year."""
    return YearlyCounts(
        slug=f"asb-case-review-{area}-2025-26", title="ASB case reviews", about=f"An Act asks for them. {SCRIPT}",
        area=area.capitalize(), first="2025-04-01", last="2026-03-31", as_at="2026-04-02",
        lines=(CountLine("Applications for a review", 7), CountLine("Reviews carried out", number)),
    )  # fmt: skip


def a_report(today: date) -> ReportDocument:
    """The public copy of a year, with a measure of which two figures are withheld."""
    source = Source("Action plan 2025-26, in Cairn", today.isoformat())
    promise = Entry("P1 We will teach it.", "late", "Late", facts=(("Responsible", f"Council {SCRIPT}"),),
                    lists=(("Done", ("Two schools began.",)),))  # fmt: skip
    figures = KeyFigures((KeyFigure("0", "of 1 promises are done", source),))
    return ReportDocument(
        of="annual_report", title="Annual report 2025-26", subtitle="What was promised and done", area="Fell",
        partnership="Fell Community Safety Partnership", audience="public", copy_words="Public copy",
        rule="Counts of 1 to 7 are withheld.", as_at=today.isoformat(), invented=True,
        sections=(
            Section("how", "How it went", "The year.", (figures, Entries((promise,), source))),
            Section("measures", "Measures", "What shows it.", (Charts((a_leaving_measure("public"),)),)),
        ),
    )  # fmt: skip
