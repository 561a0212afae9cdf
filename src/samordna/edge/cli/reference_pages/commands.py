"""Reference page of the command line: commands.md."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from samordna.edge.cli.main import COMMANDS
from samordna.edge.cli.reference_pages.markdown import code, page, table


@dataclass(frozen=True)
class Command:
    """A command, its one line, what it says about itself, and its arguments."""

    name: str
    help: str
    about: str
    parser: argparse.ArgumentParser


def commands() -> str:
    """Every command with its one line, then each with its arguments."""
    found = list(all_commands())
    return page(
        "Commands",
        "Every command of `./samordna`. It prepares what is missing first; progress goes to stderr, stdout holds only"
        " the answer, and paths are relative to the folder you stand in. Exit code 0: done; 1: it could not be done;"
        " 2: what you gave is wrong, and nothing was changed. `./samordna test` is described in"
        " [CONTRIBUTING.md](../../CONTRIBUTING.md).",
        table(["Command", "Does"], [(code(command.name), command.help) for command in found]),
        *(_command(command) for command in found),
    )


def all_commands() -> Iterator[Command]:
    """The commands in the order in which `samordna --help` lists them."""
    for name, path in COMMANDS.items():
        module = importlib.import_module(path)
        parser = argparse.ArgumentParser(add_help=False)
        module.add_arguments(parser)
        yield Command(name, module.HELP, (module.__doc__ or "").strip(), parser)


def _command(command: Command) -> str:
    arguments = [action for action in command.parser._actions if action.help != argparse.SUPPRESS]
    # Written here and not by argparse, whose usage line follows the terminal's width and Python's version.
    usage = " ".join(["./samordna", command.name, *(_usage(action) for action in arguments)])
    rows = [(code(", ".join(action.option_strings) or _value(action)), action.help or "") for action in arguments]
    about = command.about.replace("``", "`")
    listed = table(["Argument", "Meaning"], rows) if rows else ""
    return "\n\n".join(filter(None, [f"## {command.name}", about, f"```\n{usage}\n```", listed]))


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return _value(action) if action.required else f"[{_value(action)}]"
    shown = action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {_value(action)}"
    return shown if action.required else f"[{shown}]"


def _value(action: argparse.Action) -> str:
    if action.choices is not None:
        return "{" + ",".join(map(str, action.choices)) + "}"
    name = action.metavar or (action.dest.upper() if action.option_strings else action.dest)
    return str(name)
