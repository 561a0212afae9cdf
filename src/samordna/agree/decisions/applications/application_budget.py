"""The application's budget as a workbook whose sums are formulas: change a cell and everything follows."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from samordna.agree.decisions.agreements.agreement_text import LINES
from samordna.agree.decisions.applications import roles
from samordna.agree.decisions.applications.application_content import Content
from samordna.agree.decisions.applications.certificate_paper import EU_WORDS, kind_words
from samordna.ground.kernel.money import Money

_Line = tuple[str, dict[int, Money]]


def budget_workbook(content: Content) -> bytes:
    """Three sheets: costs, financing, and the whole, which takes its figures from the other two."""
    from samordna.engine.formats.workbook import new_workbook  # noqa: PLC0415 – only needed when a workbook is made

    out = io.BytesIO()
    made = datetime.combine(content.on, time(), UTC).replace(tzinfo=None)
    book = new_workbook(out, title=content.title, comments=EU_WORDS, created=made)
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "align": "right"}),
        "first": book.add_format({"bold": True, "bottom": 1}),
        "name": book.add_format({}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "sum": book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1}),
        "sums": book.add_format({"bold": True, "top": 1}),
        "share": book.add_format({"num_format": "0.00 %"}),
    }
    cash, in_kind, paid, promised = _lines(content)
    years = content.years
    costs = _Sheet(book.add_worksheet("Kostnader"), looks, years)
    cash_row, all_row = costs.write("Kostnad, kronor", cash, in_kind)
    financing = _Sheet(book.add_worksheet("Medfinansiering"), looks, years)
    paid_row, promised_row = financing.write("Part och form, kronor", paid, promised)
    last = chr(ord("B") + len(years))
    cells = {
        "cash": f"Kostnader!{last}{cash_row + 1}",
        "total": f"Kostnader!{last}{all_row + 1}",
        "paid": f"Medfinansiering!{last}{paid_row + 1}",
        "promised": f"Medfinansiering!{last}{promised_row + 1}",
    }
    _whole(book.add_worksheet("Sammanställning"), looks, content, cells)
    book.close()
    return out.getvalue()


def _lines(content: Content) -> tuple[list[_Line], list[_Line], list[_Line], list[_Line]]:
    """Costs in cash and in kind, and what is promised in cash and in kind."""
    cash = [(LINES.get(line.id, line.id), dict(line.amounts)) for line in content.cash_lines]
    named = [
        (kind, (f"{roles.name_of(content.state, party)}, {kind_words(kind, party).lower()}", by_year))
        for (party, kind), by_year in content.promises().items()
    ]
    paid = [line for kind, line in named if kind == "cash"]
    in_kind = [line for kind, line in named if kind != "cash"]
    return cash, in_kind, paid, in_kind


class _Sheet:
    """A table of lines by year: two groups, the sum of the first, and the sum of both."""

    def __init__(self, sheet: Any, looks: dict[str, Any], years: Sequence[int]) -> None:
        self.sheet, self.looks, self.years = sheet, looks, tuple(years)
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, len(self.years) + 1, 16)

    def write(self, first: str, cash: list[_Line], in_kind: list[_Line]) -> tuple[int, int]:
        """Returns the rows (from 0) of the sum of cash and of the sum of all."""
        self.sheet.write_string(0, 0, first, self.looks["first"])
        for column, year in enumerate(self.years, 1):
            self.sheet.write_number(0, column, year, self.looks["head"])
        self.sheet.write_string(0, len(self.years) + 1, "Summa", self.looks["head"])
        cash_row = 1 + len(cash)
        self._group(1, cash)
        self._sum(cash_row, "Summa kontant", range(1, cash_row), cash)
        all_row = cash_row + 1 + len(in_kind)
        self._group(cash_row + 1, in_kind)
        self._sum(all_row, "Summa", range(cash_row, all_row), [*cash, *in_kind])
        return cash_row, all_row

    def _group(self, top: int, lines: list[_Line]) -> None:
        for row, (name, by_year) in enumerate(lines, top):
            self.sheet.write_string(row, 0, name, self.looks["name"])
            for column, year in enumerate(self.years, 1):
                self.sheet.write_number(row, column, _number(by_year.get(year, Money.zero())), self.looks["money"])
            total = Money.total(by_year.values())
            self._total_of_row(row, total)

    def _total_of_row(self, row: int, total: Money, look: str = "money") -> None:
        last = _column(len(self.years))
        formula = f"=SUM(B{row + 1}:{last}{row + 1})" if self.years else "=0"
        self.sheet.write_formula(row, len(self.years) + 1, formula, self.looks[look], _number(total))

    def _sum(self, row: int, name: str, added: range, lines: list[_Line]) -> None:
        """A row that adds the rows ``added``; ``lines`` give what it comes to."""
        self.sheet.write_string(row, 0, name, self.looks["sums"])
        for column, year in enumerate(self.years, 1):
            letter = _column(column)
            formula = f"=SUM({letter}{added.start + 1}:{letter}{added.stop})" if added else "=0"
            value = Money.total(by_year.get(year, Money.zero()) for _, by_year in lines)
            self.sheet.write_formula(row, column, formula, self.looks["sum"], _number(value))
        self._total_of_row(row, Money.total(a for _, by_year in lines for a in by_year.values()), "sum")


def _whole(sheet: Any, looks: dict[str, Any], content: Content, cells: dict[str, str]) -> None:
    """Total, support and the parties' part, as the rule computes them."""
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 18)
    outcome = content.outcome
    sheet.write_string(0, 0, content.title, looks["first"])
    sheet.write_string(0, 1, "Kronor", looks["head"])
    if outcome is None:
        sheet.write_string(
            1, 0, "Stödets andel är inte offentlig, så finansieringen går inte att räkna.", looks["name"]
        )
        return
    plan = outcome.plan
    sheet.write_string(1, 0, "Stödets andel", looks["name"])
    sheet.write_number(1, 1, float(outcome.rates.support.value), looks["share"])
    rows = (
        ("Projektets kostnad", f"={cells['total']}", plan.total),
        ("Stödets tak", "=ROUNDDOWN(ROUND(B3*B2,6),2)", plan.support_max),
        ("Krav på parterna", "=B3-B4", plan.parties_share_required),
        ("Lovat av parterna", f"={cells['promised']}", plan.committed),
        ("Saknas (minus: mer än kravet)", "=B5-B6", plan.share_gap),
        (
            "Kontanta kostnader som ingen parts pengar täcker",
            f"=MAX(0,{cells['cash']}-{cells['paid']})",
            plan.support_needed,
        ),
        ("Sökt stöd", "=MIN(B4,B8)", plan.support),
        ("Parternas del", "=B3-B9", plan.total - plan.support),
    )
    for row, (name, formula, value) in enumerate(rows, 2):
        sheet.write_string(row, 0, name, looks["name"])
        sheet.write_formula(row, 1, formula, looks["money"], _number(value))
    sheet.write_string(len(rows) + 3, 0, EU_WORDS, looks["name"])


def _number(amount: Money) -> float:
    """Kronor for a cell; a workbook has no other number. Öre are kept up to far beyond any project."""
    return amount.ore / 100


def _column(number: int) -> str:
    """The letter of a column, counted from 0; plans are at most ten years wide."""
    return chr(ord("A") + number)
