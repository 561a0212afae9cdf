"""What a delivered file may look like, what is said of it when it does not, and that no cell is ever repeated."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.factories.deliver import AT
from tests.factories.linking import as_csv, person, spell

from samordna.ground.files import batches
from samordna.ground.files.problems import Problems
from samordna.ground.privacy import keyring, vault
from samordna.ground.privacy.closed_step import COLUMNS, SCHEMA, ClosedStep
from samordna.ground.privacy.pseudonyms import extract_key, pseudonym
from samordna.learn.statistics import linking

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
STATE = "a state"
ELIN, OUTSIDER = person(), person(date(1970, 5, 6), 980)
#: Something that stands in a cell and must never be repeated.
WORD = "Hemligheten"


@pytest.fixture
def elin() -> str:
    """What Elin is called in the extract."""
    known = vault.store(personal_number=ELIN, name="Elin Sand", at=AT)
    return pseudonym(extract_key(keyring.keys().extract, STATE), known)


@pytest.fixture
def through(elin, tmp_path):
    """Send a file through; returns the rows that came out, and the step."""

    def send(content, name="spells.csv", members=None):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        step = ClosedStep(
            state=STATE, members={elin} if members is None else members, codes=linking._codes(), problems=Problems()
        )
        return pa.Table.from_batches(list(step.replaced(file)), SCHEMA).to_pylist(), step

    return send


def test_a_row_comes_out_with_the_name_of_the_extract(through, elin):
    rows, step = through(as_csv([spell(ELIN, "2019-01-01", "2019-03-31", extent="50")]))
    assert rows == [
        {
            "person": elin,
            "benefit": "aktivitetsersattning",
            "from": date(2019, 1, 1),
            "to": date(2019, 3, 31),
            "extent": 50,
            "diagnosis_group": "F00-F99",
        }
    ]
    assert (step.seen.rows, step.seen.kept, step.seen.first, step.seen.last) == (
        1,
        1,
        date(2019, 1, 1),
        date(2019, 3, 31),
    )


WRITTEN = [
    ({"personal_number": f"{ELIN[:8]}-{ELIN[8:]}"}, "person", None),
    ({"from": "20190101"}, "from", date(2019, 1, 1)),
    ({"from": "2019-01-01 00:00:00"}, "from", date(2019, 1, 1)),
    ({"to": ""}, "to", None),
    ({"extent": "75 %"}, "extent", 75),
    ({"extent": ""}, "extent", None),
    ({"benefit": "SJUKPENNING"}, "benefit", "sjukpenning"),
    ({"benefit": "sjukersattning"}, "benefit", "sjukersattning"),
    ({"diagnosis_group": ""}, "diagnosis_group", None),
    ({"diagnosis_group": "F"}, "diagnosis_group", "F00-F99"),
    ({"diagnosis_group": "m00–m99"}, "diagnosis_group", "M00-M99"),
    ({"diagnosis_group": "T"}, "diagnosis_group", "S00-T98"),
]


@pytest.mark.parametrize(("cell", "column", "value"), WRITTEN)
def test_what_may_be_written_in_several_ways(through, elin, cell, column, value):
    rows, step = through(as_csv([{**spell(ELIN, "2019-01-01"), **cell}]))
    assert not step.problems
    assert rows[0][column] == (elin if column == "person" else value)


WRONG = [
    ({"personal_number": ""}, "Line 2, column personal_number: Fill in the personal number."),
    ({"personal_number": "199001012386"}, "Line 2, column personal_number: The check digit is wrong."),
    ({"personal_number": "9001012385"}, "Line 2, column personal_number: Write the year of birth with four digits."),
    ({"personal_number": WORD}, "Line 2, column personal_number: A personal number has twelve digits."),
    ({"benefit": WORD}, "Line 2, column benefit: The benefit is not known."),
    ({"benefit": "forsorjningsstod"}, "Line 2, column benefit: The benefit is not known."),
    ({"from": "2019-02-30"}, "Line 2, column from: Write the day as 2019-01-31."),
    ({"from": ""}, "Line 2, column from: Write the day as 2019-01-31."),
    ({"from": "31/1 2019"}, "Line 2, column from: Write the day as 2019-01-31."),
    ({"to": "2018-12-31"}, "Line 2, column to: The spell ends before it begins."),
    ({"extent": "30"}, "Line 2, column extent: Write 25, 50, 75 or 100."),
    ({"diagnosis_group": "F32.1"}, "Line 2, column diagnosis_group: This is a diagnosis."),
    ({"diagnosis_group": "D"}, "Line 2, column diagnosis_group: The diagnosis group is not known."),
    ({"diagnosis_group": WORD}, "Line 2, column diagnosis_group: The diagnosis group is not known."),
]


@pytest.mark.parametrize(("cell", "said"), WRONG)
def test_what_is_wrong_is_told_by_line_and_column_and_never_repeated(through, cell, said):
    rows, step = through(as_csv([{**spell(ELIN, "2019-01-01"), **cell}]))
    assert rows == []
    (problem,) = step.problems.lines("en")
    assert problem.startswith(said)
    everything = problem + "".join(step.problems.lines("sv")) + step.problems.as_json()
    assert WORD not in everything
    assert ELIN[2:] not in everything


def test_all_that_is_wrong_is_told_at_once_in_order(through):
    rows = [spell(ELIN, extent="3"), spell(ELIN), spell(OUTSIDER, "2019-13-01"), spell("19700506980", benefit="x")]
    _, step = through(as_csv(rows))
    assert [(one.line, one.column) for one in step.problems.shown] == [
        (2, "extent"),
        (4, "from"),
        (5, "personal_number"),
        (5, "benefit"),
    ]


SWAPPED = [("from", "to"), ("benefit", "diagnosis_group"), ("personal_number", "from")]


@pytest.mark.parametrize("pair", SWAPPED)
def test_columns_that_have_changed_places_are_told_first(through, pair):
    rows = [spell(ELIN, "2019-01-01", "2019-05-01"), spell(ELIN, "2018-01-01", "2018-03-01")]
    one, other = pair
    _, step = through(as_csv([row | {one: row[other], other: row[one]} for row in rows]))
    assert f"The columns {one} and {other} seem to have changed places" in next(step.problems.lines("en"))


FILES = [
    (b"", "The file is empty"),
    ("\n\n", "The file is empty"),
    (as_csv([]), "no rows"),
    ("förnamn,efternamn\n", "The first row must be headings"),
    (as_csv([spell(ELIN)]).replace("benefit,", "benefitt,", 1), "Did you mean benefit?"),
    (as_csv([spell(ELIN)]).replace("extent", "from", 1), "Several columns have this heading"),
    (as_csv([spell(ELIN, benefit="aktivitetsersättning")]).encode("latin-1"), "not in UTF-8"),
    (as_csv([spell(ELIN)]).encode("utf-16"), "UTF-16"),
    (as_csv([spell(ELIN)]) + '"', "quotation mark"),
    (b"PAR1 and nothing more", "cannot be read as Parquet"),
    (b"%PDF-1.7", "no table"),
    (b"PK\x03\x04 nothing", "cannot be read as a workbook"),
]


@pytest.mark.parametrize(("content", "said"), FILES)
def test_a_file_that_is_not_such_a_table_is_told(through, content, said):
    rows, step = through(content)
    assert rows == []
    assert any(said in line for line in step.problems.lines("en"))


def test_outsiders_are_counted_with_odd_kinds_of_numbers(through):
    coordination = person(date(1985, 4, 1), 984)
    day = f"{int(coordination[6:8]) + 60}"
    coordination = coordination[:6] + day + coordination[8:]
    right = next(n for n in (coordination[:11] + str(digit) for digit in range(10)) if _is_number(n))
    rows, step = through(as_csv([spell(ELIN), spell(OUTSIDER), spell(OUTSIDER), spell(right)]))
    assert len(rows) == 1
    seen = step.seen
    assert (seen.rows, seen.kept, seen.outside, seen.people, seen.people_outside) == (4, 1, 3, 3, 2)
    assert (seen.coordination_numbers, seen.test_numbers) == (1, 3)


def _is_number(text: str) -> bool:
    from samordna.ground.kernel.errors import Refusal
    from samordna.ground.kernel.identifiers import PersonalNumber

    try:
        PersonalNumber.parse(text)
    except Refusal:
        return False
    return True


def test_who_is_in_the_register_but_not_in_the_extract_is_an_outsider(through):
    rows, step = through(as_csv([spell(ELIN)]), members=set())
    assert (rows, step.seen.outside, step.seen.people_outside) == ([], 1, 1)


def test_a_workbook_is_read_like_the_text(through, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "spells.xlsx") as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, COLUMNS)
        sheet.write_row(1, 0, [ELIN, "sjukpenning"])
        sheet.write_datetime(1, 2, datetime(2019, 1, 1), day)
        sheet.write_row(1, 4, [100, "F00-F99"])
    rows, step = through(None, "spells.xlsx")
    assert not step.problems
    assert (rows[0]["from"], rows[0]["to"], rows[0]["benefit"]) == (date(2019, 1, 1), None, "sjukpenning")


@pytest.mark.parametrize("number", [ELIN, int(ELIN)])
def test_parquet_is_read_with_its_own_types(through, tmp_path, number):
    table = pa.table(
        {
            "Personal_Number": [number],
            "benefit": pa.array(["sjukpenning"]).dictionary_encode(),
            "from": pa.array([date(2019, 1, 1)]),
            "to": pa.array([None], pa.date32()),
            "extent": pa.array([50], pa.int8()),
            "diagnosis_group": pa.array([None], pa.string()),
        }
    )
    pq.write_table(table, tmp_path / "spells.parquet")
    rows, step = through(None, "spells.parquet")
    assert not step.problems
    assert (rows[0]["from"], rows[0]["to"], rows[0]["extent"]) == (date(2019, 1, 1), None, 50)


def test_a_type_that_cannot_be_read_is_told(through, tmp_path):
    table = pa.table({name: [1.5] if name == "extent" else ["x"] for name in COLUMNS})
    pq.write_table(table, tmp_path / "spells.parquet")
    _, step = through(None, "spells.parquet")
    assert "extent" in next(step.problems.lines("en"))


def test_a_large_file_is_read_in_pieces_with_the_lines_of_the_whole(through, monkeypatch):
    monkeypatch.setattr(batches, "PIECE", 200)
    monkeypatch.setattr(batches, "ROWS", 2)
    rows = [spell(ELIN, f"20{year:02}-01-01", f"20{year:02}-05-01") for year in range(30)]
    found, step = through(as_csv(rows))
    assert [row["from"].year for row in found] == [2000 + year for year in range(30)]
    rows[20]["extent"] = rows[25]["extent"] = "9"
    _, step = through(as_csv(rows))
    assert [one.line for one in step.problems.shown] == [22, 27]


def test_many_problems_are_counted_and_some_are_shown(through, monkeypatch):
    monkeypatch.setattr(batches, "PIECE", 2_000)
    _, step = through(as_csv([spell(ELIN, extent="9") for _ in range(900)]))
    assert step.problems.total == 900
    assert len(step.problems.shown) == 200


def test_a_file_that_changes_while_it_is_read_is_refused(through, monkeypatch, tmp_path):
    read = batches.read_table

    def changing(*given):
        (tmp_path / "spells.csv").write_text("something else entirely", encoding="utf-8")
        return read(*given)

    monkeypatch.setattr(batches, "read_table", changing)
    _, step = through(as_csv([spell(ELIN)]))
    assert any("changed while it was read" in line for line in step.problems.lines("en"))
