"""What is stored about a participant, told in plain words: the same sections on pages and in the PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samordna.deliver.participants import extract, history, states
from samordna.deliver.participants.extract import Found
from samordna.deliver.participants.history import EMPTY, Correction
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.questions import questions_by_id
from samordna.edge.web.components.templatetags.samordna import label, long_day
from samordna.edge.web.register import words
from samordna.edge.web.register.answers import DOINGS, QUESTIONS
from samordna.edge.web.register.consenting import consent_lines
from samordna.edge.web.register.keeping import keeping
from samordna.edge.web.register.words import Fact, label_of, language
from samordna.engine.paper import Block, Bullets, Paper, Part, Rows, Text
from samordna.ground.parties.models import Municipality
from samordna.learn.statistics.models import ExtractRecord

MISSING = "..."
_ENTRY = {
    "start": lambda: _("Började"),
    "planned_end": lambda: _("Planerat slut"),
    "end": lambda: _("Slutade"),
    "end_reason": lambda: _("Varför"),
    "municipality": lambda: _("Hemkommun"),
    "district": lambda: _("Stadsdel"),
    "groups": lambda: _("Målgrupp"),
    "referred_by": lambda: _("Vem tog initiativ"),
    "education": lambda: _("Högsta utbildning"),
    "support_time": lambda: _("Hur länge med offentlig försörjning"),
    "state": lambda: _("Läge"),
    "studies_kind": lambda: _("Vad studerar personen"),
    history.DAY: lambda: _("Dag"),
}
_CODES = {
    "end_reason": "end_reason",
    "district": "district",
    "groups": "target_group",
    "referred_by": "referred_by",
    "education": "education",
    "support_time": "support_time",
    "studies_kind": "study_kind",
}


@dataclass(frozen=True)
class Section:
    """A heading with facts and lines; either may be empty. ``empty`` is said when both are."""

    heading: str
    facts: Sequence[Fact] = ()
    lines: Sequence[str] = ()
    empty: str = ""
    tables: Sequence[CorrectionTold] = field(default=())


@dataclass(frozen=True)
class CorrectionTold:
    """A correction in words: what it was about, when, who, why, and each fact before and after."""

    title: str
    said: str
    rows: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Told:
    """One participation: its name, how it stands, and its sections."""

    title: str
    state: str
    sections: Sequence[Section]


def told(one: Participation, sent: Sequence[ExtractRecord], *, on: date) -> Told:
    """Everything about a participation, and how long it is kept by the rule of the day ``on``."""
    home = one.measure.association
    state = states.BY_ID[one.state]
    title = ", ".join(filter(None, (one.measure.name, home.name if home else "")))
    return Told(title, label(state.outside), tuple(_sections(one, sent, on)))


def _sections(one: Participation, sent: Sequence[ExtractRecord], on: date) -> Iterator[Section]:
    yield Section(_("Du och insatsen"), words.entry_facts(one))
    consents = [f"{long_day(day)}: {said}" for day, said in consent_lines(one)]
    yield Section(_("Ditt samtycke"), lines=consents)
    for week in words.occasion_words(one):
        none = [_("Ingen offentlig försörjning.")] if week.no_support else []
        yield Section(f"{week.title}, {long_day(week.on)}", week.facts, none)
    corrections = corrections_told(one)
    yield Section(_("Det som har rättats"), empty=_("Inget har rättats."), tables=corrections)
    if drafts := [_draft(draft.saved_at.date(), draft.last_day) for draft in one.drafts.all()]:
        yield Section(_("Utkast"), lines=drafts)
    done = [(e.at, words.EVENTS[e.what], e.actor_name) for e in extract.events_of(one) if e.what in words.EVENTS]
    began = words.EVENTS["participation.registered_in"]
    if one.registered_at and not any(what == began for _at, what, _who_did in done):  # it came with a file or a load
        done.append((one.registered_at, began, one.registered_by.name if one.registered_by else ""))
    happened = [f"{long_day(at)}: {what}" + (f", {who}" if who else "") for at, what, who in done]
    yield Section(_("Det som har hänt"), lines=happened, empty=_("Inget är skrivet."))
    looks = words.looks_at(one.public_id, at_most=500)
    seen = [f"{long_day(look.on)}: {_who(look)}, {look.purposes}" for look in looks]
    yield Section(_("Vem har tittat på dina uppgifter"), lines=seen, empty=_("Ingen har tittat än."))
    gone = [_sent_words(record) for record in sent]
    yield Section(_("Vart uppgifterna har skickats"), lines=gone, empty=_("Inga uttag för statistik har gjorts."))
    kept = keeping(language(), on=on)
    yield Section(_("Hur länge uppgifterna sparas"), lines=[kept["retention"], _backups(kept["backups"])])


def _who(look: words.Looks) -> str:
    return f"{look.who}, {look.organisation}" if look.organisation else look.who


def _backups(said: str) -> str:
    return _("Säkerhetskopior finns kvar en tid efter att uppgifter har raderats. %(said)s") % {"said": said}


def _draft(saved: date, last: date) -> str:
    said = {"saved": long_day(saved), "last": long_day(last)}
    return _("Ett påbörjat formulär från %(saved)s. Det tas bort senast %(last)s.") % said


def _sent_words(record: ExtractRecord) -> str:
    said = {"day": long_day(record.made_at), "id": record.extract_id, "why": record.why}
    return _("%(day)s: uttag %(id)s för statistik, utan namn och personnummer. Skäl: %(why)s") % said


def sent_since(one: Participation) -> list[ExtractRecord]:
    """The extracts that may hold the participation: those made since it was registered. They say no names."""
    found = ExtractRecord.objects.order_by("-made_at")
    return list(found.filter(made_at__gte=one.registered_at) if one.registered_at else found)


# The history ---------------------------------------------------------------------------------------------------------


def corrections_told(one: Participation) -> list[CorrectionTold]:
    """Every correction, latest first, in words."""
    return [_correction(row) for row in history.corrections_of(one)]


def _correction(row: Correction) -> CorrectionTold:
    table = "mistake_reason" if any(d.after == "mistaken" for d in row.differences) else "correction_reason"
    why = label_of(table, row.why)
    said = ", ".join(filter(None, (long_day(row.at), row.by))) + (f". {why}." if why else ".")
    lines = [(_label(d.fact), _value(d.fact, d.before), _value(d.fact, d.after)) for d in row.differences]
    if row.part == history.NAME:
        said += " " + _("Det tidigare namnet sparas inte.")
    return CorrectionTold(_part(row.part), said, lines)


def _part(part: str) -> str:
    named = {
        history.ENTRY: _("Person och start"),
        history.NAME: _("Namn"),
        history.STATE: _("Läge"),
        "in": _("Veckan före start"),
        "out": _("Veckan efter avslut"),
    }
    months = part.removeprefix("follow_up_")
    return named.get(part) or _("Uppföljning efter %(months)d månader") % {"months": int(months)}


def _label(fact: str) -> str:
    if fact in _ENTRY:
        return _ENTRY[fact]()
    if fact.startswith("fraga_"):
        question = questions_by_id([int(fact.removeprefix("fraga_"))]).popitem()[1]
        return question.en if language() == "en" and question.en else question.sv
    known = {**{name: str(label) for name, label in (*DOINGS.items(), *QUESTIONS.items())}}
    return known.get(fact) or label_of("support_source", fact)


def _value(fact: str, value: Any) -> str:
    if value in EMPTY:
        return MISSING
    if fact in _CODES:
        return ", ".join(label_of(_CODES[fact], one) for one in (value if isinstance(value, list) else [value]))
    if fact.startswith("fraga_"):
        return _own_value(int(fact.removeprefix("fraga_")), value)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    write = _WRITTEN.get(fact)
    return write(value) if write else f"{value}\u00a0%"


def _municipality(code: str) -> str:
    return Municipality.objects.filter(pk=code).values_list("name", flat=True).first() or code


def _state(state_id: str) -> str:
    return label(states.BY_ID[state_id].label)


def _day(text: str) -> str:
    return long_day(date.fromisoformat(text))


_WRITTEN: dict[str, Callable[[str], str]] = {
    "start": _day,
    "planned_end": _day,
    "end": _day,
    history.DAY: _day,
    "municipality": _municipality,
    "state": _state,
}


def _own_value(question_id: int, values: Sequence[int]) -> str:
    question = questions_by_id([question_id]).popitem()[1]
    names = {choice.id: choice.sv for choice in question.choices}
    return ", ".join(names.get(value, str(value)) for value in values)


# As a paper ----------------------------------------------------------------------------------------------------------


def paper(found: Found, *, made: date, covers: str, number: str, who: str, address: str = "") -> Paper:
    """The extract as a paper."""
    facts = [
        (_("Namn"), found.name or MISSING),
        (_("Personnummer"), number),
        (_("Dag"), long_day(made)),
        *([(_("Framtaget av"), who)] if who else []),
    ]
    return Paper(
        title=_("Registerutdrag") if not address else _("Kvitto på samtycke"),
        made=made,
        facts=tuple(facts),
        blocks=tuple(_blocks(found, covers, address, made)),
    )


def _blocks(found: Found, covers: str, address: str, made: date) -> Iterator[Block]:
    if address:
        yield Part(_("Din egen sida"))
        yield Text(address)
        yield Text(_("Visa inte adressen för andra. Den som har den kan läsa uppgifterna om dig."))
    yield Text(covers)
    if not found.participations:
        yield Text(_("Det finns inga uppgifter om dig i registret."))
    for one in found.participations:
        known = told(one, sent_since(one), on=made)
        yield Part(known.title)
        yield Text(known.state)
        for section in known.sections:
            yield from _section(section)
    yield Part(_("Dina rättigheter"))
    yield Bullets(tuple(rights()))


def rights() -> list[str]:
    """What the person may ask for."""
    return [
        _("Du kan få fel rättade. Säg till den som registrerade dig."),
        _("Du kan ta tillbaka ditt samtycke när du vill. Då raderas uppgifterna."),
        _("Du kan klaga hos Integritetsskyddsmyndigheten, imy.se."),
    ]


def _section(section: Section) -> Iterator[Block]:
    yield Part(section.heading, 2)
    if section.facts:
        rows = tuple((str(f.label), MISSING if f.missing else f.value) for f in section.facts)
        yield Rows(section.heading, (_("Uppgift"), _("Svar")), rows)
    if section.lines:
        yield Bullets(tuple(section.lines))
    for one in section.tables:
        yield Text(f"{one.title}. {one.said}")
        if one.rows:
            yield Rows(one.title, (_("Uppgift"), _("Före"), _("Efter")), tuple(one.rows))
    if section.empty and not (section.facts or section.lines or section.tables):
        yield Text(section.empty)
