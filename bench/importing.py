"""How quickly a file of participants becomes rows, and how long a page takes meanwhile.

    ./samordna bench importing                    100,000 rows on a PostgreSQL of its own; about two minutes
    ./samordna bench importing --rows 10000       fewer
    ./samordna bench importing --xlsx             as a workbook instead of CSV
    ./samordna bench importing --sqlite           on SQLite

The import runs as the command does, in a process of its own: read, checked against the register, audited, stored.
Meanwhile a registrar opens pages of a gunicorn. Beside it, as peers, in the same databases: a plain COPY of the same
number of participations, with nothing checked, and the way through the page's own action, one row at a time.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.large_register import place  # noqa: E402

SERIALS = [*range(980, 1000), 238, 239]
EMAIL, OTHER = "bench.registrar@example.se", "bench.colleague@example.se"
MEASURE, PEER, SAMPLE = "I-0001", "I-0002", 200
PAGES = ("/", "/deltagare/", "/deltagare/lista/pagaende/", "/insatser/")
LISTS = ("/", *(f"/deltagare/lista/{name}/" for name in ("att-gora", "uppgifter-saknas", "pagaende", "avslutade")))
TODAY = date.today()


def main() -> int:
    """Make a file, import it while pages are opened, print. 1 when something was wrong."""
    args = arguments()
    folder = Path(tempfile.mkdtemp(prefix="samordna-bench-", dir="/tmp"))
    folder.chmod(0o755)  # PostgreSQL may run as somebody else
    try:
        with place.databases(folder, sqlite=args.sqlite) as env:
            os.environ.update(env)
            prepare()
            file = folder / f"people.{'xlsx' if args.xlsx else 'csv'}"
            file.write_bytes(made(args.rows, xlsx=args.xlsx))
            with place.served(env, workers=2, threads=4, log=folder / "server.log") as server:
                quiet = opened(server.port, lambda: False, at_least=40)
                return imported(args, file, env, server, quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    """What it takes."""
    parser = argparse.ArgumentParser(
        prog="samordna bench importing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--xlsx", action="store_true")
    parser.add_argument("--sqlite", action="store_true")
    return parser.parse_args()


def prepare() -> None:
    """A register with two measures, each with a registrar; the one who opens pages has some participants."""
    from samordna.edge.cli import setup  # noqa: PLC0415 - after the environment is set

    setup.prepare("real")
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from samordna.deliver.projects.models import Measure  # noqa: PLC0415
    from samordna.ground.parties.models import Account, Assignment, Association, Organisation  # noqa: PLC0415

    home = Organisation.objects.get(party_id="municipality-0583")
    organisation = Organisation.objects.create(party_id="association-bench", kind="association", name="Mätförbundet")
    association = Association.objects.create(
        slug="bench", name="Mätförbundet", organisation=organisation, certainty="invented", invented=True
    )
    for code, email in ((MEASURE, EMAIL), (PEER, OTHER)):
        account = Account.objects.create(
            email=email, name="Berit Mätare", organisation=home, password=make_password(place.PASSWORD)
        )
        Measure.objects.create(
            code=code, association=association, name=f"Insats {code}", orientation="individual",
            follow_up="persons", category="rehabilitation", start=date(2020, 1, 1), owner=home,
        )  # fmt: skip
        Assignment.objects.create(
            account=account, role="participant_registrar", scope_kind="measure", scope_key=code,
            valid_from=date(2020, 1, 1), assigned_by="bench",
        )  # fmt: skip
    one_by_one(range(10**5, 10**5 + 30))


def made(rows: int, *, xlsx: bool) -> bytes:
    """A file of invented people with numbers set aside for tests; one in ten rows without person data."""
    from samordna.deliver.participants.importing.columns import TEMPLATE  # noqa: PLC0415
    from samordna.ground.files.writing import csv_of, xlsx_of  # noqa: PLC0415

    draw = random.Random(4)  # noqa: S311 - invented people
    cells = [[row.get(name, "") for name in TEMPLATE] for row in (_row(n, draw) for n in range(rows))]
    return xlsx_of(TEMPLATE, cells, "deltagare") if xlsx else csv_of(TEMPLATE, cells)


def _row(number: int, draw: random.Random) -> dict[str, str]:
    from samordna.deliver.participants.importing.columns import SOURCES  # noqa: PLC0415

    if number % 10 == 9:
        return {"sex": draw.choice(["women", "men"]), "start_year": str(draw.randint(2020, TODAY.year))}
    start = date(2020, 1, 1) + timedelta(days=draw.randrange((TODAY - date(2020, 1, 1)).days))
    end = start + timedelta(days=draw.randrange(20, 400))
    row = {
        "personal_number": personal_number(number),
        "name": f"{draw.choice(['Elin', 'Åsa', 'Örjan', 'Bo'])} {draw.choice(['Ek', 'Sandberg', 'Åström'])} {number}",
        "consent_date": (start - timedelta(days=3)).isoformat(),
        "start": start.isoformat(),
        "municipality": draw.choice(["0583", "0586", "0580"]),
        "target_groups": draw.choice(["other", "long_term_sick", "long_term_sick;other"]),
        "referred_by": draw.choice(["kommun", "region", "arbetsformedlingen"]),
        "education": draw.choice(["upper_secondary", "compulsory", "higher"]),
        "support_time": draw.choice(["y1_3", "under_1"]),
    }
    row |= {f"in_{source}": "0" for source in SOURCES}
    row[f"in_{draw.choice(SOURCES[:-1])}"] = draw.choice(["25", "50", "100"])
    if end < TODAY:
        row |= {"end": end.isoformat(), "end_reason": draw.choice(["according_to_plan", "moved"])}
        row |= {f"out_{source}": "0" for source in SOURCES}
        row[f"out_{draw.choice(SOURCES[:-1])}"] = draw.choice(["25", "50", "100"])
    return row


def personal_number(number: int) -> str:
    """The number of a test person, a new one each time."""
    from samordna.ground.kernel.identifiers import luhn_is_right  # noqa: PLC0415

    born = date(1955, 1, 1) + timedelta(days=number // len(SERIALS))
    beginning = f"{born:%Y%m%d}{SERIALS[number % len(SERIALS)]:03d}"
    return next(beginning + str(digit) for digit in range(10) if luhn_is_right(beginning[2:] + str(digit)))


def imported(
    args: argparse.Namespace, file: Path, env: dict[str, str], server: place.Server, quiet: list[float]
) -> int:
    """Run the command while pages are opened; then the peers."""
    environment = os.environ | env | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "samordna.edge.cli.main", "import", "participants", str(file)]
    command += ["--measure", MEASURE, "--by", EMAIL]
    database = place.database_processor_seconds(file.parent)
    own = os.times()
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    ended: list[float] = []
    watcher = threading.Thread(target=lambda: (process.wait(), ended.append(time.perf_counter())))
    watcher.start()
    busy = opened(server.port, lambda: not ended)
    watcher.join()
    seconds, after = ended[0] - begun, os.times()
    used = after.children_user + after.children_system - own.children_user - own.children_system
    database = place.database_processor_seconds(file.parent) - database
    load = os.getloadavg()[0]
    print(f"\n{args.rows:,} rows, {file.stat().st_size / 1e6:.1f} MB {file.suffix[1:]}; load average {load:.1f}")
    line("import, wall clock", seconds, args.rows)
    line("import, processor time of the command and of PostgreSQL", used + database, args.rows)
    print(f"  of which the command {used:.1f} s, PostgreSQL with the pages {database:.1f} s")
    tell("a page while nothing else happens", quiet)
    tell("a page opened meanwhile", busy)
    tell("the registrar's own lists directly afterwards, each once", once(server.port))
    return max(process.returncode, peers(args, file))


def opened(port: int, going_on: Any, *, at_least: int = 0) -> list[float]:
    """Milliseconds of pages opened one after the other, with a short pause, by a registrar."""
    from bench.large_register.visitor import Visitor  # noqa: PLC0415

    visitor, took = Visitor(port, OTHER), list[float]()
    for page in PAGES * 2:
        visitor.get(page)
    while going_on() or len(took) < at_least:
        answer = visitor.get(PAGES[len(took) % len(PAGES)])
        if answer.status != 200:
            raise RuntimeError(f"{PAGES[len(took) % len(PAGES)]} answered {answer.status}")
        took.append(answer.wall)
        time.sleep(0.05)
    return took


def once(port: int) -> list[float]:
    """Milliseconds of each list of the registrar whose file it was, opened for the first time."""
    from bench.large_register.visitor import Visitor  # noqa: PLC0415

    visitor, took = Visitor(port, EMAIL), list[float]()
    for page in LISTS:
        answer = visitor.get(page)
        print(f"  {page}: {answer.wall:.0f} ms, of which questions {answer.sql:.0f} ms")
        took.append(answer.wall)
    return took


def peers(args: argparse.Namespace, file: Path) -> int:
    """A plain COPY of as many participations, and the page's own action for a sample."""
    from django.db import connection, transaction  # noqa: PLC0415

    from samordna.deliver.participants.importing.rows_into import copy_rows  # noqa: PLC0415
    from samordna.deliver.participants.models import ParticipantImport, Participation, new_public_id  # noqa: PLC0415

    stored = Participation.objects.filter(measure__code=MEASURE)
    journal = ParticipantImport.objects.get(measure__code=MEASURE)
    right = stored.count() == args.rows == journal.persons + journal.anonymous
    if not right:
        print(f"WRONG: {stored.count()} participations of {args.rows} rows")
    columns = [field.column for field in Participation._meta.concrete_fields if field.column != "id"]
    place_of = columns.index("public_id")
    plain = [list(row) for row in stored.values_list(*columns)]
    for row in plain:
        row[place_of] = new_public_id()
    begun = time.perf_counter()
    with transaction.atomic():
        copy_rows(Participation, columns, plain)
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    line(f"peer: the participations alone, copied ({connection.vendor}), nothing checked", seconds, args.rows)
    line(f"peer: the page's action, {SAMPLE} rows one at a time, in only", one_by_one(range(SAMPLE)), SAMPLE)
    return 0 if right else 1


