"""Only a case that is to be heard opens a meeting that was called about a case; a notice of another on it does not."""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_PARTNERSHIP

FUNCTIONS = """
CREATE OR REPLACE FUNCTION cairn_opens_called(wanted bigint) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.conferences_case_item i
        WHERE i.meeting_id = wanted AND i.partnership_id = {partnership} {only} AND public.cairn_opens_case(i.case_id)
    )
$$;
CREATE OR REPLACE FUNCTION cairn_meetings_kept_from() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.ref::text FROM public.boards_meeting m
    WHERE m.called AND m.partnership_id = {partnership} AND m.id IN (
        SELECT i.meeting_id FROM public.conferences_case_item i WHERE i.case_id = ANY (public.cairn_shut_out()) {only}
    )
$$;
"""
TO_BE_HEARD = FUNCTIONS.format(partnership=THIS_PARTNERSHIP, only="AND i.sort = 'case'")
ANY = FUNCTIONS.format(partnership=THIS_PARTNERSHIP, only="")


class Migration(migrations.Migration):
    dependencies = [("conferences", "0003_called_meetings_are_marked")]
    operations = [migrations.RunSQL(TO_BE_HEARD, ANY)]
