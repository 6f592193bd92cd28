"""What was only added may be read again: by a function of the owner's that says of which table, and nothing else changes.

Such a function names the columns it writes; what was received is not among them.
"""

from django.db import migrations

_BODY = """
CREATE OR REPLACE FUNCTION cairn_stays_until_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Inside a function that runs as the owner, whoever is connected is somebody else.
    IF TG_OP = 'DELETE' AND current_user <> session_user AND current_setting('cairn.clearing', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    {again}
    RAISE EXCEPTION '% is history: % is refused.', TG_TABLE_NAME, TG_OP;
END $$;
"""
_AGAIN = """IF TG_OP = 'UPDATE' AND current_user <> session_user
        AND current_setting('cairn.reading_again', true) = TG_TABLE_NAME THEN
        RETURN NULL;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_rows_whose_time_is_over")]
    operations = [migrations.RunSQL(_BODY.format(again=_AGAIN), _BODY.format(again=""))]
