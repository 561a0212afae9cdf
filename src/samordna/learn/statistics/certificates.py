"""The certificate that the rows of extracts went, as a paper: which, by which decision, when, and whose it was."""

from __future__ import annotations

from samordna.engine.paper import Paper, Rows, Text
from samordna.ground.kernel.clock import day_of
from samordna.learn.statistics.models import ExtractRetentionRun
from samordna.learn.statistics.retention import holds


def removal_paper(run: ExtractRetentionRun) -> Paper:
    """In Swedish. ValueError for a certificate whose digest is not that of what it says."""
    if not holds(run):
        raise ValueError(f"certificate {run.pk} has been changed")
    rule = f"{run.months} månader efter att uttaget gjordes. {run.source}" if run.months else f"För sig. {run.source}"
    rows = tuple((one["id"], one["as_of"], one["made_at"][:10], str(one["rows"])) for one in run.extracts)
    return Paper(
        title="Intyg om gallring av uttag",
        made=day_of(run.at),
        facts=(
            ("Nummer", str(run.pk)),
            ("Utfört", f"{run.at:%Y-%m-%d %H:%M} UTC"),
            ("Beslutat av", f"{run.by_name}, {run.by}"),
            ("Regel eller beslut", rule),
            ("Kontrollsumma", run.digest),
        ),
        blocks=(
            Text(
                "Uttagens rader är raderade. Kvar är vad varje uttag innehöll: dag, filer, antal rader, kontrollsummor"
                " och skäl. Tabeller som är utgivna ur uttagen gäller."
            ),
            Rows("Uttag som har gallrats", ("Uttag", "Registret per", "Gjort", "Deltaganden"), rows, numbers=(3,)),
        ),
    )
