"""What stands behind a number: the needs or cases that were counted, as far as the reader may open them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from samordna.agree.accounting.queries import Account
from samordna.agree.accounting.rules.figures import FIGURES
from samordna.agree.preparation.states import STAGE
from samordna.edge.web.answering.words import OUTCOME, stands
from samordna.edge.web.components.templatetags.samordna import label

Found = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """A need or case behind the number, and how many times it counts. ``url_name`` "" for what cannot be opened."""

    key: str
    number: str
    title: str
    association: str
    times: int
    text: str
    url_name: str


@dataclass(frozen=True)
class Behind:
    """A number and the lines behind it. ``closed`` is how much of it the reader may not open."""

    title: str
    value: int
    lines: tuple[Line, ...]
    closed: int


def behind(account: Account, what: str) -> Behind:
    """What stands behind a number named by ``what``, as the page's links say it. 404 for a name that there is not."""
    kind, _colon, rest = what.partition(":")
    finder = _FINDERS.get(kind)
    if finder is None:
        raise Http404
    title, keys = finder(account, rest)
    times = Counter(keys)
    lines = [line for key in times if (line := _line(account, key, times[key]))]
    return Behind(title, len(keys), tuple(lines), len(keys) - sum(line.times for line in lines))


def _line(account: Account, key: str, times: int) -> Line | None:
    case = next((one for one in account.rows if one.key == key), None)
    if case is not None:
        where = account.names.get(case.association, "")
        return Line(key, case.number, case.title, where, times, stands(case), "answering:case")
    need = next((one for one in account.needs if one.ref == key and one.key in account.readable_needs), None)
    if need is None:
        return None
    taken = _("Har blivit förslag") if need.cases else _("Har inte blivit förslag")
    if need.declined:
        taken = _("Förbundet gick inte vidare: %(why)s") % {"why": need.reason}
    return Line(
        need.key, need.number, need.title, account.names.get(need.association, ""), times, taken, "needs:detail"
    )


def _figure(account: Account, name: str) -> Found:
    if name not in FIGURES:
        raise Http404
    return label(FIGURES[name].label), account.summary.figures[name].behind


def _stage(account: Account, rest: str) -> Found:
    name, _colon, which = rest.partition(":")
    found = next((one for one in account.summary.stages if one.stage == name), None)
    if found is None or which not in ("left", "still"):
        raise Http404
    title = _("Lämnade steget: %(stage)s") if which == "left" else _("Är kvar i steget: %(stage)s")
    return title % {"stage": label(STAGE[name].label)}, found.left if which == "left" else found.still


def _way(account: Account, rest: str) -> Found:
    name, _colon, which = rest.partition(":")
    step = next((one for one in account.summary.way if one.id == name), None)
    if step is None:
        raise Http404
    sets = {"reached": step.reached, "waiting": step.waiting} | dict(step.closed)
    if which not in sets:
        raise Http404
    why = {"reached": _("kom hit"), "waiting": _("är kvar här")}.get(which) or str(OUTCOME[which]).lower()
    return f"{label(step.label)}: {why}", sets[which]


def _outcome(account: Account, name: str) -> Found:
    if name not in account.summary.outcomes:
        raise Http404
    return str(OUTCOME[name]), account.summary.outcomes[name]


def _money(account: Account, name: str) -> Found:
    return _("Ärenden med pengar i förslaget till beslut"), account.summary.money.cases


_FINDERS: dict[str, Callable[[Account, str], Found]] = {
    "tal": _figure,
    "steg": _stage,
    "vag": _way,
    "lage": _outcome,
    "pengar": _money,
}
