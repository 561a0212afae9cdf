"""The minutes as text: the draft that the records give, its versions, and its freezing when they are adjusted.

Everything stands in the text, so that what is frozen is all there is. Lines that begin with ``# `` are headings, lines
that begin with ``- `` are items of a list. The text is Swedish in every language of the pages: it is a document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from samordna.agree.decisions.agreements.agreement_text import day_in_words
from samordna.agree.decisions.meetings import rules
from samordna.agree.decisions.meetings.deciding import quorum_of, serving_at
from samordna.agree.decisions.meetings.holding import hold, lock, record
from samordna.agree.decisions.meetings.models import AgendaItem, Attendance, Meeting, MinutesVersion
from samordna.agree.decisions.meetings.rules import presiding
from samordna.agree.decisions.meetings.seats import charter_on
from samordna.agree.decisions.meetings.sentences import listed
from samordna.agree.decisions.meetings.states import BOARD, KINDS
from samordna.agree.needs.actions import signature
from samordna.engine.paper import Block, Bullets, Paper, Part, SignHere, Text
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor

WAYS = {rules.ROOM: "", rules.REMOTE: "på distans med ljud och bild", rules.AUDIO: "på distans med enbart ljud"}
DRAFTS = ("open", "closed")


def draft(meeting: Meeting) -> str:
    """The text that the records give now."""
    parts = [_head(meeting), _present(meeting)]
    items = meeting.items.standing().select_related("case", "need", "meeting__association")
    parts += [_item(item) for item in items if item.outcome]
    return "\n\n".join(part for part in parts if part)


def newest(meeting: Meeting) -> MinutesVersion | None:
    """The version that holds."""
    return meeting.minutes.order_by("-version").first()


def text_of(meeting: Meeting) -> str:
    """The text that holds: what a person has written or what is frozen, else what the records give now."""
    held = newest(meeting)
    return held.text if held and (held.by_person or meeting.state == "adjusted") else draft(meeting)


def is_behind(meeting: Meeting) -> bool:
    """Something has been recorded since a person changed the text: it is shown, never put in by itself."""
    held = newest(meeting)
    return held is not None and held.by_person and held.draft_hash != sha256(draft(meeting))


@transaction.atomic
def save_minutes(*, by: Actor, at: datetime, meeting: Meeting, text: str = "", based_on: int = 0) -> MinutesVersion:
    """Save a version. Without a text the draft is taken, and refused where a person has changed the text.

    ``based_on`` is the version that the writer had on the screen; Refusal when somebody has saved another meanwhile.
    The same text once more is the same version.
    """
    lock(by, meeting)
    _check_open(meeting)
    held, made = newest(meeting), draft(meeting)
    words = text.replace("\r\n", "\n").strip()
    if held is not None and words and held.version != based_on and held.text != words:
        raise Refusal(
            f"{held.saved_by_name} har sparat en annan text under tiden. Den står under din, så att inget går bort.",
            field="text",
            message_en=f"{held.saved_by_name} has saved another text meanwhile.",
        )
    if held is not None and held.by_person and not words:
        raise Refusal(
            "Någon har ändrat texten. Den skrivs inte över.",
            message_en="Somebody has changed the text. It is not written over.",
        )
    if held is not None and held.text == (words or made):
        return held
    return _save(by, at, meeting, words or made, by_person=bool(words) and words != made)


@transaction.atomic
def adjust(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    adjusted_by: str,
    adjusted_on: date,
    posted_on: date | None = None,
    text_hash: str = "",
) -> Meeting:
    """The minutes are adjusted: by whom and when, and when the notice was posted. From then on they are frozen.

    ``text_hash`` is the checksum of the text that was read; Refusal when another has been saved since, before the
    meeting is closed, for days out of order, and when something was recorded after the text was changed by hand.
    """
    hold(by, meeting, "adjust")
    if not adjusted_by.strip():
        raise Refusal("Skriv vilka som justerade.", field="adjusted_by", message_en="Write who adjusted the minutes.")
    _check_days(meeting, adjusted_on, posted_on, day_of(at))
    if text_hash and text_hash != sha256(text_of(meeting)):
        raise Refusal(
            "Texten har ändrats. Läs den nya innan du skriver in att den är justerad.",
            message_en="The text has changed: read the new one before you record that it is adjusted.",
        )
    if is_behind(meeting):
        raise Refusal(
            "Något skrevs in efter att texten ändrades. Läs det nya utkastet och spara texten igen.",
            message_en="Something was recorded after the text was changed: read the new draft and save again.",
        )
    held = newest(meeting)
    if held is None or (not held.by_person and held.text != draft(meeting)):
        held = _save(by, at, meeting, draft(meeting), by_person=False)
    meeting.adjusted_by, meeting.adjusted_on, meeting.posted_on = adjusted_by.strip(), adjusted_on, posted_on
    meeting.minutes_hash = held.document_hash
    meeting.save(update_fields=["adjusted_by", "adjusted_on", "posted_on", "minutes_hash", "state"])
    record(by, at, "meeting.adjusted", meeting, {"version": held.version, "document_hash": held.document_hash})
    return meeting


@transaction.atomic
def post_notice(*, by: Actor, at: datetime, meeting: Meeting, posted_on: date) -> None:
    """Say when the notice was posted, if it was not said when the minutes were adjusted. Once."""
    lock(by, meeting)
    if meeting.state != "adjusted" or meeting.posted_on is not None:
        raise Refusal("Anslaget är redan inskrivet.", message_en="The notice is recorded already.")
    _check_posted(meeting.adjusted_on, posted_on, day_of(at))
    meeting.posted_on = posted_on
    meeting.save(update_fields=["posted_on"])
    record(by, at, "meeting.posted", meeting, {"on": posted_on.isoformat()})


def paper_of(meeting: Meeting, text: str, held: MinutesVersion | None) -> Paper:
    """The minutes as a paper, for its files. A draft says that it is one."""
    final = meeting.state == "adjusted"
    facts = [("Förbund", meeting.association.organisation.name), ("Möte", title_of(meeting))]
    if final:
        facts.append(("Justerat", f"{_day(meeting.adjusted_on)} av {meeting.adjusted_by}"))
        facts += [("Anslaget", _day(meeting.posted_on))] if meeting.posted_on else []
        facts.append(("Kontrollsumma, SHA-256", meeting.minutes_hash))
    version = f", version {held.version}" if held is not None and held.text == text else ""
    chosen = [f"Justerare, {name}" for name in elected(meeting)] or ["Justerare"]
    signs = tuple(SignHere(who) for who in ("Ordförande", *chosen, "Sekreterare"))
    return Paper(
        title="Protokoll",
        subtitle="" if final else f"Utkast{version}",
        made=day_of(held.saved_at if held else meeting.starts_at),
        facts=tuple(facts),
        blocks=(*blocks(text), Part("Underskrifter"), *signs),
        author=meeting.association.organisation.name,
    )


def blocks(text: str) -> Iterator[Block]:
    """The text as blocks of a paper: headings, lists, paragraphs."""
    for heading, lines in sections(text):
        if heading:
            yield Part(heading)
        for is_list, some in _runs(lines):
            yield Bullets(tuple(line[2:] for line in some)) if is_list else Text("\n".join(some))


def sections(text: str) -> list[tuple[str, list[str]]]:
    """The text by its headings; what stands before the first has none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.startswith("# "):
            found.append((line[2:].strip(), []))
        else:
            found[-1][1].append(line)
    return [(heading, lines) for heading, lines in found if heading or any(lines)]


