"""Everything a user can see in Swedish is there in English too, and nothing else is in the catalogue."""

from __future__ import annotations

import re

from samordna.edge.cli import messages

ALIAS = re.compile(r"^from django\.utils\.translation import \w*gettext\w* as (\w+)$", re.MULTILINE)


def test_every_message_has_its_translation():
    found = messages.faults(messages.collect(messages.SOURCE), messages.read(messages.CATALOGUE))
    assert found == [], "Run ./samordna messages and fill in what it names."


def test_every_name_that_a_module_gives_to_gettext_is_known_to_the_collector():
    used = {name for path in messages.SOURCE.rglob("*.py") for name in ALIAS.findall(path.read_text(encoding="utf-8"))}
    assert "_" in used
    assert used <= set(messages.KEYWORDS)
