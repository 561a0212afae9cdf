"""What meetings, their points and their people are called on the pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samordna.agree.decisions.meetings.models import AgendaItem
from samordna.agree.decisions.meetings.sentences import ADJUSTERS
from samordna.agree.decisions.meetings.states import BOARD

KIND_OF_SEAT = {"member": _("Ledamot"), "substitute": _("Ersättare")}
LEAD = {"": _("Inget särskilt"), "chair": _("Ordförande"), "vice": _("Vice ordförande")}
WAY = {
    "": _("Inte med"),
    "room": _("På plats"),
    "remote": _("På distans, ljud och bild"),
    "audio": _("På distans, enbart ljud"),
}
EVERYBODY = {
    "room": _("Alla är på plats"),
    "remote": _("Alla är på distans, med ljud och bild"),
    "each": _("Välj för var och en"),
}
AWAY = {"": _("Deltar"), "conflict": _("Jäv, lämnar rummet"), "left": _("Är inte med vid punkten")}
WHY_AWAY = {"conflict": _("jäv"), "left": _("inte med")}
QUORUM = {
    "half": _("Fler än hälften av ledamöterna"),
    "half_of_members": _("Fler än hälften av ledamöterna, från fler än hälften av medlemmarna"),
    "two_thirds": _("Minst två tredjedelar av ledamöterna"),
}
MAJORITY = {
    "simple": _("Fler än hälften av rösterna"),
    "two_thirds": _("Minst två tredjedelar av rösterna"),
    "three_quarters": _("Minst tre fjärdedelar av rösterna"),
    "all": _("Alla röster"),
}
MAJORITY_FOR = {"measures": _("Beslut om insatser"), "all": _("Alla beslut")}
_OF_CASE = {"yes": _("Ja"), "no": _("Nej"), "sent_back": _("Tillbaka till beredningen")}
_OF_GROUP = {"yes": _("Lämnas till beslut")}
_OF_NEED = {"yes": _("Tas upp"), "no": _("Tas inte upp")}
_OF_OWN = {"yes": _("Enligt förslaget"), "no": _("Avslås")}
_OF_ELECTION = {"yes": _("Justerare utses")}
_OF_ALL = {"adjourned": _("Bordläggs"), "noted": _("Noteras")}


def outcome(item: AgendaItem, value: str) -> str:
    """An outcome in the words that fit the point."""
    if item.case_id is not None:
        own = _OF_CASE if item.meeting.kind == BOARD else _OF_GROUP
    else:
        own = _OF_NEED if item.need_id is not None else _OF_ELECTION if item.mark == ADJUSTERS else _OF_OWN
    return str((own | _OF_ALL).get(value, ""))
