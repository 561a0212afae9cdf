"""A kill between the writes to the vault and the register leaves nothing that counts, and nothing that is not swept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

import pytest

from tests.services.demo import ROOT, Demo

START = """
import json, os, signal, sys
from datetime import UTC, date, datetime, timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django
django.setup()
from django.db import transaction
from samordna.deliver.participants import actions, bulk, erasing, identity
from samordna.deliver.participants.checks import ConsentGiven, Entry
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.identifiers import luhn_is_right
from samordna.ground.parties.actor import actor_of
from samordna.ground.parties.models import Account
from samordna.ground.privacy import vault
from samordna.ground.privacy.safe.models import VaultRecord

NOW = datetime.now(UTC)
sara = actor_of(Account.objects.get(email="sara.holm@demo.example"), NOW.date())
measure = Measure.objects.filter(code__in=sara.scopes("participant_registrar"), end__isnull=True).first() \
    or Measure.objects.filter(code__in=sara.scopes("participant_registrar")).order_by("-end").first()
START_DAY = min(NOW.date(), measure.end or NOW.date()) - timedelta(days=20)
NUMBERS = (f"19570517{serial}{digit}" for serial in range(980, 1000) for digit in range(10))
NUMBER = next(n for n in NUMBERS if luhn_is_right(n[2:]) and vault.find(n) is None)
NAME = "Elin Avbruten"

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def enter():
    return actions.register_in(
        measure=measure, consent=ConsentGiven(START_DAY, seen=True), personal_number=NUMBER, name=NAME,
        entry=Entry(start=START_DAY, municipality="0583", groups=("other",)),
        answers=Answers({}, 0, 0, 0, False, False, False, all_asked=True), by=sara, at=NOW)

def somebody():
    known = Participation.objects.filter(mode="person", measure__code__in=sara.scopes("participant_registrar"))
    alone = [p for p in known.order_by("pk")[:50] if Participation.objects.filter(person=p.person).count() == 1]
    return alone[0]
"""
WITHDRAW = "erasing.withdraw_consent(participation=somebody(), by=sara, at=NOW)"
#: What is done, and what stands in for a machine that stops just there.
ACTS = {
    "in, before the register is written": ("Participation.save = die; enter()", 1),
    "in, before the register commits": ("actions.note = die; enter()", 1),
    "withdrawn, before the register commits": (f"identity.let_go = die; {WITHDRAW}", 0),
    "withdrawn, before the vault forgets": (f"vault.erase = die; {WITHDRAW}", 1),
    "protected, before the vault forgets": (
        f"vault.erase = die; {WITHDRAW.replace('withdraw_consent', 'protect_identity')}",
        1,
    ),
}
LOOK = """
persons = list(Participation.objects.filter(mode="person").values_list("person", flat=True))
print(json.dumps({
    "persons": len(persons),
    "anonymous": Participation.objects.filter(mode="anonymous").count(),
    "lost": len(set(persons) - set(VaultRecord.objects.values_list("pk", flat=True))),
    "strays": sum(1 for _ in identity.strays(at=NOW + timedelta(hours=2))),
}))
"""
SWEEP = "print(identity.sweep(at=NOW + timedelta(hours=2)))"


def run(demo: Demo, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START + script],
        cwd=ROOT, env=demo.env | {"PYTHONPATH": "src"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def look(demo: Demo) -> dict[str, Any]:
    done = run(demo, LOOK)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("act", ACTS)
def test_what_a_kill_leaves_counts_as_nothing_and_is_swept(demo: Demo, act: str) -> None:
    script, strays = ACTS[act]
    before = look(demo)
    assert (before["lost"], before["strays"]) == (0, 0)
    died = run(demo, script)
    assert died.returncode == -signal.SIGKILL, died.stderr[-2000:]
    after = look(demo)
    erased = 1 if "vault forgets" in act else 0
    assert after == before | {
        "persons": before["persons"] - erased,
        "anonymous": before["anonymous"] + erased,
        "strays": strays,
    }
    assert run(demo, SWEEP).stdout.strip() == str(strays)
    assert look(demo) == after | {"strays": 0}
    again = run(demo, script.split(";")[1].strip())
    assert again.returncode == 0, again.stderr[-2000:]
    end = look(demo)
    assert (end["lost"], end["strays"]) == (0, 0)
