"""The cost report: from the nation to one association, summed or in detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.deliver.projects.economy import AssociationYear
from samordna.deliver.projects.rules.economy import Sum
from samordna.deliver.reporting.costs import Costs, by_measure, costs, together, years_of
from samordna.deliver.reporting.permissions import ECONOMY_READERS, NATIONAL
from samordna.deliver.reporting.queries import associations_of
from samordna.deliver.reporting.scopes import associations_in
from samordna.edge.web.access import needs_role
from samordna.edge.web.measure_reports import files
from samordna.edge.web.measure_reports.choices import field, year_fields, years_in_words
from samordna.edge.web.measure_reports.choices import years_of as years_chosen
from samordna.edge.web.measure_reports.names import admin_names, cost_names, financier_names, told_apart
from samordna.edge.web.measure_reports.sheets import ALL_TONE, WOMEN_TONE, Cell, Line, Sheet, cell, money_bars
from samordna.edge.web.measure_reports.ways import back_to
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association, County

NATION = "nation"


@dataclass(frozen=True)
class _Area:
    """Whose economy: an association, a county or the nation."""

    code: str
    name: str
    associations: tuple[Association, ...]

    @property
    def is_one(self) -> bool:
        return ":" not in self.code and self.code != NATION


@needs_role(*ECONOMY_READERS)
def cost_report(request: Request) -> HttpResponse:
    """Means, costs and what is left, for a place and some years; as a page with bars, or as a file."""
    own = associations_of(request.actor)
    if not own:
        raise NotFound
    area = _area(request.GET.get("forbund", ""), own)
    years = years_chosen(request.GET, request.clock.today().year)
    detailed = request.GET.get("visa") == "detalj"
    found = years_of(area.associations, years)
    where = f"{area.name}, {years_in_words(years)}"
    sheets = [_summary(costs(found), where)]
    if detailed:
        sheets += _details(found, area, years, named=request.actor.has(*NATIONAL))
    if form := request.GET.get("fil"):
        return files.as_response(
            sheets, form, name=f"kostnader-{years[-1]}", title=_("Kostnadsrapport"), at=request.clock.now()
        )
    shows = [("", _("Summor")), ("detalj", _("I detalj"))]
    context = {
        "nav": "reports",
        "where": where,
        "ways": back_to(request.actor, area.associations[0], "economy_year", years[-1]) if area.is_one else (),
        "sheets": sheets,
        "fields": [
            field("forbund", _("Område"), _areas(own), area.code),
            *year_fields(years, request.clock.today().year),
            field("visa", _("Visa"), shows, "detalj" if detailed else ""),
        ],
        "query": f"?forbund={area.code}&fran={years[0]}&till={years[-1]}&visa={'detalj' if detailed else ''}",
        "file_url": reverse("measure_reports:costs"),
    }
    return render(request, "measure_reports/costs.html", context)


def _areas(own: Sequence[Association]) -> list[tuple[str, str]]:
    counties = [(f"county:{one.pk}", one.name) for one in County.objects.order_by("name")]
    return [*((one.slug, one.name) for one in own), (NATION, _("Hela landet")), *counties]


def _area(code: str, own: Sequence[Association]) -> _Area:
    """What an address names; one's own association when it names nothing that there is."""
    kind, _colon, key = code.partition(":")
    if kind == NATION:
        return _Area(NATION, _("Hela landet"), tuple(Association.objects.order_by("name")))
    if kind == "county" and (county := County.objects.filter(pk=key).first()):
        inside = associations_in("county", key).order_by("name")
        return _Area(code, county.name, tuple(inside))
    one = next((each for each in own if each.slug == code), own[0])
    return _Area(one.slug, one.name, (one,))


def _sums(said: Sum) -> tuple[Cell, ...]:
    return tuple(cell(value) for value in (said.budget, said.outcome))


def _summary(all_: Costs, where: str) -> Sheet:
    """Means first, then costs, then what is left: to the öre, so that it adds up and can be found again in the rows."""
    empty = Cell("", "", "text")
    names, kinds, kansli, administration = financier_names(), cost_names(), admin_names(), _("Administration")
    lines = [
        Line(_("Medel"), head=True),
        *(Line(names[group], (cell(amount), empty)) for group, amount in all_.means.items()),
        Line(_("Eget kapital när tiden började"), (cell(all_.own_capital), empty)),
        Line(_("Alla medel"), (cell(all_.all_means), empty), total=True),
        Line(_("Kostnader"), head=True),
        *(Line(kinds[kind], _sums(said)) for kind, said in all_.measures.items()),
        *(Line(f"{administration}, {kansli[kind].lower()}", _sums(said)) for kind, said in all_.administration.items()),
        Line(_("Alla kostnader"), _sums(all_.all_costs), total=True),
        Line(_("Kvar"), _sums(all_.left), total=True),
    ]
    bars: list[tuple[str, Money | None, str]] = [(_("Alla medel"), all_.all_means, ALL_TONE)]
    for text, said in ((_("Insatser"), all_.measure_costs), (_("Administration"), all_.admin_costs)):
        bars += [
            (_("%(what)s, budget") % {"what": text}, said.budget, ALL_TONE),
            (_("%(what)s, utfall") % {"what": text}, said.outcome, WOMEN_TONE),
        ]
    columns = (_("Medel eller budget, kronor"), _("Utfall, kronor"))
    return Sheet(
        "summa", _("Kostnadsrapport. %(where)s") % {"where": where}, _("Vad"), columns, tuple(lines),
        _missing(all_.all_costs), money_bars(bars), _("Medel och kostnader, tkr"),
    )  # fmt: skip


def _missing(said: Sum) -> tuple[str, ...]:
    if not said.missing:
        return ()
    text = ngettext(
        "%(n)d rad har en budget men inget utfall än.", "%(n)d rader har en budget men inget utfall än.", said.missing
    )
    return (text % {"n": said.missing},)


def _details(found: Sequence[AssociationYear], area: _Area, years: Sequence[int], *, named: bool) -> list[Sheet]:
    """Year by year, and measure by measure for one association, or association by association for several."""
    sheets = []
    if len(years) > 1:
        sheets.append(_rows(_("År för år"), [(str(y), costs([one for one in found if one.year == y])) for y in years]))
    if area.is_one:
        sheets.append(_by_measure(found))
    elif named:
        rows = [(a.name, costs([one for one in found if one.association_id == a.pk])) for a in area.associations]
        said = [(name, of) for name, of in rows if together([of.all_means, of.all_costs.budget, of.all_costs.outcome])]
        sheets.append(_rows(_("Förbund för förbund"), said))
    return sheets


def _rows(title: str, rows: Sequence[tuple[str, Costs]]) -> Sheet:
    columns = (
        _("Medel, kronor"),
        _("Insatser, budget"),
        _("Insatser, utfall"),
        _("Administration, budget"),
        _("Administration, utfall"),
    )
    lines = [Line(name, (cell(of.all_means), *_sums(of.measure_costs), *_sums(of.admin_costs))) for name, of in rows]
    return Sheet("detalj", title, _("Vad"), columns, tuple(lines))


def _by_measure(found: Sequence[AssociationYear]) -> Sheet:
    kinds = cost_names()
    rows = by_measure(found)
    names = told_apart((one.code, one.name) for one in rows)
    lines = [Line(names[one.code], _sums(one.sum), sub=kinds[one.kind]) for one in rows]
    return Sheet(
        "insatser", _("Insats för insats"), _("Insats"), (_("Budget, kronor"), _("Utfall, kronor")), tuple(lines)
    )
