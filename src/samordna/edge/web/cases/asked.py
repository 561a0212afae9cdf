"""Amounts by line and year in a form, and the question about those that look like kronor written as thousands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs
from samordna.agree.preparation.rules.plausible import doubts
from samordna.edge.web.amounts import TkrField, typed
from samordna.edge.web.components.templatetags.samordna import group
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import parameter

ABOVE = "preparation.ask_about_cost_above"
EACH_ABOVE = "preparation.ask_about_cost_per_participant"


@dataclass(frozen=True)
class Asked:
    """A question about an amount: where it stands, and what was probably meant; what a sum is measured against.

    ``key`` is what and how much: a yes holds for this amount and no other. ``mends`` are the keys of the fields that
    a press of the button reads as kronor.
    """

    key: str
    field: str
    name: str
    says: str
    amount: Money
    perhaps: str
    mends: tuple[str, ...]
    each: Money | None = None
    cost: Money | None = None

    @property
    def mean(self) -> str:
        """The fields to mend, as the button sends them."""
        return " ".join(self.mends)


class AskedFields(forms.Form):
    """Amounts in fields named ``line-year``. A doubtful one is asked about before it is saved; a yes lets it through.

    ``mean`` in what was sent holds the keys of amounts to be read as kronor; ``sure`` holds the keys of those that
    the sender has said yes to. An amount that was typed since is neither.
    """

    state: CaseState
    years: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()

    def read_as_kronor(self) -> None:
        """Mend what the button was pressed for, where that amount still stands. To be called when fields are there."""
        meant = set(_all(self.data, "mean")) - self._sure
        names = [name for name in self._names() if _key(name, self.amount(name)) in meant]
        if names:
            data = self.data.copy()  # type: ignore[attr-defined]
            for name in names:
                data[name] = typed(Money(self.amount(name).ore // 1000))
            self.data = data

    def amount(self, name: str) -> Money:
        """What stands in a field now; nothing where it cannot be read."""
        bound = self[name]
        if self.is_bound and name not in self.data:
            return bound.initial or Money.zero()
        try:
            return (bound.field.clean(bound.data) if self.is_bound else bound.initial) or Money.zero()
        except forms.ValidationError:
            return Money.zero()

    def amounts(self) -> dict[str, dict[int, Money]]:
        """What stands in the fields now, by line and year."""
        return {line: {year: self.amount(f"{line}-{year}") for year in self.years} for line in self.lines}

    def clean(self) -> dict[str, Any]:
        """A doubtful amount that is new, and that nobody has said yes to, is asked about."""
        facts: dict[str, Any] = super().clean() or {}
        for asked in self.questions:
            text = _("%(name)s: menar du %(perhaps)s tkr? Svara på frågan vid beloppen.")
            if not asked.perhaps:
                text = _("%(name)s: stämmer det? Svara på frågan vid beloppen.")
            self.add_error(asked.field, text % {"name": asked.name, "perhaps": asked.perhaps})
        return facts

    @property
    def asks(self) -> bool:
        """False where what stands in the fields is not going to be saved."""
        return self.is_bound and bool(self.years)

    @property
    def questions(self) -> list[Asked]:
        """What to ask about: single amounts, or, where none of them stands out, their sum. Changed, not confirmed."""
        if not self.asks:
            return []
        return self._cells() or self._sums()

    def about_sum(self) -> Asked | None:
        """The question about all amounts together; None where nothing is odd about them."""
        return None

    def limit(self) -> Money | None:
        """One amount above this is asked about."""
        return self.at_most(ABOVE)

    def at_most(self, name: str) -> Money | None:
        """A parameter in kronor on the day that holds for the costs; None where it has no value."""
        found = parameter(name, on=costs.day_of_call(self.state)).value
        return found if isinstance(found, Money) else None

    def ask_about_all(self, name: str, total: Money, *, others: Iterable[str] = (), **against: Money | None) -> Asked:
        """A question about a sum. ``others``: fields that some of it is computed from, so that they are no kronor."""
        names = [found for found in self._names() if self.amount(found).ore]
        perhaps = "" if others else _spaced(Money(total.ore // 1000), whole=True)
        mends = () if others else tuple(_key(field, self.amount(field)) for field in names)
        field = next(iter(others), "") or max(names, key=lambda found: self.amount(found).ore)
        return Asked(f"sum={total.ore}", field, name, _spaced(total), total, perhaps, mends, **against)

    def _names(self) -> list[str]:
        names = (f"{line}-{year}" for line in self.lines for year in self.years)
        return [name for name in names if isinstance(self.fields.get(name), TkrField)]

    def _cells(self) -> list[Asked]:
        """All of them at once: also an amount that stands out only when the others have been mended."""
        now = self.amounts()
        found = {asked.field: asked for asked in self._doubted(now)}
        for asked in found.values():
            line, year = asked.field.rsplit("-", 1)
            now[line][int(year)] = Money(asked.amount.ore // 1000)
        found = {asked.field: asked for asked in self._doubted(now)} | found if found else {}
        return [found[name] for name in self._names() if name in found]

    def _doubted(self, amounts: dict[str, dict[int, Money]]) -> list[Asked]:
        found = []
        for doubt in doubts(amounts, self.limit()):
            field = f"{doubt.line}-{doubt.year}"
            key, name = _key(field, doubt.amount), capfirst(str(self.fields[field].label))
            if doubt.amount != self.fields[field].initial and key not in self._sure:
                perhaps = _spaced(doubt.perhaps, whole=True)
                found.append(Asked(key, field, name, _spaced(doubt.amount), doubt.amount, perhaps, (key,)))
        return found

    def _sums(self) -> list[Asked]:
        asked = self.about_sum()
        return [asked] if asked is not None and asked.key not in self._sure else []

    @property
    def _sure(self) -> set[str]:
        return set(_all(self.data, "sure"))

    @property
    def sure(self) -> str:
        """The keys of the questions, to be sent with a yes. It is a yes to the sum of those amounts too."""
        keys = [key for asked in self.questions for key in (asked.key, *asked.mends)]
        return " ".join(dict.fromkeys([*keys, *(asked.key for asked in self._sums())]))

    @property
    def confirmed(self) -> str:
        """What has been said yes to, to be sent along while something else is mended."""
        return " ".join(sorted(self._sure))

    @property
    def mean_all(self) -> str:
        """Every field that is asked about, to be mended with one press; empty where there is one question."""
        return " ".join(asked.mean for asked in self.questions) if len(self.questions) > 1 else ""


def _all(data: Any, name: str) -> Iterable[str]:
    sent = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
    return [key for text in sent for key in str(text).split()]


def _key(field: str, amount: Money) -> str:
    return f"{field}={amount.ore}"


def _spaced(amount: Money, *, whole: bool = False) -> str:
    """Thousands of kronor with spaces, as a sentence says them: 1 150 or 1 150,5."""
    number, _comma, rest = typed(Money.kronor(amount.ore // 100) if whole else amount).partition(",")
    return group(number) + (f",{rest}" if rest else "")
