"""What Östra Vättern handed in for last year.

After the hand-in somebody takes back the consent, and a number and an amount are put right, so that there is a
difference. Means and administration are written by ``association_years``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samordna.deliver.participants import erasing
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.actions import enter_volume
from samordna.deliver.projects.models import AdminCost, Measure
from samordna.deliver.projects.planning import plan_year
from samordna.deliver.projects.queries import money, volumes
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.reporting import actions
from samordna.deliver.reporting.derive import rows_and_facts
from samordna.deliver.reporting.sealing import seal
from samordna.edge.demo import people
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.ostra_vattern import GRON_VAG, MOTESPLATS
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association

MANAGER = "Maria Lindqvist"


def make(*, at: datetime) -> None:
    """Means and administration of every association, and the hand-in of Östra Vättern with what happened since."""
    association = Association.objects.get(slug=OSTRA_VATTERN)
    # The year before is not handed in: one amount is missing.
    AdminCost.objects.filter(association=association, year=at.year - 2, kind="premises").update(outcome_ore=None)
    year = at.year - 1
    handed_in_at = min(at, at.replace(month=2, day=16, hour=10))
    rows, _facts = rows_and_facts(association, year)
    maria = people.actor(MANAGER, at)
    actions.hand_in(association=association, year=year, seen=seal(rows), anyway=True, by=maria, at=handed_in_at)
    _since(association, year, at)


def _since(association: Association, year: int, at: datetime) -> None:
    """After the hand-in: a consent is taken back, a number is changed with its reason, and an amount is put right."""
    ended = Participation.objects.filter(measure__association=association, mode="person", state="ended")
    one = ended.filter(end__year=year).order_by("end", "pk").first()  # so long ago that no task waits for anybody
    if one is not None:
        erasing.withdraw_own_consent(participation=one, at=at - timedelta(days=30))
    counted = Measure.objects.get(code=MOTESPLATS)
    held = volumes([counted]).get((counted.pk, year))
    if held:
        enter_volume(
            measure=counted, year=year, women=held["women"] + 6, men=held["men"], why="Höstens grupp var inte med",
            by=people.actor(MANAGER, at), at=at - timedelta(days=20),
        )  # fmt: skip
    green = Measure.objects.get(code=GRON_VAG)
    rows = [
        CostRow(money(row.budget_ore), money(row.outcome_ore), row.description, row.kind)
        for row in green.budget_rows.filter(year=year, source="")
    ]
    first = next((place for place, row in enumerate(rows) if row.outcome is not None), None)
    if first is not None:
        rows[first] = replace(rows[first], outcome=(rows[first].outcome or Money.zero()) + Money.kronor(25_000))
        planned = green.years.filter(year=year).values_list("planned_participants", flat=True).first()
        plan_year(
            measure=green, year=year, planned_participants=planned, rows=rows, by=people.actor(MANAGER, at),
            at=at - timedelta(days=12),
        )  # fmt: skip
