"""What is handed in as tables: money, categories and participants, and the difference against last time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import ANONYMOUS, MODES, SEXES, Between
from samordna.deliver.projects.models import CostKind, FinancierGroup
from samordna.deliver.reporting.queries import Reader
from samordna.deliver.reporting.rules.hand_in import MODES as MODE_WORDS
from samordna.deliver.reporting.rules.hand_in import ORE, PERSONS, SECTIONS, Cause, Difference, Row
from samordna.deliver.reporting.rules.told import Told
from samordna.deliver.reporting.tracing import Trace, Traces, can_be_traced
from samordna.edge.web.components.templatetags.samordna import label, moment
from samordna.edge.web.measure_reports.names import admin_names, cost_names, financier_names, told_apart
from samordna.edge.web.measure_reports.sheets import Cell, Line, Sheet, Value, cell, reasons
from samordna.edge.web.register.words import label_of
from samordna.ground.kernel.money import Money

assert set(financier_names()) == set(FinancierGroup.values)
assert set(cost_names()) == set(CostKind.values)


def sheets_of(rows: Sequence[Row], told: Told) -> list[Sheet]:
    """The tables in the order of print. ``told`` has the counts as they may be said beside earlier versions."""
    by_section: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_section[row.section].append(row)
    return [
        _means(by_section["means"] + by_section["own_capital"]),
        _two("administration", by_section["administration"], admin_names()),
        _costs(by_section["costs"]),
        _categories(by_section["categories"]),
        _participants(by_section["participants"], told),
    ]


#: Sections whose rows begin with the code of a measure.
_BY_MEASURE = ("costs", "participants")


def _title(section: str) -> str:
    return str(label(SECTIONS[section]))


def _money(row: Row | None) -> Money | None:
    return None if row is None or row.value is None else Money(row.value)


def _means(rows: Sequence[Row]) -> Sheet:
    names = financier_names()
    lines = [Line(names[row.parts[0]] if row.parts else _title("own_capital"), (cell(_money(row)),)) for row in rows]
    known = [amount for row in rows if (amount := _money(row)) is not None]
    total = Line(_("Tillsammans"), (cell(Money.total(known) if known else None),), total=True)
    return Sheet("means", _title("means"), _("Från"), (_("Belopp, kronor"),), (*lines, total))


def _two(section: str, rows: Sequence[Row], names: dict[str, str]) -> Sheet:
    """Budget and outcome beside each other."""
    by_key = {row.parts: row for row in rows}
    lines = [
        Line(names[kind], tuple(cell(_money(by_key.get((kind, each)))) for each in ("budget", "outcome")))
        for kind in names
        if (kind, "budget") in by_key
    ]
    lines.append(Line(_("Tillsammans"), _sums(rows), total=True))
    return Sheet(section, _title(section), _("Vad"), (_("Budget, kronor"), _("Utfall, kronor")), tuple(lines))


def _sums(rows: Sequence[Row]) -> tuple[Cell, ...]:
    made = []
    for each in ("budget", "outcome"):
        known = [amount for row in rows if row.parts[-1] == each and (amount := _money(row)) is not None]
        made.append(cell(Money.total(known) if known else None))
    return tuple(made)


def _costs(rows: Sequence[Row]) -> Sheet:
    kinds, by_key = cost_names(), {row.parts: row for row in rows}
    names = told_apart((row.parts[0], row.name) for row in rows)
    lines = [
        Line(
            names[row.parts[0]],
            tuple(cell(_money(by_key.get((*row.parts[:2], each)))) for each in ("budget", "outcome")),
            sub=kinds[row.parts[1]],
        )
        for row in rows
        if row.parts[-1] == "budget"
    ]
    lines.append(Line(_("Tillsammans"), _sums(rows), total=True))
    return Sheet("costs", _title("costs"), _("Insats"), (_("Budget, kronor"), _("Utfall, kronor")), tuple(lines))


def _categories(rows: Sequence[Row]) -> Sheet:
    lines = [
        Line(label_of("category", row.parts[0]) if row.parts and row.parts[0] else _("Inte ifyllt"),
             (cell(Between(row.value or 0, row.value or 0)),))
        for row in rows
    ]  # fmt: skip
    return Sheet("categories", _title("categories"), _("Slag av insats"), (_("Insatser"),), tuple(lines))


def _participants(rows: Sequence[Row], shown: Told) -> Sheet:
    """By measure and how participants are known; women, men and all are sums of what is shown."""
    values: dict[tuple[str, str], dict[str, Value]] = {}
    for row in rows:
        if not row.is_memo:
            values.setdefault((row.parts[0], row.parts[2]), {})[row.parts[1]] = shown[row.key]
    names = told_apart((row.parts[0], row.name) for row in rows)
    lines, sums = [], dict.fromkeys((*SEXES, "all"), Between(0, 0))
    for (code, mode), by_sex in values.items():
        if mode == ANONYMOUS and not any(isinstance(told, Between) and told.high for told in by_sex.values()):
            continue
        told = [by_sex.get(sex) for sex in SEXES]
        whole = told[0] + told[1] if isinstance(told[0], Between) and isinstance(told[1], Between) else None
        lines.append(Line(names[code], tuple(map(cell, (*told, whole))), sub=label(MODE_WORDS[mode])))
        for key, value in zip(sums, (*told, whole), strict=True):
            sums[key] += value if isinstance(value, Between) else Between(0, 0)
    lines.append(Line(_("Registreringar och antal tillsammans"), tuple(map(cell, sums.values())), total=True))
    columns = (_("Kvinnor"), _("Män"), _("Alla"))
    joint = _("Deltagare i en gemensam insats står hos förbundet som leder den, så att ingen räknas i två förbund.")
    assert set(MODE_WORDS) == set(MODES)
    return Sheet(
        "participants", _title("participants"), _("Insats"), columns, tuple(lines), (*reasons(sums.values()), joint)
    )


# The difference ------------------------------------------------------------------------------------------------------


def difference_sheet(
    differences: Sequence[Difference], reader: Reader, who: Traces, *, then: Told, today: Told
) -> Sheet:
    """Row by row: before, now, why if it is known, and who changed it when. Fewer than five stay fewer than five."""
    lines, section = [], ""
    names = told_apart((one.row.parts[0], one.row.name) for one in differences if one.row.section in _BY_MEASURE)
    for one in differences:
        if one.row.section != section:
            section = one.row.section
            lines.append(Line(_title(section), head=True))
        before, now = map(cell, reader.pair(one, then, today)) if one.row.unit == PERSONS else _pair(one)
        lines.append(Line(_name(one.row, names), (before, now, _why(one, reader, who)), sub=_which(one.row)))
    columns = (_("Inlämnat"), _("Nu"), _("Därför"))
    about_people = _("Vem som registrerade en deltagare, och när, står inte här: då kunde någon kännas igen.")
    notes = () if all(can_be_traced(one.row) for one in differences) else (about_people,)
    return Sheet(
        "difference", _("Skillnad mot det som är inlämnat"), _("Vad"), columns, tuple(lines), notes,
        ends_in_text=True,
    )  # fmt: skip


def _why(one: Difference, reader: Reader, who: Traces) -> Cell:
    """The causes, and under them who and when; where the trail says nothing, that."""
    why = "; ".join(_cause(one, cause, reader) for cause in one.causes)
    if not can_be_traced(one.row):
        return Cell(why, why, "text")
    below = "; ".join(map(_trace, who.get(one.row.key, ()))) or _("Vem som ändrade är inte sparat")
    return Cell(why, f"{why}. {below}", "text", below=below)


def _trace(one: Trace) -> str:
    """Ada Ström, 12 nov 2026 klockan 10.04, and the file or the reason where there is one."""
    said = [one.who, moment(one.at)]
    if one.source:
        said.append(_("ur %(file)s") % {"file": one.source})
    return ", ".join(said) + (f": {one.why}" if one.why else "")


def _pair(one: Difference) -> tuple[Cell, Cell]:
    if one.row.unit == ORE:
        return cell(_money(one.before)), cell(_money(one.now))
    numbers = [None if row is None else Between(row.value or 0, row.value or 0) for row in (one.before, one.now)]
    return cell(numbers[0]), cell(numbers[1])


def _cause(one: Difference, cause: Cause, reader: Reader) -> str:
    number = reader.cause(one, cause)
    return f"{label(cause.words)}: {cell(number).text}" if number is not None else str(label(cause.words))


def _name(row: Row, measures: dict[str, str]) -> str:
    if row.name:
        return measures.get(row.parts[0], row.name) if row.parts else row.name
    if row.section == "categories":
        return label_of("category", row.parts[0]) if row.parts and row.parts[0] else _("Inte ifyllt")
    names = financier_names() | admin_names()
    return names[row.parts[0]] if row.parts else _title(row.section)


def _which(row: Row) -> str:
    """What of it: women with person data, budget, outcome."""
    if row.section == "participants":
        sexes = {"women": _("Kvinnor"), "men": _("Män")}
        return f"{sexes[row.parts[1]]} {label(MODE_WORDS[row.parts[2]])}"
    kinds = cost_names()
    ends = {"budget": _("Budget"), "outcome": _("Utfall")}
    kind = kinds.get(row.parts[1], "") if len(row.parts) > 2 else ""
    return ", ".join(filter(None, [kind, ends.get(row.parts[-1], "") if row.parts else ""]))
