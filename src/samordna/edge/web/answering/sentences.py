"""The answer in sentences. Every number is the figure itself and leads to what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.accounting.queries import Account
from samordna.edge.web.components.templatetags.samordna import decimals, integer

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; with ``what``, a number that leads to what stands behind it."""

    text: str
    what: str = ""


SPACE = Piece(" ")
Sentence = list[Piece]
Values = dict[str, Piece | str]


def sentences(account: Account) -> list[Sentence]:
    """What happened, in the order of the road. A sentence about nothing says so once, or is left out."""
    return [sentence for sentence in _all(account) if sentence]


def _all(account: Account) -> Iterator[Sentence]:
    yield _needs(account)
    yield _asked(account)
    yield _time(account)
    yield _organisers(account)
    yield _guarantor(account)
    yield _decisions(account)
    yield _carried(account)


def _figure(account: Account, name: str) -> Piece:
    value = account.summary.value(name)
    return Piece(integer(value), f"tal:{name}" if value else "")


def _put(template: str, values: Values) -> Sentence:
    """The template in pieces, with each name exchanged for its value."""
    pieces: Sentence = []
    for place, text in enumerate(_PLACE.split(template)):
        value = values[text] if place % 2 else text
        if value:
            pieces.append(value if isinstance(value, Piece) else Piece(value))
    return pieces


def _needs(account: Account) -> Sentence:
    n, taken = account.summary.value("needs_identified"), account.summary.value("needs_taken_up")
    values: Values = {"year": str(account.period.year or ""), "n": _figure(account, "needs_identified")}
    if not n:
        return _put(_("%(year)s skrevs inget behov ned."), values) if account.period.year else []
    if account.period.year:
        said = _put(ngettext("%(year)s skrevs %(n)s behov ned.", "%(year)s skrevs %(n)s behov ned.", n), values)
    else:
        said = _put(ngettext("%(n)s behov har skrivits ned.", "%(n)s behov har skrivits ned.", n), values)
    if not taken:
        return [*said, SPACE, *_put(_("Inget av dem blev förslag."), {})]
    template = ngettext("%(n)s av dem blev förslag.", "%(n)s av dem blev förslag.", taken)
    return [*said, SPACE, *_put(template, {"n": _figure(account, "needs_taken_up")})]


def _asked(account: Account) -> Sentence:
    n = account.summary.value("rounds")
    if not n:
        return []
    template = ngettext(
        "%(rounds)s gång skickades ett förslag till parterna.",
        "%(rounds)s gånger skickades ett förslag till parterna.",
        n,
    )
    said = [*_put(template, {"rounds": _figure(account, "rounds")}), SPACE]
    values: Values = {name: _figure(account, name) for name in ("parties_asked", "answered_all")}
    said += _put(_("%(answered_all)s av %(parties_asked)s tillfrågade parter svarade på allt."), values)
    changed = account.summary.value("answers_changed")
    more = _some(
        account, ("answers_changed", ngettext("%(n)s svar ändrades senare.", "%(n)s svar ändrades senare.", changed))
    )
    return [*said, SPACE, *more] if more else said


def _time(account: Account) -> Sentence:
    found = next(one for one in account.summary.stages if one.stage == "positions")
    if found.median is None:
        return []
    n = len(found.left)
    template = ngettext(
        "Svaren tog %(days)s dagar, räknat på %(n)s gång.",
        "I hälften av fallen kom svaren inom %(days)s dagar, räknat på %(n)s gånger.",
        n,
    )
    return _put(template, {"days": days(found.median), "n": Piece(integer(n), "steg:positions:left")})


def _organisers(account: Account) -> Sentence:
    n = account.summary.value
    return _some(
        account,
        (
            "organiser_willing",
            ngettext(
                "I %(n)s ESF+-ärende ville en part själv vara projektanordnare.",
                "I %(n)s ESF+-ärenden ville en part själv vara projektanordnare.",
                n("organiser_willing"),
            ),
        ),
        (
            "organiser_guarantor",
            ngettext(
                "I %(n)s ärende föreslogs Försäkringskassan som garant.",
                "I %(n)s ärenden föreslogs Försäkringskassan som garant.",
                n("organiser_guarantor"),
            ),
        ),
        (
            "blocked",
            ngettext(
                "%(n)s gång kunde ingen hålla i arbetet.",
                "%(n)s gånger kunde ingen hålla i arbetet.",
                n("blocked"),
            ),
        ),
        ("unblocked", ngettext("%(n)s hinder löstes.", "%(n)s hinder löstes.", n("unblocked"))),
    )


