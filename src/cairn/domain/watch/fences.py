"""What PostgreSQL asks before it shows a row of the watch, as conditions for row-level security.

A row is open to practitioners' agencies that reported it or lead it, and to whoever runs conferences once their rules
are met. It is never open to somebody who works with the other party while roles are contested, to an account that may
be one of the two people or be tied to them, or to somebody whom a conflict wall or a restricted case keeps from a
person in it. The functions are made by migration 0001; they run as the owner.
"""

from __future__ import annotations

from cairn.domain.cases.fences import opens
from cairn.domain.watch.terms import CONFERENCE
from cairn.foundation.audit.terms import AGENCY, HERE, SYSTEM, THIS_PARTNERSHIP, THIS_USER, TODAY, USER, Fence

_RUNS_CONFERENCES = (
    f"(SELECT EXISTS (SELECT 1 FROM cases_post p WHERE p.user_id = {USER} AND p.kind = '{CONFERENCE}'"
    f" AND p.role = 'coordinator' AND p.from_on <= {TODAY} AND (p.until_on IS NULL OR p.until_on >= {TODAY})))"
)
_KEPT = (
    f"coalesce({USER} = ANY (watch_row.kept_out), false) OR coalesce({USER} = ANY (watch_row.shut_out), false)"
    " OR (watch_row.victim_person_id IS NOT NULL AND cairn_watch_kept(watch_row.victim_person_id))"
    " OR (watch_row.suspect_person_id IS NOT NULL AND cairn_watch_kept(watch_row.suspect_person_id))"
)
ROW = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR (({AGENCY} = ANY (watch_row.agencies)"
        f" OR (watch_row.rules_met_on IS NOT NULL AND {_RUNS_CONFERENCES})) AND NOT ({_KEPT})))"
    ),
    writes=f"{HERE} AND {SYSTEM}",
)
# On whose lists a row stands. That it does says nothing: who is kept from the row is kept by the row.
ON_LIST = Fence(reads=f"{HERE} AND ({SYSTEM} OR agency_id = {AGENCY})", writes=f"{HERE} AND {SYSTEM}", deletable=True)
# What one agency may see of the reports of a row, and how it calls the two: for that agency, while it has the row.
TOLD_TO = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR (agency_id = {AGENCY}"
        " AND EXISTS (SELECT 1 FROM watch_row r WHERE r.id = watch_told_to.row_id)))"
    ),
    writes=f"{HERE} AND {SYSTEM}",
    deletable=True,
)
# That an agency reported again is for whoever runs conferences and has the case, as far as the agreement of the feed
# lets her agency see that somebody is known; walls and restricted cases hold as for the case.
_POINTED = (
    "EXISTS (SELECT 1 FROM records_agreement a JOIN records_feed f ON f.id = a.feed_id"
    " WHERE a.feed_id = watch_reported_again.feed_id AND a.superseded_at IS NULL AND f.ended_on IS NULL"
    f" AND a.starts_on <= {TODAY} AND a.ends_on >= {TODAY} AND (a.pointer = 'every' OR (a.pointer = 'named'"
    f" AND EXISTS (SELECT 1 FROM records_pointer_agency p WHERE p.agreement_id = a.id AND p.agency_id = {AGENCY}))))"
)
REPORTED_AGAIN = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR ({_RUNS_CONFERENCES} AND {opens('watch_reported_again.case_id', glass=False)}"
        f" AND (watch_reported_again.agency_id = {AGENCY} OR {_POINTED})))"
    ),
    stays="case_id",
)
HAND_OVER = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR ({AGENCY} IN (watch_hand_over.to_agency_id, watch_hand_over.from_agency_id)"
        " AND NOT cairn_watch_shut(watch_hand_over.row_id)))"
    ),
    stays="row_id",
)


def of_row(table: str, *, append_only: bool = True) -> Fence:
    """What belongs to a row: known wherever the row is."""
    known = f"EXISTS (SELECT 1 FROM watch_row r WHERE r.id = {table}.row_id)"
    return Fence(reads=f"{HERE} AND ({SYSTEM} OR {known})", append_only=append_only, cleared=append_only)


KEPT_SQL = f"""
-- Whether a conflict wall, or a restricted case she is not named on, keeps the actor from a person in cases.
CREATE FUNCTION cairn_watch_kept(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT wanted IS NOT NULL AND EXISTS (
        SELECT 1 FROM public.cases_case_person p JOIN public.cases_case c ON c.id = p.case_id
        WHERE p.person_id = wanted AND p.removed_at IS NULL AND c.partnership_id = {THIS_PARTNERSHIP} AND (
            c.id = ANY (public.cairn_shut_out())
            OR (c.restricted AND NOT EXISTS (
                SELECT 1 FROM public.cases_member m WHERE m.case_id = c.id AND m.user_id = {THIS_USER}
                AND m.from_on <= (now() AT TIME ZONE 'Europe/London')::date
                AND (m.until_on IS NULL OR m.until_on >= (now() AT TIME ZONE 'Europe/London')::date)
            ))
        )
    )
$$;

-- Whether the actor is kept from a row, for tables whose rule may not look at the row itself.
CREATE FUNCTION cairn_watch_shut(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM public.watch_row WHERE id = wanted AND partnership_id = {THIS_PARTNERSHIP}
        AND NOT coalesce({THIS_USER} = ANY (kept_out), false) AND NOT coalesce({THIS_USER} = ANY (shut_out), false)
        AND NOT public.cairn_watch_kept(victim_person_id) AND NOT public.cairn_watch_kept(suspect_person_id)
    )
$$;
"""
