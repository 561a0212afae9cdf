from django.apps import AppConfig


class SafeConfig(AppConfig):
    """The vault's one table, in a database of its own."""

    name = "samordna.ground.privacy.safe"
    label = "vault"
