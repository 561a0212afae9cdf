"""The standard report's parts with columns beside each other: areas, years or age groups, always by sex."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from samordna.deliver.reporting.ages import GROUPS, by_age
from samordna.deliver.reporting.reports import cut_of
from samordna.deliver.reporting.rules import linked
from samordna.deliver.reporting.rules.cuts import EVERYBODY, Cut
from samordna.deliver.reporting.rules.standard import PARTS, Part
from samordna.deliver.reporting.rules.variables import UNKNOWN, VARIABLES
from samordna.deliver.reporting.scopes import Scope
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.measure_reports.sheets import (
    ALL_TONE,
    Cell,
    Line,
    Sheet,
    share,
    share_bars,
)
from samordna.edge.web.measure_reports.tables import value_names
from samordna.engine.table import HIDDEN_SIGN
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.parties.actor import Actor

HIDDEN_CELL = Cell(HIDDEN_SIGN, HIDDEN_SIGN, "hidden")
#: So many years stand beside each other.
YEARS = 5
#: A picture with more bars than this says nothing.
MOST_BARS = 40
#: Every variable that is divided by age: which ages are told depends on all of them.
_DIVIDED = tuple(
    dict.fromkeys(name for part in PARTS if part.number != 5 for name in (part.before, part.after, *part.also) if name)
)


@dataclass(frozen=True)
class Column:
    """What stands in a column: a variable's cut, and which of its measures (or ages) it is about."""

    name: str
    cut: Callable[[str], Cut | None]
    chosen: frozenset[str] | None = None


@dataclass(frozen=True)
class Beside:
    """The columns, what they are told apart by, and what to know. Without columns ``notes`` says why."""

    text: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    #: The variables that stand in one column each get a table of their own kind elsewhere.
    one_by_one: bool = True


def of_areas(here: Column, other: Column) -> Beside:
    """The own and a larger area."""
    note = _("Tal för större områden räknas om var tionde minut.")
    return Beside(_("jämfört med %(area)s") % {"area": other.name}, (here, other), (note,), one_by_one=False)


def of_years(actor: Actor, scope: Scope, year: int) -> Beside:
    """The year and those before it."""
    years = range(max(FIRST_YEAR, year - YEARS + 1), year + 1)
    return Beside(_("år för år"), tuple(_of_year(actor, scope, one) for one in years))


def _of_year(actor: Actor, scope: Scope, year: int) -> Column:
    return Column(str(year), cache(lambda name: cut_of(actor, scope, name, year)), scope.chosen or None)


def of_ages(actor: Actor, scope: Scope, year: int) -> Beside:
    """Everybody and each age group."""
    text = _("efter ålder")
    made = by_age(actor, scope, _DIVIDED, year)
    if made is None:  # other choices of measures could be taken from each other
        why = _("Efter ålder visas bara hela förbundet. I en del av insatserna är det för få i varje åldersgrupp.")
        return Beside(text, (), (why,))
    names = value_names(VARIABLES["age"], GROUPS)
    columns = [Column(_("Alla"), made.get), *(Column(names[one], made.get, frozenset({one})) for one in GROUPS)]
    note = _("Åldern är den under startåret. Två prickar står där en till fyra personer annars kunde räknas fram.")
    return Beside(text, tuple(columns), (note,))


def sheets(part: Part, variables: Sequence[str], beside: Beside | None, hidden: Collection[str]) -> list[Sheet]:
    """Shares of those who ended, column by column; ``variables`` are one, or one before and one after."""
    if beside is None or not beside.columns:
        return []
    if any(one.cut(name) is None for one in beside.columns for name in variables):
        return []  # too few associations in an area
    variable = VARIABLES[variables[-1]]
    names = value_names(variable, variable.codes)
    unsaid = [frozenset(hidden) | _unsaid(part, column, variable.codes) for column in beside.columns]
    lines, bars = [], []
    for sex, who in (("women", _("Kvinnor")), ("men", _("Män")), (None, _("Alla"))):
        lines.append(Line(who, head=True))
        for code in variable.codes:
            if code != UNKNOWN:
                found = [
                    HIDDEN_CELL if code in not_here else _share(column, _counted_in(part, name, code), code, sex)
                    for column, not_here in zip(beside.columns, unsaid, strict=True)
                    for name in variables
                ]
                lines.append(Line(names[code], tuple(found)))
                if sex is None:
                    last = zip(beside.columns, found[len(variables) - 1 :: len(variables)], strict=True)
                    bars += [(f"{names[code]}, {column.name}", cell, ALL_TONE) for column, cell in last]
    title = f"{label(part.words if len(variables) > 1 else variable.words)}, {beside.text}"
    return [
        Sheet(
            f"del-{part.number}-{variables[-1]}-bredvid", title, _("Andel av dem som slutade"),
            _headings(variables, beside), tuple(lines), beside.notes,
            share_bars(bars) if len(bars) <= MOST_BARS else None, title,
        )
    ]  # fmt: skip


def _headings(variables: Sequence[str], beside: Beside) -> tuple[str, ...]:
    if len(variables) == 1:
        return tuple(column.name for column in beside.columns)
    return tuple(f"{text}, {column.name}" for column in beside.columns for text in (_("Före"), _("Efter")))


def _share(column: Column, name: str, code: str, sex: str | None) -> Cell:
    cut = column.cut(name)
    if cut is None:
        return HIDDEN_CELL
    return share(cut.of(code, sex, column.chosen), cut.of(EVERYBODY, sex, column.chosen))


def _counted_in(part: Part, name: str, code: str) -> str:
    """Who seeks work is the same number in the parts 1 and 2, and stands as part 2 tells it."""
    return name.replace("does", "occupation") if part.number == 1 and code == "seeking" else name


def _unsaid(part: Part, column: Column, codes: Collection[str]) -> frozenset[str]:
    """What one part would tell of another in the column."""
    cuts = {name: column.cut(name) for name in _DIVIDED} if part.number in (1, 3) else {}
    if part.number == 1:
        pairs = [(cuts[f"does_{at}"], cuts[f"occupation_{at}"]) for at in ("in", "out")]
        known = [(does, group) for does, group in pairs if does is not None and group is not None]
        return frozenset().union(*(linked.rows_of_doing(does, group) for does, group in known))
    if part.number == 3:
        groups, found = cuts["occupation_out"], cuts["afterwards"]
        if groups is not None and found is not None and linked.afterwards_tells(groups, found):
            return frozenset(codes)
    return frozenset()
