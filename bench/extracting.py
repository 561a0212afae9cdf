"""How long an extract of a large register takes, while people work in it: beside a plain COPY of the same columns.

    ./samordna bench extracting                  one million participations, on a PostgreSQL of its own
    ./samordna bench extracting --small          20,000
    ./samordna bench extracting --keep FOLDER    what `./samordna bench register --keep FOLDER` made there
    ./samordna bench extracting --spells N       then link a file of N spells with it as well (Parquet)

The command is run as an operator runs it, in a process of its own; its processor time is told beside PostgreSQL's, in
which the pages that are opened meanwhile have a part. Making the register takes ten minutes the first time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.large_register import place  # noqa: E402
from bench.large_register.plan import SIZES  # noqa: E402

PAUSE = 0.05


def main() -> int:
    """Make, serve, measure, print."""
    args = arguments()
    folder = args.keep or Path(tempfile.mkdtemp(prefix="samordna-bench-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    try:
        with place.databases(folder.resolve(), sqlite=False) as env:
            os.environ.update(env)
            return measured(args, folder.resolve(), env)
    finally:
        if not args.keep:
            shutil.rmtree(folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    """What it takes."""
    parser = argparse.ArgumentParser(
        prog="samordna bench extracting", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", dest="size", action="store_const", const="small", help="20,000 participations")
    size.add_argument("--tiny", dest="size", action="store_const", const="tiny", help="400, to see that it works")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make it there, or use what was made there")
    parser.add_argument("--spells", type=int, default=0, metavar="N", help="link a file of N spells as well")
    parser.set_defaults(size="full")
    return parser.parse_args()


def measured(args: argparse.Namespace, folder: Path, env: dict[str, str]) -> int:
    """The pages at rest, the extract with pages meanwhile, and the peer. 1 when the command failed."""
    known = register(args, folder)
    name = next(n for n in known["users"] if n.startswith("usual"))
    email = known["users"][name]["email"]
    with place.served(env, workers=3, threads=2, log=folder / "server.log") as server:
        quiet = opened(server.port, email, lambda took: len(took) < 60)
        code = timed("extract", ["extract", "--why", "bench"], folder, env, (server.port, email))
    tell("a page while nothing else happens", quiet)
    peer()
    if args.spells and not code:
        code = linked(args.spells, folder, env)
    return code


def register(args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What was made, now or by an earlier run."""
    import json  # noqa: PLC0415

    from samordna.edge.cli import setup  # noqa: PLC0415 - after the environment is set

    setup.prepare("real")
    file = folder / "made.json"
    if not file.exists():
        from bench.large_register.make import make  # noqa: PLC0415

        make(SIZES[args.size], today=datetime.now(UTC).date(), file=file, say=lambda text: print(f"  {text}"))
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def timed(what: str, arguments: list[str], folder: Path, env: dict[str, str], visit: tuple[int, str] | None) -> int:
    """Run a command of the product, open pages meanwhile, and say what it took."""
    command = [sys.executable, "-m", "samordna.edge.cli.main", *arguments]
    database, begun = place.database_processor_seconds(folder), time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | env | {"PYTHONPATH": str(ROOT / "src")}, cwd=ROOT)
    ended: list[Any] = []
    watcher = threading.Thread(target=lambda: ended.append((os.wait4(process.pid, 0), time.perf_counter())))
    watcher.start()
    busy = opened(*visit, lambda _took: not ended) if visit else []
    watcher.join()
    (_pid, status, used), at = ended[0]
    database = place.database_processor_seconds(folder) - database
    own = used.ru_utime + used.ru_stime
    print(
        f"{what}: {at - begun:.1f} s of wall clock; processor time {own:.1f} s of the command and {database:.1f} s of"
        f" PostgreSQL{' with the pages' if visit else ''}; at most {used.ru_maxrss / 1024:,.0f} MB;"
        f" load average {os.getloadavg()[0]:.1f}"
    )
    if busy:
        tell("a page meanwhile", busy)
    return os.waitstatus_to_exitcode(status)


