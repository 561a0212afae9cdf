"""Compiled message catalogues (.mo) from the translations (.po), without the gettext programs.

The launcher asks `prepare`; the compiling itself runs in the environment, where Babel is: `python catalogues.py FILE…`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from samordna.edge.launcher import stamps
from samordna.edge.launcher.places import PYTHON, SOURCE, VAR
from samordna.edge.launcher.progress import run_quietly, step

TRANSLATIONS = SOURCE / "samordna" / "locale"


def prepare() -> None:
    """Have every catalogue compiled; only when a translation has changed."""
    sources = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    wanted = stamps.fingerprint(sources, *map(str, sources))
    done = VAR / ".stamp-catalogues"
    if stamps.holds(done, wanted) and all(path.with_suffix(".mo").exists() for path in sources):
        return
    with stamps.one_at_a_time("catalogues"):
        if sources:
            with step("translations"):
                run_quietly([PYTHON, "-P", "-m", "samordna.edge.launcher.catalogues", *sources])
        stamps.write(done, wanted)


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside a .po, in one move. Doubtful (fuzzy) translations are left out."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 – only the environment has Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    draft = source.with_suffix(".mo.draft")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))
