"""The table of Django's database cache: rate limits and used one-time codes, shared by all processes.

Kept per process instead, each web server process would allow its own number of tries, and a
one-time code could be used once in each.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE django_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""

BACKWARD = "DROP TABLE django_cache;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_start_codes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
