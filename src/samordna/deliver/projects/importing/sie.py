"""SIE 4: the file that every Swedish bookkeeping program writes. Amounts are decimals, never floats.

Format 4B (2008-09-30, sie.se): lines ``#KEY field "field with spaces" {dimension "object"}``, a verification's rows in
braces, characters in PC8 (cp437). Programs also write UTF-8 and Latin-1, and those are read too. ``#RTRANS`` and
``#BTRANS`` tell of corrections that ``#TRANS`` already contains, and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.kernel.words import Words

#: The dimension that SIE keeps for projects.
PROJECT: Final = "6"
LARGEST: Final = 64_000_000
_LONGEST_LINE: Final = 100_000
_TOKEN: Final = re.compile(r'\{[^{}]*\}|"(?:\\.|[^"\\])*"|[{}]|[^\s{}"]+')
_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,2}0*)?")


@dataclass(frozen=True, slots=True)
class Transaction:
    """A row of a verification. ``objects`` maps dimension to object; a debit is more than zero."""

    account: str
    objects: Mapping[str, str]
    amount: Decimal
    day: date
    line: int = 0


@dataclass(frozen=True)
class Verification:
    """Rows that together are nothing."""

    series: str
    number: str
    day: date
    rows: tuple[Transaction, ...]
    line: int = 0


@dataclass
class Books:
    """What a file says: whose books, which years, accounts, objects of dimensions, verifications."""

    organisation_number: str = ""
    company: str = ""
    kind: str = ""
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    verifications: list[Verification] = field(default_factory=list)

    @property
    def whose(self) -> str:
        """How the books are told from those of others: the organisation number, else the name."""
        return self.organisation_number or self.company


def text_of(content: bytes) -> str:
    """The text: UTF-8 where it is, else Latin-1 where its Swedish letters are, else cp437 as the format says.

    >>> text_of("Åsö".encode("cp437")), text_of("Åsö".encode("latin-1")), text_of("Åsö".encode())
    ('Åsö', 'Åsö', 'Åsö')
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        latin = sum(content.count(byte) for byte in b"\xe5\xe4\xf6\xc5\xc4\xd6")
        dos = sum(content.count(byte) for byte in b"\x86\x84\x94\x8f\x8e\x99")
        return content.decode("cp1252" if latin > dos else "cp437", errors="replace")


