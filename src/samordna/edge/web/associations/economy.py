"""An association's economy of a year: means, what its measures and its administration cost, and what is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.projects import economy, exporting, financing
from samordna.deliver.projects.economy import AssociationYear
from samordna.deliver.projects.queries import row_sum
from samordna.deliver.projects.rules.economy import year_known
from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.economy_forms import CostsForm, MeansForm
from samordna.edge.web.associations.frame import READERS, context, open_association
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.codes import code_choices, code_words
from samordna.edge.web.files_out import as_file
from samordna.edge.web.measure_reports.ways import to_costs
from samordna.edge.web.request import Request
from samordna.edge.web.twobars import money_bars
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.money import Money
from samordna.ground.parties.associations import RUNS, financiers_of
from samordna.ground.parties.models import Association


@needs_role(*READERS)
def year(request: Request, slug: str, year: int | None = None) -> HttpResponse:
    """The whole year; this one when none is named."""
    association = open_association(request, slug)
    of_year = _year(request, association, year)
    found = _economy(association, of_year)
    means = found.means_of()
    known = {
        "year": of_year,
        "years": _years(request, association),
        "found": found,
        "total": means,
        "groups": [
            *((words, found.means_of(group, own_capital=False)) for group, words in code_choices("financier_group")),
            (_("Eget kapital"), found.means_of(own_capital=True)),
        ],
        "means": [_means(row) for row in found.means],
        "costs": [_cost(row) for row in found.administration],
        "measures": [_measure(one) for one in found.measures],
        "kinds": [(words, found.measure_sum(kind)) for kind, words in code_choices("cost_kind")],
        "bars": money_bars(found.costs.budget, found.costs.outcome, first=(_("Medel"), means)),
        "costs_report": to_costs(association, of_year),
        "may_set": economy.may_set_economy(request.actor, association),
    }
    return render(request, "associations/economy.html", context(association, "economy", **known))


@needs_role(*READERS)
def take_out(request: Request, slug: str, form: str) -> HttpResponse:
    """Means and administration of every year, as a file."""
    association = open_association(request, slug)
    if form not in exporting.FORMATS:
        raise NotFound
    content = exporting.export_economy(association=association, by=request.actor, form=form)
    return as_file(content, form, f"{_('ekonomi')}-{association.slug}-{request.clock.today().isoformat()}")


def _economy(association: Association, of_year: int) -> AssociationYear:
    return economy.economy_of([association], [of_year])[association.pk, of_year]


def _years(request: Request, association: Association) -> list[int]:
    this = request.clock.today().year
    return sorted({*economy.years_with_economy(association), this, this + 1}, reverse=True)


def _year(request: Request, association: Association, wanted: int | None) -> int:
    today = request.clock.today()
    of_year = wanted or today.year
    if not year_known(of_year, today=today, start=association.start, end=association.end):
        raise NotFound
    return of_year


def _means(row: Any) -> dict[str, Any]:
    name = _("Eget kapital") if row.own_capital else row.financier.name if row.financier else row.name
    return {
        "name": name,
        "group": code_words("financier_group", row.group),
        "description": row.description if row.description != name else "",
        "amount": Money(row.amount_ore),
        "source": row.source,
    }


def _cost(row: Any) -> dict[str, Any]:
    return {
        "kind": code_words("admin_cost", row.kind),
        "description": row.description,
        "sum": row_sum(row),
        "source": row.source,
    }


def _measure(one: economy.Bears) -> dict[str, Any]:
    share = None
    if one.is_joint:
        per_mille = round(one.weight * 1000 / one.weights)
        share = f"{per_mille // 10}" + (f",{per_mille % 10}" if per_mille % 10 else "")
    return {"measure": one.measure, "sum": one.sum(), "share": share}


@needs_role(*RUNS)
def means(request: Request, slug: str, year: int) -> HttpResponse:
    """The form for where the money comes from."""
    association, of_year = _own(request, slug, year)
    stored = [row for row in _economy(association, of_year).means if not row.source]
    form = MeansForm(request.POST or None, stored=stored, financiers=financiers_of(association, of_year))
    return _page(request, association, of_year, form, template="associations/means.html", act=financing.set_means)


@needs_role(*RUNS)
def administration(request: Request, slug: str, year: int) -> HttpResponse:
    """The form for what the administration costs."""
    association, of_year = _own(request, slug, year)
    stored = [row for row in _economy(association, of_year).administration if not row.source]
    form = CostsForm(request.POST or None, stored=stored, year=year)
    return _page(
        request,
        association,
        of_year,
        form,
        template="associations/administration.html",
        act=financing.set_administration,
    )


def _page(
    request: Request,
    association: Association,
    of_year: int,
    form: MeansForm | CostsForm,
    *,
    template: str,
    act: Callable[..., None],
) -> HttpResponse:
    if request.method == "POST" and not form.wants_more and form.is_valid():
        done = submit(
            request,
            lambda: act(
                association=association,
                year=of_year,
                rows=form.rows(),
                seen=form.cleaned_data["seen"],
                by=request.actor,
                at=request.clock.now(),
            ),
            back=reverse("associations:economy_year", args=[association.slug, of_year]),
            done=_("Raderna för %(year)d är sparade.") % {"year": of_year},
            form=form,
        )
        if done:
            return done
    return render(request, template, context(association, "economy", year=of_year, form=form))


def _own(request: Request, slug: str, year: int) -> tuple[Association, int]:
    association = open_association(request, slug)
    economy.check_set_economy(request.actor, association)
    return association, _year(request, association, year)