def _guarantor(account: Account) -> Sentence:
    n = account.summary.value
    return _some(
        account,
        (
            "guarantor_opened",
            ngettext(
                "%(n)s garantärende öppnades hos Försäkringskassan.",
                "%(n)s garantärenden öppnades hos Försäkringskassan.",
                n("guarantor_opened"),
            ),
        ),
        (
            "guarantor_closed",
            ngettext(
                "%(n)s stängdes därför att grunden föll.",
                "%(n)s stängdes därför att grunden föll.",
                n("guarantor_closed"),
            ),
        ),
        (
            "fk_yes",
            ngettext(
                "Försäkringskassan sa ja som garant i %(n)s ärende.",
                "Försäkringskassan sa ja som garant i %(n)s ärenden.",
                n("fk_yes"),
            ),
        ),
        (
            "fk_no",
            ngettext(
                "Försäkringskassan sa nej som garant i %(n)s ärende.",
                "Försäkringskassan sa nej som garant i %(n)s ärenden.",
                n("fk_no"),
            ),
        ),
    )


def _decisions(account: Account) -> Sentence:
    n = account.summary.value
    return _some(
        account,
        (
            "approved",
            ngettext(
                "%(n)s ärende fick ja från alla som beslutar.",
                "%(n)s ärenden fick ja från alla som beslutar.",
                n("approved"),
            ),
        ),
        (
            "board_refused",
            ngettext("Styrelsen sa nej till %(n)s.", "Styrelsen sa nej till %(n)s.", n("board_refused")),
        ),
        (
            "party_refused",
            ngettext("En part sa nej %(n)s gång.", "En part sa nej %(n)s gånger.", n("party_refused")),
        ),
        (
            "esf_refused",
            ngettext("ESF-rådet avslog %(n)s ansökan.", "ESF-rådet avslog %(n)s ansökningar.", n("esf_refused")),
        ),
        (
            "sent_back",
            ngettext(
                "%(n)s gång skickades ett ärende tillbaka.",
                "%(n)s gånger skickades ett ärende tillbaka.",
                n("sent_back"),
            ),
        ),
        (
            "withdrawn",
            ngettext("%(n)s ärende drogs tillbaka.", "%(n)s ärenden drogs tillbaka.", n("withdrawn")),
        ),
        (
            "left",
            ngettext(
                "%(n)s part lämnade efter förslaget till beslut.",
                "%(n)s parter lämnade efter förslaget till beslut.",
                n("left"),
            ),
        ),
    )


def _carried(account: Account) -> Sentence:
    n = account.summary.value
    return _some(
        account,
        (
            "agreed",
            ngettext(
                "%(n)s överenskommelse skrevs under av alla.",
                "%(n)s överenskommelser skrevs under av alla.",
                n("agreed"),
            ),
        ),
        ("started", ngettext("%(n)s arbete började.", "%(n)s arbeten började.", n("started"))),
        ("ended", ngettext("%(n)s avslutades.", "%(n)s avslutades.", n("ended"))),
        ("handed_over", ngettext("I %(n)s tog parterna över.", "I %(n)s tog parterna över.", n("handed_over"))),
    )


def _some(account: Account, *parts: tuple[str, str]) -> Sentence:
    """Short sentences about the figures that are not zero; ``%(n)s`` is the figure."""
    said: Sentence = []
    for name, template in parts:
        if account.summary.value(name):
            said += [SPACE] if said else []
            said += _put(template, {"n": _figure(account, name)})
    return said


def days(value: Fraction | None) -> str:
    """Days as they are written: whole, or with the decimals that a quartile has. The same as in the files."""
    if value is None:
        return "..."
    if value.denominator == 1:
        return integer(value.numerator)
    return decimals(float(value), 1 if value.denominator == 2 else 2)
