"""Who may be organiser (projektanordnare) of an ESF+ project, and why.

The rule is tried in this order: are the answers in – is a party willing that may be – is there a guarantee in this
area on this day – does every participating party co-finance. What it computes with is dated data
(ground/parameters/programme/organiser.yaml); what it says stands in reasons.py.

Where the sources are silent, this is how the rule reads them:

- *Waiting.* A party other than the association that has left any of its three questions unanswered is waited for,
  also when it has said that it does not take part. While someone is waited for there is no organiser and there are no
  conditions; ``candidates`` and ``blocked_by`` hold what is already certain. After the deadline an unanswered
  question counts as no.
- *Candidates* are all willing parties that take part and may be organiser, also when there is only one. Taking part
  must be certain: a willing party whose own part in the project is unanswered is no candidate. (Answering "no" to
  taking part and being willing is a contradiction, and refused; leaving it unanswered past the deadline is not.)
- *FK by itself* in a project for individuals is told what FK has written, and asked for a plan; it is no condition.
- *Areas.* B and C are national: a region is told about, not refused.
  In B only Arbetsförmedlingen may be organiser. Försäkringskassan takes part in A1, A2, D and E only, so
  elsewhere it is no candidate even if willing. In C and F any other willing party may be organiser, but nobody stands
  as guarantor. An area's limits are those of the programme 2021–2027, to which its letter belongs, whatever the day.
- *The guarantee* is given by the government's decision and not by FK's own answer: it holds whether or not FK is
  among the parties of the case, takes part, or refuses. FK blocks it like any other party when it takes part without
  co-financing; when it takes no part, the reasons say that the guarantor is not counted, and that this is our reading.
  It holds from its first to its last day, both counted in. Where no party at all takes part there is no
  project to guarantee.
- *Blocking* is told only where it matters: when no party is a candidate, in an area and on a day where the guarantee
  holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from samordna.agree.preparation.rules.checks import check_party, check_place, limit
from samordna.agree.preparation.rules.reasons import Names, Reason, say
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.areas import party_name
from samordna.ground.parameters.reader import rule

Willingness = Literal["willing", "refuses"]
Kind = Literal["individual", "structural"]
Role = Literal["willing", "guarantor"]

FK: Final = PartyId("fk")


@dataclass(frozen=True, slots=True)
class PartyAnswer:
    """What one party has answered to the three questions; None is "unanswered"."""

    party: PartyId
    takes_part: bool | None
    co_finances: bool | None
    organiser: Willingness | None

    @property
    def is_complete(self) -> bool:
        """Whether all three questions are answered."""
        return None not in (self.takes_part, self.co_finances, self.organiser)


@dataclass(frozen=True, slots=True)
class Situation:
    """A case as the rule sees it. ``region`` None is a national project; parties stand in the order they were asked."""

    area: str
    region: str | None
    kind: Kind
    on: date
    parties: tuple[PartyAnswer, ...]
    deadline_passed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Who is organiser, in which role, and why; or who is waited for, agreed between, or stands in the way."""

    organiser: PartyId | None = None
    role: Role | None = None
    candidates: tuple[PartyId, ...] = ()
    blocked_by: tuple[PartyId, ...] = ()
    waiting_for: tuple[PartyId, ...] = ()
    conditions: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as ``samordna organiser`` prints it."""
        return {
            "organiser": str(self.organiser) if self.organiser else None,
            "as": self.role,
            "candidates": [str(party) for party in self.candidates],
            "blocked_by": [str(party) for party in self.blocked_by],
            "waiting_for": [str(party) for party in self.waiting_for],
            "conditions": list(self.conditions),
            "reasons": [reason.as_json() for reason in self.reasons],
        }


def organiser(situation: Situation, names: Names = party_name) -> Answer:
    """Try the rule. ``names`` gives the parties' names for the reasons. Raises the first Refusal of check()."""
    for problem in check(situation):
        raise problem
    asked = [answer for answer in situation.parties if answer.party.kind != "association"]
    unanswered = tuple(answer.party for answer in asked if not answer.is_complete)
    known = [_unanswered_is_no(answer) for answer in asked] if situation.deadline_passed else asked
    candidates, reasons = _candidates(situation, known, names)
    reasons = [*_about_the_area(situation, names), *reasons]
    if unanswered and not situation.deadline_passed:
        blocked_by = () if candidates or _no_guarantee(situation, names) else _not_co_financing(known)
        reasons = [say("awaited", names, who=unanswered, stops=True), *reasons]
        if blocked_by:
            reasons.append(say("blocked", names, who=blocked_by))
        return Answer(None, None, candidates, blocked_by, unanswered, (), tuple(reasons))
    if unanswered:
        reasons = [say("counts_as_no", names, who=unanswered), *reasons]
    if len(candidates) == 1:
        reasons.append(say("one_willing", names, who=candidates))
        if candidates == (FK,) and situation.kind == "individual":
            reasons.append(say("fk_by_itself", names))
        return Answer(candidates[0], "willing", candidates, reasons=tuple(reasons))
    if candidates:
        reasons.append(say("several_willing", names, who=candidates, stops=True))
        return Answer(candidates=candidates, reasons=tuple(reasons))
    return _try_guarantee(situation, known, [*reasons, say("none_willing", names)], names)


