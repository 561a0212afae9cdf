"""What the account calls outcomes, refusals and conditions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from samordna.agree.accounting.rules.facts import CaseFacts
from samordna.agree.preparation.states import STAGE
from samordna.edge.web.components.templatetags.samordna import label

OUTCOME = {
    "under_way": gettext_lazy("Bereds"),
    "agreed": gettext_lazy("Överenskommet, har inte börjat"),
    "running": gettext_lazy("Pågår"),
    "ended": gettext_lazy("Avslutat, ska lämnas över"),
    "handed_over": gettext_lazy("Parterna har tagit över"),
    "board_refused": gettext_lazy("Styrelsen sa nej"),
    "esf_refused": gettext_lazy("ESF-rådet avslog"),
    "withdrawn": gettext_lazy("Drogs tillbaka"),
    "need_declined": gettext_lazy("Förbundet gick inte vidare"),
}
REFUSAL = {
    "takes_part": gettext_lazy("Ville inte delta"),
    "co_finances": gettext_lazy("Ville inte medfinansiera"),
    "organiser": gettext_lazy("Ville inte vara projektanordnare"),
    "board": gettext_lazy("Styrelsen sa nej"),
    "party": gettext_lazy("Parten beslutade nej"),
    "esf": gettext_lazy("ESF-rådet avslog"),
    "withdrawn": gettext_lazy("Ärendet drogs tillbaka"),
    "left": gettext_lazy("Parten lämnade"),
}
CONDITION = {
    "no_other_organiser": gettext_lazy("Ingen annan part har beslutat att vara projektanordnare."),
    "all_co_finance": gettext_lazy("Alla parter som deltar medfinansierar."),
    "carry_on_plan": gettext_lazy("Projektet gäller enskilda, så det ska finnas en plan för vem som tar vidare."),
}
PARTY_KIND = {
    "fk": gettext_lazy("Försäkringskassan"),
    "af": gettext_lazy("Arbetsförmedlingen"),
    "region": gettext_lazy("En region"),
    "municipality": gettext_lazy("En kommun"),
}


def stands(case: CaseFacts) -> str:
    """What became of a case; while it is prepared, the stage in which it is."""
    return label(STAGE[case.stage].label) if case.outcome == "under_way" else str(OUTCOME[case.outcome])
