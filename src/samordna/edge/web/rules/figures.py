"""The figures that the system reckons with, in words: value, where and when it holds, where it stands, how we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samordna.edge.web.components.templatetags.samordna import decimals, integer, kronor
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share
from samordna.ground.parameters import reader
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parameters.values import Parameter

#: Parameters as people call them, in the order of the page. One that is missing here is a mistake: a test says so.
NAMES: Final = {
    "esf.support_rate": gettext_lazy("Hur stor del av kostnaden ESF+ betalar, högst"),
    "esf.eu_rate": gettext_lazy("Hur stor del av kostnaden EU betalar"),
    "esf.regions": gettext_lazy("Var projekt i ett programområde får ligga"),
    "esf.share_of_fund": gettext_lazy("Programområdets del av fondens pengar"),
    "esf.flat_rate": gettext_lazy("Schabloner, högst"),
    "esf.hours_ceiling": gettext_lazy("Stödberättigande timmar för en person under ett år, högst"),
    "esf.pays_benefits": gettext_lazy("De som betalar ersättning till deltagare"),
    "esf.owner_kinds": gettext_lazy("Vad en projektägare får medfinansiera med"),
    "esf.prioritisation": gettext_lazy("Vem som prioriterar ansökningar"),
    "organiser.only_kind": gettext_lazy("De enda som kan vara projektanordnare i området"),
    "organiser.never_kind": gettext_lazy("De som aldrig kan vara projektanordnare"),
    "organiser.national_areas": gettext_lazy("Programområden som är nationella"),
    "fk.areas": gettext_lazy("Programområden där Försäkringskassan deltar"),
    "organiser.guarantor": gettext_lazy("Garant när ingen annan är projektanordnare"),
    "finsam.base_grant": gettext_lazy("Grundbidrag från staten till varje förbund"),
    "finsam.need_weight": gettext_lazy("Hur mycket behovet väger när staten fördelar pengar"),
    "finsam.population_weight": gettext_lazy("Hur mycket folkmängden väger när staten fördelar pengar"),
    "finsam.largest_decrease": gettext_lazy("Största minskning av statens pengar mellan två år"),
    "finsam.reasonable_capital": gettext_lazy("Hur stort eget kapital ett förbund bör ha"),
    "finsam.need_ages": gettext_lazy("Åldrar som räknas i behovet"),
    "finsam.need_benefits": gettext_lazy("Ersättningar som räknas i behovet"),
    "preparation.days_to_answer": gettext_lazy(
        "Dagar för parterna att svara, om förbundet inte har bestämt något annat"
    ),
    "preparation.days_to_group": gettext_lazy("Dagar före beredningsgruppens möte som handlingarna lämnas"),
    "preparation.days_to_board": gettext_lazy("Dagar före styrelsens möte som handlingarna lämnas"),
    "preparation.ask_about_cost_above": gettext_lazy("Kostnad för ett år som Samordna frågar om"),
    "preparation.ask_about_cost_per_participant": gettext_lazy("Kostnad per deltagare som Samordna frågar om"),
    "register.draft_days": gettext_lazy("Dagar som ett utkast till en registrering finns kvar"),
    "linking.gap_days": gettext_lazy("Dagar utan ersättning som ändå räknas till en sammanhängande tid"),
}
_OPTIONS: Final = {
    "other_40": gettext_lazy("alla andra kostnader, räknat på lön till personal"),
    "indirect_15": gettext_lazy("indirekta kostnader, räknat på lön till personal"),
    "indirect_7": gettext_lazy("indirekta kostnader, räknat på direkta kostnader"),
    "indirect_25": gettext_lazy("indirekta kostnader, räknat på direkta kostnader, med egen beräkning"),
    "regional": gettext_lazy("projekt i en region"),
    "national": gettext_lazy("nationella projekt"),
    "strukturfondspartnerskap": gettext_lazy("strukturfondspartnerskapet"),
    "esf_council": gettext_lazy("ESF-rådet"),
    "association": gettext_lazy("samordningsförbund"),
    "municipality": gettext_lazy("kommuner"),
    "cash": gettext_lazy("kontanta medel"),
    "af": gettext_lazy("Arbetsförmedlingen"),
    "fk": gettext_lazy("Försäkringskassan"),
}


@dataclass(frozen=True)
class Row:
    """One value of a figure: where it holds, the value in words ("" where it is not known), and what stands behind."""

    place: str
    value: str
    behind: Parameter

    @property
    def host(self) -> str:
        """The site of a source that is an address: the whole address is too long to read."""
        return urlsplit(self.behind.source).netloc


@dataclass(frozen=True)
class Figure:
    """A figure with all its values."""

    id: str
    name: Any
    rows: tuple[Row, ...]


def figures() -> list[Figure]:
    """Every parameter of the system with all its rows, in the order of the page."""
    known = reader.parameters()
    return [
        Figure(
            name,
            NAMES.get(name, name),
            tuple(Row(place_words(where), value_words(behind), behind) for where, behind in known[name]),
        )
        for name in sorted(known, key=lambda name: list(NAMES).index(name) if name in NAMES else len(NAMES))
    ]


def value_words(behind: Parameter) -> str:
    """54 procent, 14 dagar, 400 000 kronor, A1, A2, D, E – or nothing where it is not known."""
    value = behind.value
    if value is None:
        return ""
    if isinstance(value, Share):
        whole = value.value * 100
        number = integer(whole.numerator) if whole.denominator == 1 else decimals(float(whole))
        return _("%(number)s procent") % {"number": number}
    if isinstance(value, Money):
        return kronor(value)
    if isinstance(value, tuple):
        return ", ".join(_code(one) for one in value)
    if isinstance(value, int):
        return _count(value, behind.unit)
    return _code(value)


def _count(value: int, unit: str) -> str:
    if unit == "days":
        return ngettext("%(n)s dag", "%(n)s dagar", value) % {"n": integer(value)}
    if unit == "hours":
        return ngettext("%(n)s timme", "%(n)s timmar", value) % {"n": integer(value)}
    return integer(value)


def place_words(where: Mapping[str, tuple[str | None, ...]]) -> str:
    """A1, A2 i Stockholm och nationellt: what a row holds for; "" when it holds everywhere."""
    return "; ".join(", ".join(_place(value) for value in values) for values in where.values())


def _place(value: str | None) -> str:
    if value is None:
        return _("nationellt")
    return nuts2_regions().get(value) or _code(value)


def _code(value: str) -> str:
    if value in nuts2_regions():
        return nuts2_regions()[value]
    if value in _OPTIONS:
        return str(_OPTIONS[value])
    for name in ("support_source", "support_group"):
        codes = reader.code_list(name)
        if value in codes:
            return in_language(codes[value]).lower()
    return value
