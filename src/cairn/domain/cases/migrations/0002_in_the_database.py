"""Functions that row-level security of cases relies on, in the database itself."""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_AGENCY, THIS_PARTNERSHIP, THIS_USER

# The same sentence as domain/cases/fences.py; a test holds the two together.
FORWARD = f"""
-- The cases whose conflict wall shuts the actor out. Asked once for a query.
CREATE FUNCTION cairn_shut_out() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(case_id), '{{}}'::bigint[]) FROM public.cases_conflict
    WHERE user_id = {THIS_USER} AND shut_out AND partnership_id = {THIS_PARTNERSHIP}
$$;

-- Whether the actor may open one case, for tables whose rule may not look at the shares itself.
CREATE FUNCTION cairn_opens_case(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public AS $$
    SELECT ({THIS_USER} IS NULL AND {THIS_AGENCY} IS NULL) OR (
        wanted <> ALL (public.cairn_shut_out())
        AND EXISTS (SELECT 1 FROM public.cases_case c WHERE c.id = wanted AND c.partnership_id = {THIS_PARTNERSHIP})
        AND (
            EXISTS (
                SELECT 1 FROM public.cases_share s WHERE s.case_id = wanted AND s.agency_id = {THIS_AGENCY}
                AND s.answer = 'accepted' AND s.ended_at IS NULL
                AND (s.until_on IS NULL OR s.until_on >= (now() AT TIME ZONE 'Europe/London')::date)
            )
            OR EXISTS (
                SELECT 1 FROM public.cases_break_glass g WHERE g.case_id = wanted AND g.user_id = {THIS_USER}
                AND g.ended_at IS NULL AND g.until_at > now()
            )
        )
    )
$$;
"""

BACKWARD = """
DROP FUNCTION cairn_opens_case(bigint);
DROP FUNCTION cairn_shut_out();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
