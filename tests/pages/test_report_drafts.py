"""Reports written in the browser: begun, written with figures picked from tables, commented, decided by another."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from tests.factories.deliver import AT, make_cast, sign_in
from tests.factories.statistics import fill, released

from samordna.learn.reports import actions, drafts
from samordna.learn.reports.description import description
from samordna.learn.reports.models import DecidedReport, ReportDraft

pytestmark = pytest.mark.django_db(databases="__all__")
NAME = "af-fk-2020"
ALL = tuple(description(NAME).tables.values())
LIST = reverse("reports:drafts")
CELL = "t1: year=2018, registration=new, benefit=sjukpenning, sex=women"
WHOLE = "t1: year=2018, registration=new, benefit=sjukpenning, sex=total"


@pytest.fixture(autouse=True)
def _noon_and_folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    made = make_cast()
    fill(made)
    released(made, ALL)
    return made


@pytest.fixture
def anna(cast):
    return sign_in(Client(), cast.people["anna"])


@pytest.fixture
def nils(cast):
    return sign_in(Client(), cast.people["nils"])


@pytest.fixture
def draft(cast):
    return actions.begin_draft(report=NAME, by=cast.actor("anna"), at=AT)


def page(draft, name="draft"):
    return reverse(f"reports:{name}", args=[draft.pk])


def text(response):
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().replace("\u00a0", " ")).split())


def typed(draft, **more):
    last = drafts.newest_revision(draft)
    return {"swedish": last.swedish, "english": last.english, "based_on": last.number} | more


def areas(response):
    """What stands in the two text areas."""
    import html

    found = re.findall(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
    return [html.unescape(one).lstrip("\n") for one in found]


def test_from_the_list_to_a_decided_version(anna, nils):
    made = anna.post(LIST, {"report": NAME}, follow=True)
    assert "Utkastet är gjort" in text(made)
    draft = ReportDraft.objects.get()
    assert "Väntar på någon annan" in text(anna.post(page(draft), {"act": "propose"}, follow=True))
    assert "Läs och besluta" in text(nils.get(page(draft)))
    done = nils.post(page(draft), {"act": "answer", "answer": "yes"}, follow=True)
    assert "Rapporten är beslutad" in text(done)
    address = reverse("reports:decided", args=[NAME, 1])
    assert done.request["PATH_INFO"] == address
    anybody = Client()
    assert "Version 1, beslutad" in text(anybody.get(address))
    assert "Version 1" in text(anybody.get(reverse("reports:detail", args=[NAME])))
    assert "Läs den beslutade versionen" in text(anna.get(page(draft)))


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "html", "csv"])
def test_files_of_a_decided_version(cast, draft, form):
    actions.propose(draft=draft, by=cast.actor("anna"), at=AT)
    actions.decide(draft=draft, by=cast.actor("nils"), at=AT)
    got = Client().get(reverse("reports:decided-download", args=[NAME, 1, form]))
    kept = DecidedReport.objects.get().files.get(form=form, language="sv")
    assert got.content == bytes(kept.content)
    assert got["ETag"] == f'"{kept.digest}"'
    assert f"{NAME}-version-1.{form}" in got["Content-Disposition"]


def test_what_there_is_not(anna):
    anybody = Client()
    assert anybody.get(reverse("reports:decided", args=[NAME, 1])).status_code == 404
    assert anybody.get(reverse("reports:decided", args=["af-fk-2002", 1])).status_code == 404
    assert anybody.get(reverse("reports:decided-download", args=[NAME, 1, "exe"])).status_code == 404
    assert anna.get(reverse("reports:draft", args=[7])).status_code == 404


def test_the_proposer_sees_no_form_to_decide_and_cannot_send_one(anna, draft):
    anna.post(page(draft), {"act": "propose"})
    assert "Läs och besluta" not in text(anna.get(page(draft)))
    assert anna.post(page(draft), {"act": "answer", "answer": "yes"}).status_code == 403
    assert not DecidedReport.objects.exists()


def test_a_no_needs_its_reason_and_shows_it(anna, nils, draft):
    anna.post(page(draft), {"act": "propose"})
    assert "Skriv vad som ska ändras." in text(nils.post(page(draft), {"act": "answer", "answer": "no"}))
    nils.post(page(draft), {"act": "answer", "answer": "no", "why": "Stycke två är otydligt."})
    said = text(anna.get(page(draft)))
    assert "Stycke två är otydligt." in said
    assert "Texten är oförändrad" in text(anna.post(page(draft), {"act": "propose"}))


def test_what_is_written_is_saved_and_read(anna, draft):
    sent = typed(draft, english="")
    sent["swedish"] = sent["swedish"].replace("## Sammanfattning", "## Det viktigaste")
    done = anna.post(page(draft, "write"), sent, follow=True)
    assert "Texten är sparad" in text(done)
    assert "Det viktigaste" in text(done)
    assert "Bara på svenska." in text(done)


def test_a_typed_figure_is_saved_and_told(anna, draft):
    sent = typed(draft, english="", swedish="## Kort\n\nUnder året deltog 44 personer.")
    said = text(anna.post(page(draft, "write"), sent, follow=True))
    assert "Rad 3: 44 är skrivet för hand. Hämta siffran ur en tabell i stället." in said
    assert "Lämna för beslut" not in said
    assert areas(anna.get(page(draft, "write")))[0].startswith("## Kort")


def test_the_one_who_was_late_keeps_the_text(anna, nils, draft, cast):
    old = typed(draft, english="", swedish="## Min text")
    anna.post(page(draft, "write"), typed(draft, english="", swedish="## Först"))
    again = anna.post(page(draft, "write"), old)
    assert "har sparat en nyare text medan du skrev" in text(again)
    assert areas(again)[0].startswith("## Min text")
    assert drafts.newest_revision(draft).swedish == "## Först\n"


def test_a_number_is_picked_and_put_where_the_braces_are(anna, draft):
    sent = typed(draft, swedish="Det var {{ }} kvinnor.", english="There were {{ }} women.")
    picked = anna.post(page(draft, "write"), sent | {"cell": CELL})
    assert "Vald siffra 20" in text(picked)
    assert areas(picked) == ["Det var {{ }} kvinnor.", "There were {{ }} women."], "what was typed is kept"
    placed = anna.post(page(draft, "write"), sent | {"use": f"count {CELL}"})
    assert "Siffran är på plats" in text(placed)
    assert areas(placed)[0] == f"Det var {{{{ count {CELL} }}}} kvinnor."
    assert areas(placed)[1] == f"There were {{{{ count {CELL} }}}} women."
    assert drafts.newest_revision(draft).number == 1, "nothing is saved by picking"


def test_a_share_is_picked_by_two_cells(anna, draft):
    said = text(anna.post(page(draft, "write"), typed(draft) | {"first": CELL, "cell": WHOLE}))
    assert f"67 procent share {CELL} of {WHOLE}" in said
    assert "Sätt in andelen" in said


def test_without_braces_the_reference_can_be_copied(anna, draft):
    sent = typed(draft, swedish="Ingen plats.", english="")
    said = text(anna.post(page(draft, "write"), sent | {"use": f"count {CELL}"}))
    assert "Det finns ingen plats för siffran." in said
    assert f"{{{{ count {CELL} }}}}" in said


@pytest.mark.parametrize("cell", ["t9: year=2018", "t1: year=1066", "nonsense", "<script>", ""])
def test_a_cell_that_is_not_there_is_not_picked(anna, draft, cell):
    assert "Vald siffra" not in text(anna.post(page(draft, "write"), typed(draft) | {"cell": cell}))


def test_comments_are_for_those_inside(anna, nils, draft):
    sent = {"act": "comment", "section": "Sammanfattning", "text": "Skriv <b>kortare</b>."}
    nils.post(page(draft), sent)
    body = anna.get(page(draft)).content.decode()
    assert "Skriv &lt;b&gt;kortare&lt;/b&gt;." in body
    assert "Skriv en kommentar." in text(nils.post(page(draft), {"act": "comment", "text": "  "}))


def test_who_only_reads_cannot_write(nils, draft):
    assert "Skriv i texten" not in text(nils.get(page(draft)))
    assert nils.get(page(draft, "write")).status_code in {403, 404}


def test_while_it_waits_nothing_can_be_written(anna, draft):
    anna.post(page(draft), {"act": "propose"})
    assert anna.get(page(draft, "write")).status_code == 302
    assert anna.post(page(draft, "write"), typed(draft, swedish="## Annat", english="")).status_code == 302
    assert drafts.newest_revision(draft).number == 1


def test_a_double_press_begins_one_draft(anna):
    key = re.search(r'name="once" value="([^"]+)"', anna.get(LIST).content.decode())[1]
    for _ in range(2):
        anna.post(LIST, {"report": NAME, "once": key})
    assert ReportDraft.objects.count() == 1
