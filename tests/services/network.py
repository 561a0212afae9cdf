"""No test speaks to the network: only to this machine, and only over loopback or a socket file."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


class NetworkUsed(AssertionError):
    """A test tried to reach another machine."""


def allowed(address: Any) -> bool:
    """Whether a socket address stays on this machine: a socket file, localhost or a loopback number."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False


def shut(patch: pytest.MonkeyPatch) -> None:
    """Make every attempt to connect elsewhere, or to look a name up, fail the test."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(address: Any) -> None:
        if not allowed(address):
            raise NetworkUsed(f"A test tried to reach {address!r}; tests stay on this machine.")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        check((name or "", 0))
        return look_up(host, *rest, **named)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
