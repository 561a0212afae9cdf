"""The outcome of measures from an organisation's books: a SIE 4 file, by project, account by account.

The rows of a file replace those of an earlier file of the same organisation and year, and no others. Nothing but
accounts and sums is kept: what verifications say may name people.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from samordna.deliver.projects import permissions
from samordna.deliver.projects.importing import economy_report, sie
from samordna.deliver.projects.importing.mapping import IGNORE, Mapping, read_mapping
from samordna.deliver.projects.models import BudgetRow, Measure
from samordna.deliver.projects.planning import replace_rows_from
from samordna.deliver.projects.rows import CostRow
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.kernel.errors import SamordnaError
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words
from samordna.ground.parties.actor import Actor


@dataclass
class Found:
    """What a file gives: rows by measure and year, and what no line of the mapping speaks of, with its sums."""

    source: str = ""
    rows: dict[tuple[str, int], list[CostRow]] = field(default_factory=dict)
    other_projects: dict[str, Decimal] = field(default_factory=dict)
    other_accounts: dict[str, Decimal] = field(default_factory=dict)
    without_project: Decimal = Decimal(0)
    ignored: Decimal = Decimal(0)
    #: What was typed on the page and comes with the file too.
    twice: list[Words] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    stored: bool = False
    before: bool = False


@transaction.atomic
def import_economy(*, content: bytes, mapping: bytes, by: Actor, at: datetime, dry_run: bool = False) -> Found:
    """Read the books and let the mapped measures' outcome be theirs: all, or nothing when something has to be mended.

    The same file again changes nothing. A dry run says the same and writes nothing.
    """
    found = Found()
    mapped = read_mapping(mapping, found.problems)
    try:
        books = sie.read(content, found.problems)
    except TableProblem as stop:
        found.problems.add(stop.problem)
        return found
    found.source = source_of(books, content)
    _sums(books, mapped, found)
    measures = _measures(mapped.projects.values(), by, found)
    if not books.verifications and not found.problems:
        found.problems.add(Problem("no verifications", _NO_VERIFICATIONS))
    found.before = not found.problems and _there(found, measures)
    if found.problems or found.before:
        return found
    _counted_twice(found, measures)
    sid = transaction.savepoint()
    _replace(found, measures, by, at)
    if dry_run or found.problems:
        transaction.savepoint_rollback(sid)
    else:
        found.stored = True
    return found


def source_of(books: sie.Books, content: bytes) -> str:
    """How the rows name the file: whose books, and a digest."""
    return f"SIE {books.whose[:60]} {hashlib.sha256(content).hexdigest()[:16]}"


def _sums(books: sie.Books, mapped: Mapping, found: Found) -> None:
    costs: dict[tuple[str, int, str, str], Decimal] = defaultdict(Decimal)
    others: dict[str, Decimal] = defaultdict(Decimal)
    accounts: dict[str, Decimal] = defaultdict(Decimal)
    for row in (row for one in books.verifications for row in one.rows):
        project = row.objects.get(sie.PROJECT)
        if project is None:
            found.without_project += row.amount if row.account[:1] in "4567" else Decimal(0)
            continue
        measure, kind = mapped.projects.get(project), mapped.kind_of(row.account)
        if measure is None:
            others[project] += row.amount if row.account[:1] in "4567" else Decimal(0)
        elif kind is None:
            accounts[row.account] += row.amount
        elif kind == IGNORE:
            found.ignored += row.amount
        else:
            costs[measure, row.day.year, kind, row.account] += row.amount
    found.other_projects, found.other_accounts = dict(sorted(others.items())), dict(sorted(accounts.items()))
    for account in found.other_accounts:
        found.problems.add(Problem("account", _not_mapped(account)))
    for (measure, year, kind, account), amount in sorted(costs.items()):
        name = f"{account} {books.accounts.get(account, '')}".strip()[:200]
        row_of = CostRow(outcome=Money(int(amount * 100)), description=name, kind=kind)
        found.rows.setdefault((measure, year), []).append(row_of)


def _measures(codes: Iterable[str], by: Actor, found: Found) -> dict[str, Measure]:
    known = {one.code: one for one in Measure.objects.filter(code__in=set(codes)).select_related("association")}
    for code in sorted(set(codes)):
        measure = known.get(code)
        # What exists outside one's scope is answered as if it did not.
        if measure is None or not permissions.may_see_measure(by, measure):
            found.problems.add(Problem("measure", _no_measure(code)))
            known.pop(code, None)
        elif not permissions.may_change_measure(by, measure):
            found.problems.add(Problem("measure", _may_not(code)))
    return known


def _there(found: Found, measures: dict[str, Measure]) -> bool:
    """Whether the rows in the register are exactly those of the file."""
    held: set[Any] = set()
    for measure in measures.values():
        for row in measure.budget_rows.filter(source__startswith=_whose(found.source)):
            held.add((measure.code, row.year, row.kind, row.description, row.outcome_ore, row.source))
    wanted = {
        (code, year, row.kind, row.description, row.outcome.ore if row.outcome else None, found.source)
        for (code, year), rows in found.rows.items()
        for row in rows
    }
    return bool(wanted) and held == wanted


def _replace(found: Found, measures: dict[str, Measure], by: Actor, at: datetime) -> None:
    of_the_file = {year for _, year in found.rows}
    for code, measure in sorted(measures.items()):
        years = {year for of, year in found.rows if of == code}
        held = measure.budget_rows.filter(source__startswith=_whose(found.source), year__in=of_the_file)
        earlier = set(held.order_by().values_list("year", "source"))
        for year, source in sorted(earlier - {(year, found.source) for year in years}):
            replace_rows_from(measure=measure, year=year, source=source, rows=[], by=by, at=at)
        for year in sorted(years):
            try:
                replace_rows_from(
                    measure=measure, year=year, source=found.source, rows=found.rows[code, year], by=by, at=at
                )
            except SamordnaError as refusal:
                words = Words(f"{code}, {year}: {refusal.message_sv}", f"{code}, {year}: {refusal.message_en}")
                found.problems.add(Problem("measure", words))


def _whose(source: str) -> str:
    """All files of the same books begin so."""
    return source[:-16]


def _counted_twice(found: Found, measures: dict[str, Measure]) -> None:
    """Rows with an outcome that were typed for the same measure, year and kind: both will count, and that is said."""
    typed = BudgetRow.objects.filter(measure__in=measures.values(), source="", outcome_ore__isnull=False)
    for row in typed.exclude(outcome_ore=0).select_related("measure").order_by("measure__code", "year", "position"):
        same = [
            one.outcome
            for one in found.rows.get((row.measure.code, row.year), ())
            if one.kind == row.kind and one.outcome is not None
        ]
        if same:
            found.twice.append(economy_report.counted_twice(row, Money.total(same)))


def _not_mapped(account: str) -> Words:
    return Words(
        f"Konto {account} används på en insats projekt, men ingen rad säger vad det är. Lägg till det, eller ignore.",
        f"Account {account} is used on a measure's project, but no line says what it is. Add it, or ignore.",
    )


def _no_measure(code: str) -> Words:
    return Words(f"Insatsen {code[:20]} finns inte.", f"There is no measure {code[:20]}.")


def _may_not(code: str) -> Words:
    return Words(f"Du får inte ändra {code[:20]}.", f"You may not change {code[:20]}.")


_NO_VERIFICATIONS = Words(
    "Filen har inga verifikationer. Exportera bokföringen som SIE 4, med transaktioner.",
    "The file has no verifications. Export the books as SIE 4, with transactions.",
)
