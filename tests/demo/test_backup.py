"""A backup holds nothing that can be read without the keys; put back, it is the same register."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.services import demo as demos
from tests.services.demo import ROOT, Demo

#: Shorter runs of bytes stand anywhere by chance.
SHORTEST = 7

PRINT = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django
django.setup()
from django.db import connections
from samordna.ground.parties.models import Account
from samordna.ground.privacy import audit, vault
from samordna.ground.privacy.safe.models import VaultRecord
known = vault.read_many(VaultRecord.objects.order_by("pk").values_list("pk", flat=True)[:200])
rows = {}
for c in connections.all():
    with c.cursor() as cursor:
        for table in c.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
print(json.dumps({"people": {p: [w.personal_number, w.name] for p, w in known.items()}, "rows": rows,
                  "staff": list(Account.objects.values_list("email", flat=True)[:50]),
                  "broken": list(audit.broken_links())}))
"""


def contents(demo: Demo) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=ROOT, env=demo.env | {"PYTHONPATH": "src"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def ways_to_write(text: str) -> list[bytes]:
    """A text as it could stand in a file."""
    plain = text.encode()
    middles = [base64.b64encode(b"x" * skip + plain)[4:-4] for skip in range(3)]
    return [plain, plain.hex().encode(), text.encode("utf-16-le"), text.encode("latin-1", "ignore"), *middles]


def found_in(content: bytes, words: Iterable[str]) -> set[str]:
    """The words that stand in a file in any of the ways, looked for all at once by how they begin."""
    begin: dict[bytes, list[tuple[bytes, str]]] = {}
    for word in words:
        for way in ways_to_write(word):
            if len(way) >= SHORTEST:
                begin.setdefault(way[:SHORTEST], []).append((way, word))
    places = (place for place in range(len(content)) if content[place : place + SHORTEST] in begin)
    return {
        word
        for place in places
        for way, word in begin[content[place : place + SHORTEST]]
        if content.startswith(way, place)
    }


def test_a_word_is_found_however_it_is_written():
    for written in ways_to_write("Åsa Lindqvist"):
        assert found_in(b"x" * 9 + written + b"x", ["Åsa Lindqvist", "Nils Holm"]) == {"Åsa Lindqvist"}
    assert not found_in(b"Asa Lindqvist" * 9, ["Åsa Lindqvist"])


@pytest.fixture
def backup(demo: Demo, tmp_path: Path) -> Path:
    file = tmp_path / "night.backup"
    done = demo.run("backup", file)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split("\t")) == 3
    return file


def new_place(demo: Demo, folder: Path) -> Demo:
    """An empty register with the keys of the old one."""
    folder.mkdir()
    shutil.copytree(demo.home / "secrets", folder / "secrets")
    env = os.environ | {"SAMORDNA_HOME": str(folder)}
    if "SAMORDNA_DATABASE_URL" in os.environ:
        names = {variable: f"{name}_back_{time.monotonic_ns()}" for variable, name in demos.DATABASES.items()}
        for name in names.values():
            demos._sql(f"CREATE DATABASE {name}")
        env |= demos._urls(names)
    return Demo(env)


def test_put_back_it_is_the_same_register_and_before_that_it_says_nothing(demo: Demo, backup: Path, tmp_path: Path):
    before = contents(demo)
    content = backup.read_bytes()
    assert len(before["people"]) == 200 and len(content) > 1_000_000
    words = {word for who in before["people"].values() for word in (who[0], who[0][2:], who[1])} | set(before["staff"])
    assert not found_in(content, words)
    keys = json.loads((demo.home / "secrets" / "keys.json").read_text())
    assert not [key for key in (*keys["vault"].values(), keys["index"]) if key.encode() in content]
    assert not [key for key in keys["vault"].values() if base64.b64decode(key) in content]

    there = new_place(demo, tmp_path / "new")
    done = there.run("restore", backup)
    assert done.returncode == 0, done.stderr
    assert contents(there) == before | {"broken": []}
    again = there.run("restore", backup)
    assert again.returncode == 2 and "Nothing has been put back" in again.stderr
    assert there.run("sweep").stdout.strip() == "0"


def test_a_harmed_backup_puts_nothing_back_and_an_old_name_is_not_written_over(
    demo: Demo, backup: Path, tmp_path: Path
):
    assert demo.run("backup", backup).returncode == 2
    harmed = tmp_path / "harmed"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    harmed.write_bytes(content)
    there = new_place(demo, tmp_path / "new")
    done = there.run("restore", harmed)
    assert done.returncode == 2 and "Nothing has been put back" in done.stderr
    assert [path.name for path in there.home.iterdir()] == ["secrets"]
    other = tmp_path / "other"
    shutil.copytree(there.home, other)
    (other / "secrets" / "keys.json").unlink()
    assert Demo(there.env | {"SAMORDNA_HOME": str(other)}).run("restore", backup).returncode == 2, (
        "not without the keys"
    )
