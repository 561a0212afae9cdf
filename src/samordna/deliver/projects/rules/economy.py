"""What may stand in the economy of a measure and of an association. Plain Python.

An amount that nobody has said is None, which is not 0: a sum takes what is said, and tells that something is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import YES, Verdict, no

RULE = "S20"
#: So far ahead is anything planned. Our limit.
YEARS_AHEAD = 10
#: So much at most on a row: a thousand times what all associations have. Our limit.
MOST = Money.kronor(10**12)

#: Kind of organisation → its group in reports. Who is not here is one of the others.
_GROUPS = {
    "fk": "state",
    "af": "state",
    "agency": "state",
    "university": "state",
    "municipality": "municipalities",
    "region": "regions",
    "association": "association",
}


def group_of(kind: str) -> str:
    """The group of financiers that an organisation of a kind is counted in.

    >>> group_of("af"), group_of("company")
    ('state', 'other')
    """
    return _GROUPS.get(kind, "other")


@dataclass(frozen=True)
class Sum:
    """Budget and outcome together; None when nobody has said any. ``missing``: rows with a budget and no outcome."""

    budget: Money | None = None
    outcome: Money | None = None
    missing: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(_plus(self.budget, other.budget), _plus(self.outcome, other.outcome), self.missing + other.missing)


def _plus(one: Money | None, other: Money | None) -> Money | None:
    if one is None or other is None:
        return one if other is None else other
    return one + other


def row_sum(budget: Money | None, outcome: Money | None) -> Sum:
    """One row as a sum."""
    return Sum(budget, outcome, int(budget is not None and outcome is None))


def total(sums: Iterable[Sum]) -> Sum:
    """All of them together.

    >>> total([row_sum(Money(5), None), row_sum(Money(1), Money(2))])
    Sum(budget=Money(ore=6), outcome=Money(ore=2), missing=1)
    """
    return sum(sums, Sum())


def kind_fits(kind: str, *, esf: bool) -> Verdict:
    """Costs that ESF pays exist only in a measure that ESF finances."""
    if kind != "esf_measure_cost" or esf:
        return YES
    return no(
        "Insatsen får inte pengar från ESF. Välj Insatskostnad.",
        "The measure has no ESF money. Choose Measure cost.",
        rule=RULE,
        field="kind",
    )


def says_something(budget: Money | None, outcome: Money | None, description: str) -> Verdict:
    """A row has an amount: a name alone is no cost."""
    if budget is not None or outcome is not None or not description:
        return YES
    return no(
        "Skriv ett belopp, eller ta bort raden.", "Write an amount, or take the row away.", rule=RULE, field="budget"
    )


def can_be_summed(amount: Money | None, field: str) -> Verdict:
    """An amount that is a slip of the finger is refused: no sum of amounts within the limit is too large to store.

    >>> bool(can_be_summed(MOST, "budget")), bool(can_be_summed(-MOST - Money(1), "budget"))
    (True, False)
    """
    if amount is None or abs(amount.ore) <= MOST.ore:
        return YES
    return no(
        "Beloppet är större än tusen miljarder kronor. Skriv det i kronor, inte i ören.",
        "The amount is more than a million million kronor. Write it in kronor, not in öre.",
        rule=RULE,
        field=field,
    )


def year_known(year: int, *, today: date, start: date | None = None, end: date | None = None) -> Verdict:
    """An association's economy belongs to a year between its start and its end, and not far ahead."""
    first = max(FIRST_YEAR, start.year if start else FIRST_YEAR)
    last = min(today.year + YEARS_AHEAD, end.year if end else today.year + YEARS_AHEAD)
    if first <= year <= last:
        return YES
    return no(
        f"Välj ett år mellan {first} och {last}.", f"Choose a year between {first} and {last}.", rule=RULE, field="year"
    )


def names_its_financier(*, known: bool, own_capital: bool) -> Verdict:
    """Means come from somebody, but for own capital, which is the association's own."""
    if known or own_capital:
        return YES
    return no("Välj vem som finansierar.", "Choose who finances.", rule=RULE, field="financier")


def one_own_capital(rows: int) -> Verdict:
    """Own capital is one row of a year."""
    if rows <= 1:
        return YES
    return no(
        "Eget kapital står redan på en rad. Lägg ihop dem.",
        "Own capital stands on a row already. Put them together.",
        rule=RULE,
        field="financier",
    )
