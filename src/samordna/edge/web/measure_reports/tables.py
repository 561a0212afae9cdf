"""The measure report as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import NOBODY, Between
from samordna.deliver.reporting.reports import Line as Counted
from samordna.deliver.reporting.reports import MeasureReport
from samordna.deliver.reporting.rules.own_questions import OWN_TOPICS, WHEN, OwnVariable
from samordna.deliver.reporting.rules.variables import TOPICS, UNKNOWN, UNKNOWN_WORDS, Variable
from samordna.edge.web.components.templatetags.samordna import day, label
from samordna.edge.web.measure_reports.choices import Asked
from samordna.edge.web.measure_reports.sheets import (
    MEN_TONE,
    WOMEN_TONE,
    Cell,
    Line,
    Sheet,
    Value,
    bars,
    cell,
    reasons,
    share,
)
from samordna.ground.parties.models import Municipality

ALL_TOPICS = TOPICS | OWN_TOPICS


def value_names(variable: Variable, codes: tuple[str, ...]) -> dict[str, str]:
    """What each value is called."""
    if variable.values is None:
        names = dict(Municipality.objects.filter(pk__in=codes).values_list("pk", "name"))
    else:
        names = {code: label(words) for code, words in variable.values}
    return {code: str(names.get(code, code)) for code in codes} | {UNKNOWN: label(UNKNOWN_WORDS)}


def title_of(variable: Variable) -> str:
    """What a variable is called where it stands alone: with the week that it is about."""
    words = label(variable.words)
    if isinstance(variable, OwnVariable):
        return f"{words} ({label(WHEN[variable.occasion])})"
    return f"{words}, {label(TOPICS[variable.topic]).lower()}" if variable.topic in ("before", "after") else words


def measure_sheet(report: MeasureReport, ask: Asked) -> Sheet:
    """Each value by sex, those without an answer, and those of whom it is not known."""
    variable = report.variable
    names = value_names(variable, tuple(line.code for line in report.lines))
    known = _worth_a_row(report)
    answered = _answered(report)
    rows = [_row(names[line.code], line, answered if line.code != UNKNOWN else None) for line in known]
    rows.append(_row(_("Alla med personuppgifter"), report.everybody, None, total=True))
    others = [(_("Inte känt: utan personuppgifter"), report.anonymous), (_("Inte känt: bara antal"), report.volume)]
    rows += [_row(text, line, None) for text, line in others if line]
    columns = (_("Kvinnor"), _("Män"), _("Alla"), _("Andel"))
    values = [value for line in known for value in (line.women, line.men, line.all)]
    picture = [
        pair
        for line in known
        for pair in (
            (_("%(what)s, kvinnor") % {"what": names[line.code]}, line.women, WOMEN_TONE),
            (_("%(what)s, män") % {"what": names[line.code]}, line.men, MEN_TONE),
        )
    ]
    title = f"{title_of(variable)}. {ask.scope.name}, {ask.period}"
    return Sheet(
        "tabell", title, str(label(variable.words)), columns, tuple(rows), (*_notes(variable, ask), *reasons(values)),
        bars(picture), title_of(variable),
    )  # fmt: skip


def _worth_a_row(report: MeasureReport) -> list[Counted]:
    """Of the bands of a number not those below and above all that may have an answer: they would all be nought."""
    lines = [line for line in report.lines if line.code != UNKNOWN]
    if isinstance(report.variable, OwnVariable) and report.variable.kind == "number":
        filled = [place for place, line in enumerate(lines) if line.all.high]
        lines = lines[filled[0] : filled[-1] + 1] if filled else []
    return [*lines, *(line for line in report.lines if line.code == UNKNOWN and line.all.high)]


def _answered(report: MeasureReport) -> Between:
    """Those with an answer, whom shares are taken of."""
    unknown = next((line.all for line in report.lines if line.code == UNKNOWN), NOBODY)
    everybody = report.everybody.all
    least = max(0, everybody.low - unknown.high)
    return Between(least, max(least, everybody.high - unknown.low), everybody.why | unknown.why)


def _row(text: str, line: Counted, of: Between | None, *, total: bool = False) -> Line:
    counts: tuple[Value, ...] = (line.women, line.men, line.all)
    return Line(text, (*map(cell, counts), share(line.all, of) if of else Cell("", "", "text")), total=total)


def _notes(variable: Variable, ask: Asked) -> tuple[str, ...]:
    own = isinstance(variable, OwnVariable)
    notes = [
        _of_whom(variable),
        _("Andelen är av dem som har svarat."),
        _("Inget svar betyder att frågan inte är besvarad. Inte känt betyder att den inte går att ställa."),
        *(_when_asked(variable, ask) if isinstance(variable, OwnVariable) else ()),
    ]
    if variable.several:
        notes.append(_("En person kan stå på flera rader."))
    if variable.several and own:
        notes.append(_("Den som inte har kryssat för något står under Inget svar."))
    if variable.ended or _is_followed(variable):
        notes.append(_("De som är registrerade utan personuppgifter eller bara räknade har inget känt slut."))
    if len(ask.years) > 1 and not variable.ended:
        notes.append(_("Över flera år står minsta och största möjliga antal."))
    return tuple(notes)


def _is_followed(variable: Variable) -> bool:
    return isinstance(variable, OwnVariable) and variable.followed


def _of_whom(variable: Variable) -> str:
    if _is_followed(variable):
        return _("De som följdes upp under tiden, en gång för varje insats och år, med den senaste uppföljningen.")
    if variable.ended:
        return _("De som slutade under tiden, en gång för varje insats och år.")
    return _("De som deltog någon dag, en gång för varje insats och år, med sina senaste svar.")


def _when_asked(variable: OwnVariable, ask: Asked) -> tuple[str, ...]:
    """Whose question it is and since when: who was never asked stands with those who did not answer, and it says so."""
    assert ask.scope.association is not None
    about = {"name": ask.scope.association.name, "first": day(variable.since), "last": day(variable.until)}
    if variable.until:
        text = _("Egen fråga i %(name)s. Den ställs från %(first)s till och med %(last)s.")
    else:
        text = _("Egen fråga i %(name)s. Den ställs från %(first)s.")
    return text % about, _("Den som inte har fått frågan står också under Inget svar.")
