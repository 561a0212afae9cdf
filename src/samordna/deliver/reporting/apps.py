from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The register's own reports: totals, what is handed in, costs, measure report, standard report."""

    name = "samordna.deliver.reporting"
    label = "reporting"
