"""The EU's common indicators: who counts under which, who is held back, and what is missing and never zero."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from samordna.engine.run import ENGINES, run
from samordna.engine.table import Status
from samordna.learn.statistics.eu_common import EU_COMMON
from tests.factories.extracts import make_extract

ONE = {"person": "p1", "measure": "P-1", "age": 30, "start": date(2023, 3, 1), "end": date(2024, 5, 1)}
IN, OUT, LATER = ({"participation": 1, "occasion": occasion} for occasion in ("in", "out", "follow_up"))
NEVER = {
    "EECO03", "EECO12", "EECO13", "EECO14", "EECO15", "EECO16", "EECO17", "EECO18", "EECO19", "EECR03", "EECR06"
}  # fmt: skip
WHOLE = {"recorded", "has_education", "EECO01", "EECO10"}


CASES = [
    ({}, [], WHOLE | {"EECO04"}),
    ({}, [IN | {"kind": "work_subsidised"}, IN | {"kind": "enrolled_af"}], WHOLE | {"EECO05"}),
    ({}, [IN | {"kind": "programme_af"}], WHOLE | {"EECO02"}),
    ({}, [IN | {"kind": "employment_unknown"}], {"recorded", "has_education", "lacks_employment"}),
    ({}, [IN | {"kind": "studies"}, IN | {"kind": "unknown"}], WHOLE | {"EECO04"}),
    ({"education": None}, [], {"recorded"}),
    ({"age": None}, [], {"recorded", "has_education"}),
    ({"age": 17}, [], WHOLE | {"EECO04", "EECO06"}),
    ({"age": 29}, [], WHOLE | {"EECO04", "EECO07"}),
    ({"age": 55}, [], WHOLE | {"EECO04", "EECO08"}),
    ({"education": "none"}, [], WHOLE - {"EECO10"} | {"EECO04", "EECO09"}),
    ({"education": "higher"}, [], WHOLE - {"EECO10"} | {"EECO04", "EECO11"}),
    ({}, [OUT | {"kind": "seeking"}], WHOLE | {"EECO04", "EECR01"}),
    ({}, [IN | {"kind": "seeking"}, OUT | {"kind": "seeking"}], WHOLE | {"EECO02"}),
    ({}, [OUT | {"kind": "studies"}], WHOLE | {"EECO04", "EECR02"}),
    ({}, [IN | {"kind": "studies"}, OUT | {"kind": "studies"}], WHOLE | {"EECO04"}),
    ({}, [OUT | {"kind": "work_unsubsidised"}, OUT | {"kind": "seeking"}], WHOLE | {"EECO04", "EECR04"}),
    ({}, [IN | {"kind": "work_subsidised"}, OUT | {"kind": "work_unsubsidised"}], WHOLE | {"EECO05"}),
    ({}, [LATER | {"kind": "work_unsubsidised", "months": 6}], WHOLE | {"EECO04", "followed_up", "EECR05"}),
    ({}, [LATER | {"kind": "other", "months": 6}], WHOLE | {"EECO04", "followed_up"}),
    ({}, [IN | {"kind": "work_subsidised"}, LATER | {"kind": "studies", "months": 6}], WHOLE | {"EECO05"}),
    ({}, [LATER | {"kind": "work_unsubsidised", "months": 12}], WHOLE | {"EECO04"}),
    ({"mode": "anonymous", "person": None, "age": None}, [], {"anonymous"}),
    ({"measure": "I-1"}, [], set()),
    ({"measure": "P-2"}, [], {"no_area"}),
]


def extract_of(folder, cases):
    """Each case is a person of their own."""
    people = [ONE | {"person": f"p{number}"} | one for number, (one, _, _) in enumerate(cases, 1)]
    does = [answer | {"participation": number} for number, (_, rows, _) in enumerate(cases, 1) for answer in rows]
    files = {
        "participations": people,
        "occupations": does,
        "projects": [{"measure": "P-1", "programme_area": "A2"}, {"measure": "P-2"}],
    }
    return make_extract(folder, files, as_of=date(2026, 1, 15))


@pytest.mark.parametrize("case", CASES)
def test_who_counts(tmp_path, case):
    table = run(EU_COMMON, extract_of(tmp_path, [case]), "memory")
    assert {key[1] for key, cell in table.cells.items() if cell.value} == case[2]
    assert {key[1] for key, cell in table.cells.items() if cell.status is Status.MISSING} == NEVER
    # Outputs in the year of the start, results in that of the exit.
    assert all(
        key[0] == ("2024" if key[1].startswith(("EECR", "followed")) else "2023")
        for key, cell in table.cells.items()
        if cell.value
    )
    assert len(EU_COMMON.notes) == len(NEVER)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_all_of_them_together_on_every_engine(tmp_path, engine):
    table = run(EU_COMMON, extract_of(tmp_path, CASES), engine)
    found = Counter({key[1]: cell.value for key, cell in table.cells.items() if cell.value and key[2] == "women"})
    assert found == Counter(code for *_, codes in CASES for code in codes)
