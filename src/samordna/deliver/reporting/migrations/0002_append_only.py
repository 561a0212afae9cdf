"""What has been handed in is never changed or removed."""

from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        append_only("reporting_handin"),
        append_only("reporting_handinrow"),
    ]
