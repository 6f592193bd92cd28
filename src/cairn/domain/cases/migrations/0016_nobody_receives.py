"""Whether a case from another area waits that nobody here may open, without a word of the case."""

from django.db import migrations

from cairn.foundation.audit.terms import HERE, TODAY, USER

FUNCTION = f"""
CREATE FUNCTION cairn_nobody_receives() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.cases_transfer_in t
        WHERE t.{HERE} AND t.answer = 'waits' AND NOT coalesce({USER} = ANY (t.shut_out), false)
        AND NOT EXISTS (
            SELECT 1 FROM public.cases_post p
            WHERE p.partnership_id = t.partnership_id AND p.kind = t.kind AND p.role = t.for_role
            AND p.from_on <= {TODAY} AND (p.until_on IS NULL OR p.until_on >= {TODAY})
            AND NOT p.user_id = ANY (t.shut_out)
        )
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_two_words_of_a_name")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_nobody_receives();")]
