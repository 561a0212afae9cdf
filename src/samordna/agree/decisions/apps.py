from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """Decisions, decision orders, agreements and signatures."""

    name = "samordna.agree.decisions"
    label = "decisions"
