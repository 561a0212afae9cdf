"""Those who work with figures never see a person: in no page, no file, no error, nor in the source of any.

A measure owner, an association administrator, the head of an association, an analyst, and who orders accounts.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from samordna.edge.demo import ostra_vattern as told
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.demo]
PARTICIPANTS = [one.name for one in (*told.ACTIVE, *told.ENDED) if one.name]
#: Eight digits that are a day, coordination numbers too, and four more.
NUMBER = re.compile(r"(?<!\d)(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])-?\d{4}(?!\d)")
#: Pages and files looked at from the start page on; more than anybody reaches by hand in an hour.
MOST = 150
#: Also tried by each: what is for registrars, what is not there, and what makes an error.
TRIED = (
    "/deltagare/",
    "/deltagare/in/",
    "/deltagare/sok/?q=Karin",
    "/deltagare/filer/",
    "/deltagare/utdrag/",
    f"/insatser/{told.ARBETSLIVSTEAMET}/x",
    f"/insatser/?ar={'9' * 40}",
    "/insatser/I-0000/",
    "/uppfoljning/insatser/?variabel=x",
    "/uppfoljning/standard/",
    "/uppfoljning/standard/?fil=xlsx",
)


@pytest.mark.parametrize("name", ["Ahmed Rashid", "Oskar Friberg", "Maria Lindqvist", "Lena Björk", "Anders Roos"])
def test_no_person_in_any_page_file_or_error(arrives, name):
    reader: Person = arrives(name)
    assert len(PARTICIPANTS) > 5
    seen: dict[str, int] = {}
    waiting = ["/", *TRIED]
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = reader.page.request.get(reader.address + path)
        seen[path] = answer.status
        text = _text(answer.body())
        found = [each for each in PARTICIPANTS if each in text] + [hit[0] for hit in NUMBER.finditer(text)]
        assert not found, f"{path} shows {found}"
        if "text/html" in answer.headers.get("content-type", "") and answer.ok:
            links = re.findall(r'href="(/[^"#]*)"', text)
            waiting += [link.replace("&amp;", "&") for link in links if not link.startswith(("/static/", "/logga-"))]
    assert sum(status == 200 for status in seen.values()) > 15
    assert {seen[path] for path in ("/deltagare/", "/deltagare/in/", "/deltagare/filer/", "/deltagare/utdrag/")} == {
        404
    }
    for path in ("/deltagare/", "/deltagare/in/"):
        reader.finds_nothing_at(path).does_not_see(*PARTICIPANTS)


def _text(body: bytes) -> str:
    """What stands in a page or a file; office files are opened."""
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
