from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """Measures (insatser): fixed choices, plan, budget and outcome, volume counts."""

    name = "samordna.deliver.projects"
    label = "projects"

    def ready(self) -> None:
        """Say which code tables the fields of measures and of the economy hold values of."""
        from samordna.deliver.projects.models import AdminCost, Measure, MeasureGroup  # noqa: PLC0415 – only there now
        from samordna.ground.codes import uses  # noqa: PLC0415

        uses.declare("category", Measure, "category", day="start")
        uses.declare("target_group", MeasureGroup, "group", day="measure__start")
        uses.declare("admin_cost", AdminCost, "kind", day="year")
