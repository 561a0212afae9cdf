"""The large register in its smallest size, so that the script does not rot. How fast is for those who read."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_smallest_register_is_made_served_and_worked_in(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SAMORDNA_DATABASE", "DJANGO"))}
    env |= {"PYTHONPATH": str(ROOT / "src")}
    env.pop("SAMORDNA_VAULT_URL", None)
    sizes = ["--tiny", "--sqlite", "--keep", str(tmp_path / "kept"), "--rounds", "1", "--seconds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "samordna.edge.cli.main", "bench", "register", *sizes],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr  # every page answered as it should, every form was saved
    for said in ("400 participations", "a huge measure", "registrars at once, no pause at all", "save: out"):
        assert said in done.stdout
    assert list((tmp_path / "kept").glob("*.sqlite3"))
