"""The account as a file: CSV (figures, cases, answers), JSON, or a workbook. The numbers are those of the page.

Three signs are kept apart: ``0`` none, ``..`` hidden (it exists, but does not belong in this account), ``...`` missing
(there is nothing to count or it is not known). Words – reasons, and officials at work – stand only in the account of
one association; otherwise they are hidden.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from samordna.agree.accounting.queries import Account
from samordna.agree.accounting.rules.facts import CaseFacts
from samordna.agree.accounting.rules.figures import FIGURES, GROUPS
from samordna.agree.accounting.rules.summary import Summary, Sums
from samordna.agree.preparation.states import STAGE, STAGES
from samordna.engine.formats.plain import csv_cell
from samordna.ground.kernel.money import Money

#: Raised when a column or field changes its meaning, or goes; a new one keeps the number.
SCHEMA: Final = "samordna-account/1"
HIDDEN, MISSING = "..", "..."
PARTS: Final = ("figures", "cases", "answers")
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Row = dict[str, Any]


def content(account: Account, form: str, part: str = "figures") -> bytes:
    """The file. ``part`` is for CSV, which holds one table. KeyError for a format or part that there is not."""
    if form == "json":
        return (json.dumps(as_json(account), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "csv":
        return _csv({"figures": figure_rows, "cases": case_rows, "answers": answer_rows}[part](account))
    if form == "xlsx":
        from samordna.agree.accounting.workbook import workbook  # noqa: PLC0415 – only needed here

        return workbook(account)
    raise KeyError(form)


def file_name(account: Account, form: str, part: str = "figures") -> str:
    """What the file is called: whose account, which year, as known when."""
    whose = {"nation": "riket", "county": f"lan-{account.scope.key}"}.get(account.scope.kind, account.scope.key)
    what = {"figures": "tal", "cases": "arenden", "answers": "svar"}[part] if form == "csv" else "redovisning"
    return f"{what}-{whose}-{account.period.year or 'alla-ar'}-{account.period.known.isoformat()}.{form}"


def as_json(account: Account) -> Row:
    """Everything, with the definitions that the numbers rest on."""
    return {
        "schema": SCHEMA,
        "scope": {"kind": account.scope.kind, "key": account.scope.key, "name": account.scope.name},
        "year": account.period.year,
        "known": account.period.known.isoformat(),
        "words": "included" if account.scope.with_words else "hidden",
        "cases_counted": len(account.cases),
        "cases_listed": len(account.rows),
        "signs": {"0": "none", HIDDEN: "hidden", MISSING: "missing"},
        "figures": figure_rows(account),
        "stages": stage_rows(account.summary),
        "way": way_rows(account.summary),
        "outcomes": {outcome: len(keys) for outcome, keys in account.summary.outcomes.items()},
        "money": money_row(account.summary),
        "parts": [
            {"kind": p.scope.kind, "key": p.scope.key, "name": p.scope.name, "counties": list(p.counties)}
            | {"figures": {f: p.summary.value(f) for f in FIGURES}}
            for p in (*account.counties, *account.associations)
        ],
        "cases": list(case_rows(account)),
        "answers": list(answer_rows(account)),
        "definitions": [{"figure": f.id, "sv": f.definition.sv, "en": f.definition.en} for f in FIGURES.values()],
    }


def figure_rows(account: Account) -> list[Row]:
    """One row for each figure, in the order of the page."""
    return [
        {
            "figure": figure.id,
            "group": GROUPS[figure.group].sv,
            "label": figure.label.sv,
            "value": account.summary.value(figure.id),
            "of": account.summary.value(figure.part_of) if figure.part_of else "",
        }
        for figure in FIGURES.values()
    ]


def stage_rows(summary: Summary) -> list[Row]:
    """One row for each stage: days of the stays that ended, and of those that go on."""
    return [
        {
            "stage": time.stage,
            "label": STAGE[time.stage].label.sv,
            "left": len(time.left),
            "median_days": number(time.median),
            "lower_quartile": number(time.lower),
            "upper_quartile": number(time.upper),
            "still": len(time.still),
            "still_median_days": number(time.still_median),
        }
        for time in summary.stages
    ]


def way_rows(summary: Summary) -> list[Row]:
    """One row for each step of the way from need to handing over."""
    return [
        {"step": step.id, "label": step.label.sv, "reached": len(step.reached), "waiting": len(step.waiting)}
        | {"closed": {why: len(keys) for why, keys in step.closed}}
        for step in summary.way
    ]


def money_row(summary: Summary) -> Row:
    """The money of the cases recommended in the period, in kronor: all of them, and by kind (measure, esf)."""
    return _money(summary.money) | {"by_kind": {kind: _money(sums) for kind, sums in summary.money_by_kind.items()}}


def money_rows(summary: Summary) -> list[Row]:
    """The same as rows: ESF+ projects, measures, all."""
    return [
        {"kind": kind} | _money(sums) for kind, sums in (*sorted(summary.money_by_kind.items()), ("all", summary.money))
    ]


def _money(sums: Sums) -> Row:
    return {
        "cases": len(sums.cases),
        "cash_cost": str(sums.cash_cost),
        **{f"promised_{kind}": str(amount) for kind, amount in sums.promised.items()},
        "support": str(sums.support),
        "gap": str(sums.gap),
        "cases_without_costs": len(sums.without),
        "cases_with_unknown_share": len(sums.unknown),
    }


def case_rows(account: Account) -> Iterator[Row]:
    """One row for each case that the reader may see and that lived in the period."""
    for case in listed(account):
        yield _case_row(account, case)


def listed(account: Account) -> list[CaseFacts]:
    """The cases that stand one by one in the account: alive in the period, and open to the reader."""
    alive = {key for keys in account.summary.outcomes.values() for key in keys}
    return [case for case in account.rows if case.key in alive]


def _case_row(account: Account, case: CaseFacts) -> Row:
    words = account.scope.with_words
    last, money = (case.organisers or (None,))[-1], (case.money or (None,))[-1]
    row: Row = {
        "case": case.key,
        "association": account.names.get(case.association, case.association),
        "number": case.number,
        "title": case.title,
        "kind": case.kind,
        "orientation": case.orientation,
        "area": case.area,
        "region": case.region,
        "need": case.need,
        "outcome": case.outcome,
        "stage": case.stage,
        "days_alive": case.life,
    }
    row |= {f"days_{s.id}": _or_missing(case.days_in(s.id)) for s in STAGES if not s.final}
    row |= {
        "need_written": case.spans[0].entered.day.isoformat(),
        **{name: _day(case, *kinds) for name, kinds in _DAYS.items()},
        "parties_asked": len(case.asked),
        "parties_answered": sum(1 for one in case.asked if one.answered),
        "organiser": last.party if last else MISSING,
        "organiser_role": last.role if last else MISSING,
        "guarantor_cases": len(case.guarantor),
        "times_blocked": len(case.blocked),
        "times_sent_back": len(case.all_of("sent_back")),
        "refusals": sum(1 for one in case.refusals if one.stands),
        "parties_left": len(case.all_of("party_left")),
        "cash_cost": _amount(money.cash_cost if money else None),
        **{f"promised_{kind}": _amount(money.of(kind) if money else None) for kind in ("cash", "benefits", "wages")},
        "support": _amount(money.support if money else None),
        "gap": _amount(money.gap if money else None),
        "reasons": _word(_reasons(case), words=words),
        "taken_over": _word(case.taken_over, words=words),
    }
    return row


#: Days of the road: column → the events that give it.
_DAYS: Final = {
    "proposal_begun": ("proposal_made",),
    "first_asked": ("parties_asked",),
    "recommended": ("recommended",),
    "approved": ("board_approved", "all_decided"),
    "applied": ("applied",),
    "granted": ("granted",),
    "refused": ("board_refused", "refused"),
    "withdrawn": ("withdrawn",),
    "agreed": ("all_signed",),
    "started": ("started",),
    "ended": ("ended",),
    "handed_over": ("handed_over",),
}


def answer_rows(account: Account) -> Iterator[Row]:
    """One row for each answer, also those that were changed later."""
    words = account.scope.with_words
    for case in listed(account):
        for one in case.answers:
            yield {
                "case": case.key,
                "event": one.at.number,
                "day": one.at.day.isoformat(),
                "round": one.round,
                "party": one.party,
                "name": one.name,
                "question": one.question,
                "answer": one.value,
                "changed_earlier_answer": "yes" if one.changed else "no",
                "days_since_asked": one.days,
                "promised": str(one.promised) if one.question == "co_finances" else "",
                "decided_on": one.decided_on.isoformat() if one.decided_on else MISSING,
                "decided_by": _word(one.decided_by, words=words),
                "reason": _word(one.reason, words=words),
            }


def _word(value: str, *, words: bool) -> str:
    """Words that exist and belong here, exist and do not, or do not exist: three different things."""
    return (value if words else HIDDEN) if value else MISSING


def number(value: Fraction | None) -> int | float | str:
    """Days as a number: whole, or with at most two decimals (medians and quartiles have quarters); missing if none."""
    if value is None:
        return MISSING
    return value.numerator if value.denominator == 1 else float(value)


def _reasons(case: CaseFacts) -> str:
    return " | ".join(f"{one.at.day.isoformat()} {one.kind} {one.name}: {one.reason}" for one in case.refusals)


def _day(case: CaseFacts, *kinds: str) -> str:
    found = case.when(*kinds)
    return found.day.isoformat() if found else MISSING


def _amount(amount: Money | None) -> str:
    return MISSING if amount is None else str(amount)


def _or_missing(value: int | None) -> int | str:
    return MISSING if value is None else value


def _csv(rows: Any) -> bytes:
    every = list(rows)
    out = io.StringIO()
    if every:
        writer = csv.DictWriter(out, list(every[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: csv_cell(value) for name, value in row.items()} for row in every)
    return out.getvalue().encode()


def about(account: Account) -> list[tuple[str, str]]:
    """What travels with the numbers: whose they are, when known, how they are counted, what the signs mean."""
    period, whose = account.period, account.scope.name
    return [
        ("Redovisningen gäller", whose),
        ("År", str(period.year) if period.year else "alla år"),
        ("Som det var känt den", period.known.isoformat()),
        ("Schema", SCHEMA),
        ("Ärenden", f"{len(account.cases)} är räknade. {len(listed(account))} står ett och ett: de som levde under "
         "perioden och som den som hämtade filen får läsa."),
        ("Dagar", "Kalenderdagar. Den dag ett ärende lämnar ett steg hör till nästa steg. Ett steg som pågår räknas "
         "till och med den dag som redovisningen är känd. Medianer och kvartiler räknas på de vistelser i steget som "
         "tog slut under perioden. Kvartiler räknas som KVARTIL.INK i Excel, från fyra vistelser."),
        ("Län", "Ett förbund räknas i varje län där det har en kommun som medlem. I riket räknas det en gång."),
        ("0", "Inga."),
        (HIDDEN, "Dolt: uppgiften finns men hör inte hemma i den här redovisningen."),
        (MISSING, "Saknas: det finns inget att räkna, eller det är inte känt."),
    ]  # fmt: skip
