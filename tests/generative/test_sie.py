"""Whatever books there are, what is written as SIE 4 is read again: in the format's own characters and in others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from samordna.deliver.projects.importing import sie
from samordna.ground.files.problems import Problems

WORDS = st.text('abcÅÄÖåäö 019"\\&/-', min_size=1, max_size=12).map(str.strip).filter(bool)
CODES = st.text("ABCP0123456789-", min_size=1, max_size=6)
ACCOUNTS = st.integers(1000, 8999).map(str)
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
AMOUNTS = st.integers(-(10**12), 10**12).map(lambda ore: Decimal(ore) / 100)
OBJECTS = st.dictionaries(st.sampled_from(["1", "6", "7"]), CODES, max_size=3)
ROWS = st.lists(st.tuples(ACCOUNTS, OBJECTS, AMOUNTS), min_size=1, max_size=5)


@st.composite
def verifications(draw):
    day, rows = draw(DAYS), draw(ROWS)
    rest = -sum((amount for _, _, amount in rows), Decimal(0))
    made = [sie.Transaction(account, objects, amount, day) for account, objects, amount in rows]
    made.append(sie.Transaction("1930", {}, rest, day))
    return sie.Verification(draw(st.sampled_from(["A", "B"])), str(draw(st.integers(1, 999))), day, tuple(made))


BOOKS = st.builds(
    sie.Books,
    organisation_number=st.sampled_from(["", "212000-0001"]),
    company=WORDS,
    kind=st.just("4"),
    years=st.just({0: (date(2026, 1, 1), date(2026, 12, 31))}),
    accounts=st.dictionaries(ACCOUNTS, WORDS, max_size=4),
    objects=st.dictionaries(st.tuples(st.just("6"), CODES), WORDS, max_size=4),
    verifications=st.lists(verifications(), max_size=4),
)


def without_lines(books):
    return [
        (one.series, one.number, one.day, [(r.account, dict(r.objects), r.amount, r.day) for r in one.rows])
        for one in books.verifications
    ]


@given(BOOKS, st.sampled_from(["cp437", "utf-8", "utf-8-sig"]))
def test_what_is_written_is_read_again(books, encoding):
    problems = Problems()
    read = sie.read(sie.write(books).encode(encoding), problems)
    assert not problems
    for name in ("organisation_number", "company", "kind", "years", "accounts", "objects"):
        assert getattr(read, name) == getattr(books, name)
    assert without_lines(read) == without_lines(books)


@given(st.binary(max_size=300), st.booleans())
def test_whatever_comes_is_read_or_refused_in_words(content, begun):
    problems = Problems()
    try:
        sie.read(b"#FLAGGA 0\n" * begun + content, problems)
    except sie.TableProblem as stop:
        assert stop.problem.words.sv
    assert all(problem.words.sv and problem.words.en for problem in problems.shown)
