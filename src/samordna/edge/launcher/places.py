"""Where things stand in a clone. Nothing here is created on import."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "src"
REQUIREMENTS = ROOT / "requirements"
VAR = ROOT / "var"
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
ASSETS = VAR / "assets"
