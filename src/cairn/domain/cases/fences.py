"""What PostgreSQL itself asks before it shows a row of a case, as conditions for row-level security.

A case is open to somebody whose agency leads it or has an open share of it, or who broke the glass, and
never to somebody whom its conflict wall shuts out. Broken glass lets read and not write. The functions are
made by migration 0002; they run as the owner, so that a rule about one table may look at another without
asking that one's rule in turn.
"""

from __future__ import annotations

from cairn.foundation.audit.terms import AGENCY, HERE, SYSTEM, TODAY, USER, Fence

# Says nothing, and keeps PostgreSQL from reading all shares of an agency into memory to look at a page of cases:
# it reckons with every row a query could reach, and not with the few that a LIMIT lets through.
EACH_BY_ITSELF = " OFFSET 0"


def not_shut_out(case: str) -> str:
    """The wall; asked once for a whole query, whatever number of rows it looks at."""
    return f"{case} <> ALL ((SELECT cairn_shut_out())::bigint[])"


def opens(case: str, *, glass: bool = True) -> str:
    """Whether the actor's agency has the case, or she broke the glass, and no wall is in between.

    Args:
        case: the column that holds the number of the case.
        glass: whether broken glass opens it too: it is enough to read, and never to write.
    """
    share = (
        f"EXISTS (SELECT 1 FROM cases_share s WHERE s.case_id = {case} AND s.agency_id = {AGENCY}"
        " AND s.answer = 'accepted' AND s.ended_at IS NULL"
        f" AND (s.until_on IS NULL OR s.until_on >= {TODAY}){EACH_BY_ITSELF})"
    )
    broken = (
        f" OR EXISTS (SELECT 1 FROM cases_break_glass g WHERE g.case_id = {case} AND g.user_id = {USER}"
        " AND g.ended_at IS NULL AND g.until_at > now())"
    )
    return f"({SYSTEM} OR ({not_shut_out(case)} AND ({share}{broken if glass else ''})))"


def _writes(case: str) -> str:
    return f"{HERE} AND {opens(case, glass=False)}"


CASE = Fence(reads=f"{HERE} AND {opens('cases_case.id')}", writes=_writes("cases_case.id"))


def of_case(table: str, *, append_only: bool = False) -> Fence:
    """What belongs to a case, and to no other ever.

    Args:
        table: its own name. The column is always named with it: inside a subquery a bare ``case_id`` would be
            that of the table looked into, and every row would pass.
        append_only: a row is only ever added.
    """
    case = f"{table}.case_id"
    return Fence(reads=f"{HERE} AND {opens(case)}", writes=_writes(case), append_only=append_only, stays="case_id")


def kept_to_agency(table: str) -> Fence:
    """What belongs to a case, is only ever added, and may be kept to the agency that wrote it."""
    own = f"(NOT only_agency OR agency_id = {AGENCY} OR {SYSTEM})"
    case = f"{table}.case_id"
    return Fence(reads=f"{HERE} AND {own} AND {opens(case)}", writes=_writes(case), append_only=True)


def of_person(table: str, *, append_only: bool = False, deletable: bool = False) -> Fence:
    """What belongs to a person, known wherever the person is."""
    known = f"EXISTS (SELECT 1 FROM cases_person p WHERE p.id = {table}.person_id)"
    return Fence(f"{HERE} AND ({SYSTEM} OR {known})", append_only=append_only, deletable=deletable)


# Who has a case is for those who have it. Looked up by a function, for the rule above asks this table.
SHARE = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR ({not_shut_out('case_id')} AND (agency_id = {AGENCY} OR cairn_opens_case(case_id))))"
    ),
    stays="case_id",
)
# Whom a wall shuts out is told to nobody it shuts out.
CONFLICT = Fence(
    reads=f"{HERE} AND ({SYSTEM} OR (user_id IS DISTINCT FROM {USER} AND cairn_opens_case(case_id)))",
    stays="case_id",
)
GLASS = Fence(reads=f"{HERE} AND ({SYSTEM} OR {not_shut_out('case_id')})", stays="case_id")
# A person is known through a case; the first is that in which they were written down.
PERSON = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR {opens('cases_person.first_case_id')}"
        " OR EXISTS (SELECT 1 FROM cases_case_person p WHERE p.person_id = cases_person.id))"
    ),
)
# What somebody keeps for herself: a form half filled in, a tie she declared.
OWN = Fence(reads=f"{HERE} AND ({SYSTEM} OR user_id = {USER})", deletable=True)
OWN_WORD = Fence(reads=OWN.reads, append_only=True)


# ---- between cases, files and areas


# That two cases belong together is for whoever has both; whoever is kept from either learns nothing of it.
REPEAT = Fence(
    reads=(
        f"{HERE} AND {opens('cases_repeat.case_id', glass=False)} AND {opens('cases_repeat.earlier_id', glass=False)}"
    ),
    stays="case_id",
)
# Its agency still takes its flag off when it has the case no more.
FILE_FLAG = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR ({not_shut_out('cases_file_flag.case_id')}"
        f" AND (cases_file_flag.agency_id = {AGENCY} OR {opens('cases_file_flag.case_id')})))"
    ),
    writes=f"{HERE} AND ({SYSTEM} OR cases_file_flag.agency_id = {AGENCY})",
    stays="case_id",
)
# Where a case went is for whoever sent it, and for nobody else of the partnership.
TRANSFER_OUT = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR (cases_transfer_out.sent_by_id = {USER}"
        f" AND {not_shut_out('cases_transfer_out.case_id')}))"
    ),
    stays="case_id",
)
# What comes in is for those named for the role that answers it, and never for whoever may be tied to its people.
TRANSFER_IN = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR ({USER} <> ALL (cases_transfer_in.shut_out) AND EXISTS ("
        f"SELECT 1 FROM cases_post p WHERE p.user_id = {USER} AND p.kind = cases_transfer_in.kind"
        f" AND p.role = cases_transfer_in.for_role AND p.from_on <= {TODAY}"
        f" AND (p.until_on IS NULL OR p.until_on >= {TODAY}))))"
    ),
)
