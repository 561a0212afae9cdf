"""Nothing about a participant in logs, error pages, addresses or trails, whatever goes wrong."""

from __future__ import annotations

import doctest
import io
import logging
import re
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, connections
from django.db.models import Model
from tests.factories import access
from tests.factories.access import NAME, NUMBER, OWN
from tests.guards.look import routes as look

from samordna.config import discreet
from samordna.deliver.participants.models import Participation
from samordna.ground.privacy import vault
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent

pytestmark = pytest.mark.django_db(databases="__all__")
WRITTEN = f"{NUMBER[:8]}-{NUMBER[8:]}"
SHORT = WRITTEN[2:]
SECRETS = (NUMBER, NUMBER[2:], WRITTEN, SHORT, NAME, NAME.split()[0], NAME.split()[1])
#: Everything that the register's forms take, right and wrong at once.
TYPED = {
    "measure": "I-0001", "mode": "person", "personal_number": WRITTEN, "name": NAME, "q": NAME, "once": "",
    "consent_date": "2026-01-08", "consent_seen": "on", "start": "2026-01-12", "end": NUMBER, "municipality": NUMBER,
    "referred_by": NAME, "reason": WRITTEN, "support_sjukpenning": NAME,
}  # fmt: skip


@pytest.fixture
def world():
    return access.make_world()


@pytest.fixture
def client(world):
    return world.client(("participant_registrar", OWN))


@pytest.fixture
def logged(monkeypatch):
    """What every logger writes, by the formatter that the service has."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    assert settings.LOGGING["formatters"]["line"] == {"()": "samordna.config.discreet.Discreet"}
    handler.setFormatter(discreet.Discreet())
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    return out


def says(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def pages(world) -> list[str]:
    found = [p for r in look.routes() if r.name.startswith("register:") for p in world.paths(r.path, r.name)]
    return [path for path in found if "/mitt/" not in path]


def visit(client, world) -> dict[str, object]:
    """Every page of the register read, sent right and wrong things, and things that are not there."""
    answers = {}
    for path in pages(world):
        for method, data in (("get", {"q": ""}), ("post", TYPED), ("post", {})):
            answers[f"{method} {path} {len(data)}"] = getattr(client, method)(path, data)
    for path in ("/deltagare/finns-inte/", "/deltagare/mitt/fel-hemlighet/", "/insatser/finns-inte/"):
        answers[path] = client.get(path)
    return answers


def test_using_the_register_leaves_nothing_in_logs_addresses_and_trails(world, client, logged):
    for answer in visit(client, world).values():
        assert not says(unquote_plus(answer.get("Location", ""))), "an address that leads on"
        assert answer.status_code != 500
    assert not says(logged.getvalue())
    assert not says("\n".join(str(list(model.objects.values_list())) for model in (AuditEvent, AccessLogEntry)))


def breaks(error):
    """What a database says when it refuses: the row and all."""

    def fail(*args, **kwargs):
        raise error(f'invalid input: "{WRITTEN}" DETAIL: Failing row contains ({NUMBER}, {NAME}).')

    return fail


@pytest.mark.parametrize(
    ("where", "what", "error"),
    [
        (vault, "read", RuntimeError),
        (vault, "read_many", DataError),
        (vault, "find", IntegrityError),
        (vault, "store", DataError),
        (Model, "save", IntegrityError),
        (Participation, "full_clean", ValueError),
    ],
)
def test_what_breaks_says_where_and_never_about_whom(world, client, logged, monkeypatch, where, what, error):
    token = world.arguments["register"]["token"]
    with monkeypatch.context() as broken:
        broken.setattr(where, what, breaks(error))
        answers = visit(client, world) | {"own": client.get(f"/deltagare/mitt/{token}/")}
    for place, answer in answers.items():
        if answer.status_code == 500:
            assert not says(answer.content.decode()), place
    text = logged.getvalue()
    assert not says(text)
    assert token not in text
    if any(answer.status_code == 500 for answer in answers.values()):
        assert error.__name__ in text and "test_discretion.py" in text, "it does say what kind of error, and where"


def test_at_least_some_pages_did_break(world, client, logged, monkeypatch):
    monkeypatch.setattr(vault, "read", breaks(RuntimeError))
    monkeypatch.setattr(vault, "read_many", breaks(RuntimeError))
    assert sum(answer.status_code == 500 for answer in visit(client, world).values()) > 5


def test_the_error_pages_show_no_data_even_with_a_chain_of_errors(logged):
    try:
        try:
            raise ValueError(WRITTEN)
        except ValueError as first:
            raise RuntimeError(NAME) from first
    except RuntimeError:
        logging.getLogger("samordna.x").exception("Could not handle %s", WRITTEN)
    text = logged.getvalue()
    assert not says(text)
    assert "builtins.RuntimeError" in text and "builtins.ValueError" in text and "[…]" in text


@pytest.mark.parametrize(
    "number", [NUMBER, WRITTEN, SHORT, NUMBER[2:], WRITTEN.replace("-", "+"), SHORT.replace("-", " ")]
)
def test_whatever_looks_like_a_personal_number_is_taken_out(number):
    assert discreet.without_numbers(f"x {number}, y") == "x […], y"
    assert doctest.testmod(discreet).failed == 0


def test_every_form_that_takes_a_number_or_a_name_is_sent_by_post(world, client):
    for path in pages(world):
        answer = client.get(path)
        if "html" not in answer["Content-Type"]:
            continue
        for form in re.findall(r"<form.*?</form>", answer.content.decode(), re.S):
            if re.search(r'name="(personal_number|name|q)"', form):
                assert re.search(r'<form[^>]*method="post"', form), f"{path}: a number could end up in an address"
        assert not re.search(r'hx-get="[^"]*"[^>]*name="(personal_number|name|q)"', answer.content.decode()), path


def test_no_query_with_its_values_is_kept(world, client):
    client.get("/deltagare/")
    assert settings.DEBUG is False
    assert not [query for connection in connections.all() for query in connection.queries]
