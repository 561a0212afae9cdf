"""What-if: several changes tried at once, side by side with the plan. A GET form; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money, what_if
from samordna.agree.preparation.cofinancing.replan import MOST_MONTHS
from samordna.agree.preparation.cofinancing.what_if import Scenario
from samordna.agree.preparation.lookup import CaseView
from samordna.edge.web.amounts import TkrField
from samordna.edge.web.cases import words
from samordna.edge.web.cases.board import Shown, show
from samordna.edge.web.cases.forms import area_choices, day, region_choices
from samordna.edge.web.components.templatetags.samordna import integer
from samordna.edge.web.components.templatetags.samordna import tkr as in_tkr
from samordna.edge.web.forms import Line, NumberField
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share

#: Field of the form → kind of promise.
AMOUNTS = {"kontant": "cash", "ersattning": "benefits", "lon": "wages"}
PLACE = ("omrade", "region", "utlysning")


def _number(label: Any, help_text: Any, most: int) -> NumberField:
    wrong = gettext_lazy("Skriv ett helt tal mellan 0 och %(limit_value)s.")
    return NumberField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Skriv bara siffror, till exempel 60."),
            "min_value": gettext_lazy("Talet kan inte vara mindre än noll."),
            "max_value": wrong,
        },
    )


class WhatIfForm(forms.Form):
    """Try other positions, hours, places and times. Nothing is sent or stored; the address holds it all."""

    part = forms.ChoiceField(label=gettext_lazy("Part"), choices=(), required=False)
    kontant = TkrField(label=gettext_lazy("Kontant, tkr"))
    ersattning = TkrField(label=gettext_lazy("Ersättning, tkr"))
    lon = TkrField(label=gettext_lazy("Lön, tkr"))
    lamnar = forms.BooleanField(label=gettext_lazy("Parten lämnar projektet"), required=False)
    utan = forms.MultipleChoiceField(
        label=gettext_lazy("Fler parter som lämnar"), choices=(), required=False, widget=forms.CheckboxSelectMultiple
    )
    timmar = _number(
        gettext_lazy("Deltagarnas timmar, procent av planen"), gettext_lazy("Till exempel 80. Tomt betyder 100."), 200
    )
    senare = _number(gettext_lazy("Starten flyttas fram, antal månader"), gettext_lazy("Till exempel 6."), MOST_MONTHS)
    omrade = forms.ChoiceField(label=gettext_lazy("Programområde"), choices=area_choices, required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=region_choices, required=False)
    utlysning = day(gettext_lazy("Utlysningens dag"))
    andel = Line(
        label=gettext_lazy("En annan andel stöd, procent"),
        help_text=gettext_lazy("Tomt betyder den andel som gäller i programområdet."),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, state: CaseState, **kwargs: Any) -> None:
        plan = state.plan
        now = {"omrade": plan.area, "region": plan.region, "utlysning": plan.call_date or ""}
        if data is not None and not any(name in data for name in PLACE):
            # An address without a place tries none: the fields then show the plan's, also when they are sent again.
            data = data.copy()
            data.update({name: str(value) for name, value in now.items()})
        super().__init__(data, **kwargs)
        parties = [(party, state.name_of(party)) for party in state.asked]
        self.fields["part"].choices = parties or [("", _("Ingen part är tillfrågad än"))]  # type: ignore[attr-defined]
        self.fields["utan"].choices = parties  # type: ignore[attr-defined]
        self.plan = plan
        for name, value in now.items():
            self.fields[name].initial = value

    def clean_andel(self) -> Share | None:
        """A percentage, or nothing."""
        typed = self.cleaned_data["andel"].strip()
        try:
            return Share.percent(typed) if typed else None
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from None

    @property
    def scenario(self) -> Scenario:
        """What is tried. A field that is empty or says what the plan says tries nothing."""
        facts = self.cleaned_data
        party, leaves = facts.get("part") or "", list(facts.get("utan") or ())
        if facts.get("lamnar") and party and party not in leaves:
            leaves.append(party)
        stated = {kind: facts[name] for name, kind in AMOUNTS.items() if facts.get(name) is not None}
        hours = facts.get("timmar")
        return Scenario(
            leaves=tuple(leaves),
            party=party if stated and party not in leaves else "",
            amounts={kind: stated.get(kind, Money.zero()) for kind in AMOUNTS.values()} if stated else None,
            hours=Fraction(1) if hours is None else Fraction(hours, 100),
            place=self._place(),
            support=facts.get("andel"),
            months=facts.get("senare") or 0,
        )

    def _place(self) -> tuple[str, str, date | None] | None:
        now = (self.plan.area, self.plan.region, self.plan.call_date)
        facts = self.cleaned_data
        tried = (facts.get("omrade") or self.plan.area, facts.get("region") or "", facts.get("utlysning"))
        return tried if tried != now else None

    @property
    def has_more(self) -> bool:
        """Something beyond one party's promise is tried or wrong: the page shows those fields at once."""
        names = ("utan", "timmar", "senare", "omrade", "region", "utlysning", "andel")
        if any(name in self.errors for name in names):
            return True
        if not self.is_bound or not self.is_valid():
            return False
        tried = self.scenario
        alone = (self.cleaned_data["part"],) if self.cleaned_data["lamnar"] else ()
        return tried != Scenario(leaves=alone, party=tried.party, amounts=tried.amounts)


