"""Extracts that were made, releases and their answers are never changed or removed."""

from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial")]

    operations = [
        append_only("statistics_extractrecord"),
        append_only("statistics_release"),
        append_only("statistics_releaseanswer"),
    ]
