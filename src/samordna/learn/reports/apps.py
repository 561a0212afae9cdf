from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Drafts of reports, and the versions that were decided."""

    name = "samordna.learn.reports"
    label = "reports"
