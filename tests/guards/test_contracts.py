"""Each import contract is seen to fail: a line that breaks it is written into a copy, and the check says so."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract, the file that breaks it (made if it is not there), the forbidden line
BREAKS = [
    ("road", "agree/needs/rules.py", "import samordna.deliver.projects.models"),
    ("road", "newcomer/__init__.py", ""),
    ("ground", "ground/kernel/money.py", "import samordna.ground.parties.roles"),
    ("ground", "ground/newcomer/__init__.py", ""),
    ("agree", "agree/needs/models.py", "import samordna.agree.preparation.models"),
    ("agree", "agree/newcomer/__init__.py", ""),
    ("deliver", "deliver/projects/models/measures.py", "import samordna.deliver.participants.rules"),
    ("deliver", "deliver/newcomer/__init__.py", ""),
    ("learn", "learn/statistics/columns.py", "import samordna.learn.reports"),
    ("learn", "learn/newcomer/__init__.py", ""),
    ("edge", "edge/web/access.py", "import samordna.edge.demo"),
    ("edge", "edge/newcomer/__init__.py", ""),
    ("pure", "deliver/participants/rules/storing.py", "import django.db.models"),
    ("pure", "agree/preparation/states.py", "from django.utils.translation import gettext"),
    ("pure", "ground/kernel/share.py", "import samordna.config.settings"),
    ("engine", "engine/run.py", "import samordna.ground.kernel.money"),
    ("engine", "engine/table.py", "import django"),
    ("launcher", "edge/launcher/stamps.py", "import samordna.ground.kernel.money"),
    ("vault", "edge/web/start/views.py", "import samordna.ground.privacy.vault"),
    ("vault", "ground/parties/people.py", "import samordna.ground.privacy.safe.models"),
    ("extracts", "learn/statistics/columns.py", "import samordna.deliver.participants.models"),
    ("extracts", "learn/statistics/linking.py", "import samordna.ground.privacy.vault"),
    ("extracts", "learn/statistics/linking.py", "from samordna.ground.privacy import keyring"),
    ("vault", "learn/statistics/linking.py", "from samordna.ground.privacy.safe.models import VaultRecord"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the package and of its contracts."""
    folder = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "src" / "samordna", folder / "samordna", ignore=shutil.ignore_patterns("*.pyc", "*.html"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def broken(folder: Path, contract: str) -> str:
    """What the check says about one contract; empty when it is kept."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache", "--contract", contract],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(("contract", "file", "line"), BREAKS)
def test_a_contract_fails_when_it_is_broken(copy, contract, file, line):
    path = copy / "samordna" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text((before or "") + f"\n{line}\n", encoding="utf-8")
    try:
        said = broken(copy, contract)
    finally:
        if before is None:
            shutil.rmtree(path.parent)
        else:
            path.write_text(before, encoding="utf-8")
    wanted = re.sub(r"^(import|from) | import .*$", "", line) or "newcomer"
    assert (wanted if wanted.startswith("samordna") else wanted.split(".")[0]) in said.replace("\n", "")


def test_every_contract_has_been_seen_to_fail():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    names = {section.rsplit(":", 1)[1] for section in contracts.sections() if ":contract:" in section}
    assert names == {contract for contract, _, _ in BREAKS}


def test_the_names_of_the_contracts_are_sentences():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    names = [contracts[section]["name"] for section in contracts.sections() if ":contract:" in section]
    assert [name for name in names if len(name.split()) < 4] == []
