from django.db import migrations

from samordna.ground.privacy.append_only import append_only, fixed


class Migration(migrations.Migration):
    dependencies = [("projects", "0005_budget_rows")]

    operations = [
        migrations.RemoveConstraint(
            model_name="measureyear",
            name="measure_budget_not_negative",
        ),
        migrations.RemoveField(
            model_name="measureyear",
            name="budget_ore",
        ),
        migrations.RemoveField(
            model_name="measureyear",
            name="outcome_ore",
        ),
        # R30: chosen when a measure is made. A measure that was another all along is a new one.
        fixed("projects_measure", "code", "orientation", "follow_up", "esf"),
        append_only("projects_volumechange"),
    ]
