"""All that may be done with applications: for the public forms (``apply_``), and for Cairn's own work.

Each runs as the owner of the tables, because nobody else has any right on them. What is for Cairn itself
asks that Cairn acts, for one partnership; a person who is signed in is given nothing.
"""

from django.db import migrations

from cairn.foundation.audit.terms import THIS_AGENCY, THIS_PARTNERSHIP, THIS_USER

_DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
_OURS = f"({THIS_USER} IS NULL AND {THIS_AGENCY} IS NULL AND f.partnership_id = {THIS_PARTNERSHIP})"
# Drafts 28 days after they were last saved; what was sent 400 days; a browser that is left alone half an hour.
_DRAFT, _SENT, _BROWSER = "interval '28 days'", "interval '400 days'", "interval '30 minutes'"
_OPENS = (
    "NOT a.stopped AND (a.expires_at > now() OR (a.sent_at IS NOT NULL AND a.taken_at IS NULL))"
)

FOR_THE_FORMS = f"""
CREATE FUNCTION apply_forms()
    RETURNS TABLE (form bigint, kind text, area text, helpline text, invented boolean)
    LANGUAGE sql STABLE {_DEFINER} AS $$
    SELECT f.id, f.kind::text, f.area::text, f.helpline::text, f.invented
    FROM public.applications_open_form f WHERE f.is_open ORDER BY f.area, f.kind
$$;

-- Whether somebody may try something once more: so often in so many seconds. Who, is kept as a salted digest.
CREATE FUNCTION apply_allowed(p_what text, p_who text, p_most int, p_seconds int) RETURNS boolean
    LANGUAGE sql VOLATILE {_DEFINER} AS $$
    INSERT INTO public.applications_attempt AS t (what, who, began_at, number)
    SELECT p_what, sha256(s.who || convert_to(p_what || left(p_who, 100), 'UTF8')), now(), 1
    FROM public.applications_attempt s WHERE s.what = 'salt'
    ON CONFLICT (what, who) DO UPDATE SET
        number = CASE WHEN t.began_at < now() - make_interval(secs => p_seconds) THEN 1
                 ELSE least(t.number + 1, 1000000) END,
        began_at = CASE WHEN t.began_at < now() - make_interval(secs => p_seconds) THEN now() ELSE t.began_at END
    RETURNING number <= p_most
$$;

-- 1 begun, 0 no such form, -1 too often.
CREATE FUNCTION apply_begin(p_form bigint, p_code bytea, p_key bytea, p_who text) RETURNS int
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    IF NOT public.apply_allowed('begin', p_who, 20, 600) THEN RETURN -1; END IF;
    INSERT INTO public.applications_application
        (form_id, code, key, key_until, answers, version, began_at, expires_at, stopped)
    SELECT f.id, p_code, p_key, now() + {_BROWSER}, '{{}}', 1, now(), now() + {_DRAFT}, false
    FROM public.applications_open_form f WHERE f.id = p_form AND f.is_open;
    RETURN CASE WHEN FOUND THEN 1 ELSE 0 END;
END $$;

-- 1 opened, 0 wrong or expired or stopped, which nobody can tell apart, -1 too often.
CREATE FUNCTION apply_return(p_code bytea, p_key bytea, p_who text) RETURNS int
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    IF NOT public.apply_allowed('return', p_who, 10, 900) THEN RETURN -1; END IF;
    UPDATE public.applications_application a SET key = p_key, key_until = now() + {_BROWSER}
    WHERE a.code = p_code AND {_OPENS};
    RETURN CASE WHEN FOUND THEN 1 ELSE 0 END;
END $$;

-- The one application a browser has open. To look at it keeps it open for another while.
CREATE FUNCTION apply_read(p_key bytea)
    RETURNS TABLE (form bigint, kind text, area text, helpline text, invented boolean, answers jsonb, version int,
                   sent_at timestamptz, taken boolean, progress jsonb)
    LANGUAGE sql VOLATILE {_DEFINER} AS $$
    UPDATE public.applications_application a SET key_until = now() + {_BROWSER}
    FROM public.applications_open_form f
    WHERE f.id = a.form_id AND a.key = p_key AND a.key_until > now() AND {_OPENS}
    RETURNING f.id, f.kind::text, f.area::text, f.helpline::text, f.invented,
        CASE WHEN a.sent_at IS NULL THEN a.answers ELSE '{{}}'::jsonb END, a.version, a.sent_at,
        a.taken_at IS NOT NULL, a.progress
$$;

-- The new version; 0 where the other window saved first, or nothing is open.
CREATE FUNCTION apply_save(p_key bytea, p_version int, p_answers jsonb) RETURNS int
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
DECLARE saved int;
BEGIN
    IF octet_length(p_answers::text) > 60000 THEN RAISE EXCEPTION 'too much'; END IF;
    UPDATE public.applications_application a
    SET answers = p_answers, version = a.version + 1, expires_at = now() + {_DRAFT}
    WHERE a.key = p_key AND a.key_until > now() AND a.version = p_version AND a.sent_at IS NULL AND {_OPENS}
    RETURNING a.version INTO saved;
    RETURN coalesce(saved, 0);
END $$;

CREATE FUNCTION apply_new_code(p_key bytea, p_code bytea) RETURNS boolean
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    UPDATE public.applications_application a SET code = p_code
    WHERE a.key = p_key AND a.key_until > now() AND a.sent_at IS NULL AND {_OPENS};
    RETURN FOUND;
END $$;

CREATE FUNCTION apply_send(p_key bytea, p_version int, p_code bytea) RETURNS boolean
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    UPDATE public.applications_application a
    SET sent_at = now(), code = p_code, version = a.version + 1, expires_at = now() + {_SENT}
    WHERE a.key = p_key AND a.key_until > now() AND a.version = p_version AND a.sent_at IS NULL AND {_OPENS};
    RETURN FOUND;
END $$;

CREATE FUNCTION apply_leave(p_key bytea) RETURNS void
    LANGUAGE sql VOLATILE {_DEFINER} AS $$
    UPDATE public.applications_application SET key = NULL, key_until = NULL WHERE key = p_key
$$;
"""

