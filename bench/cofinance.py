"""How fast a portfolio is re-solved: the co-financing rule on 500 projects × 10 parties × 5 years.

    ./samordna bench cofinance [--projects N] [--parties N] [--years N] [--runs N] [--seed N]

Every project is solved anew with the rule that pages and commands use. Beside it, in the same run, plain arithmetic on
whole numbers in numpy: the plan's figures and the sums by year, party and kind, without dividing anything among years,
without checks. The ratio says what that costs. Both must give the same sums to the öre; otherwise exit code 1.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from samordna.agree.preparation.rules.cofinancing import Outcome, cofinancing
from samordna.agree.preparation.rules.plan import KINDS, Commitment, Plan
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import municipalities

FIRST_YEAR = 2025
CALL = date(2025, 9, 1)
#: Programme area, region and support in per cent: the three shares of the regional areas.
PLACES = (("A2", "SE12", 54), ("A1", "SE31", 60), ("D", "SE33", 45))
MOST_ORE = 10**9


def main() -> int:
    """Measure, compare and print."""
    args = arguments()
    plans, arrays = portfolio(args.projects, args.parties, args.years, random.Random(args.seed))  # noqa: S311 – invented amounts
    rule = fastest(args.runs, lambda: [cofinancing(plan) for plan in plans])
    numpy = fastest(args.runs, lambda: plain(arrays))
    amounts = args.projects * args.parties * len(KINDS) * args.years
    size = f"{args.projects} projects × {args.parties} parties × {args.years} years"
    print(f"{size}: {amounts} amounts of {len(KINDS)} kinds")
    print(f"best of {args.runs} runs, load average {os.getloadavg()[0]:.1f}")
    print(f"{'':<28}{'wall, s':>10}{'processor, s':>14}")
    for name, (wall, processor, _answer) in (("the rule", rule), ("plain arithmetic in numpy", numpy)):
        print(f"{name:<28}{wall:>10.4f}{processor:>14.4f}")
    print(f"ratio of processor time: {rule[1] / numpy[1]:.0f}")
    return compare(rule[2], numpy[2])


def arguments() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(
        prog="samordna bench cofinance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, default in (("projects", 500), ("parties", 10), ("years", 5), ("runs", 5), ("seed", 1)):
        parser.add_argument(f"--{name}", type=positive, default=default)
    return parser.parse_args()


def positive(text: str) -> int:
    """A whole number from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


Arrays = dict[str, Any]


def portfolio(projects: int, parties: int, years: int, draw: random.Random) -> tuple[list[Plan], Arrays]:
    """The same invented projects twice: as plans for the rule, and as whole numbers for numpy."""
    everybody = [PartyId.parse(text) for text in ("fk", "af", "region-05", *_municipalities())][:parties]
    calendar = range(FIRST_YEAR, FIRST_YEAR + years)
    plans, costs, promises, percents = [], [], [], []
    for number in range(projects):
        area, region, percent = PLACES[number % len(PLACES)]
        cost = [draw.randrange(MOST_ORE) for _ in calendar]
        promised = [[[draw.randrange(MOST_ORE // 20) for _ in calendar] for _ in KINDS] for _ in everybody]
        given = tuple(
            Commitment(party, kind, dict(zip(calendar, map(Money, row), strict=True)))
            for party, rows in zip(everybody, promised, strict=True)
            for kind, row in zip(KINDS, rows, strict=True)
        )
        plans.append(Plan(area, region, CALL, dict(zip(calendar, map(Money, cost), strict=True)), given))
        costs.append(cost)
        promises.append(promised)
        percents.append(percent)
    return plans, {"costs": np.array(costs), "promises": np.array(promises), "percents": np.array(percents)}


def _municipalities() -> list[str]:
    return [f"municipality-{code}" for code in municipalities()]


def plain(arrays: Arrays) -> Arrays:
    """The formulas of the rule for the whole plan, and the sums that tables show; 64-bit whole numbers."""
    costs, promises = arrays["costs"], arrays["promises"]  # project × year; project × party × kind × year
    by_kind = promises.sum(axis=(1, 3))
    cash = by_kind[:, KINDS.index("cash")]
    committed = by_kind.sum(axis=1)
    total = costs.sum(axis=1) + committed - cash
    support_max = total * arrays["percents"] // 100
    needed = np.maximum(0, costs.sum(axis=1) - cash)
    support = np.minimum(support_max, needed)
    return {
        "total": total,
        "support_max": support_max,
        "parties_share_required": total - support_max,
        "committed": committed,
        "support_needed": needed,
        "support": support,
        "gap": needed - support,
        "by_year": promises.sum(axis=(1, 2)),
        "by_party_and_kind": promises.sum(axis=3),
    }


def fastest(runs: int, act: Callable[[], Any]) -> tuple[float, float, Any]:
    """The best wall clock and processor time of several runs, and the answer."""
    found = []
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        answer = act()
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(f[0] for f in found), max(min(f[1] for f in found), 1e-9), answer


def compare(outcomes: list[Outcome], sums: Arrays) -> int:
    """0 when both say the same to the öre, for every project; else 1 with the first difference."""
    for number, outcome in enumerate(outcomes):
        for name, ours in figures(outcome).items():
            theirs = sums[name][number].tolist()
            if ours != theirs:
                print(f"project {number}: {name} differs: {ours} and {theirs} öre", file=sys.stderr)
                return 1
    whole = Money(int(sums["total"].sum()))
    print(f"same sums to the öre in all {len(outcomes)} projects; together they cost {whole} kronor")
    return 0


def figures(outcome: Outcome) -> dict[str, Any]:
    """What the rule answered, in the shape of the arrays."""
    names = ("total", "support_max", "parties_share_required", "committed", "support_needed", "support", "gap")
    whole = {name: getattr(outcome.plan, name).ore for name in names}
    years = [outcome.years[year].committed.ore for year in outcome.asked.years]
    parties = [[kinds[kind].ore for kind in KINDS] for kinds in outcome.parties.values()]
    return {**whole, "by_year": years, "by_party_and_kind": parties}


if __name__ == "__main__":
    sys.exit(main())
