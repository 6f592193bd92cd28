"""What a trigger of ``Fence.stays`` calls; and functions of the owner look at temporary tables last."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cairn_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % stays where it is.', TG_TABLE_NAME;
END $$;
ALTER FUNCTION audit_waiting_chains() SET search_path = pg_catalog, public, pg_temp;
"""

BACKWARD = """
ALTER FUNCTION audit_waiting_chains() SET search_path = pg_catalog, public;
DROP FUNCTION cairn_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_in_the_database")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
