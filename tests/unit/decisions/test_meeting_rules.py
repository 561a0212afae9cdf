"""Seats, quorum and votes, in tables: by member, with substitutes, without those who have a conflict of interest."""

import pytest

from samordna.agree.decisions.meetings import rules
from samordna.agree.decisions.meetings.rules import Holder, Votes, carried, presiding, quorum, serving
from samordna.ground.kernel.errors import Refusal

FK, AF, REGION, MOTALA, VADSTENA = "fk", "af", "region-05", "municipality-0583", "municipality-0584"
LEAD = {REGION: "chair", MOTALA: "vice"}


def holder(seat, member, kind="member", person="", order=1):
    party = member.partition("-")[0]
    lead = LEAD.get(member, "") if kind == "member" else ""
    return Holder(seat, member, party, person or f"p{seat}", f"Namn {seat}", kind, order, lead)


#: Seats 1–5 are ordinary, 11–15 the substitutes of the same members.
BOARD = [holder(n, m) for n, m in enumerate((FK, AF, REGION, MOTALA, VADSTENA), start=1)]
BOARD += [holder(n + 10, m, "substitute") for n, m in enumerate((FK, AF, REGION, MOTALA, VADSTENA), start=1)]


def by_seat(served):
    return {s.seat.seat: s.by.seat if s.by else None for s in served}


@pytest.mark.parametrize(
    ("there", "away", "expected"),
    [
        ({1, 2, 3}, (), {1: 1, 2: 2, 3: 3, 4: None, 5: None}),
        ({1, 12, 3}, (), {1: 1, 2: 12, 3: 3, 4: None, 5: None}),
        ({1, 11}, (), {1: 1, 2: None, 3: None, 4: None, 5: None}),  # a substitute beside her own member does not serve
        ({1, 11, 2}, {1}, {1: 11, 2: 2, 3: None, 4: None, 5: None}),  # a conflict: the substitute steps in
        ({1, 11, 2}, {1, 11}, {1: None, 2: 2, 3: None, 4: None, 5: None}),
        ({14}, (), {1: None, 2: None, 3: None, 4: 14, 5: None}),  # nobody serves for another municipality
        ((), (), {1: None, 2: None, 3: None, 4: None, 5: None}),
    ],
)
def test_who_serves(there, away, expected):
    assert by_seat(serving(BOARD, there, away)) == expected


def test_substitutes_are_called_in_their_order_and_one_person_serves_once():
    two = [holder(1, FK), holder(2, FK), holder(11, FK, "substitute", order=2), holder(12, FK, "substitute", order=1)]
    assert by_seat(serving(two, {11, 12})) == {1: 12, 2: 11}
    assert by_seat(serving(two, {12})) == {1: 12, 2: None}
    doubled = [holder(1, FK, person="x"), holder(2, AF, person="y"), holder(12, AF, "substitute", person="x")]
    assert by_seat(serving(doubled, {1, 12})) == {1: 1, 2: None}
    assert by_seat(serving(doubled, {1, 12, 2}, {12})) == {1: None, 2: 2}, "away with one seat is away with all"


@pytest.mark.parametrize(
    ("there", "rule", "every_party", "ok", "needed"),
    [
        ({1, 2, 3}, "half", False, True, 3),
        ({1, 2}, "half", False, False, 3),
        ({1, 2, 3}, "two_thirds", False, False, 4),
        ({1, 2, 3, 4}, "two_thirds", False, True, 4),
        ({1, 2, 3}, "half", True, False, 3),  # no municipality
        ({1, 2, 3, 15}, "half", True, True, 3),
        ({1, 2, 3}, "half_of_members", False, True, 3),
        (set(), "half", False, False, 3),
    ],
)
def test_quorum(there, rule, every_party, ok, needed):
    found = quorum(serving(BOARD, there), rule, every_party=every_party)
    assert (found.ok, found.needed, found.seats) == (ok, needed, 5)


def test_half_of_members_is_more_than_half_of_seats():
    many = [holder(n, FK) for n in (1, 2, 3)] + [holder(4, AF), holder(5, REGION)]
    assert quorum(serving(many, {1, 2, 3})).ok
    assert not quorum(serving(many, {1, 2, 3}), "half_of_members").ok
    assert quorum(serving(many, {1, 2, 4}), "half_of_members").ok


