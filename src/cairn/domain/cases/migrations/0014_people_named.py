"""People by the words of their names, the fence asked of the few who have all of them."""

from django.db import migrations, models

from cairn.domain.cases.fences import opens
from cairn.foundation.audit.terms import THIS_PARTNERSHIP

# A word may be one of some forms, or begin with some letters; the first is looked up, the others asked of whoever
# has it. The fence is that of a person (fences.PERSON).
FEW = 1000  # people of whom it is quicker to ask one by one whether they have the next word
FORWARD = f"""
CREATE FUNCTION cairn_people_named(wanted jsonb, most integer) RETURNS SETOF bigint LANGUAGE plpgsql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    here bigint := {THIS_PARTNERSHIP};
    part jsonb;
    forms text[];
    lowest text;
    below text;
    has bigint[];
    found bigint[];
BEGIN
    FOR part IN SELECT value FROM jsonb_array_elements(wanted) LOOP
        forms := ARRAY(SELECT jsonb_array_elements_text(part -> 'forms'));
        lowest := part ->> 'from';
        below := part ->> 'until';
        IF found IS NULL OR cardinality(found) > {FEW} THEN
            has := ARRAY(
                SELECT k.person_id FROM cases_name_key k WHERE k.partnership_id = here AND k.word = ANY (forms)
                UNION
                SELECT k.person_id FROM cases_name_key k
                WHERE k.partnership_id = here AND k.word >= lowest AND k.word < below);
            found := CASE WHEN found IS NULL THEN has ELSE ARRAY(SELECT unnest(found) INTERSECT SELECT unnest(has)) END;
        ELSE
            found := ARRAY(
                SELECT f.id FROM unnest(found) AS f (id) WHERE EXISTS (
                    SELECT 1 FROM cases_name_key k WHERE k.person_id = f.id
                      AND (k.word = ANY (forms) OR (k.word >= lowest AND k.word < below))));
        END IF;
    END LOOP;
    RETURN QUERY
        SELECT p.id FROM cases_person p
        WHERE p.id = ANY (found) AND p.partnership_id = here
          AND ({opens("p.first_case_id")} OR EXISTS (
              SELECT 1 FROM cases_case_person i WHERE i.person_id = p.id AND {opens("i.case_id")}))
        ORDER BY p.name, p.id LIMIT most;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_not_done_by_its_agency")]
    operations = [
        migrations.RemoveIndex(model_name="namekey", name="person_by_word"),
        migrations.AddIndex(
            model_name="namekey",
            index=models.Index(fields=["partnership", "word"], include=["person"], name="person_by_word"),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(
                fields=["agency", "until_on"],
                condition=models.Q(answer="offered", ended_at__isnull=True),
                name="offered_to_agency",
            ),
        ),
        migrations.RunSQL(FORWARD, "DROP FUNCTION cairn_people_named(jsonb, integer);"),
    ]
