"""What people lived on and did, before and after: weighted draws, plausible and nothing more. Plain Python.

The weights are ours. What the published figures say – which benefit a participation begins with – is decided before
this module is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from samordna.edge.demo.rows import Support, Work

T = TypeVar("T")
Weighted = Sequence[tuple[T, int]]

MAIN = {
    "sjukpenning": (
        (("sjukpenning",), 80),
        (("rehabiliteringspenning",), 12),
        (("sjukpenning", "rehabiliteringspenning"), 8),
    ),
    "aktivitetsersättning": ((("aktivitetsersattning",), 100),),
    "both": ((("sjukpenning", "aktivitetsersattning"), 100),),
    "other": (
        (("forsorjningsstod",), 44),
        (("aktivitetsstod",), 13),
        (("none",), 12),
        (("etableringsersattning",), 8),
        (("forsorjningsstod", "aktivitetsstod"), 7),
        (("a_kassa",), 5),
        (("sjukersattning",), 5),
        (("other_public",), 4),
        (("studiestod",), 2),
    ),
}
EXTENTS = ((100, 56), (50, 24), (75, 10), (25, 10))
ZERO_ROWS = ("sjukpenning", "aktivitetsersattning", "forsorjningsstod")
AGES = {
    # Of those with aktivitetsersättning who began in 2019, 48 of 100 were 25–28 years (the report's section 4.1).
    "aktivitetsersättning": tuple(zip(range(19, 30), (6, 8, 9, 9, 9, 8, 12, 12, 12, 12, 3), strict=True)),
    "both": tuple((age, 1) for age in range(20, 27)),
    "sjukpenning": tuple((age, 2 + (age > 34) * 2 + (39 < age < 60) * 2) for age in range(21, 64)),
    "young": tuple((age, 1) for age in range(18, 30)),
    "other": tuple((age, 3 if age < 40 else 2) for age in range(18, 63)),
}
REASONS = (
    ("according_to_plan", 62),
    ("illness", 12),
    ("own_break", 11),
    ("other", 6),
    ("moved", 5),
    ("parental_leave", 3),
    ("deceased", 1),
)
_F, _A, _R = "forsakringskassan", "arbetsformedlingen", "region"
REFERRED_BY = {
    "sjukpenning": ((_F, 40), (_R, 34), (_A, 10), ("forstarkt_samarbete", 8), ("own_initiative", 8)),
    "aktivitetsersättning": ((_F, 52), ("kommun", 20), (_A, 14), (_R, 10), ("own_initiative", 4)),
    "both": ((_F, 70), (_R, 30)),
    "other": (("kommun", 56), (_A, 24), (_R, 8), ("own_initiative", 6), ("samordningsforbund", 3), ("other", 3)),
}
EDUCATION = (("upper_secondary", 48), ("compulsory", 31), ("higher", 14), ("none", 7))
SUPPORT_TIME = {
    "sjukpenning": (("y1_3", 46), ("under_1", 28), ("y4_5", 16), ("y6_plus", 10)),
    "aktivitetsersättning": (("y1_3", 36), ("y4_5", 36), ("y6_plus", 18), ("under_1", 10)),
    "both": (("y1_3", 100),),
    "other": (("y1_3", 34), ("under_1", 26), ("y6_plus", 22), ("y4_5", 18)),
}


def draw(random: Random, weighted: Weighted[T]) -> T:
    """One value, by weight."""
    point = random.random() * sum(weight for _, weight in weighted)
    for value, weight in weighted:
        point -= weight
        if point < 0:
            return value
    return weighted[-1][0]


def entry(random: Random, kind: str) -> tuple[Support, Work]:
    """What a person of the kind lived on in the week before the start, and did beside it.

    Some answers hold rows with extent 0 – asked, and none: they must never count as a benefit.
    """
    sources = draw(random, MAIN[kind])
    if sources == ("none",):
        return (("none", 100),), Work(0, 0, 0, random.random() < 0.5, random.random() < 0.3, False)
    extent = 50 if len(sources) > 1 else draw(random, EXTENTS)
    rows = dict.fromkeys(sources, extent)
    if "forsorjningsstod" not in rows and random.random() < 0.1:
        rows["forsorjningsstod"] = 25
    if random.random() < 0.1:
        rows.setdefault(ZERO_ROWS[int(random.random() * 3)], 0)
    works = (100 - extent) if extent < 100 and random.random() < 0.25 else 0
    seeks = works == 0 and random.random() < 0.3
    return tuple(rows.items()), Work(works, 0, 0, seeks, seeks or random.random() < 0.2, random.random() < 0.15)


def after(random: Random, before: Support, reason: str) -> tuple[Support | None, Work]:
    """The same in the week after the end; ``None`` when nobody could answer."""
    if reason == "deceased" or (reason in ("moved", "own_break") and random.random() < 0.3):
        return None, Work()
    to_work = random.random() < {"according_to_plan": 0.48, "own_break": 0.2, "other": 0.25}.get(reason, 0.06)
    if to_work:
        return working(random, before)
    if random.random() < 0.12:
        before = (("forsorjningsstod", 100),) if random.random() < 0.5 else (("sjukersattning", 100),)
    seeks = reason == "according_to_plan" and random.random() < 0.35
    return before, Work(0, 0, 0, seeks, seeks, False)


def working(random: Random, before: Support) -> tuple[Support, Work]:
    """Work or studies after the end, with the support that remains beside it."""
    extent = draw(random, ((100, 45), (50, 30), (75, 15), (25, 10)))
    left = 100 - extent
    support: Support = (("none", 100),)
    if left:
        source = next((source for source, drawn in before if drawn and source != "none"), "forsorjningsstod")
        support = ((source, left),)
    way = random.random()
    if way < 0.5:
        return support, Work(extent, 0, 0, None, False, False)
    if way < 0.75:
        return support, Work(0, extent, 0, None, True, random.random() < 0.6)
    return (support if left else (("studiestod", 100),)), Work(0, 0, extent, None, False, False)
