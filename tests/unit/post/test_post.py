"""The outbox: written with the act, sent once, tried again, and given up in words."""

import smtplib
import socketserver
import threading
from datetime import timedelta

import pytest
from django.db import transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.config import mail
from samordna.ground.post import links, outbox, sending, text
from samordna.ground.post.models import Letter
from samordna.ground.privacy import marks

pytestmark = pytest.mark.django_db
NOW = on(9, 8)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def set_up(settings):
    settings.MAIL = mail.server("smtp://127.0.0.1:2525")
    settings.MAIL_FROM = "Samordna <svara-inte@samordna.example>"
    settings.ADDRESS = "https://samordna.example"


def write(cast, who="helena", at=NOW, subject="ett-arende", **changes):
    facts = {"kind": "asked", "role": "preparation_member", "scope_key": "ostra-vattern", "subject_kind": "case"}
    with transaction.atomic():
        return outbox.write(to=cast.people[who], subject=subject, path="/arenden/x/svara/", at=at, **(facts | changes))


class Server:
    """What an SMTP server does with each letter: takes it, or answers as told."""

    def __init__(self, *answers):
        self.answers, self.taken = list(answers), []

    def __call__(self, letter):
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        self.taken.append(letter)


def refused(code):
    return smtplib.SMTPRecipientsRefused({"helena@example.test": (code, b"no such user")})


def send(server, at=NOW):
    return sending.send_all(now=lambda: at, send=server)


def state(letter):
    letter.refresh_from_db()
    return letter.state


def test_a_letter_says_that_something_waits_and_nothing_else(cast):
    story = Story(cast).asked()
    letter = Letter.objects.get(to=cast.people["helena"])
    said = text.message(letter, sender="Samordna <x@y.example>", address="https://s.example/").as_string()
    for secret in (story.case.title, story.case.key, story.case.number, "Vadstena", "Vättern", "svara/", "Maria"):
        assert secret not in said
    assert links.token(letter) in said.replace("=\n", "")


def test_a_letter_is_written_once_a_person_thing_and_day(cast):
    assert write(cast) is not None
    assert write(cast, kind="reminder", at=NOW + timedelta(hours=5)) is None
    assert write(cast, subject="ett-annat") is not None
    assert write(cast, who="johan") is not None
    assert write(cast, at=NOW + timedelta(days=1)) is not None


