"""What follows when a person is erased: what goes, what stays and why. One list for pages and papers. Plain.

Source: ADR 0006. ``withdrawn`` and ``protected`` differ in one thing: the reason stays with a withdrawn consent, and is
never said of a protected identity.
"""

from __future__ import annotations

from dataclasses import dataclass

WITHDRAWN, PROTECTED = "withdrawn", "protected"


@dataclass(frozen=True)
class Words:
    """A sentence in both languages."""

    sv: str
    en: str


@dataclass(frozen=True)
class Gone:
    """How much there was about the person, besides name, number, home, dates and choices."""

    weeks: int = 0
    consents: int = 0
    corrections: int = 0
    links: int = 0
    drafts: int = 0


@dataclass(frozen=True)
class Stays:
    """Something that remains, and why it may."""

    what: Words
    why: Words


def goes(gone: Gone) -> list[Words]:
    """Everything that is erased, the person first; what there was none of is not named."""
    counted = (
        (
            gone.weeks,
            "svaren från {n} tillfälle",
            "svaren från {n} tillfällen",
            "the answers of {n} occasion",
            "the answers of {n} occasions",
        ),
        (
            gone.corrections,
            "det som stod före {n} rättelse",
            "det som stod före {n} rättelser",
            "what stood before {n} correction",
            "what stood before {n} corrections",
        ),
        (gone.consents, "samtycket", "{n} samtycken", "the consent", "{n} consents"),
        (gone.links, "adressen till den egna sidan", "adresserna", "the address of the own page", "the addresses"),
        (gone.drafts, "{n} utkast", "{n} utkast", "{n} draft", "{n} drafts"),
    )
    return [
        Words("namn och personnummer", "name and personal number"),
        Words("hemkommun, födelseår, datum, målgrupp och övriga val", "home, year of birth, dates, group and choices"),
        *(
            Words((one if n == 1 else many).format(n=n), (one_en if n == 1 else many_en).format(n=n))
            for n, one, many, one_en, many_en in counted
            if n
        ),
    ]


def stays(kind: str) -> list[Stays]:
    """Everything that remains, with the reason. Nothing of it leads to the person by what the register holds."""
    reason = kind == WITHDRAWN
    row = Stays(
        Words(
            f"insatsen, kön och startår{', och att ett samtycke togs tillbaka' if reason else ''}",
            f"the measure, sex and start year{', and that a consent was withdrawn' if reason else ''}",
        ),
        Words(
            "så att antalet i statistiken stämmer. Det räknas utan personuppgifter, i startåret.",
            "so that the number in the statistics is right. It counts without person data, in the start year.",
        ),
    )
    return [row, *_TRACES]


_TRACES = (
    Stays(
        Words("siffror som redan är publicerade", "figures that have been published"),
        Words("de ändras inte. Ingen kan kännas igen i dem.", "they do not change. Nobody can be recognised in them."),
    ),
    Stays(
        Words("loggen över vem som har tittat och ändrat", "the log of who has looked and changed"),
        Words(
            "den visar att personalen gjorde rätt. Den har ett nummer som inte längre leder någonstans.",
            "it shows that the staff did right. It holds a number that no longer leads anywhere.",
        ),
    ),
    Stays(
        Words("uttag som gjordes för statistik före i dag", "extracts made for statistics before today"),
        Words(
            "där finns svaren utan namn och personnummer, tills uttaget gallras.",
            "they hold the answers without name and number, until the extract is weeded out.",
        ),
    ),
    Stays(
        Words("säkerhetskopior", "backups"),
        Words(
            "namn och personnummer är krypterade där, och kopiorna skrivs över med tiden.",
            "name and personal number are encrypted there, and the copies are overwritten in time.",
        ),
    ),
)
