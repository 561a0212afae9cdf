from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Areas, organisations, associations, people at work."""

    name = "samordna.ground.parties"
    label = "parties"
