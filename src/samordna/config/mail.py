"""How letters leave the house: an SMTP server, as one address in the environment."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

#: scheme → (encrypted from the start, encrypted by STARTTLS, the usual port)
_SCHEMES = {"smtp": (False, False, 25), "smtp+starttls": (False, True, 587), "smtps": (True, False, 465)}
#: A server that does not answer within this many seconds is tried again later.
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, repr=False)
class Server:
    """An SMTP server. It never shows its password in logs or error messages."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    use_ssl: bool = False
    use_tls: bool = False

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


def server(url: str | None) -> Server | None:
    """The server of ``smtp://``, ``smtp+starttls://`` or ``smtps://user:password@host:port``; None when unset.

    ValueError for any other scheme or without a host, so that a misspelt address is no silence.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError(f"SAMORDNA_MAIL must be {', '.join(f'{s}://host:port' for s in _SCHEMES)}")
    use_ssl, use_tls, port = _SCHEMES[parts.scheme]
    return Server(
        host=parts.hostname,
        port=parts.port or port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=use_ssl,
        use_tls=use_tls,
    )