def read(content: bytes, problems: Problems) -> Books:
    """The books. What is wrong with single lines is added to ``problems``; TableProblem when it is no SIE file."""
    if len(content) > LARGEST:
        raise TableProblem(Problem("too large", Words("Filen är för stor.", "The file is too large.")))
    text = text_of(content)
    if not re.search(r"^\s*#(FLAGGA|SIETYP|GEN|PROGRAM|FNAMN|KONTO)\b", text[:20_000], re.MULTILINE):
        raise TableProblem(Problem("not sie", _NOT_SIE))
    reader = _Reader(problems)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.line(number, line)
    reader.end()
    return reader.books


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.books, self._problems = Books(), problems
        self._open: list[str] | None = None
        self._rows: list[Transaction] = []
        self._begun = 0

    def line(self, number: int, text: str) -> None:
        """One line; unknown keys are left out, as the format asks of those who read."""
        if len(text) > _LONGEST_LINE:
            self._say(number, "line", "Raden är orimligt lång.", "The line is unreasonably long.")
            return
        parts = [_unquoted(token) for token in _TOKEN.findall(text)]
        if not parts:
            return
        if parts == ["}"]:
            self._close(number)
        elif parts[0].startswith("#"):
            self._known(number, parts[0].upper(), parts[1:])

    def end(self) -> None:
        """A verification that was never closed is said."""
        if self._open is not None and self._rows:
            self._say(self._begun, "braces", "Verifikationen har inget slut.", "The verification is not closed.")

    def _known(self, number: int, key: str, parts: list[str]) -> None:
        books = self.books
        first, second = (*parts, "", "")[:2]
        if key == "#TRANS":
            self._transaction(number, parts)
        elif key == "#VER":
            self._open, self._rows, self._begun = parts, [], number
        elif key == "#KONTO":
            books.accounts[first] = second
        elif key == "#OBJEKT":
            books.objects[first, second] = (*parts, "", "", "")[2]
        elif key == "#ORGNR":
            books.organisation_number = first
        elif key == "#FNAMN":
            books.company = first
        elif key == "#SIETYP":
            books.kind = first
        elif key == "#RAR":
            days = [_day(part) for part in parts[1:3]]
            if re.fullmatch("-?[0-9]{1,3}", first) and len(days) == 2 and days[0] and days[1]:
                books.years[int(first)] = (days[0], days[1])

    def _transaction(self, number: int, parts: list[str]) -> None:
        if self._open is None:
            self._say(number, "outside", "Transaktionen står utanför en verifikation.", "It is outside a verification.")
            return
        account, objects, amount, day = (*parts, "", "", "", "")[:4]
        found = _amount(amount)
        moment = _day(day) or _day((*self._open, "", "", "")[2])
        if not account or not objects.startswith("{") or found is None or moment is None:
            self._say(
                number,
                "transaction",
                "Transaktionen går inte att läsa. Den ska ha konto, objekt i klammer, belopp och datum.",
                "The transaction cannot be read: account, objects in braces, amount and day are needed.",
            )
            return
        self._rows.append(Transaction(account, _objects(objects), found, moment, number))

    def _close(self, number: int) -> None:
        if self._open is None:
            return
        series, name, day = (*self._open, "", "", "")[:3]
        moment = _day(day)
        total = sum((row.amount for row in self._rows), Decimal(0))
        if total != 0:
            self._say(
                self._begun,
                "balance",
                "Verifikationen går inte ihop: debet och kredit skiljer sig. Exportera filen igen.",
                "The verification does not balance: debit and credit differ. Export the file again.",
            )
        if moment is not None:
            self.books.verifications.append(Verification(series, name, moment, tuple(self._rows), self._begun))
        self._open, self._rows = None, []

    def _say(self, line: int, kind: str, sv: str, en: str) -> None:
        self._problems.add(Problem(kind, Words(sv, en), line))


def _unquoted(token: str) -> str:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    return token


def _objects(text: str) -> dict[str, str]:
    parts = [_unquoted(token) for token in _TOKEN.findall(text[1:-1])]
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _amount(text: str) -> Decimal | None:
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _day(text: str) -> date | None:
    if not re.fullmatch("[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


# Writing, for tests and for those who want an example ------------------------------------------------------------


def write(books: Books) -> str:
    """The books as the format has them; encode as cp437."""
    return "\r\n".join(_lines(books)) + "\r\n"


def _lines(books: Books) -> Iterator[str]:
    yield from ["#FLAGGA 0", "#FORMAT PC8", f"#SIETYP {books.kind or 4}"]
    yield _line("#ORGNR", [books.organisation_number])
    yield _line("#FNAMN", [books.company])
    for number, (first, last) in books.years.items():
        yield _line("#RAR", [str(number), f"{first:%Y%m%d}", f"{last:%Y%m%d}"])
    for account, name in books.accounts.items():
        yield _line("#KONTO", [account, name])
    for (dimension, code), name in books.objects.items():
        yield _line("#OBJEKT", [dimension, code, name])
    for one in books.verifications:
        yield _line("#VER", [one.series, one.number, f"{one.day:%Y%m%d}"])
        yield "{"
        for row in one.rows:
            pairs = " ".join(f"{_quoted(key)} {_quoted(value)}" for key, value in row.objects.items())
            yield f"#TRANS {_quoted(row.account)} {{{pairs}}} {row.amount:.2f} {row.day:%Y%m%d}"
        yield "}"


def _line(key: str, parts: Iterable[str]) -> str:
    return " ".join([key, *map(_quoted, parts)])


def _quoted(text: str) -> str:
    if re.fullmatch(r"[^\s\"{}\\#]+", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_NOT_SIE: Final = Words(
    "Filen är ingen SIE-fil. Exportera bokföringen som SIE 4, med verifikationer.",
    "The file is no SIE file. Export the books as SIE 4, with verifications.",
)
