"""One cell of a file as a day, a code, an extent or a name. What stood there is never repeated."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from samordna.deliver.participants import rules
from samordna.ground.files.writing import meant
from samordna.ground.kernel import typed
from samordna.ground.kernel.words import Words

EXTENTS: Final = {"": None} | {
    f"{extent}{sign}": extent for extent in rules.EXTENTS for sign in ("", "%", " %", "\N{NO-BREAK SPACE}%")
}
YES_NO: Final[dict[str, bool | None]] = {
    "": None,
    **dict.fromkeys(("yes", "ja", "1", "true", "sant"), True),
    **dict.fromkeys(("no", "nej", "0", "false", "falskt"), False),
}
SEXES: Final = {
    **dict.fromkeys(("women", "woman", "kvinna", "kvinnor"), "women"),
    **dict.fromkeys(("men", "man", "män"), "men"),
}
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: What becomes of å, ä, ö and é when a file is read in the wrong encoding and saved again.
_GARBLED: Final = re.compile("Ã[\x80-\xbf¤¥¶…„–©]|\N{REPLACEMENT CHARACTER}|[├┼][^ -~]|[¥σöä]Å")


class Wrong(Exception):
    """A cell that cannot be read; the words say what to write instead."""

    def __init__(self, kind: str, sv: str, en: str) -> None:
        super().__init__(kind)
        self.kind, self.words = kind, Words(sv, en)


@lru_cache(maxsize=20_000)
def day(text: str) -> date | None:
    """The day, written 2026-01-31; None for an empty cell. Wrong for anything else."""
    if not text:
        return None
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Wrong(
                "day", "Dagen finns inte. Kontrollera datumet.", "There is no such day. Check the date."
            ) from None
    if text.isdigit() and 4 <= len(text) <= 6:
        raise Wrong(
            "day as a number",
            "Dagen står som ett löpnummer från kalkylprogrammet. Ge cellerna formatet ÅÅÅÅ-MM-DD och spara igen.",
            "The day is a serial number of the spreadsheet. Format the cells as dates, YYYY-MM-DD, and save again.",
        )
    raise Wrong(
        "day", "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2026-01-31.", "Write the day as YYYY-MM-DD, 2026-01-31."
    )


def name(text: str) -> str:
    """The name on one line. Wrong when its letters have been read in another encoding than they were written in."""
    given = typed.one_line(meant(text))
    if _GARBLED.search(given):
        raise Wrong(
            "garbled",
            "Bokstäverna i namnet är förvanskade. Öppna ursprungsfilen och spara den som ”CSV UTF-8”.",
            "The letters of the name are garbled. Open the original file and save it as “CSV UTF-8”.",
        )
    return given


def municipality(text: str, known: Collection[str]) -> str:
    """The official code; spreadsheets drop a zero in front, so three digits are enough."""
    code = text.zfill(4) if text.isdigit() else text
    if code in known:
        return code
    raise Wrong(
        "municipality",
        "Skriv hemkommunens fyra siffror, till exempel 0583.",
        "Write the four digits of the home municipality, for example 0583.",
    )


def code(text: str, known: Mapping[str, str]) -> str:
    """The code of a list, given by its code or its name in Swedish or English; empty for an empty cell."""
    found = known.get(text.lower()) if text else ""
    if found is not None:
        return found
    near = difflib.get_close_matches(text.lower()[:60], known, n=1, cutoff=0.7)
    sv = f"Menade du {known[near[0]]}?" if near else f"Skriv ett av: {_listed(known.values())}."
    en = f"Did you mean {known[near[0]]}?" if near else f"Write one of: {_listed(known.values())}."
    raise Wrong("code", sv, en)


def codes(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Several codes with semicolon, comma or a bar between them."""
    if not text:
        return ()
    return tuple(dict.fromkeys(code(part.strip(), known) for part in re.split("[;,|]", text) if part.strip()))


def extent(text: str) -> int | None:
    """0, 25, 50, 75 or 100 per cent; None for an empty cell, which is not answered."""
    try:
        return EXTENTS[text]
    except KeyError:
        raise Wrong(
            "extent",
            "Skriv 0, 25, 50, 75 eller 100, eller lämna cellen tom om frågan inte är besvarad.",
            "Write 0, 25, 50, 75 or 100, or leave the cell empty when nobody has answered.",
        ) from None


def yes_no(text: str) -> bool | None:
    """Yes, no, or None for an empty cell."""
    try:
        return YES_NO[text.lower()]
    except KeyError:
        raise Wrong(
            "yes or no", "Skriv ja eller nej, eller lämna tomt.", "Write yes or no, or leave it empty."
        ) from None


def sex(text: str) -> str:
    """The sex of somebody without a personal number."""
    found = SEXES.get(text.lower())
    if found is None:
        raise Wrong("sex", "Skriv kvinna eller man.", "Write woman or man.")
    return found


def year(text: str) -> int:
    """A calendar year."""
    if not re.fullmatch("[0-9]{4}", text):
        raise Wrong("year", "Skriv året med fyra siffror, till exempel 2026.", "Write the year with four digits: 2026.")
    return int(text)


def fit(text: str, most: int, column: str) -> str:
    """The text, if it has room. Refusal otherwise."""
    typed.check_length(text, most, column)
    typed.check_fit(text, column)
    return text


def _listed(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(values))
