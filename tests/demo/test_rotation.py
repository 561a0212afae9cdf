"""The vault's keys change while people are kept, read and erased: killed in the middle and run again, all is there."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.services.demo import ROOT, Demo, program

START = """
import json, os, sys, time
from datetime import UTC, datetime
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django
django.setup()
from samordna.ground.privacy import vault
from samordna.ground.privacy.safe.models import VaultRecord
folder = Path(sys.argv[1])
now = lambda: datetime.now(UTC)
"""
DUMP = """
people = vault.read_many(VaultRecord.objects.values_list("pk", flat=True))
print(json.dumps({p: [who.personal_number, who.name] for p, who in people.items()}))
"""
#: Names change, people come and people go; what should be there afterwards is written down.
WRITES = """
expected, gone, n = {}, [], 0
known = list(VaultRecord.objects.order_by("?").values_list("pk", flat=True)[:400])
while not (folder / "stop").exists() and n < 400:
    p = known[n]
    who = vault.read(p)
    if n % 3 == 0:
        assert vault.store(personal_number=who.personal_number, name=f"Nytt Namn {n}", at=now()) == p
        expected[p] = [who.personal_number, f"Nytt Namn {n}"]
    elif n % 3 == 1:
        number = f"20990101{n:04d}"
        expected[vault.store(personal_number=number, name="Ny", at=now())] = [number, "Ny"]
    else:
        vault.erase(p)
        gone.append(p)
    n += 1
    time.sleep(0.005)
(folder / "written.json").write_text(json.dumps([expected, gone]))
"""
READS = """
seen = 0
some = list(VaultRecord.objects.order_by("pk").values_list("pk", flat=True)[:300])
while not (folder / "stop").exists():
    for p in some:
        try:
            who = vault.read(p)
        except vault.UnknownPerson:
            continue
        assert vault.find(who.personal_number) in (p, None), "somebody else was found"
        if vault.find(who.personal_number) is None:
            try:
                vault.read(p)
            except vault.UnknownPerson:
                continue
            raise AssertionError(f"{p} is there and is not found")
        seen += 1
(folder / "read").write_text(str(seen))
"""


def python(demo: Demo, folder: Path, script: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + script, str(folder)],
        cwd=ROOT, env=demo.env | {"PYTHONPATH": "src"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err[-3000:]
    return out


def everybody(demo: Demo, folder: Path) -> dict[str, list[str]]:
    return json.loads(finished(python(demo, folder, DUMP)))


def keys(demo: Demo, *arguments: str) -> list[list[str]]:
    done = demo.run("keys", *arguments)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def killed_in_the_middle(demo: Demo, *arguments: str) -> None:
    """Start a rotation and kill -9 it after some batches."""
    command = [*program(), "keys", "rotate", *arguments, "--batch", "50", "--pause", "0.02"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=demo.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for _batch, _line in zip(range(5), process.stderr, strict=False):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_nothing_is_lost_while_keys_change_under_people_who_read_and_write(demo: Demo, tmp_path: Path) -> None:
    before = everybody(demo, tmp_path)
    assert len(before) > 1000
    busy = [python(demo, tmp_path, script) for script in (WRITES, READS)]
    killed_in_the_middle(demo, "--index")
    halfway = {(kind, standing): int(n) for kind, _name, standing, n in keys(demo, "status")}
    assert halfway["vault", "old"] > 0 and halfway["vault", "current"] > 0
    assert demo.run("keys", "retire").returncode == 2, "what is needed is not taken away"
    keys(demo, "rotate")
    (tmp_path / "stop").touch()
    for process in busy:
        finished(process)
    left = keys(demo, "rotate")  # a second time: another key, again with everybody
    assert len([row for row in left if row[0] == "vault"]) == 3
    assert {row[2] for row in keys(demo, "retire")} == {"current"}
    expected, gone = json.loads((tmp_path / "written.json").read_text())
    assert int((tmp_path / "read").read_text()) > 0
    assert expected and gone
    assert everybody(demo, tmp_path) == {p: who for p, who in before.items() if p not in gone} | expected
