"""Whatever is sent as a table gets a clear answer, at a line and a column, and never what stood in a cell."""

from __future__ import annotations

import doctest
import io
import time
import zipfile
from datetime import date

import pytest
import xlsxwriter

from samordna.ground.files import limits, problems, sheet_rows, writing
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.tables import Column, read_table
from samordna.ground.files.writing import csv_of, xlsx_of
from samordna.ground.kernel.words import Words

COLUMNS = [Column("name", True), Column("start", True), Column("end")]
HEAD = "name,start,end\n"


def read(content: bytes):
    """Rows, problems and what else is said; a file that cannot be read has no rows."""
    found = Problems()
    try:
        table = read_table(content, COLUMNS, found)
        return list(table.rows), found, table
    except TableProblem as stop:
        if not found:
            found.add(stop.problem)
        return [], found, None


def workbook(fill, **options) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True} | options)
    fill(book)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("module", [problems, sheet_rows, writing])
def test_examples(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_every_ordinary_dress(delimiter, mark, end):
    text = mark + end.join(["End;Name;start", '2026-02-01; "Åsa" ;2026-01-01', ";;", "", ";Örjan;"]).replace(
        ";", delimiter
    )
    rows, found, _ = read(text.replace(' "Åsa" ', '"Åsa "').encode())
    assert [cells for _line, cells in rows] == [["Åsa", "2026-01-01", "2026-02-01"], ["Örjan", "", ""]]
    assert [line for line, _cells in rows] == [2, 5]
    assert not found


def test_a_row_over_several_lines_is_counted_by_its_first():
    rows, _, _ = read((HEAD + '"Anna\nMaria",a,b\nBo,c,d\n').encode())
    assert [line for line, _ in rows] == [2, 4]


def test_columns_that_are_not_required_may_be_missing():
    rows, found, table = read(b"start,name\nx,y\n")
    assert (rows, table.missing, bool(found)) == ([(2, ["y", "x", ""])], ("end",), False)


ODD_TEXT = [
    (HEAD.encode() + "Åsa,x,y\n".encode("cp1252"), "encoding", 2, "Windows-1252"),
    (HEAD.encode() + b"a,b,c\n" + "Åsa Öä,x,y\n".encode("cp437"), "encoding", 3, "cp437"),
    ((HEAD + "Åsa,x,y\n").encode("utf-16"), "encoding", 1, "UTF-16"),
    ((HEAD + "Anna,x,y\n").encode("utf-16-le"), "encoding", 1, "UTF-16"),
    (HEAD.encode() + b"a,b,\0\n", "nul", 2, "NUL"),
    (b"", "empty", 0, "tom"),
    (b"\n\n  \n", "headings", 3, "rubriker"),
    (b"19900101-2385,Anna,2026\n", "headings", 1, "name, start"),
    (b"name,strat,end\n", "unknown column", 1, "start?"),
    (b"name,start,end,19900101\n", "unknown column", 1, "känns inte igen"),
    (b"name,start,,end\n", "unknown column", 1, "ingen rubrik"),
    (b"name,start,name\n", "column twice", 1, "flera kolumner"),
    (b"name,end\n", "column missing", 1, "saknas"),
    (HEAD.encode() + b"a,b\n", "cells", 2, "2 celler men rubriken 3"),
    (HEAD.encode() + b"a,b,c,d\n", "cells", 2, "4 celler"),
    (HEAD.encode() + b"a,=HYPERLINK(1),c\n", "formula", 2, "likhetstecken"),
    (HEAD.encode() + b'a,"b,c\nd,e,f\n', "quotes", 2, "citattecken"),
    (HEAD.encode() + b'a,"b"x,c\n', "quotes", 2, "citattecken"),
    (HEAD.encode() + b"a," + b"x" * 200_000 + b",c\n", "quotes", 2, "orimligt"),
    (HEAD.encode() + b'"' + b'","\n' * 3_000, "quotes", 2, "orimligt"),
    (b",".join(b"%d" % n for n in range(1_000_000)), "columns", 1, "300 kolumner"),
    (b"x" * (limits.LARGEST_FILE + 1), "too large", 0, "megabyte"),
    (b"%PDF-1.7", "unreadable", 0, "dokument"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "xls", 0, ".xls"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "password", 0, "lösenord"),
    (b"PK\x03\x04 and nothing more", "unreadable", 0, "arbetsbok"),
]


@pytest.mark.parametrize(
    ("content", "kind", "line", "says"), ODD_TEXT, ids=[f"{i}-{odd[1]}" for i, odd in enumerate(ODD_TEXT)]
)
def test_an_odd_file_is_told_where_and_what_to_do(content, kind, line, says):
    before = time.process_time()
    rows, found, _ = read(content)
    assert time.process_time() - before < 2
    assert not rows
    assert [p.kind for p in found.shown][-1] == kind
    assert found.shown[-1].line == line
    assert says in found.shown[-1].words.sv
    assert found.shown[-1].words.en
    assert not any("19900101" in text for text in [*found.lines("sv"), *found.lines("en")])


def _typed(book):
    sheet = book.add_worksheet()
    day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0 %"})
    sheet.write_row(0, 0, ["name", "start", "end"])
    sheet.write_row(1, 0, ["Åsa", 199001012385])
    sheet.write_datetime(1, 2, date(2026, 1, 12), day)
    sheet.write_rich_string(2, 0, "Ör", book.add_format({"bold": True}), "jan")
    sheet.write(2, 1, 0.5, percent)
    sheet.write(9, 1, 45_000)


@pytest.mark.parametrize("options", [{}, {"date_1904": True}, {"constant_memory": True, "in_memory": False}])
def test_a_workbook_is_read_as_it_is_seen(options):
    rows, found, _ = read(workbook(_typed, **options))
    assert rows == [(2, ["Åsa", "199001012385", "2026-01-12"]), (3, ["Örjan", "50", ""]), (10, ["", "45000", ""])]
    assert not found


def _formula(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["start", "name"])
    sheet.write_formula(3, 1, "=1+1")


def _merged(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "start"])
    sheet.merge_range(2, 0, 3, 1, "x")


