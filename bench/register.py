"""How quickly the register answers with one million participations and 10,000 people at work, one and twenty at once.

    ./samordna bench register                     one million, on a PostgreSQL of its own; about ten minutes
    ./samordna bench register --small             20,000 participations; about a minute
    ./samordna bench register --keep FOLDER       keep what was made there, and use it again the next time

Everybody in it is invented, with numbers set aside for tests. With SAMORDNA_DATABASE_URL and SAMORDNA_VAULT_URL set,
those two databases are used, which must be empty or made by an earlier run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.large_register import place, report  # noqa: E402
from bench.large_register.plan import SIZES, drawn_from  # noqa: E402


def main() -> int:
    """Make, serve, measure, print."""
    args = arguments()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="samordna-bench-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    try:
        with place.databases(folder.resolve(), sqlite=args.sqlite) as env:
            os.environ.update(env)
            return measure(args, folder.resolve(), env)
    finally:
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    """What it takes."""
    parser = argparse.ArgumentParser(
        prog="samordna bench register", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", dest="size", action="store_const", const="small", help="20,000 participations")
    size.add_argument("--tiny", dest="size", action="store_const", const="tiny", help="400, to see that it works")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make it there, or use what was made there")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite instead of PostgreSQL")
    parser.add_argument("--only-make", action="store_true", help="make the register and stop")
    # Of forty answers p95 is the third slowest; of twelve it would be the slowest of all, which is chance.
    parser.add_argument("--rounds", type=int, default=40, help="how often one person does everything (default 40)")
    parser.add_argument("--seconds", type=float, default=30, help="how long twenty work at once (default 30)")
    parser.add_argument("--workers", type=int, default=3, help="gunicorn's workers (default 3, for two cores)")
    parser.add_argument("--threads", type=int, default=2, help="threads of each worker (default 2)")
    parser.set_defaults(size="full")
    return parser.parse_args()


def measure(args: argparse.Namespace, folder: Path, env: dict[str, str]) -> int:
    """On the databases of ``env``. 1 when an answer was wrong."""
    known = _register(args, folder)
    if args.only_make:
        return 0
    with place.served(env, workers=args.workers, threads=args.threads, log=folder / "server.log") as server:
        return _measured(args, folder, server, known)


def _register(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What was made, now or by an earlier run."""
    from samordna.edge.cli import setup  # noqa: PLC0415 - after the environment is set

    file = folder / "made.json"
    setup.prepare("real")
    if not file.exists():
        from bench.large_register.make import make  # noqa: PLC0415

        make(SIZES[args.size], today=date.today(), file=file, say=lambda text: print(f"  {text}", flush=True))
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def _measured(args: argparse.Namespace, folder: Path, server: place.Server, known: dict[str, Any]) -> int:
    from bench.large_register.visitor import Visitor  # noqa: PLC0415
    from bench.large_register.work import Notes, Registrar, Reserve, at_once  # noqa: PLC0415

    reserve = Reserve(known["spare"], known["next"])
    today = date.fromisoformat(known["made"])
    users = known["users"]

    def registrar(name: str, notes: Notes, number: int) -> Registrar:
        visitor = Visitor(server.port, users[name]["email"])
        return Registrar(visitor, users[name], notes, reserve, drawn_from(number), today)

    wrong: list[str] = []
    usual = [name for name in users if name.startswith("usual") and users[name]["active"] + users[name]["ended"]]
    try:
        for title, names in (("usual", usual[-1:]), ("a huge measure", ["huge"]), ("many measures", ["many"])):
            notes = Notes()
            with report.period(f"one registrar at a time: {title}, {args.rounds} rounds", server, folder):
                for name in names:
                    one = registrar(name, notes, 1)
                    one.everything()
                    notes.answers.clear()  # the first round warms the caches of templates and rules
                    for _ in range(args.rounds):
                        one.everything()
            report.table(notes)
            wrong += notes.wrong
        notes = Notes()
        with report.period(f"pages of other roles, one at a time, {args.rounds} rounds", server, folder):
            report.visit_roles(server.port, users, notes, rounds=args.rounds)
        report.table(notes)
        wrong += notes.wrong
        for title, act, pause in (
            ("pauses of 1 to 7 seconds", Registrar.anything, (1.0, 7.0)),
            ("no pause at all", Registrar.anything, None),
            ("no pause, all of them registering in", Registrar.register_in, None),
        ):
            notes = Notes()
            chosen = ["huge", "many", *usual][:20]
            people = [registrar(name, notes, number) for number, name in enumerate(chosen)]
            with report.period(f"{len(people)} registrars at once, {title}", server, folder) as seconds:
                seconds.append(at_once(people, act, seconds=args.seconds, pause=pause))
            report.table(notes, seconds=seconds[0])
            wrong += notes.wrong
    finally:
        known["next"] = reserve.next
        (folder / "made.json").write_text(json.dumps(known))
    return report.ending(wrong)


if __name__ == "__main__":
    sys.exit(main())