@dataclass(frozen=True)
class Trial:
    """Something that was tried: its figures or why there are none, in words, and what can be done of it.

    ``lost`` is how much less ESF+ pays than in the plan, in thousands of kronor, as the two are printed.
    """

    scenario: Scenario
    state: CaseState
    shown: Shown | None
    why_not: Refusal | None
    parts: tuple[str, ...]
    lost: int

    @property
    def of_party(self) -> str:
        """The one party whose position is all that is tried; else nothing."""
        only = Scenario(leaves=self.scenario.leaves, party=self.scenario.party, amounts=self.scenario.amounts)
        if self.scenario != only or len(self.scenario.leaves) + bool(self.scenario.party) != 1:
            return ""
        return self.scenario.party or self.scenario.leaves[0]

    @property
    def plan_query(self) -> str:
        """The address of what can be done to the plan: time and place."""
        asked: dict[str, Any] = {"senare": self.scenario.months} if self.scenario.months else {}
        if self.scenario.place is not None:
            area, region, call_date = self.scenario.place
            asked |= {"omrade": area, "region": region, "utlysning": call_date.isoformat() if call_date else ""}
        return urlencode(asked)


def started(data: QueryDict) -> bool:
    """The address tries something."""
    return any(name in data for name in WhatIfForm.base_fields)


def tried(view: CaseView, form: WhatIfForm, on: date) -> Trial | None:
    """What the form tries; None for a form that tries nothing or must be mended."""
    if not form.is_bound or not form.is_valid() or form.scenario == Scenario():
        return None
    scenario, solved = form.scenario, money.solve_or_why_not(view.state, on)[0]
    before = money.board(view.state, solved) if solved else None
    try:
        after = what_if.apply(view.state, scenario, on)
    except Refusal as refusal:
        return Trial(scenario, view.state, None, refusal, _parts(view.state, view.state, scenario), 0)
    shown, why_not = show(view, after.state, on, after.rates)
    lost = max(0, before.support_total - shown.board.support_total) if before and shown else 0
    return Trial(scenario, after.state, shown, why_not, _parts(view.state, after.state, scenario), lost)


def _parts(state: CaseState, after: CaseState, scenario: Scenario) -> tuple[str, ...]:
    """What is tried, each as a sentence."""
    found = [_("%(party)s lämnar projektet.") % {"party": state.name_of(party)} for party in scenario.leaves]
    if scenario.party and scenario.amounts is not None:
        found.append(
            _("%(party)s lovar %(what)s för hela tiden.")
            % {"party": state.name_of(scenario.party), "what": amounts_in_words(scenario.party, scenario.amounts)}
        )
    if scenario.hours != 1:
        percent = integer(scenario.hours * 100)
        found.append(_("Deltagarnas timmar blir %(percent)s procent av planen.") % {"percent": percent})
    if scenario.place is not None:
        found.append(_("Projektet hör till %(place)s.") % {"place": words.place(after)})
    if scenario.support is not None:
        found.append(_("Stödet är högst %(share)s av kostnaden.") % {"share": scenario.support})
    if scenario.months:
        time = words.time_of(after.plan.start, after.plan.end)
        found.append(_("Allt börjar %(n)s månader senare: %(time)s.") % {"n": scenario.months, "time": time})
    return tuple(found)


def amounts_in_words(party: str, amounts: Any) -> str:
    """90 tkr kontant och 230 tkr försörjningsstöd; inga pengar."""
    parts = [
        _("%(amount)s\u00a0tkr %(kind)s") % {"amount": in_tkr(amount), "kind": words.kind_of_promise(kind, party)}
        for kind, amount in amounts.items()
        if amount.ore
    ]
    return words.listed(parts) or _("inga pengar")


def question(state: CaseState, scenario: Scenario) -> str:
    """The tried figure as a question to the party. Swedish: it is kept in the case."""
    names = {"cash": "kontant", "benefits": "i ersättning till deltagare", "wages": "i lön till personal"}
    parts = [f"{in_tkr(a)} tkr {names[kind]}" for kind, a in (scenario.amounts or {}).items() if a.ore]
    if not parts:
        return "Kan ni delta utan att medfinansiera?"
    return f"Kan ni medfinansiera med {' och '.join(filter(None, [', '.join(parts[:-1]), parts[-1]]))} för hela tiden?"


def comparison(now: Shown, then: Shown) -> list[tuple[str, str, str, str]]:
    """Line by line: now, tried, and the difference; in thousands of kronor."""
    a, b = now.board, then.board
    rows = [
        (_("Medfinansiering"), a.promised_total, b.promised_total),
        (_("Kostnad totalt"), a.cost_total, b.cost_total),
        (_("Saknas"), max(0, a.missing_total), max(0, b.missing_total)),
        (_("ESF+ betalar"), a.support_total, b.support_total),
    ]
    lines = [(name, integer(x), integer(y), _signed(y - x)) for name, x, y in rows]
    share = _("Andel medfinansiering, krav %(share)s %%") % {"share": _both(now.required_share, then.required_share)}
    lines.insert(2, (share, f"{now.share}\N{NO-BREAK SPACE}%", f"{then.share}\N{NO-BREAK SPACE}%", ""))
    lines.append((_("Projektanordnare"), now.organiser or _("Ingen"), then.organiser or _("Ingen"), ""))
    return lines


def years_of(then: Shown) -> list[tuple[str, tuple[int, ...], int]]:
    """What is tried, year by year."""
    b = then.board
    return [
        (_("Kostnad totalt"), b.cost, b.cost_total),
        (_("Krav"), b.required, b.required_total),
        (_("Lovat"), b.promised, b.promised_total),
        (_("Saknas"), b.missing, b.missing_total),
    ]


def _both(now: str, then: str) -> str:
    return now if now == then else f"{now} → {then}"


def _signed(difference: int) -> str:
    return f"+{integer(difference)}" if difference > 0 else integer(difference)
