"""What every page's frame needs: the menu that follows the role, and whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.components.templatetags.samordna import label
from samordna.ground.parties.actor import ANYBODY
from samordna.ground.parties.roles import ROLES
from samordna.ground.privacy import marks

#: nav id, url name, label, roles that see it (None: everybody)
_ASSOCIATION = ("association_manager", "association_admin", "preparation_member", "board_member")
MENU: tuple[tuple[str, str, Any, tuple[str, ...] | None], ...] = (
    ("start", "start:start", _("Att göra"), tuple(ROLES)),
    ("needs", "needs:list", _("Behov"), (*_ASSOCIATION, "fk_esf", "national_viewer")),
    ("cases", "cases:list", _("Ärenden"), (*_ASSOCIATION, "fk_esf")),
    ("meetings", "meetings:list", _("Möten"), _ASSOCIATION),
    (
        "measures",
        "measures:list",
        _("Insatser"),
        (*_ASSOCIATION, "measure_owner", "national_admin"),
    ),
    ("association", "associations:home", _("Förbundet"), _ASSOCIATION),
    ("register", "register:mine", _("Mina deltagare"), ("participant_registrar",)),
    ("extract", "register:officer", _("Registerutdrag"), ("privacy_officer",)),
    ("statistics", "statistics:list", _("Statistik"), None),
    ("extracts", "statistics:extracts", _("Uttag"), ("analyst", "national_admin")),
    ("unit_costs", "cases:unit_costs", _("Enhetskostnader"), ("national_admin",)),
    ("code_lists", "code_lists:list", _("Kodlistor"), ("national_admin",)),
    ("releases", "statistics:releases", _("Utgåvor"), ("analyst", "national_admin")),
    ("reports", "reports:list", _("Rapporter"), None),
    (
        "people",
        "people:list",
        _("Behörigheter"),
        ("national_admin", "association_admin", "association_manager", "measure_owner", "access_orderer"),
    ),
    ("retention", "retention:home", _("Gallring"), ("national_admin",)),
    ("retention_of_extracts", "retention:extracts", _("Gallring av uttag"), ("privacy_officer",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Menu, role line and demo mark for the layout."""
    actor = getattr(request, "actor", ANYBODY)
    return {
        "actor": actor,
        "menu": list(_menu(actor)),
        "role_line": role_line(actor),
        "is_demo": _is_demo(),
    }


def _menu(actor: Any) -> Any:
    for nav, url, words, roles in MENU:
        if roles is None or actor.has(*roles):
            try:
                yield {"nav": nav, "url": reverse(url), "label": words}
            except NoReverseMatch:
                continue


def role_line(actor: Any) -> str:
    """What stands under the name in the header: title or first role, and the organisation."""
    if not actor.signed_in:
        return ""
    role = actor.title or next((label(ROLES[h.role]) for h in actor.assignments), "")
    return ", ".join(filter(None, [role, actor.organisation_name]))


def _is_demo() -> bool:
    try:
        return marks.is_demo()
    except Exception:  # the error pages are drawn also when the database is away
        return False
