"""What the wall keeps from somebody, as the audit names it: all that has a reference of its own, beside the case."""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_PARTNERSHIP, THIS_USER

_HEAD = """
CREATE OR REPLACE FUNCTION cairn_kept_from() RETURNS TABLE (kind text, ref text) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
"""
_BEFORE = f"""
    SELECT 'case', c.ref::text FROM public.cases_case c
    WHERE c.id = ANY (public.cairn_shut_out()) AND c.partnership_id = {THIS_PARTNERSHIP}
    UNION
    SELECT 'person in cases', p.ref::text FROM public.cases_person p
    JOIN public.cases_case_person i ON i.person_id = p.id
    WHERE i.case_id = ANY (public.cairn_shut_out()) AND i.partnership_id = {THIS_PARTNERSHIP}
"""
_BESIDE = f"""
    UNION
    SELECT 'file flag', f.ref::text FROM public.cases_file_flag f WHERE f.case_id = ANY (public.cairn_shut_out())
    UNION
    SELECT 'repeat', r.ref::text FROM public.cases_repeat r
    WHERE r.case_id = ANY (public.cairn_shut_out()) OR r.earlier_id = ANY (public.cairn_shut_out())
    UNION
    SELECT 'transfer', t.ref::text FROM public.cases_transfer_out t WHERE t.case_id = ANY (public.cairn_shut_out())
    UNION
    SELECT 'transfer', t.ref::text FROM public.cases_transfer_in t
    WHERE t.partnership_id = {THIS_PARTNERSHIP} AND {THIS_USER} = ANY (t.shut_out)
    UNION
    SELECT 'half form', h.ref::text FROM public.cases_half_form h WHERE h.case_id = ANY (public.cairn_shut_out())
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_local_days")]
    operations = [migrations.RunSQL(f"{_HEAD}{_BEFORE}{_BESIDE}$$;", f"{_HEAD}{_BEFORE}$$;")]
