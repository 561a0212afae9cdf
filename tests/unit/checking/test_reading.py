"""Files are read to the same document whatever their form; what cannot be read is told gently."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import xlsxwriter

from samordna.learn.checking.check import check
from samordna.learn.checking.reading import NotReadable, read, read_bytes

HEAD, ROWS = (
    ("Insats", "Kvinnor", "Män", "Totalt"),
    [("Vägen", 48, 31, 79), ("Spåret", 62, 55, 117), ("Totalt", 110, 86, 206)],
)
SENTENCE = "Av de 412 deltagarna hade 103 personer, eller 29 procent, försörjningsstöd."


def as_text():
    return "\n".join(
        ["Tabell 1. Deltagare", *("\t".join(map(str, row)) for row in [HEAD, *ROWS]), "", SENTENCE]
    ).encode()


def as_html():
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in [HEAD, *ROWS])
    return f"<!doctype html>\n<html><body><table>\n{rows}</table>\n<p>{SENTENCE}</p></body></html>".encode()


def as_docx():
    made = docx.Document()
    made.add_paragraph("Tabell 1. Deltagare")
    table = made.add_table(rows=0, cols=4)
    for row in [HEAD, *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
    made.add_paragraph(SENTENCE)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def as_xlsx():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        book.add_worksheet("Om").write(0, 0, SENTENCE)
        sheet = book.add_worksheet("Tal")
        for number, row in enumerate([HEAD, *ROWS]):
            sheet.write_row(number, 0, row)
    return held.getvalue()


@pytest.mark.parametrize(
    ("made", "places"),
    [(as_text, [5, 7]), (as_html, [6, 8]), (as_docx, [5, 7]), (as_xlsx, ["Om!A1", "Tal!D4"])],
    ids=["txt", "html", "docx", "xlsx"],
)
def test_the_same_errors_are_found_in_every_form(made, places):
    found = check(read_bytes(made()).document)
    assert sorted(
        (one.kind, one.printed.replace("\u00a0", " "), one.expected.replace("\u00a0", " ")) for one in found
    ) == [
        ("share", "29 procent", "25 procent"),
        ("sum", "206", "196"),
    ]
    assert [one.place.line for one in found] == places


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 200_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 broken", "looks like PDF"),
        (b"PK\x03\x04word/ nothing", "looks like Word"),
        (b"PK\x03\x04nothing", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "older Excel"),
        ("Av de 412 deltagarna på väg".encode("cp1252"), "Windows-1252"),
        (bomb(), "looks like Word"),
    ],
    ids=["nothing", "blank", "pdf", "docx", "xlsx", "old office", "other encoding", "bomb"],
)
def test_what_cannot_be_read(content, why):
    with pytest.raises(NotReadable, match=why) as error:
        read_bytes(content)
    assert error.value.words.sv


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotReadable, match="Cannot open"):
        read(tmp_path / "nothing.txt")


def test_pictures_are_said_to_be_unread(tmp_path):
    made = docx.Document()
    made.add_paragraph(SENTENCE)
    one_pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
        "0000000049454e44ae426082"
    )
    made.add_picture(io.BytesIO(one_pixel))
    held = io.BytesIO()
    made.save(held)
    (unread,) = read_bytes(held.getvalue()).unread
    assert unread.why.en == "1 pictures are not read."


def test_a_head_over_two_rows_leaves_its_place_in_the_second():
    page = (
        "<table><tr><th rowspan='2'>År</th><th colspan='2'>Kvinnor</th></tr><tr><th>2018</th><th>2019</th></tr>"
        "<tr><td>Alla</td><td>7</td><td>9</td></tr></table>"
    )
    lines = [
        line.text for line in read_bytes(f"<!doctype html><html>{page}</html>".encode()).document.lines if line.text
    ]
    assert lines == ["År\tKvinnor\t", "\t2018\t2019", "Alla\t7\t9"]
