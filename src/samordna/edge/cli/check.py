"""`samordna check FILE`: reads a report that somebody else made and lists what does not hold in it.

Sums, shares, growth on the wrong year, per cent for percentage points, totals that differ between tables, text that
does not say what its table says, impossible numbers; and cells and sentences that disclose few persons. FILE is txt,
docx, pdf, html or xlsx. A place is a line (PDF page:line, DOCX paragraph, XLSX sheet!cell).

Nothing of the file is kept. Exit code 0 when it was read, also with findings; 2 when it could not be.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from samordna.learn.checking.check import check
from samordna.learn.checking.findings import KINDS, Finding
from samordna.learn.checking.reading import NotReadable, Read, read

HELP: Final = "check the figures of a report that somebody else made (txt, docx, pdf, html or xlsx)"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file and the form of the answer."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the document")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(args: argparse.Namespace) -> int:
    """Print what was found, or why the file cannot be read (exit code 2, nothing on stdout)."""
    try:
        found = read(args.file)
    except NotReadable as why:
        print(f"{why.words.sv} {why.words.en}", file=sys.stderr)
        return 2
    findings = check(found.document)
    name = args.file.name
    print(
        json.dumps(_as_json(name, findings, found), ensure_ascii=False, indent=2)
        if args.format == "json"
        else _said(findings, found)
    )
    return 0


def _as_json(name: str, findings: list[Finding], found: Read) -> dict[str, Any]:
    return {
        "findings": [
            {
                "file": name,
                "line": one.place.line,
                "kind": one.kind,
                "printed": one.printed,
                "expected": one.expected,
                "cause": one.cause.sv,
                "confidence": round(one.confidence, 2),
            }
            for one in findings
        ],
        "unread": [{"file": name, "line": one.line, "why": one.why.sv} for one in found.unread],
    }


def _said(findings: list[Finding], found: Read) -> str:
    lines = []
    for one in findings:
        right = f" Ska vara {one.expected}." if one.expected else ""
        sure = "säkert" if one.confidence >= 0.9 else "troligt" if one.confidence >= 0.8 else "möjligt"
        kind = KINDS[one.kind].sv
        lines.append(f"{one.place.line}: {kind} ({sure}). Det står ”{one.printed}”.{right} {one.cause.sv}")
    lines += [f"{one.line}: läses inte. {one.why.sv}" for one in found.unread]
    tables = len(found.document.grids)
    of_tables = "1 tabell" if tables == 1 else f"{tables} tabeller"
    said = "Inget fel hittades" if not findings else f"{len(findings)} att titta på"
    return "\n".join([*lines, f"{said}. {of_tables} och {len(found.document.paragraphs)} stycken lästes."])
