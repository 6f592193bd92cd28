"""People behind records, links, decisions; and two functions the fence and the look-up rely on."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cairn.domain.records.fences import seen
from cairn.foundation.audit.terms import HERE, SYSTEM

FUNCTIONS = f"""
-- Whether the actor may see a record that is this person's; as the owner, for nobody may read the links themselves.
CREATE FUNCTION cairn_hub_knows(wanted bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.hub_link l JOIN public.hub_agency_record r ON r.id = l.record_id
        WHERE l.person_id = wanted AND r.{HERE} AND {seen("r")}
        AND NOT EXISTS (SELECT 1 FROM public.hub_link n WHERE n.record_id = l.record_id AND n.id > l.id)
    )
$$;

-- People of whom a record shares a key with somebody who is looked up, for Cairn itself; those who share most first.
-- Asked past the fence because its conditions would keep PostgreSQL from the index of arrays.
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

    initial = True

    dependencies = [
        ('agencies', '0001_initial'),
        ('records', '0001_feeds_and_extracts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text="The agency's own reference; empty where there is none.", max_length=80)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                ('feed', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.feed')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.sourcerecord')),
            ],
            options={
                'db_table': 'hub_agency_record',
            },
        ),
        migrations.CreateModel(
            name='HubPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=13, unique=True)),
                ('made_at', models.DateTimeField()),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
            ],
            options={
                'db_table': 'hub_person',
            },
        ),
        migrations.CreateModel(
            name='LinkingRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('extracts', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('seed', models.PositiveIntegerField()),
                ('report', models.JSONField()),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
            ],
            options={
                'db_table': 'hub_run',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(choices=[('alone', 'No other record was joined to it'), ('matched', 'Joined by Cairn alone'), ('confirmed', 'Confirmed')], max_length=10)),
                ('chance', models.FloatField(null=True)),
                ('why', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='hub.hubperson')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='hub.agencyrecord')),
                ('run', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.linkingrun')),
            ],
            options={
                'db_table': 'hub_link',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='LearnedModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField()),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learned', to='hub.linkingrun')),
            ],
            options={
                'db_table': 'hub_model',
            },
        ),
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=13, unique=True)),
                ('together', models.BooleanField()),
                ('waits', models.BooleanField()),
                ('chance', models.FloatField()),
                ('sentence', models.TextField()),
                ('reasons', models.JSONField()),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.agencyrecord')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.agencyrecord')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='doubts', to='hub.linkingrun')),
            ],
            options={
                'db_table': 'hub_doubt',
            },
        ),
        migrations.CreateModel(
            name='PairDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.CharField(choices=[('same', 'One person'), ('apart', 'Two people'), ('unsure', 'I cannot tell'), ('withdrawn', 'What was decided is taken back')], max_length=10)),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.agencyrecord')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.agencyrecord')),
            ],
            options={
                'db_table': 'hub_decision',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RecordKeys',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.partnership')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hub.agencyrecord')),
                ('row', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.sourcerecord')),
            ],
            options={
                'db_table': 'hub_record_keys',
            },
        ),
        migrations.AddConstraint(
            model_name='agencyrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('feed', 'key'), name='hub_record_once'),
        ),
        migrations.AddConstraint(
            model_name='agencyrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('key', '')), fields=('row',), name='hub_row_once'),
        ),
        migrations.AddConstraint(
            model_name='agencyrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), ('row__isnull', False)), models.Q(models.Q(('key', ''), _negated=True), ('row', None)), _connector='OR'), name='hub_record_by_key_or_row'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['record', 'id'], name='hub_link_newest'),
        ),
        migrations.AddIndex(
            model_name='doubt',
            index=models.Index(fields=['first', 'second', 'id'], name='hub_doubt_newest'),
        ),
        migrations.AddConstraint(
            model_name='doubt',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='hub_doubt_first_is_lower'),
        ),
        migrations.AddIndex(
            model_name='pairdecision',
            index=models.Index(fields=['first', 'second', 'id'], name='hub_decision_newest'),
        ),
        migrations.AddConstraint(
            model_name='pairdecision',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='hub_decision_first_is_lower'),
        ),
        migrations.AddConstraint(
            model_name='pairdecision',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='hub_decision_with_reason'),
        ),
        migrations.AddIndex(
            model_name='recordkeys',
            index=django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='hub_by_key'),
        ),
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION cairn_hub_sharing(bigint[], integer); DROP FUNCTION cairn_hub_knows(bigint);"
        ),
    ]
