"""System packages: installed where that is allowed and usual, otherwise named, with the command that installs them."""

from __future__ import annotations

import os
import shutil

from samordna.edge.launcher.progress import SetupFailed, run_quietly, step


def may_install() -> bool:
    """Whether this process may install Debian packages: apt is there and we are root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def how_to(package: str) -> str:
    """The sentence that tells a person how to get the package."""
    if shutil.which("apt-get"):
        return f"Install it with: sudo apt-get install {package}"
    return f"Install it with your system's package manager (on Debian and Ubuntu it is called {package})."


def install(package: str, *, why: str) -> None:
    """Install a Debian package, or raise SetupFailed with the reason and the command to run."""
    if not may_install():
        raise SetupFailed(f"{why}\n{how_to(package)}\nThen run the same command again.")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"system package {package}"):
        run_quietly(["apt-get", "update", "-qq"], env=env)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        run_quietly(command, env=env, failed=lambda _: f"{why}\nInstalling {package} failed; apt-get says:")
