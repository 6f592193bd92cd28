from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_working_and_corrections")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_by_due"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["partnership", "is_over", "due_on", "-opened_at", "id"], name="case_in_order"
            ),
        ),
    ]