def title_of(meeting: Meeting) -> str:
    """Styrelsen 2026-04, 9 december 2026 klockan 13.00."""
    when = meeting.starts_at.astimezone(STOCKHOLM)
    return f"{KINDS[meeting.kind].sv} {meeting.number}, {_day(when.date())} klockan {when:%H.%M}"


def sha256(text: str) -> str:
    """What a frozen text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


# -- the draft, part by part --------------------------------------------------------------------------


def _head(meeting: Meeting) -> str:
    when = meeting.starts_at.astimezone(STOCKHOLM)
    lines = [f"{meeting.association.organisation.name}. {KINDS[meeting.kind].sv}, möte {meeting.number}."]
    lines.append(f"{_day(when.date())} klockan {when:%H.%M}. Plats: {meeting.place}.")
    lines.append(_called(meeting))
    if meeting.secretary:
        lines.append(f"Sekreterare: {meeting.secretary}.")
    return "\n".join(lines)


def _called(meeting: Meeting) -> str:
    """That the call went out, and when; or that it did not from here."""
    if meeting.called_at is None:
        return "Ingen kallelse har skickats genom Samordna."
    return f"Kallelsen skickades {_day(day_of(meeting.called_at))}."


def _present(meeting: Meeting) -> str:
    rows = list(meeting.attendances.select_related("seat", "party").order_by("pk"))
    if not rows:
        return ""
    if meeting.kind != BOARD:
        return "# Närvarande\n" + "\n".join(f"- {_who(row)}" for row in rows)
    item = AgendaItem(meeting=meeting)
    served = serving_at(item, {})
    by_seat = {row.seat_id: row for row in rows}
    serving = {s.by.seat: s for s in served if s.by}
    late = [row for row in rows if row.from_section]
    deciding = [f"- {_who(by_seat[seat])}{_stands_in(s)}" for seat, s in serving.items()]
    others = [f"- {_who(row)}" for row in rows if row.seat_id not in serving and row not in late]
    found = quorum_of(item, {})
    parts = ["# Beslutande\n" + "\n".join(deciding)] if deciding else []
    if others:
        parts.append("# Ersättare som inte tjänstgör\n" + "\n".join(others))
    if late:
        parts.append("# Kommer under mötet\n" + "\n".join(f"- {_who(row)}" for row in late))
    said = "Styrelsen är beslutsför" if found.ok else "Styrelsen är inte beslutsför"
    parts.append(f"{said}: {found.served} av {found.seats} platser är fyllda.")
    return "\n\n".join(parts)


def _who(row: Attendance) -> str:
    lead = {rules.CHAIR: "ordförande", rules.VICE: "vice ordförande"}.get(row.seat.lead if row.seat else "", "")
    party = row.party.name if row.party else ""
    came = f"från § {row.from_section}" if row.from_section else ""
    left = f"till och med § {row.to_section}" if row.to_section is not None else ""
    return ", ".join(filter(None, [row.name, lead, party, WAYS[row.way], came, left]))


def _stands_in(served: rules.Served) -> str:
    return f", tjänstgör för {served.seat.name}" if served.stands_in else ""


def _item(item: AgendaItem) -> str:
    about = item.case or item.need
    number = f" {'Ärende' if item.case else 'Behov'} {about.number}." if about else ""
    words = [f"# § {item.section} {item.title}", *_away(item)]
    if item.text or number:
        words.append(f"{item.text}{number}".strip())
    if item.proposal and item.outcome in ("yes", "no") and not item.mark and item.proposal != item.said:
        words.append(f"Förslag till beslut: {item.proposal}")
    words += [f"Beslut: {decision_words(item)}"]
    if item.reason:
        words.append(f"Skäl: {item.reason}")
    words += [*_votes(item), *_reservations(item)]
    if item.immediate:
        words.append("Paragrafen förklaras omedelbart justerad.")
    return "\n".join(words)


def decision_words(item: AgendaItem) -> str:
    """What was decided at a settled point, as the minutes have it."""
    body = KINDS[item.meeting.kind].sv
    if item.said:
        return item.said
    return {
        "yes": item.proposal or f"{body} säger ja.",
        "no": f"{body} avslår förslaget.",
        "sent_back": f"{body} skickar tillbaka ärendet till beredningen.",
        "adjourned": f"{body} bordlägger punkten.",
        "noted": f"{body} noterar informationen.",
    }[item.outcome]


def _away(item: AgendaItem) -> Iterator[str]:
    rows = item.away.select_related("attendance").order_by("pk")
    served = {s.seat.seat: s for s in serving_at(item)} if item.meeting.kind == BOARD else {}
    for row in rows:
        why = "anmäler jäv och deltar inte" if row.why == "conflict" else "deltar inte"
        stands_in = served.get(row.attendance.seat_id or 0)
        tail = f" {stands_in.by.name} tjänstgör." if stands_in is not None and stands_in.by else ""
        yield f"{row.attendance.name} {why} i handläggningen.{tail}"


def _votes(item: AgendaItem) -> Iterator[str]:
    if not item.counted:
        return
    yield f"Omröstning: {item.votes_for} ja, {item.votes_against} nej, {item.votes_abstain} avstår."
    if item.votes_for == item.votes_against and item.chair_vote:
        yield f"Ordförandens röst avgör: {'ja' if item.chair_vote == 'yes' else 'nej'}."


def _reservations(item: AgendaItem) -> Iterator[str]:
    for row in item.reservations.select_related("attendance").order_by("pk"):
        yield f"{row.attendance.name} reserverar sig mot beslutet.{f' {row.text}' if row.text else ''}"


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    run: list[str] = []
    for line in lines:
        is_list = line.startswith("- ")
        if run and run[0].startswith("- ") != is_list:
            yield run[0].startswith("- "), run
            run = []
        run.append(line)
    if any(run):
        yield run[0].startswith("- "), run


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _save(by: Actor, at: datetime, meeting: Meeting, text: str, *, by_person: bool) -> MinutesVersion:
    held = newest(meeting)
    made = MinutesVersion.objects.create(
        meeting=meeting,
        version=(held.version if held else 0) + 1,
        text=text,
        document_hash=sha256(text),
        draft_hash=sha256(draft(meeting)),
        by_person=by_person,
        saved_at=at,
        saved_by_name=signature(by),
    )
    record(by, at, "meeting.minutes_saved", meeting, {"version": made.version, "by_person": by_person})
    return made


def _check_open(meeting: Meeting) -> None:
    if meeting.state == "adjusted":
        raise Refusal("Protokollet är justerat och ändras inte.", message_en="The minutes are adjusted and stay.")
    if meeting.state not in DRAFTS:
        raise Refusal("Mötet har inte börjat.", message_en="The meeting has not begun.")


def _check_days(meeting: Meeting, adjusted_on: date, posted_on: date | None, today: date) -> None:
    if adjusted_on < day_of(meeting.starts_at) or adjusted_on > today:
        raise Refusal(
            "Protokollet justeras tidigast samma dag som mötet och senast i dag.",
            field="adjusted_on",
            message_en="The minutes are adjusted on the meeting's day at the earliest, today at the latest.",
        )
    if posted_on is not None:
        _check_posted(adjusted_on, posted_on, today)


def _check_posted(adjusted_on: date | None, posted_on: date, today: date) -> None:
    if (adjusted_on is not None and posted_on < adjusted_on) or posted_on > today:
        raise Refusal(
            "Anslaget sätts upp när protokollet är justerat, och senast i dag.",
            field="posted_on",
            message_en="The notice is posted when the minutes are adjusted, today at the latest.",
        )


def adjust_by(meeting: Meeting) -> date:
    """The last day to adjust: fourteen days after the meeting (rule ``board_adjustment``)."""
    return date.fromordinal(day_of(meeting.starts_at).toordinal() + 14)


def elected(meeting: Meeting) -> list[str]:
    """Those whom the meeting elected to adjust the minutes."""
    return list(meeting.attendances.filter(adjusts=True).order_by("pk").values_list("name", flat=True))


def who_adjust(meeting: Meeting) -> str:
    """The chair and those elected, as they stand in the minutes; nothing when nobody was elected."""
    names = elected(meeting)
    if not names:
        return ""
    chair = presiding(serving_at(AgendaItem(meeting=meeting), {})) if meeting.kind == BOARD else None
    return listed([chair.name, *names] if chair else names)


def notice_board(meeting: Meeting) -> str:
    """Where the association posts its notices, by its charter."""
    return charter_on(meeting.association, day_of(meeting.starts_at)).notice_board
