"""A proposal that people write together: drafts, clashes, comments, attachments, versions, last year's as a start."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story
from tests.factories.pages import as_, url

from samordna.agree.preparation import actions
from samordna.agree.preparation.models import Attachment, Case, Comment, Draft, SectionVersion
from samordna.agree.preparation.writing import comments, drafts, texts
from samordna.ground.kernel.money import Money

kronor = Money.kronor
pytestmark = pytest.mark.django_db
NOW = on(6, 15, year=2026)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast).proposed()


def words(response):
    """The page's text without tags, with ordinary spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def goals(story):
    return url("proposal", story) + "?avsnitt=2"


def newest(story, question="goals"):
    return SectionVersion.objects.filter(case=story.case, question=question).latest("version").text


# -- drafts --------------------------------------------------------------------------------------


def draft(client, story, text, question="goals", based_on=0):
    return client.post(url("draft", story), {"question": question, "text": text, "based_on": based_on})


def test_a_draft_is_kept_and_shown_to_its_writer_only(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    assert draft(johan, story, "Halva").json() == {"saved": "Utkast sparat 10.00."}
    assert draft(johan, story, "Hälften får").status_code == 200
    assert not SectionVersion.objects.exists()
    html, page = johan.get(goals(story)).content.decode(), words(johan.get(goals(story)))
    assert "Hälften får</textarea>" in html
    assert "Ditt utkast från 15 juni 2026 klockan 10.00." in page
    assert "Du har ett utkast" in page
    others = words(fatima.get(goals(story)))
    assert "Hälften får" not in others
    assert "Johan Ek har ett utkast här som inte är sparat" in others


def test_saving_removes_the_draft_and_so_does_discarding_it(cast, story):
    client = as_(cast, "johan")
    draft(client, story, "Hälften får")
    client.post(goals(story), {"goals": "Hälften får arbete", "goals_version": "0"})
    assert not Draft.objects.exists()
    draft(client, story, "Annat", based_on=1)
    page = client.post(url("discard_draft", story), {"question": "goals"}, follow=True)
    assert "Ditt utkast är borttaget." in words(page)
    assert "Hälften får arbete</textarea>" in page.content.decode()
    assert not Draft.objects.exists()


def test_a_draft_that_says_what_is_saved_is_no_draft(cast, story):
    client = as_(cast, "johan")
    client.post(goals(story), {"goals": "Hälften får arbete", "goals_version": "0"})
    draft(client, story, "Hälften får arbete \r\n", based_on=0)  # one that was under way when the button was pressed
    assert not Draft.objects.exists()


def test_a_draft_from_before_anothers_version_says_so_and_clashes_when_saved(cast, story):
    johan = as_(cast, "johan")
    draft(johan, story, "Johans mål")
    as_(cast, "fatima").post(goals(story), {"goals": "Fatimas mål", "goals_version": "0"})
    response = johan.get(goals(story))
    assert "Fatima Noor, Motala kommun har sparat version 1 efter det" in words(response)
    assert 'name="goals_version" value="0"' in response.content.decode()
    page = words(johan.post(goals(story), {"goals": "Johans mål", "goals_version": "0"}))
    assert "har sparat en annan text under tiden" in page
    assert newest(story) == "Fatimas mål"
    assert Draft.objects.get().text == "Johans mål"  # kept until both are one


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("bo", {}, 409),  # reads only
        ("nadia", {}, 409),  # not in scope yet: said as a sentence, so that the words stay on the page
        ("outsider", {}, 409),
        ("vera", {}, 404),
        ("johan", {"question": "hemligt"}, 404),
        ("johan", {"based_on": "-1"}, 404),
        ("johan", {"text": "x" * 40_001}, 409),
    ],
)
def test_who_and_what_makes_no_draft(cast, story, who, sent, status):
    facts = {"question": "goals", "text": "Ord", "based_on": "0"} | sent
    answer = as_(cast, who).post(url("draft", story), facts)
    assert answer.status_code == status
    assert status == 404 or answer.json()["stop"]
    assert not Draft.objects.exists()


def test_when_the_proposal_has_gone_on_the_words_are_given_back(cast):
    story = Story(cast).complete()
    johan = as_(cast, "johan")
    draft(johan, story, "Mitt utkast", based_on=1)
    actions.ask_parties(by=cast.actor("maria"), at=NOW, case=story.case, parties=EVERYBODY)
    assert "hunnit gå vidare" in draft(johan, story, "Mer", based_on=1).json()["stop"]
    answer = johan.post(goals(story), {"goals": "Mina ord", "goals_version": "1"})
    assert answer.status_code == 409
    page = words(answer)
    assert "Det du skrev är inte sparat." in page
    assert "Mina ord" in page
    assert "blev aldrig sparat" in page
    assert "Mitt utkast" in page
    assert newest(story) == "Om goals."


