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

from tests.services import browser, engines, postgres
from tests.services.junit import Outcome, read

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[list[str]]] = {
    "lint": [["ruff", "check", "src", "tests"], ["ruff", "format", "--check", "src", "tests"]],
    "contracts": [["lint-imports"]],
    "types": [["mypy"]],
}
FOLDERS = ("guards", "unit", "spec", "generative", "scale", "demo", "pages", "journeys")
DATABASES = ("sqlite", "postgres")
# What reads the code gives the same answer on every database, and the engines have a PostgreSQL of their own.
ONCE = {"guards", "scale"}
BROWSER = {"guards", "pages", "journeys"}
# Browser, scripts and server run side by side here, so a busy machine can break a test without a fault of ours. A few
# that failed are tried once more, alone, and the table says so; a fault of ours fails twice.
TRIED_AGAIN = "journeys"
MOST_TRIED_AGAIN = 3
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
        if "scale" in wanted.folders and "sqlite" in wanted.databases:
            unavailable += engines.prepare()
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
    started = time.monotonic()
    code, outcomes = _pytest(present, env, options)
    failed = outcomes[TRIED_AGAIN].failed if TRIED_AGAIN in outcomes else 0
    if 0 < failed <= MOST_TRIED_AGAIN:
        print(f"\n== {failed} of {TRIED_AGAIN} on {database}, once more and alone", flush=True)
        again = _pytest([TRIED_AGAIN], env, [*options, "--last-failed", "--last-failed-no-failures", "none"], "1")
        settle(outcomes[TRIED_AGAIN], again[1][TRIED_AGAIN])
    took = time.monotonic() - started
    rows = [
        Row(f"{name} ({database})", _word(outcome), took * _share(outcome, outcomes.values()), outcome)
        for name, outcome in outcomes.items()
    ]
    if code not in (0, 5) and not any(outcome.failed or outcome.second_try for outcome in outcomes.values()):
        rows.append(Row(f"pytest ({database})", f"stopped with code {code}", took, Outcome(failed=1)))
    return rows


def _pytest(
    folders: Sequence[str], env: dict[str, str], options: Sequence[str], processes: str = ""
) -> tuple[int, dict[str, Outcome]]:
    """Pytest's exit code, and the outcomes by folder."""
    processes = processes or os.environ.get("SAMORDNA_TEST_PROCESSES", "2")
    with tempfile.TemporaryDirectory(prefix="samordna-test-") as folder:
        result = Path(folder) / "junit.xml"
        code = subprocess.run(
            [
                *[sys.executable, "-m", "pytest", *[f"tests/{name}" for name in folders], *options],
                *[f"--junitxml={result}", "-n", processes, "-p", "tests.order"],
            ],
            cwd=ROOT,
            env=os.environ | env,
            check=False,
        ).returncode
        return code, read(result, folders)


def settle(first: Outcome, again: Outcome) -> None:
    """Let the tests that failed at first and passed alone count as passed, and be told of.

    Only when every one of them was run again and passed: a test that was not found again has not passed.
    """
    if again.failed or again.passed < first.failed:
        return
    first.passed, first.failed, first.second_try = first.passed + first.failed, 0, first.failed


def _word(outcome: Outcome) -> str:
    if outcome.failed:
        return f"{outcome.failed} failed"
    if outcome.second_try:
        return f"{outcome.passed} passed ({outcome.second_try} alone)"
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
