"""How the register speaks of tasks, purposes, events and stored facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from samordna.deliver.participants import codes, rules
from samordna.deliver.participants.models import Occasion, Participation
from samordna.deliver.participants.queries import SUBJECT
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.worklists import SLUGS, Task
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects.questions import questions_by_id
from samordna.edge.web.components.templatetags.samordna import long_day, short_day
from samordna.edge.web.register.answers import DOINGS, QUESTIONS
from samordna.ground.kernel.clock import day_of
from samordna.ground.parameters.reader import code_list
from samordna.ground.privacy import access_log

#: Address, list and label of the lists, in the order of the page.
TABS = tuple(
    (SLUGS[name], name, label)
    for name, label in (
        ("todo", gettext_lazy("Att göra")),
        ("to_end", gettext_lazy("Att avsluta")),
        ("follow_up", gettext_lazy("Att följa upp")),
        ("missing", gettext_lazy("Uppgifter saknas")),
        ("ongoing", gettext_lazy("Pågående")),
        ("ended", gettext_lazy("Avslutade")),
    )
)
PURPOSES = {
    "list": gettext_lazy("såg ditt namn i en lista"),
    "register_in": gettext_lazy("skrev ditt personnummer för att registrera in dig"),
    "record": gettext_lazy("såg dina uppgifter"),
    "register_out": gettext_lazy("öppnade sidan för att registrera ut dig"),
    "follow_up": gettext_lazy("öppnade sidan för uppföljning"),
    "correct": gettext_lazy("öppnade sidan för att rätta uppgifter"),
    "receipt": gettext_lazy("gjorde ett kvitto"),
    "close": gettext_lazy("öppnade sidan för att stänga registreringen"),
    "extract": gettext_lazy("tog fram ett registerutdrag åt dig"),
    "officer_extract": gettext_lazy("tog fram ett registerutdrag åt dig, i alla insatser"),
}
EVENTS = {
    "participation.registered_in": gettext_lazy("Registrerades in"),
    "participation.registered_out": gettext_lazy("Registrerades ut"),
    "participation.followed_up": gettext_lazy("Följdes upp"),
    "participation.corrected": gettext_lazy("Uppgifter rättades"),
    "participation.closed_as_mistaken": gettext_lazy("Stängdes som felregistrering"),
    "participation.reopened": gettext_lazy("Öppnades igen"),
    "participation.link_made": gettext_lazy("Ett kvitto skrevs ut"),
}


@dataclass(frozen=True)
class Looks:
    """What one person did on one day: each purpose once."""

    on: date
    who: str
    organisation: str
    purposes: str


def looks_at(public_id: str, *, at_most: int) -> list[Looks]:
    """Who has looked at a participant, a line for each day and person, latest first."""
    found: dict[tuple[date, str, str], list[str]] = {}
    for look in access_log.who_looked(subject_kind=SUBJECT, subject=public_id)[: at_most * 20]:
        purposes = found.setdefault((day_of(look.at), look.actor_name, look.organisation), [])
        words = str(PURPOSES.get(look.purpose, look.purpose))
        purposes += [words] if words not in purposes else []
    return [Looks(*key, ", ".join(reversed(purposes))) for key, purposes in list(found.items())[:at_most]]


def label_of(table: str, code: str) -> str:
    """The code's words in the reader's language; the code itself if the table has lost it."""
    return dict(code_list(table).choices(language())).get(code, code)


def small(words: str) -> str:
    """The words as they stand inside a sentence.

    >>> small("I insatsens pärm")
    'i insatsens pärm'
    """
    return words[:1].lower() + words[1:]


def language() -> str:
    """sv or en."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


@dataclass(frozen=True)
class Due:
    """By when, as people say it. ``late`` and ``soon`` (within a week) colour the words, which say the same."""

    text: str
    late: bool = False
    soon: bool = False


def due_words(day: date, today: date) -> Due:
    """13 dagar försenat · I dag · I morgon · Om 4 dagar · 27 nov."""
    days = (day - today).days
    if days < 0:
        late = ngettext("%(days)d dag försenat", "%(days)d dagar försenat", -days) % {"days": -days}
        return Due(late, late=True)
    if days > 7:
        return Due(short_day(day) if day.year == today.year else long_day(day))
    near = {0: _("I dag"), 1: _("I morgon")}.get(days) or _("Om %(days)d dagar") % {"days": days}
    return Due(near, soon=True)


@dataclass(frozen=True)
class TaskWords:
    """A task as the list shows it."""

    title: str
    detail: str
    action: str
    url: str
    due_words: Due


def task_words(task: Task, participation: Participation, today: date) -> TaskWords:
    """What is to be done, why, and where."""
    key, due = participation.public_id, due_words(task.due, today)
    if task.kind == "end":
        return TaskWords(
            _("Registrera ut"),
            _end_detail(task, participation, today),
            _("Registrera ut"),
            reverse("register:out", args=[key]),
            due,
        )
    if task.kind == "follow_up":
        return TaskWords(
            _("Följ upp, %(months)d månader") % {"months": task.count},
            _("Slutade %(day)s") % {"day": long_day(task.since)},
            _("Följ upp"),
            reverse("register:follow_up", args=[key, task.count]),
            due,
        )
    missing = ngettext("%(count)d svar saknas.", "%(count)d svar saknas.", task.count) % {"count": task.count}
    if task.kind == "fill_out":
        title, since, part = _("Fyll i veckan efter avslut"), _("Slutade %(day)s."), "ut"
    else:
        title, since, part = _("Fyll i veckan före start"), _("Började %(day)s."), "in"
    detail = since % {"day": short_day(task.since)} + " " + missing
    return TaskWords(title, detail, _("Fyll i"), reverse("register:answers", args=[key, part]), due)