def _about_the_area(situation: Situation, names: Names) -> list[Reason]:
    """What is true of the area whoever is willing: that it has ended, or that its calls are national."""
    if situation.area == "F":
        return [say("area_ended", names)]
    if situation.region and situation.area in limit("organiser.national_areas"):
        return [say("national_area", names, area=situation.area)]
    return []


def _candidates(
    situation: Situation, known: Sequence[PartyAnswer], names: Names
) -> tuple[tuple[PartyId, ...], list[Reason]]:
    """The willing parties that may be organiser, and a reason for each kind of those that may not."""
    willing = [answer for answer in known if answer.organiser == "willing"]
    uncertain = [answer.party for answer in willing if not answer.takes_part]
    only, fk_areas = limit("organiser.only_kind", area=situation.area), limit("fk.areas")
    outside = [answer.party for answer in willing if answer.takes_part and only and answer.party.kind not in only]
    fk_outside = [FK] if any(answer.party == FK for answer in willing) and situation.area not in fk_areas else []
    reasons = []
    if any(answer.party.kind == "association" for answer in situation.parties):
        reasons.append(say("association", names))
    if uncertain:
        reasons.append(say("not_taking_part", names, who=uncertain))
    if outside:
        reasons.append(say("only_af", names, who=outside))
    elif fk_outside:
        reasons.append(say("fk_not_here", names, area=situation.area))
    shut_out = {*uncertain, *outside, *fk_outside}
    return tuple(answer.party for answer in willing if answer.party not in shut_out), reasons


def _try_guarantee(situation: Situation, known: Sequence[PartyAnswer], reasons: list[Reason], names: Names) -> Answer:
    """Nobody is willing: whether FK is organiser as guarantor, or what stands in the way."""
    if stop := _no_guarantee(situation, names):
        return Answer(reasons=(*reasons, *stop))
    if not any(answer.takes_part for answer in known):
        return Answer(reasons=(*reasons, say("nobody_takes_part", names, stops=True)))
    if blocked_by := _not_co_financing(known):
        return Answer(blocked_by=blocked_by, reasons=(*reasons, say("blocked", names, who=blocked_by, stops=True)))
    told, conditions = ["guarantor", "all_co_finance"], ["no_other_organiser", "all_co_finance"]
    if not any(answer.party == FK and answer.co_finances for answer in known):
        told += ["guarantor_not_counted"]
    if situation.kind == "individual":
        told += ["fk_position", "carry_on_plan"]
        conditions += ["carry_on_plan"]
    said = [say(sentence, names) for sentence in told]
    return Answer(FK, "guarantor", conditions=tuple(conditions), reasons=(*reasons, *said))


def _no_guarantee(situation: Situation, names: Names) -> list[Reason]:
    """Why nobody stands as guarantor in this area or on this day; nothing when FK does."""
    if situation.area not in limit("fk.areas"):
        if limit("organiser.only_kind", area=situation.area):
            return [say("no_guarantee_in_b", names, stops=True)]
        return [say("no_guarantee_here", names, area=situation.area, stops=True)]
    guarantee = rule("fk_guarantor")
    if not guarantee.in_force(situation.on):
        words = {"first": guarantee.valid_from, "last": guarantee.valid_to, "day": situation.on}
        return [say("no_guarantee_then", names, stops=True, **words)]
    return []


def _not_co_financing(known: Sequence[PartyAnswer]) -> tuple[PartyId, ...]:
    """The parties that certainly take part and certainly do not co-finance."""
    return tuple(answer.party for answer in known if answer.takes_part and answer.co_finances is False)


def _unanswered_is_no(answer: PartyAnswer) -> PartyAnswer:
    return replace(
        answer,
        takes_part=bool(answer.takes_part),
        co_finances=bool(answer.co_finances),
        organiser=answer.organiser or "refuses",
    )


def check(situation: Situation) -> Iterator[Refusal]:
    """What makes a situation impossible, each with the field it lies in. Nothing means that the rule can be tried."""
    yield from check_place(situation.area, situation.region)
    seen: set[PartyId] = set()
    for number, answer in enumerate(situation.parties, start=1):
        yield from check_party(answer.party, f"parties[{number}].party")
        if answer.party in seen:
            yield Refusal(
                "Samma part står två gånger.", f"parties[{number}].party", f"{answer.party} stands twice; keep one"
            )
        seen.add(answer.party)
        if answer.takes_part is False and answer.organiser == "willing":
            yield Refusal(
                "En part som inte deltar kan inte vilja vara projektanordnare. Ändra ett av svaren.",
                f"parties[{number}].organiser",
                f"{answer.party} does not take part, so it cannot be willing; change one of the two answers",
            )
