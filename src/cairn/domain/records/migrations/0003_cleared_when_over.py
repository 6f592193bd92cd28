"""When a file was cleared; what is over, and the function that clears it as the owner, for Cairn itself alone."""

from django.db import migrations, models

from cairn.foundation.audit.terms import HERE, SYSTEM

FUNCTIONS = f"""
-- Whether the time of what a feed sent is over: a year after its agreement ended, or the feed did if that was sooner.
CREATE FUNCTION cairn_records_over(wanted bigint, today date) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.records_feed f JOIN public.records_agreement a ON a.feed_id = f.id
        WHERE f.id = wanted AND f.{HERE} AND {SYSTEM} AND a.superseded_at IS NULL
        AND least(a.ends_on, coalesce(f.ended_on, a.ends_on)) + interval '1 year' < today
    )
$$;

-- Clear what a feed sent. It refuses anybody but Cairn itself, and whatever is not over; the record is the command's.
CREATE FUNCTION cairn_records_clear(wanted bigint, today date) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT public.cairn_records_over(wanted, today) THEN
        RAISE EXCEPTION 'Feed % is not over, or is not yours to clear.', wanted;
    END IF;
    PERFORM set_config('cairn.clearing', 'yes', true);
    WITH gone AS (
        DELETE FROM public.records_same_incident s USING public.records_incident i
        WHERE i.feed_id = wanted AND i.id IN (s.first_id, s.second_id) RETURNING s.id
    ) SELECT 'records_same_incident', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (DELETE FROM public.records_incident_role WHERE feed_id = wanted RETURNING id)
        SELECT 'records_incident_role', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (DELETE FROM public.records_incident WHERE feed_id = wanted RETURNING id)
        SELECT 'records_incident', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (DELETE FROM public.records_source_record WHERE feed_id = wanted RETURNING id)
        SELECT 'records_source_record', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (DELETE FROM public.records_extract_part WHERE feed_id = wanted RETURNING id)
        SELECT 'records_extract_part', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_what_the_watch_lets_others_learn"),
        ("audit", "0004_rows_whose_time_is_over"),
    ]

    operations = [
        migrations.AddField(
            model_name="extract",
            name="cleared_on",
            field=models.DateField(
                help_text="When the file and its rows were cleared: their time was over.", null=True
            ),
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION cairn_records_clear(bigint, date); DROP FUNCTION cairn_records_over(bigint, date);",
        ),
    ]
