from django.apps import AppConfig
from django.db.models.signals import pre_save


class PrivacyConfig(AppConfig):
    """Legal ground, audit, access log, identity."""

    name = "samordna.ground.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Nothing is written that the database has no room for."""
        from samordna.ground.privacy import storable  # noqa: PLC0415 – models are read only when all apps are there

        pre_save.connect(storable.before_save, dispatch_uid="samordna.storable")
