"""A referral whose draft goes unsent is owed again, and a request to lead ends with its row."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0009_a_request_is_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='watchdecision',
            name='draft',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AlterField(
            model_name='handover',
            name='answer',
            field=models.CharField(blank=True, choices=[('', 'Waits for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('taken_back', 'Taken back by whoever asked'), ('over', 'Ended, for the row was closed before it was answered')], max_length=10),
        ),
        migrations.AlterField(
            model_name='watchdecision',
            name='kind',
            field=models.CharField(choices=[('roles', 'Who may have a row'), ('lead', 'Who leads'), ('referral', 'Whether it is referred to the conference'), ('close', 'To close the row'), ('person', 'Who in cases they are'), ('unsent', 'A referral was not sent')], max_length=10),
        ),
    ]
