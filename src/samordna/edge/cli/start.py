"""`samordna start`: an empty register for real use."""

from __future__ import annotations

import argparse

from samordna.edge.cli import setup
from samordna.edge.cli.setup import say

HELP = "prepare an empty register for real use and serve it"
needs_register = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--no-serve, --host, --port."""
    setup.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Prepare; print the one-time link while there is no administrator; serve."""
    try:
        setup.prepare("real")
        port = setup.free_port(args.host, args.port) if not args.no_serve else args.port or setup.DEFAULT_PORT
    except setup.CannotStart as problem:
        say(str(problem))
        return 1
    _print_first_link(setup.address(args.host, port))
    if args.no_serve:
        return 0
    print(f"\nSamordna is ready: {setup.address(args.host, port)}\nStop with Ctrl-C.", flush=True)
    setup.serve(args.host, port)
    return 0


def _print_first_link(base: str) -> None:
    from samordna.ground.parties import accounts  # noqa: PLC0415 - after Django is set up

    token = accounts.make_first_link()
    if token is not None:
        print("\nThere is no administrator yet. Open this link once, on this machine, to create the first:")
        print(f"  {base}logga-in/forsta/{token}/")
