# The days before a meeting are the association's customs (preparation.CustomsVersion), and stood in the charter too.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_meetings")]

    operations = [
        migrations.RemoveField(model_name="charter", name="group_days"),
        migrations.RemoveField(model_name="charter", name="board_days"),
    ]
