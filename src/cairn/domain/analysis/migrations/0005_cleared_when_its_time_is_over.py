"""The functions that say which analyses are over, and clear one of them as the owner; for Cairn itself alone."""

from django.db import migrations

from cairn.foundation.audit.terms import HERE, SYSTEM

FUNCTIONS = f"""
-- Analyses whose time is over: twelve years after their figures were last taken, or since they were made.
CREATE FUNCTION cairn_analysis_over(today date) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.id FROM public.analysis_analysis a WHERE a.{HERE} AND {SYSTEM} AND (
        greatest(a.made_at, (SELECT max(t.taken_at) FROM public.analysis_taking t WHERE t.analysis_id = a.id))
        AT TIME ZONE 'Europe/London')::date + interval '12 years' < today
$$;

-- Clear one analysis with all that belongs to it. It refuses anybody but Cairn itself, and what is not over.
CREATE FUNCTION cairn_analysis_clear_over(wanted bigint, today date) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    part text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.cairn_analysis_over(today) AS o (id) WHERE o.id = wanted) THEN
        RAISE EXCEPTION 'Analysis % is not over, or is not yours to clear.', wanted;
    END IF;
    PERFORM set_config('cairn.clearing', 'yes', true);
    FOREACH part IN ARRAY ARRAY['analysis_counted', 'analysis_taking', 'analysis_shared', 'analysis_question'] LOOP
        EXECUTE format('DELETE FROM public.%I WHERE analysis_id = $1', part) USING wanted;
        GET DIAGNOSTICS rows = ROW_COUNT;
        name := part;
        RETURN NEXT;
    END LOOP;
    DELETE FROM public.analysis_analysis WHERE id = wanted;
    GET DIAGNOSTICS rows = ROW_COUNT;
    name := 'analysis_analysis';
    RETURN NEXT;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("analysis", "0004_counted_by_contacts"), ("audit", "0004_rows_whose_time_is_over")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION cairn_analysis_clear_over(bigint, date); DROP FUNCTION cairn_analysis_over(date);",
        )
    ]
