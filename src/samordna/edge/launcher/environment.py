"""Python environments, made from hashed lists, and made again when one is half made or out of date.

`.venv` holds the product; one list after the other can be added to it (what runs, what tests need, Node). What cannot
live beside the product's own packages has an environment of its own. As long as programs write in the folder, a file
there says so; whoever holds the lock and still finds that file, finds what a killed launcher left behind.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from samordna.edge.launcher import packages, pip_settings, stamps
from samordna.edge.launcher.places import ENVIRONMENT, REQUIREMENTS, ROOT, SOURCE
from samordna.edge.launcher.progress import SetupFailed, run_quietly, say, step

#: Packages that are published as source only, all of them plain Python: built by what ``build.txt`` pins, not by what
#: an index happens to have.
FROM_SOURCE = ("pyspark-client",)


@dataclass(frozen=True)
class Environment:
    """One environment. ``contains`` says for each list which lists it was compiled on top of, itself included."""

    folder: Path
    contains: Mapping[str, tuple[str, ...]]
    first: str
    requirements: Path = REQUIREMENTS

    @property
    def python(self) -> Path:
        """Its Python, whether it is there yet or not."""
        return self.folder / "bin" / "python"

    @property
    def changing(self) -> Path:
        """The file that stands there as long as the environment is not whole."""
        return self.folder / ".being-changed"

    @property
    def lock(self) -> str:
        """Only one at a time changes it; two environments can be made beside each other."""
        return self.folder.name.lstrip(".")

    def has(self, name: str) -> bool:
        """Whether the list is there as it stands in the clone. Costs a look at a few files."""
        whole = self.python.exists() and not self.changing.exists()
        return whole and all(stamps.holds(self._stamp(part), self._wanted(part)) for part in self.contains[name])

    def prepare(self, name: str) -> None:
        """Have the environment with the list `requirements/<name>.txt`."""
        if self.has(name):
            return
        with stamps.one_at_a_time(self.lock):
            if self.has(name):
                return
            if self.changing.exists() or not self.python.exists() or any(map(self._outdated, self.contains)):
                _make(self)
            with step(f"Python packages ({self._count(name)})"):
                _install(self, self.requirements / f"{name}.txt")
            for contained in self.contains[name]:
                stamps.write(self._stamp(contained), self._wanted(contained))

    def add_list(self, path: Path) -> None:
        """Add the packages of one more list to the environment, which must exist."""
        with stamps.one_at_a_time(self.lock):
            _install(self, path)

    def _outdated(self, name: str) -> bool:
        if self._stamp(name).exists():
            return not stamps.holds(self._stamp(name), self._wanted(name))
        return name == self.first  # nothing is installed before it

    def _stamp(self, name: str) -> Path:
        return self.folder / f".stamp-{name}"

    def _wanted(self, name: str) -> str:
        """What it is made from: the list, the interpreter behind it, and this folder (paths are inside)."""
        return stamps.fingerprint([self.requirements / f"{name}.txt"], str(self.python.resolve()), str(ROOT))

    def _count(self, name: str) -> int:
        lines = (self.requirements / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


PRODUCT = Environment(ENVIRONMENT, {"runtime": ("runtime",), "test": ("test", "runtime")}, "runtime")


def _make(environment: Environment) -> None:
    """Put an empty environment in place; an older one is moved aside first, since it may be in use."""
    _remove(environment.folder)
    _have_pip()
    with step("Python environment"):
        environment.folder.mkdir(parents=True)
        environment.changing.touch()
        without = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
        base = getattr(sys, "_base_executable", None) or sys.executable
        run_quietly([base, "-m", "venv", *without, environment.folder])
        for packages_folder in environment.folder.glob("lib/python3*/site-packages"):
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


def _pip(environment: Environment) -> list[str | Path]:
    own = next(iter(environment.folder.glob("lib/python3*/site-packages/pip")), None)
    # --disable-pip-version-check: the answer would be noise, and one more question to the index.
    common = ["--disable-pip-version-check", "--no-input"]
    python = environment.python
    return [python, "-m", "pip", *common] if own else [sys.executable, "-m", "pip", "--python", python, *common]


def _install(environment: Environment, requirements: Path) -> None:
    """Install a hashed list: by uv, which is several times as fast, or by pip where uv cannot."""
    environment.changing.touch()
    pip = _pip(environment)
    hashed = ["install", "--require-hashes", "--only-binary", ":all:"]
    listing = subprocess.run([*map(str, pip), "config", "list"], capture_output=True, text=True, check=False).stdout
    source = [name for name in FROM_SOURCE if f"\n{name}==" in f"\n{requirements.read_text(encoding='utf-8')}"]
    lists: list[list[str | Path]] = [["-r", requirements]]
    if source:
        build = ["--no-build-isolation", *(part for name in source for part in ("--no-binary", name))]
        lists = [["-r", REQUIREMENTS / "build.txt"], [*build, "-r", requirements]]
    try:
        uv = next((path for path in _places_of_uv(environment) if path.exists()), None)
        if uv is None:
            run_quietly([*pip, *hashed, "-r", REQUIREMENTS / "uv.txt"])
            uv = _places_of_uv(environment)[0]
        settings = os.environ | pip_settings.as_uv(pip_settings.read(listing))
        for one in lists:
            run_quietly([uv, "pip", *hashed, *one, "--python", environment.python, "--no-progress"], env=settings)
    except (SetupFailed, OSError) as problem:
        say(f" uv could not ({_first_line(str(problem).splitlines())}); pip does it, which takes longer …")
        for one in lists:
            run_quietly([*pip, *hashed, *one], failed=_cannot_install)
    environment.changing.unlink()


def _places_of_uv(environment: Environment) -> list[Path]:
    """Its own, or that of the product: uv installs in any environment."""
    return [folder / "bin" / "uv" for folder in (environment.folder, PRODUCT.folder)]


def _first_line(lines: Iterable[str]) -> str:
    return next(
        (line.strip() for line in lines if "error" in line.lower() or "failed" in line.lower()), "no reason given"
    )


def _cannot_install(output: str) -> str:
    if "No space left" in output:
        return "The disk is full. Make room and run the same command again; what is half made is made anew."
    if "No matching distribution" in output or "Could not find a version" in output:
        return "A package could not be found where pip is configured to look. Is the index reachable (pip config list)?"
    return "The Python packages could not be installed; pip says:"
