"""What police say an incident counts as stands beside it, and the sex of who was in it; what came before says neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_found_by_what_is_typed")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="counts_as",
            field=models.CharField(
                default="", help_text="kernel.records.incidents.CountsAs, apart by spaces.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="incidentrole",
            name="sex",
            field=models.CharField(
                default="", help_text="As said of this incident, also of somebody who has no record.", max_length=10
            ),
            preserve_default=False,
        ),
    ]
