"""The certificate of retention as a paper: what went, by which rule, when, and who decided."""

from __future__ import annotations

from samordna.deliver.participants.figures import Between, shown, together
from samordna.deliver.participants.models import RetentionRun
from samordna.deliver.participants.retention import holds
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules import SMALL
from samordna.engine.paper import Paper, Rows, Text
from samordna.ground.kernel.clock import day_of


def retention_paper(run: RetentionRun, *, exact: bool = True) -> Paper:
    """In Swedish. ValueError for a certificate whose digest is not that of what it says.

    ``exact`` is for whoever runs the register; on pages one to four of a measure and year are said as fewer than five.
    """
    if not holds(run):
        raise ValueError(f"certificate {run.pk} has been changed")
    names = dict(Measure.objects.filter(code__in=run.counts).values_list("code", "name"))
    cells = {
        (code, year): shown(number, exact=exact)
        for code, years in sorted(run.counts.items())
        for year, number in sorted(years.items())
    }
    rows = [(code, names.get(code, ""), year, _number(number)) for (code, year), number in cells.items()]
    rows.append(("", "Alla", "", _number(together(cells.values()))))
    return Paper(
        title="Intyg om gallring av personuppgifter",
        made=day_of(run.at),
        facts=(
            ("Nummer", str(run.pk)),
            ("Utfört", f"{run.at:%Y-%m-%d %H:%M} UTC"),
            ("Beslutat av", f"{run.by_name}, {run.by}"),
            ("Regel", f"{run.months} månader efter slut. {run.source}"),
            ("Kontrollsumma", run.digest),
        ),
        blocks=(
            Text(
                "Personnummer, namn, samtycken, svar och allt annat som leder till personerna är raderat ur registret "
                "och valvet. Kvar är att någon av ett kön började i en insats ett år. "
                "Insatsernas antal är desamma som före."
            ),
            Rows(
                "Deltaganden som har gallrats",
                ("Insats", "Namn", "Slutade", "Antal"),
                tuple(rows),
                numbers=(3,),
                sums=1,
            ),
        ),
    )


def _number(number: Between) -> str:
    if number.is_exact:
        return str(number.low)
    return f"färre än {SMALL}" if number.is_small else f"{number.low}–{number.high}"
