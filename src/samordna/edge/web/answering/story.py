"""One case after the fact: which need, who was asked, who said what, why no other organiser came, what became of it.

Sections of lines and tables, each line with the number and day of the event it rests on. The page and the paper are
made of the same sections.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.accounting.rules.facts import AnswerFact, CaseFacts, Reason, Trace
from samordna.agree.preparation.events import history_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.states import EVENT, STAGE
from samordna.edge.web.answering.tables import solved_by
from samordna.edge.web.answering.words import CONDITION, OUTCOME
from samordna.edge.web.cases.words import COST_LINES, ROLE, TAKES_PART, kind_of_promise, listed, source_name, timeline
from samordna.edge.web.cases.words import OUTCOME as DECIDED
from samordna.edge.web.components.templatetags.samordna import day, integer, kronor, label, long_day
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Block, Bullets, Paper, Part, Rows, Text

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Line:
    """A sentence, and the event it rests on."""

    text: str
    where: str = ""


@dataclass(frozen=True)
class Table:
    """A table; its last column is the event that each row rests on. ``numbers`` are columns set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the account. ``empty`` is what it says when there is nothing in it."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    empty: str = ""


def story(case: Case, facts: CaseFacts) -> list[Section]:
    """The sections of a case, as known on the day of the facts."""
    return [
        Section("behov", _("Behovet"), tuple(_need(case, facts))),
        Section("fragade", _("Vilka som tillfrågades"), table=_asked(facts), empty=_("Parterna har inte tillfrågats.")),
        Section("svar", _("Vem som sa vad"), table=_answers(facts), empty=_("Ingen part har svarat.")),
        Section(
            "anordnare",
            _("Vem som skulle hålla i arbetet, och varför ingen annan"),
            tuple(_organiser(facts)),
            empty=_("Ingen är föreslagen."),
        ),
        Section(
            "garanti",
            _("Försäkringskassan som garant"),
            tuple(_guarantor(facts)),
            empty=_("Garantin har inte prövats."),
        ),
        Section("pengar", _("Pengarna när förslaget lämnades"), tuple(_money(facts)), empty=_("Inget är lämnat än.")),
        Section("beslut", _("Beslut"), table=_decisions(facts), empty=_("Inget är beslutat.")),
        Section("nej", _("Det som stoppade eller ändrade ärendet"), tuple(_turns(facts)), empty=_("Inget.")),
        Section("tid", _("Tid i varje steg"), table=_time(facts)),
        Section("blev", _("Vad det blev av"), tuple(_became(facts))),
        Section("handelser", _("Alla händelser"), table=_events(case, facts)),
    ]


def where(trace: Trace) -> str:
    """The event that something rests on, by its number and day."""
    return _("Händelse %(n)d, %(day)s") % {"n": trace.number, "day": day(trace.day)}


def _need(case: Case, facts: CaseFacts) -> Iterator[Line]:
    need, first = case.need, facts.events[0][1]
    yield Line(f"{need.title}. {need.group}.", where(first))
    if need.low is None or need.high is None:
        yield Line(_("Antalet är inte räknat."))
    else:
        yield Line(_("%(low)s–%(high)s personer.") % {"low": integer(need.low), "high": integer(need.high)})
    if need.places is not None:
        n = need.places
        yield Line(ngettext("%(n)d plats fanns.", "%(n)d platser fanns.", n) % {"n": n})
    yield Line(_("Var: %(where)s.") % {"where": need.area.rstrip(".")})
    yield Line(_("Det som saknades: %(gap)s") % {"gap": need.gap})
    yield Line(_("Det stödde sig på: %(evidence)s") % {"evidence": " ".join(need.evidence.splitlines())})
    yield Line(_("Skrevs ned av %(who)s.") % {"who": need.written_by_name})


def _asked(facts: CaseFacts) -> Table | None:
    if not facts.asked:
        return None
    head = (_("Part"), _("Fick frågan"), _("Påminnelser"), _("Svarade på allt"), _("Dagar"), _("Händelse"))
    rows = tuple(
        (
            one.name,
            long_day(one.at.day),
            integer(one.reminders),
            long_day(one.answered.day) if one.answered else _("Nej"),
            integer(one.days),
            str(one.at.number),
        )
        for one in facts.asked
    )
    return Table(_("Parter som tillfrågades"), head, rows, (2, 4, 5))


def _answers(facts: CaseFacts) -> Table | None:
    if not facts.answers:
        return None
    head = (_("Part"), _("Svar"), _("Beslutat av"), _("Skäl"), _("Dagar"), _("Händelse"))
    rows = tuple(
        (one.name, _said(one, facts), _by(one), one.reason or _("Inget skäl"), integer(one.days), str(one.at.number))
        for one in facts.answers
    )
    return Table(_("Svar, även de som ändrades"), head, rows, (4, 5))


