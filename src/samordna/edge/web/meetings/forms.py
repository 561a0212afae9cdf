"""The forms of meetings: when and where, who comes, what is decided, who adjusts; and seats and charter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.decisions.meetings.models import AgendaItem, Attendance, Charter, Meeting, Seat
from samordna.agree.decisions.meetings.rules import CHAIR, Votes
from samordna.agree.decisions.meetings.sentences import ADJUSTERS
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.edge.web.cases.forms import as_tall_as_its_text, choice, day, number
from samordna.edge.web.cases.forms import text as line
from samordna.edge.web.forms import Line, Whole, longest
from samordna.edge.web.meetings import words
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.parties.models import Account, Association, Organisation

#: Somebody who is not there though everybody else is.
ABSENT = "absent"
#: The minutes of a long day; a hundred pages.
LONGEST_MINUTES = 200_000


def select(label: Any, choices: Iterable[tuple[str, Any]], help_text: Any = "", **more: Any) -> forms.ChoiceField:
    """A choice from a list."""
    return forms.ChoiceField(label=label, choices=list(choices), help_text=help_text, required=False, **more)


def tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    """A box."""
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class WhenForm(forms.Form):
    """When and where."""

    day = day(_("Dag"), required=_("Skriv vilken dag mötet är."))
    time = forms.TimeField(
        label=_("Klockan"),
        input_formats=["%H.%M", "%H:%M", "%H"],
        widget=forms.TimeInput(format="%H.%M", attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _("Skriv när mötet börjar."), "invalid": _("Skriv tiden som 13.00.")},
    )
    place = line(
        _("Plats"), _("Adress, eller på distans."), required=_("Skriv var mötet hålls."), most=longest(Meeting, "place")
    )

    @property
    def starts_at(self) -> datetime:
        """The moment, in Swedish time."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], STOCKHOLM)


