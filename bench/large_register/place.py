"""Where the large register lives while it is measured: databases of its own, and a real server in front of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from tests.services import postgres

ROOT = Path(__file__).resolve().parents[2]
DATABASES = {"SAMORDNA_DATABASE_URL": "register", "SAMORDNA_VAULT_URL": "vault"}
#: As in production: what is committed is on disk. Two cores and little memory are all it may count on.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "timezone": "UTC",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",  # many people's short questions: helpers for one take from the others
}
START_SECONDS = 60
PASSWORD = "vattenspegel-i-motljus"  # noqa: S105 - of people who do not exist, in a register that is thrown away


@contextmanager
def databases(folder: Path, *, sqlite: bool) -> Iterator[dict[str, str]]:
    """The environment of a register in ``folder``: SQLite there, the PostgreSQL named outside, or one started here."""
    env = {"SAMORDNA_HOME": str(folder)}
    if sqlite:
        yield env
    elif "SAMORDNA_DATABASE_URL" in os.environ:
        yield env | {name: os.environ[name] for name in DATABASES}
    else:
        with postgres.running(kept=folder / "postgresql", settings=SETTINGS) as found:
            _make_databases(found)
            yield env | found


def _make_databases(env: dict[str, str]) -> None:
    import psycopg  # noqa: PLC0415 - not for SQLite

    host = parse_qs(urlsplit(env["SAMORDNA_DATABASE_URL"]).query)["host"][0]
    with psycopg.connect(host=host, user="samordna", dbname="postgres", autocommit=True) as connection:
        there = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in sorted(set(DATABASES.values()) - there):
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]


@contextmanager
def served(env: dict[str, str], *, workers: int, threads: int, log: Path) -> Iterator[Server]:
    """gunicorn as ``docs/how-to/run-in-production.md`` starts it, with the measuring application in front."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "bench.large_register.serve:application"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", str(workers)]
    command += ["--threads", str(threads), "--timeout", "120", "--keep-alive", "30", "--no-control-socket"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | env | {"PYTHONPATH": path}, stdout=output, stderr=output
        )
    try:
        _wait(port, process, log)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class Server:
    """A running server: its port, and what it has used of the processor."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid

    def processor_seconds(self) -> float:
        """So far, of all its processes."""
        return _used_by_all(self.pid)


def database_processor_seconds(folder: Path) -> float:
    """So far, of all processes of the PostgreSQL that was started here; 0 when it was not."""
    file = folder / "postgresql" / "postmaster.pid"
    return _used_by_all(int(file.read_text().split()[0])) if file.exists() else 0.0


def _used_by_all(pid: int) -> float:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return sum(_used(one) for one in [pid, *map(int, children)])


def _used(pid: int) -> float:
    """User and system time of a process and of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/logga-in/"):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-800:]}")
