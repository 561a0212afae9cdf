"""The application as files in the portal's order: a document, the data, a budget with live sums, certificates.

The same content gives the same bytes. At ``applied`` the zip is kept as it is: later versions of forms, texts or
program do not change what was handed in.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from samordna.agree.decisions.agreements.agreement_text import LINES
from samordna.agree.decisions.applications import roles
from samordna.agree.decisions.applications.application_budget import budget_workbook
from samordna.agree.decisions.applications.application_content import Content, Filled, missing
from samordna.agree.decisions.applications.certificate_paper import (
    EU_WORDS,
    amount_words,
    certificate_paper,
    day_words,
    kind_words,
)
from samordna.agree.preparation.rules.cofinancing import Outcome
from samordna.agree.preparation.writing import sections
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.paper import Block, Bullets, Paper, Part, Rows, Text
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import nuts2_regions

SCHEMA: Final = "samordna-esf-application/1"
_ZIP_TIME: Final = (2020, 1, 1, 0, 0, 0)


def package(content: Content, made_at: datetime) -> bytes:
    """The zip: ``ansokan.docx``, ``ansokan.json``, ``budget.xlsx``, ``intyg/…`` and ``manifest.json``."""
    files = dict(_files(content))
    listed = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}
    manifest = {
        "schema": SCHEMA,
        "case": content.number,
        "made_at": made_at.isoformat(),
        "event": content.sequence,
        "form": content.form.id,
        "files": listed,
        "missing": [m.words.sv for m in missing(content) if m.must],
    }
    files["manifest.json"] = _json(manifest)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            made.writestr(zipfile.ZipInfo(name, _ZIP_TIME), files[name], zipfile.ZIP_DEFLATED)
    return held.getvalue()


def file_name(number: str, applied: date | None) -> str:
    """What the zip is called when it is taken out."""
    return f"ansokan-{number}{'' if applied else '-utkast'}.zip"


def _files(content: Content) -> Iterator[tuple[str, bytes]]:
    yield "ansokan.docx", paper_as_docx(application_paper(content))
    yield "ansokan.json", _json(as_json(content))
    yield "budget.xlsx", budget_workbook(content)
    for standing in content.certificates:
        made = standing.certificate
        yield f"intyg/intyg-{made.number}.docx", paper_as_docx(certificate_paper(made.facts, made.document_hash))


def _json(facts: dict[str, Any]) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


# -- the document -------------------------------------------------------------------------


def application_paper(content: Content) -> Paper:
    """The application to read and to paste from, section by section in the form's order."""
    blocks = [block for filled in content.sections for block in _section(content, filled)]
    if content.other:
        blocks.append(Part("Övrigt ur förslaget, utan plats i formuläret"))
        blocks += [block for question, text in content.other for block in (Part(_label(question), 2), Text(text))]
    return Paper(
        title=content.title,
        subtitle=f"{content.form.title.sv}. {EU_WORDS}",
        made=content.on,
        facts=(("Ärende", f"{content.number}, {content.association}"), ("Formulär", content.form.id)),
        blocks=tuple(blocks),
    )


def _section(content: Content, filled: Filled) -> Iterator[Block]:
    yield Part(filled.section.label.sv)
    several = len(filled.texts) > 1
    for question, text in filled.texts:
        if several:
            yield Part(_label(question), 2)
        yield Text(text)
    for fact in filled.section.facts:
        yield from _FACTS[fact](content)
    if filled.section.by_hand:
        yield Text("Skrivs direkt i portalen: förslaget har ingen egen fråga om det.")


def _label(question: str) -> str:
    return sections.label(question).sv if question in sections.QUESTION else question


def _project(content: Content) -> Iterator[Block]:
    plan, organiser = content.state.plan, next((h.party for h in content.held if h.role.id == "organiser"), "")
    period = " till och med ".join(day_words(d.isoformat()) for d in (plan.start, plan.end) if d)
    said = [
        ("Projektets namn", content.title),
        ("Projektanordnare", roles.name_of(content.state, organiser) if organiser else ""),
        ("Programområde", plan.area),
        ("Region", nuts2_regions().get(plan.region, "Nationellt")),
        ("Utlysningens dag", day_words(plan.call_date.isoformat()) if plan.call_date else "Inte känd"),
        ("Projektets tid", period),
        ("Planerade deltagare", str(plan.participants or "")),
    ]
    yield Bullets(tuple(f"{name}: {value}" for name, value in said if value))


def _roles(content: Content) -> Iterator[Block]:
    if not content.held:
        return
    rows = [
        (
            roles.name_of(content.state, h.party),
            h.role.label.sv + ("" if h.settled else " (enligt svaren)"),
            "Ja" if h.role.gets_support else "Nej",
            amount_words(h.written.budget) if h.written and h.written.budget else "",
        )
        for h in content.held
        if h.role.seen
    ]
    yield Rows("Deltagande aktörer", ("Part", "Roll", "Får stöd", "Delbudget, kronor"), tuple(rows), numbers=(3,))
    unseen = [roles.name_of(content.state, h.party) for h in content.held if not h.role.seen]
    if unseen:
        yield Text(f"Samarbetsparter, som inte anges i rådets system: {', '.join(unseen)}.")


