"""What an application holds at a moment: the form's sections with our texts, the money, the parties, the certificates.

Plain values: the files are made from them (``application_package``), and what is missing is read off them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from samordna.agree.decisions.applications import certificates, roles
from samordna.agree.decisions.applications.application_form import Form, FormSection, form_for
from samordna.agree.decisions.applications.certificates import Standing
from samordna.agree.preparation.case_facts import CostLine
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.lookup import texts
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.rules.cofinancing import Outcome
from samordna.agree.preparation.writing import sections
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words


@dataclass(frozen=True)
class Filled:
    """A section of the form with our texts, question by question. Without texts the section is empty or by hand."""

    section: FormSection
    texts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """What would be pasted into the portal's field."""
        return "\n\n".join(text for _, text in self.texts)

    @property
    def too_long(self) -> int:
        """How many characters there are too many; 0 where the limit is not known."""
        return max(0, len(self.text) - self.section.limit) if self.section.limit else 0


@dataclass(frozen=True)
class Content:
    """An application, ready to be written down. ``sequence`` is the case's last event when it was put together."""

    form: Form
    number: str
    title: str
    association: str
    state: CaseState
    sections: tuple[Filled, ...]
    other: tuple[tuple[str, str], ...]
    outcome: Outcome | None
    held: tuple[roles.Held, ...]
    certificates: tuple[Standing, ...]
    lacking: tuple[str, ...]
    on: date
    sequence: int

    @property
    def years(self) -> tuple[int, ...]:
        """Every year with costs or promises, and those of the plan."""
        promised = {c.year for c in self.state.commitments if c.amount.ore}
        return tuple(sorted({*self.state.cash_costs, *promised}))

    @property
    def cash_lines(self) -> tuple[CostLine, ...]:
        """The budget's lines that are paid in cash, without empty ones."""
        return tuple(line for line in self.state.costs if line.total.ore)

    def promises(self) -> dict[tuple[str, str], dict[int, Money]]:
        """Party and kind → year → amount; nothing that is zero."""
        found: dict[tuple[str, str], dict[int, Money]] = {}
        for c in self.state.commitments:
            if c.amount.ore:
                by_year = found.setdefault((c.party, c.kind), {})
                by_year[c.year] = by_year.get(c.year, Money.zero()) + c.amount
        return found


@dataclass(frozen=True)
class Missing:
    """Something that the application lacks, and the page of the case where it is mended.

    ``page`` is the name of the page, ``tail`` what follows its address. ``must`` False is worth knowing only.
    """

    words: Words
    page: str
    tail: str = ""
    must: bool = True


def content_of(case: Case, state: CaseState, on: date) -> Content:
    """The application of a case as it is now."""
    form = form_for(state.plan.call_date or on)
    written = {question: row.text for question, row in texts(case).items() if row.text}
    outcome, _not_public = money.solve_or_why_not(state, on)
    return Content(
        form=form,
        number=case.number,
        title=case.title,
        association=case.association.organisation.name,
        state=state,
        sections=tuple(_filled(section, written) for section in form.sections),
        other=tuple((q, text) for q, text in sorted(written.items()) if q not in form.mapped),
        outcome=outcome,
        held=roles.roles_in(state),
        certificates=tuple(s for s in certificates.standing(case, state) if s.status == "right"),
        lacking=certificates.lacking(case, state),
        on=on,
        sequence=case.last_sequence,
    )


def _filled(section: FormSection, written: Mapping[str, str]) -> Filled:
    return Filled(section, tuple((q, written[q]) for q in section.questions if q in written))


def missing(content: Content) -> tuple[Missing, ...]:
    """What lacks before the application is handed in, in the form's order."""
    return (*_missing_texts(content), *_missing_facts(content), *_missing_certificates(content))


def _missing_texts(content: Content) -> list[Missing]:
    found: list[Missing] = []
    for filled in content.sections:
        section = filled.section
        known = [q for q in section.questions if q in sections.QUESTION]
        written = {q for q, _ in filled.texts}
        for question in (q for q in known if q not in written):
            label = sections.label(question)
            must = not sections.QUESTION[question].optional
            found.append(Missing(label, "proposal", f"?avsnitt={_number(question)}", must=must))
        if filled.too_long:
            words = Words(
                f"{section.label.sv}: {filled.too_long} tecken för mycket",
                f"{section.label.en}: {filled.too_long} characters too many",
            )
            found.append(Missing(words, "proposal", f"?avsnitt={_number(known[0])}"))
        if section.by_hand:
            words = Words(f"{section.label.sv}: skrivs direkt i portalen", f"{section.label.en}: written in the portal")
            found.append(Missing(words, "application", "#paket", must=False))
    return found


def _number(question: str) -> int:
    return next(s.number for s in sections.SECTIONS if any(q.id == question for q in s.questions))


def _missing_facts(content: Content) -> list[Missing]:
    plan, found = content.state.plan, []
    if plan.call_date is None:
        words = Words("Utlysningens dag, som avgör andelen", "The day of the call, which decides the share")
        found.append(Missing(words, "proposal", "?avsnitt=6"))
    if content.outcome is None:
        words = Words("Medfinansieringen går inte att räkna", "The co-financing cannot be computed")
        found.append(Missing(words, "cofinancing"))
    elif content.outcome.plan.share_gap.ore > 0:
        short = f"{money.tkr_up(content.outcome.plan.share_gap):,}".replace(",", "\N{NO-BREAK SPACE}")
        words = Words(f"{short} tkr i medfinansiering", f"{short} thousand kronor of co-financing")
        found.append(Missing(words, "cofinancing"))
    for held in content.held:
        if not held.settled:
            name = roles.name_of(content.state, held.party)
            words = Words(f"Roll för {name}", f"The role of {name}")
            found.append(Missing(words, "application", "#roller"))
    return found


def _missing_certificates(content: Content) -> list[Missing]:
    found = []
    for party in content.lacking:
        name = roles.name_of(content.state, party)
        words = Words(f"Medfinansieringsintyg från {name}", f"A co-financing certificate from {name}")
        found.append(Missing(words, "application", "#intyg"))
    for standing in content.certificates:
        if not hasattr(standing.certificate, "signature"):
            number, name = standing.certificate.number, standing.certificate.facts["payer"]["name"]
            words = Words(f"Underskrift på intyg {number}, {name}", f"A signature on certificate {number}, {name}")
            found.append(Missing(words, "application", "#intyg"))
    return found
