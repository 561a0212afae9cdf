"""Who serves for which seat, whether the board may decide, and what a vote leads to. Pure: no ORM, no clock.

Seats and votes go by member of the association (R14, R17): one vote for each ordinary seat, served by its holder or,
when the holder is away or has a conflict of interest, by a substitute of the same member. Nobody serves for two seats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from samordna.ground.kernel.errors import Refusal

MEMBER, SUBSTITUTE = "member", "substitute"
CHAIR, VICE = "chair", "vice"
ROOM, REMOTE, AUDIO = "room", "remote", "audio"
YES, NO, SENT_BACK, ADJOURNED, NOTED = "yes", "no", "sent_back", "adjourned", "noted"
#: More than half of the seats is the law's least; a charter may ask for more.
QUORUMS = ("half", "half_of_members", "two_thirds")
#: More than half of the votes, or the charter's qualified majority (R17).
MAJORITIES: dict[str, Fraction | None] = {
    "simple": None,
    "two_thirds": Fraction(2, 3),
    "three_quarters": Fraction(3, 4),
    "all": Fraction(1),
}
#: Parties in the sense of Finsam: what "one of each party" asks for.
PARTIES = ("fk", "af", "region", "municipality")


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a seat. ``person`` is the same for the same human being, whatever seats she holds."""

    seat: int
    member: str
    party: str  # kind of party: fk, af, region, municipality
    person: str
    name: str
    kind: str = MEMBER
    order: int = 1
    lead: str = ""  # chair, vice or nothing


@dataclass(frozen=True)
class Served:
    """An ordinary seat at an item: who serves for it, or nobody."""

    seat: Holder
    by: Holder | None

    @property
    def stands_in(self) -> bool:
        """A substitute serves."""
        return self.by is not None and self.by.seat != self.seat.seat


@dataclass(frozen=True)
class Quorum:
    """Whether the board may decide: seats served and needed, and what is missing, as member ids and party kinds."""

    ok: bool
    served: int
    seats: int
    needed: int
    missing_members: tuple[str, ...] = ()
    missing_parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Votes:
    """A counted vote. ``chair`` is how the chair voted, which decides a tie."""

    for_: int
    against: int
    abstain: int = 0
    chair: str = ""

    @property
    def cast(self) -> int:
        """Votes for and against; who abstains casts none."""
        return self.for_ + self.against


def serving(holders: Iterable[Holder], there: Collection[int], away: Collection[int] = ()) -> tuple[Served, ...]:
    """Who serves for each ordinary seat at an item, in the order of the seats.

    ``there`` are the seats whose holders attend, ``away`` those of them who left for this item. Substitutes step in by
    their order, for the own member only (R14). Nobody counts twice: a person in ``away`` is away with all her seats.
    """
    known = list(holders)
    gone = {holder.person for holder in known if holder.seat in set(away)}
    able = [h for h in known if h.seat in set(there) and h.person not in gone]
    ordinary = [h for h in known if h.kind == MEMBER]
    by_person: dict[str, Served] = {}
    for seat in ordinary:
        if seat in able and seat.person not in by_person:
            by_person[seat.person] = Served(seat, seat)
    for seat in ordinary:
        if seat.seat not in {served.seat.seat for served in by_person.values()}:
            _place(seat, able, by_person, set())
    by_seat = {served.seat.seat: served.by for served in by_person.values()}
    return tuple(Served(seat, by_seat.get(seat.seat)) for seat in ordinary)


def _place(seat: Holder, able: Sequence[Holder], by_person: dict[str, Served], asked: set[str]) -> bool:
    """Find somebody for a seat, and let who serves elsewhere change places when that leaves no seat empty.

    An augmenting path: with it as many seats are served as can be, so that one more in the room never takes one away.
    """
    may = [h for h in able if h.seat == seat.seat or (h.kind == SUBSTITUTE and h.member == seat.member)]
    may.sort(key=lambda h: (h.seat != seat.seat, h.person in by_person, h.order, h.seat))
    for holder in may:
        if holder.person in asked:
            continue
        asked.add(holder.person)
        if holder.person not in by_person or _place(by_person[holder.person].seat, able, by_person, asked):
            by_person[holder.person] = Served(seat, holder)
            return True
    return False


