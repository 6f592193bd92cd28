"""Incidents of a feed by the moment they were told of, written so that a range reaches the index through the fence."""

from django.db import migrations, models

MOMENT = models.Case(models.When(reported__isnull=True, then="happened"), default="reported")


class Migration(migrations.Migration):
    dependencies = [("records", "0005_what_the_agency_counts_it_as")]
    operations = [
        migrations.AddIndex(model_name="incident", index=models.Index("feed", MOMENT, "id", name="incident_by_moment"))
    ]
