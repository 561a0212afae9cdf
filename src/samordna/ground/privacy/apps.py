from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Legal ground, audit, access log, identity."""

    name = "samordna.ground.privacy"
    label = "privacy"
