"""Who may see the account of whom. The docstring of each pair is the rule.

Three things are kept apart: sums (how many, how long), cases (which, with links), and words (reasons in free text,
and officials who decided or wrote). Sums over all are for the nation's readers. A case is read only by those who may
see it in the preparation. Words travel only in the account of one association or one case, never in a national one.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.agree.needs.permissions import READERS, own_associations
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_see_case
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import SYSTEM, Actor

NATIONAL = ("national_viewer", "national_admin", "fk_esf")
ROLES = (*READERS, *NATIONAL)
NATION, COUNTY, ASSOCIATION = "nation", "county", "association"


@dataclass(frozen=True)
class Scope:
    """Whose account: the nation, a county (``key`` its code) or an association (``key`` its slug)."""

    kind: str
    key: str = ""
    name: str = ""

    @property
    def with_words(self) -> bool:
        """Whether reasons and officials at work may stand in it, for the cases that the reader may see."""
        return self.kind == ASSOCIATION


def may_see_account(actor: Actor, scope: Scope) -> bool:
    """The sums of any association, county and the nation: the national council, the national administrator, FK's ESF
    office. Those who work in an association see the sums of their own, and of nobody else.
    """
    if actor is SYSTEM or actor.has(*NATIONAL):
        return True
    return scope.kind == ASSOCIATION and scope.key in own_associations(actor)


def check_see_account(actor: Actor, scope: Scope) -> None:
    """Raises NotFound: what is outside one's scope does not exist."""
    if not may_see_account(actor, scope):
        raise NotFound()


def may_see_nation(actor: Actor) -> bool:
    """The same rule for the whole country."""
    return may_see_account(actor, Scope(NATION))


def check_see_case_account(actor: Actor, case: Case) -> None:
    """The account of one case, with every word: those who may see the case. Raises NotFound for others."""
    check_see_case(actor, case)
