"""The pages' icons: those of the design system that may be passed on, and some of our own in place of the others."""

from __future__ import annotations

import re

SYMBOL = re.compile(r"<symbol\b.*?</symbol>", re.DOTALL)
NOT_OURS_TO_PASS_ON = re.compile(
    r"Commercial License"
)  # said in a comment inside the symbol, whatever the package says


def sprite(theirs: str, own: str) -> str:
    """One SVG file with every symbol: `theirs` without what is licensed commercially, then `own` where they lack it.

    Nothing in it needs an inline style, which the pages' content policy does not allow.
    """
    kept = [symbol for symbol in SYMBOL.findall(theirs) if not NOT_OURS_TO_PASS_ON.search(symbol)]
    names = {name(symbol) for symbol in kept}
    kept += [symbol for symbol in SYMBOL.findall(own) if name(symbol) not in names]
    symbols = "\n".join(without_styles(symbol) for symbol in kept)
    return f'<svg xmlns="http://www.w3.org/2000/svg" focusable="false">\n{symbols}\n</svg>\n'


def name(symbol: str) -> str:
    """The id of a symbol, such as `f-icon-file`."""
    found = re.search(r'\bid="([^"]+)"', symbol)
    return found[1] if found else ""


def without_styles(symbol: str) -> str:
    """Turn style attributes, and the classes of a style element, into attributes of the shapes."""
    for class_name, declarations in re.findall(
        r"\.([\w-]+)\{([^}]*)\}", "".join(re.findall(r"<style>.*?</style>", symbol))
    ):
        symbol = symbol.replace(f' class="{class_name}"', _attributes(declarations))
    symbol = re.sub(r"<style>.*?</style>", "", symbol, flags=re.DOTALL)
    return re.sub(r'\sstyle="([^"]*)"', lambda found: _attributes(found[1]), symbol)


def _attributes(declarations: str) -> str:
    pairs = [part.split(":", 1) for part in declarations.split(";") if part.strip()]
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in pairs)
