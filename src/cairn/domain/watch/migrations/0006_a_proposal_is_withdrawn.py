"""What waits for an answer is withdrawn where the agency took the incident back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("watch", "0005_set_aside_and_rested_on")]
    operations = [
        migrations.AlterField(
            "reportedagain",
            "answer",
            models.CharField(
                choices=[
                    ("proposed", "Waits for an answer"), ("confirmed", "A repeat"), ("dismissed", "Not a repeat"),
                    ("withdrawn", "Taken back by the agency"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
    ]
