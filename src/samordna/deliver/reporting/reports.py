"""The measure report and the standard report: counts as they may be shown, for one person who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from samordna.deliver.participants.figures import ANONYMOUS, SEXES, VOLUME, Between, together
from samordna.deliver.participants.models import SupportAnswer
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.reporting.counting import Measures, Rows, left, people_of
from samordna.deliver.reporting.rules.cuts import EVERYBODY, Cut
from samordna.deliver.reporting.rules.standard import Change
from samordna.deliver.reporting.rules.variables import VARIABLES, Variable
from samordna.deliver.reporting.scopes import Scope, of_scope, own_measures
from samordna.ground.parties.actor import Actor

#: So many years at most in one report.
MOST_YEARS = 10
BY_SEX = (*SEXES, None)


@dataclass(frozen=True)
class Line:
    """How many have a value: women, men and both."""

    code: str
    women: Between
    men: Between
    all: Between


@dataclass(frozen=True)
class MeasureReport:
    """A variable over some years: those with person data by value, and the others, of whom it is not known.

    ``anonymous`` and ``volume`` are None where there is nobody of the kind.
    """

    variable: Variable
    lines: tuple[Line, ...]
    everybody: Line
    anonymous: Line | None
    volume: Line | None


def measure_report(actor: Actor, scope: Scope, variable: Variable, years: Sequence[int]) -> MeasureReport:
    """The report; a fixed number of questions for each year."""
    rows = people_of(variable)
    cuts = [made for year in years if (made := of_scope(actor, scope, variable, year, rows)) is not None]
    codes = variable.codes or tuple(sorted({code for one in cuts for code in one.values}))
    over = _flow if variable.ended else _stock
    lines = tuple(_line(code, cuts, scope, over) for code in codes)
    everybody = _line(EVERYBODY, cuts, scope, over)
    return MeasureReport(variable, lines, everybody, *_others(actor, scope, years))


def _line(code: str, cuts: Sequence[Cut], scope: Scope, over: Callable[[Sequence[Between]], Between]) -> Line:
    chosen, known = scope.chosen or None, [one for one in cuts if one.knows(code)]
    women, men, both = (over([one.of(code, sex, chosen) for one in known]) for sex in BY_SEX)
    return Line(code, women, men, both)


def _flow(years: Sequence[Between]) -> Between:
    """Those who ended, over years: nobody ends the same participation twice."""
    return together(years)


def _stock(years: Sequence[Between]) -> Between:
    """Those who took part, over years: at least as many as in one of them, at most all of them different."""
    if len(years) < 2:
        return together(years)
    whole = together(years)
    most = max(one.low for one in years)
    return Between(most, whole.high, whole.why | {"years"}) if most < whole.high else whole


def _others(actor: Actor, scope: Scope, years: Sequence[int]) -> tuple[Line | None, Line | None]:
    """Without person data, and numbers only: how many, by sex, as the measure's page shows them."""
    if scope.association is None:
        return None, None
    measures = [one for one in own_measures(actor, scope.association) if not scope.chosen or one.code in scope.chosen]
    cells = figures_of(actor, measures, years).values()

    def line(mode: str) -> Line | None:
        women, men = (together(cell.of(mode=mode, sex=sex) for cell in cells) for sex in SEXES)
        return Line(mode, women, men, women + men) if (women + men).high else None

    return line(ANONYMOUS), line(VOLUME)


# The standard report -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """A row before and after, for women, men and both."""

    code: str
    by_sex: Mapping[str | None, Change]


def cut_of(actor: Actor, scope: Scope, name: str, year: int, *, had: str = "") -> Cut | None:
    """A variable of those who ended in the year; with ``had`` only those who had that source of support before."""

    if not had:
        return of_scope(actor, scope, VARIABLES[name], year, left)
    before = SupportAnswer.objects.filter(occasion__kind="in", source=had, extent__gt=0)

    def rows(measures: Measures, its_year: int) -> Rows:
        return left(measures, its_year).filter(pk__in=before.values("occasion__participation"))

    return of_scope(actor, scope, VARIABLES[name], year, rows)


def compared(before: Cut, after: Cut, scope: Scope) -> tuple[Compared, ...]:
    """Each value before and after; the values are the same in both."""
    chosen = scope.chosen or None
    return tuple(
        Compared(code, {sex: Change(before.of(code, sex, chosen), after.of(code, sex, chosen)) for sex in BY_SEX})
        for code in after.values
    )


def lines_of(cut: Cut, scope: Scope, *, everybody: bool = False) -> tuple[Line, ...]:
    """Each value; with ``everybody`` also how many there are in all, last."""
    codes = (*cut.values, EVERYBODY) if everybody else cut.values
    return tuple(_line(code, [cut], scope, _flow) for code in codes)
