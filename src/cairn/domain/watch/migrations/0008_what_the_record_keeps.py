"""What of the watch is kept from somebody, as the audit names it: asked as the owner, in one query."""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_PARTNERSHIP, THIS_USER

# Each asked once, and not for every row: there may be a hundred thousand.
_SHUT_OUT = "ANY ((SELECT public.cairn_shut_out())::bigint[])"
_PEOPLE = (
    "(SELECT p.person_id FROM public.cases_case_person p"
    f" WHERE p.removed_at IS NULL AND p.case_id = {_SHUT_OUT})"
)
FORWARD = f"""
CREATE FUNCTION cairn_watch_kept_from() RETURNS TABLE (kind text, ref text) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT 'row of the watch', r.ref::text FROM public.watch_row r
    WHERE r.partnership_id = {THIS_PARTNERSHIP} AND (
        {THIS_USER} = ANY (r.kept_out) OR {THIS_USER} = ANY (r.shut_out)
        OR r.victim_person_id IN {_PEOPLE} OR r.suspect_person_id IN {_PEOPLE}
    )
    UNION
    SELECT 'reported again', a.ref::text FROM public.watch_reported_again a
    WHERE a.partnership_id = {THIS_PARTNERSHIP} AND a.case_id = {_SHUT_OUT}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("watch", "0007_one_event_of_several_agencies"), ("cases", "0019_what_the_record_keeps")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION cairn_watch_kept_from();")]
