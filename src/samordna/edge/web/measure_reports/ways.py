"""The ways between what is followed up and its reports: from a measure or an association to them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.projects.models import CustomQuestion, Measure
from samordna.deliver.projects.permissions import FOLLOWS
from samordna.deliver.projects.queries import visible_measures
from samordna.deliver.projects.questions import as_asked
from samordna.deliver.reporting.rules.own_questions import variables_of
from samordna.deliver.reporting.scopes import Scope
from samordna.edge.web.request import Request
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association


@dataclass(frozen=True)
class Way:
    """A link."""

    url: str
    text: str


def from_measure(measure: Measure, year: int) -> tuple[Way, ...]:
    """The reports with the measure and year chosen; none for structural measures and those of no association."""
    if measure.association is None or measure.orientation != "individual":
        return ()
    chosen = {"forbund": measure.association.slug, "insats": measure.code, "fran": year, "till": year}
    ways = [_to("measures", _("Insatsrapport: vilka som deltar"), chosen)]
    if measure.follow_up == "persons":
        ways.append(_to("standard", _("Standardrapport: hur det gick för dem som slutade"), chosen))
    return tuple(ways)


def from_association(association: Association) -> tuple[Way, ...]:
    """The reports with the association chosen."""
    chosen = {"forbund": association.slug}
    return (
        _to("measures", _("Insatsrapport"), chosen),
        _to("standard", _("Standardrapport"), chosen),
        _to("costs", _("Kostnadsrapport"), chosen),
        _to("years", _("Det som lämnas in för ett år"), chosen),
    )


def to_answers(question: CustomQuestion) -> tuple[Way, ...]:
    """The answers to an association's own question as counts, at each occasion where it is asked; none before any."""
    if not question.answered:
        return ()
    asked = {one.occasion: one.id for one in variables_of(as_asked(question))}
    texts = {
        "in": _("Svaren när deltagaren började"),
        "out": _("Svaren när deltagaren slutade"),
        "follow_up": _("Svaren vid uppföljning"),
    }
    slug = question.association.slug
    return tuple(_to("measures", texts[at], {"forbund": slug, "variabel": name}) for at, name in asked.items())


def to_homes(association: Association, year: int) -> Way:
    """Which municipalities a year's participants come from: the hand-in has them by sex only, and this beside it."""
    chosen = {"forbund": association.slug, "fran": year, "till": year, "variabel": "municipality"}
    return _to("measures", _("Se vilka kommuner deltagarna kommer från"), chosen)


def to_costs(association: Association, year: int) -> Way:
    """The cost report of an association's year, in detail."""
    chosen = {"forbund": association.slug, "fran": year, "till": year, "visa": "detalj"}
    return _to("costs", _("Se året i kostnadsrapporten"), chosen)


def _to(name: str, text: str, chosen: Mapping[str, object]) -> Way:
    return Way(f"{reverse(f'measure_reports:{name}')}?{urlencode(chosen)}", text)


def back_from(request: Request, scope: Scope) -> tuple[Way, ...]:
    """To the measure that a report is of, where it is one; else to the association. Only pages that the reader has."""
    if len(scope.chosen) == 1:
        found = visible_measures(request.actor).filter(code__in=scope.chosen).first()
        return (Way(reverse("measures:detail", args=[found.code]), _("Till insatsen")),) if found else ()
    return back_to(request.actor, scope.association, "about") if scope.association else ()


def back_to(actor: Actor, association: Association, page: str, *args: int) -> tuple[Way, ...]:
    """To a page of the association, for those who work in it."""
    if not actor.has(*FOLLOWS, association=association.slug):
        return ()
    words = {"about": _("Till förbundet"), "economy_year": _("Till årets ekonomi, rad för rad")}
    return (Way(reverse(f"associations:{page}", args=[association.slug, *args]), words[page]),)
