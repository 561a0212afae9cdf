"""The code tables, for all who are signed in: their values, when each holds, and what has changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import signed_in
from samordna.edge.web.codes import code_words
from samordna.edge.web.components.templatetags.samordna import label, long_day
from samordna.edge.web.request import Request
from samordna.ground.codes import uses
from samordna.ground.codes.permissions import may_maintain
from samordna.ground.codes.queries import history
from samordna.ground.parameters.changes import ADDED, ENDED, RENAMED
from samordna.ground.parameters.reader import code_list, code_list_names
from samordna.ground.parameters.values import Code, CodeList

NAV = "code_lists"
#: Groups that are no code table of their own.
_GROUPS = {
    "0180": "Stockholm",
    "1480": "Göteborg",
    "text": _("Samtyckets text finns på språket"),
    "interpreter": _("Tolk"),
    "priority": _("Regeringens prioriterade grupp"),
    "erase": _("Personuppgifterna raderas"),
    "own_act": _("Följer av en egen åtgärd"),
}
_DONE = {ADDED: _("Nytt värde"), RENAMED: _("Nytt namn"), ENDED: _("Sista dag")}


@dataclass(frozen=True)
class Row:
    """A value as the page shows it. ``other``: its name in the other language; ``used``: None if not shown."""

    value: Code
    name: str
    other: str
    group: str
    used: int | None
    begins: bool
    ended: bool
    earlier: tuple[str, ...]
    locked: bool


def group_words(group: str) -> str:
    """What a group of values is called."""
    for table in ("orientation", "support_group"):
        if group in code_list(table):
            return code_words(table, group)
    return str(_GROUPS.get(group, group))


def open_list(name: str, on: date) -> CodeList:
    """The table with the names of the day; 404 for one that does not exist."""
    if name not in code_list_names():
        raise Http404
    return code_list(name, on)


@signed_in
def all_lists(request: Request) -> HttpResponse:
    """All tables: those that can be changed, and those that stand, with the reason."""
    today = request.clock.today()
    found = sorted((code_list(name, today) for name in code_list_names()), key=lambda one: label(one.title))
    rows = [(one, len(one.in_force(today))) for one in found]
    known = {"opened": [row for row in rows if row[0].open], "closed": [row for row in rows if not row[0].open]}
    return render(request, "code_lists/list.html", {"nav": NAV, **known})


@signed_in
def one_list(request: Request, table: str) -> HttpResponse:
    """A table's values, and its history. Whoever maintains it sees how many times each has been used."""
    today = request.clock.today()
    held = open_list(table, today)
    may = may_maintain(request.actor)
    used = uses.counts(table) if may and held.open else None
    known = {
        "list": held,
        "rows": [_row(held, value, today, used) for value in held],
        "grouped": any(value.group for value in held),
        "counted": used is not None,
        "may_change": may and held.open,
        "shows_who": may,
        "changes": [(change, _DONE[change.kind], _called(held, change.code)) for change in history(table)],
    }
    return render(request, "code_lists/detail.html", {"nav": NAV, **known})


def _called(held: CodeList, code: str) -> str:
    return label(held[code]) if code in held else code


def _row(held: CodeList, value: Code, today: date, used: Counter[str] | None) -> Row:
    name = label(value)
    return Row(
        value,
        name,
        value.sv if name == value.en else value.en,
        group_words(value.group) if value.group else "",
        used[value.code] if used is not None else None,
        begins=value.valid_from is not None and value.valid_from > today,
        ended=value.valid_to is not None and value.valid_to < today,
        earlier=tuple(_said(value, number) for number in range(1, len(value.labels))),
        locked=not held.open or value.code in held.locked,
    )


def _said(value: Code, number: int) -> str:
    """From which day a value is called something else, and what it was called before."""
    before, now = value.labels[number - 1], value.labels[number]
    return _now("%(before)s, och från %(day)s %(now)s") % {
        "before": label(before),
        "day": long_day(now.valid_from),
        "now": label(now),
    }