def _end_detail(task: Task, participation: Participation, today: date) -> str:
    if participation.planned_end is None:
        return _("Insatsen slutar %(day)s") % {"day": long_day(task.due)}
    if task.due == today:
        return _("Slutar i dag")
    return _("Planerat slut %(day)s") % {"day": long_day(task.due)}


@dataclass(frozen=True)
class Fact:
    """One stored fact in plain words. ``missing``: it has not been answered."""

    label: Any
    value: str
    missing: bool = False


def entry_facts(participation: Participation) -> list[Fact]:
    """What is stored besides the answers."""
    groups = [label_of("target_group", row.group) for row in participation.groups.all()]
    return [
        Fact(_("Insats"), participation.measure.name),
        Fact(_("Började"), long_day(participation.start)),
        *_if(_("Planerat slut"), long_day(participation.planned_end)),
        *_if(_("Slutade"), long_day(participation.end)),
        *_if(_("Varför"), label_of("end_reason", participation.end_reason)),
        Fact(_("Hemkommun"), participation.municipality.name if participation.municipality else ""),
        Fact(_("Kön"), {"women": _("Kvinna"), "men": _("Man")}[participation.sex]),
        Fact(_("Födelseår"), str(participation.birth_year)),
        *_if(_("Stadsdel"), label_of("district", participation.district) if participation.district else ""),
        _or_missing(_("Målgrupp"), ", ".join(groups)),
        _or_missing(_("Vem tog initiativ"), label_of("referred_by", participation.referred_by)),
        _or_missing(_("Hur länge med offentlig försörjning"), label_of("support_time", participation.support_time)),
        _or_missing(_("Högsta utbildning"), label_of("education", participation.education)),
    ]


def _if(label: str, value: str) -> list[Fact]:
    return [Fact(label, value)] if value else []


def _or_missing(label: str, value: str) -> Fact:
    return Fact(label, value, missing=not value)


@dataclass(frozen=True)
class OccasionWords:
    """The answers of one week."""

    title: str
    on: date
    part: str
    facts: list[Fact]
    no_support: bool
    missing: int


def occasion_words(participation: Participation) -> list[OccasionWords]:
    """All weeks that have been asked about, in order of time."""
    order = {"in": 0, "out": 1, "follow_up": 2}
    occasions = sorted(
        participation.occasions.prefetch_related("support", "custom"), key=lambda o: (order[o.kind], o.months)
    )
    return [_occasion(one) for one in occasions]


def _occasion(occasion: Occasion) -> OccasionWords:
    answers = answers_of(occasion)
    missing = len(rules.missing_answers(answers, codes.sources()))
    return OccasionWords(
        title_of(occasion),
        occasion.on,
        part_of(occasion),
        [*answer_facts(answers), *own_facts(answers)],
        answers.no_support,
        missing,
    )


def part_of(occasion: Occasion) -> str:
    """The occasion's name in addresses: in, ut, uppfoljning-6."""
    return {"in": "in", "out": "ut"}.get(occasion.kind, f"uppfoljning-{occasion.months}")


def title_of(occasion: Occasion) -> str:
    """Which week it is about."""
    if occasion.kind == "follow_up":
        return _("Uppföljning efter %(months)d månader") % {"months": occasion.months}
    return _("Veckan före start") if occasion.kind == "in" else _("Veckan efter avslut")


def answer_facts(answers: Answers) -> Iterator[Fact]:
    """Support above zero or not answered, work, studies and the three questions."""
    labels = dict(code_list("support_source").choices(language()))
    for source, extent in rules.known_support(answers, codes.sources()).items():
        if extent != 0:
            yield Fact(labels[source], _percent(extent), extent is None)
    for name, label in DOINGS.items():
        value = getattr(answers, name)
        yield Fact(label, _percent(value), value is None)
    if answers.studies:
        kind = label_of("study_kind", answers.studies_kind) if answers.studies_kind else ""
        yield _or_missing(_("Vad personen studerar"), kind)
    for name, label in QUESTIONS.items():
        said = getattr(answers, name)
        yield Fact(label, {True: _("Ja"), False: _("Nej"), None: ""}[said], said is None)


def own_facts(answers: Answers) -> Iterator[Fact]:
    """What was answered to the association's own questions."""
    for question, values in own_answers(answers):
        yield Fact(question, ", ".join(values))


def own_answers(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """Each of the association's own questions that has an answer, and the answer, in the reader's language."""
    asked = questions_by_id(list(answers.custom)) if answers.custom else {}
    english = language() == "en"
    for key, values in answers.custom.items():
        question = asked[key]
        names = {one.id: one.en if english and one.en else one.sv for one in question.choices}
        said = [names[value] if question.kind != "number" else str(value) for value in values]
        yield question.en if english and question.en else question.sv, said


def _percent(extent: int | None) -> str:
    return "" if extent is None else f"{extent}\u00a0%"
