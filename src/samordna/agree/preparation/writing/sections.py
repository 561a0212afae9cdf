"""What a proposal holds: ten sections with their questions, and what is still missing. Plain Python.

A question may belong to one kind of case only, and may be left without an answer (``optional``).

The sections follow what every association's own form asks for: need and group, goals, content, parties, time, money,
risks, equality and accessibility, follow-up, and who takes over afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.states import BOTH, ESF
from samordna.ground.kernel.words import Words

MAX_LENGTH = 4000


@dataclass(frozen=True)
class TextQuestion:
    """A question that is answered with text. ``rows`` is the height of its field, ``kinds`` the cases that have it."""

    id: str
    label: Words
    hint: Words
    rows: int = 5
    optional: bool = False
    kinds: tuple[str, ...] = BOTH


@dataclass(frozen=True)
class Section:
    """A numbered part of the proposal. ``plan`` names the facts of the plan that are set in it."""

    number: int
    id: str
    title: Words
    questions: tuple[TextQuestion, ...]
    plan: tuple[str, ...] = ()

    def questions_for(self, kind: str) -> tuple[TextQuestion, ...]:
        """The questions that a case of this kind has in the section."""
        return tuple(question for question in self.questions if kind in question.kinds)


@dataclass(frozen=True)
class SectionStatus:
    """How far a section is: the ids of its questions and facts that have no answer yet."""

    section: Section
    missing: tuple[str, ...]
    total: int

    @property
    def done(self) -> bool:
        """Nothing is missing."""
        return not self.missing

    @property
    def begun(self) -> bool:
        """Something is answered."""
        return len(self.missing) < self.total


SECTIONS: tuple[Section, ...] = (
    Section(
        1,
        "need",
        Words("Behov och målgrupp", "Need and group"),
        (
            TextQuestion(
                "need_evidence",
                Words("Vilket behov ska mötas?", "Which need is to be met?"),
                Words("Vad visar underlaget, och vem ser det?", "What does the evidence show, and who sees it?"),
            ),
            TextQuestion(
                "group",
                Words("Vilken är målgruppen?", "Which is the group?"),
                Words("Ålder, situation och var de bor.", "Age, situation and where they live."),
                3,
            ),
        ),
    ),
    Section(
        2,
        "goals",
        Words("Mål", "Goals"),
        (
            TextQuestion(
                "goals",
                Words("Vad ska vara annorlunda efteråt?", "What shall be different afterwards?"),
                Words("Högst fem mål som går att följa upp.", "At most five goals that can be followed up."),
            ),
        ),
    ),
    Section(
        3,
        "content",
        Words("Innehåll och arbetssätt", "Content and way of working"),
        (
            TextQuestion(
                "content",
                Words("Vad får deltagarna?", "What do the participants get?"),
                Words("Aktiviteter, hur länge och hur ofta.", "Activities, for how long and how often."),
                9,
            ),
            TextQuestion(
                "together",
                Words("Hur arbetar parterna tillsammans?", "How do the parties work together?"),
                Words("Vem gör vad, och hur samarbetar ni?", "Who does what, and how do you cooperate?"),
            ),
            TextQuestion(
                "several_parties",
                Words("Varför behövs flera parter?", "Why are several parties needed?"),
                Words(
                    "Minst två olika parter måste delta. Två kommuner räknas som en part.",
                    "At least two different parties must take part. Two municipalities count as one.",
                ),
                3,
            ),
        ),
        ("participants",),
    ),
    Section(
        4,
        "parties",
        Words("Parter", "Parties"),
        (
            TextQuestion(
                "parties",
                Words("Vilka parter behövs, och till vad?", "Which parties are needed, and for what?"),
                Words("En rad per part.", "One line for each party."),
            ),
            TextQuestion(
                "staffing",
                Words("Hur bemannas arbetet?", "How is the work staffed?"),
                Words("Tjänster, omfattning och arbetsgivare.", "Posts, extent and employer."),
                3,
            ),
        ),
    ),
    Section(
        5,
        "time",
        Words("Tidplan", "Time plan"),
        (
            TextQuestion(
                "time_plan",
                Words("Vad händer när?", "What happens when?"),
                Words("Planering, genomförande och avslut.", "Planning, carrying out and closing."),
            ),
        ),
        ("start", "end"),
    ),
    Section(
        6,
        "money",
        Words("Kostnader", "Costs"),
        (
            TextQuestion(
                "cost_basis",
                Words("Hur har ni räknat?", "How was it calculated?"),
                Words("Vad bygger kostnaderna på?", "What do the costs build on?"),
                3,
            ),
        ),
        ("costs",),
    ),
    Section(
        7,
        "risks",
        Words("Risker", "Risks"),
        (
            TextQuestion(
                "risks",
                Words("Vad kan gå fel?", "What can go wrong?"),
                Words("De tre största riskerna räcker.", "The three largest risks are enough."),
                4,
            ),
            TextQuestion(
                "risk_measures",
                Words("Vad gör ni åt det?", "What will you do about it?"),
                Words("En åtgärd och en ansvarig för varje risk.", "One action and one person in charge for each."),
                4,
            ),
        ),
    ),
    Section(
        8,
        "equality",
        Words("Jämställdhet och tillgänglighet", "Equality and accessibility"),
        (
            TextQuestion(
                "equality",
                Words("Hur får kvinnor och män samma möjligheter?", "How do women and men get equal opportunities?"),
                Words("I urval, innehåll och uppföljning.", "In selection, content and follow-up."),
                4,
            ),
            TextQuestion(
                "accessibility",
                Words(
                    "Hur blir det tillgängligt för alla, utan diskriminering?",
                    "How is it made accessible to all, without discrimination?",
                ),
                Words("Lokaler, språk och digitala verktyg.", "Premises, language and digital tools."),
                4,
            ),
            # Some calls ask for it, others do not: esf.md, the horizontal principles of ESF+ 2021–2027.
            TextQuestion(
                "sustainability",
                Words(
                    "Hur bidrar projektet till ekologisk hållbarhet?", "How does it serve ecological sustainability?"
                ),
                Words("Svara om utlysningen frågar efter det.", "Answer if the call asks for it."),
                3,
                optional=True,
                kinds=(ESF,),
            ),
        ),
    ),
    Section(
        9,
        "follow_up",
        Words("Uppföljning", "Follow-up"),
        (
            TextQuestion(
                "follow_up",
                Words("Hur vet ni att det fungerar?", "How will you know that it works?"),
                Words("Vad mäts, när och av vem?", "What is measured, when and by whom?"),
            ),
        ),
    ),
    Section(
        10,
        "afterwards",
        Words("Vem för arbetet vidare efteråt", "Who carries on afterwards"),
        (
            TextQuestion(
                "afterwards",
                Words("Vad finns kvar efteråt?", "What remains afterwards?"),
                Words("Vilken part tar över vad, och från när?", "Which party takes over what, and from when?"),
            ),
        ),
    ),
)

SECTION = {section.id: section for section in SECTIONS}
QUESTION = {question.id: question for section in SECTIONS for question in section.questions}
SECTION_OF = {question.id: section for section in SECTIONS for question in section.questions}


def statuses(answered: Collection[str], state: CaseState) -> tuple[SectionStatus, ...]:
    """Each section with what it still lacks, in order. ``answered`` holds the ids of questions that have a text."""
    facts = plan_facts(state)
    return tuple(_status(section, answered, facts) for section in SECTIONS)


def _status(section: Section, answered: Collection[str], facts: Mapping[str, bool]) -> SectionStatus:
    wanted = (*(q.id for q in section.questions if not q.optional), *section.plan)
    missing = tuple(w for w in wanted if not facts.get(w, w in answered))
    return SectionStatus(section, missing, len(wanted))


def plan_facts(state: CaseState) -> dict[str, bool]:
    """Which facts of the plan are set. A case of structural kind has no participants to plan."""
    plan = state.plan
    money = any(amount.ore > 0 for amount in state.cash_costs.values())
    return {
        "participants": plan.orientation == "structural" or bool(plan.participants),
        "start": plan.start is not None,
        "end": plan.end is not None,
        "costs": money,
    }


def missing(answered: Collection[str], state: CaseState) -> tuple[tuple[Section, str], ...]:
    """Everything that is missing before the parties can be asked: the section and what in it."""
    return tuple((status.section, what) for status in statuses(answered, state) for what in status.missing)


#: What is missing of the plan, said to the one who is to mend it.
FACT_LABELS = {
    "participants": Words("Hur många deltagare planerar ni?", "How many participants do you plan?"),
    "start": Words("Första dag", "First day"),
    "end": Words("Sista dag", "Last day"),
    "costs": Words("Vad kostar det per år?", "What does it cost by year?"),
}


def label(what: str) -> Words:
    """The words of a question or a fact of the plan, by its id."""
    return QUESTION[what].label if what in QUESTION else FACT_LABELS[what]
