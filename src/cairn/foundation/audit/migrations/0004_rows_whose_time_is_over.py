"""What a trigger of ``Fence.cleared`` calls: only a function of the owner's that says so deletes, and nothing changes."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cairn_stays_until_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Inside a function that runs as the owner, whoever is connected is somebody else.
    IF TG_OP = 'DELETE' AND current_user <> session_user AND current_setting('cairn.clearing', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is history: % is refused.', TG_TABLE_NAME, TG_OP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_rows_that_stay")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION cairn_stays_until_cleared() CASCADE;")]