def test_when_the_right_to_write_was_taken_away_the_words_are_given_back(cast, story):
    answer = as_(cast, "bo").post(goals(story), {"goals": "Mina ord", "goals_version": "0"})
    assert answer.status_code == 409
    assert "Du får inte längre skriva i förslaget." in words(answer)
    assert "Mina ord" in words(answer)
    assert not SectionVersion.objects.exists()


def test_a_text_that_is_too_long_stays_in_its_field(cast, story):
    answer = as_(cast, "johan").post(goals(story), {"goals": "lång " * 1000, "goals_version": "0"})
    assert "Skriv högst 4000 tecken, den har 4999." in words(answer)
    assert answer.content.decode().count("lång ") >= 999
    assert "maxlength" not in answer.content.decode()  # the browser would cut what is pasted, without a word
    assert not SectionVersion.objects.exists()


def test_looking_writes_nothing(cast, story):
    client = as_(cast, "johan")
    for page in ("draft", "discard_draft", "here"):
        assert client.get(url(page, story)).status_code == 405
    assert client.get(url("versions", story)).status_code == 200
    assert client.get(url("attachments", story)).status_code == 200
    assert not drafts.who_is_here(cast.actor("maria"), story.case, NOW)


# -- who is here ---------------------------------------------------------------------------------


