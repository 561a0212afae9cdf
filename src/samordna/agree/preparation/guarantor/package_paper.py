"""The package of a guarantor case as a paper. Everything in it was kept when the case opened; nothing is looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from samordna.agree.preparation.guarantor.package import Kept
from samordna.engine.paper import Block, Bullets, Paper, Part, Rows, Text
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import code_list

_QUESTIONS = {"takes_part": "Deltar", "co_finances": "Medfinansierar", "organiser": "Projektanordnare"}
_VALUES = {
    ("takes_part", "yes"): "Deltar",
    ("takes_part", "no"): "Deltar inte",
    ("takes_part", "cooperating"): "Samarbetspart",
    ("co_finances", "yes"): "Ja",
    ("co_finances", "no"): "Nej",
    ("organiser", "willing"): "Vill",
    ("organiser", "refuses"): "Vill inte",
}
_KINDS = {"cash": "Kontant", "benefits": "Ersättning till deltagare", "wages": "Lön till personal"}
_LINES = {"staff": "Personal", "other": "Övriga kostnader"}


def package_paper(kept: Kept) -> Paper:
    """Need, proposal, positions, money and conditions, in the order in which they are tried."""
    data = kept.data
    opened = datetime.fromisoformat(data["opened"])
    return Paper(
        title=f"Garantunderlag: {data['case']['title']}",
        subtitle=f"Ärende {data['case']['number']}, {data['case']['association']}",
        made=day_of(opened),
        blocks=tuple(_blocks(data)),
        facts=(("Öppnat", day_of(opened).isoformat()), ("Kontrollsumma, SHA-256", kept.sha256)),
    )


def _blocks(data: Mapping[str, Any]) -> Iterator[Block]:
    yield Part("Därför är Försäkringskassan garant")
    yield Bullets(tuple(f"{reason['text']} Källa: {reason['source']}." for reason in data["reasons"]))
    yield Part("Villkor")
    codes = code_list("organiser_condition")
    named = (codes[code].sv if code in codes else code for code in data["conditions"])
    yield Bullets(("Behovet är identifierat i förbundets beredningsstruktur", *named))
    yield from _need(data["need"])
    yield from _positions(data["positions"])
    yield from _money(data)
    yield Part("Förslaget")
    section = ""
    for row in data["proposal"]:
        if row["section"] != section:
            section = row["section"]
            yield Part(section, 2)
        yield Text(f"{row['question']}\n{row['text']}")


def _need(need: Mapping[str, Any]) -> Iterator[Block]:
    yield Part("Behovet")
    yield Text(f"{need['title']}. Behov {need['number']}, skrivet {need['written']} av {need['written_by']}.")
    size = f"{need['low']}–{need['high']} personer." if need["low"] is not None else "Antalet är inte räknat än."
    yield Text(f"{need['group']}. {need['area']}. {size}")
    for heading, name in (("Det som saknas", "gap"), ("Underlag", "evidence"), ("Det som har prövats", "tried")):
        if need[name]:
            yield Text(f"{heading}: {need[name]}")


def _positions(positions: list[Mapping[str, Any]]) -> Iterator[Block]:
    yield Part("Parternas svar")
    rows = [
        (
            position["name"],
            _QUESTIONS[question],
            _VALUES.get((question, answer["value"]), answer["value"]),
            answer["reason"],
            ", ".join(filter(None, [answer["decided_by"], answer["decided_on"]])),
        )
        for position in positions
        for question, answer in position["answers"].items()
    ]
    yield Rows("Svar med skäl", ("Part", "Fråga", "Svar", "Skäl", "Beslutat"), tuple(rows))


def _money(data: Mapping[str, Any]) -> Iterator[Block]:
    yield Part("Pengarna")
    costs = [(_LINES.get(line["line"], line["line"]), line["amounts"]) for line in data["budget"]]
    years = sorted({year for _, amounts in costs for year in amounts})
    if costs:
        body = [(name, *(_kronor(amounts.get(year)) for year in years)) for name, amounts in costs]
        yield Rows("Kostnader, kronor", ("Rad", *years), tuple(body), tuple(range(1, len(years) + 1)))
    promised = [
        (position["name"], _KINDS[row["kind"]], str(row["year"]), _kronor(row["amount"]))
        for position in data["positions"]
        for row in position["answers"].get("co_finances", {}).get("amounts", ())
    ]
    if promised:
        yield Rows("Medfinansiering, kronor", ("Part", "Form", "År", "Belopp"), tuple(promised), (3,))
    outcome = data["cofinancing"]
    if outcome:
        plan = outcome["plan"]
        yield Bullets(tuple(_figure(key, name, plan[key]) for key, name in _PLAN if key in plan))


_PLAN = (
    ("total", "Hela kostnaden"),
    ("committed", "Parterna har lovat"),
    ("parties_share_required", "Krav på parterna"),
    ("share_gap", "Saknas"),
    ("support", "Stöd från ESF+"),
)


def _figure(key: str, name: str, amount: str) -> str:
    """A figure of the plan in kronor; promises beyond what is required are told as such."""
    if key == "share_gap" and amount.startswith("-"):
        return f"Lovat utöver kravet: {_kronor(amount.removeprefix('-'))} kronor"
    return f"{name}: {_kronor(amount)} kronor"


def _kronor(amount: str | None) -> str:
    if amount is None:
        return "0"
    whole, ore = divmod(abs(Money.parse(amount).ore), 100)
    sign = "−" if amount.startswith("-") else ""
    return sign + f"{whole:,}".replace(",", "\u00a0") + (f",{ore:02d}" if ore else "")
