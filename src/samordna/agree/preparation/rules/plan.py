"""A project's plan: what it costs in cash each year, and what its parties promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from samordna.agree.preparation.rules.checks import check_party, check_place
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money

CommitmentKind = Literal["cash", "benefits", "wages"]
KINDS: Final[tuple[CommitmentKind, ...]] = ("cash", "benefits", "wages")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What one party promises of one kind, by year; a year left out is nothing."""

    party: PartyId
    kind: CommitmentKind
    amounts: Mapping[int, Money]

    @property
    def total(self) -> Money:
        """All years together."""
        return Money.total(self.amounts.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """A project's costs in cash by year, and what its parties promise. ``region`` None is a national project."""

    area: str
    region: str | None
    call_date: date
    cash_costs: Mapping[int, Money]
    commitments: tuple[Commitment, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan, earliest first."""
        return tuple(sorted(self.cash_costs))

    def promised(self, kind: CommitmentKind, year: int) -> Money:
        """What all parties promise of one kind in a year."""
        return Money.total(each.amounts.get(year, Money.zero()) for each in self.commitments if each.kind == kind)

    def with_commitment(self, party: PartyId, kind: CommitmentKind, year: int, more: Money) -> Plan:
        """The same plan with more (or less) from one party in one year: for trying things out."""
        kept = [each for each in self.commitments if (each.party, each.kind) != (party, kind)]
        before = [each for each in self.commitments if (each.party, each.kind) == (party, kind)]
        amounts = dict(before[0].amounts) if before else {}
        amounts[year] = amounts.get(year, Money.zero()) + more
        return replace(self, commitments=(*kept, Commitment(party, kind, amounts)))

    def without(self, party: PartyId) -> Plan:
        """The same plan when one party withdraws all that it promised."""
        return replace(self, commitments=tuple(each for each in self.commitments if each.party != party))

    def cheaper_by(self, amount: Money) -> Plan:
        """The same plan with lower cash costs, spread over the years in proportion to their costs."""
        years = self.years
        parts = amount.split([self.cash_costs[year].ore for year in years])
        return replace(self, cash_costs={y: self.cash_costs[y] - part for y, part in zip(years, parts, strict=True)})


def check(plan: Plan) -> Iterator[Refusal]:
    """What makes a plan impossible to compute, each with the field it lies in. Nothing means that it can be."""
    yield from check_place(plan.area, plan.region)
    if not plan.cash_costs:
        yield Refusal("Skriv minst ett år med kostnader.", "cash_costs", "there is no year; write at least one")
    for year, amount in plan.cash_costs.items():
        yield from _check_amount(amount, f"cash_costs.{year}")
    seen: set[tuple[PartyId, CommitmentKind]] = set()
    for number, commitment in enumerate(plan.commitments, start=1):
        where = f"commitments[{number}]"
        yield from check_party(commitment.party, f"{where}.party")
        if (commitment.party, commitment.kind) in seen:
            yield Refusal(
                "Samma part och form står två gånger. Lägg ihop dem.",
                f"{where}.kind",
                f"{commitment.party} with {commitment.kind} stands twice; add the two together",
            )
        seen.add((commitment.party, commitment.kind))
        for year, amount in commitment.amounts.items():
            yield from _check_amount(amount, f"{where}.amounts.{year}")
            if year not in plan.cash_costs:
                yield Refusal(
                    f"År {year} finns inte bland projektets kostnader.",
                    f"{where}.amounts.{year}",
                    f"the year {year} is not among cash_costs; add it there, with 0.00 if it costs nothing",
                )


def _check_amount(amount: Money, where: str) -> Iterator[Refusal]:
    if amount < Money.zero():
        yield Refusal("Beloppet kan inte vara mindre än noll.", where, f"{amount} is negative; write zero or more")
