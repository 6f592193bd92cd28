"""Incidents of a feed by the moment they were told of, written so that a range reaches the index through the fence; and
those that count as something. Both are built beside the loading, which goes on: millions of incidents may stand there.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MOMENT = models.Case(models.When(reported__isnull=True, then="happened"), default="reported")


class AddIndexAnew(AddIndexConcurrently):
    """An index of what was broken off may stand there, unfinished, under the same name: it is dropped first."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    atomic = False  # as PostgreSQL asks of an index that is built beside the writing
    dependencies = [("records", "0005_what_the_agency_counts_it_as")]
    operations = [
        AddIndexAnew("incident", models.Index("feed", MOMENT, "id", name="incident_by_moment")),
        AddIndexAnew(
            "incident",
            models.Index(
                condition=models.Q(("counts_as", ""), _negated=True), fields=["partnership", "happened"],
                name="incident_that_counts",
            ),
        ),
    ]  # fmt: skip
