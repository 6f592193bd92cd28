"""Incidents of a feed by the moment of their report, or of the incident where no report is dated."""

from django.db import migrations, models
from django.db.models.functions import Coalesce

INDEX = models.Index("feed", Coalesce("reported", "happened"), "id", name="incident_by_told")


class Migration(migrations.Migration):
    dependencies = [("records", "0005_what_the_agency_counts_it_as")]
    operations = [migrations.AddIndex(model_name="incident", index=INDEX)]
