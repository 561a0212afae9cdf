from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Template tags shared by all pages."""

    name = "samordna.edge.web.components"
    label = "components"
