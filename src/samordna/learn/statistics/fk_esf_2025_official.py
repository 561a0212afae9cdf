"""FK's report on ESF+ of 2025 as official tables: what a reader must know to read each."""

from __future__ import annotations

from samordna.engine.combined import Declaration
from samordna.engine.document import Term
from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics import fk_esf_2025 as fk_esf
from samordna.learn.statistics.official import Official

_PROJECT = (
    Words("Projekt", "Project"),
    Words(
        "Ett projekt med pengar från ESF+ som har pågått någon dag under 2023–2024.",
        "A project with money from ESF+ that ran on any day of 2023–2024.",
    ),
)
_TAKES_PART = (
    Words("Medverkar", "Takes part"),
    Words(
        "Försäkringskassan äger projektet, är samverkanspart eller medfinansiär, eller har personal som målgrupp. Den "
        "som bara är samarbetspart räknas inte.",
        "FK owns the project, is a partner or co-financier, or has staff as target group. Who only cooperates is not "
        "counted.",
    ),
)
_OWNER = (
    Words("Projektägare", "Project owner"),
    Words(
        "Arbetsförmedlingen och Försäkringskassan räknas till myndigheter. Kommunala bolag hör till kommun om de är "
        "registrerade så. Projekt utan känd ägare eller region ingår inte.",
        "Arbetsförmedlingen and FK count as agencies. Municipal companies belong to municipality if registered so. "
        "Projects without a known owner or region are not included.",
    ),
)
_PARTICIPANT = (
    Words("Deltagare", "Participant"),
    Words(
        "Deltog någon dag under 2023–2024 i ett projekt i programområdet, med samtycke, och hade sjukpenning, "
        "rehabiliteringspenning, aktivitetsersättning eller sjukersättning vid starten. Räknas en gång per "
        "programområde.",
        "Took part on any day of 2023–2024 in a project of the programme area, with consent, and had sickness benefit, "
        "rehabilitation benefit, activity compensation or sickness compensation at the start. Counted once per "
        "programme area.",
    ),
)
_IN_BOTH = (
    Words("I båda programområdena", "In both programme areas"),
    Words(
        "I totalen räknas var och en en gång, också den som har deltagit i båda. Tabell 2 lägger ihop områdena.",
        "In the total each counts once, also who took part in both. Table 2 adds the areas.",
    ),
)
_REFERRED = (
    Words("Anvisad av", "Referred by"),
    Words(
        "Annan är även region och eget initiativ. Den som saknar uppgift ingår inte i tabellen. E står för sig och är "
        "inte med i A2 och B.",
        "Other is region and own initiative too. Who lacks the answer is not in the table. E stands by itself and is "
        "not in A2 and B.",
    ),
)
_LEFT = (
    Words("Har avslutat", "Have left"),
    Words("Sista dagen ligger 2023–2024, oavsett skäl.", "The last day lies in 2023–2024, whatever the reason."),
)
_POSITIVE = (
    Words("Positivt resultat", "Positive result"),
    Words(
        "Var vid avslutet i arbete, även lärlingsplats, i studier eller öppet arbetssökande. Det är vidare än EU:s "
        "indikator för arbete. Den som inte har svarat räknas inte som positiv.",
        "Was in work at the exit, apprenticeships included, in studies or openly seeking work. That is wider than the "
        "EU's indicator of employment. Who has not answered is not counted as positive.",
    ),
)
_SHARE = (
    Words("Andel positiva", "Share positive"),
    Words(
        "Antalet med positivt resultat delat med antalet som har avslutat, i hela procent.",
        "The number with a positive result divided by the number who have left, in whole per cent.",
    ),
)
_BENEFIT = (
    Words("Efter ersättning", "By benefit"),
    Words(
        "Ersättningen vid starten, oavsett omfattning. Den som hade flera räknas under varje. Rehabiliteringspenning "
        "står inte i tabellen.",
        "The benefit at the start, to any extent. Who had several is counted under each. Rehabilitation benefit is not "
        "in the table.",
    ),
)


def _official(
    declaration: Declaration, number: Words, scope: Words, definitions: tuple[Term, ...], layout: Layout
) -> Official:
    return Official(declaration, "fk-esf-2025", number, scope, definitions, layout)


_IN_PROJECTS = Words(
    "Deltagare med ersättning från Försäkringskassan i projekt inom ESF+, 2023–2024.",
    "Participants with a benefit from FK in projects of ESF+, 2023–2024.",
)
_PROJECTS = Words(
    "Projekt inom ESF+ som Försäkringskassan medverkar i, 2023–2024.",
    "Projects of ESF+ that FK takes part in, 2023–2024.",
)

OFFICIAL = (
    _official(
        fk_esf.TABLE_1,
        Words("Tabell 1", "Table 1"),
        _PROJECTS,
        (_PROJECT, _TAKES_PART, _OWNER),
        Layout(("period", "place"), ("owner",)),
    ),
    _official(
        fk_esf.FIGURE_2,
        Words("Figur 2", "Figure 2"),
        _PROJECTS,
        (_PROJECT, _TAKES_PART),
        Layout(("place",), ("period",)),
    ),
    _official(
        fk_esf.TABLE_2,
        Words("Tabell 2", "Table 2"),
        _IN_PROJECTS,
        (_PARTICIPANT, _REFERRED),
        Layout(("period", "referred_by"), ("area", "sex")),
    ),
    _official(
        fk_esf.TABLE_3,
        Words("Tabell 3", "Table 3"),
        _IN_PROJECTS,
        (_PARTICIPANT, _IN_BOTH, _LEFT, _POSITIVE, _SHARE),
        Layout(("period", "counted"), ("area", "sex")),
    ),
    _official(
        fk_esf.TABLE_4,
        Words("Tabell 4", "Table 4"),
        _IN_PROJECTS,
        (_PARTICIPANT, _IN_BOTH, _LEFT, _POSITIVE, _SHARE, _BENEFIT),
        Layout(("period", "counted"), ("area", "sex")),
    ),
)
