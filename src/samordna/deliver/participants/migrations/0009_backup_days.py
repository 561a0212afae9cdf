from django.db import migrations, models

from samordna.ground.privacy.append_only import append_only_again


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_retention")]

    operations = [
        migrations.AddField(
            model_name="retentionrule",
            name="backup_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        append_only_again("participants_retentionrule"),
    ]
