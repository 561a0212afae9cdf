"""Whoever comes and whoever leaves: nobody counts twice, nobody with a conflict of interest counts at all."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from samordna.agree.decisions.meetings.rules import MAJORITIES, QUORUMS, Holder, Votes, carried, quorum, serving

MEMBERS = ("fk", "af", "region-05", "municipality-0583", "municipality-0584")


@st.composite
def boards(draw):
    """A board of up to twelve seats; some people hold several, which the register forbids and the rules still bear."""
    number = draw(st.integers(0, 12))
    return [
        Holder(
            seat=seat,
            member=(member := draw(st.sampled_from(MEMBERS))),
            party=member.partition("-")[0],
            person=f"p{draw(st.integers(0, number))}",
            name=f"Namn {seat}",
            kind=draw(st.sampled_from(["member", "substitute"])),
            order=draw(st.integers(1, 3)),
        )
        for seat in range(number)
    ]


@st.composite
def meetings(draw):
    board = draw(boards())
    seats = st.sets(st.sampled_from([h.seat for h in board])) if board else st.just(set())
    return board, draw(seats), draw(seats)


@given(meetings())
def test_nobody_counts_twice_and_nobody_who_is_away_counts(meeting):
    board, there, away = meeting
    served = serving(board, there, away)
    by = [s.by for s in served if s.by]
    assert len({h.person for h in by}) == len(by), "a person serves once"
    assert len({h.seat for h in by}) == len(by)
    gone = {h.person for h in board if h.seat in away}
    assert not gone & {h.person for h in by}
    assert all(h.seat in there for h in by)
    assert all(s.by.member == s.seat.member for s in served if s.by), "nobody serves for another member"
    assert [s.seat for s in served] == [h for h in board if h.kind == "member"]


@given(meetings(), st.sampled_from(QUORUMS), st.booleans())
def test_a_quorum_is_more_than_half_whatever_the_charter_adds(meeting, rule, every_party):
    board, there, away = meeting
    served = serving(board, there, away)
    found = quorum(served, rule, every_party=every_party)
    if found.ok:
        assert 2 * found.served > found.seats > 0
        assert quorum(served).ok, "a charter asks for more, never for less"
    if every_party and found.ok:
        assert {s.seat.party for s in served} == {s.by.party for s in served if s.by}


# Who holds the seats of two members leaves one of them to a substitute.
@example(
    (
        [
            Holder(1, "fk", "fk", "p0", "Namn 1"),
            Holder(2, "fk", "fk", "p1", "Namn 2", kind="substitute"),
            Holder(6, "af", "af", "p0", "Namn 6"),
        ],
        {2, 6},
        set(),
    )
)
@given(meetings())
def test_one_more_in_the_room_never_takes_the_quorum_away(meeting):
    board, there, away = meeting
    fewer = quorum(serving(board, there, away))
    more = quorum(serving(board, {h.seat for h in board}, away))
    assert more.ok or not fewer.ok


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.sampled_from(["", "yes", "no"]), st.booleans())
def test_a_vote_is_carried_by_those_who_said_yes(for_, against, abstain, chair, casting):
    votes = Votes(for_, against, abstain, chair)
    for majority, share in MAJORITIES.items():
        found = carried(votes, majority, casting=casting)
        if share is not None and found:
            assert Fraction(for_, for_ + against) >= share
        if found is None:
            assert for_ == against
            assert majority == "simple"
            assert chair == ""