def quorum(served: Sequence[Served], rule: str = "half", *, every_party: bool = False) -> Quorum:
    """Whether those who serve may decide, by the charter's rule.

    ``half``: more than half of the seats. ``half_of_members``: that, and more than half of the members have somebody.
    ``two_thirds``: at least two thirds of the seats. ``every_party``: somebody of each party that has seats.
    """
    if rule not in QUORUMS:
        raise ValueError(f"no such rule of quorum: {rule}")
    seats, there = len(served), [s for s in served if s.by is not None]
    needed = -(-2 * seats // 3) if rule == "two_thirds" else seats // 2 + 1
    members = {s.seat.member for s in served}
    present = {s.seat.member for s in there}
    missing = tuple(dict.fromkeys(s.seat.member for s in served if s.seat.member not in present))
    parties = {s.seat.party for s in served} - {s.seat.party for s in there} if every_party else set()
    enough = seats > 0 and len(there) >= needed
    if rule == "half_of_members":
        enough = enough and 2 * len(present) > len(members)
    lacking = tuple(party for party in PARTIES if party in parties)
    return Quorum(enough and not lacking, len(there), seats, needed, missing, lacking)


def presiding(served: Sequence[Served]) -> Holder | None:
    """Who chairs the item: the chair, else a vice chair, among those who serve. None: the board chooses somebody."""
    there = [s.by for s in served if s.by is not None]
    for lead in (CHAIR, VICE):
        found = sorted((h for h in there if h.lead == lead), key=lambda h: h.order)
        if found:
            return found[0]
    return None


def check_remote(ways: Iterable[str], *, remote: bool, audio: bool) -> None:
    """R18: remote only if the board has decided so; without picture only for special reasons that it has decided."""
    for way in ways:
        if way not in ("", ROOM, REMOTE, AUDIO):
            raise ValueError(f"no such way to attend: {way}")
        if way in (REMOTE, AUDIO) and not remote:
            raise Refusal(
                "Styrelsen har inte beslutat att man får delta på distans. Skriv in beslutet under Förbundets regler.",
                message_en="The board has not decided that its members may take part remotely.",
            )
        if way == AUDIO and not audio:
            raise Refusal(
                "Enbart ljud kräver särskilda skäl och att styrelsen har beslutat det.",
                message_en="Sound only needs special reasons and a decision of the board.",
            )


def check_votes(votes: Votes, serving_now: int) -> None:
    """Nobody votes twice and everybody who serves is counted: for, against or abstaining."""
    if min(votes.for_, votes.against, votes.abstain) < 0:
        raise Refusal("Ett röstetal kan inte vara mindre än noll.", field="votes_for", message_en="Votes below zero.")
    counted = votes.for_ + votes.against + votes.abstain
    if counted != serving_now:
        raise Refusal(
            f"Rösterna är {counted} men {serving_now} tjänstgör. Räkna även dem som avstod.",
            field="votes_for",
            message_en=f"{counted} votes are counted but {serving_now} serve: count those who abstained too.",
        )


def carried(votes: Votes, majority: str = "simple", *, casting: bool = True) -> bool | None:
    """Whether the proposal is carried. None: a tie that only the chair's casting vote decides, and it is not known.

    A qualified majority is a share of the votes cast; there the chair has no casting vote.
    """
    share = MAJORITIES[majority]
    if share is not None:
        return votes.cast > 0 and Fraction(votes.for_, votes.cast) >= share
    if votes.for_ != votes.against:
        return votes.for_ > votes.against
    if not casting:
        return False
    return {YES: True, NO: False}.get(votes.chair)


def check_outcome(outcome: str, votes: Votes | None, majority: str = "simple", *, casting: bool = True) -> None:
    """What is written as decided is what the votes say. Without a count the board was agreed; a qualified majority is
    always counted, because somebody will ask for the numbers.
    """
    if outcome not in (YES, NO):
        return
    if votes is None:
        if outcome == YES and majority != "simple":
            raise Refusal(
                "Förbundsordningen kräver kvalificerad majoritet här. Skriv in rösterna.",
                field="votes_for",
                message_en="The charter asks for a qualified majority here: write the votes.",
            )
        return
    found = carried(votes, majority, casting=casting)
    if found is None:
        raise Refusal(
            "Det står lika. Skriv hur ordföranden röstade, för ordföranden avgör.",
            field="chair_vote",
            message_en="It is a tie: say how the chair voted, because the chair decides.",
        )
    if found != (outcome == YES):
        said = "ja" if found else "nej"
        raise Refusal(
            f"Rösterna säger {said}. Kontrollera rösterna eller beslutet.",
            field="outcome",
            message_en=f"The votes say {'yes' if found else 'no'}: check the votes or the decision.",
        )


def seat_faults(members: Mapping[str, str], holders: Iterable[Holder]) -> list[tuple[str, str]]:
    """What is wrong with the board as it is seated, in Swedish and English; R14 and R16. ``members``: id → name."""
    known = list(holders)
    found = list(chain.from_iterable(_member_faults(m, name, known) for m, name in members.items()))
    for holder in known:
        if holder.member not in members:
            found.append(
                (
                    f"{holder.name} sitter för en medlem som har lämnat förbundet. Avsluta platsen.",
                    f"{holder.name} sits for a member that has left. End the seat.",
                )
            )
    return found + (_lead_faults(known) if known else [])


def _member_faults(member: str, name: str, holders: Sequence[Holder]) -> list[tuple[str, str]]:
    own = [h for h in holders if h.member == member]
    ordinary = sum(1 for h in own if h.kind == MEMBER)
    extra = len(own) - ordinary
    if not own:
        return [(f"{name} har varken ledamot eller ersättare.", f"{name} has neither member nor substitute.")]
    if not ordinary:
        return [(f"{name} har ingen ledamot.", f"{name} has no member on the board.")]
    if extra != ordinary:
        return [
            (
                f"{name} har {ordinary} ledamöter och {extra} ersättare. Det ska vara lika många."
                if ordinary > 1
                else f"{name} har en ledamot och {extra or 'ingen'} ersättare. Det ska vara lika många.",
                f"{name} has {ordinary} members and {extra} substitutes on the board: there should be as many of each.",
            )
        ]
    return []


def _lead_faults(holders: Sequence[Holder]) -> list[tuple[str, str]]:
    chairs = sum(1 for h in holders if h.lead == CHAIR)
    vices = sum(1 for h in holders if h.lead == VICE)
    found = []
    if chairs != 1:
        found.append(
            ("Styrelsen har ingen ordförande.", "The board has no chair.")
            if not chairs
            else ("Styrelsen har flera ordförande.", "The board has several chairs.")
        )
    if vices not in (1, 2):
        found.append(
            ("Styrelsen ska ha en eller två vice ordförande.", "The board should have one or two vice chairs.")
        )
    return found
