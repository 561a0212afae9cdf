from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [
        append_only("decisions_decision"),
        append_only("decisions_agreement"),
        append_only("decisions_signature"),
    ]