def test_without_seats_nobody_decides():
    assert not quorum(()).ok
    with pytest.raises(ValueError, match="no such rule"):
        quorum((), "any")


def test_who_is_missing_is_said():
    found = quorum(serving(BOARD, {1, 14}), every_party=True)
    assert found.missing_members == (AF, REGION, VADSTENA)
    assert found.missing_parties == ("af", "region")


@pytest.mark.parametrize(
    ("there", "away", "chairs"), [({3, 4}, (), 3), ({3, 4}, {3}, 4), ({1, 13}, (), None), ({1, 2}, (), None)]
)
def test_who_chairs(there, away, chairs):
    found = presiding(serving(BOARD, there, away))
    assert (found.seat if found else None) == chairs


@pytest.mark.parametrize(
    ("votes", "majority", "casting", "expected"),
    [
        (Votes(3, 2), "simple", True, True),
        (Votes(2, 3), "simple", True, False),
        (Votes(2, 2), "simple", True, None),
        (Votes(2, 2, 0, "yes"), "simple", True, True),
        (Votes(2, 2, 0, "no"), "simple", True, False),
        (Votes(2, 2, 0, "yes"), "simple", False, False),
        (Votes(2, 1, 2), "two_thirds", True, True),
        (Votes(3, 2), "two_thirds", True, False),
        (Votes(3, 1), "three_quarters", True, True),
        (Votes(4, 1), "all", True, False),
        (Votes(5, 0), "all", True, True),
        (Votes(0, 0, 5), "two_thirds", True, False),
    ],
)
def test_what_a_vote_leads_to(votes, majority, casting, expected):
    assert carried(votes, majority, casting=casting) is expected


@pytest.mark.parametrize(
    ("outcome", "votes", "majority", "field"),
    [
        ("yes", None, "simple", None),
        ("yes", None, "two_thirds", "votes_for"),
        ("no", None, "two_thirds", None),
        ("yes", Votes(2, 3), "simple", "outcome"),
        ("no", Votes(3, 2), "simple", "outcome"),
        ("yes", Votes(2, 2, 1), "simple", "chair_vote"),
        ("yes", Votes(2, 2, 1, "yes"), "simple", None),
        ("adjourned", Votes(0, 5), "simple", None),
    ],
)
def test_what_is_written_is_what_the_votes_say(outcome, votes, majority, field):
    if field is None:
        rules.check_outcome(outcome, votes, majority)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_outcome(outcome, votes, majority)
    assert refusal.value.field == field


@pytest.mark.parametrize("votes", [Votes(3, 1), Votes(3, 2, 1), Votes(-1, 6)])
def test_votes_that_are_not_those_of_the_serving_are_refused(votes):
    with pytest.raises(Refusal):
        rules.check_votes(votes, 5)
    rules.check_votes(Votes(3, 1, 1), 5)


@pytest.mark.parametrize(
    ("ways", "remote", "audio", "refused"),
    [
        (["room"], False, False, False),
        (["remote"], False, False, True),
        (["remote"], True, False, False),
        (["audio"], True, False, True),
        (["audio"], True, True, False),
    ],
)
def test_remote_only_if_decided(ways, remote, audio, refused):
    if refused:
        with pytest.raises(Refusal):
            rules.check_remote(ways, remote=remote, audio=audio)
    else:
        rules.check_remote(ways, remote=remote, audio=audio)


MEMBERS = {FK: "FK", AF: "AF", REGION: "Regionen", MOTALA: "Motala", VADSTENA: "Vadstena"}


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ((), []),
        ((15,), ["Vadstena har en ledamot och ingen ersättare."]),
        ((5,), ["Vadstena har ingen ledamot."]),
        ((5, 15), ["Vadstena har varken ledamot eller ersättare."]),
        ((3,), ["Regionen har ingen ledamot.", "Styrelsen har ingen ordförande."]),
        ((4, 14), ["Motala har varken", "en eller två vice ordförande"]),
    ],
)
def test_what_is_wrong_with_the_board(left_out, said):
    found = [sv for sv, en in rules.seat_faults(MEMBERS, [h for h in BOARD if h.seat not in left_out])]
    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def test_a_seat_of_a_member_that_has_left_is_told():
    members = {m: n for m, n in MEMBERS.items() if m != VADSTENA}
    found = [sv for sv, en in rules.seat_faults(members, BOARD)]
    assert len([line for line in found if "lämnat förbundet" in line]) == 2
