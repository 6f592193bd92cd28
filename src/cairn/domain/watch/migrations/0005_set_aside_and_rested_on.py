"""What is not counted, and which feeds a row ever rested on, kept by themselves and no longer read out of words."""

import django.contrib.postgres.fields
from django.db import migrations, models

GONE = "What it rested on is no longer in the records, or is told in another row since records were joined."
# The rows that stand are filled by rewriting the columns: nobody changes a row, and no act is made of it.
FILL = f"""
CREATE FUNCTION pg_temp.cairn_feeds_of(reports jsonb) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(DISTINCT (one ->> 'feed')::bigint ORDER BY (one ->> 'feed')::bigint), '{{}}')
    FROM jsonb_array_elements(reports) one
$$;
ALTER TABLE watch_row ALTER COLUMN set_aside TYPE boolean USING why = '{GONE}',
    ALTER COLUMN rested_on TYPE bigint[] USING pg_temp.cairn_feeds_of(reports);
DROP FUNCTION pg_temp.cairn_feeds_of(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("watch", "0004_cleared_with_records")]
    operations = [
        migrations.AddField("watchrow", "set_aside", models.BooleanField(default=False)),
        migrations.AddField(
            "watchrow",
            "rested_on",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