def test_a_letter_outside_a_transaction_is_a_mistake(cast, monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(RuntimeError):
        outbox.write(
            kind="asked", to=cast.people["helena"], role="", scope_key="", subject_kind="case", subject="x", path="/",
            at=NOW,
        )  # fmt: skip


def test_each_letter_is_sent_once(cast, set_up):
    letter, server = write(cast), Server()
    assert send(server).sent == 1
    assert send(server).sent == 0
    assert [m["To"] for m in server.taken] == ["helena@example.test"]
    assert state(letter) == "sent"
    assert letter.sent_to == "helena@example.test"


def test_two_senders_never_have_the_same_letter(cast, set_up):
    write(cast)
    assert sending.claim(NOW) is not None
    assert sending.claim(NOW) is None


def test_a_sender_that_took_the_letter_first_wins_even_when_both_saw_it(cast, set_up):
    letter, mine = write(cast), None

    def send_and_be_overtaken(message):
        nonlocal mine
        mine = Letter.objects.get(pk=letter.pk).claim
        Letter.objects.filter(pk=letter.pk).update(claim="another")  # our claim ran out, and another sender took it

    sending.send_all(now=lambda: NOW, send=send_and_be_overtaken)
    assert state(letter) == "queued"
    assert letter.claim == "another" != mine


def test_a_killed_sender_leaves_the_letter_to_the_next_under_the_same_message_id(cast, set_up):
    letter = write(cast)
    first = Server()

    def killed(message):
        first(message)
        raise KeyboardInterrupt  # after sending, before it is noted

    with pytest.raises(KeyboardInterrupt):
        sending.send_all(now=lambda: NOW, send=killed)
    second = Server()
    assert send(second, at=NOW + sending.CLAIM - timedelta(seconds=1)).sent == 0
    assert send(second, at=NOW + sending.CLAIM).sent == 1
    assert first.taken[0]["Message-ID"] == second.taken[0]["Message-ID"]
    assert state(letter) == "sent"


def test_what_fails_for_the_moment_is_tried_again_later_and_at_last_given_up(cast, set_up):
    letter, at = write(cast), NOW
    for tried, wait in enumerate(sending.BACK_OFF, start=1):
        assert send(Server(refused(451)), at=at).later == 1
        assert send(Server(), at=at + wait - timedelta(seconds=1)).sent == 0
        letter.refresh_from_db()
        assert letter.tries == tried
        at += wait
    assert send(Server(refused(451)), at=at).failed == 1
    assert state(letter) == "failed"
    assert "451 no such user" in letter.problem


def test_an_address_that_does_not_exist_fails_at_once_and_may_be_tried_again(cast, set_up):
    letter = write(cast)
    assert send(Server(refused(550))).failed == 1
    outbox.try_again(letter=letter, by=cast.actor("maria"), at=NOW)
    assert send(Server()).sent == 1
    outbox.try_again(letter=letter, by=cast.actor("maria"), at=NOW)
    assert state(letter) == "sent"


@pytest.mark.parametrize(
    "away",
    [
        ConnectionRefusedError("refused"),
        smtplib.SMTPServerDisconnected("gone"),
        TimeoutError("slow"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPSenderRefused(550, b"no", "x"),
    ],
)
def test_a_server_that_is_away_costs_no_letter_a_try(cast, set_up, away):
    letters = [write(cast), write(cast, who="johan")]
    found = send(Server(away))
    assert found.unreachable
    assert found.failed == found.sent == 0
    assert [(state(one), one.tries) for one in letters] == [("queued", 0), ("queued", 0)]
    assert send(Server(), at=NOW + sending.BACK_OFF[0]).sent == 2


@pytest.mark.parametrize("gone", ["assignment", "account", "another association"])
def test_whoever_no_longer_holds_the_assignment_gets_nothing(cast, set_up, gone):
    letter, helena = write(cast), cast.people["helena"]
    if gone == "account":
        type(helena).objects.filter(pk=helena.pk).update(is_active=False)
    elif gone == "assignment":
        helena.assignments.update(valid_to=NOW.date())
    else:
        held = helena.assignments.get()
        helena.assignments.update(valid_to=NOW.date())
        helena.assignments.create(
            role=held.role, scope_kind=held.scope_kind, scope_key="langt-borta", valid_from=NOW.date()
        )
    server = Server()
    assert send(server).dropped == 1
    assert server.taken == []
    assert state(letter) == "dropped"


def test_a_person_without_an_address_is_seen_and_not_lost(cast, set_up):
    type(cast.people["helena"]).objects.filter(pk=cast.people["helena"].pk).update(email="")
    cast.people["helena"].refresh_from_db()
    assert state(write(cast)) == "failed"
    assert send(Server()).sent == 0


def test_an_address_that_no_letter_can_carry_fails_alone(cast, set_up):
    letters = [write(cast), write(cast, who="johan")]
    found = send(Server(ValueError("bad address")))
    assert (found.failed, found.sent) == (1, 1)
    assert sorted(state(one) for one in letters) == ["failed", "sent"]


@pytest.mark.parametrize("name", ["MAIL", "MAIL_FROM", "ADDRESS"])
def test_without_settings_letters_stay_in_the_queue(cast, set_up, settings, name):
    letter = write(cast)
    setattr(settings, name, None)
    with pytest.raises(sending.CannotSend, match=f"SAMORDNA_{name}"):
        send(Server())
    assert state(letter) == "queued"


def test_a_demo_never_sends(cast, set_up):
    letter, server = write(cast), Server()
    marks.mark(marks.DEMO, at=NOW)
    with pytest.raises(sending.CannotSend, match="demo"):
        send(server)
    assert server.taken == []
    assert state(letter) == "queued"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", ("mail.example", 25, False, False)),
        ("smtp+starttls://a%40b:p%2Fw@mail.example", ("mail.example", 587, False, True)),
        ("smtps://mail.example:4650", ("mail.example", 4650, True, False)),
        ("http://mail.example", None),
        ("smtp:mail.example", None),
        ("mail.example", None),
    ],
)
def test_the_address_of_the_server_is_read_or_refused(url, found):
    if found is None:
        with pytest.raises(ValueError, match="SAMORDNA_MAIL"):
            mail.server(url)
        return
    read = mail.server(url)
    assert (read.host, read.port, read.use_ssl, read.use_tls) == found
    assert "p/w" not in repr(read)


class Talk(socketserver.StreamRequestHandler):
    """Just enough of SMTP to be sent a letter."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        inside = False
        for line in self.rfile:
            if inside:
                self.server.lines.append(line)
                inside = line != b".\r\n"
                if not inside:
                    self.wfile.write(b"250 taken\r\n")
            elif line.upper().startswith(b"DATA"):
                inside = True
                self.wfile.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 yes\r\n")


def test_a_letter_goes_to_a_real_server(cast, set_up, settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.lines = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MAIL = mail.server(f"smtp://127.0.0.1:{server.server_address[1]}")
        letter = write(cast)
        assert sending.send_all(now=lambda: NOW).sent == 1
        server.shutdown()
    said = b"".join(server.lines).decode()
    assert "To: helena@example.test" in said
    assert "Auto-Submitted: auto-generated" in said
    assert state(letter) == "sent"


# -- links ---------------------------------------------------------------------------------------


def test_a_link_holds_to_its_last_day_and_no_longer(cast):
    letter = write(cast, about=on(11, 27).date())
    last = on(11, 27).date() + timedelta(days=outbox.LINK_DAYS)
    assert letter.expires_on == last
    assert links.read(links.token(letter), last) == letter.pk
    with pytest.raises(links.ExpiredLink):
        links.read(links.token(letter), last + timedelta(days=1))
    for wrong in (links.token(letter)[:-1], "x", "", links.token(letter).replace(":", "")):
        with pytest.raises(links.BrokenLink):
            links.read(wrong, last)
