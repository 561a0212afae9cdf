from typing import Any

from django.db import migrations


def as_rows(apps: Any, schema_editor: Any) -> None:
    """One budget and one outcome of a year become one row, of the fund's kind where the measure has its money."""
    years = apps.get_model("projects", "MeasureYear").objects.select_related("measure")
    said = years.exclude(budget_ore=None, outcome_ore=None)
    row = apps.get_model("projects", "BudgetRow")
    row.objects.bulk_create(
        (
            row(
                measure_id=year.measure_id,
                year=year.year,
                kind="esf_measure_cost" if year.measure.esf else "measure_cost",
                budget_ore=year.budget_ore,
                outcome_ore=year.outcome_ore,
                position=1,
            )
            for year in said.iterator(chunk_size=1000)
        ),
        batch_size=1000,
    )


def as_sums(apps: Any, schema_editor: Any) -> None:
    """Back: the sums of a year's rows, where anybody has said anything."""
    year_of = apps.get_model("projects", "MeasureYear").objects
    for row in apps.get_model("projects", "BudgetRow").objects.order_by("pk").iterator(chunk_size=1000):
        year, _ = year_of.get_or_create(measure_id=row.measure_id, year=row.year)
        for field in ("budget_ore", "outcome_ore"):
            if (said := getattr(row, field)) is not None:
                setattr(year, field, (getattr(year, field) or 0) + said)
        year.save()


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_economy_and_shares")]

    operations = [migrations.RunPython(as_rows, as_sums)]
