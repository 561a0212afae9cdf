"""How each organisation decides: its order in force, earlier ones, and the form where its own people set up a new."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions.decision_orders import (
    MAX_STEPS,
    may_set_order,
    order_in_force,
    seen_by,
    set_order,
    versions,
)
from samordna.agree.decisions.models import DecisionOrder
from samordna.agree.decisions.rules import Order
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import choice, day, number, text
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.forms import longest
from samordna.edge.web.request import Request

ROLES = ("association_manager", "association_admin", "preparation_member", "board_member", "fk_esf")
NEEDS = [
    ("always", gettext_lazy("Alltid")),
    ("owner", gettext_lazy("Bara när parten ska vara projektanordnare")),
]
STAGES = [
    ("decision", gettext_lazy("Efter beredningsgruppens förslag")),
    ("organiser", gettext_lazy("Redan före beredningsgruppens förslag")),
]


class OrderForm(forms.Form):
    """The day, the source, and up to eight steps; a row where nothing is written is no step."""

    valid_from = day(gettext_lazy("Från vilken dag gäller den?"), required=gettext_lazy("Skriv från vilken dag."))
    source = text(
        gettext_lazy("Var står det?"),
        gettext_lazy("Till exempel delegationsordningen och dess datum."),
        most=longest(DecisionOrder, "source"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, MAX_STEPS + 1):
            self.fields[f"label_{n}"] = text(_("Steg %(n)d") % {"n": n})
            self.fields[f"decider_{n}"] = text(gettext_lazy("Vem beslutar?"))
            self.fields[f"needs_{n}"] = choice(gettext_lazy("När behövs det?"), NEEDS, initial="always")
            self.fields[f"from_stage_{n}"] = choice(gettext_lazy("När får det tas?"), STAGES, initial="decision")
            self.fields[f"days_{n}"] = number(
                gettext_lazy("Inom hur många dagar?"), gettext_lazy("Om ni har en gräns.")
            )

    def rows(self) -> list[tuple[int, list[Any], bool]]:
        """The steps: number, fields, and whether anything is written in it."""
        names = ("label", "decider", "needs", "from_stage", "days")
        found = []
        for n in range(1, MAX_STEPS + 1):
            fields = [self[f"{name}_{n}"] for name in names]
            found.append((n, fields, bool(fields[0].value() or fields[1].value() or n == 1)))
        return found

    def steps(self) -> list[dict[str, Any]]:
        """The steps as the action takes them."""
        said = self.cleaned_data
        return [
            {
                "label": said.get(f"label_{n}", ""),
                "decider": said.get(f"decider_{n}", ""),
                "needs": said.get(f"needs_{n}") or "always",
                "from_stage": said.get(f"from_stage_{n}") or "decision",
                "days": said.get(f"days_{n}"),
            }
            for n in range(1, MAX_STEPS + 1)
            if said.get(f"label_{n}") or said.get(f"decider_{n}")
        ]


@needs_role(*ROLES)
def order_list(request: Request) -> HttpResponse:
    """The organisations whose orders the reader sees, and how each of them decides."""
    today = request.clock.today()
    rows = [(o, order_in_force(o.party_id, today)) for o in seen_by(request.actor, today)]
    return render(request, "cases/orders.html", {"nav": "cases", "rows": rows, "today": today})


@needs_role(*ROLES)
def order(request: Request, party: str) -> HttpResponse:
    """One organisation's order; its own people set up a new one here."""
    today = request.clock.today()
    organisation = next((o for o in seen_by(request.actor, today) if o.party_id == party), None)
    if organisation is None:
        raise Http404
    may, now = may_set_order(request.actor, party, today), order_in_force(party, today)
    form = OrderForm(request.POST or None, initial=_initial(now) | {"valid_from": today}) if may else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            done = submit(
                request,
                lambda: set_order(
                    by=request.actor,
                    at=request.clock.now(),
                    on=today,
                    party=party,
                    valid_from=form.cleaned_data["valid_from"],
                    source=form.cleaned_data["source"],
                    steps=form.steps(),
                ),
                back=reverse("cases:set_order", args=[party]),
                done=_("Beslutsordningen är sparad. Ärenden som ni redan har börjat besluta i behåller den förra."),
                form=form,
            )
            if done:
                return done
    return render(
        request,
        "cases/set_order.html",
        {
            "nav": "cases",
            "organisation": organisation,
            "form": form,
            "now": now,
            "versions": [(one, one is not now and one.valid_from > today) for one in reversed(versions(party))],
            "in_force": now.key if now else "",
            "own": request.actor.organisation == party,
        },
    )


def _initial(now: Order | None) -> dict[str, Any]:
    """The order in force as a start for the next."""
    if now is None:
        return {}
    known: dict[str, Any] = {}
    for n, step in enumerate(now.steps, start=1):
        known |= {
            f"label_{n}": label(step.label),
            f"decider_{n}": label(step.decider),
            f"needs_{n}": step.needs,
            f"from_stage_{n}": step.from_stage,
            f"days_{n}": step.days,
        }
    return known | {"source": now.source}
