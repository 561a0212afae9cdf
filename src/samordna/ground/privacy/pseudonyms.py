"""Who a person is called in one extract, and in that one only.

The register knows a person by a pseudonym of the vault. An extract knows another: an HMAC of it under a key that
follows from a secret and the state that the extract was made of. Nobody without the secret can tell who is who in two
extracts, and whoever holds it can make the same names again, for what is linked with the extract later.
"""

from __future__ import annotations

import base64
import hmac


def extract_key(secret: bytes, state: str) -> bytes:
    """The key of the extract of a state: the same state the same key."""
    return hmac.digest(secret, f"extract:{state}".encode(), "sha256")


def pseudonym(key: bytes, person: str) -> str:
    """The name of a person in one extract, from the register's: 26 letters and digits that only the key can make."""
    # Five bytes become eight signs, so the first twenty say the same as all of them, in half the time.
    return base64.b32encode(hmac.digest(key, person.encode(), "sha256")[:20]).decode()[:26]
