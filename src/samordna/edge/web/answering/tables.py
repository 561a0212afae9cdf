"""The account as the page's tables and bars, each number with what it leads to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.accounting.queries import Account, Part
from samordna.agree.accounting.rules.facts import BlockFact, CaseFacts, RefusalFact
from samordna.agree.accounting.rules.figures import FIGURES, GROUPS
from samordna.agree.accounting.rules.summary import StageTime
from samordna.agree.preparation.states import EVENT, STAGE
from samordna.edge.web.answering.sentences import days
from samordna.edge.web.answering.words import CONDITION, OUTCOME, PARTY_KIND, REFUSAL
from samordna.edge.web.components.templatetags.samordna import integer, label
from samordna.edge.web.needs.pictures import FJORD, HAZE, RangePicture, Span, draw
from samordna.ground.kernel.money import Money

#: The figures that stand in a row for each association and county: from need to what came of it.
ACROSS = (
    "needs_identified",
    "proposals_begun",
    "parties_asked",
    "organiser_guarantor",
    "approved",
    "sent_back",
    "agreed",
    "started",
)


@dataclass(frozen=True)
class Number:
    """A number on the page. ``what`` leads to what stands behind it; ``of`` is the whole that it is a part of."""

    value: str
    what: str = ""
    of: str = ""
    share: str = ""


@dataclass(frozen=True)
class GroupOfFigures:
    """Lines under a heading: label and number."""

    label: str
    rows: tuple[tuple[str, Number], ...]


def figure_groups(account: Account) -> tuple[list[GroupOfFigures], list[GroupOfFigures]]:
    """Every figure in its group, a share beside its two counts; two columns of groups."""
    every = [
        GroupOfFigures(
            label(words), tuple((label(f.label), _number(account, f.id)) for f in FIGURES.values() if f.group == group)
        )
        for group, words in GROUPS.items()
    ]
    return every[:3], every[3:]


def _number(account: Account, name: str) -> Number:
    value, whole = account.summary.value(name), FIGURES[name].part_of
    what = f"tal:{name}" if value else ""
    if not whole or not account.summary.value(whole):
        return Number(integer(value), what)
    of = account.summary.value(whole)
    return Number(integer(value), what, integer(of), f"{(200 * value + of) // (2 * of)} %")


def link(keys: tuple[str, ...], what: str) -> Number:
    """How many keys there are, and where they stand."""
    return Number(integer(len(keys)), what if keys else "")


# -- time ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimeRow:
    """A stage in the table of times. A text is ``...`` where there is nothing to count."""

    label: str
    left: Number
    median: str
    quartiles: str
    still: Number
    still_median: str


def times(account: Account) -> list[TimeRow]:
    """The stages with their days."""
    return [
        TimeRow(
            label(STAGE[one.stage].label),
            link(one.left, f"steg:{one.stage}:left"),
            days(one.median),
            "..." if one.lower is None else f"{days(one.lower)}–{days(one.upper)}",
            link(one.still, f"steg:{one.stage}:still"),
            days(one.still_median),
        )
        for one in account.summary.stages
    ]


def time_picture(account: Account) -> RangePicture | None:
    """The median days of each stage that somebody left; None while nobody has left any."""
    seen = [one for one in account.summary.stages if one.median is not None]
    return draw([_bar(one) for one in seen]) if seen else None


def _bar(one: StageTime) -> Span:
    assert one.median is not None
    text = ngettext("%(n)s dag", "%(n)s dagar", int(one.median)) % {"n": days(one.median)}
    return Span(label(STAGE[one.stage].label), text, 0, one.median, FJORD)


# -- the way ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WayRow:
    """A step of the way: how many came there, how many are still there, and those that left it, by why."""

    label: str
    reached: Number
    waiting: Number
    closed: tuple[tuple[str, Number], ...]


def way(account: Account) -> list[WayRow]:
    """The steps from need to handing over."""
    return [
        WayRow(
            label(step.label),
            link(step.reached, f"vag:{step.id}:reached"),
            link(step.waiting, f"vag:{step.id}:waiting"),
            tuple((str(OUTCOME[why]), link(keys, f"vag:{step.id}:{why}")) for why, keys in step.closed),
        )
        for step in account.summary.way
    ]


def way_picture(account: Account) -> RangePicture | None:
    """How many came to each step; None without any need."""
    steps = account.summary.way
    if not steps[0].reached:
        return None
    tones = [HAZE, *([FJORD] * (len(steps) - 1))]
    return draw(
        [
            Span(label(step.label), integer(len(step.reached)), 0, len(step.reached), tone)
            for step, tone in zip(steps, tones, strict=True)
        ]
    )


# -- no, and the guarantor -------------------------------------------------------------------------


@dataclass(frozen=True)
class RefusalRow:
    """Somebody said no in a case that the reader may open."""

    case: CaseFacts
    fact: RefusalFact
    kind: str


def refusal_counts(account: Account) -> list[tuple[str, int, int]]:
    """How many said no, by kind: all of the period, and those that stood on the day known."""
    period = account.period
    every = [one for case in account.cases for one in case.refusals if period.holds(one.at.day)]
    all_, stood = Counter(one.kind for one in every), Counter(one.kind for one in every if one.stands)
    return [(str(words), all_[kind], stood[kind]) for kind, words in REFUSAL.items() if all_[kind]]


def refusals(account: Account) -> list[RefusalRow]:
    """Every no with its reason, where words belong and for the cases that the reader may open; the newest first."""
    if not account.scope.with_words:
        return []
    rows = [
        RefusalRow(case, one, str(REFUSAL[one.kind]))
        for case in account.rows
        for one in case.refusals
        if account.period.holds(one.at.day)
    ]
    return sorted(rows, key=lambda row: (row.fact.at.day, row.fact.at.number), reverse=True)


@dataclass(frozen=True)
class GuarantorRow:
    """A case in which the guarantee was tried: its conditions, or who stood in the way and what solved it."""

    case: CaseFacts
    conditions: tuple[str, ...]
    opened: Any
    closed: Any
    why_closed: str
    blocks: tuple[tuple[BlockFact, str], ...]


def guarantor_cases(account: Account) -> list[GuarantorRow]:
    """The guarantor cases and blocks of the period, for the cases that the reader may open."""
    found = []
    for case in account.rows:
        period = account.period
        opened = [g for g in case.guarantor if period.holds(g.opened.day) or (g.closed and period.holds(g.closed.day))]
        blocks = [b for b in case.blocked if period.holds(b.at.day)]
        if not opened and not blocks:
            continue
        last = opened[-1] if opened else None
        found.append(
            GuarantorRow(
                case,
                tuple(str(CONDITION.get(c, c)) for c in last.conditions) if last else (),
                last.opened if last else None,
                last.closed if last else None,
                last.why_closed if last else "",
                tuple((b, solved_by(case, b)) for b in blocks),
            )
        )
    return found


def solved_by(case: CaseFacts, block: BlockFact) -> str:
    """What ended a block, in words; nothing while it stands."""
    if block.ended is None:
        return ""
    party = next((a.name for a in case.asked if a.party == block.ended_by_party), "")
    if block.ended_by == "answered" and party:
        return _("%(party)s ändrade sitt svar.") % {"party": party}
    return label(EVENT[block.ended_by].label) + "."


def organisers(account: Account) -> list[tuple[str, int]]:
    """What kind of party was to run it, and in how many cases."""
    return [(str(PARTY_KIND.get(kind, kind)), len(keys)) for kind, keys in account.summary.organisers.items()]


# -- association by association --------------------------------------------------------------------


@dataclass(frozen=True)
class PartRow:
    """An association or county: its figures, and how long the answers took."""

    part: Part
    numbers: tuple[str, ...]
    median: str


def parts(account: Account, which: tuple[Part, ...]) -> list[PartRow]:
    """One row for each, in the order of names or codes."""
    return [PartRow(p, tuple(integer(p.summary.value(f)) for f in ACROSS), _positions(p)) for p in which]


def _positions(part: Part) -> str:
    return days(next(one for one in part.summary.stages if one.stage == "positions").median)


def across_head() -> list[str]:
    """The heads of those columns."""
    return [label(FIGURES[name].label) for name in ACROSS]


def across_sum(account: Account) -> list[str]:
    """The sum of the associations, which is the whole."""
    return [integer(account.summary.value(name)) for name in ACROSS]


def money_columns() -> tuple[str, ...]:
    """The columns of the money table: each kind of case has its own rules for who pays, so they are told apart."""
    return (_("ESF+"), _("Insatser"), _("Alla"))


def money_rows(account: Account) -> list[tuple[str, tuple[Money | None, ...]]]:
    """What the cases that were recommended cost and who promised what; None where a kind of case cannot have it."""
    summary = account.summary
    esf, measures, every = summary.money_by_kind["esf"], summary.money_by_kind["measure"], summary.money
    both = (esf, measures, every)
    return [
        (_("Kontanta kostnader"), tuple(sums.cash_cost for sums in both)),
        (_("Utlovat kontant"), tuple(sums.promised["cash"] for sums in both)),
        (_("Utlovade ersättningar till deltagare"), tuple(sums.promised["benefits"] for sums in both)),
        (_("Utlovad lön till personal"), tuple(sums.promised["wages"] for sums in both)),
        (_("Stöd från ESF+"), (esf.support, None, every.support)),
        (_("Saknades av parternas andel"), (esf.gap, None, every.gap)),
    ]
