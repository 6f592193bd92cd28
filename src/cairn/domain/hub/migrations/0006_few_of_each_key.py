"""What is rare says more than what many share, and a look-up reads so many records of a key at most.

A number that a whole office gave neither holds a look-up up nor hides whoever shares something of their own.
"""

from django.db import migrations

from cairn.foundation.audit.terms import HERE, SYSTEM

KEPT = "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off"  # as of 0004
OF_A_KEY = f"""
            SELECT r.id, r.record_id FROM public.hub_record_keys r
            WHERE r.keys @> ARRAY[one] AND r.{HERE} AND {SYSTEM}"""
WEIGHED = f"SELECT f.id, f.record_id, 1.0::float8 / count(*) OVER () AS worth FROM ({OF_A_KEY} LIMIT 16 * most\n) f"


def sharing(worth: str, of_a_key: str) -> str:
    """The function of 0004.

    Args:
        worth: of the keys that a record shares.
        of_a_key: which records have one key.
    """
    return f"""
-- People of whom a record shares a key with somebody who is looked up; those who share what is rarest first.
CREATE OR REPLACE FUNCTION cairn_hub_sharing(wanted bigint[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 24 SET search_path = pg_catalog, public, pg_temp {KEPT} AS $$
BEGIN
    RETURN QUERY SELECT l.person_id FROM (
        SELECT k.record_id, {worth} AS shared
        FROM unnest(wanted) one CROSS JOIN LATERAL ({of_a_key}) k
        GROUP BY k.id, k.record_id ORDER BY 2 DESC, 1 LIMIT 4 * most
    ) near CROSS JOIN LATERAL (
        SELECT n.person_id FROM public.hub_link n WHERE n.record_id = near.record_id ORDER BY n.id DESC LIMIT 1
    ) l GROUP BY 1 ORDER BY max(near.shared) DESC, 1 LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0005_keys_written_anew")]
    operations = [migrations.RunSQL(sharing("sum(k.worth)", WEIGHED), sharing("count(*)", OF_A_KEY))]