def _said(one: AnswerFact, facts: CaseFacts) -> str:
    if one.question == "takes_part":
        said = str(TAKES_PART[one.value])
    elif one.question == "co_finances":
        amount = {"amount": kronor(one.promised)}
        said = _("Medfinansierar med %(amount)s") % amount if one.value == "yes" else _("Medfinansierar inte")
    elif facts.is_esf:
        said = _("Vill vara projektanordnare") if one.value == "willing" else _("Vill inte vara projektanordnare")
    else:
        said = _("Vill leda insatsen") if one.value == "willing" else _("Vill inte leda insatsen")
    return _("%(said)s, ändrat svar") % {"said": said} if one.changed else said


def _by(one: AnswerFact) -> str:
    return ", ".join(filter(None, [one.decided_by, day(one.decided_on)])) or "..."


def _organiser(facts: CaseFacts) -> Iterator[Line]:
    for made in facts.organisers:
        what = {"who": made.name, "role": ROLE.get(made.role, made.role)}
        yield Line(_("Beredningsgruppen föreslog %(who)s, %(role)s.") % what, where(made.at))
        if made.why:
            yield Line(_("Gruppens skäl: %(why)s") % {"why": made.why}, where(made.at))
        yield from (_rule(reason, made.at) for reason in made.reasons)
    for no in facts.refusals:
        if no.kind == "organiser" and no.stands:
            what = {"who": no.name, "why": no.reason or _("Inget skäl är skrivet.")}
            yield Line(_("%(who)s ville inte: %(why)s") % what, where(no.at))


def _rule(reason: Reason, at: Trace) -> Line:
    """A sentence of the rule, with the place where the rule stands."""
    source = source_name(reason.source)
    if not source:
        return Line(reason.text, where(at))
    return Line(reason.text, _("%(event)s. Källa: %(source)s") % {"event": where(at), "source": source})


def _guarantor(facts: CaseFacts) -> Iterator[Line]:
    for block in facts.blocked:
        reason = block.reason_en if (translation.get_language() or "sv").startswith("en") else block.reason_sv
        yield Line(_("Ingen kunde hålla i arbetet. %(reason)s") % {"reason": reason}, where(block.at))
        if block.ended:
            yield Line(_("Det löstes: %(how)s") % {"how": solved_by(facts, block)}, where(block.ended))
    for one in facts.guarantor:
        yield Line(_("Ett garantärende öppnades hos Försäkringskassan."), where(one.opened))
        yield from (_rule(reason, one.opened) for reason in one.reasons)
        yield from (Line(str(CONDITION.get(c, c)), where(one.opened)) for c in one.conditions)
        if one.closed:
            yield Line(_("Det stängdes: %(why)s") % {"why": one.why_closed}, where(one.closed))
    for made in facts.decisions:
        if made.body == "fk" and any(o.role == "guarantor" and o.at.number < made.at.number for o in facts.organisers):
            said = _("Försäkringskassan sa ja.") if made.outcome == "yes" else _("Försäkringskassan sa nej.")
            yield Line(said, where(made.at))


def _money(facts: CaseFacts) -> Iterator[Line]:
    if not facts.money:
        return
    last = facts.money[-1]
    yield Line(_("Kontanta kostnader: %(amount)s.") % {"amount": kronor(last.cash_cost)}, where(last.at))
    for kind, amount in last.promised:
        if amount.ore:
            name = _("kontant") if kind == "cash" else str(COST_LINES.get(kind, kind_of_promise(kind, ""))).lower()
            yield Line(_("Utlovat, %(kind)s: %(amount)s.") % {"kind": name, "amount": kronor(amount)}, where(last.at))
    if last.total_cost is not None:
        yield Line(_("Hela kostnaden: %(amount)s.") % {"amount": kronor(last.total_cost)}, where(last.at))
        yield Line(_("Stöd från ESF+: %(amount)s.") % {"amount": kronor(last.support)}, where(last.at))
        if last.gap is not None and last.gap.ore > 0:
            yield Line(_("Det saknades %(amount)s.") % {"amount": kronor(last.gap)}, where(last.at))
        elif last.gap is not None:
            yield Line(_("Parternas andel var täckt."), where(last.at))
    elif facts.is_esf:
        yield Line(_("Andelen är inte offentlig, så stödet går inte att räkna ut."), where(last.at))


