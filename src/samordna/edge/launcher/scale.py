"""The environment of the distributed engine: made when somebody asks for that engine, and not before.

Ibis's way to Spark needs a pandas that the product has left behind, so the two cannot share an environment.
"""

from __future__ import annotations

from pathlib import Path

from samordna.edge.launcher.environment import Environment
from samordna.edge.launcher.places import VAR
from samordna.edge.launcher.progress import SetupFailed, say

#: Measured on Debian 12, x86-64: what is fetched, and what it takes on the disk.
MEGABYTES, ON_DISK = 170, 560
SCALE = Environment(VAR / "scale", {"scale": ("scale",)}, "scale")
WITHOUT_IT = "Every other engine gives the same table without it; leave out --engine to use the ordinary one."


def python() -> Path:
    """The Python of that environment, made if it is missing. SetupFailed, with what to do, when it cannot be made."""
    if not SCALE.has("scale"):
        say(
            f"Making the environment for the distributed engine, once: about {MEGABYTES} MB to fetch,"
            f" {ON_DISK} MB on the disk ({SCALE.folder})."
        )
        try:
            SCALE.prepare("scale")
        except SetupFailed as problem:
            raise SetupFailed(f"{problem}\n{WITHOUT_IT}") from None
        except OSError as problem:
            raise SetupFailed(f"The environment could not be made: {problem}\n{WITHOUT_IT}") from None
    return SCALE.python
