"""Everything a user can see in Swedish is there in English too, and nothing else is in the catalogue."""

from __future__ import annotations

from samordna.edge.cli import messages


def test_every_message_has_its_translation():
    found = messages.faults(messages.collect(messages.SOURCE), messages.read(messages.CATALOGUE))
    assert found == [], "Run ./samordna messages and fill in what it names."
