"""Meetings that were called about a case: marked, and shown by the database to whomever a context above says."""

from django.db import migrations, models

# Whoever hears cases says who has one on a meeting, by replacing it. Until then nobody does.
FUNCTION = """
CREATE FUNCTION cairn_opens_called(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public, pg_temp AS $$ SELECT false $$;
"""
# The fences that ask it are written anew after each migration, and by then they ask another.
NO_FUNCTION = "DROP FUNCTION cairn_opens_called(bigint) CASCADE;"
# Before there was a mark, a group met once at a moment.
ONE_AT_A_TIME = """
DO $$ DECLARE twice text; BEGIN
    SELECT string_agg(ref, ', ' ORDER BY ref) INTO twice FROM boards_meeting m WHERE cancelled_on IS NULL AND EXISTS (
        SELECT 1 FROM boards_meeting o
        WHERE o.group_id = m.group_id AND o.starts_at = m.starts_at AND o.id <> m.id AND o.cancelled_on IS NULL
    );
    IF twice IS NOT NULL THEN
        RAISE EXCEPTION 'These meetings are of one group at one moment. Move or cancel one of them first: %', twice;
    END IF;
END $$;
"""
CALLED = "Called about one case, between the planned ones; its own pages are those where cases are heard."


class Migration(migrations.Migration):
    dependencies = [("boards", "0007_case_conferences")]
    operations = [
        migrations.AddField("meeting", "called", models.BooleanField(default=False, help_text=CALLED)),
        # Whoever plans a meeting must not learn by a refusal that one was called for that moment.
        migrations.RemoveConstraint("meeting", "one_meeting_at_a_time"),
        migrations.AddConstraint(
            "meeting",
            models.UniqueConstraint(
                fields=["group", "starts_at"],
                condition=models.Q(called=False, cancelled_on__isnull=True),
                name="one_meeting_at_a_time",
            ),
        ),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.RunSQL("SELECT 1", ONE_AT_A_TIME),
    ]
