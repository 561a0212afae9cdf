"""Which files may be attached to a proposal: what a file is, is read from its bytes and not from its name alone.

What people use at work and what can be opened safely: text documents, spreadsheets, slides, pictures and plain text,
without macros. A file is judged here and never opened, run or shown by the server.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

import puremagic

from samordna.ground.kernel.errors import Refusal

#: An office file that swells more than this when it is unpacked is made to fill a disk.
LARGEST_UNPACKED = 300_000_000
LONGEST_NAME = 160
_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be attached: its ending, its media type, and a name for people."""

    ending: str
    media_type: str
    label: str


KINDS: tuple[FileKind, ...] = (
    FileKind("pdf", "application/pdf", "PDF"),
    FileKind("docx", f"{_OOXML}wordprocessingml.document", "DOCX"),
    FileKind("xlsx", f"{_OOXML}spreadsheetml.sheet", "XLSX"),
    FileKind("pptx", f"{_OOXML}presentationml.presentation", "PPTX"),
    FileKind("odt", f"{_ODF}text", "ODT"),
    FileKind("ods", f"{_ODF}spreadsheet", "ODS"),
    FileKind("png", "image/png", "PNG"),
    FileKind("jpg", "image/jpeg", "JPEG"),
    FileKind("txt", "text/plain", "TXT"),
    FileKind("csv", "text/csv", "CSV"),
)
KIND = {kind.ending: kind for kind in KINDS}
ALLOWED = "PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG, TXT, CSV"
_OTHER_ENDINGS = {"jpeg": "jpg"}
_OLD_OFFICE = {"doc": "DOCX", "xls": "XLSX", "ppt": "PPTX"}
_WITH_MACROS = {"docm": "DOCX", "xlsm": "XLSX", "pptm": "PPTX", "dotm": "DOCX", "xltm": "XLSX", "xlsb": "XLSX"}
_STARTS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_ENDS = {"png": b"IEND\xaeB`\x82"}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?)\b")
_PDF_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_MACRO_PARTS = re.compile(
    r"(?i)(?:vbaproject.*\.bin|vbadata\.xml|^basic/|^scripts/|macrosheets/|activex/|oleobject.*\.bin)"
)
#: What an office file may say that it fetches from elsewhere when it is opened: a template with macros, an object.
_FETCHED = re.compile(rb"(?i)/(?:attachedTemplate|oleObject|frame|subDocument)\"[^>]*TargetMode=\"External\"")
_FETCHED_TURNED = re.compile(rb"(?i)TargetMode=\"External\"[^>]*/(?:attachedTemplate|oleObject|frame|subDocument)\"")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_NOT_TEXT = {".pdf", ".rtf", ".eps", ".html", ".htm", ".doc", ".xls", ".zip", ".gif", ".exe"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_name(name: str) -> str:
    """A file's name as it is kept: no folders, no control characters, nothing that turns the reading direction.

    >>> clean_name("C:\\\\Bilder\\\\karta.png")
    'karta.png'
    """
    last = _CONTROL.sub("", re.split(r"[\\/]", name)[-1]).strip(" .")
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else last[:LONGEST_NAME]


def kind_of(name: str, content: bytes, largest: int) -> FileKind:
    """What the file is. Refusal, gently and with what to do, when it may not be attached or is not what it says.

    ``largest`` is the most bytes that an attachment may have.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = KIND.get(_OTHER_ENDINGS.get(ending, ending))
    if kind is None:
        raise _unknown(ending)
    if not content:
        raise _refusal("Filen är tom. Välj en annan fil.", "The file is empty. Choose another one.")
    if len(content) > largest:
        megabytes = largest // 1_000_000
        raise _refusal(
            f"Filen är för stor. En bilaga får vara högst {megabytes} MB.",
            f"The file is too large: an attachment may have at most {megabytes} MB.",
        )
    if not _is_what_it_says(kind.ending, content):
        raise _refusal(
            f"Filen heter {ending} men innehållet är något annat. Öppna den, spara den som {kind.label} och försök "
            "igen.",
            f"The file is called {ending} but holds something else. Open it, save it as {kind.label} and try again.",
        )
    _check_passive(kind, content)
    return kind


def _unknown(ending: str) -> Refusal:
    """Say what to do with a file of another kind."""
    better = _OLD_OFFICE.get(ending) or _WITH_MACROS.get(ending)
    if better:
        return _refusal(
            f"Filer av typen {ending} kan innehålla makron. Spara filen som {better} och försök igen.",
            f"Files of the kind {ending} may hold macros. Save the file as {better} and try again.",
        )
    return _refusal(
        f"Det går att bifoga {ALLOWED}. Välj en sådan fil.", f"You can attach {ALLOWED}. Choose such a file."
    )


def _is_what_it_says(ending: str, content: bytes) -> bool:
    if ending in ("txt", "csv"):
        return _is_text(content)
    if ending in _STARTS:
        # PDF readers allow some bytes before the mark; pictures begin with it.
        start = content[:1024] if ending == "pdf" else content[: len(_STARTS[ending])]
        return _STARTS[ending] in start and _ENDS.get(ending, b"") in content[-64:]
    names = _parts_of(content)
    if ending in _PARTS:
        return {"[Content_Types].xml", _PARTS[ending]} <= names.keys()
    return "content.xml" in names and _odf_type(content) == KIND[ending].media_type


def _is_text(content: bytes) -> bool:
    """Text is UTF-8, UTF-16 with its mark, or Windows-1252, without control characters and not another kind of file
    that happens to be readable, such as PDF or a web page.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(content, "utf-16")
    if _CONTROL_BYTES.search(content) or _known_as(content) & _NOT_TEXT:
        return False
    return _decodes(content, "utf-8-sig") or _decodes(content, "cp1252")


def _known_as(content: bytes) -> set[str]:
    """The endings that files with this beginning have, where the beginning is long enough to tell."""
    try:
        found = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return set()
    return {match.extension for match in found if len(match.byte_match or b"") >= 4}


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _parts_of(content: bytes) -> dict[str, int]:
    """The names of the parts of an office file, with their sizes unpacked; nothing if it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return {}


def _odf_type(content: bytes) -> str:
    """What an OpenDocument file says that it is, in its first part."""
    return _read(content, "mimetype", 200).decode("ascii", "replace").strip()


def _read(content: bytes, part: str, at_most: int) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
            return stream.read(at_most)
    except (KeyError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError):
        return b""


def _check_passive(kind: FileKind, content: bytes) -> None:
    """Refusal for a file that would do something when it is opened."""
    active = kind.ending == "pdf" and bool(_PDF_ACTS.search(_unescaped(content)))
    if kind.ending in ("docx", "xlsx", "pptx", "odt", "ods"):
        names = _parts_of(content)
        if sum(names.values()) > LARGEST_UNPACKED:
            raise _refusal(
                "Filen är för stor när den packas upp. Dela den och försök igen.",
                "The file is too large when it is unpacked. Divide it and try again.",
            )
        types = _read(content, "[Content_Types].xml", 500_000)
        active = (
            any(_MACRO_PARTS.search(name) for name in names) or b"macroEnabled" in types or _fetches(content, names)
        )
    if active:
        raise _refusal(
            f"Filen innehåller makron, skript eller andra filer. Spara den som {kind.label} utan dem och försök igen.",
            f"The file holds macros, scripts or other files. Save it as {kind.label} without them and try again.",
        )


def _unescaped(content: bytes) -> bytes:
    """A PDF with the letters of names that are written as numbers (#69 is i) put back. Compressed parts stay unread."""
    return _PDF_HEX.sub(lambda found: bytes([int(found[1], 16)]), content)


def _fetches(content: bytes, names: Iterable[str]) -> bool:
    """The file says that something which can act is to be fetched from elsewhere when it is opened."""
    links = (_read(content, name, 500_000) for name in names if name.endswith(".rels"))
    return any(_FETCHED.search(text) or _FETCHED_TURNED.search(text) for text in links)


def _refusal(swedish: str, english: str) -> Refusal:
    return Refusal(swedish, field="file", message_en=english)
