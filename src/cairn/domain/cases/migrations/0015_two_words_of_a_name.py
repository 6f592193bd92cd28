"""Each two words of a name as one key: a given name with its family name is rare where each alone is common."""

from django.db import migrations

from cairn.kernel.same_person.names import LONGEST_KEY

# As kernel.same_person.names.pair_of writes them; of people with several names, a few more than it would. What a
# migration writes is told by the migration: it opens the command the tables ask for, and no entry is made.
FORWARD = f"""
SELECT set_config('cairn.command', 'migrate', true);
INSERT INTO cases_name_key (partnership_id, person_id, word)
SELECT one.partnership_id, one.person_id, left('+' || one.word || ' ' || other.word, {LONGEST_KEY})
FROM cases_name_key one JOIN cases_name_key other ON other.person_id = one.person_id AND one.word < other.word
ON CONFLICT DO NOTHING;
SELECT set_config('cairn.command', '', true);
"""
BACK = """
SELECT set_config('cairn.command', 'migrate', true);
DELETE FROM cases_name_key WHERE word LIKE '+%';
SELECT set_config('cairn.command', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_people_named")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
