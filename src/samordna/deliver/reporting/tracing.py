"""Who changed a figure after it was handed in, and when: read from the trail, for money, categories and head counts.

Of participants with or without person data nothing is said here: who was registered, and when somebody took back a
consent, would lead to a person. Those acts stand in the trail, for those who may read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from samordna.deliver.participants.figures import VOLUME
from samordna.deliver.projects.models import Measure
from samordna.deliver.reporting.models import HandIn
from samordna.deliver.reporting.rules.hand_in import Difference, Row
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association
from samordna.ground.privacy.models import AuditEvent

#: Acts that say rows of a year: what they say stands in ``rows``, or for head counts beside it.
_SAY = {
    "association.means_set",
    "association.administration_set",
    "measure.year_planned",
    "measure.rows_imported",
    "measure.volume_entered",
}
#: Acts that hold whatever the year.
_ALWAYS = {"measure.shared", "measure.created", "measure.changed"}
#: What of a measure decides in which category and year it counts.
_COUNTED_BY = {"category", "start", "end"}


@dataclass(frozen=True)
class Trace:
    """One act that changed a figure. ``source`` is the file it came from, ``why`` what the person wrote."""

    at: datetime
    who: str
    why: str = ""
    source: str = ""


#: A row's key → the acts that changed it.
Traces = Mapping[str, tuple[Trace, ...]]


def can_be_traced(row: Row) -> bool:
    """Whether it is said who changed it: everything but registered participants."""
    return row.section != "participants" or row.parts[-1] == VOLUME


def traces(differences: Sequence[Difference], older: HandIn, newer: HandIn | None = None) -> Traces:
    """A row's key → the acts after one hand-in, and before a later one, that changed it. Two questions in all."""
    rows = [one.row for one in differences if can_be_traced(one.row)]
    if not rows:
        return {}
    after, before = _place(older), _place(newer) if newer else None
    events = [
        event
        for event in _events(older.association, rows)
        if event.what in _ALWAYS or event.data.get("year") == older.year
    ]
    return {
        row.key: tuple(
            Trace(event.at, event.actor_name, event.data.get("why") or event.why, event.data.get("source") or "")
            for event in _that_changed(row, events)
            if event.sequence > after and (before is None or event.sequence < before)
        )
        for row in rows
    }


def _place(hand_in: HandIn) -> int:
    """Where in the trail it was handed in."""
    said = AuditEvent.objects.filter(
        what="hand_in.handed_in", subject=hand_in.association.slug, data__digest=hand_in.digest
    )
    found = said.values_list("sequence", flat=True).first()
    if found is None:  # a hand-in that was stored in another way has no event: what came before it in time stands
        last = AuditEvent.objects.filter(at__lte=hand_in.handed_in_at).order_by("-sequence")
        found = last.values_list("sequence", flat=True).first()
    return found or 0


def _events(association: Association, rows: Iterable[Row]) -> list[AuditEvent]:
    codes = {row.parts[0] for row in rows if row.section in ("costs", "participants")}
    if any(row.section == "categories" for row in rows):
        codes |= set(Measure.objects.filter(association=association).values_list("code", flat=True))
    of_measures = Q(subject_kind="measure", subject__in=codes)
    of_association = Q(subject_kind="association", subject=association.slug)
    return list(AuditEvent.objects.filter(of_measures | of_association, what__in=_SAY | _ALWAYS).order_by("sequence"))


def _that_changed(row: Row, events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The acts after which the figure was another than before. An act that says the same again changes nothing."""
    held: dict[tuple[str, str], Any] = defaultdict(lambda: None)
    found = []
    for event in events:
        if _is_about(row, event):
            if event.what in _ALWAYS:
                found.append(event)
                continue
            place = (_SAYS_THE_SAME.get(event.what, event.what), event.data.get("source") or "")
            said = _value(row, event.data)
            if said != held[place]:
                found.append(event)
            held[place] = said
    return found


#: Typed rows and rows of files are told apart by their source.
_SAYS_THE_SAME = {"measure.rows_imported": "measure.year_planned"}


def _is_about(row: Row, event: AuditEvent) -> bool:
    return _ABOUT[row.section](row, event)


def _about_money(what: set[str]) -> Callable[[Row, AuditEvent], bool]:
    return lambda _row, event: event.what in what


def _about_cost(row: Row, event: AuditEvent) -> bool:
    said = event.what in ("measure.year_planned", "measure.rows_imported") and "rows" in event.data
    return event.subject == row.parts[0] and (said or event.what == "measure.shared")


def _about_category(_row: Row, event: AuditEvent) -> bool:
    changed = event.what == "measure.changed" and not _COUNTED_BY.isdisjoint(event.data.get("fields", ()))
    return changed or event.what == "measure.created"


def _about_count(row: Row, event: AuditEvent) -> bool:
    return event.subject == row.parts[0] and event.what == "measure.volume_entered"


_ABOUT: Mapping[str, Callable[[Row, AuditEvent], bool]] = {
    "means": _about_money({"association.means_set"}),
    "own_capital": _about_money({"association.means_set"}),
    "administration": _about_money({"association.administration_set"}),
    "costs": _about_cost,
    "categories": _about_category,
    "participants": _about_count,
}


def _value(row: Row, data: Mapping[str, Any]) -> Any:
    """What an act says of the figure."""
    if row.section == "participants":
        return data.get(row.parts[1])
    said = [each for each in data.get("rows", ()) if _is_of(row, each)]
    name = "amount" if row.section in ("means", "own_capital") else row.parts[-1]
    amounts = [_amount(each[name]) for each in said if each.get(name) is not None]
    return Money.total(amounts) if amounts else None


def _is_of(row: Row, said: Mapping[str, Any]) -> bool:
    if row.section == "own_capital":
        return bool(said.get("own_capital"))
    if row.section == "means":
        return said.get("group") == row.parts[0] and not said.get("own_capital")
    return said.get("kind") == row.parts[-2]


def _amount(said: str | int) -> Money:
    """Kronor as text. Older acts told the administration's costs as whole öre."""
    return Money(said) if isinstance(said, int) else Money.parse(said)
