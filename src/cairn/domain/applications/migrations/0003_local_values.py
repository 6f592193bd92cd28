"""What an area set for itself of what the process opens, so that the public form tells what holds there."""

from django.db import migrations, models

from cairn.foundation.audit.terms import THIS_AGENCY, THIS_PARTNERSHIP, THIS_USER

_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
_OURS = f"({THIS_USER} IS NULL AND {THIS_AGENCY} IS NULL AND f.partnership_id = {THIS_PARTNERSHIP})"
FUNCTIONS = f"""
CREATE FUNCTION apply_local(p_form bigint) RETURNS jsonb
    LANGUAGE sql STABLE {_DEFINER} AS $$
    SELECT f.local FROM public.applications_open_form f WHERE f.id = p_form
$$;

CREATE FUNCTION applications_set_local(p_kind text, p_local jsonb) RETURNS void
    LANGUAGE sql VOLATILE {_DEFINER} AS $$
    UPDATE public.applications_open_form f SET local = p_local WHERE f.kind = p_kind AND {_OURS}
$$;
"""
BACK = "DROP FUNCTION apply_local(bigint); DROP FUNCTION applications_set_local(text, jsonb);"


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_functions")]
    operations = [
        migrations.AddField(
            model_name="openform",
            name="local",
            field=models.JSONField(
                help_text="What the area set, as the form tells it: from which day, and what.", null=True
            ),
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