def test_who_is_here_and_who_writes(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    assert "Ingen annan just nu." in words(johan.post(url("here", story), {"section": "goals", "writes": "1"}))
    page = words(fatima.post(url("here", story), {"section": "need"}))
    assert "JE Johan Ek Region Östergötland. Skriver i avsnitt 2" in page
    assert "Läser avsnitt 1" in words(johan.get(goals(story)))
    with time_machine.travel(on(6, 15, 11), tick=False):
        assert "Ingen annan just nu." in words(johan.get(goals(story)))
    assert as_(cast, "outsider").post(url("here", story), {"section": "goals"}).status_code == 404
    assert johan.post(url("here", story), {"section": "x"}).status_code == 404


# -- two people in one text ----------------------------------------------------------------------

BASE = "Ett\nTvå\nTre"


@pytest.fixture
def clash(cast, story):
    """Fatima changes the first paragraph; Johan, who began from the same text, the last. Gives the page he gets."""
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    johan.post(goals(story), {"goals": BASE, "goals_version": "0"})
    fatima.post(goals(story), {"goals": "Etta\nTvå\nTre", "goals_version": "1"})
    return johan, johan.post(goals(story), {"goals": "Ett\nTvå\nTrea", "goals_version": "1"})


def test_a_clash_shows_the_difference_in_words_too(clash):
    _johan, answer = clash
    html, page = answer.content.decode(), words(answer)
    assert re.search(r"<ins><span class=\"sr-only\"> tillagt: </span>Ett", html)
    assert re.search(r"<del><span class=\"sr-only\"> borttaget: </span>Etta", html)
    assert "Ni har ändrat olika stycken." in page


def test_both_changes_are_put_together_and_a_person_saves(clash, story):
    johan, answer = clash
    base = re.search(r'name="goals_base" value="(\d+)"', answer.content.decode()).group(1)
    sent = {"goals": "Ett\nTvå\nTrea", "goals_version": "2", "goals_base": base, "use": "goals"}
    shown = johan.post(goals(story), sent)
    assert "Etta\nTvå\nTrea</textarea>" in shown.content.decode()
    assert newest(story) == "Etta\nTvå\nTre"  # nothing is saved yet
    johan.post(goals(story), {"goals": "Etta\nTvå\nTrea", "goals_version": "2"})
    assert newest(story) == "Etta\nTvå\nTrea"


def test_the_same_paragraph_keeps_both_wordings(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    fatima.post(goals(story), {"goals": "Fatimas mål", "goals_version": "0"})
    answer = johan.post(goals(story), {"goals": "Johans mål", "goals_version": "0"})
    assert "Ni har ändrat samma stycke." in words(answer)
    sent = {"goals": "Johans mål", "goals_version": "1", "goals_base": "0", "use": "goals"}
    assert "Fatimas mål\nJohans mål</textarea>" in johan.post(goals(story), sent).content.decode()


def plan_form(client, address):
    """The fields of a section as the page shows them, ready to be sent back untouched."""
    html = client.get(address).content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            sent[name[1]] = value[1] if value else ""
        elif name and " checked" in tag:
            sent[name[1]] = value[1]
    return {name: sent[name] for name in sent if name not in ("once", "act", "csrfmiddlewaretoken", "next", "language")}


def test_what_one_did_not_touch_is_not_put_back(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    here = url("proposal", story) + "?avsnitt=3"
    johans, fatimas = plan_form(johan, here), plan_form(fatima, here)
    fatima.post(here, fatimas | {"participants": "60"})
    johan.post(here, johans | {"content": "Johans ord"})  # 120 stands on his screen
    assert (story.state.plan.participants, newest(story, "content")) == (60, "Johans ord")


def test_two_who_change_the_same_figure_are_told(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    here = url("proposal", story) + "?avsnitt=3"
    johans, fatimas = plan_form(johan, here), plan_form(fatima, here)
    fatima.post(here, fatimas | {"participants": "60"})
    answer = johan.post(here, johans | {"participants": "90"})
    assert "Någon har ändrat det här till 60 under tiden." in words(answer)
    assert 'name="was-participants" value="60"' in answer.content.decode()
    assert story.state.plan.participants == 60
    johan.post(here, johans | {"participants": "90", "was-participants": "60"})
    assert story.state.plan.participants == 90


def test_two_who_plan_costs_at_once_keep_both_figures(cast, story):
    johan, fatima = as_(cast, "johan"), as_(cast, "fatima")
    here = url("proposal", story) + "?avsnitt=6"
    frame = {"area": "A2", "region": "SE12", "call_date": "2026-09-01"}
    johans, fatimas = plan_form(johan, here) | frame, plan_form(fatima, here) | frame
    fatima.post(here, fatimas | {"staff-2027": "100"})
    johan.post(here, johans | {"other-2027": "7"})
    assert {line.id: line.of(2027) for line in story.state.costs} == {"staff": kronor(100_000), "other": kronor(7_000)}
    answer = johan.post(here, johans | {"staff-2027": "90", "other-2027": "7"})
    assert "Någon har ändrat det här till 100 under tiden." in words(answer)
    assert 'value="90"' in answer.content.decode()
    assert story.state.costs[0].of(2027) == kronor(100_000)


# -- comments ------------------------------------------------------------------------------------


def say(client, story, **sent):
    return client.post(goals(story), {"act": "comment", "kommentar-text": "Hur många?"} | sent, follow=True)


def test_a_comment_is_counted_answered_settled_and_opened_again(cast, story):
    bo, johan = as_(cast, "bo"), as_(cast, "johan")
    page = words(say(bo, story))
    assert "Kommentaren är sparad." in page
    assert "1 öppen kommentar" in page
    assert "Kommentarer 1 öppen" in page
    pk = str(Comment.objects.get().pk)
    johan.post(goals(story), {"act": "comment", "to": pk, f"svar{pk}-text": "Tjugo."})
    assert "Tjugo." in words(johan.get(goals(story)))
    page = words(johan.post(goals(story), {"act": "settle", "to": pk}, follow=True))
    assert "Löst av Johan Ek, Region Östergötland" in page
    assert "öppen kommentar" not in page
    assert "1 öppen kommentar" in words(bo.post(goals(story), {"act": "reopen", "to": pk}, follow=True))


def test_a_comment_is_said_once_however_often_the_button_is_pressed(cast, story):
    client = as_(cast, "bo")
    for _ in range(2):
        say(client, story, once="samma-nyckel")
    assert Comment.objects.count() == 1


def test_an_empty_comment_says_what_to_do_and_a_long_one_is_kept(cast, story):
    answer = say(as_(cast, "bo"), story, **{"kommentar-text": " "})
    assert 'href="#id_kommentar-text"' in answer.content.decode()
    answer = say(as_(cast, "bo"), story, **{"kommentar-text": "x" * 2001})
    assert "högst 2000 tecken" in words(answer)
    assert "x" * 2001 in answer.content.decode()
    assert not Comment.objects.exists()


def test_fk_s_office_comments_when_the_case_is_in_its_scope(cast):
    story = Story(cast).proposed()
    assert as_(cast, "nadia").post(goals(story), {"act": "comment", "kommentar-text": "x"}).status_code == 404
    story.asked()
    page = words(say(as_(cast, "nadia"), story))
    assert "Nadia Rahimi, Försäkringskassan" in page


def test_an_own_comment_disappears_when_fresh_and_leaves_a_trace_later(cast, story):
    bo = as_(cast, "bo")
    say(bo, story)
    pk = Comment.objects.get().pk
    assert as_(cast, "johan").post(goals(story), {"act": "take_back", "to": pk}).status_code == 403
    bo.post(goals(story), {"act": "take_back", "to": pk})
    assert not Comment.objects.exists()
    say(bo, story)
    with time_machine.travel(on(6, 15, 12), tick=False):
        page = words(bo.post(goals(story), {"act": "take_back", "to": Comment.objects.get().pk}, follow=True))
    assert "Kommentaren togs tillbaka 15 juni 2026 klockan 12.00." in page
    assert "Hur många?" not in page
    assert Comment.objects.get().text == "Hur många?"


# -- attachments ---------------------------------------------------------------------------------


def test_a_file_is_attached_fetched_removed_and_put_back(cast, story):
    client, page = as_(cast, "johan"), url("attachments", story)
    sent = SimpleUploadedFile("Bud\u202eget å.csv", "år;tkr\n2027;100\n".encode())
    assert "Filen är bifogad." in words(client.post(page, {"file": sent}, follow=True))
    file = Attachment.objects.get()
    answer = as_(cast, "bo").get(url("attachment", story, file.pk))
    assert answer.content == "år;tkr\n2027;100\n".encode()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Budget%20%C3%A5.csv")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/csv"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert as_(cast, "outsider").get(url("attachment", story, file.pk)).status_code == 404
    removed = words(client.post(page, {"act": "remove", "file": file.pk}, follow=True))
    assert "Borttagen av Johan Ek, Region Östergötland, 15 juni 2026" in removed
    assert client.get(url("attachment", story, file.pk)).status_code == 404
    client.post(page, {"act": "put_back", "file": file.pk})
    assert client.get(url("attachment", story, file.pk)).status_code == 200


def test_a_file_that_is_not_what_it_says_gets_a_gentle_answer(cast, story):
    sent = SimpleUploadedFile("rapport.pdf", b"MZ\x90\x00 a program")
    answer = as_(cast, "johan").post(url("attachments", story), {"file": sent})
    assert "Filen heter pdf men innehållet är något annat." in words(answer)
    assert not Attachment.objects.exists()


def test_more_than_the_largest_is_not_even_received(cast, story, settings):
    settings.ATTACHMENT_LARGEST = 1_000_000
    sent = SimpleUploadedFile("stor.txt", b"a" * 4_000_000)
    answer = as_(cast, "johan").post(url("attachments", story), {"file": sent})
    assert "Filen är för stor. En bilaga får vara högst 1 MB." in words(answer)
    assert not Attachment.objects.exists()


def test_those_who_only_read_attach_nothing(cast, story):
    sent = SimpleUploadedFile("a.txt", b"text")
    assert as_(cast, "bo").post(url("attachments", story), {"file": sent}).status_code == 403
    assert "Bifoga filen" not in words(as_(cast, "bo").get(url("attachments", story)))


# -- versions ------------------------------------------------------------------------------------


@pytest.fixture
def three(cast, story):
    """Three versions of the goals."""
    for n, text in enumerate(["Två mål", "Tre mål", "Tre tydliga mål"]):
        who = cast.actor("johan" if n < 2 else "fatima")
        texts.save_text(by=who, at=on(6, 1 + n), case=story.case, question="goals", text=text, based_on=n)
    return url("versions", story) + "?avsnitt=2"


def test_versions_are_listed_and_any_two_compared(cast, three):
    client = as_(cast, "bo")
    page = words(client.get(three))
    assert "Från version 2 till version 3." in page
    assert "Fatima Noor, Motala kommun, 3 juni 2026" in page
    html = client.get(three + "&fran=1&till=2").content.decode()
    assert re.search(r"<del><span[^>]*> borttaget: </span>Två <", html)
    assert re.search(r"<ins><span[^>]*> tillagt: </span>Tre <", html)
    assert "Inget skiljer." in words(client.get(three + "&fran=2&till=2"))
    assert "jämförd med en tom sida" in words(client.get(three + "&fran=0&till=1"))
    for wrong in ("&fran=9&till=2", "&till=9", "&fraga=risks", "&avsnitt=12"):
        assert client.get(three + wrong).status_code == 404


def test_an_earlier_text_holds_again_as_a_new_version(cast, story, three):
    client = as_(cast, "johan")
    for _ in range(2):
        client.post(three, {"version": "1", "based_on": "3", "once": "samma"})
    assert list(SectionVersion.objects.order_by("version").values_list("text", flat=True))[2:] == [
        "Tre tydliga mål",
        "Två mål",
    ]
    answer = client.post(three, {"version": "2", "based_on": "3"}, follow=True)  # somebody restored meanwhile
    assert "har sparat en annan text under tiden" in words(answer)
    assert as_(cast, "bo").post(three, {"version": "1", "based_on": "4"}).status_code == 404


# -- last year's as a start ----------------------------------------------------------------------


def test_a_start_from_last_years_is_read_before_it_counts(cast):
    story = Story(cast, kind="measure", title="I fjol").complete()
    client = as_(cast, "johan")
    page = client.get(reverse("cases:from_earlier"), {"fran": story.case.key}, follow=True)
    assert "Börjar från 2026-01: I fjol." in words(page)
    form = {"title": "I år", "kind": "measure", "orientation": "individual"}
    address = reverse("cases:new", args=[story.case.need.key]) + f"?fran={story.case.key}"
    page = words(client.post(address, form, follow=True))
    assert "0 av 10 är klara" in page
    assert "Kopierat, läs igenom" in page
    assert "Kopierat från 2026-01, läs igenom." in page
    assert "Stämmer fortfarande, gå till avsnitt 2" in page
    case = Case.objects.latest("pk")
    assert (case.start.isoformat(), case.end.isoformat()) == ("2028-03-01", "2030-08-31")
    here = reverse("cases:proposal", args=[case.key]) + "?avsnitt=2"
    page = words(client.post(here, {"goals": "Om goals.", "goals_version": "1"}, follow=True))  # read, nothing changed
    assert "1 av 10 är klara" in page
    assert SectionVersion.objects.filter(case=case, question="goals").latest("version").copied_from == ""


def test_only_own_cases_are_a_start(cast, story):
    address = reverse("cases:new", args=[story.case.need.key]) + "?fran=langt-borta-2026-01"
    assert as_(cast, "johan").get(address).status_code == 404
    assert "Börja från ett tidigare förslag" not in words(as_(cast, "bo").get(reverse("cases:list")))


# -- what is missing, and leading on ---------------------------------------------------------------


def test_the_last_section_leads_to_what_is_missing_and_then_to_the_parties(cast):
    story = Story(cast).complete()
    maria, johan = as_(cast, "maria"), as_(cast, "johan")
    last = url("proposal", story) + "?avsnitt=10"
    assert "Klart, välj parter" in words(maria.get(last))
    sent = {"afterwards": "Kommunen.", "afterwards_version": "1", "next": "1"}
    assert maria.post(last, sent)["Location"] == url("positions", story)
    page = words(johan.post(last, sent | {"afterwards_version": "2"}, follow=True))
    assert "Allt är klart. Förbundschefen kan fråga parterna." in page
    johan.post(goals(story), {"goals": "", "goals_version": "1"})
    assert "Klart, gå till det som saknas" in words(maria.get(last))
    assert maria.post(last, sent | {"afterwards_version": "2"})["Location"].endswith("?avsnitt=2#id_goals")


def test_one_goes_on_where_one_was(cast, story):
    client = as_(cast, "johan")
    assert '<h2 id="avsnitt">1. ' in client.get(url("proposal", story)).content.decode()
    for question in ("need_evidence", "group"):
        texts.save_text(by=cast.actor("maria"), at=NOW, case=story.case, question=question, text="Ord", based_on=0)
    assert '<h2 id="avsnitt">2. ' in client.get(url("proposal", story)).content.decode()
    draft(client, story, "Ord", question="risks")
    assert '<h2 id="avsnitt">7. ' in client.get(url("proposal", story)).content.decode()
    assert '<h2 id="avsnitt">1. ' in as_(cast, "bo").get(url("proposal", story)).content.decode()


def test_what_is_missing_leads_to_a_field_that_is_there(cast, story):
    client = as_(cast, "johan")
    links = set(re.findall(r'href="(\?avsnitt=\d+)#([^"]+)"', client.get(goals(story)).content.decode()))
    assert len(links) == 17  # every required question, and the costs
    for page, field in links:
        assert f'id="{field}"' in client.get(url("proposal", story) + page).content.decode()


def test_sustainability_is_asked_in_esf_cases_and_never_missed(cast):
    esf, measure = Story(cast).proposed(), Story(cast, kind="measure").proposed()
    client = as_(cast, "johan")
    assert "ekologisk hållbarhet" in words(client.get(url("proposal", esf) + "?avsnitt=8"))
    assert "ekologisk hållbarhet" not in words(client.get(url("proposal", measure) + "?avsnitt=8"))
    assert "#id_sustainability" not in client.get(goals(esf)).content.decode()


def test_talk_counts_by_section(cast, story):
    comments.write_comment(by=cast.actor("bo"), at=NOW, case=story.case, section="need", text="Hur?")
    assert comments.open_by_section(comments.threads(story.case)) == {"need": 1}
