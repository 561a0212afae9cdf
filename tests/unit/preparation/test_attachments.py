"""Files of a proposal: what a file is, is read from its bytes; the same twice is one; a removed one leaves a trace."""

from __future__ import annotations

import argparse
import hashlib
import io
import zipfile
from datetime import date, timedelta

import docx
import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.models import Attachment
from samordna.agree.preparation.rules.attachments import KINDS, clean_name, kind_of
from samordna.agree.preparation.writing import attachments
from samordna.edge.cli import remind
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent

LARGEST = 10_000_000
ODT, ODS = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))


def archive(**parts: str) -> bytes:
    """A zip with these parts, ``__`` in a name standing for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in parts.items():
            files.writestr(
                name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin").replace("_rels", ".rels"), text
            )
    return made.getvalue()


def office(part: str, **more: str) -> bytes:
    return archive(**({"[Content_Types]_xml": "<Types/>", part: "<x/>"} | more))


def word() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 30 + b"\xff\xd9"
REAL = {
    "plan.pdf": PDF,
    "Plan.PDF": PDF,
    "a.docx": word(),
    "a.xlsx": office("xl__workbook_xml"),
    "a.pptx": office("ppt__presentation_xml"),
    "a.odt": archive(mimetype=ODT, content_xml="<x/>"),
    "a.ods": archive(mimetype=ODS, content_xml="<x/>"),
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.txt": "Åtgärder – i år".encode(),
    "b.txt": "Åtgärder".encode("cp1252"),
    "c.txt": "Åtgärder".encode("utf-16"),
    "a.csv": b"\xef\xbb\xbf\xc3\xa5r;tkr\r\n2027;100\r\n",
}


@pytest.mark.parametrize("name", REAL)
def test_what_people_use_at_work_may_be_attached(name):
    assert kind_of(name, REAL[name], LARGEST).ending in {kind.ending for kind in KINDS}


EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
FALSE = [
    *[(f"a.{kind.ending}", EXE) for kind in KINDS],
    ("a.pdf", PNG),
    ("a.png", JPEG),
    ("a.png", PNG[:-8]),  # cut off
    ("a.docx", office("xl__workbook_xml")),
    ("a.docx", archive(x="y")),
    ("a.docx", word()[:500]),
    ("a.odt", archive(mimetype=ODS, content_xml="<x/>")),
    ("a.odt", archive(content_xml="<x/>")),
    ("a.txt", PNG),
    ("a.txt", PDF),
    ("a.csv", b"<!DOCTYPE html><html><script>"),
    ("a.txt", b"PK\x03\x04\x14\x00\x00\x00\x08\x00"),
    ("a.csv", b"a;b\x00c"),
    ("a.csv", b"\x7fELF\x02\x01\x01"),
]


@pytest.mark.parametrize(("name", "content"), FALSE)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_to_do(name, content):
    with pytest.raises(Refusal, match=r"innehållet är något annat\. Öppna den, spara den som") as refusal:
        kind_of(name, content, LARGEST)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", EXE, "Det går att bifoga PDF"),
        ("a.html", b"<p>", "Det går att bifoga PDF"),
        ("a.svg", b"<svg/>", "Det går att bifoga PDF"),
        ("plan.pdf.exe", EXE, "Det går att bifoga PDF"),
        ("utan", b"x", "Det går att bifoga PDF"),
        ("a.doc", b"x", "Spara filen som DOCX"),
        ("a.xlsm", b"x", "Spara filen som XLSX"),
        ("a.txt", b"", "Filen är tom"),
        ("a.txt", b"x" * 11, "Filen är för stor"),
    ],
)
def test_other_files_are_refused_gently(name, content, words):
    with pytest.raises(Refusal, match=words):
        kind_of(name, content, 10)


_TYPE = 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
FETCHES = f'<Relationship Id="a" {_TYPE} Target="http://example.org/t.dotm" TargetMode="External"/>'
FETCHES_TURNED = f'<Relationship TargetMode="External" Target="http://example.org/t.dotm" {_TYPE}/>'


def test_a_link_to_a_page_is_no_danger():
    link = FETCHES.replace("attachedTemplate", "hyperlink")
    assert kind_of("a.docx", office("word__document_xml", word__links__document_rels=link), LARGEST)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", office("word__document_xml", word__vbaProject_bin="x")),
        ("a.xlsx", office("xl__workbook_xml", xl__macrosheets__sheet1_xml="x")),
        ("a.docx", archive(**{"[Content_Types]_xml": "x macroEnabled.12 x", "word__document_xml": "x"})),
        ("a.odt", archive(mimetype=ODT, content_xml="x", Basic__Standard__Module1_xml="x")),
        ("a.pdf", b"%PDF-1.7\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF"),
        ("a.pdf", b"%PDF-1.7\n<</S/Launch>>\n%%EOF"),
        ("a.pdf", b"%PDF-1.7\n<</S/JavaScr#69pt/J#53(app.alert(1))>>\n%%EOF"),
        ("a.pdf", b"%PDF-1.7\n<</Type/EmbeddedFile/Length 3>>\n%%EOF"),
        ("a.docx", office("word__document_xml", word__embeddings__oleObject1_bin="x")),
        ("a.docx", office("word__document_xml", word__links__settings_rels=FETCHES)),
        ("a.docx", office("word__document_xml", word__links__settings_rels=FETCHES_TURNED)),
    ],
)
def test_what_would_do_something_when_opened_is_refused(name, content):
    with pytest.raises(Refusal, match="makron, skript eller andra filer"):
        kind_of(name, content, LARGEST)


def test_an_archive_that_swells_is_refused_without_being_unpacked(monkeypatch):
    monkeypatch.setattr("samordna.agree.preparation.rules.attachments.LARGEST_UNPACKED", 1000)
    with pytest.raises(Refusal, match="packas upp"):
        kind_of("a.docx", office("word__document_xml", more="x" * 2000), LARGEST)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Mina dokument\\plan.pdf", "plan.pdf"),
        ("ra\u202eport\r\n.pdf", "raport.pdf"),
        (" .txt", "txt"),
        ("x" * 300 + ".pdf", "x" * 156 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(name, kept):
    assert clean_name(name) == kept


# -- in a case -----------------------------------------------------------------------------------


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast).proposed()


def attach(cast, story, who="johan", name="plan.pdf", content=PDF, at=None):
    return attachments.attach(by=cast.actor(who), at=at or on(6, 1), case=story.case, name=name, content=content)


def test_the_same_file_twice_is_one(cast, story):
    first = attach(cast, story)
    assert attach(cast, story, "fatima", name="samma.pdf") == first
    assert Attachment.objects.count() == 1
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()


def test_lists_do_not_read_the_bytes(cast, story, django_assert_num_queries):
    attach(cast, story)
    with django_assert_num_queries(1):
        (listed,) = attachments.attachments_of(story.case)
    assert "content" in listed.get_deferred_fields()
    assert bytes(attachments.read_attachment(cast.actor("bo"), story.case, listed.pk).content) == PDF


@pytest.mark.parametrize(("who", "outcome"), [("bo", NotAllowed), ("nadia", NotFound), ("outsider", NotFound)])
def test_who_attaches_and_reads(cast, story, who, outcome):
    file = attach(cast, story)
    with pytest.raises(outcome):
        attach(cast, story, who, content=PDF + b" ")
    if outcome is NotFound:
        with pytest.raises(NotFound):
            attachments.read_attachment(cast.actor(who), story.case, file.pk)


def remove(cast, story, file, who="johan", at=None):
    return attachments.remove_attachment(by=cast.actor(who), at=at or on(6, 2), case=story.case, pk=file.pk)


def test_the_daily_command_erases_what_was_taken_away_long_ago(cast, story, capsys):
    remove(cast, story, attach(cast, story))
    for day, erased in ((date(2026, 7, 2), False), (date(2026, 7, 4), True), (date(2026, 7, 5), False)):
        assert remind.run(argparse.Namespace(on=day)) == 0
        assert ("1 files erased" in capsys.readouterr().out) is erased


def test_a_removed_file_leaves_a_trace_and_its_bytes_in_time(cast, story):
    file = attach(cast, story)
    remove(cast, story, file)
    with pytest.raises(NotFound):
        attachments.read_attachment(cast.actor("johan"), story.case, file.pk)
    kept = attachments.clear_removed(by=cast.actor("maria"), at=on(6, 2) + timedelta(days=30))
    gone = attachments.clear_removed(by=cast.actor("maria"), at=on(6, 2) + timedelta(days=31))
    assert (kept, gone) == (0, 1)
    row = Attachment.objects.defer(None).get()
    assert (row.content, row.removed_by_name) == (None, "Johan Ek, Region Östergötland")
    with pytest.raises(NotFound):
        attachments.put_back_attachment(by=cast.actor("johan"), at=on(8, 1), case=story.case, pk=file.pk)
    told = AuditEvent.objects.filter(what__startswith="case.file").order_by("sequence")
    assert list(told.values_list("what", flat=True)) == ["case.file_attached", "case.file_removed", "case.file_cleared"]


@pytest.mark.parametrize("change", [{"content": b"%PDF-1.7 other"}, {"name": "annat.pdf"}, {"sha256": "0" * 64}])
def test_the_database_keeps_a_file_as_it_was_attached(cast, story, change):
    file = attach(cast, story)
    with pytest.raises(Error, match="fixed"), transaction.atomic():
        Attachment.objects.filter(pk=file.pk).update(**change)
    assert bytes(attachments.read_attachment(cast.actor("johan"), story.case, file.pk).content) == PDF


def test_a_file_that_came_again_is_not_doubled_when_the_first_is_put_back(cast, story):
    first = attach(cast, story)
    remove(cast, story, first)
    second = attach(cast, story)
    back = attachments.put_back_attachment(by=cast.actor("johan"), at=on(6, 3), case=story.case, pk=first.pk)
    assert back == second
    assert Attachment.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize(("who", "may"), [("johan", True), ("maria", True), ("fatima", False), ("bo", False)])
def test_who_removes(cast, story, who, may):
    file = attach(cast, story)
    if may:
        assert remove(cast, story, file, who).removed_at
    else:
        with pytest.raises(NotAllowed):
            remove(cast, story, file, who)


def test_what_the_parties_answer_on_is_removed_by_the_manager_only(cast):
    story = Story(cast).asked()
    file = attach(cast, story, at=on(9, 9))
    with pytest.raises(NotAllowed):
        remove(cast, story, file, at=on(9, 10))
    assert remove(cast, story, file, "maria", at=on(9, 10)).removed_at


def test_nothing_changes_in_a_case_that_is_over(cast, story):
    file = attach(cast, story)
    actions.withdraw(by=cast.actor("maria"), at=on(6, 2), case=story.case, why="Löst på annat sätt.")
    with pytest.raises(Refusal):
        attach(cast, story, content=PDF + b" ")
    with pytest.raises(Refusal):
        remove(cast, story, file, "maria")


def test_a_case_has_so_many_files(cast, story, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    attach(cast, story)
    with pytest.raises(Refusal, match="högst 1"):
        attach(cast, story, content=PDF + b" ")