def opened(port: int, email: str, going_on: Any) -> list[float]:
    """Milliseconds of pages that a registrar opens one after the other, with a short pause."""
    from bench.large_register.visitor import Visitor  # noqa: PLC0415

    visitor, took = Visitor(port, email), list[float]()
    pages = ("/", "/deltagare/")
    for page in pages * 2:
        visitor.get(page)
    while going_on(took):
        answer = visitor.get(pages[len(took) % len(pages)])
        if answer.status != 200:
            raise RuntimeError(f"{pages[len(took) % len(pages)]} answered {answer.status}")
        took.append(answer.wall)
        time.sleep(PAUSE)
    return took


def peer() -> None:
    """The same columns of the same four tables by COPY, to files: nothing joined, sorted, checked or renamed."""
    from django.db import connection  # noqa: PLC0415

    from samordna.deliver.participants import models  # noqa: PLC0415
    from samordna.learn.statistics.extraction import _FIELDS  # noqa: PLC0415 - the columns that leave

    tables = {
        "participation": models.Participation,
        "occasion": models.Occasion,
        "support": models.SupportAnswer,
        "target": models.ParticipationGroup,
    }
    begun, rows = time.perf_counter(), 0
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        for name, model in tables.items():
            fields = ", ".join(f'"{model._meta.get_field(field).column}"' for field in _FIELDS[name])
            with cursor.cursor.copy(f"COPY (SELECT {fields} FROM {model._meta.db_table}) TO STDOUT") as copy:  # noqa: S608 - own names
                for piece in copy:
                    file.write(piece)
            rows += model._default_manager.count()
        size = file.tell()
    print(f"peer, a plain COPY of the columns: {time.perf_counter() - begun:.1f} s, {rows:,} rows, {size / 1e6:.0f} MB")


# Linking -------------------------------------------------------------------------------------------------------------


def linked(number: int, folder: Path, env: dict[str, str]) -> int:
    """A file of so many spells about people of the register, and as many others; linked by the command."""
    from samordna.learn.statistics.models import ExtractRecord  # noqa: PLC0415

    made = ExtractRecord.objects.order_by("-made_at")
    base = next(one for one in made if one.manifest.get("linked") is None)
    file = folder / "spells.parquet"
    delivered(file, number)
    print(f"{number:,} spells, {file.stat().st_size / 1e6:.0f} MB of Parquet")
    try:
        return timed("link", ["link", str(file), "--extract", base.extract_id, "--why", "bench"], folder, env, None)
    finally:
        file.unlink()


def delivered(file: Path, number: int) -> None:
    """Spells of the register's people, ten or more each, written a piece at a time."""
    import random  # noqa: PLC0415
    from datetime import date, timedelta  # noqa: PLC0415

    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    from samordna.ground.privacy import vault  # noqa: PLC0415
    from samordna.ground.privacy.safe.models import VaultRecord  # noqa: PLC0415

    draw = random.Random(5)  # noqa: S311 - invented people
    people = [vault.read(key).personal_number for key in VaultRecord.objects.values_list("pk", flat=True)[:PEOPLE]]
    days = [(date(2000, 1, 1) + timedelta(days=n)).isoformat() for n in range(9_000)]
    names = ("personal_number", "benefit", "from", "to", "extent", "diagnosis_group")
    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(file, schema, compression="zstd") as out:
        for _piece in range(0, number, PIECE):
            firsts = [draw.randrange(8_000) for _ in range(PIECE)]
            columns = [
                draw.choices(people, k=PIECE),
                draw.choices(["sjukpenning", "aktivitetsersättning", "sjukersättning"], k=PIECE),
                [days[first] for first in firsts],
                [days[first + draw.randrange(1, 900)] for first in firsts],
                draw.choices(["25", "50", "75", "100"], k=PIECE),
                draw.choices(["F00-F99", "M00-M99", ""], k=PIECE),
            ]
            out.write_table(pa.table([pa.array(values, pa.string()) for values in columns], schema=schema))


PIECE = 200_000
#: So many people at most are in the file: each number is opened once, by itself, to write it.
PEOPLE = 350_000


def tell(what: str, took: list[float]) -> None:
    """How long pages took."""
    ordered = sorted(took)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{what}: p50 {middle:.0f} ms, p95 {late:.0f} ms, longest {ordered[-1]:.0f} ms, {len(took)} pages")


if __name__ == "__main__":
    sys.exit(main())