def _error(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "start"])
    sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")


def _sheets(book):
    for _ in range(2):
        book.add_worksheet().write(0, 0, "name")


def _only_hidden(book):
    book.add_worksheet()
    hidden = book.add_worksheet()
    hidden.write(0, 0, "name")
    hidden.hide()


def _far_out(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "start"])
    sheet.write(1, 16_383, "x")


@pytest.mark.parametrize(
    ("fill", "kind", "line", "column"),
    [
        (_formula, "formula", 4, "name"),
        (_merged, "merged", 3, "name"),
        (_error, "error", 2, "start"),
        (_sheets, "sheets", 0, ""),
        (_only_hidden, "empty", 0, ""),
        (_far_out, "columns", 2, ""),
    ],
)
def test_an_odd_workbook_is_told_where_and_what_to_do(fill, kind, line, column):
    _, found, _ = read(workbook(fill))
    assert kind in found.kinds
    assert (line, column) in {(p.line, p.column) for p in found.shown if p.kind == kind}


def test_hidden_sheets_are_left_out_and_that_is_said():
    def fill(book):
        _typed(book)
        hidden = book.add_worksheet()
        hidden.write(0, 0, "lists")
        hidden.hide()

    rows, found, table = read(workbook(fill))
    assert len(rows) == 3
    assert not found
    assert "dolda blad, 1" in table.notices[0].sv


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"xl__workbook_xml": b"<w/>", "xl__worksheets__sheet1_xml": b" " * 200_000_000}, "bomb"),
        ({"xl__workbook_xml": b"<w/>", "xl__vbaProject_bin": b"x"}, "macros"),
        ({"content_xml": b"<x/>"}, "ods"),
        ({"xl__workbook_bin": b"x"}, "xlsb"),
        ({"readme": b"x"}, "unreadable"),
        ({"xl__workbook_xml": b"<w/>"}, "unreadable"),
        ({f"x{n}": b"" for n in range(2001)} | {"xl__workbook_xml": b"<w/>"}, "bomb"),
    ],
)
def test_an_odd_archive_is_named(parts, kind):
    before = time.process_time()
    content = _zip(**parts)
    before = time.process_time()
    _, found, _ = read(content)
    assert list(found.kinds) == [kind]
    assert time.process_time() - before < 1


def _changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(out, "w") as made:
        for one in book.infolist():
            inside = book.read(one)
            made.writestr(one.filename, inside.replace(old, new) if one.filename == part else inside)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
        (b"</worksheet>", b""),
        (b"<sheetData>", b"<sheetData><row><c t='s'><v>999</v></c></row>"),
        (b"<sheetData>", b"<sheetData><row><c r='AAAA1'><v>9</v></c></row>"),
        (b"<sheetData>", b"<sheetData><row><c r='A1'><v>nine</v></c></row>"),
    ],
)
def test_a_workbook_that_was_tampered_with_is_no_workbook(old, new):
    _, found, _ = read(_changed(workbook(_typed), "xl/worksheets/sheet1.xml", old, new))
    assert list(found.kinds) == ["unreadable"]


def test_other_prefixes_of_the_same_names_are_read():
    content = workbook(_typed)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    prefixed = (
        sheet.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
    )
    rows, _, _ = read(_changed(content, "xl/worksheets/sheet1.xml", sheet, prefixed))
    assert len(rows) == 3


@pytest.mark.parametrize("write", [csv_of, lambda head, rows: xlsx_of(head, rows, "x")])
def test_what_is_written_is_read_again_and_is_no_formula(write):
    rows = [["=1+1", "+46", "@x"], ['Åsa; "Ö"', "a\nb", "-"], ["0583", "50", ""]]
    content = write(["name", "start", "end"], rows)
    got, found, _ = read(content)
    assert [[writing.meant(cell) for cell in cells] for _, cells in got] == rows
    assert not found


def test_problems_are_counted_when_there_are_too_many_to_show():
    found = Problems(most=2)
    for line in range(5):
        found.add(Problem("day", Words("Skriv dagen.", "Write the day."), line, "start"))
    assert (found.total, len(found.shown), list(found.lines("sv"))[-1]) == (5, 2, "… och 3 till.")
    assert found.as_data()["kinds"] == {"day": 5}
    assert list(found.lines("en"))[1] == "Line 1, column start: Write the day."
