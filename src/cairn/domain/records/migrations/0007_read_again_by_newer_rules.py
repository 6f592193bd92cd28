"""By which rules the incidents of a file were read, and the function by which they are read again."""

from django.db import migrations, models

from cairn.foundation.audit.terms import HERE, SYSTEM

# Rows are only added and cleared. What their words are understood to say is written anew by the owner, for Cairn itself
# alone, inside the command that records it; no other column of them is written, and none of what was received.
FUNCTION = f"""
CREATE FUNCTION cairn_records_read_again(wanted bigint, said json, of_people json) RETURNS TABLE (name text, rows bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.records_extract e WHERE e.id = wanted AND e.{HERE} AND {SYSTEM}) THEN
        RAISE EXCEPTION 'File % is not yours to read again.', wanted;
    END IF;
    PERFORM set_config('cairn.reading_again', 'records_incident', true);
    WITH done AS (
        UPDATE public.records_incident i
        SET "group" = s."group", relationship = s.relationship, harm = s.harm, counts_as = s.counts_as
        FROM json_to_recordset(said) AS s(id bigint, "group" text, relationship text, harm text, counts_as text)
        WHERE i.id = s.id AND i.extract_id = wanted RETURNING i.id
    ) SELECT 'records_incident', count(*) INTO name, rows FROM done;
    RETURN NEXT;
    PERFORM set_config('cairn.reading_again', 'records_incident_role', true);
    WITH done AS (
        UPDATE public.records_incident_role r SET sex = s.sex
        FROM json_to_recordset(of_people) AS s(id bigint, sex text), public.records_incident i
        WHERE r.id = s.id AND i.id = r.incident_id AND i.extract_id = wanted RETURNING r.id
    ) SELECT 'records_incident_role', count(*) INTO name, rows FROM done;
    RETURN NEXT;
    PERFORM set_config('cairn.reading_again', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0006_incidents_by_report"), ("audit", "0005_read_again_by_newer_rules")]

    operations = [
        migrations.AddField(
            model_name="extract",
            name="rules",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="kernel.records.reading.RULES by which its incidents were read last."
            ),
        ),
        migrations.AddField(
            model_name="feed",
            name="asked_again_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When somebody asked to have its rows read again; none once they are.",
                null=True,
            ),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_records_read_again(bigint, json, json);"),
    ]
