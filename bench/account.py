"""How long the account of 2,000 cases with 40 events takes: folding the events, and counting. No database.

    PYTHONPATH=src:. .venv/bin/python bench/account.py

Prints processor time beside the wall clock, and the time of ten million additions in the same process, to judge the
machine by.
"""

from __future__ import annotations

import gc
import time
from datetime import date

from tests.factories.accounting import all_in, answer, ask, decided, events, need, proposal

from samordna.agree.accounting.rules.story import Head, facts_of, resting
from samordna.agree.accounting.rules.summary import period_of, summary
from samordna.agree.preparation.history import Event

CASES, ASSOCIATIONS, KNOWN = 2000, 80, date(2026, 12, 31)
PARTIES = ["fk", "af", "region-05", "municipality-0583", "municipality-0584", "municipality-0586"]
COSTS = ("2026-02-10", "costs_planned", {"lines": [{"id": "staff", "amounts": {"2027": "1000.00", "2028": "900.00"}}]})


def story(number: int) -> list[Event]:
    """A guarantor case, blocked and solved on the way, carried out: forty events."""
    late = PARTIES[number % len(PARTIES)]
    rows = [need("2026-01-10"), proposal("2026-02-01"), COSTS, ask("2026-03-01", *PARTIES)]
    rows += [
        all_in(f"2026-03-{10 + i}", party, co_finances="no" if party == late else "yes")
        for i, party in enumerate(PARTIES)
    ]
    rows += [("2026-03-16", "answers_complete", {})]
    rows += [answer(f"2026-04-{10 + i}", late, co_finances=value) for i, value in enumerate(("no", "yes"))]
    rows += [(f"2026-04-{20 + i}", "plan_changed", {"participants": 100 + i}) for i in range(2)]
    rows += [(f"2026-04-{22 + i}", "party_asked_again", {"party": PARTIES[i]}) for i in range(4)]
    rows += [("2026-05-01", "recommended", {"organiser": "fk", "role": "guarantor"})]
    rows += [decided("2026-05-10", "party_decided", party, "yes") for party in PARTIES]
    rows += [("2026-05-11", "all_decided", {}), ("2026-05-12", "applied", {}), ("2026-06-01", "granted", {})]
    rows += [("2026-06-02", "agreement_drafted", {"version": 1, "document_hash": "x"})]
    signed = {"name": "a", "title": "b", "version": 1, "document_hash": "x"}
    rows += [("2026-06-03", "signed", {"party": party, **signed}) for party in PARTIES]
    rows += [("2026-06-10", "all_signed", {}), ("2026-07-01", "started", {}), ("2026-09-01", "ended", {})]
    return events(*rows, ("2026-10-01", "handed_over", {"why": "x"}))


def main() -> None:
    """Measure three times and print."""
    stories = [(_head(number), story(number)) for number in range(CASES)]
    total = sum(len(told) for _, told in stories)
    gc.collect()
    gc.freeze()  # the events would lie in the database; what is measured is what the account makes of them
    for _ in range(3):
        with resting():
            wall, processor = time.perf_counter(), time.process_time()
            facts = [found for head, told in stories if (found := facts_of(head, told, KNOWN))]
            folded = time.process_time()
            summary([], facts, period_of(2026, date(2027, 1, 1)))
            done = time.process_time()
        print(
            f"{CASES} cases, {total} events: fold {folded - processor:.2f} s, count {done - folded:.2f} s of processor"
            f" time; wall clock {time.perf_counter() - wall:.2f} s"
        )
    start = time.process_time()
    added = 0
    for n in range(10_000_000):
        added += n
    print(f"ten million additions: {time.process_time() - start:.2f} s")


def _head(number: int) -> Head:
    where = f"a{number % ASSOCIATIONS}"
    return Head(f"{where}-{number}", str(number), "x", where, f"association-{where}", f"n{number}")


if __name__ == "__main__":
    main()
