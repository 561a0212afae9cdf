"""A report is written, one person asks for a decision, another decides; then its files never change."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, make_cast
from tests.factories.statistics import fill, released

from samordna.deliver.participants.models import SupportAnswer
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.reports import actions, decided, drafts
from samordna.learn.reports.description import description
from samordna.learn.reports.models import DecidedReport, ReportAnswer, ReportFile
from samordna.learn.reports.queries import NotReleased
from samordna.learn.reports.rendering import TYPES, bytes_of

pytestmark = pytest.mark.django_db(databases="__all__")
NAME = "af-fk-2020"
ALL = tuple(description(NAME).tables.values())


@pytest.fixture
def cast(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    made = make_cast()
    fill(made)
    released(made, ALL)
    return made


def anna(cast):
    return {"by": cast.actor("anna"), "at": AT}


def nils(cast):
    return {"by": cast.actor("nils"), "at": AT}


@pytest.fixture
def draft(cast):
    return actions.begin_draft(report=NAME, **anna(cast))


def rewritten(draft, cast, old, new, who=anna):
    last = drafts.newest_revision(draft)
    return actions.write(
        draft=draft, swedish=last.swedish.replace(old, new, 1), english="", based_on=last.number, **who(cast)
    )


def made(draft, cast):
    actions.propose(draft=draft, **anna(cast))
    return actions.decide(draft=draft, **nils(cast))


def test_the_first_text_is_the_templates_and_reads_as_the_report_does(cast, draft):
    from samordna.learn.reports.queries import newest

    assert drafts.state(draft) == "writing"
    assert drafts.read(drafts.newest_revision(draft)).document == newest(NAME).document


def test_without_released_tables_there_is_nothing_to_begin_on(cast):
    with pytest.raises(NotReleased):
        actions.begin_draft(report="fk-esf-2025", **anna(cast))


def test_what_is_written_is_kept_revision_by_revision(cast, draft):
    rewritten(draft, cast, "## Sammanfattning", "## Kort om rapporten")
    assert [one.number for one in draft.revisions.order_by("number")] == [1, 2]
    document = drafts.composed(drafts.newest_revision(draft))
    assert "Kort om rapporten" in str(document.blocks[0])


def test_the_same_text_again_is_no_new_revision(cast, draft):
    last = drafts.newest_revision(draft)
    windows = last.swedish.replace("\n", "\r\n")
    again = actions.write(draft=draft, swedish=windows, english=last.english, based_on=1, **anna(cast))
    assert again.number == 1


def test_two_who_write_at_once(cast, draft):
    rewritten(draft, cast, "## Sammanfattning", "## Kort")
    with pytest.raises(Refusal, match="har sparat en nyare text"):
        actions.write(draft=draft, swedish="## Annat", english="", based_on=1, **anna(cast))
    assert drafts.newest_revision(draft).number == 2


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("## Sammanfattning\n\nUnder året deltog 44 personer.", "Rad 3: 44 är skrivet för hand"),
        ("## Sammanfattning\n\n{{ count t9: year=2019 }} deltog.", "Rapporten har ingen tabell t9"),
        ("## Sammanfattning\n\n{{ count t1: year=1066 }} deltog.", "Tabellen t1 har ingen ruta year=1066"),
        ("## Sammanfattning\n\n{{ antal t1: year=2019 }} deltog.", "Rad 3: ”antal” går inte att använda"),
        ("## Sammanfattning\n\n{{ count t1: year=2019 deltog.", "Rad 3: en klammer saknas"),
    ],
)
def test_a_text_that_must_be_mended_is_saved_and_not_decided(cast, draft, new, why):
    rewritten(draft, cast, "## Sammanfattning", new)
    read = drafts.read(drafts.newest_revision(draft))
    assert read.document is None
    assert why in read.wrong.sv
    with pytest.raises(Refusal) as refused:
        actions.propose(draft=draft, **anna(cast))
    assert why in refused.value.message_sv
    assert drafts.state(draft) == "writing"


def test_it_takes_two_persons(cast, draft):
    actions.propose(draft=draft, **anna(cast))
    with pytest.raises(NotAllowed):
        actions.decide(draft=draft, **anna(cast))
    proposal = drafts.open_proposal(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportAnswer.objects.create(
            proposal=proposal,
            proposed_by_id=proposal.proposed_by_id,
            decided=True,
            answered_by_id=proposal.proposed_by_id,
            answered_by_name="Anna",
            answered_at=AT,
        )
    assert not DecidedReport.objects.exists()


@pytest.mark.parametrize("who", ["maria", "sara"])
def test_for_others_there_are_no_drafts(cast, draft, who):
    other = {"by": cast.actor(who), "at": AT}
    with pytest.raises(NotFound):
        drafts.draft_of(other["by"], draft.pk)
    with pytest.raises(NotFound):
        actions.begin_draft(report=NAME, **other)
    with pytest.raises(NotFound):
        actions.comment(draft=draft, section="", text="Hej", **other)
    with pytest.raises(NotFound):
        actions.decide(draft=draft, **other)


def test_a_no_leads_back_to_writing(cast, draft):
    actions.propose(draft=draft, **anna(cast))
    with pytest.raises(Refusal, match="väntar på beslut"):
        rewritten(draft, cast, "## Sammanfattning", "## Kort")
    with pytest.raises(Refusal, match="varför"):
        actions.refuse(draft=draft, why=" ", **nils(cast))
    actions.refuse(draft=draft, why="Rubriken är fel.", **nils(cast))
    assert drafts.state(draft) == "writing"
    with pytest.raises(Refusal, match="oförändrad"):
        actions.propose(draft=draft, **anna(cast))
    rewritten(draft, cast, "## Sammanfattning", "## Kort")
    assert made(draft, cast).version == 1


def test_what_is_decided_does_not_change(cast, draft):
    version = made(draft, cast)
    assert drafts.state(draft) == "decided"
    for act in (
        lambda: rewritten(draft, cast, "## Sammanfattning", "## Kort"),
        lambda: actions.propose(draft=draft, **anna(cast)),
        lambda: actions.decide(draft=draft, **nils(cast)),
        lambda: actions.refuse(draft=draft, why="Nej", **nils(cast)),
        lambda: actions.comment(draft=draft, section="", text="För sent", **nils(cast)),
    ):
        with pytest.raises(Refusal, match="redan fått svar"):
            act()
    kept = version.files.first()
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ReportFile.objects.filter(pk=kept.pk).update(content=b"another")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        kept.delete()


def test_the_files_are_kept_in_every_form_and_language(cast, draft):
    version = made(draft, cast)
    assert {(one.form, one.language) for one in version.files.all()} == {(f, s) for f in TYPES for s in ("sv", "en")}
    document = drafts.composed(version.answer.proposal.revision)
    for one in version.files.all():
        assert hashlib.sha256(bytes(one.content)).hexdigest() == one.digest
        assert bytes(one.content) == bytes_of(document, one.form, one.language), "made again of what is stored"


def test_a_report_in_swedish_only(cast, draft):
    rewritten(draft, cast, "## Sammanfattning", "## Kort")
    version = made(draft, cast)
    assert {one.language for one in version.files.all()} == {"sv"}
    assert decided.file_of(version, "pdf", "en").language == "sv"


def test_later_releases_and_changes_in_the_register_change_nothing(cast, draft):
    version = made(draft, cast)
    before = decided.content(decided.file_of(version, "html", "sv"))
    SupportAnswer.objects.all().delete()
    released(cast, ALL, at=AT + timedelta(days=1))
    again = decided.version_of(NAME, 1)
    assert decided.content(decided.file_of(again, "html", "sv")) == before
    assert bytes_of(drafts.composed(again.answer.proposal.revision), "html", "sv") == before
    second = actions.begin_draft(report=NAME, by=cast.actor("anna"), at=AT + timedelta(days=2))
    assert made(second, cast).version == 2
    assert decided.content(decided.file_of(decided.version_of(NAME, 2), "html", "sv")) != before


def test_an_unknown_version_is_answered_with_those_there_are(cast, draft):
    with pytest.raises(NotFound) as error:
        decided.version_of(NAME, 1)
    assert "None has been decided yet" in error.value.message_en
    made(draft, cast)
    with pytest.raises(NotFound) as error:
        decided.version_of(NAME, 7)
    assert "There are: 1." in error.value.message_en


def test_a_damaged_file_is_not_given_out(cast, draft):
    kept = decided.file_of(made(draft, cast), "pdf", "sv")
    kept.content = bytes(kept.content)[:-1]
    with pytest.raises(decided.FileDamaged):
        decided.content(kept)


def test_every_step_leaves_a_trace(cast, draft):
    actions.comment(draft=draft, section="Sammanfattning", text="Bra.", **nils(cast))
    made(draft, cast)
    steps = AuditEvent.objects.filter(subject_kind="report_draft").order_by("pk").values_list("what", "actor_name")
    assert [what for what, _ in steps] == ["report.begun", "report.commented", "report.proposed", "report.decided"]
    assert len({who for _, who in steps}) == 2


def test_the_check_of_printed_figures_finds_nothing_in_a_small_register_either(draft):
    assert drafts.findings(drafts.composed(drafts.newest_revision(draft))) == []
