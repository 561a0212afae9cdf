from django.apps import AppConfig


class PreparationConfig(AppConfig):
    """Cases: proposals, the parties' positions, money and organiser, as events that are never rewritten."""

    name = "samordna.agree.preparation"
    label = "preparation"
