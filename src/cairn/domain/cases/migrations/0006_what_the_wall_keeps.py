"""What the conflict wall keeps from somebody, as the audit names it: asked as the owner, in one query."""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_PARTNERSHIP

FORWARD = f"""
CREATE FUNCTION cairn_kept_from() RETURNS TABLE (kind text, ref text) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    SELECT 'case', c.ref::text FROM public.cases_case c
    WHERE c.id = ANY (public.cairn_shut_out()) AND c.partnership_id = {THIS_PARTNERSHIP}
    UNION
    SELECT 'person in cases', p.ref::text FROM public.cases_person p
    JOIN public.cases_case_person i ON i.person_id = p.id
    WHERE i.case_id = ANY (public.cairn_shut_out()) AND i.partnership_id = {THIS_PARTNERSHIP}
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_notes_tasks_checklists")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION cairn_kept_from();")]
