"""Everything that waits, for whom and since when: a page with a filter, and the same rows as files."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from samordna.agree.decisions.overview import Wait, waits
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES
from samordna.edge.web.request import Request
from samordna.edge.web.waiting import files
from samordna.ground.parties.models import Association


@dataclass(frozen=True)
class Row:
    """A wait as the page shows it, counted from today."""

    wait: Wait
    days: int
    late: int


@dataclass(frozen=True)
class Shown:
    """What the reader asked for: all rows in sight, the chosen party, and the rows that are left."""

    everything: list[Wait]
    chosen: str
    rows: list[Row]


def _shown(request: Request) -> Shown:
    today = request.clock.today()
    everything = waits(request.actor, today)
    chosen = request.GET.get("part", "")
    rows = [Row(w, w.days(today), w.days_late(today)) for w in everything if not chosen or chosen == _key(w)]
    return Shown(everything, chosen, rows)


def _key(wait: Wait) -> str:
    """What the filter goes by: the party, or the name of somebody who is none."""
    return wait.party or wait.who


@needs_role(*ROLES)
def waiting(request: Request) -> HttpResponse:
    """What waits, late first. ``?part=`` shows one party."""
    shown = _shown(request)
    names: dict[str, str] = {}
    for wait in sorted(shown.everything, key=lambda w: w.who):
        at_home = wait.party.startswith("association-")  # the board and the office are one to those who wait
        names.setdefault(_key(wait), wait.case.association.name if at_home else wait.who)
    counts = [(key, name, sum(1 for w in shown.everything if _key(w) == key)) for key, name in names.items()]
    own = Association.objects.filter(slug__in=request.actor.associations).order_by("name")
    return render(
        request,
        "waiting/list.html",
        {
            "nav": "cases",
            "rows": shown.rows,
            "total": len(shown.everything),
            "late": sum(1 for row in shown.rows if row.late),
            "counts": counts,
            "chosen": shown.chosen,
            "several": len({wait.case.association_id for wait in shown.everything}) > 1,
            "manages": request.actor.has("association_manager"),
            "associations": own,
            "today": request.clock.today(),
        },
    )


@needs_role(*ROLES)
def as_csv(request: Request) -> HttpResponse:
    """The rows as CSV."""
    return _file(files.csv_of(_table(request)), "text/csv; charset=utf-8", "csv", request)


@needs_role(*ROLES)
def as_xlsx(request: Request) -> HttpResponse:
    """The rows as a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(files.xlsx_of(_table(request)), kind, "xlsx", request)


def _table(request: Request) -> files.Table:
    today = request.clock.today()
    return files.table([row.wait for row in _shown(request).rows], today)


def _file(content: bytes, kind: str, ending: str, request: Request) -> HttpResponse:
    name = f"vantar-{request.clock.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
