"""Meetings called about a case are marked in boards, those of before too, and are shown to whoever has a case on them.

The mark of its own that a call had since 0002 goes. Calls of before left no mark, and can be told all the same: the
meeting was planned, the case was put on it and its step was taken by one act, at one moment.
"""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_PARTNERSHIP

FUNCTION = f"""
CREATE OR REPLACE FUNCTION cairn_opens_called(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.conferences_case_item i
        WHERE i.meeting_id = wanted AND i.partnership_id = {THIS_PARTNERSHIP} AND public.cairn_opens_case(i.case_id)
    )
$$;

-- Meetings that were called about cases which the wall keeps from the actor, as the audit names them.
CREATE FUNCTION cairn_meetings_kept_from() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.ref::text FROM public.boards_meeting m
    WHERE m.called AND m.partnership_id = {THIS_PARTNERSHIP} AND m.id IN (
        SELECT i.meeting_id FROM public.conferences_case_item i WHERE i.case_id = ANY (public.cairn_shut_out())
    )
$$;
"""
NOBODY = """
CREATE OR REPLACE FUNCTION cairn_opens_called(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT false $$;
DROP FUNCTION cairn_meetings_kept_from();
"""
# The steps by which the shipped kinds called a meeting until now.
CALLED_WITHOUT_A_MARK = """
SELECT i.meeting_id FROM conferences_case_item i
JOIN boards_meeting m ON m.id = i.meeting_id
JOIN cases_event e ON e.case_id = i.case_id AND e.name IN ('call_emergency') AND e.at = i.added_at
JOIN audit_entry a ON a.chain = m.partnership_id AND a.subject_kind = 'meeting' AND a.subject_ref = m.ref
    AND a.action = 'boards.plan_meeting' AND a.at = i.added_at
"""
MARK = f"""
ALTER TABLE boards_meeting DISABLE TRIGGER USER;
UPDATE boards_meeting SET called = true
WHERE id IN (SELECT meeting_id FROM conferences_urgent_call) OR id IN ({CALLED_WITHOUT_A_MARK});
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE boards_meeting ENABLE TRIGGER USER;
"""
# On the way back every call has its mark again.
UNMARK = """
ALTER TABLE conferences_urgent_call DISABLE TRIGGER USER;
INSERT INTO conferences_urgent_call (partnership_id, meeting_id)
SELECT partnership_id, id FROM boards_meeting WHERE called;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE conferences_urgent_call ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_in_the_database"),
        ("boards", "0008_meetings_called_about_a_case"),
        ("cases", "0017_posts_withdrawn"),
        ("conferences", "0002_urgent_calls"),
    ]
    operations = [
        migrations.RunSQL(FUNCTION, NOBODY),
        migrations.RunSQL(MARK, UNMARK),
        migrations.DeleteModel("UrgentCall"),
    ]
