from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Extracts and released tables."""

    name = "samordna.learn.statistics"
    label = "statistics"
