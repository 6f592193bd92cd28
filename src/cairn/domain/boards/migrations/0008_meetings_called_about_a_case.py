"""Meetings that were called about a case: marked, and shown by the database to whomever a context above says."""

from django.db import migrations, models

# Whoever hears cases says who has one on a meeting, by replacing it. Until then nobody does.
FUNCTION = """
CREATE FUNCTION cairn_opens_called(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public, pg_temp AS $$ SELECT false $$;
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
        migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_opens_called(bigint);"),
    ]
