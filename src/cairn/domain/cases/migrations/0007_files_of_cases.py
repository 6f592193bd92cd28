"""Files of cases in a table of their own, fenced as the case is; and owner's functions look at temporary tables last."""

import django.db.models.deletion
from django.db import migrations, models

# What a case had already moves, and no copy stays where the whole partnership's files are.
MOVE = """
INSERT INTO cases_file (id, ref, name, media_type, size, sha256, content, only_agency, scan, agency_id, partnership_id,
                        case_id)
SELECT f.id, f.ref, f.name, f.media_type, f.size, f.sha256, f.content, f.only_agency, f.scan, f.agency_id,
       f.partnership_id, u.case_id
FROM files_stored_file f
JOIN (SELECT file_id, case_id FROM cases_document UNION SELECT file_id, case_id FROM cases_task) u ON u.file_id = f.id;
SELECT setval(pg_get_serial_sequence('cases_file', 'id'), (SELECT coalesce(max(id), 1) FROM cases_file));
SET CONSTRAINTS ALL IMMEDIATE;
"""
TAKE_AWAY = """
ALTER TABLE files_stored_file DISABLE TRIGGER USER;
DELETE FROM files_stored_file f USING cases_file c WHERE c.ref = f.ref;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE files_stored_file ENABLE TRIGGER USER;
"""
# On the way back the numbers may be other files' by then: each gets a new one, higher than any in either table.
GIVE_BACK = """
ALTER TABLE files_stored_file DISABLE TRIGGER USER;
ALTER TABLE cases_file DISABLE TRIGGER USER;
ALTER TABLE cases_document DISABLE TRIGGER USER;
ALTER TABLE cases_task DISABLE TRIGGER USER;
SELECT setval(pg_get_serial_sequence('files_stored_file', 'id'), greatest(
    (SELECT coalesce(max(id), 1) FROM files_stored_file), (SELECT coalesce(max(id), 1) FROM cases_file)));
CREATE TEMPORARY TABLE cairn_given_back ON COMMIT DROP AS
    SELECT id AS before, nextval(pg_get_serial_sequence('files_stored_file', 'id')) AS after FROM cases_file;
UPDATE cases_document d SET file_id = g.after FROM cairn_given_back g WHERE d.file_id = g.before;
UPDATE cases_task t SET file_id = g.after FROM cairn_given_back g WHERE t.file_id = g.before;
UPDATE cases_file f SET id = g.after FROM cairn_given_back g WHERE f.id = g.before;
INSERT INTO files_stored_file (id, ref, name, media_type, size, sha256, content, only_agency, scan, agency_id,
                               partnership_id)
SELECT id, ref, name, media_type, size, sha256, content, only_agency, scan, agency_id, partnership_id FROM cases_file;
SET CONSTRAINTS ALL IMMEDIATE;
DROP TABLE cairn_given_back;
ALTER TABLE cases_task ENABLE TRIGGER USER;
ALTER TABLE cases_document ENABLE TRIGGER USER;
ALTER TABLE cases_file ENABLE TRIGGER USER;
ALTER TABLE files_stored_file ENABLE TRIGGER USER;
"""
LOOK_LAST = "".join(
    f"ALTER FUNCTION {name} SET search_path = pg_catalog, public, pg_temp;"
    for name in ("cairn_shut_out()", "cairn_opens_case(bigint)", "cairn_kept_from()")
)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_rows_that_stay'),
        ('files', '0001_initial'),
        ('agencies', '0001_initial'),
        ('cases', '0006_what_the_wall_keeps'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('only_agency', models.BooleanField(default=False)),
                ('scan', models.CharField(choices=[('not scanned', 'Not scanned: no scanner is set up'), ('clean', 'Scanned, nothing found')], max_length=20)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
            ],
            options={
                'db_table': 'cases_file',
            },
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='casedocument',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile'),
        ),
        migrations.AlterField(
            model_name='task',
            name='file',
            field=models.ForeignKey(help_text='Evidence.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile'),
        ),
        migrations.RunSQL(TAKE_AWAY, GIVE_BACK),
        migrations.RunSQL(LOOK_LAST, migrations.RunSQL.noop),
    ]
