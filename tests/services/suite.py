"""Which checks there are, in which order they run, and the table at the end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import browser, postgres
from tests.services.junit import Outcome, read

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[list[str]]] = {
    "lint": [["ruff", "check", "src", "tests"], ["ruff", "format", "--check", "src", "tests"]],
    "contracts": [["lint-imports"]],
    "types": [["mypy"]],
}
FOLDERS = ("guards", "unit", "spec", "generative", "demo", "pages", "journeys")
DATABASES = ("sqlite", "postgres")
ONCE = {"guards"}  # what reads the code gives the same answer on every database
BROWSER = {"guards", "pages", "journeys"}
FAST = ("lint", "contracts", "guards", "unit", "spec", "sqlite")


@dataclass
class Row:
    """One line of the table."""

    name: str
    result: str
    seconds: float
    outcome: Outcome = field(default_factory=Outcome)


@dataclass(frozen=True)
class Plan:
    """What was asked for."""

    checks: list[str]
    folders: list[str]
    databases: list[str]


def plan(names: Sequence[str]) -> Plan:
    """Turn the names into a plan; without names, everything. Raises SystemExit for a name that is not known."""
    known = {*CHECKS, *FOLDERS, *DATABASES, "fast"}
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"Not known: {', '.join(unknown)}. Parts: {' '.join((*CHECKS, *FOLDERS, *DATABASES, 'fast'))}")
    wanted = {*names, *(FAST if "fast" in names else ())}
    checks = [name for name in CHECKS if name in wanted]
    folders = [name for name in FOLDERS if name in wanted]
    databases = [name for name in DATABASES if name in wanted]
    if not wanted:
        checks, folders, databases = list(CHECKS), list(FOLDERS), list(DATABASES)
    if databases and not folders:
        folders = list(FOLDERS)
    if folders and not databases:
        databases = list(DATABASES if not wanted else DATABASES[:1])
    return Plan(checks, folders, databases)


def main(names: Sequence[str]) -> int:
    """Run the plan and print the table. Returns 0 when nothing failed."""
    wanted = plan(names)
    unavailable: list[str] = []
    rows: list[Row] = []
    try:
        rows += [check(name) for name in wanted.checks]
        if BROWSER & set(wanted.folders):
            unavailable += browser.prepare()
        for database in wanted.databases:
            rows += on(database, wanted.folders, unavailable)
    except KeyboardInterrupt:
        rows.append(Row("stopped by the user", "failed", 0, Outcome(failed=1)))
    return report(rows, unavailable)


def check(name: str) -> Row:
    """Run the programs of one check, all of them."""
    started = time.monotonic()
    print(f"\n== {name}", flush=True)
    codes = [
        subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, check=False).returncode for command in CHECKS[name]
    ]
    failed = sum(code != 0 for code in codes)
    outcome = Outcome(passed=len(codes) - failed, failed=failed)
    return Row(name, "failed" if failed else "passed", time.monotonic() - started, outcome)


def on(database: str, folders: Sequence[str], unavailable: list[str]) -> list[Row]:
    """Run the tests of some folders on one database; what could not be started is added to `unavailable`."""
    if database == "sqlite":
        return run_tests(database, folders, {}, [])
    folders = [name for name in folders if name not in ONCE]
    try:
        programs = postgres.find()
        with postgres.running() as env:
            print(f"\n== {programs.version}, the programs {programs.origin}", flush=True)
            # Tests that use no database would only repeat themselves.
            return run_tests(database, folders, env, ["--only-database"])
    except postgres.NotAvailable as reason:
        unavailable.append(f"The tests on PostgreSQL could not be run: {reason}")
        return [Row(f"{name} ({database})", "not run", 0) for name in folders]


def run_tests(database: str, folders: Sequence[str], env: dict[str, str], options: list[str]) -> list[Row]:
    """One run of pytest over the folders, told apart again afterwards by where each test stands."""
    present = [name for name in folders if any((ROOT / "tests" / name).rglob("test_*.py"))]
    if not present:
        return []
    print(f"\n== tests on {database}: {', '.join(present)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="samordna-test-") as folder:
        result = Path(folder) / "junit.xml"
        started = time.monotonic()
        code = subprocess.run(
            [
                *[sys.executable, "-m", "pytest", *[f"tests/{name}" for name in present], *options],
                *[f"--junitxml={result}", "-n", os.environ.get("SAMORDNA_TEST_PROCESSES", "2"), "--dist", "loadgroup"],
            ],
            cwd=ROOT,
            env=os.environ | env,
            check=False,
        ).returncode
        took = time.monotonic() - started
        outcomes = read(result, present)
    rows = [
        Row(f"{name} ({database})", _word(outcome), took * _share(outcome, outcomes.values()), outcome)
        for name, outcome in outcomes.items()
    ]
    if code not in (0, 5) and not any(outcome.failed for outcome in outcomes.values()):
        rows.append(Row(f"pytest ({database})", f"stopped with code {code}", took, Outcome(failed=1)))
    return rows


def _word(outcome: Outcome) -> str:
    if outcome.failed:
        return f"{outcome.failed} failed"
    return f"{outcome.passed} passed" if outcome.passed else "nothing run"


def _share(outcome: Outcome, all_outcomes: Iterable[Outcome]) -> float:
    """The part of the run's time that these tests took; several run at once, so their own seconds say too much."""
    total = sum(other.seconds for other in all_outcomes)
    return outcome.seconds / total if total else 0


def report(rows: Sequence[Row], unavailable: Sequence[str]) -> int:
    """Print the table, what could not be run and why, and the closing line."""
    width = max([len(row.name) for row in rows], default=0)
    print("\nStep".ljust(width + 3) + "Result".ljust(22) + "Seconds")
    for row in rows:
        print(f"{row.name.ljust(width + 2)}{row.result.ljust(22)}{row.seconds:7.1f}")
    skipped = Counter(reason for row in rows for reason in row.outcome.skipped)
    if unavailable or skipped:
        print("\nCould not be run:")
        for line in unavailable:
            print(f"  {line}")
        for reason, times in skipped.items():
            print(f"  {times} test{'s' * (times > 1)}: {reason}")
    passed, failed = (sum(getattr(row.outcome, name) for row in rows) for name in ("passed", "failed"))
    print(f"\n{passed} passed, {failed} failed, {skipped.total()} skipped", flush=True)
    return 1 if failed or not rows else 0
