"""Promises of a kind that the one who promises may not be able to use, in words. Never a stop."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.rules.kinds import owner_kinds, pays_no_benefits
from samordna.agree.preparation.situation import leads


def odd_kinds(state: CaseState, on: date) -> list[str]:
    """What to look at among the kinds that the parties have promised, on the day of the call or else today."""
    day = state.plan.call_date or on
    promised = {(c.party, c.kind) for c in state.commitments if c.amount.ore and c.party in state.taking_part}
    found = [
        _(
            "%(party)s har lovat ersättning till deltagare. Sådan betalas av Försäkringskassan, Arbetsförmedlingen och "
            "kommunerna. Kontrollera formen."
        )
        % {"party": state.name_of(party)}
        for party, kind in sorted(promised)
        if kind == "benefits" and pays_no_benefits(party, day)
    ]
    owners = (state.recommendation.organiser,) if state.recommendation else leads(state)
    allowed = owner_kinds(day)
    for owner in owners:
        kinds = {kind for party, kind in promised if party == owner}
        if allowed is None and kinds - {"cash"}:
            found.append(
                _(
                    "%(party)s ska äga projektet och medfinansierar med annat än kontanta medel. 2014–2020 fick en "
                    "projektägare bara göra det kontant. Vad som gäller nu är inte känt. Läs i utlysningen."
                )
                % {"party": state.name_of(owner)}
            )
    return found