def _costs(content: Content) -> Iterator[Block]:
    years = content.years
    if not years:
        return
    lines = [(LINES.get(line.id, line.id), [line.of(y) for y in years]) for line in content.cash_lines]
    lines += [
        (
            f"{kind_words(kind, party)}, {roles.name_of(content.state, party)}",
            [by_year.get(y, Money.zero()) for y in years],
        )
        for (party, kind), by_year in content.promises().items()
        if kind != "cash"
    ]
    yield _by_year("Kostnader i kronor", "Kostnad", years, lines)


def _financing(content: Content) -> Iterator[Block]:
    years = content.years
    lines = [
        (
            f"{roles.name_of(content.state, party)}, {kind_words(kind, party).lower()}",
            [by_year.get(y, Money.zero()) for y in years],
        )
        for (party, kind), by_year in content.promises().items()
    ]
    if years:
        yield _by_year("Medfinansiering i kronor", "Part och form", years, lines)
    if content.outcome is not None:
        yield _summary(content.outcome)


def _by_year(caption: str, first: str, years: tuple[int, ...], lines: list[tuple[str, list[Money]]]) -> Rows:
    sums = [Money.total(amounts[i] for _, amounts in lines) for i in range(len(years))]
    rows = [(name, *(amount_words(a) for a in amounts), amount_words(Money.total(amounts))) for name, amounts in lines]
    total = ("Summa", *(amount_words(a) for a in sums), amount_words(Money.total(sums)))
    head = (first, *(str(year) for year in years), "Summa")
    return Rows(caption, head, (*rows, total), numbers=tuple(range(1, len(head))), sums=1)


def _summary(outcome: Outcome) -> Rows:
    """Support and the parties' part add up to the cost; the limits they keep stand below, under other names."""
    plan = outcome.plan
    rows = (
        ("Projektets kostnad", amount_words(plan.total)),
        ("Sökt stöd", amount_words(plan.support)),
        ("Parternas del", amount_words(plan.total - plan.support)),
        ("Lovat av parterna", amount_words(plan.committed)),
        (f"Stödets tak, {outcome.rates.support} av kostnaden", amount_words(plan.support_max)),
        (f"Krav på parterna, {outcome.rates.parties} av kostnaden", amount_words(plan.parties_share_required)),
    )
    return Rows("Finansiering i kronor", ("", "Belopp"), rows, numbers=(1,))


def _certificates(content: Content) -> Iterator[Block]:
    lines = []
    for s in content.certificates:
        payer = s.certificate.facts["payer"]["name"]
        lines.append(f"Medfinansieringsintyg {s.certificate.number}: {payer}, {amount_words(s.total)} kronor")
    yield Text("Utlysningen säger vilka bilagor som behövs. De här intygen finns:") if lines else Text("Inga intyg än.")
    if lines:
        yield Bullets(tuple(lines))


_FACTS = {
    "project": _project,
    "roles": _roles,
    "costs": _costs,
    "financing": _financing,
    "certificates": _certificates,
}


# -- the data -----------------------------------------------------------------------------


def as_json(content: Content) -> dict[str, Any]:
    """The application as data: money as decimal strings, days as ISO text, sections in the form's order."""
    plan = content.state.plan
    return {
        "schema": SCHEMA,
        "form": {"id": content.form.id, "source": content.form.source, "status": content.form.status},
        "case": content.number,
        "event": content.sequence,
        "made_on": content.on.isoformat(),
        "project": {
            "title": content.title,
            "association": content.association,
            "area": plan.area,
            "region": plan.region or None,
            "call_date": plan.call_date.isoformat() if plan.call_date else None,
            "start": plan.start.isoformat() if plan.start else None,
            "end": plan.end.isoformat() if plan.end else None,
            "participants": plan.participants,
        },
        "sections": [_section_json(filled) for filled in content.sections],
        "other": [{"question": question, "text": text} for question, text in content.other],
        "parties": [_party_json(content, held) for held in content.held],
        "costs": [
            {"line": line.id, "amounts": {str(y): str(a) for y, a in line.amounts}} for line in content.cash_lines
        ],
        "financing": [
            {"party": party, "kind": kind, "amounts": {str(y): str(a) for y, a in sorted(by_year.items())}}
            for (party, kind), by_year in content.promises().items()
        ],
        "outcome": content.outcome.as_json() if content.outcome else None,
        "certificates": [
            {
                "number": s.certificate.number,
                "party": s.certificate.facts["payer"]["party"],
                "total": str(s.total),
                "sha256": s.certificate.document_hash,
            }
            for s in content.certificates
        ],
        "required_words": EU_WORDS,
    }


def _section_json(filled: Filled) -> dict[str, Any]:
    section = filled.section
    return {
        "id": section.id,
        "heading": section.label.sv,
        "status": section.status,
        "limit": section.limit,
        "characters": len(filled.text),
        "text": filled.text,
        "questions": [{"question": question, "text": text} for question, text in filled.texts],
    }


def _party_json(content: Content, held: roles.Held) -> dict[str, Any]:
    budget = held.written.budget if held.written else None
    return {
        "party": held.party,
        "name": roles.name_of(content.state, held.party),
        "role": held.role.id,
        "settled": held.settled,
        "gets_support": held.role.gets_support,
        "budget": str(budget) if budget else None,
    }
