"""What leaves beside the participants: measures, head counts, areas and money. Nothing here is about a person."""

from __future__ import annotations

from collections.abc import Collection

from samordna.engine.sources import Column, Kind, Period, Source
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parameters.reader import shipped_list
from samordna.learn.statistics.declaring import INTERNAL, OPEN, day, number, number_of, of_the_measure, sex, text

#: The parts of an association's economy.
PARTS = ("means", "measures", "administration")
MONEY_KINDS = ("means", "budget", "outcome")
#: What an association has left from earlier years: means, but of no financier.
OWN_CAPITAL = "own_capital"
_FROM = day("from", "first day; 1900-01-01 = always", OPEN)
_TO = day("to", "last day that counts, empty when it still holds", OPEN)

MEASURES = Source(
    "measures",
    (
        *of_the_measure(INTERNAL),
        text("category", "precise orientation", INTERNAL, shipped_list("category").values),
        text("follow_up", "persons or numbers only", INTERNAL, shipped_list("follow_up").values),
        Column("esf", Kind.BOOLEAN, "paid with ESF+ money", INTERNAL),
        day("start", "first day", INTERNAL),
        day("end", "last day, empty when unknown", INTERNAL),
    ),
    Period(start="start", end="end"),
)

MEASURE_GROUPS_FILE = Source(
    "measure_groups",
    (
        text("measure", "code of the measure", INTERNAL),
        text("group", "target group that the measure gives priority to", INTERNAL, shipped_list("target_group").values),
    ),
)

#: How FK takes part: the most that is said of it. That it owns the project is said by the owner.
FK_PARTS = ("owner", "takes_part", "cooperating")
NATIONAL = "national"

#: The measures that ESF pays, with what ESF's own statistics ask for.
PROJECTS = Source(
    "projects",
    (
        *of_the_measure(INTERNAL),
        text("programme_area", "of ESF+, empty when nobody has said", INTERNAL, shipped_list("programme_area").values),
        text(
            "place",
            "NUTS2 code of the region, or national; empty when nobody has said",
            INTERNAL,
            (NATIONAL, *nuts2_regions()),
        ),
        text("owner_kind", "kind of organisation that owns it", INTERNAL, shipped_list("organisation_kind").values),
        text(
            "fk",
            "FK owns it; takes part as partner, co-financier or with its staff; only cooperates; or empty",
            INTERNAL,
            FK_PARTS,
        ),
        day("start", "first day", INTERNAL),
        day("end", "last day, empty when unknown", INTERNAL),
    ),
    Period(start="start", end="end"),
)

#: Every measure that an association pays has rows here, so that a table may count through this file.
MEASURE_SHARES = Source(
    "measure_shares",
    (
        text("measure", "code of the measure", INTERNAL),
        text("association", "slug of the association that bears the share", INTERNAL),
        _FROM,
        _TO,
        number("share", "of the cost, in hundredths of a per cent: 10000 = all", INTERNAL),
    ),
)

COUNTS = Source(
    "counts",
    (
        *of_the_measure(INTERNAL),
        number("year", "calendar year that the count is entered for", INTERNAL),
        sex("women or men", INTERNAL),
        number_of("persons", "head count", INTERNAL),
    ),
    Period(year="year"),
)

KEPT_COUNTS = Source(
    "kept_counts",
    (
        *of_the_measure(INTERNAL),
        number("year", "calendar year that they counted in", INTERNAL),
        sex("women or men", INTERNAL),
        number_of("more", "how many more counted than the rows show, since retention made them anonymous", INTERNAL),
        number_of("people", "how many of those who counted with person data no longer do", INTERNAL),
        number_of("began", "how many participations that began in the year were with person data before", INTERNAL),
    ),
    Period(year="year"),
)

ASSOCIATIONS = Source(
    "associations",
    (
        text("association", "slug of the association", OPEN),
        text("name", "what it is called", OPEN),
        day("start", "first day, empty when unknown", OPEN),
        day("end", "last day, empty when it still is one", OPEN),
    ),
)

#: Every municipality has a row for every day, also while it is in no association.
AREAS = Source(
    "areas",
    (
        text("municipality", "four digits", OPEN),
        text("county", "two digits", OPEN),
        text("region", "NUTS2 code of the county", OPEN),
        text("association", "slug of the association that the municipality is in, empty when in none", OPEN),
        _FROM,
        _TO,
    ),
)

#: What nobody has said has no row; 0 is said. The parts of a joint measure's cost add up to it, to the öre.
MONEY = Source(
    "money",
    (
        text("association", "slug of the association whose money it is, empty for projects without one", OPEN),
        text("measure", "code of the measure, empty for means and administration", OPEN),
        number("year", "calendar year", OPEN),
        text("part", "means, what measures cost, or what administration costs", OPEN, PARTS),
        text("kind", "means, budget or outcome", OPEN, MONEY_KINDS),
        text(
            "what",
            "group of financiers or own capital; kind of cost of a measure; kind of administrative cost",
            OPEN,
            (
                *shipped_list("financier_group").values,
                OWN_CAPITAL,
                *shipped_list("cost_kind").values,
                *(code for code in shipped_list("admin_cost").values if code != "other"),
            ),
        ),
        Column("ore", Kind.LONG, "amount in whole öre; an outcome or own capital may be negative", OPEN),
    ),
    Period(year="year"),
)


def fk_part(owner_kind: str | None, roles: Collection[str]) -> str | None:
    """The most that is said of how FK takes part. Who only cooperates does not take part (FK 2025, section 8).

    >>> fk_part("municipality", ["cooperating", "cofinancier"]), fk_part("fk", []), fk_part("af", [])
    ('takes_part', 'owner', None)
    """
    if owner_kind == "fk":
        return "owner"
    if {"partner", "cofinancier", "contributing"} & set(roles):
        return "takes_part"
    return "cooperating" if "cooperating" in roles else None
