"""What `demo` and `start` have in common: keys, databases, reference data, and serving."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

DEFAULT_PORT = 8000


class CannotStart(Exception):
    """The register cannot be prepared or served; the text says why and what to do."""


def say(text: str) -> None:
    """Progress goes to stderr; stdout is for answers."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is going on, and how long it took when it took more than a moment."""
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    say(f"  {text}" + (f" ({seconds:.1f} s)" if seconds > 0.5 else ""))


def arguments(parser: argparse.ArgumentParser) -> None:
    """--no-serve, --host, --port."""
    parser.add_argument("--no-serve", action="store_true", help="prepare everything, then stop")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine only)"
    )
    parser.add_argument("--port", type=int, default=None, help=f"port (default {DEFAULT_PORT}, or the next free one)")


def home() -> Path:
    """The folder of the register, from SAMORDNA_HOME. CannotStart without it."""
    folder = os.environ.get("SAMORDNA_HOME")
    if not folder:
        raise CannotStart("Run this as ./samordna demo or ./samordna start, or set SAMORDNA_HOME to a folder.")
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path


def prepare(kind: str) -> None:
    """Keys, Django, tables, the mark, reference data. CannotStart when the database is of the other kind."""
    from samordna.config import secrets  # noqa: PLC0415 - nothing of Django before the keys exist
    from samordna.edge.cli import keys  # noqa: PLC0415

    folder = home()
    just_made = secrets.make(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samordna.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    with step("Tables are in place"):
        _migrate()
    try:
        keys.check(folder, just_made=just_made, at=datetime.now(UTC))
    except keys.WrongKeys as problem:
        raise CannotStart(str(problem)) from None
    _mark(kind)
    with step("Reference data are in place: 290 municipalities, 21 regions, the known associations"):
        load_reference()


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415

    for alias in ("default", "vault"):
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _mark(kind: str) -> None:
    from samordna.ground.privacy import marks  # noqa: PLC0415

    try:
        marks.mark(kind, at=datetime.now(UTC))
    except ValueError as error:
        raise CannotStart(f"{home()}: {error}. Choose another folder with SAMORDNA_HOME.") from None


def load_reference() -> None:
    """Reference data of every station; nothing invented, safe to run at every start."""
    from samordna.agree.needs import actions as need_estimates  # noqa: PLC0415
    from samordna.ground.parties import reference  # noqa: PLC0415
    from samordna.ground.parties.actor import SYSTEM  # noqa: PLC0415

    reference.load()
    need_estimates.load_reference(by=SYSTEM, at=datetime.now(UTC))


def free_port(host: str, wanted: int | None) -> int:
    """The port to listen on: the one asked for, or the first free from 8000. CannotStart when it is taken."""
    candidates = [wanted] if wanted else range(DEFAULT_PORT, DEFAULT_PORT + 50)
    for port in candidates:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise CannotStart(f"Port {wanted or DEFAULT_PORT} is taken on {host}. Choose another with --port.")


def address(host: str, port: int) -> str:
    """What to type in the browser."""
    return f"http://{'[' + host + ']' if ':' in host else host}:{port}/"


def serve(host: str, port: int) -> None:
    """Serve until Ctrl-C."""
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    from samordna.config.wsgi import application  # noqa: PLC0415

    class Server(BaseApplication):
        """gunicorn without its command line."""

        def load_config(self) -> None:
            self.cfg.set("bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("workers", 1)
            self.cfg.set("threads", 8)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("timeout", 120)
            self.cfg.set("control_socket_disable", True)  # nothing outside the register's own folder

        def load(self) -> object:
            return application

    Server().run()
