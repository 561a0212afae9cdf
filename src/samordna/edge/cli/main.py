"""`samordna COMMAND …`: finds the command's module, sets up Django if the command needs the register, and runs it.

A command is a module with HELP (one line), needs_register, add_arguments(parser) and run(args) → exit code; one that
can answer without a register all the same has ``without_register(args)``. To add one, add a line to COMMANDS. Answers
go to stdout, all else to stderr. Exit codes: 0 done, 1 failed, 2 wrong use or wrong input.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "demo": "samordna.edge.cli.demo",
    "start": "samordna.edge.cli.start",
    "organiser": "samordna.edge.cli.organiser",
    "cofinance": "samordna.edge.cli.cofinance",
    "import": "samordna.edge.cli.import_",
    "remind": "samordna.edge.cli.remind",
    "post": "samordna.edge.cli.post",
    "sweep": "samordna.edge.cli.sweep",
    "retention": "samordna.edge.cli.retention",
    "keys": "samordna.edge.cli.keys",
    "backup": "samordna.edge.cli.backup",
    "restore": "samordna.edge.cli.restore",
    "messages": "samordna.edge.cli.messages",
    "extract": "samordna.edge.cli.extract",
    "link": "samordna.edge.cli.link",
    "tables": "samordna.edge.cli.tables",
    "table": "samordna.edge.cli.table",
    "report": "samordna.edge.cli.report",
    "protect": "samordna.edge.cli.protect",
    "attack": "samordna.edge.cli.attack",
    "check": "samordna.edge.cli.check",
    "account": "samordna.edge.cli.account",
    "reference": "samordna.edge.cli.reference",
    "bench": "samordna.edge.cli.bench",
}
WRONG_USE: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # Swedish text whatever the machine's locale; a stream that a test has replaced is left as it is.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8")
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has had enough. Nothing more can be said; keep Python from trying at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code


def _run(given: list[str]) -> int:
    name, rest = (given[0], given[1:]) if given else ("", [])
    if name in ("-h", "--help", "help"):
        print(_help())
        return 0
    if name not in COMMANDS:
        print(_unknown(name), file=sys.stderr)
        return WRONG_USE
    command = importlib.import_module(COMMANDS[name])
    parser = argparse.ArgumentParser(
        prog=f"samordna {name}", description=command.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_arguments(parser)
    args = parser.parse_args(rest)
    alone = getattr(command, "without_register", None)
    if not command.needs_register or (alone and alone(args)):
        return int(command.run(args))
    return _run_on_register(command, args)


def _run_on_register(command: ModuleType, args: argparse.Namespace) -> int:
    """Set up Django on the register in use, and turn errors meant for people into one line and an exit code."""
    if not (os.environ.get("SAMORDNA_HOME") or os.environ.get("SAMORDNA_DATABASE_URL")):
        print(
            "There is no register yet. Make one with ./samordna demo or ./samordna start,"
            " or set SAMORDNA_HOME to the folder of one.",
            file=sys.stderr,
        )
        return WRONG_USE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samordna.config.settings")
    import django  # noqa: PLC0415 – only commands that need the register pay for it
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    from samordna.ground.kernel.errors import SamordnaError  # noqa: PLC0415

    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    from samordna.ground.codes.queries import refresh  # noqa: PLC0415 – needs Django set up

    refresh()
    try:
        return int(command.run(args))
    except SamordnaError as error:
        print(error.message_en, file=sys.stderr)
        return WRONG_USE


def _help() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name:{width}}  {importlib.import_module(path).HELP}" for name, path in COMMANDS.items()]
    return "\n".join(
        [
            "usage: samordna COMMAND …",
            "",
            "From a shared need to a printed figure: coordinated rehabilitation in Sweden.",
            "",
            "commands:",
            *lines,
            "",
            "samordna COMMAND --help tells more about one. From a clone, ./samordna test runs every check.",
        ]
    )


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    said = f"samordna: there is no command {name!r}.{hint}" if name else "samordna: which command?"
    return f"{said} Commands: {', '.join(COMMANDS)}. See samordna --help."


if __name__ == "__main__":
    sys.exit(main())
