"""Every role × every address × own or another's association: open, or hidden as if it did not exist.

The table is docs/reference/access.md. Each person opens every address and sends every form, in a register where
everything belongs to one association; what opened is compared with the table. Each try is undone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.db import transaction
from tests.factories import access
from tests.factories.access import NOBODY, OTHER, OWN, VISITOR
from tests.guards.look import access_table as table
from tests.guards.look import routes as look
from tests.guards.look.files import ROOT

from samordna.ground.parties.roles import SEES_PERSONS

PAGE = ROOT / "docs" / "reference" / "access.md"
ROWS = table.rows(PAGE.read_text(encoding="utf-8"))
ROUTES = {table.name_of(route): route for route in look.routes()}
#: Addresses that lead to something of somebody's and are open all the same: the address itself is the secret.
SECRET_ADDRESSES = {
    "register:own",
    "register:own_form",
    "register:own_withdraw",
    "login:first",
    "login:reset",
    "post:link",
    "calendars:subscription",
}
#: The address chooses among one's own: what is another's, or not there, is answered with one's own list.
OWN_CHOICE = {"register:list slug", "register:discard draft_id", "measures:take_out form"}
#: The participant's extract over all measures is made by somebody who registers nobody.
ALSO = {"register:officer": "privacy_officer"}
#: The wording of the consent, and the receipt that only the reader's own browser carries.
FOR_ALL = {"register:consent", "register:consent_pdf", "register:erased", "register:erased_pdf"}
PUBLIC = ("statistics:", "reports:", "rules:", "start:", "code_lists:detail")


@pytest.fixture
def world(db):
    return access.make_world()


def outcome(response) -> str:
    if response.status_code == 302 and response["Location"].startswith("/logga-in/?next="):
        return table.HIDDEN  # a visitor is asked to sign in, wherever the address leads
    return {404: table.HIDDEN, 403: table.REFUSED, 405: table.NO_FORM}.get(response.status_code, table.OPEN)


def tried(client, method: str, path: str):
    """One request, of which nothing remains."""
    kept = copy.deepcopy(client.cookies)
    with transaction.atomic(), transaction.atomic(using="vault"):
        response = getattr(client, method)(path)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="vault")
    client.cookies = kept
    assert response.status_code < 500, f"{method} {path} breaks: {response.status_code}"
    return response


def bare(response, path: str) -> str:
    """A page without what differs by itself: the form's token, and the address where it stands."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return text.replace(f'"{path}"', '"ADDRESS"')


@cache
def missing() -> str:
    return "/en-adress/som-inte-finns/"


@pytest.mark.parametrize("who", access.everybody(), ids=" ".join)
def test_what_opens_is_what_the_table_says_and_the_rest_does_not_exist(world, who):
    client = world.client(who)
    nowhere = bare(tried(client, "get", missing()), missing())
    wrong = []
    for name, route in ROUTES.items():
        row = ROWS.get(name)
        for method in ("get", "post"):
            found = set()
            for path in world.paths(route.path, route.name):
                response = tried(client, method, path)
                found.add(outcome(response))
                secret = route.name in SECRET_ADDRESSES  # these say of themselves that the address is wrong
                if response.status_code == 404 and not secret and "html" in response["Content-Type"]:
                    assert bare(response, path) == nowhere, f"{path} does not look like an address that does not exist"
            best = next(result for result in table.BEST_FIRST if result in found)
            if row is None or not row.fits(*who, method, best):
                wrong.append(f"{name} {method}: {best} for {' '.join(who)}")
    assert not wrong, "differs from docs/reference/access.md (test_access tells how to mend a row):\n" + "\n".join(
        wrong
    )


def test_every_address_has_a_row_and_every_row_an_address(world):
    """Prints the row that belongs in docs/reference/access.md: read it, and add it if that is how it should be."""
    gone = sorted(set(ROWS) - set(ROUTES))
    new = [seen(world, ROUTES[name]).text() for name in ROUTES if name not in ROWS]
    assert not gone, f"take these rows out of docs/reference/access.md: {gone}"
    assert not new, "add to docs/reference/access.md, if this is who should see it:\n" + "\n".join(new)


def seen(world, route) -> table.Row:
    """The row as the register is now."""
    row = table.Row(table.name_of(route))
    for who in access.everybody():
        client = world.client(who)
        for method in ("get", "post"):
            found = {outcome(tried(client, method, path)) for path in world.paths(route.path, route.name)}
            row.note(*who, method, next(result for result in table.BEST_FIRST if result in found))
    return row


def rows_that(condition) -> Iterator[table.Row]:
    return (row for row in ROWS.values() if condition(row.name))


def test_only_registrars_open_the_register():
    for row in rows_that(lambda name: name.startswith("register:")):
        if row.name.split(" ")[0] in SECRET_ADDRESSES | FOR_ALL:
            continue
        assert row.roles() <= {ALSO.get(row.name, SEES_PERSONS)}, row.name
        if "<" in ROUTES[row.name].path and row.name not in OWN_CHOICE:
            assert not row.opens[OTHER], f"{row.name} opens for the registrars of another measure"


def test_what_is_somebodys_opens_for_nobody_outside():
    for row in ROWS.values():
        path = ROUTES[row.name].path
        if "<" not in path or row.name.startswith(PUBLIC) or row.name.split(" ")[0] in SECRET_ADDRESSES:
            continue
        if row.name in OWN_CHOICE:
            continue
        outside = row.opens[OTHER] | row.sends[OTHER] | row.refused[OTHER]
        assert not outside, f"{row.name} opens outside: {outside}"
        assert not (row.roles() & {VISITOR, NOBODY}), f"{row.name} opens for people without an assignment"


@pytest.mark.parametrize(
    ("got", "fits"), [(table.OPEN, True), (table.HIDDEN, False), (table.REFUSED, False), (table.NO_FORM, False)]
)
def test_a_row_that_is_wrong_is_found(got, fits):
    row = next(iter(table.rows("| `a:b` | board_member | – | same | – | – |").values()))
    assert row.fits("board_member", OWN, "get", got) is fits
    assert row.fits("board_member", OTHER, "get", table.HIDDEN)
    assert not row.fits("board_member", OTHER, "get", table.OPEN)
    assert not row.fits("analyst", OWN, "get", table.OPEN)
