"""Drafts, their texts, comments, decisions and the decided files are never changed or removed."""

from django.db import migrations

from samordna.ground.privacy.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        append_only("reports_reportdraft"),
        append_only("reports_reportrevision"),
        append_only("reports_reportcomment"),
        append_only("reports_reportproposal"),
        append_only("reports_reportanswer"),
        append_only("reports_decidedreport"),
        append_only("reports_reportfile"),
    ]
