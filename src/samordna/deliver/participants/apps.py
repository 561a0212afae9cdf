from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    """The register of participations."""

    name = "samordna.deliver.participants"
    label = "participants"

    def ready(self) -> None:
        """Say which code tables the register's fields hold values of."""
        from samordna.deliver.participants import code_uses  # noqa: PLC0415 – models are there only now

        code_uses.declare()
