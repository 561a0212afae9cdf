"""Generated spells and starts: the fast reading of them is compared with an obvious one, day by day."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.ground.files.problems import Problems
from samordna.ground.privacy import keyring, vault
from samordna.ground.privacy.closed_step import ClosedStep
from samordna.ground.privacy.pseudonyms import extract_key, pseudonym
from samordna.learn.statistics import linking
from samordna.learn.statistics.linked_columns import BENEFITS, DELIVERED
from tests.factories.deliver import AT
from tests.factories.linking import as_csv, derived, person, spell

FIRST = date(2019, 1, 1)
_DAYS = st.integers(0, 60)
_SPELLS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(DELIVERED),
        _DAYS,
        st.none() | st.integers(0, 20),
        st.sampled_from([None, "F00-F99", "M00-M99"]),
    ),
    max_size=12,
)
_STARTS = st.lists(
    st.tuples(st.sampled_from("AB"), _DAYS, st.sets(st.sampled_from(["sjukpenning", "aktivitetsersattning"]))),
    min_size=1,
    max_size=4,
)


def obvious(spells, who, start, benefit, gap):
    """Walk backwards from the start, day by day, as long as some spell holds or the gap allows."""
    mine = [s for s in spells if s["person"] == who and s["benefit"] in BENEFITS[benefit]]

    def held(day):
        return any(s["from"] <= day and (s["to"] is None or day <= s["to"]) for s in mine)

    if not any(s["from"] <= start <= (s["to"] or date.max) for s in mine) and not _bridged(held, start, gap):
        if not mine:
            return "no", "no_spell"
        return "no", "began_after" if min(s["from"] for s in mine) > start else "ended_before"
    day, without, first = start, 0, start
    while without <= gap:
        if held(day):
            first, without = day, 0
        else:
            without += 1
        day -= timedelta(days=1)
    return "yes", (start - first).days


def _bridged(held, start, gap):
    """A day without a spell, in a gap that is short enough."""
    before = next((n for n in range(1, gap + 1) if held(start - timedelta(days=n))), None)
    after = next((n for n in range(1, gap + 1) if held(start + timedelta(days=n))), None)
    return before is not None and after is not None and before + after - 1 <= gap


@settings(max_examples=60, deadline=None)
@given(spells=_SPELLS, starts=_STARTS, gap=st.integers(0, 3))
def test_days_and_reasons_are_those_of_the_obvious_way(spells, starts, gap):
    rows = [
        {
            "person": who,
            "benefit": benefit,
            "from": FIRST + timedelta(days=first),
            "to": None if length is None else FIRST + timedelta(days=first + length),
            "diagnosis_group": group,
        }
        for who, benefit, first, length, group in spells
    ]
    begun = [
        {"person": who, "start": FIRST + timedelta(days=day), "benefits": sorted(benefits)}
        for who, day, benefits in starts
    ]
    with tempfile.TemporaryDirectory() as folder:
        linked, match, kept = derived(Path(folder), begun, rows, gap)
    assert len(linked) == sum(len(benefits) for _, _, benefits in starts)
    for row in linked:
        expected = obvious(rows, row["person"], row["start"], row["benefit"], gap)
        assert (row["found"], row["days_before"] if row["found"] == "yes" else row["why_not"]) == expected
    assert sum(one["starts"] for one in match) == len(linked)
    for one in match:
        assert one["found"] + one["no_spell"] + one["ended_before"] + one["began_after"] == one["starts"]
    assert len(kept) == len({tuple(row.values()) for row in rows})


NUMBERS = [person(date(1960 + n, 1 + n % 12, 1 + n), serial) for n in range(12) for serial in (980, 981)]


@pytest.mark.django_db(databases=["default", "vault"])
@pytest.mark.parametrize("seed", range(6))
def test_different_people_get_different_names_and_outsiders_change_only_the_count(tmp_path, seed):
    random = Random(seed)
    known = random.sample(NUMBERS, 10)
    key = extract_key(keyring.keys().extract, "state")
    names = {n: pseudonym(key, vault.store(personal_number=n, name=f"Namn {n[:4]}", at=AT)) for n in known}
    members = set(random.sample(sorted(names.values()), 7))

    def through(rows):
        file = tmp_path / "spells.csv"
        file.write_text(as_csv(rows), encoding="utf-8")
        step = ClosedStep(state="state", members=members, codes=linking._codes(), problems=Problems())
        return [row for batch in step.replaced(file) for row in batch.to_pylist()], step.seen

    inside = [spell(random.choice(known), f"2019-01-{day + 1:02}") for day in range(25)]
    inside = [row for row in inside if names[row["personal_number"]] in members]
    out, seen = through(inside)
    assert [row["person"] for row in out] == [names[row["personal_number"]] for row in inside]
    assert len({row["person"] for row in out}) == len({row["personal_number"] for row in inside})
    assert not any(number in repr(out) or number[2:] in repr(out) for number in NUMBERS)
    others = [spell(n) for n in NUMBERS if n not in names or names[n] not in members]
    mixed = inside + others
    random.shuffle(mixed)
    again, more = through(mixed)
    assert sorted(map(repr, again)) == sorted(map(repr, out))
    assert (more.kept, more.outside) == (seen.kept, seen.outside + len(others))
