"""Figures that nobody changes, held by the database itself."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION measures_figures_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'A figure is never changed: correct it with a further submission.';
    END IF;
    IF EXISTS (SELECT 1 FROM public.measures_submission s
               WHERE s.id = OLD.submission_id AND s.state IN ('approved', 'locked')) THEN
        RAISE EXCEPTION 'An approved figure is never taken away.';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER measures_figures_stand BEFORE UPDATE OR DELETE ON measures_observation
    FOR EACH ROW EXECUTE FUNCTION measures_figures_stand();

CREATE FUNCTION measures_locked_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'locked' AND (
        NEW.state <> 'locked' OR (NEW.counts AND NOT OLD.counts)
        OR (NEW.measure_id, NEW.period_start, NEW.period_end, NEW.revision, NEW.reason, NEW.confirmed, NEW.note)
           IS DISTINCT FROM
           (OLD.measure_id, OLD.period_start, OLD.period_end, OLD.revision, OLD.reason, OLD.confirmed, OLD.note)
    ) THEN
        RAISE EXCEPTION 'Locked figures stay as they are: correct them with a further submission.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER measures_locked_stays BEFORE UPDATE ON measures_submission
    FOR EACH ROW EXECUTE FUNCTION measures_locked_stays();
"""

BACKWARD = """
DROP FUNCTION measures_locked_stays() CASCADE;
DROP FUNCTION measures_figures_stand() CASCADE;
"""


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("measures", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
