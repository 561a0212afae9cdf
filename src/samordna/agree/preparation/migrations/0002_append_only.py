from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("preparation", "0001_initial")]
    operations = [append_only("preparation_caseevent"), append_only("preparation_sectionversion")]
