"""`samordna demo`: the demo country, ready to try."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from samordna.edge.cli import setup
from samordna.edge.cli.setup import say

HELP = "prepare the demo country and serve it"
needs_register = False

TOUR = """
The tour, five minutes:
  1. Maria Lindqvist (association manager): the start page says what waits. Open “Steget vidare”: what is
     missing, who may be organiser, and why not.
  2. Helena Brodd (Vadstena kommun): answer for your party. Go back to Maria's page and see it change.
  3. Ahmed Rashid (measure owner): a measure with plan and numbers – and not one name.
  4. {registrar}: register somebody in, out, and withdraw a consent.
  5. Lena Björk (analyst): the table of the 2020 report, its release, and the report as PDF.
  Without signing in: Statistik, and Rapporter.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--no-serve, --host, --port."""
    setup.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Prepare, say whom to log in as, serve."""
    try:
        _clear_unfinished()
        setup.prepare("demo")
        if _load() and not args.no_serve:
            _begin_anew()
        port = None if args.no_serve else setup.free_port(args.host, args.port)
    except setup.CannotStart as problem:
        say(str(problem))
        return 1
    if port is not None:
        print(f"\nSamordna is ready: {setup.address(args.host, port)}")
    _print_people()
    if port is None:
        return 0
    print("\nStop with Ctrl-C.", flush=True)
    setup.serve(args.host, port)
    return 0


def _clear_unfinished() -> None:
    """Throw away a demo database whose loading was cut off: it is invented, so it is simply made again."""
    from samordna.edge.demo import unfinished  # noqa: PLC0415

    for file in unfinished.files(setup.home()):
        file.unlink(missing_ok=True)


def _begin_anew() -> None:
    """The same command once more, in a process that has made nothing.

    The loading leaves threads behind (of the typesetter, of the solver). Workers that are forked from such a process
    wait for ever for threads that they do not have.
    """
    sys.stdout.flush()
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 – it is this very command


def _load() -> bool:
    """Load what is not there; whether anything was."""
    from samordna.edge.demo import load, unfinished  # noqa: PLC0415

    if load.is_loaded():
        return False
    say("  Making the demo country: invented people in the real Sweden, once (under a minute)")
    unfinished.begin(setup.home())
    with setup.step("The demo country is in place"):
        load.load_demo(at=datetime.now(UTC), say=lambda text: say(f"    {text}"))
    unfinished.done(setup.home())
    return True


def _print_people() -> None:
    from samordna.edge.demo import people  # noqa: PLC0415

    print(f"\nSign in as one of these. The password of all of them: {people.PASSWORD}\n")
    width = max(len(login.email) for login in people.LOGINS)
    for login in people.LOGINS:
        print(f"  {login.email:<{width}}  {login.name}, {login.role_en}")
        print(f"  {'':<{width}}  {login.try_en}")
    for line in people.other_ways():
        print(f"  {line}")
    print(TOUR.format(registrar=people.registrar_name()), end="")
