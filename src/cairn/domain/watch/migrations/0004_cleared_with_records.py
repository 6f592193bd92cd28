"""The function that clears notes of rows that were cleared, as the owner; for Cairn itself alone."""

from django.db import migrations

from cairn.foundation.audit.terms import HERE, SYSTEM

FUNCTION = f"""
CREATE FUNCTION cairn_watch_clear(wanted bigint[]) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT {SYSTEM} OR EXISTS (
        SELECT 1 FROM public.watch_row r WHERE r.id = ANY (wanted)
        AND NOT (r.{HERE} AND r.stands = 'closed' AND starts_with(r.victim, 'cleared:'))
    ) THEN
        RAISE EXCEPTION 'A row is not cleared, or is not yours to clear.';
    END IF;
    PERFORM set_config('cairn.clearing', 'yes', true);
    WITH gone AS (
        DELETE FROM public.watch_contact WHERE row_id = ANY (wanted) RETURNING id
    ) SELECT 'watch_contact', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.watch_decision WHERE row_id = ANY (wanted) RETURNING id
    ) SELECT 'watch_decision', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.watch_hand_over WHERE row_id = ANY (wanted) RETURNING id
    ) SELECT 'watch_hand_over', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.watch_told_to WHERE row_id = ANY (wanted) RETURNING id
    ) SELECT 'watch_told_to', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.watch_on_list WHERE row_id = ANY (wanted) RETURNING id
    ) SELECT 'watch_on_list', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("watch", "0003_reported_again"), ("audit", "0004_rows_whose_time_is_over")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_watch_clear(bigint[]);")]
