"""The function that clears, as the owner, what rests on records whose time is over; for Cairn itself alone."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION cairn_hub_clear(wanted bigint, today date) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    theirs bigint[];
BEGIN
    IF NOT public.cairn_records_over(wanted, today) THEN
        RAISE EXCEPTION 'Feed % is not over, or is not yours to clear.', wanted;
    END IF;
    PERFORM set_config('cairn.clearing', 'yes', true);
    SELECT coalesce(array_agg(DISTINCT l.person_id), ARRAY[]::bigint[]) INTO theirs FROM public.hub_link l
        JOIN public.hub_agency_record r ON r.id = l.record_id WHERE r.feed_id = wanted;
    WITH gone AS (
        DELETE FROM public.hub_record_keys WHERE record_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted) RETURNING id
    ) SELECT 'hub_record_keys', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.hub_doubt WHERE first_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted)
            OR second_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted) RETURNING id
    ) SELECT 'hub_doubt', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.hub_decision WHERE first_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted)
            OR second_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted) RETURNING id
    ) SELECT 'hub_decision', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.hub_link WHERE record_id IN (SELECT id FROM public.hub_agency_record WHERE feed_id = wanted) RETURNING id
    ) SELECT 'hub_link', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.hub_agency_record WHERE feed_id = wanted RETURNING id
    ) SELECT 'hub_agency_record', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    WITH gone AS (
        DELETE FROM public.hub_person WHERE id = ANY (theirs) AND NOT EXISTS (
            SELECT 1 FROM public.hub_link l WHERE l.person_id = hub_person.id) RETURNING id
    ) SELECT 'hub_person', count(*) INTO name, rows FROM gone;
    RETURN NEXT;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0002_decided_in_one_act"), ("records", "0003_cleared_when_over")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_hub_clear(bigint, date);")]
