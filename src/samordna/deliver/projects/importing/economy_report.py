"""What became of a SIE 4 file, in plain words: sums, what was left out, and what may be counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words
from samordna.ground.parameters.reader import code_list

if TYPE_CHECKING:
    from samordna.deliver.projects.importing.economy import Found
    from samordna.deliver.projects.models import BudgetRow

_NO_BREAK = "\N{NO-BREAK SPACE}"


def headline(found: Found, *, tried: bool) -> Words:
    """One sentence: stored, there already, could be stored, or has to be mended."""
    if found.problems:
        return Words(
            "Ingenting har sparats. Rätta det som står här.", "Nothing has been stored. Mend what stands here."
        )
    if found.before:
        return Words("Samma fil är redan inläst. Ingenting har ändrats.", "The same file is there. Nothing is changed.")
    if tried:
        return Words("Filen går att läsa in.", "The file can be imported.")
    return Words("Filen är inläst.", "The file has been imported.")


def lines(found: Found, language: str, *, tried: bool) -> Iterator[str]:
    """The report as text: what became of the file, what may be counted twice, the sums, and what was left out."""
    english = language.startswith("en")
    said = [headline(found, tried=tried)]
    yield from (words.en if english else words.sv for words in said)
    yield from found.problems.lines(language)
    yield from (words.en if english else words.sv for words in [*found.twice, *sums(found), *_left_out(found)])


def sums(found: Found) -> Iterable[Words]:
    """What each measure gets in each year."""
    for (code, year), rows in sorted(found.rows.items()):
        total = Money.total(row.outcome for row in rows if row.outcome is not None)
        yield Words(
            f"{code} {year}: {kr(total)}, konton: {len(rows)}", f"{code} {year}: {total} kr, accounts: {len(rows)}"
        )


def _left_out(found: Found) -> Iterable[Words]:
    for project, amount in found.other_projects.items():
        yield Words(
            f"Projekt {project} hör till ingen insats: {kr(amount)}",
            f"Project {project} is no measure: {amount:.2f} kr",
        )
    if found.without_project:
        amount = found.without_project
        yield Words(f"Kostnader utan projekt: {kr(amount)}", f"Costs without a project: {amount:.2f} kr")
    if found.ignored:
        amount = found.ignored
        yield Words(f"Konton som inte räknas: {kr(amount)}", f"Accounts that are not counted: {amount:.2f} kr")


def counted_twice(row: BudgetRow, more: Money) -> Words:
    """``row`` was typed with an outcome, and the file gives ``more`` of the same kind."""
    name = next(one for one in code_list("cost_kind") if one.code == row.kind)
    held, what = Money(row.outcome_ore or 0), f"{row.measure.code} {row.year}"
    typed_sv = f"raden ”{row.description}”" if row.description else "en rad"
    typed_en = f"the row “{row.description}”" if row.description else "a row"
    return Words(
        f"Kan räknas två gånger: {what}, {name.sv.lower()}. På sidan har {typed_sv} utfallet {kr(held)}, skrivet för"
        f" hand, och filen lägger till {kr(more)}. Är det samma kostnad tar du bort utfallet på raden. Budgeten kan stå"
        " kvar.",
        f"May be counted twice: {what}, {name.en.lower()}. On the page {typed_en} has the outcome {held} kr, typed by"
        f" hand, and the file adds {more} kr. If it is the same cost, remove the outcome of the row. The budget may"
        " stay.",
    )


def kr(amount: Money | Decimal) -> str:
    """An amount as Swedish writes it.

    >>> kr(Money.parse("-21200.5")).replace("\\N{NO-BREAK SPACE}", " ")
    '−21 200,50 kr'
    """
    whole, _, ore = f"{Decimal(str(amount)):,.2f}".partition(".")
    return f"{whole.replace(',', _NO_BREAK).replace('-', '−')},{ore}{_NO_BREAK}kr"
