"""Two processes on one register at the same moment: no letter goes twice, and nobody is asked twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.services.demo import ROOT, Demo

BOTH = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django
django.setup()
folder, name = Path(sys.argv[1]), sys.argv[2]
(folder / f"{name}.ready").touch()
while len(list(folder.glob("*.ready"))) < 2:
    time.sleep(0.001)
"""
SENDS = """
from django.conf import settings
from samordna.config import mail
from samordna.ground.post import sending
from samordna.ground.privacy import marks
marks.is_demo = lambda: False  # the demo's letters are never sent; here they are only counted
settings.MAIL = mail.server("smtp://127.0.0.1:1")
settings.MAIL_FROM, settings.ADDRESS = "Samordna <x@samordna.example>", "https://samordna.example"
def take(letter):
    with (folder / f"{name}.sent").open("a") as out:
        out.write(letter["Message-ID"] + "\\n")
    time.sleep(0.005)
print(sending.send_all(now=lambda: datetime.now(UTC), send=take).sent)
"""
ASKS = """
import json
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.positions import asking
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import SYSTEM
here = Case.objects.filter(stage__in=("positions", "organiser"), association__slug="ostra-vattern")
case = here.order_by("pk").first()
state = state_of(case)
try:
    asking.ask_again(by=SYSTEM, at=datetime.now(UTC), case=case, party=state.asked[0], why="Kan ni bidra med mer?")
    said = "asked"
except Refusal:
    said = "refused"
print(json.dumps([said, case.key, state.asked[0]]))
"""


def at_once(demo: Demo, folder: Path, script: str) -> list[str]:
    """What two processes print that begin the same thing together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BOTH + script, str(folder), name],
            cwd=ROOT, env=demo.env | {"PYTHONPATH": "src"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    done = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0], [err[-2000:] for _out, err in done]
    return [out.strip().splitlines()[-1] for out, _err in done]


def test_two_senders_at_once_send_no_letter_twice(demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "together"
    folder.mkdir()
    counts = [int(n) for n in at_once(demo, folder, SENDS)]
    sent = Counter(line for path in folder.glob("*.sent") for line in path.read_text().splitlines())
    assert sum(sent.values()) == sum(counts) > 10, "the demo has letters in its queue"
    assert [letter for letter, times in sent.items() if times > 1] == []
    left = demo.run("post", "list", "--most", "1000").stdout
    assert "\tqueued\t" not in left


def test_two_who_ask_at_once_ask_once(demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "together"
    folder.mkdir()
    said = [json.loads(line) for line in at_once(demo, folder, ASKS)]
    assert sorted(word for word, _case, _party in said) == ["asked", "refused"]


GIVES = """
from datetime import date
from django.db import IntegrityError
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import assigning
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.parties.models import Account, Assignment
account = Account.objects.get(email="anna.wik@demo.example")
role, kind, key = {"one": ("participant_registrar", "measure", "I-0001"),
                   "two": ("access_orderer", "organisation", "af")}[name]
try:
    if RAW:
        Assignment.objects.create(account=account, role=role, scope_kind=kind, scope_key=key,
                                  valid_from=date(2026, 12, 1), assigned_by="test")
    else:
        assigning.assign(account=account, role=role, scope_key=key, valid_from=date(2026, 12, 1), by=SYSTEM,
                         at=datetime.now(UTC))
    print("given")
except (Refusal, IntegrityError):
    print("refused")
"""


@pytest.mark.parametrize("raw", [False, True])
def test_two_who_give_what_never_goes_together_give_one(demo: Demo, tmp_path: Path, raw: bool) -> None:
    folder = tmp_path / "together"
    folder.mkdir()
    assert sorted(at_once(demo, folder, f"RAW = {raw}\n" + GIVES)) == ["given", "refused"]