def _decisions(facts: CaseFacts) -> Table | None:
    if not facts.decisions:
        return None
    bodies = {"board": _("Styrelsen"), "group": _("Beredningsgruppen")}
    head = (_("Vem"), _("Beslut"), _("Beslutat av"), _("Dag"), _("Skäl"), _("Händelse"))
    rows = tuple(
        (
            bodies.get(one.body, one.name),
            str(DECIDED[one.outcome]),
            one.decided_by,
            long_day(one.decided_on),
            one.reason or _("Inget skäl"),
            str(one.at.number),
        )
        for one in facts.decisions
    )
    return Table(_("Beslut i den ordning de fattades"), head, rows, (5,))


def _turns(facts: CaseFacts) -> Iterator[Line]:
    """What is neither an answer nor a decision of the parties but changed the way of the case."""
    said = [(kind, trace) for kind, trace in facts.events if kind in _TURNS]
    reasons = {no.at.number: no for no in facts.refusals}
    for kind, trace in said:
        text, no = label(EVENT[kind].label), reasons.get(trace.number)
        who = f" {no.name}." if no and no.name and kind == "party_left" else ""
        yield Line(f"{text}.{who} {no.reason if no else ''}".strip(), where(trace))


_TURNS = frozenset(
    {"deadline_passed", "deadline_moved", "proposal_taken_back", "party_added", "applied", "completion_asked"}
    | {"completion_sent", "legality_checked"}
    | {"prioritised", "granted", "refused", "withdrawn", "party_left", "sent_back", "amendment_signed"}
)


def _time(facts: CaseFacts) -> Table:
    head = (_("Steg"), _("Från"), _("Till"), _("Dagar"), _("Händelse"))
    rows = [
        (
            label(STAGE[span.stage].label),
            long_day(span.entered.day),
            long_day(span.left.day) if span.left else _("pågår"),
            integer(span.days),
            str(span.entered.number),
        )
        for span in facts.spans
    ]
    rows.append((_("Hela tiden"), "", "", integer(facts.life), ""))
    return Table(_("Kalenderdagar i varje steg"), head, tuple(rows), (3, 4))


def _became(facts: CaseFacts) -> Iterator[Line]:
    last = facts.events[-1][1]
    yield Line(str(OUTCOME[facts.outcome]) + ".", where(facts.spans[-1].left or last if facts.final else last))
    for kind in ("all_signed", "started", "ended", "handed_over"):
        found = facts.when(kind)
        if found:
            yield Line(label(EVENT[kind].label) + ".", where(found))
    handed = facts.when("handed_over")
    if facts.taken_over and handed:
        yield Line(_("Parterna tog över: %(what)s") % {"what": facts.taken_over}, where(handed))
    left = [no.name for no in facts.refusals if no.kind == "left"]
    if left:
        yield Line(_("Lämnade: %(who)s.") % {"who": listed(left)})


def _events(case: Case, facts: CaseFacts) -> Table:
    events = history_of(case)[: len(facts.events)]
    told = timeline(events)[::-1]
    head = (_("Nummer"), _("Dag"), _("Vad som hände"), _("Vem"))
    rows = tuple(
        (str(event.sequence), long_day(trace.day), _sentences(one.title, one.text, one.why), one.who)
        for event, one, (_kind, trace) in zip(events, told, facts.events, strict=True)
    )
    return Table(_("Händelserna i ordning. De ändras aldrig."), head, rows, (0,))


def _sentences(*parts: str) -> str:
    """Texts as sentences after each other, each with its full stop."""
    return " ".join(part if part[-1] in ".?!”" else f"{part}." for part in parts if part)


# -- on paper --------------------------------------------------------------------------------------

_MAKERS: dict[str, Callable[[Paper], bytes]] = {"pdf": paper_as_pdf, "docx": paper_as_docx}


def as_paper_file(case: Case, facts: CaseFacts, form: str, made: date) -> bytes:
    """The account of a case as PDF or DOCX, in Swedish whoever asks. KeyError for another form."""
    with translation.override("sv"):
        return _MAKERS[form](paper(case, facts, made))


def paper(case: Case, facts: CaseFacts, made: date) -> Paper:
    """The sections as a paper."""
    blocks: list[Block] = []
    for section in story(case, facts):
        blocks.append(Part(section.title))
        if section.lines:
            blocks.append(Bullets(tuple(_printed(line) for line in section.lines)))
        if section.table:
            table = section.table
            blocks.append(Rows(table.caption, table.head, table.rows, table.numbers))
        if not section.lines and not section.table:
            blocks.append(Text(section.empty))
    return Paper(
        title=_("Redovisning av ärende %(number)s: %(title)s") % {"number": facts.number, "title": facts.title},
        made=made,
        blocks=tuple(blocks),
        subtitle=str(case.association.organisation.name),
        facts=(
            (_("Som det var känt den"), long_day(facts.until)),
            (_("Vad det blev av"), str(OUTCOME[facts.outcome])),
        ),
    )


def _printed(line: Line) -> str:
    return f"{line.text} {line.where}." if line.where else line.text
