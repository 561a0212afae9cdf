# Who adjusted the minutes, when, and which text, are fixed once they are adjusted. That they were posted comes after.

from django.db import migrations

from samordna.ground.privacy.append_only import fixed


class Migration(migrations.Migration):
    dependencies = [("decisions", "0007_said_in_full")]

    operations = [
        fixed(
            "decisions_meeting",
            *("association_id", "kind", "number", "starts_at", "minutes_hash", "adjusted_by", "adjusted_on", "state"),
            once="OLD.state = 'adjusted'",
        ),
    ]
