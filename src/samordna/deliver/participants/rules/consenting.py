"""What makes a consent one that can be shown: a known text, a known language, and where the signed paper is (S01)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from samordna.ground.kernel.identifiers import luhn_is_right
from samordna.ground.kernel.verdict import YES, Verdict, no
from samordna.ground.privacy.wordings import reader

#: Long enough for the number of a binder or the id of an electronic signature.
LONGEST_REFERENCE: Final = 60
#: Ten or twelve digits with a hyphen, a plus or nothing before the last four.
_PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")
#: The same digits however they are set apart: 1990-01-01 2385, 19900101–2385. Only those that are a number are meant.
_SET_APART: Final = re.compile(r"(?<!\d)(?:(?:19|20)\W{0,2})?\d\d\W{0,2}\d\d\W{0,2}\d\d\W{0,3}\d{4}(?!\d)")


def version_for(purpose: str, given_on: date, wanted: str = "") -> str:
    """The version that is meant: the one that was asked for, or the newest on the day of the signature."""
    return wanted or reader.version_in_force(purpose, on=given_on).name


def wording_fits(purpose: str, version: str, language: str, given_on: date) -> Verdict:
    """The text existed when it was signed, and exists in the language. Texts kept by older registers are trusted."""
    found = reader.version(purpose, version)
    if found is None:
        return _choose("Välj vilken text personen skrev under.", "Choose which text was signed.", "consent_version")
    if not found.in_force(given_on):
        return _choose(
            f"Text {version} fanns inte den {given_on.isoformat()}. Välj den text som personen skrev under.",
            f"Text {version} did not exist on {given_on.isoformat()}. Choose the one that was signed.",
            "consent_version",
        )
    if found.texts and language not in found.texts:
        return _choose(
            f"Text {version} finns inte på det språket. Välj språket på papperet som personen skrev under.",
            f"Text {version} does not exist in that language. Choose the language of the paper that was signed.",
            "consent_language",
        )
    return YES


def explained_fits(explained_in: str, spoken: Collection[str]) -> Verdict:
    """Explained by an interpreter in a language of the list, or in none."""
    if explained_in in ("", *spoken):
        return YES
    return _choose("Välj ett av språken i listan.", "Choose one of the languages.", "consent_language")


def _set_apart(text: str) -> Iterator[str]:
    """The last ten digits of whatever could be a personal number."""
    return (re.sub(r"\D", "", found[0])[-10:] for found in _SET_APART.finditer(text))


def reference_fits(reference: str) -> Verdict:
    """Where the signed paper is said by a place and a number of its own, never by who the person is."""
    if len(reference) > LONGEST_REFERENCE:
        return _choose(
            f"Skriv högst {LONGEST_REFERENCE} tecken om var samtycket finns.",
            f"Write at most {LONGEST_REFERENCE} characters about where the consent is.",
            "consent_evidence",
        )
    if _PERSONAL_NUMBER.search(reference) or any(luhn_is_right(number) for number in _set_apart(reference)):
        return _choose(
            "Skriv inget personnummer här. Skriv pärmens eller ärendets nummer.",
            "Write no personal number here. Write the number of the binder or the case.",
            "consent_evidence",
        )
    return YES


def _choose(text: str, text_en: str, field: str) -> Verdict:
    return no(text, text_en, rule="S01", field=field)
