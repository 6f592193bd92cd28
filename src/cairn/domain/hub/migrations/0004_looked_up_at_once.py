"""What a look-up asks of the database, each in one question whose plan is kept."""

from django.db import migrations

from cairn.foundation.audit.terms import HERE, SYSTEM

# Both are for Cairn itself, and run as the owner: the conditions of the fence would keep PostgreSQL from the index of
# arrays, and asked of each of a hundred rows they take longer than everything else. PL/pgSQL keeps a plan for as long
# as the connection lives; the settings say that it is made without knowing the values, and by the indexes.
KEPT = "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off"
FUNCTIONS = f"""
DROP FUNCTION cairn_hub_sharing(bigint[], integer);

-- People of whom a record shares a key with somebody who is looked up; those who share most first.
CREATE FUNCTION cairn_hub_sharing(wanted bigint[], most integer) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 24 SET search_path = pg_catalog, public, pg_temp {KEPT} AS $$
BEGIN
    RETURN QUERY SELECT l.person_id FROM (
        SELECT k.record_id, count(*) AS shared
        FROM unnest(wanted) one CROSS JOIN LATERAL (
            SELECT r.id, r.record_id FROM public.hub_record_keys r
            WHERE r.keys @> ARRAY[one] AND r.{HERE} AND {SYSTEM}
        ) k GROUP BY k.id, k.record_id ORDER BY 2 DESC, 1 LIMIT 4 * most
    ) near CROSS JOIN LATERAL (
        SELECT n.person_id FROM public.hub_link n WHERE n.record_id = near.record_id ORDER BY n.id DESC LIMIT 1
    ) l GROUP BY 1 ORDER BY max(near.shared) DESC, 1 LIMIT most;
END $$;

-- The rows in force of some people, each with the link that counts. A record by reference is the newest row with it.
CREATE FUNCTION cairn_hub_behind(people bigint[]) RETURNS TABLE (
        link_id bigint, person_id bigint, record_id bigint, standing varchar, id bigint, agency_id bigint,
        feed_id bigint, key varchar, given varchar, family varchar, other_names varchar, born date, sex varchar,
        postcode varchar, address varchar, phone varchar, email varchar, nhs varchar
    ) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60 SET search_path = pg_catalog, public, pg_temp {KEPT} AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT l.id, l.person_id, l.record_id, l.standing, s.id, s.agency_id, s.feed_id, s.key, s.given,
        s.family, s.other_names, s.born, s.sex, s.postcode, s.address, s.phone, s.email, s.nhs
    FROM public.hub_link l JOIN public.hub_agency_record r ON r.id = l.record_id
    CROSS JOIN LATERAL (
        SELECT coalesce(r.row_id, (
            SELECT max(x.id) FROM public.records_source_record x JOIN public.records_extract e ON e.id = x.extract_id
            WHERE x.feed_id = r.feed_id AND x.key = r.key AND e.stage = 'in_force'
        )) AS newest
    ) n
    JOIN public.records_source_record s ON s.id = n.newest
    JOIN public.records_extract f ON f.id = s.extract_id AND f.stage = 'in_force'
    WHERE l.person_id = ANY (people) AND l.{HERE} AND {SYSTEM}
    AND NOT EXISTS (SELECT 1 FROM public.hub_link o WHERE o.record_id = l.record_id AND o.id > l.id)
    ORDER BY l.id;
END $$;
"""
BACK = f"""
DROP FUNCTION cairn_hub_behind(bigint[]);
DROP FUNCTION cairn_hub_sharing(bigint[], integer);
CREATE FUNCTION cairn_hub_sharing(wanted bigint[], most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 24 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT l.person_id FROM (
        SELECT k.record_id, (SELECT count(*) FROM unnest(k.keys) one WHERE one = ANY (wanted)) AS shared
        FROM public.hub_record_keys k WHERE k.keys && wanted AND {HERE} AND {SYSTEM}
        ORDER BY 2 DESC, 1 LIMIT 4 * most
    ) near CROSS JOIN LATERAL (
        SELECT n.person_id FROM public.hub_link n WHERE n.record_id = near.record_id ORDER BY n.id DESC LIMIT 1
    ) l GROUP BY 1 ORDER BY max(near.shared) DESC, 1 LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("hub", "0003_cleared_with_records"), ("records", "0004_found_by_what_is_typed")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
