"""Records by what a practitioner types of somebody: a name by its beginning, a birth, a postcode."""

from django.db import migrations, models
from django.db.models.functions import Collate

GIVEN, FAMILY = Collate("given", "C"), Collate("family", "C")
INDEXES = (
    models.Index("agency", FAMILY, GIVEN, "id", name="record_by_family"),
    models.Index("agency", GIVEN, FAMILY, "id", name="record_by_given"),
    models.Index(fields=["agency", "born"], name="record_by_birth"),
    models.Index(fields=["agency", "postcode"], name="record_by_postcode"),
)


class Migration(migrations.Migration):
    dependencies = [("records", "0003_cleared_when_over")]
    operations = [migrations.AddIndex(model_name="sourcerecord", index=index) for index in INDEXES]
