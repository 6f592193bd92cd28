"""What other contexts may use of measures."""

from cairn.domain.measures import policies
from cairn.domain.measures.computed import RULES, WAITING, Counted, Opened, Rule, Tallied, Waits, register
from cairn.domain.measures.library import library, taken_from, words_of
from cairn.domain.measures.models import Measure, MeasureBreak, Observation, Publication, Submission, Target
from cairn.domain.measures.queries.demonstrated import CANNOT, Gap, Gaps, Shown, gaps, what_is_shown
from cairn.domain.measures.queries.listing import (
    MeasureLine,
    figures_to_approve,
    figures_to_send,
    lines_of,
    measures_of_changes,
    measures_of_commitments,
)
from cairn.domain.measures.queries.measure_page import MeasurePage, Series, measure_for, measure_page, series_of
from cairn.domain.measures.queries.residents import residents_by_row
from cairn.domain.measures.queries.said import Said, what_they_say
from cairn.domain.measures.queries.showing import shown
from cairn.domain.measures.released.accounts import copy_for_partners
from cairn.domain.measures.released.leaving import PARTNER_RULE, leaving
from cairn.domain.measures.released.recorded import earlier_copies, leaving_of, record_publication
from cairn.domain.measures.services.arriving import Reject, Row
from cairn.domain.measures.services.computing import WaitsForSource, compute, compute_what_is_missing, what_it_waits_for
from cairn.domain.measures.services.defining import (
    Taken,
    Terms,
    Words,
    change_measure,
    define_measure,
    end_measure,
    people_who_can_send,
)
from cairn.domain.measures.services.entering import enter_residents
from cairn.domain.measures.services.figures import (
    Figures,
    approve,
    check_figures,
    correct,
    lock,
    save_draft,
    send_back,
    send_in,
)
from cairn.domain.measures.services.linking import record_break, set_links, set_target
from cairn.domain.measures.services.loading import Loaded, load_figures
from cairn.domain.measures.services.repeats import count_each_night as count_repeats_everywhere
from cairn.domain.measures.slots import USED_IN, Use
from cairn.domain.measures.terms import Copy

__all__ = [
    "CANNOT",
    "PARTNER_RULE",
    "RULES",
    "USED_IN",
    "WAITING",
    "Copy",
    "Counted",
    "Figures",
    "Gap",
    "Gaps",
    "Loaded",
    "Measure",
    "MeasureBreak",
    "MeasureLine",
    "MeasurePage",
    "Observation",
    "Opened",
    "Publication",
    "Reject",
    "Row",
    "Rule",
    "Said",
    "Series",
    "Shown",
    "Submission",
    "Taken",
    "Tallied",
    "Target",
    "Terms",
    "Use",
    "Waits",
    "WaitsForSource",
    "Words",
    "approve",
    "change_measure",
    "check_figures",
    "compute",
    "compute_what_is_missing",
    "copy_for_partners",
    "correct",
    "count_repeats_everywhere",
    "define_measure",
    "earlier_copies",
    "end_measure",
    "enter_residents",
    "figures_to_approve",
    "figures_to_send",
    "gaps",
    "leaving",
    "leaving_of",
    "library",
    "lines_of",
    "load_figures",
    "lock",
    "measure_for",
    "measure_page",
    "measures_of_changes",
    "measures_of_commitments",
    "people_who_can_send",
    "policies",
    "record_break",
    "record_publication",
    "register",
    "residents_by_row",
    "save_draft",
    "send_back",
    "send_in",
    "series_of",
    "set_links",
    "set_target",
    "shown",
    "taken_from",
    "what_is_shown",
    "what_it_waits_for",
    "what_they_say",
    "words_of",
]
