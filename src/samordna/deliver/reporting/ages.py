"""The variables of the standard report divided by age, for an association or for those who see the persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import may_see_exact_counts
from samordna.deliver.reporting.counting import Rows, count, in_ages, left
from samordna.deliver.reporting.reports import cut_of
from samordna.deliver.reporting.rules.cuts import Cut
from samordna.deliver.reporting.rules.splitting import Undivided, divided
from samordna.deliver.reporting.rules.variables import AGES, VARIABLES
from samordna.deliver.reporting.scopes import Scope
from samordna.ground.parties.actor import Actor

#: The codes of the age groups, as those of the variable of age.
GROUPS = tuple(map(str, AGES))


def by_age(actor: Actor, scope: Scope, names: Sequence[str], year: int) -> dict[str, Cut] | None:
    """Each variable of those who ended in the year, by age: cuts whose measures are the age groups.

    None where it is not said: for some measures of an association, to those who see no person. The names must always
    be the same ones, since which ages are told depends on all of them.
    """
    measures = list(Measure.objects.filter(association=scope.association, follow_up="persons"))
    chosen = [one for one in measures if one.code in scope.chosen] if scope.chosen else measures
    exact = bool(chosen) and all(may_see_exact_counts(actor, one) for one in chosen)
    if scope.kind != "association" and not exact:
        return None
    wholes = {name: cut_of(actor, scope, name, year) for name in names}
    rows = left(chosen, year)
    variables = {
        name: Undivided(whole, _counted(name, rows), VARIABLES[name].several)
        for name, whole in wholes.items()
        if whole is not None
    }
    return divided(variables, GROUPS, exact=exact)


def _counted(name: str, rows: Rows) -> dict[tuple[str, str, str], int]:
    """(age group, value, sex) → how many."""
    found: Counter[tuple[str, str, str]] = Counter()
    for group in GROUPS:
        for (_measure, value, sex), number in count(VARIABLES[name], in_ages(rows, group)).items():
            found[group, value, sex] += number
    return dict(found)
