"""`samordna messages [--check]`: keeps the English catalogue in step with what the pages and the code say in Swedish.

Needs no gettext programs: templates are turned into Python by Django, and Babel reads the words from Python. A message
that nobody says any longer is taken out; a new one is added with an empty translation for a person to fill in.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages import Catalog
    from babel.messages.catalog import Message

HELP = "collect what is said in Swedish into the English catalogue; --check tells what lacks a translation"
needs_register = False

SOURCE = Path(__file__).resolve().parents[2]
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "_now": None,  # forms say gettext_lazy for most, and this for what is said at once
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[-0-9.]*[a-z]|\{\w*\}|%[sd]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--check."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name what is missing or stale")


def run(args: argparse.Namespace) -> int:
    """Update the catalogue, or say what is wrong with it."""
    collected = collect(SOURCE)
    if not args.check:
        known = read(CATALOGUE)
        write(CATALOGUE, merged(collected, known))
    wrong = faults(collected, read(CATALOGUE))
    for line in wrong:
        print(line)
    print(f"{len(collected)} messages, {len(wrong)} to mend in {CATALOGUE.relative_to(SOURCE)}", file=sys.stderr)
    return 1 if wrong else 0


def collect(source: Path) -> Catalog:
    """Every message of the Python files and templates under `source`, with the places where it is said."""
    from babel.messages import Catalog  # noqa: PLC0415

    found = Catalog(fuzzy=False)
    for path in sorted((*source.rglob("*.py"), *source.rglob("templates/**/*.html"))):
        for line, message, context in said_in(path):
            place = (path.relative_to(source).as_posix(), line)
            found.add(
                message, locations=[place], context=context, flags=["python-format"] if _old_style(message) else []
            )
    return found


def said_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Line, message (a pair when it has a plural) and context of each message in one file."""
    from babel.messages.extract import extract  # noqa: PLC0415

    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        from django.utils.translation.template import templatize  # noqa: PLC0415

        text = templatize(text, origin=str(path))
    options = {"encoding": "utf-8"}
    for line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS, (), options):
        yield line, message, context


def merged(collected: Catalog, known: Catalog) -> Catalog:
    """The collected messages with the translations that are known; English has one plural."""
    from babel.messages import Catalog  # noqa: PLC0415

    made = Catalog(locale="en", project="samordna", charset="utf-8", fuzzy=False)

    for message in collected:
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        made.add(message.id, before.string if before else "", context=message.context, locations=message.locations)
    return made


def _fixed_headers() -> list[tuple[str, str]]:
    """No dates and no tool's version: the file changes when a text does."""
    return [
        ("Project-Id-Version", "samordna"),
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
    ]


def read(path: Path) -> Catalog:
    """The catalogue in a file; an empty one when there is none."""
    from babel.messages import Catalog  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def write(path: Path, catalogue: Catalog) -> None:
    """Write the catalogue, sorted by message, with places but without line numbers: less to merge."""
    from babel.messages.pofile import write_po  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    lines = BytesIO()
    write_po(lines, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)
    header = [f'"{name}: {value}\\n"' for name, value in _fixed_headers()]
    top = "\n".join(
        ["# English texts of Samordna. Kept in step by: ./samordna messages", 'msgid ""', 'msgstr ""', *header]
    )
    path.write_bytes(f"{top}\n\n".encode() + lines.getvalue())


def faults(collected: Catalog, known: Catalog) -> list[str]:
    """What is wrong: not translated, doubtful, stale, or a placeholder that differs between the languages."""
    wrong = []
    for message in collected:
        translated = known.get(message.id, message.context) if message.id else None
        if message.id and translated is None:
            wrong.append(f"not in the catalogue: {shown(message)}")
        elif translated is not None:
            wrong += _faults_of(translated)
    for message in known:
        if message.id and collected.get(message.id, message.context) is None:
            wrong.append(f"nobody says it any longer: {shown(message)}")
    return wrong


def _faults_of(message: Message) -> list[str]:
    originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
    translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not translations or not all(translations):
        return [f"not translated: {shown(message)}"]
    if message.fuzzy:
        return [f"doubtful: {shown(message)}"]
    if {_names(text or "") for text in translations} != {_names(text) for text in originals}:
        return [f"placeholders differ: {shown(message)}"]
    return []


def _names(text: str) -> tuple[str, ...]:
    return tuple(sorted(found[0] for found in PLACEHOLDER.finditer(text)))


def _old_style(message: str | tuple[str, ...]) -> bool:
    return "%(" in (message if isinstance(message, str) else message[0])


def shown(message: Message) -> str:
    """The message as a person would look for it, with the first place where it is said."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    place = f" ({message.locations[0][0]})" if message.locations else ""
    return f"“{' '.join(text.split())[:100]}”{place}"
