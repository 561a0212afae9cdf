"""What every page of an association shares: the association in the reader's scope, and the ways between its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.associations import RUNS
from samordna.ground.parties.models import Association

#: Those who run an association, and those who follow it.
READERS = (*RUNS, "preparation_member", "board_member")


@dataclass(frozen=True)
class Tab:
    """One of the association's pages."""

    name: str
    label: str
    url: str


def own_associations(request: Request) -> list[Association]:
    """The associations that the reader works in, by name."""
    slugs = {slug for role in READERS for slug in request.actor.scopes(role)}
    return list(Association.objects.filter(slug__in=slugs).order_by("name"))


def open_association(request: Request, slug: str) -> Association:
    """The association with this name; for those who do not work in it there is none (404)."""
    found = Association.objects.select_related("organisation").filter(slug=slug).first()
    if found is None or not request.actor.has(*READERS, association=slug):
        raise NotFound
    return found


def tabs(association: Association) -> list[Tab]:
    """The pages of an association."""
    names = (
        ("about", _("Om förbundet")),
        ("parties", _("Parter")),
        ("economy", _("Ekonomi")),
        ("questions", _("Egna frågor")),
        ("customs", _("Tider")),
    )
    return [Tab(name, label, reverse(f"associations:{name}", args=[association.slug])) for name, label in names]


def context(association: Association, tab: str, **more: Any) -> dict[str, Any]:
    """What the templates of an association need."""
    return {"nav": "association", "association": association, "tabs": tabs(association), "tab": tab, **more}