class MeetingForm(WhenForm):
    """A new meeting."""

    association = forms.ModelChoiceField(
        label=_("Förbund"), queryset=Association.objects.none(), to_field_name="slug", empty_label=None
    )
    kind = choice(
        _("Vem ska mötas?"),
        [(BOARD, _("Styrelsen")), (GROUP, _("Beredningsgruppen"))],
        required=_("Välj vem som ska mötas."),
    )
    called_by = line(
        _("Vem kallar?"), _("Ordföranden eller du själv. Står i kallelsen."), most=longest(Meeting, "called_by")
    )
    field_order = ["association", "kind", "day", "time", "place", "called_by"]

    def __init__(self, *args: Any, associations: list[Association], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["association"]
        field.queryset = Association.objects.filter(pk__in=[a.pk for a in associations])  # type: ignore[attr-defined]
        field.label_from_instance = lambda a: a.name  # type: ignore[attr-defined]
        field.initial = associations[0] if associations else None
        if len(associations) == 1:
            field.widget = forms.HiddenInput()
            field.initial = associations[0].slug


class ItemForm(forms.Form):
    """A point of one's own, or the words of another."""

    title = line(_("Vad heter punkten?"), required=_("Skriv vad punkten heter."), most=longest(AgendaItem, "title"))
    text = line(_("Vad gäller det?"), rows=3)
    proposal = line(_("Förslag till beslut"), rows=2)


class ReasonForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = line(
        _("Varför?"),
        required=_("Skriv varför mötet ställs in."),
        rows=2,
        most=longest(Meeting, "cancelled_because"),
    )


class AttendanceForm(forms.Form):
    """Who is there, and how: all the ordinary members at once, and then one field for each who differs."""

    everybody = choice(_("De ordinarie"), words.EVERYBODY.items(), initial="each")
    secretary = line(_("Sekreterare"), most=longest(Meeting, "secretary"))

    def __init__(
        self, *args: Any, people: Mapping[int, str], usual: Iterable[int], able: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.usual = people, frozenset(usual)
        every = self.fields["everybody"]
        every.choices = [(k, w) for k, w in words.EVERYBODY.items() if k != "remote" or k in able]  # type: ignore[attr-defined]
        ways = [(k, w) for k, w in words.WAY.items() if k in able]
        for key, name in people.items():
            first = [("", _("Som ovan")), (ABSENT, words.WAY[""])] if key in self.usual else [("", words.WAY[""])]
            known = (self.initial or {}).get(f"way-{key}")
            self.fields[f"way-{key}"] = select(name, [*first, *ways])
            if known == ABSENT and key not in self.usual:
                self.initial[f"way-{key}"] = ""

    def ways(self) -> dict[int, str]:
        """Seat or account → how; empty for those who are not there."""
        every = self.cleaned_data.get("everybody", "")
        found = {}
        for key in self.people:
            said = self.cleaned_data.get(f"way-{key}", "")
            if not said and key in self.usual and every in ("room", "remote"):
                said = every
            found[key] = "" if said == ABSENT else said
        return found


class ComeForm(forms.Form):
    """Somebody comes while the meeting goes on."""

    who = select(_("Vem kommer?"), [])
    way = select(_("Hur?"), [])
    section = select(_("Från vilken punkt?"), [])

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        able: Collection[str],
        sections: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        ways = [(k, w) for k, w in words.WAY.items() if k in able]
        known = (("who", [(str(key), name) for key, name in people.items()]), ("way", ways), ("section", sections))
        for name, choices in known:
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """Somebody leaves before the meeting is over."""

    who = select(_("Vem går?"), [])
    section = select(_("Före vilken punkt?"), [])

    def __init__(self, *args: Any, rows: Iterable[Attendance], sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(str(row.pk), row.name) for row in rows]  # type: ignore[attr-defined]
        self.fields["section"].choices = sections  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What happened at a point."""

    outcome = choice(_("Vad beslutades?"), [], required=_("Välj vad som beslutades."))
    adjusters = forms.MultipleChoiceField(
        label=_("Vem justerar protokollet tillsammans med ordföranden?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organiser = choice(_("Vem blir det?"), [], required=_("Välj vem det blir."))
    said = line(_("Beslutet i protokollet"), _("Ändra om det blev något annat än förslaget."), rows=3)
    reason = line(_("Skäl"), _("Behövs när förslaget avslås eller skickas tillbaka."), rows=3)
    counted = tick(_("Rösterna räknades"), _("Fyll annars inte i några röster."))
    votes_for = number(_("Antal ja"))
    votes_against = number(_("Antal nej"))
    votes_abstain = number(_("Antal som avstår"))
    chair_vote = select(
        _("Ordförandens röst"),
        [("", _("Behövs inte")), ("yes", _("Ja")), ("no", _("Nej"))],
        _("Avgör när det står lika."),
    )
    immediate = tick(_("Punkten justeras omedelbart"))

    def __init__(
        self,
        *args: Any,
        item: AgendaItem,
        outcomes: Iterable[str],
        able: list[tuple[str, str]],
        rows: list[Attendance],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["outcome"].choices = [(o, words.outcome(item, o)) for o in outcomes]  # type: ignore[attr-defined]
        self._elect(item)
        if item.meeting.kind != BOARD or len(able) < 2:
            self._choose(able if item.meeting.kind != BOARD else [])
        if item.meeting.kind != BOARD:
            for name in ("counted", "votes_for", "votes_against", "votes_abstain", "chair_vote"):
                del self.fields[name]
        for row in rows:
            self.fields[f"away-{row.pk}"] = select(row.name, words.AWAY.items())

    def _elect(self, item: AgendaItem) -> None:
        """Those who are there can be elected; the sentence is written by itself, so there is nothing to write."""
        if item.mark != ADJUSTERS:
            del self.fields["adjusters"]
            return
        self.fields["adjusters"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), f"{row.name}, {row.party.name}" if row.party else row.name)
            for row in self.rows
            if row.seat is None or row.seat.lead != CHAIR
        ]
        for name in ("said", "reason"):
            del self.fields[name]

    def _choose(self, able: list[tuple[str, str]]) -> None:
        if len(able) < 2:
            del self.fields["organiser"]
        else:
            self.fields["organiser"].required = False
            self.fields["organiser"].choices = able  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Numbers that were typed are meant to count."""
        facts: dict[str, Any] = super().clean() or {}
        if any(facts.get(name) for name in ("votes_for", "votes_against", "votes_abstain")):
            facts["counted"] = True
        if facts.get("outcome") == "yes" and "organiser" in self.fields and not facts.get("organiser"):
            self.add_error("organiser", _now("Välj vem det blir."))
        return facts

    def facts(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        away = {row.pk: data[f"away-{row.pk}"] for row in self.rows if data.get(f"away-{row.pk}")}
        known = {name: data.get(name) or "" for name in ("outcome", "said", "reason", "organiser")}
        known |= {"away": away, "votes": self._votes(), "immediate": data["immediate"]}
        return known | {"adjusters": [int(pk) for pk in data.get("adjusters", ())]}

    def _votes(self) -> Votes | None:
        data = self.cleaned_data
        if not data.get("counted"):
            return None
        for_, against, abstain = (data.get(name) or 0 for name in ("votes_for", "votes_against", "votes_abstain"))
        return Votes(for_, against, abstain, data.get("chair_vote") or "")


class ReservationForm(forms.Form):
    """Somebody is against what was decided."""

    attendance = select(_("Vem?"), [])
    text = line(_("Med egna ord"), rows=2)

    def __init__(self, *args: Any, able: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendance"].choices = [(str(row.pk), row.name) for row in able]  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """The text of the minutes, and the version it was based on."""

    version = Whole(widget=forms.HiddenInput, initial=0)
    text = line(
        _("Protokollets text"),
        _("En rad som börjar med # blir en rubrik, en som börjar med - en punkt i en lista."),
        required=_("Skriv protokollet."),
        rows=26,
        most=LONGEST_MINUTES,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_tall_as_its_text(self, "text")


class AdjustForm(forms.Form):
    """Who adjusted, when, and when the notice was posted. What was read is sent along as its checksum."""

    text_hash = Line(widget=forms.HiddenInput, required=False, max_length=longest(Meeting, "minutes_hash"))
    adjusted_by = line(
        _("Vilka justerade?"), required=_("Skriv vilka som justerade."), most=longest(Meeting, "adjusted_by")
    )
    adjusted_on = day(_("När?"), required=_("Skriv när protokollet justerades."), past=True)
    posted_on = day(_("När sattes anslaget upp?"), _("Lämna tomt om det inte är uppsatt än."), past=True)


class NoticeForm(forms.Form):
    """When the notice was posted."""

    posted_on = day(_("När sattes anslaget upp?"), required=_("Skriv när anslaget sattes upp."), past=True)


class SeatForm(forms.Form):
    """Somebody gets a seat."""

    member = forms.ModelChoiceField(
        label=_("Medlem"),
        queryset=Organisation.objects.none(),
        to_field_name="party_id",
        empty_label=_("Välj"),
        error_messages={"required": _("Välj vilken medlem platsen hör till.")},
    )
    name = line(_("Namn"), required=_("Skriv vem som har platsen."), most=longest(Seat, "name"))
    account = forms.ModelChoiceField(
        label=_("Konto i Samordna"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("Inget konto"),
        help_text=_("Styrelseledamöter med konto ser mötena och underlaget."),
    )
    kind = choice(_("Plats"), words.KIND_OF_SEAT.items(), required=_("Välj vilken plats det är."), initial="member")
    lead = select(_("Uppdrag i styrelsen"), words.LEAD.items())
    order = number(_("Ordning bland ersättarna"), _("I vilken ordning medlemmens ersättare kallas in."))
    valid_from = day(_("Från och med"), required=_("Skriv från vilken dag."))
    last_day = day(_("Till och med"), _("Sista dagen av mandatet. Lämna tomt om den inte är bestämd."))

    def __init__(
        self, *args: Any, members: Iterable[str], accounts: Iterable[int], kinds: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        member, account = self.fields["member"], self.fields["account"]
        member.queryset = Organisation.objects.filter(party_id__in=list(members)).order_by("kind", "name")  # type: ignore[attr-defined]
        member.label_from_instance = lambda o: o.name  # type: ignore[attr-defined]
        account.queryset = Account.objects.filter(pk__in=list(accounts)).order_by("name")  # type: ignore[attr-defined]
        account.label_from_instance = lambda a: a.name  # type: ignore[attr-defined]


class CharterForm(forms.Form):
    """What the charter and the board have settled about meetings."""

    valid_from = day(_("Gäller från och med"), required=_("Skriv från vilken dag det gäller."))
    source = line(
        _("Vem har beslutat det, och när?"),
        _("Till exempel förbundsordning antagen av medlemmarna 2023-03-01."),
        required=_("Skriv vem som har beslutat det, och när."),
        most=longest(Charter, "source"),
    )
    quorum = choice(
        _("När får styrelsen besluta?"), words.QUORUM.items(), required=_("Välj när styrelsen får besluta.")
    )
    every_party = tick(
        _("Någon från varje part ska vara med"), _("Försäkringskassan, Arbetsförmedlingen, region och kommun.")
    )
    majority = choice(_("Vad krävs för ett ja?"), words.MAJORITY.items(), required=_("Välj vad som krävs för ett ja."))
    majority_for = choice(
        _("Vad gäller det kravet för?"), words.MAJORITY_FOR.items(), required=_("Välj vad kravet gäller.")
    )
    casting_vote = tick(_("Ordförandens röst avgör när det står lika"))
    remote_decided_on = day(
        _("När beslutade styrelsen att man får delta på distans?"), _("Lämna tomt om styrelsen inte har beslutat det.")
    )
    audio_allowed = tick(_("Enbart ljud är tillåtet av särskilda skäl"))
    outside_meetings = tick(
        _("Styrelsen får besluta utan sammanträde"),
        _("Genom delegation eller per capsulam, om förbundsordningen säger så."),
    )
    notice_board = line(
        _("Var anslår förbundet?"),
        _("Till exempel medlemmarnas anslagstavlor eller förbundets webbplats."),
        most=longest(Charter, "notice_board"),
    )
