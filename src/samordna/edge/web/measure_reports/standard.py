"""The standard report's six parts as tables and pictures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import SEXES, together
from samordna.deliver.reporting.reports import Compared, compared, cut_of, lines_of
from samordna.deliver.reporting.reports import Line as Counted
from samordna.deliver.reporting.rules import linked
from samordna.deliver.reporting.rules.cuts import Cut, tells_of_few
from samordna.deliver.reporting.rules.standard import PARTS, Change, Part
from samordna.deliver.reporting.rules.variables import UNKNOWN, VARIABLES
from samordna.deliver.reporting.scopes import Scope
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.measure_reports.beside import HIDDEN_CELL, Beside, Column, of_areas, sheets
from samordna.edge.web.measure_reports.sheets import (
    ALL_TONE,
    MEN_TONE,
    WOMEN_TONE,
    Cell,
    Line,
    Sheet,
    bars,
    cell,
    reasons,
    share,
    signed,
)
from samordna.edge.web.measure_reports.tables import value_names
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN
from samordna.ground.parties.actor import Actor

#: The part whose rows are counted again in the groups of part 2.
BESIDE_GROUPS = 1


@dataclass(frozen=True)
class ShownPart:
    """A part of the report: its heading, what to know, and its tables; none with ``why_not``."""

    number: int
    title: str
    explained: str
    sheets: tuple[Sheet, ...]
    why_not: str = ""


def parts(
    actor: Actor, scope: Scope, year: int, source: str, *, other: Scope | None, beside: Beside | None
) -> list[ShownPart]:
    """All six parts; with an area to compare with, or with years or age groups ``beside`` each other."""
    makers = {1: _before_after, 2: _before_after, 4: _before_after, 3: _alone, 5: _transition, 6: _how_long}
    asked = _Asked(actor, scope, year, source, other, beside)
    return [makers[part.number](asked, part) for part in PARTS]


@dataclass(frozen=True)
class _Asked:
    actor: Actor
    scope: Scope
    year: int
    source: str
    other: Scope | None
    given: Beside | None
    made: dict[tuple[str, str, str], Cut | None] = field(default_factory=dict)

    def cut(self, name: str, *, had: str = "") -> Cut | None:
        return self._once(self.scope, name, had)

    @property
    def beside(self) -> Beside | None:
        """The columns beside each other."""
        if self.other is None:
            return self.given
        here = Column(self.scope.name, self.cut, self.scope.chosen or None)
        return of_areas(here, Column(area_name(self.other), self.other_cut))

    def other_cut(self, name: str) -> Cut | None:
        return self._once(self.other, name) if self.other else None

    def _once(self, scope: Scope, name: str, had: str = "") -> Cut | None:
        """The same variable is asked for by several parts."""
        key = (scope.code, name, had)
        if key not in self.made:
            self.made[key] = cut_of(self.actor, scope, name, self.year, had=had)
        return self.made[key]


def area_name(area: Scope) -> str:
    """What an area is called."""
    return area.name or _("Hela landet")


def _shown(part: Part, sheets: Sequence[Sheet], why_not: str = "") -> ShownPart:
    return ShownPart(part.number, label(part.words), label(part.explained), tuple(sheets), why_not)


def _before_after(ask: _Asked, part: Part) -> ShownPart:
    before, after = ask.cut(part.before), ask.cut(part.after)
    if before is None or after is None:
        return _shown(part, (), _too_few())
    names = value_names(VARIABLES[part.after], after.values)
    rows = compared(before, after, ask.scope)
    hidden = frozenset[str]()
    if part.number == BESIDE_GROUPS:
        rows, hidden = _beside_groups(ask, rows)
    everybody = lines_of(after, ask.scope, everybody=True)[-1]
    lines = []
    for sex, who, how_many in (
        ("women", _("Kvinnor"), everybody.women), ("men", _("Män"), everybody.men), (None, _("Alla"), everybody.all)
    ):  # fmt: skip
        lines.append(Line(who, head=True))
        for row in rows:
            change = row.by_sex[sex]
            if row.code in hidden:
                lines.append(Line(names[row.code], (HIDDEN_CELL,) * 4))
            elif row.code != UNKNOWN or change.before.high or change.after.high:
                lines.append(Line(names[row.code], _change(change)))
        lines.append(
            Line(_("Alla som slutade"), (cell(how_many), cell(how_many), *[Cell("", "", "text")] * 2), total=True)
        )
    columns = (_("Före"), _("Efter"), _("Ändring"), _("Ändring i procent"))
    picture = [
        pair
        for row in rows
        if row.code != UNKNOWN and row.code not in hidden
        for pair in (
            (_("%(what)s, före") % {"what": names[row.code]}, row.by_sex[None].before, MEN_TONE),
            (_("%(what)s, efter") % {"what": names[row.code]}, row.by_sex[None].after, WOMEN_TONE),
        )
    ]
    values = [each for row in rows for change in row.by_sex.values() for each in (change.before, change.after)]
    sheet = Sheet(
        f"del-{part.number}", label(part.words), _("Veckan före och efter"), columns, tuple(lines),
        (*reasons(values), *_hidden_note(hidden)), bars(picture), label(part.words),
    )  # fmt: skip
    return _shown(part, [sheet, *sheets(part, (part.before, part.after), ask.beside, hidden)])


def _beside_groups(ask: _Asked, rows: Sequence[Compared]) -> tuple[tuple[Compared, ...], frozenset[str]]:
    """Part 1 as it can stand beside part 2: who seeks work is the same number in both; other rows may be hidden."""
    groups = [ask.cut(name) for name in ("occupation_in", "occupation_out")]
    doing = [ask.cut(name) for name in ("does_in", "does_out")]
    known = [(does, group) for does, group in zip(doing, groups, strict=True) if does is not None and group is not None]
    if len(known) < 2:
        return tuple(rows), frozenset(row.code for row in rows)
    before, after = (group for _does, group in known)
    same = {row.code: row for row in compared(before, after, ask.scope)}
    hidden = frozenset().union(*(linked.rows_of_doing(does, group) for does, group in known))
    return tuple(same["seeking"] if row.code == "seeking" else row for row in rows), hidden


def _hidden_note(hidden: Collection[str]) -> tuple[str, ...]:
    """Why a row is hidden; nothing when none is."""
    if not hidden:
        return ()
    return (_("En rad är dold när den tillsammans med en annan del skulle visa hur det är för en till fyra personer."),)


def _change(change: Change) -> tuple[Cell, ...]:
    percent = change.percent
    if percent is not None:
        per_cent = Cell(f"{signed(percent).text} %", percent)
    elif change.number is not None:
        per_cent = Cell(MISSING_SIGN, MISSING_SIGN, "missing")
    else:
        per_cent = Cell(HIDDEN_SIGN, HIDDEN_SIGN, "hidden")
    return cell(change.before), cell(change.after), signed(change.number), per_cent


def _sheet(
    id_: str,
    title: str,
    corner: str,
    lines: Sequence[Counted],
    names: dict[str, str],
    *,
    hidden: Collection[str] = (),
) -> Sheet:
    *rows, everybody = lines
    shown = [line for line in rows if line.code != UNKNOWN or line.all.high]
    table = [
        Line(names[line.code], (HIDDEN_CELL,) * 4)
        if line.code in hidden
        else Line(names[line.code], (*map(cell, (line.women, line.men, line.all)), share(line.all, everybody.all)))
        for line in shown
    ]
    whole = (*map(cell, (everybody.women, everybody.men, everybody.all)), Cell("", "", "text"))
    columns = (_("Kvinnor"), _("Män"), _("Alla"), _("Andel"))
    picture = bars([(names[line.code], line.all, ALL_TONE) for line in shown if line.code not in hidden])
    why = reasons([value for line in rows for value in (line.women, line.men, line.all)])
    total = Line(_("Alla"), whole, total=True)
    return Sheet(id_, title, corner, columns, (*table, total), (*why, *_hidden_note(hidden)), picture, title)


def _alone(ask: _Asked, part: Part) -> ShownPart:
    """Part 3, where it can stand beside part 2."""
    groups, found = ask.cut("occupation_out"), ask.cut(part.after)
    if groups is not None and found is not None and linked.afterwards_tells(groups, found):
        return _shown(part, (), _together_with(2))
    return _of_one(ask, part, [part.after])


def _how_long(ask: _Asked, part: Part) -> ShownPart:
    return _of_one(ask, part, [part.after, *part.also])


def _of_one(ask: _Asked, part: Part, variables: Sequence[str]) -> ShownPart:
    found = []
    for number, name in enumerate(variables, start=1):
        scopes = [(ask.scope, ask.cut(name)), *([(ask.other, ask.other_cut(name))] if ask.other else [])]
        for scope, cut in scopes:
            if cut is not None:
                title = f"{label(VARIABLES[name].words)}. {area_name(scope)}"
                names = value_names(VARIABLES[name], cut.values)
                lines = lines_of(cut, scope, everybody=True)
                found.append(
                    _sheet(
                        f"del-{part.number}-{number}-{scope.kind}", title, label(VARIABLES[name].words), lines, names
                    )
                )
        if ask.beside and ask.beside.one_by_one:
            found += sheets(part, (name,), ask.beside, ())
    return _shown(part, found, "" if found else _too_few())


def _transition(ask: _Asked, part: Part) -> ShownPart:
    """Only where it may be known how many women and men of each measure had the source: here they are everybody."""
    before, chosen = ask.cut("support_in"), ask.scope.chosen
    measures = [one for one in before.measures if not chosen or one in chosen] if before else []
    told = [before.of(ask.source, sex, {one}) for one in measures for sex in SEXES] if before else []
    had = together(told) if before else None
    names = value_names(VARIABLES["support_in"], VARIABLES["support_in"].codes)
    if had is None or not all(one.is_exact for one in told) or not had.low:
        why = _("Ingen av dem som slutade hade %(source)s före.") if had and not had.high else _too_few()
        return _shown(part, (), why % {"source": names[ask.source].lower()} if had and not had.high else why)
    cut = ask.cut(part.after, had=ask.source)
    every = ask.cut(part.after)
    if cut is None or every is None or tells_of_few(every, cut, chosen or None):
        return _shown(part, (), _too_few())
    hidden = linked.rows_of_a_part(every, cut)  # in any other choice of measures
    title = _("De som hade %(source)s före, och deras försörjning efter") % {"source": names[ask.source].lower()}
    lines = lines_of(cut, ask.scope, everybody=True)
    return _shown(part, [_sheet("del-5", title, _("Försörjning efter"), lines, names, hidden=hidden)])


def _together_with(number: int) -> str:
    text = _(
        "Tillsammans med del %(n)d skulle den här delen visa hur det är för en till fyra personer. "
        "Därför visas den inte."
    )
    return text % {"n": number}


def _too_few() -> str:
    return _("Här är så få att inget kan visas utan att någon känns igen.")
