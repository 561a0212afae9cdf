"""A sealed file opens whole or not at all."""

import io

import pytest

from samordna.ground.privacy import sealed_file
from samordna.ground.privacy.sealed_file import Broken, Opener, Sealer

SECRET = "Elin Påhittad 19900115-9806 "


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(sealed_file, "PIECE", 64)


def sealed(content: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out)
    for first in range(0, len(content), 50):
        sealer.write(content[first : first + 50])
    sealer.close()
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_what_was_sealed_comes_back(size):
    content = (SECRET * 50).encode()[:size]
    opener = Opener(io.BytesIO(sealed(content)))
    assert opener.read(10) + opener.read() == content
    assert opener.read() == b""


def test_nothing_of_it_can_be_read_and_two_alike_do_not_look_alike():
    content = sealed((SECRET * 50).encode())
    assert b"Elin" not in content and b"9806" not in content
    assert content != sealed((SECRET * 50).encode())


@pytest.mark.parametrize(
    "harm",
    [
        lambda c: c[:-1],
        lambda c: c[:-80],  # a whole piece gone from the end
        lambda c: c + c[-80:],
        lambda c: c[:200] + bytes([c[200] ^ 1]) + c[201:],
        lambda c: c[:-160] + c[-80:] + c[-160:-80],
        lambda c: b"PK" + c,
        lambda c: b"",
    ],
)
def test_changed_cut_or_rearranged_it_does_not_open(harm):
    content = sealed((SECRET * 20).encode()[: 64 * 6])
    with pytest.raises(Broken):
        Opener(io.BytesIO(harm(content))).read()


def test_without_its_key_it_does_not_open_and_the_key_is_named(settings):
    from dataclasses import replace

    content = sealed(b"x")
    settings.KEYS = replace(settings.KEYS, current="k2", vault={"k2": b"2" * 32})
    with pytest.raises(Broken, match="scratch"):
        Opener(io.BytesIO(content))
