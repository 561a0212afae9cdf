from django.db import migrations, models


class Migration(migrations.Migration):
    """Which key a person is found by, so that it can change while in use."""

    dependencies = [("vault", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="vaultrecord",
            name="index_id",
            field=models.CharField(
                blank=True, default="", help_text="Which key made the number's digest", max_length=8
            ),
        ),
    ]
