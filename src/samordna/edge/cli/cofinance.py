"""What an ESF+ project lacks in co-financing: reads a plan in YAML, prints JSON with exact amounts.

    area: A2                      # A1 A2 D E; the shares of B, C and F are not public
    region: SE31                  # NUTS2, or null for a national project
    call_date: 2025-09-01         # decides which shares are used
    cash_costs: {2026: "1800000.00", 2027: "2400000.00"}
    commitments:                  # kind: cash | benefits | wages
      - {party: fk, kind: benefits, amounts: {2026: "700000.00", 2027: "900000.00"}}

Amounts are kronor with at most two decimals, best written within quotes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from samordna.agree.preparation.rules.cofinancing import Rates, cofinancing, rates_for
from samordna.agree.preparation.rules.plan import KINDS, Commitment, Plan, check
from samordna.edge.cli.yaml_file import (
    Field,
    WrongFile,
    amount,
    by_year,
    choice,
    day,
    many,
    or_null,
    party,
    read,
    record,
)
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parameters.reader import code_list

HELP: Final = "what an ESF+ project lacks in co-financing (FILE.yaml → JSON)"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE.yaml", help="the plan")


def run(args: argparse.Namespace) -> int:
    """Print the answer, or what is wrong with the file (exit code 2, nothing on stdout)."""
    try:
        plan, rates = read_plan(args.file)
    except WrongFile as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(json.dumps(cofinancing(plan, rates).as_json(), ensure_ascii=False, indent=2))
    return 0


def read_plan(path: Path) -> tuple[Plan, Rates]:
    """The plan in a file, and the shares in force for it. Raises WrongFile."""
    commitment = {
        "party": Field(party),
        "kind": Field(choice(KINDS)),
        "amounts": Field(by_year(amount)),
    }
    plan = {
        "area": Field(choice(code_list("programme_area").values)),
        "region": Field(or_null(choice(nuts2_regions()))),
        "call_date": Field(day),
        "cash_costs": Field(by_year(amount)),
        "commitments": Field(many(record(commitment, Commitment))),
    }
    found, notes = read(path, record(plan, Plan))
    assert isinstance(found, Plan)
    notes.refuse(check(found))
    try:
        return found, rates_for(found.area, found.region, found.call_date)
    except Refusal as refusal:
        notes.refuse([refusal])
        raise
