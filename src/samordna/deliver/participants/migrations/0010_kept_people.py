from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0009_backup_days")]

    operations = [
        migrations.AddField(model_name="keptcount", name="people", field=models.PositiveIntegerField(default=0)),
    ]
