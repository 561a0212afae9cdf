from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """Estimates of how many need coordinated help, and needs that the parties have written down."""

    name = "samordna.agree.needs"
    label = "needs"