FOR_CAIRN = f"""
CREATE FUNCTION applications_set_form(p_kind text, p_area text, p_helpline text, p_invented boolean, p_open boolean)
    RETURNS void LANGUAGE sql VOLATILE {_DEFINER} AS $$
    INSERT INTO public.applications_open_form AS t (partnership_id, kind, area, helpline, invented, is_open)
    SELECT f.partnership_id, p_kind, p_area, p_helpline, p_invented, p_open
    FROM (SELECT {THIS_PARTNERSHIP} AS partnership_id) f WHERE {_OURS}
    ON CONFLICT (partnership_id, kind) DO UPDATE SET area = EXCLUDED.area, helpline = EXCLUDED.helpline,
        invented = EXCLUDED.invented, is_open = EXCLUDED.is_open
$$;

CREATE FUNCTION applications_waiting() RETURNS TABLE (number bigint, kind text, sent_at timestamptz)
    LANGUAGE sql STABLE {_DEFINER} AS $$
    SELECT a.id, f.kind::text, a.sent_at
    FROM public.applications_application a JOIN public.applications_open_form f ON f.id = a.form_id
    WHERE a.sent_at IS NOT NULL AND a.taken_at IS NULL AND {_OURS} ORDER BY a.sent_at, a.id
$$;

-- What one says, locked until the transaction ends: nothing where somebody else has it, or it was taken in.
CREATE FUNCTION applications_answers(p_number bigint) RETURNS jsonb
    LANGUAGE sql VOLATILE {_DEFINER} AS $$
    SELECT a.answers FROM public.applications_application a
    JOIN public.applications_open_form f ON f.id = a.form_id
    WHERE a.id = p_number AND a.sent_at IS NOT NULL AND a.taken_at IS NULL AND {_OURS}
    FOR UPDATE OF a SKIP LOCKED
$$;

CREATE FUNCTION applications_taken(p_number bigint) RETURNS boolean
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    UPDATE public.applications_application a SET taken_at = now(), answers = '{{}}'
    FROM public.applications_open_form f
    WHERE f.id = a.form_id AND a.id = p_number AND a.sent_at IS NOT NULL AND a.taken_at IS NULL AND {_OURS};
    RETURN FOUND;
END $$;

CREATE FUNCTION applications_show(p_number bigint, p_progress jsonb) RETURNS boolean
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    UPDATE public.applications_application a SET progress = p_progress
    FROM public.applications_open_form f
    WHERE f.id = a.form_id AND a.id = p_number AND a.taken_at IS NOT NULL AND {_OURS}
      AND a.progress IS DISTINCT FROM p_progress;
    RETURN FOUND;
END $$;

CREATE FUNCTION applications_stop(p_number bigint) RETURNS boolean
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
BEGIN
    UPDATE public.applications_application a SET stopped = true, key = NULL, key_until = NULL, progress = NULL
    FROM public.applications_open_form f WHERE f.id = a.form_id AND a.id = p_number AND {_OURS};
    RETURN FOUND;
END $$;

-- Whatever is over goes: nobody is asked, and of what was sent nothing that waits.
CREATE FUNCTION applications_clear() RETURNS int
    LANGUAGE plpgsql VOLATILE {_DEFINER} AS $$
DECLARE gone int;
BEGIN
    DELETE FROM public.applications_attempt WHERE what <> 'salt' AND began_at < now() - interval '1 day';
    DELETE FROM public.applications_application a
    WHERE a.expires_at < now() AND (a.sent_at IS NULL OR a.taken_at IS NOT NULL);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""

SALT = """
INSERT INTO applications_attempt (what, who, began_at, number)
VALUES ('salt', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), now(), 0);
"""

NAMES = (
    "apply_forms()", "apply_begin(bigint, bytea, bytea, text)", "apply_return(bytea, bytea, text)",
    "apply_allowed(text, text, int, int)", "apply_read(bytea)", "apply_save(bytea, int, jsonb)",
    "apply_new_code(bytea, bytea)", "apply_send(bytea, int, bytea)", "apply_leave(bytea)",
    "applications_set_form(text, text, text, boolean, boolean)", "applications_waiting()",
    "applications_answers(bigint)", "applications_taken(bigint)", "applications_show(bigint, jsonb)",
    "applications_stop(bigint)", "applications_clear()",
)  # fmt: skip
BACK = "".join(f"DROP FUNCTION {name};\n" for name in NAMES)


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [
        migrations.RunSQL(FOR_THE_FORMS + FOR_CAIRN, BACK),
        migrations.RunSQL(SALT, "DELETE FROM applications_attempt;"),
    ]
