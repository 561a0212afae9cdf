"""Whatever is added, renamed and ended, in any order: every code has one name on every day it is read, for ever."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.ground.codes import actions
from samordna.ground.codes.queries import refresh
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parameters import reader
from samordna.ground.parties.actor import Actor, Held
from tests.factories.deliver import AT

pytestmark = pytest.mark.django_db
NILS = Actor("nils@example.se", "Nils", "fk", "FK", (Held("national_admin", "national", ""),), 1)
TABLE = "study_kind"
NAMES = ["Ett", "Två", "Tre", "Fyra", "Svenska för invandrare", "Andra studier"]
STEP = st.tuples(
    st.integers(0, 20),  # days that pass before
    st.sampled_from(["add", "rename", "end", "go on"]),
    st.integers(0, 12),  # which value
    st.sampled_from(NAMES),
    st.integers(-30, 30),  # the day of the change, from the day it is written
)


def act(kind, place, name, day, at):
    listed = reader.code_list(TABLE, day_of(at)).values
    said = {"table": TABLE, "why": "test", "by": NILS, "at": at}
    if kind == "add":
        actions.add_value(sv=name, en=f"{name} (en)", valid_from=day, **said)
    elif kind == "rename":
        code = listed[place % len(listed)]
        actions.rename_value(code=code, sv=name, en=f"{name} (en)", valid_from=day, **said)
    else:
        actions.end_value(code=listed[place % len(listed)], last=day if kind == "end" else None, **said)


@settings(max_examples=40)
@given(st.lists(STEP, max_size=14))
def test_every_code_has_one_name_on_every_day_it_is_read(steps):
    with transaction.atomic():
        read = {}
        at = AT
        for passed, kind, place, name, off in steps:
            at += timedelta(days=passed)
            today = day_of(at)
            try:
                with transaction.atomic():
                    act(kind, place, name, today + timedelta(days=off), at)
            except Refusal:
                pass
            refresh()
            now = {code.code: (code.sv, code.en) for code in reader.code_list(TABLE, today)}
            assert (read.keys() and {code for _day, code in read} <= now.keys()) or not read, "a code is never lost"
            assert max(Counter(sv for sv, _en in now.values()).values()) == 1, "two values are called the same"
            read |= {(today, code): names for code, names in now.items()}
        for (day, code), names in read.items():
            then = reader.code_list(TABLE, day)[code]
            assert (then.sv, then.en) == names
        transaction.set_rollback(True)
    reader.maintain(reader.NONE)
