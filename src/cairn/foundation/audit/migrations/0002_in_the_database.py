"""Functions and triggers the audit relies on, in the database itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_entry_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (entry_id, chain) VALUES (NEW.id, NEW.chain);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_entry_waits AFTER INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_waits();

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Which chains have something waiting: the sealer asks before it has a partnership to act in.
CREATE FUNCTION audit_waiting_chains() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$ SELECT DISTINCT chain FROM public.audit_pending $$;

CREATE FUNCTION cairn_needs_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('cairn.command', true), '') = '' THEN
        RAISE EXCEPTION '% on % was refused: no command is open.', TG_OP, TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION cairn_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: % is refused.', TG_TABLE_NAME, TG_OP;
END $$;
"""

BACKWARD = """
DROP FUNCTION cairn_is_append_only() CASCADE;
DROP FUNCTION cairn_needs_command() CASCADE;
DROP FUNCTION audit_waiting_chains();
DROP FUNCTION audit_is_append_only() CASCADE;
DROP FUNCTION audit_entry_waits() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
