"""`samordna reference [--check]`: writes docs/reference/ from the code, or says which pages differ from it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

#: Stand in the same folder and are written by hand; tests of their own hold them to what is so.
BY_HAND = {
    "access.md": "Who opens which address",
    "outlets.md": "Where counts of persons go out",
    "register-coverage.md": "What the register must have, and where it is",
    "table-coverage.md": "The official tables: source, definition, test",
}
HELP = "write docs/reference/ from the code, or compare with --check"
needs_register = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--check, and another folder for trying."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and name the pages that differ")
    parser.add_argument("--folder", type=Path, default=None, help="where the pages stand (default docs/reference)")


def run(args: argparse.Namespace) -> int:
    """Write the pages and remove those that are no longer made, or compare."""
    made = pages()
    folder = args.folder or _folder()
    wrong = differences(folder, made)
    if args.check:
        for line in wrong:
            print(line)
        if wrong:
            print("Run ./samordna reference and commit what it writes.", file=sys.stderr)
        return 1 if wrong else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in _left(folder, made):
        (folder / name).unlink()
    print("\n".join(wrong) if wrong else "Nothing has changed.")
    return 0


def pages() -> dict[str, str]:
    """Every reference page by its file name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samordna.config.settings")
    import django  # noqa: PLC0415 - not before the settings are named

    django.setup()
    from samordna.edge.cli.reference_pages import commands, law, people, privacy, states, tables  # noqa: PLC0415

    made: dict[str, Callable[[], str]] = {
        "parameters.md": law.parameters,
        "codes.md": law.codes,
        "privacy-fields.md": privacy.fields,
        "routes.md": people.routes,
        "roles.md": people.roles,
        "commands.md": commands.commands,
    }
    written = {name: make() for name, make in made.items()}
    written |= {f"states-{name}.md": states.station(name, module) for name, module in states.modules().items()}
    written |= tables.pages()
    return dict(sorted(written.items())) | {"README.md": _contents(written)}


def differences(folder: Path, made: Mapping[str, str]) -> list[str]:
    """The pages that differ, one line each: `parameters.md: differs`, `old.md: is no longer made`."""
    found = []
    for name, text in made.items():
        path = folder / name
        if not path.exists():
            found.append(f"{name}: is missing")
        elif path.read_text(encoding="utf-8") != text:
            found.append(f"{name}: differs")
    return found + [f"{name}: is no longer made" for name in _left(folder, made)]


def _left(folder: Path, made: Mapping[str, str]) -> list[str]:
    """Pages that neither the code nor a hand makes any more."""
    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    return sorted(name for name in there if name not in made and name not in BY_HAND)


def _contents(made: Mapping[str, str]) -> str:
    from samordna.edge.cli.reference_pages.markdown import page  # noqa: PLC0415

    titles = {name: text.splitlines()[0].removeprefix("# ") for name, text in made.items()} | BY_HAND
    lines = [f"- [{title}]({name})" for name, title in sorted(titles.items())]
    intro = (
        "Written from the code, so they are never out of date: a guard compares them at every run of the tests. By hand"
        f" {' and '.join(BY_HAND)}, which tests of their own compare."
    )
    return page("Reference", intro, "\n".join(lines))


def _folder() -> Path:
    from django.conf import settings  # noqa: PLC0415 - after Django is set up

    return Path(settings.PROJECT) / "docs" / "reference"
