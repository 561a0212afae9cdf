"""The Python environment `.venv`: made from the hashed lists, and made again when it is half made or out of date.

One list after the other can be added to it (what runs, what tests need, Node). As long as programs write in the folder,
a file there says so; whoever holds the lock and still finds that file, finds what a killed launcher left behind.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from samordna.edge.launcher import packages, pip_settings, stamps
from samordna.edge.launcher.places import ENVIRONMENT, PYTHON, REQUIREMENTS, ROOT, SOURCE
from samordna.edge.launcher.progress import SetupFailed, run_quietly, say, step

CHANGING = ENVIRONMENT / ".being-changed"
CONTAINS = {"runtime": ("runtime",), "test": ("test", "runtime")}  # a list holds the lists it was compiled on top of


def prepare(name: str) -> None:
    """Have an environment with the list `requirements/<name>.txt`. Costs a look at a few files when it is there."""
    if _has(name):
        return
    with stamps.one_at_a_time("environment"):
        if _has(name):
            return
        if CHANGING.exists() or not PYTHON.exists() or any(_outdated(other) for other in CONTAINS):
            _make()
        with step(f"Python packages ({_count(name)})"):
            _install(REQUIREMENTS / f"{name}.txt")
        for contained in CONTAINS[name]:
            stamps.write(_stamp(contained), _wanted(contained))


def add_list(path: Path) -> None:
    """Add the packages of one more list to the environment, which must exist."""
    with stamps.one_at_a_time("environment"):
        _install(path)


def _has(name: str) -> bool:
    whole = PYTHON.exists() and not CHANGING.exists()
    return whole and all(stamps.holds(_stamp(part), _wanted(part)) for part in CONTAINS[name])


def _outdated(name: str) -> bool:
    if _stamp(name).exists():
        return not stamps.holds(_stamp(name), _wanted(name))
    return name == "runtime"  # nothing is installed before it


def _stamp(name: str) -> Path:
    return ENVIRONMENT / f".stamp-{name}"


def _wanted(name: str) -> str:
    """What the environment is made from: the list, the interpreter behind it, and this folder (paths are inside)."""
    return stamps.fingerprint([REQUIREMENTS / f"{name}.txt"], str(PYTHON.resolve()), str(ROOT))


def _count(name: str) -> int:
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def _make() -> None:
    """Put an empty environment with uv in place; an older one is moved aside first, since it may be in use."""
    _remove(ENVIRONMENT)
    _have_pip()
    with step("Python environment"):
        ENVIRONMENT.mkdir(parents=True)
        CHANGING.touch()
        without = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
        base = getattr(sys, "_base_executable", None) or sys.executable
        run_quietly([base, "-m", "venv", *without, ENVIRONMENT])
        for packages_folder in ENVIRONMENT.glob("lib/python3*/site-packages"):
            # A line in a .pth file instead of a build of our own: nothing to compile and nothing more to fetch.
            (packages_folder / "samordna-source.pth").write_text(f"{SOURCE}\n", encoding="utf-8")


def _remove(folder: Path) -> None:
    if folder.exists():
        aside = folder.with_name(f"{folder.name}.old-{os.getpid()}")
        folder.rename(aside)
    for old in folder.parent.glob(f"{folder.name}.old-*"):
        shutil.rmtree(old, ignore_errors=True)


def _have_pip() -> None:
    """Debian leaves out the part of Python that puts pip into an environment; get it, or use the machine's own pip."""
    if importlib.util.find_spec("ensurepip") or importlib.util.find_spec("pip"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    why = f"This Python cannot make an environment: the system package {package} is missing."
    packages.install(package, why=why)
    importlib.invalidate_caches()
    if not importlib.util.find_spec("ensurepip"):
        raise SetupFailed(f"{why} It was installed, but Python at {sys.executable} does not see it.")


def _pip() -> list[str | Path]:
    own = next(iter(ENVIRONMENT.glob("lib/python3*/site-packages/pip")), None)
    # --disable-pip-version-check: the answer would be noise, and one more question to the index.
    common = ["--disable-pip-version-check", "--no-input"]
    return [PYTHON, "-m", "pip", *common] if own else [sys.executable, "-m", "pip", "--python", PYTHON, *common]


def _install(requirements: Path) -> None:
    """Install a hashed list: by uv, which is several times as fast, or by pip where uv cannot."""
    CHANGING.touch()
    hashed = ["install", "--require-hashes", "--only-binary", ":all:", "-r"]
    listing = subprocess.run([*map(str, _pip()), "config", "list"], capture_output=True, text=True, check=False).stdout
    try:
        uv = ENVIRONMENT / "bin" / "uv"
        if not uv.exists():
            run_quietly([*_pip(), *hashed, REQUIREMENTS / "uv.txt"])
        settings = os.environ | pip_settings.as_uv(pip_settings.read(listing))
        run_quietly([uv, "pip", *hashed, requirements, "--python", PYTHON, "--no-progress"], env=settings)
    except (SetupFailed, OSError) as problem:
        say(f" uv could not ({_first_line(str(problem).splitlines())}); pip does it, which takes longer …")
        run_quietly([*_pip(), *hashed, requirements], failed=_cannot_install)
    CHANGING.unlink()


def _first_line(lines: Iterable[str]) -> str:
    return next(
        (line.strip() for line in lines if "error" in line.lower() or "failed" in line.lower()), "no reason given"
    )


def _cannot_install(output: str) -> str:
    if "No matching distribution" in output or "Could not find a version" in output:
        return "A package could not be found where pip is configured to look. Is the index reachable (pip config list)?"
    return "The Python packages could not be installed; pip says:"
