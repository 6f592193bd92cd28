"""An agency that was asked to lead and does not answer is asked no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("watch", "0008_what_the_record_keeps")]
    operations = [
        migrations.AlterField(
            "handover",
            "answer",
            models.CharField(
                blank=True,
                choices=[
                    ("", "Waits for an answer"), ("accepted", "Accepted"), ("declined", "Declined"),
                    ("taken_back", "Taken back by whoever asked"),
                ],
                max_length=10,
            ),
        ),
    ]
