"""Incidents of a feed by the moment they were told of, written so that a range reaches the index through the fence."""

from django.db import migrations, models

MOMENT = models.Case(models.When(reported__isnull=True, then="happened"), default="reported")


class Migration(migrations.Migration):
    dependencies = [("records", "0006_incidents_by_report")]
    operations = [
        migrations.RemoveIndex(model_name="incident", name="incident_by_told"),
        migrations.AddIndex(
            model_name="incident", index=models.Index("feed", MOMENT, "id", name="incident_by_moment")
        ),
    ]
