from django.db import migrations, models

from samordna.ground.parties.apart import kept_apart
from samordna.ground.privacy.append_only import fixed


class Migration(migrations.Migration):
    """Assignments are history: who held what cannot be changed, and what R31 forbids cannot be stored."""

    dependencies = [("parties", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="assignment",
            name="ended_by",
            field=models.CharField(blank=True, max_length=254),
        ),
        fixed("parties_assignment", "account_id", "role", "scope_kind", "scope_key", "valid_from", "assigned_by"),
        kept_apart(),
    ]
