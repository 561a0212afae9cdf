"""Who may be organiser (projektanordnare) of an ESF+ project, and why: reads a situation in YAML, prints JSON.

    area: A2                      # A1 A2 B C D E F
    region: SE31                  # NUTS2, or null for a national project
    kind: individual              # individual | structural
    date: 2025-06-01
    deadline_passed: false        # may be left out
    parties:                      # those asked; each answer may also be "unanswered"; organiser: willing | refuses
      - {party: fk, takes_part: true, co_finances: true, organiser: refuses}

Parties: fk, af, region- and the county's code, municipality- and its code, association- and a name.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Final

from samordna.agree.preparation.rules import organiser as rule
from samordna.edge.cli.yaml_file import Field, WrongFile, choice, day, many, or_null, party, read, record, truth
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parameters.reader import code_list

HELP: Final = "who may be organiser of an ESF+ project, and why (FILE.yaml → JSON)"
needs_register: Final = False

_UNANSWERED: Final = {"unanswered": None}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE.yaml", help="the situation")


def run(args: argparse.Namespace) -> int:
    """Print the answer, or what is wrong with the file (exit code 2, nothing on stdout)."""
    try:
        situation = read_situation(args.file)
    except WrongFile as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(json.dumps(rule.organiser(situation).as_json(), ensure_ascii=False, indent=2))
    return 0


def read_situation(path: Path) -> rule.Situation:
    """The situation in a file. Raises WrongFile."""
    answer = {
        "party": Field(party),
        "takes_part": Field(truth(_UNANSWERED)),
        "co_finances": Field(truth(_UNANSWERED)),
        "organiser": Field(choice(code_list("organiser_answer").values)),
    }
    situation = {
        "area": Field(choice(code_list("programme_area").values)),
        "region": Field(or_null(choice(nuts2_regions()))),
        "kind": Field(choice(code_list("orientation").values)),
        "date": Field(day),
        "deadline_passed": Field(truth(), default=False),
        "parties": Field(many(record(answer, _answer))),
    }
    found, notes = read(path, record(situation, _situation))
    notes.refuse(rule.check(found))
    assert isinstance(found, rule.Situation)
    return found


def _answer(*, organiser: str, **rest: object) -> rule.PartyAnswer:
    return rule.PartyAnswer(organiser=None if organiser == "unanswered" else organiser, **rest)  # type: ignore[arg-type]


def _situation(*, date: date, **rest: object) -> rule.Situation:
    return rule.Situation(on=date, **rest)  # type: ignore[arg-type]
