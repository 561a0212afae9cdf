"""Signatures through a service: whatever is cut off, nothing is asked or signed twice."""

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.decisions.agreements import agreeing, signing
from samordna.agree.decisions.models import Signature, SigningRequest
from samordna.edge.integrations.signing import chosen
from samordna.edge.integrations.signing.failing import FailingSigning
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal

AT = on(2, 10, year=2027)


class Counting:
    """A service that counts its orders, and may fail after it has taken one – as when the line is cut."""

    name = "counting"

    def __init__(self) -> None:
        self.orders, self.cut, self.answer = {}, False, "signed"

    def ask(self, order):
        self.orders.setdefault(order.key, f"nr-{len(self.orders) + 1}")
        if self.cut:
            raise signing.ServiceFailed("the line was cut")
        return self.orders[order.key]

    def outcome(self, reference):
        if self.cut:
            raise signing.ServiceFailed("the line was cut")
        return signing.Outcome(self.answer, evidence=reference, why="Avbröts." if self.answer == "refused" else "")


@pytest.fixture
def story(db):
    return Story(make_cast(), kind="measure", organiser="region-05").to_be_signed()


def asked(story, service, who="johan", party="region-05"):
    by = story.cast.actor(who)
    return signing.prepare(by=by, at=AT, case=story.case, party=party, version=1, title="Chef", service=service.name)


def collected(story, request, service, who="johan"):
    return signing.collect(by=story.cast.actor(who), at=AT, request=request, service=service)


def test_a_call_that_was_cut_off_orders_once_and_signs_once(story):
    service = Counting()
    service.cut = True
    request = asked(story, service)
    with pytest.raises(Refusal, match="Inget är underskrivet"):
        signing.send(at=AT, request=request, service=service)
    service.cut = False
    again = asked(story, service)
    assert again.pk == request.pk
    request = signing.send(at=AT, request=again, service=service)
    assert (len(service.orders), request.reference, request.attempts) == (1, "nr-1", 2)
    signing.send(at=AT, request=request, service=service)
    stale = SigningRequest.objects.get()
    assert collected(story, request, service).status == "signed"
    collected(story, stale, service)  # two browsers fetch the answer at once
    assert Signature.objects.count() == 1
    assert story.case.events.get(kind="signed").data["evidence"] == "nr-1"


@pytest.mark.parametrize(("answer", "status"), [("waiting", "sent"), ("refused", "refused")])
def test_nothing_is_signed_until_the_service_says_so(story, answer, status):
    service = Counting()
    service.answer = answer
    request = signing.send(at=AT, request=asked(story, service), service=service)
    assert collected(story, request, service).status == status
    assert not Signature.objects.exists()
    if status == "refused":  # a new try is a new order
        service.answer = "signed"
        signing.send(at=AT, request=asked(story, service), service=service)
        assert len(service.orders) == 2


def test_a_text_that_changed_meanwhile_is_not_signed(story):
    service = Counting()
    request = signing.send(at=AT, request=asked(story, service), service=service)
    agreeing.draft_agreement(by=story.cast.actor("maria"), at=AT, case=story.case, text="# Ny")
    with pytest.raises(Refusal, match="Texten har ändrats"):
        collected(story, request, service)
    assert not Signature.objects.exists()


def test_the_failing_twin_signs_nothing(story):
    service = FailingSigning()
    with pytest.raises(Refusal):
        signing.send(at=AT, request=asked(story, service), service=service)
    assert SigningRequest.objects.get().status == "prepared"
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("who", "party", "problem"),
    [("johan", "af", NotAllowed), ("maria", "af", NotAllowed), ("bo", "municipality-0583", NotAllowed),
     ("outsider", "af", NotFound)],
)  # fmt: skip
def test_nobody_asks_for_anothers_signature(story, who, party, problem):
    with pytest.raises(problem):
        asked(story, Counting(), who, party)


@pytest.mark.parametrize(
    ("name", "is_demo", "found"),
    [("", True, "demo"), ("", False, None), ("off", True, None), ("failing", False, "failing")],
)
def test_which_service_is_used(monkeypatch, name, is_demo, found):
    monkeypatch.delenv("SAMORDNA_SIGNING", raising=False)
    if name:
        monkeypatch.setenv("SAMORDNA_SIGNING", name)
    service = chosen(is_demo=is_demo)
    assert (service.name if service else None) == found


def test_an_unknown_service_is_said(monkeypatch):
    monkeypatch.setenv("SAMORDNA_SIGNING", "bankid")
    with pytest.raises(ValueError, match="choose off or one of demo, failing"):
        chosen(is_demo=False)
