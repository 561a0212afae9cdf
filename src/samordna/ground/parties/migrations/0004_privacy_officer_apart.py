from django.db import migrations

from samordna.ground.parties.apart import kept_apart


class Migration(migrations.Migration):
    """The database also keeps a privacy officer apart from registrars, analysts and those who give roles."""

    dependencies = [("parties", "0003_association_facts")]
    operations = [kept_apart()]
