from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Measures (insatser): fixed choices, plan, budget and outcome, volume counts."""

    name = "samordna.deliver.projects"
    label = "projects"
