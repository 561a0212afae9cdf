"""Front-end assets: fetched by npm's lock, copied to var/assets/fkui/ where the pages look; never in the repository."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from samordna.edge.launcher import node, stamps
from samordna.edge.launcher.places import ASSETS, NODE_MODULES, ROOT
from samordna.edge.launcher.progress import SetupFailed, run_quietly, step
from samordna.edge.launcher.sprite import sprite

PACKAGES = NODE_MODULES / "@fkui"
SPRITE = PACKAGES / "icon-lib-default" / "dist" / "f" / "spritesheet.svg"
FONT_LICENCE = Path(__file__).with_name("Inter-OFL.txt")  # the font package leaves out the licence of the font itself
OWN_ICONS = Path(__file__).with_name("own-icons.svg")
MADE_FROM = [Path(__file__), Path(__file__).with_name("sprite.py"), FONT_LICENCE, OWN_ICONS]

COPIES: dict[str, Path] = {
    "fkui.min.css": PACKAGES / "design" / "lib" / "fkui.min.css",
    "theme-light.css": PACKAGES / "theme-default" / "dist" / "theme-light.css",
    **{
        f"Inter-{weight}.woff2": PACKAGES / "font-default" / "fonts" / f"Inter-{weight}.woff2"
        for weight in ("Regular", "Medium", "SemiBold", "Bold")
    },
    "Inter-OFL.txt": FONT_LICENCE,
    "LICENSE-fkui-design.md": PACKAGES / "design" / "LICENSE.md",
    "LICENSE-fkui-theme.md": PACKAGES / "theme-default" / "LICENSE.md",
    "LICENSE-fkui-font.md": PACKAGES / "font-default" / "LICENSE.md",
    "LICENSE-fkui-icons.md": PACKAGES / "icon-lib-default" / "LICENSE.md",
}


def prepare() -> None:
    """Have the assets in place. Costs one look at a stamp when they are."""
    wanted = stamps.fingerprint([ROOT / "package.json", ROOT / "package-lock.json", *MADE_FROM])
    done = ASSETS / ".stamp"
    if stamps.holds(done, wanted) and NODE_MODULES.is_dir():
        return
    with stamps.one_at_a_time("assets"):
        if stamps.holds(done, wanted) and NODE_MODULES.is_dir():
            return
        command = node.npm()
        with step("front-end assets"):
            done.unlink(missing_ok=True)
            run_quietly([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT)
            copy_to(ASSETS / "fkui")
        stamps.write(done, wanted)


def copy_to(folder: Path) -> None:
    """Copy what the pages use into `folder`. Raises SetupFailed when a package lacks a file that it used to have."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [str(path) for path in (*COPIES.values(), SPRITE) if not path.is_file()]
    if missing:
        raise SetupFailed("The front-end packages lack: " + ", ".join(missing))
    for name, path in COPIES.items():
        shutil.copyfile(path, folder / name)
    icons = sprite(SPRITE.read_text(encoding="utf-8"), OWN_ICONS.read_text(encoding="utf-8"))
    (folder / "icons.svg").write_text(icons, encoding="utf-8")


if __name__ == "__main__":
    prepare()
    sys.stdout.write(f"{ASSETS}\n")
