"""The list of cases: what is open to somebody, in the order of what is due next. It names no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import BreakGlass, Case, HalfForm, Share
from cairn.domain.cases.policies import OPEN_SHARE, VIEW
from cairn.domain.cases.queries.wording import due_in_words
from cairn.domain.cases.terms import NOTE_FORM, ShareAs
from cairn.kernel.actors import Actor

PER_PAGE = 25
MOST = 1000  # nobody pages further: whoever looks for one case says which kind, state or day
FEW = 1000
IN_ORDER = ("is_over", F("due_on").asc(nulls_last=True), "-opened_at", "pk")
SOON = timedelta(days=7)
STATE_OF_WORK = (("open", "Open"), ("over", "Over"), ("all", "Open and over"))
DUE = (("late", "Late"), ("week", "Due in seven days"), ("later", "Due later"), ("nothing", "Nothing is due"))


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the list.

    Args:
        looks: key of the status its tag is drawn as.
        due: what is due, and when, in words.
        lead: the agency that leads.
    """

    ref: str
    kind: str
    state: str
    looks: str
    since: date
    clock: str
    due: str
    lead: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of the list.

    Args:
        any: whether any case is open to her at all.
        more: whether there are more than can be paged through.
    """

    lines: tuple[CaseLine, ...]
    page: Page
    any: bool
    more: bool = False


@dataclass(frozen=True, slots=True)
class HalfLine:
    """A form somebody has begun; ``case`` is the reference, or "" where it opens one."""

    ref: str
    kind: str
    kind_title: str
    form: str
    title: str
    case: str
    saved_at: object

    @property
    def is_note(self) -> bool:
        """Whether it is a note half written, and no step."""
        return self.form == NOTE_FORM


def work_list(
    actor: Actor, *, today: date, kind: str = "", state: str = "", due: str = "", which: str = "open", number: str = "1"
) -> WorkList:
    """One page of the cases open to somebody; five queries at most, whatever their number.

    Args:
        kind: a kind, or "" for all.
        state: ``kind/state``, or "" for all.
        due: a key of ``DUE``, or "".
        which: a key of ``STATE_OF_WORK``.
    """
    base = _open_to(actor)
    found = _chosen(base, today=today, kind=kind, state=state, due=due, which=which)
    # One walk in the order of the index, as far as anybody pages; it is the count as well.
    keys = list(found.order_by(*IN_ORDER).values_list("pk", flat=True)[: MOST + 1])
    shown = Paginator(keys[:MOST], PER_PAGE).get_page(number)
    rows = sorted(Case.objects.filter(pk__in=list(shown)), key=lambda row: keys.index(row.pk)) if keys else []
    leads = dict(
        Share.objects.filter(case__in=[row.pk for row in rows], standing=ShareAs.LEAD, ended_at__isnull=True)
        .values_list("case_id", "agency__short")
    )  # fmt: skip
    lines = tuple(_line(row, leads.get(row.pk, ""), today=today) for row in rows)
    return WorkList(lines, shown, any=bool(rows) or base.exists(), more=len(keys) > MOST)


def _open_to(actor: Actor) -> QuerySet[Case]:
    """The cases open to somebody, asked in the way that suits how many there are.

    Of an agency with few cases these are looked up by their numbers. Of one with many, every second or third case
    of the partnership is open, so it is quicker to go through them in order and ask of each.
    """
    shares = Share.objects.filter(OPEN_SHARE, agency_id=actor.agency_id).order_by().values_list("case_id", flat=True)
    glass = BreakGlass.objects.filter(user_id=actor.user_id).order_by().values_list("case_id", flat=True)
    few = list(shares.union(glass, all=True)[: FEW + 1])
    return VIEW.rows(actor) if len(few) > FEW else VIEW.rows(actor).filter(pk__in=set(few))


def _chosen(rows: QuerySet[Case], *, today: date, kind: str, state: str, due: str, which: str) -> QuerySet[Case]:
    if which in ("open", "over"):
        rows = rows.filter(is_over=which == "over")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        of, _, key = state.partition("/")
        rows = rows.filter(kind=of, state=key)
    wanted = {
        "late": Q(due_on__lt=today),
        "week": Q(due_on__gte=today, due_on__lte=today + SOON),
        "later": Q(due_on__gt=today + SOON),
        "nothing": Q(due_on__isnull=True),
    }
    return rows.filter(wanted[due]) if due in wanted else rows


def _line(case: Case, lead: str, *, today: date) -> CaseLine:
    kind = kinds()[case.kind]
    process = kind.from_day(case.version_from).process
    clock = process.clocks.get(case.due_clock)
    return CaseLine(
        ref=case.ref,
        kind=kind.title,
        state=process.states[case.state].title,
        looks=looks_of(case, today=today),
        since=case.since,
        clock=clock.title if clock else "",
        due=due_in_words(case.due_on, today=today),
        lead=lead,
    )


def looks_of(case: Case, *, today: date) -> str:
    """The status a case's tag is drawn as: by what is due, since states are the kind's own."""
    if case.is_over:
        return "complete"
    if case.due_on is None:
        return "not_started"
    if case.due_on < today:
        return "late"
    return "at_risk" if case.due_on <= today + SOON else "on_track"


def half_forms(actor: Actor) -> tuple[HalfLine, ...]:
    """The forms somebody has begun, hers alone, the newest first: none of a case closed to her, and nothing typed."""
    mine = HalfForm.objects.filter(user_id=actor.user_id).select_related("case").defer("typed")
    rows = [row for row in mine if row.kind in kinds()]
    inside = {row.case_id for row in rows if row.case_id}
    # Most have begun none: what is open to her is asked for where she has.
    still_hers = (
        set(VIEW.rows(actor, Case.objects.filter(pk__in=inside)).values_list("pk", flat=True)) if inside else ()
    )
    return tuple(_half(row) for row in rows if not row.case_id or row.case_id in still_hers)[:PER_PAGE]


def _half(row: HalfForm) -> HalfLine:
    process = kinds()[row.kind].newest
    titles = {move.key: move.title for move in process.moves} | {
        key: happening.title for key, happening in process.happenings.items()
    }
    case = row.case.ref if row.case_id and row.case else ""
    return HalfLine(
        row.ref,
        row.kind,
        process.title,
        row.form,
        titles.get(row.form, "A note" if row.form == NOTE_FORM else "A step"),
        case,
        row.saved_at,
    )
