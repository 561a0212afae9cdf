from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    """The database refuses to change or remove what has been noted."""

    dependencies = [("privacy", "0001_initial")]
    operations = [
        append_only("privacy_auditevent"),
        append_only("privacy_accesslogentry"),
        append_only("privacy_registermark"),
    ]
