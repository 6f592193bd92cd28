"""Which analyses are shared with whoever asks; and the function that clears exact counts whose time is over."""

from django.db import migrations

from cairn.foundation.audit.terms import AGENCY, HERE

FUNCTIONS = f"""
-- Analyses that are shared with everybody of the partnership, or with the agency that asks: the fence of analyses asks.
CREATE FUNCTION cairn_analysis_shared() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.analysis_id FROM public.analysis_shared s
    WHERE s.{HERE} AND s.ended_at IS NULL AND (s.agency_id IS NULL OR s.agency_id = {AGENCY})
$$;

-- Clear what was counted exactly of a feed that is over. It refuses anybody but Cairn itself, and what is not over.
CREATE FUNCTION cairn_analysis_clear(wanted bigint, today date) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT public.cairn_records_over(wanted, today) THEN
        RAISE EXCEPTION 'Feed % is not over, or is not yours to clear.', wanted;
    END IF;
    PERFORM set_config('cairn.clearing', 'yes', true);
    WITH gone AS (
        DELETE FROM public.analysis_counted WHERE feeds @> ARRAY[wanted] RETURNING id
    ) SELECT 'analysis_counted', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""
BACK = "DROP FUNCTION cairn_analysis_clear(bigint, date); DROP FUNCTION cairn_analysis_shared() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0001_initial"),
        ("records", "0003_cleared_when_over"),
        ("audit", "0004_rows_whose_time_is_over"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
