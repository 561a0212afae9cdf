"""The demo country for tests: loaded once by the product's own command, then copied for whoever wants one of their own.

On SQLite the loaded register is kept in var/test-demo as long as the source is the same. On PostgreSQL it is a pair of
template databases on the server of this run.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

from samordna.edge.launcher import stamps

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "test-demo"
DATABASES = {"SAMORDNA_DATABASE_URL": "demo_register", "SAMORDNA_VAULT_URL": "demo_vault"}
START_SECONDS = 60
MOVING_CLOCK = ROOT / "tests" / "services" / "moving_clock.py"


@dataclass(frozen=True)
class Demo:
    """A register with the demo country that belongs to one test; commands and a server run on it as for a person."""

    env: dict[str, str]

    @property
    def home(self) -> Path:
        """The folder of the register."""
        return Path(self.env["SAMORDNA_HOME"])

    def run(self, *arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """One command of the product, e.g. `demo.run("table", "af-fk-2020-1")`."""
        return subprocess.run(
            [*program(), *map(str, arguments)], cwd=cwd, env=self.env, capture_output=True, text=True, check=False
        )

    @property
    def days(self) -> Path:
        """The file that says how many days later than the machine it is in the register that ``served`` serves."""
        return self.home / "days-later"

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it on loopback; gives the address without a slash at the end."""
        port = free_port()
        self.days.write_text("0", encoding="ascii")
        command = [sys.executable, "-P", str(MOVING_CLOCK), str(self.days), "demo"]
        command += ["--host", "127.0.0.1", "--port", str(port)]
        log = self.home / "server.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=output, stderr=output, start_new_session=True
            )
        try:
            _wait_until_answers(server, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # asked to stop it takes a second, and nobody waits for an answer
            server.wait()


def program() -> list[str]:
    """The product's command line, as the launcher starts it."""
    return [sys.executable, "-P", "-m", "samordna.edge.cli.main"]


def copy_to(folder: Path) -> Demo:
    """A demo register of one's own in `folder`."""
    if "SAMORDNA_DATABASE_URL" in os.environ:
        return _copy_on_postgres(folder)
    home = loaded()
    shutil.copytree(home, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
    for file in home.glob("*.sqlite3"):
        _copy_as_of_now(file, folder / file.name)
    return Demo(os.environ | {"SAMORDNA_HOME": str(folder)})


def _copy_as_of_now(file: Path, to: Path) -> None:
    """Copy a database into which what makes the tables by area may write meanwhile."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def loaded() -> Path:
    """The folder with the loaded demo country; made when the source has changed since it was last made."""
    home = KEPT / _fingerprint()[:16]
    with stamps.one_at_a_time("test-demo"):
        if not (home / ".stamp-loaded").exists():
            shutil.rmtree(KEPT, ignore_errors=True)
            _load(os.environ | {"SAMORDNA_HOME": str(home)})
            stamps.write(home / ".stamp-loaded", "loaded")
    return home


def _fingerprint() -> str:
    source = ROOT / "src" / "samordna"
    paths = sorted(path for path in source.rglob("*") if path.suffix in {".py", ".yaml", ".csv"})
    return stamps.fingerprint(paths, *(str(path.relative_to(source)) for path in paths))


def _load(env: dict[str, str]) -> None:
    done = subprocess.run(
        [*program(), "demo", "--no-serve"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The demo country could not be loaded:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    _wait_for_areas(Path(env["SAMORDNA_HOME"]))


def _wait_for_areas(home: Path) -> None:
    """Until the first table by area is there. The others are made by a process of its own, and few tests need them."""
    end = time.monotonic() + START_SECONDS
    while not [*home.glob("extracts/.areas/*-af-fk-2020-1-*.json")]:
        if time.monotonic() > end:
            raise RuntimeError("The demo country's tables by area were never begun.")
        time.sleep(0.2)


def _copy_on_postgres(folder: Path) -> Demo:
    template = KEPT.with_name("test-demo-postgres")  # keys and extracts; the rows are in the template databases
    with stamps.one_at_a_time("test-demo"):
        if not _exists("demo_register"):
            shutil.rmtree(template, ignore_errors=True)
            for name in DATABASES.values():
                _sql(f"CREATE DATABASE {name}")
            _load(os.environ | _urls(DATABASES) | {"SAMORDNA_HOME": str(template)})
        own = {variable: f"{name}_{os.getpid()}_{time.monotonic_ns()}" for variable, name in DATABASES.items()}
        for variable, name in own.items():
            _copy_when_left(DATABASES[variable], name)
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return Demo(os.environ | _urls(own) | {"SAMORDNA_HOME": str(folder)})


def _copy_when_left(template: str, name: str) -> None:
    """Copy a database once nobody is in it: what makes the tables by area looks into it now and then, for a moment."""
    import psycopg

    end = time.monotonic() + START_SECONDS
    while True:
        try:
            _sql(f"CREATE DATABASE {name} TEMPLATE {template}")
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def _urls(names: dict[str, str]) -> dict[str, str]:
    return {
        variable: urlsplit(os.environ[variable])._replace(path=f"/{name}").geturl() for variable, name in names.items()
    }


def _exists(name: str) -> bool:
    return bool(_sql("SELECT 1 FROM pg_database WHERE datname = %s", name))


def _sql(statement: str, *values: str) -> list[tuple[object, ...]]:
    import psycopg

    server = os.environ["SAMORDNA_DATABASE_URL"]
    where = urlsplit(server)
    host = parse_qs(where.query)["host"][0]
    with psycopg.connect(host=host, user=where.username, dbname="postgres", autocommit=True) as connection:
        cursor = connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_answers(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except URLError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')[-4000:]}")
