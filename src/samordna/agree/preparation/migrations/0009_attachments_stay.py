# What a file is called, what it is and its bytes never change. It may be taken away, and its bytes be erased in time.

from django.db import migrations

from samordna.ground.privacy.append_only import fixed


class Migration(migrations.Migration):
    dependencies = [("preparation", "0008_taking_back")]

    operations = [
        fixed(
            "preparation_attachment",
            *("case_id", "name", "kind", "size", "sha256", "at", "by_id", "by_name"),
            may_go="content",
        ),
    ]
