from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    """The register of participations."""

    name = "samordna.deliver.participants"
    label = "participants"