def one_by_one(numbers: range) -> float:
    """Register people in by the page's own action; how many seconds it took."""
    from samordna.deliver.participants import actions  # noqa: PLC0415
    from samordna.deliver.participants.checks import ConsentGiven, Entry  # noqa: PLC0415
    from samordna.deliver.participants.rules import Answers  # noqa: PLC0415
    from samordna.deliver.projects.models import Measure  # noqa: PLC0415
    from samordna.ground.parties.actor import actor_of  # noqa: PLC0415
    from samordna.ground.parties.models import Account  # noqa: PLC0415

    measure, at = Measure.objects.get(code=PEER), datetime.now(UTC)
    actor = actor_of(Account.objects.get(email=OTHER), TODAY)
    begun = time.perf_counter()
    for number in numbers:
        start = TODAY - timedelta(days=30)
        actions.register_in(
            measure=measure,
            consent=ConsentGiven(start, seen=True),
            personal_number=personal_number(number),
            name="Elin Ek",
            entry=Entry(start=start, municipality="0583"),
            answers=Answers({"sjukpenning": 50}, all_asked=True),
            by=actor,
            at=at,
        )
    return time.perf_counter() - begun


def line(what: str, seconds: float, rows: int) -> None:
    """One measured thing."""
    print(f"{what}: {seconds:.1f} s, {rows / seconds:,.0f} rows a second")


def tell(what: str, took: list[float]) -> None:
    """How long pages took."""
    ordered = sorted(took)
    middle, late = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(f"{what}: p50 {middle:.0f} ms, p95 {late:.0f} ms, longest {ordered[-1]:.0f} ms, {len(took)} pages")


if __name__ == "__main__":
    sys.exit(main())
