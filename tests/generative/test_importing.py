"""A file is taken exactly when the registrar's own acts would be, row after row, and leaves exactly what they leave.

Hypothesis makes files of a few people in a measure where some are already. The same rows are put through the actions
behind the pages, in the order of their first days, and both registers are compared.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from samordna.deliver.participants import actions
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
from samordna.deliver.participants.importing.actions import import_participants
from samordna.deliver.participants.importing.columns import SOURCES
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.errors import Refusal
from tests.factories.deliver import AT, TODAY, make_cast, personal_number, registered
from tests.factories.importing import file_of, rows_of

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBERS = [personal_number(date(1990, 1, day), 980 + day) for day in range(1, 4)]
YOUNG = personal_number(date(2012, 1, 1))
DAYS = st.dates(date(2023, 11, 1), TODAY + timedelta(days=250))
NOW_AND_THEN = st.sampled_from([date(2026, 1, 12), date(2026, 3, 1), date(2026, 6, 1)])
EXTENT = st.sampled_from([None, None, 0, 25, 50, 75, 100, 30])
ASKED = st.sampled_from(["sjukpenning", "a_kassa", "studiestod"])
PERSON = st.fixed_dictionaries(
    {
        "number": st.sampled_from([*NUMBERS, *NUMBERS, YOUNG, "199001012386", "19900230"]),
        "name": st.sampled_from(["Elin Sandberg", "Åsa Örn", " ", "x" * 121]),
        "given_on": st.one_of(st.just(date(2025, 12, 1)), DAYS),
        "version": st.sampled_from(["", "", "2016-1", "2026-1", "1999"]),
        "start": st.one_of(NOW_AND_THEN, DAYS),
        "end": st.one_of(st.none(), st.just(date(2026, 2, 1)), DAYS),
        "reason": st.sampled_from(["according_to_plan", "moved", "", "withdrawn_consent", "mistaken_entry", "odd"]),
        "groups": st.sampled_from([(), ("other",), ("long_term_sick", "other")]),
        "referred_by": st.sampled_from(["", "kommun", "region", "odd"]),
        "planned_end": st.one_of(st.none(), DAYS),
        "in": st.dictionaries(ASKED, EXTENT),
        "in_none": st.sampled_from([False, False, True]),
        "in_studies": EXTENT,
        "out": st.dictionaries(ASKED, EXTENT),
        "all": st.booleans(),
    }
)
NOBODY = st.fixed_dictionaries(
    {"sex": st.sampled_from(["women", "men", ""]), "start_year": st.integers(2022, 2028)},
)
#: What is usual, so that many files are taken: little of what is refused.
USUAL = PERSON.map(
    lambda row: (
        row
        | {
            "number": row["number"] if row["number"] in NUMBERS else NUMBERS[0],
            "name": "Elin Sandberg",
            "given_on": date(2025, 12, 1),
            "version": "",
            "reason": "moved" if row["reason"] != "according_to_plan" else row["reason"],
            "referred_by": "kommun",
            "planned_end": None,
            "in": {source: extent for source, extent in row["in"].items() if extent != 30},
            "in_none": False,
            "in_studies": 0,
            "out": {source: extent for source, extent in row["out"].items() if extent != 30},
        }
    )
)
FILES = st.lists(st.one_of(USUAL, USUAL, USUAL, PERSON, NOBODY), min_size=1, max_size=4)


def answers(row, occasion: str) -> Answers:
    given_here = {source: extent for source, extent in row[occasion].items() if extent is not None}
    if row["all"]:
        given_here = dict.fromkeys(SOURCES[:-1], 0) | given_here
    studies = row["in_studies"] if occasion == "in" else None
    none = row["in_none"] if occasion == "in" else False
    return Answers(given_here, studies=studies, all_asked=row["all"], no_support=none)


def cells(row) -> dict[str, str]:
    """The row as it stands in a file."""
    if "number" not in row:
        return {"sex": row["sex"], "start_year": str(row["start_year"])}
    found = {
        "personal_number": row["number"],
        "name": row["name"],
        "consent_date": row["given_on"].isoformat(),
        "consent_version": row["version"],
        "start": row["start"].isoformat(),
        "end": row["end"].isoformat() if row["end"] else "",
        "end_reason": row["reason"] if row["end"] else "",
        "municipality": "0583",
        "target_groups": ";".join(row["groups"]),
        "referred_by": row["referred_by"],
        "planned_end": row["planned_end"].isoformat() if row["planned_end"] else "",
        "in_none": "100" if row["in_none"] else "",
        "in_studies": "" if row["in_studies"] is None else str(row["in_studies"]),
    }
    for occasion in ("in", "out") if row["end"] else ("in",):
        found |= {f"{occasion}_{source}": str(extent) for source, extent in answers(row, occasion).support.items()}
    return found


def by_hand(cast, rows) -> bool:
    """Through the pages' own actions; True when all of them were let through."""
    sara = {"by": cast.actor("sara"), "at": AT}
    try:
        with transaction.atomic():
            for row in sorted(rows, key=lambda row: row.get("start", TODAY)):
                if "number" not in row:
                    actions.register_anonymous(
                        measure=cast.measure, sex=row["sex"], start_year=row["start_year"], **sara
                    )
                    continue
                made = actions.register_in(
                    measure=cast.measure,
                    consent=ConsentGiven(row["given_on"], seen=True, wording_version=row["version"]),
                    personal_number=row["number"],
                    name=row["name"],
                    entry=Entry(row["start"], "0583", row["planned_end"], row["groups"], row["referred_by"]),
                    answers=answers(row, "in"),
                    **sara,
                )
                if row["end"]:
                    actions.register_out(
                        participation=made,
                        ending=Ending(row["end"], row["reason"]),
                        answers=answers(row, "out"),
                        **sara,
                    )
    except Refusal:
        return False
    return True


def repeated(rows) -> bool:
    """The same person and day twice: a slip in a file, though the pages let it through when the first has ended."""
    known = [(row["number"], row["start"]) for row in rows if "number" in row]
    there = {(NUMBERS[2], date(2026, 1, 12))}
    return len(known) != len(set(known)) or bool(there & set(known))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(FILES)
def test_a_file_is_taken_exactly_when_the_pages_would_have_taken_its_rows(rows):
    if repeated(rows):
        return
    with transaction.atomic(using="vault"), transaction.atomic():
        cast = make_cast()
        registered(cast, number=NUMBERS[2])
        before = transaction.savepoint()
        in_vault = transaction.savepoint(using="vault")
        taken = by_hand(cast, rows)
        expected = rows_of(cast.measure) if taken else []
        transaction.savepoint_rollback(before)
        transaction.savepoint_rollback(in_vault, using="vault")
        outcome = import_participants(
            measure=cast.measure, content=file_of(*map(cells, rows)), by=cast.actor("sara"), at=AT
        )
        event(f"taken: {taken}")
        assert outcome.stored is taken, list(outcome.checked.problems.lines("en"))
        if taken:
            assert rows_of(cast.measure) == expected
        transaction.set_rollback(True, using="vault")
        transaction.set_rollback(True)
