"""By which method of linking a row's keys were made, and the function by which older ones go to be made anew."""

from django.db import migrations, models

from cairn.foundation.audit.terms import HERE, SYSTEM

# Keys are only added and cleared. Those that another method made are taken away by the owner, for Cairn itself alone,
# inside the command that writes them anew; they go in the order in which they came, so that none is looked at twice.
FUNCTION = f"""
CREATE FUNCTION cairn_hub_keys_over(method_now integer, after bigint, most integer)
    RETURNS TABLE (gone bigint, of_row bigint, of_record bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM set_config('cairn.clearing', 'yes', true);
    RETURN QUERY DELETE FROM public.hub_record_keys WHERE id IN (
        SELECT k.id FROM public.hub_record_keys k
        WHERE k.id > after AND k.method <> method_now AND k.{HERE} AND {SYSTEM} ORDER BY k.id LIMIT most
    ) RETURNING id, row_id, record_id;
    PERFORM set_config('cairn.clearing', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0004_looked_up_at_once")]
    operations = [
        migrations.AddField(
            "recordkeys", "method", models.PositiveSmallIntegerField(default=0), preserve_default=False
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION cairn_hub_keys_over(integer, bigint, integer);"),
    ]  # fmt: skip
