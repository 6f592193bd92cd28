from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_roles_confirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='startcode',
            name='without_factor',
            field=models.BooleanField(default=False, help_text='The account had no second factor when it was used: whoever used it holds the account.'),
        ),
    ]
