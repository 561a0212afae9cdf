"""Extracts and releases: who may, what is frozen, and that it takes two persons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, association, make_cast
from tests.factories.statistics import extracted, fill, proposed, released

from samordna.deliver.participants.models import Participation
from samordna.engine.table import HIDDEN, Status
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.actor import ANYBODY, SYSTEM
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import actions, permissions, queries
from samordna.learn.statistics.catalogue import needs_linking
from samordna.learn.statistics.models import ExtractRecord, Release, ReleaseAnswer

pytestmark = pytest.mark.django_db
TABLE = "af-fk-2020-1"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path


@pytest.fixture
def cast():
    made = make_cast()
    fill(made)
    return made


def test_an_extract_is_noted_with_its_manifest_and_in_the_trail(cast):
    record = actions.make_extract(by=cast.actor("anna"), at=AT, why=" Årets rapport ")
    assert (record.made_by_name, record.why, str(record.as_of)) == ("Anna Lys", "Årets rapport", "2026-11-12")
    assert record.manifest["files"]["participations"]["rows"] == 64
    assert queries.state_of_files(record) is None
    event = AuditEvent.objects.get(what="extract.made")
    assert (event.subject, event.actor, event.why) == (record.extract_id, "anna@example.se", "Årets rapport")


def test_the_same_state_is_not_extracted_twice(cast):
    first, second = extracted(), extracted(AT + timedelta(minutes=5))
    assert first.pk == second.pk
    assert list(AuditEvent.objects.order_by("pk").values_list("what", flat=True)) == [
        "extract.made",
        "extract.asked_again",
    ]


@pytest.mark.parametrize("who", ["sara", "mona", "maria", "bo", "nils"])
def test_only_analysts_make_extracts_and_propose(cast, who):
    with pytest.raises(NotAllowed):
        actions.make_extract(by=cast.actor(who), at=AT, why="x")
    with pytest.raises(NotAllowed):
        actions.propose_release(extract=extracted(), tables=[TABLE], by=cast.actor(who), at=AT)


def test_an_extract_needs_a_reason(cast):
    with pytest.raises(Refusal) as refused:
        actions.make_extract(by=cast.actor("anna"), at=AT, why="  ")
    assert refused.value.field == "why"


def test_what_is_proposed_is_the_protected_table_frozen(cast):
    release = proposed(cast)
    assert release.number == "2026-1"
    table = queries.table_in(release, TABLE).table
    # Three men: hidden, and the women with them, so that the total can stay.
    cells = [table.cell(year=2019, registration="new", benefit="sjukpenning", sex=s) for s in ("women", "men", "total")]
    assert [cell.value for cell in cells] == [None, None, 28]
    assert table.certificate["proven"] is True
    Participation.objects.all().delete()
    assert queries.table_in(Release.objects.get(pk=release.pk), TABLE).table.cells == table.cells


def test_a_release_takes_two_persons(cast):
    release = proposed(cast)
    with pytest.raises(NotAllowed, match="annan person"):
        actions.approve_release(release=release, by=cast.actor("anna"), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseAnswer.objects.create(
            release=release,
            proposed_by=release.proposed_by,
            released=True,
            answered_by=release.proposed_by,
            answered_by_name="Anna Lys",
            answered_at=AT,
        )
    answer = actions.approve_release(release=release, by=cast.actor("nils"), at=AT)
    assert (answer.released, answer.answered_by_name) == (True, "Nils Ahl")
    assert AuditEvent.objects.filter(what="release.approved", subject="2026-1").count() == 1


def test_a_release_is_answered_once(cast):
    release = released(cast)
    with pytest.raises(Refusal, match="redan fått svar"):
        actions.approve_release(release=release, by=cast.actor("nils"), at=AT)
    with pytest.raises(Refusal, match="redan fått svar"):
        actions.refuse_release(release=release, why="no", by=cast.actor("nils"), at=AT)


def test_a_no_needs_a_reason_and_nothing_becomes_public(cast):
    release = proposed(cast)
    with pytest.raises(Refusal) as refused:
        actions.refuse_release(release=release, why=" ", by=cast.actor("nils"), at=AT)
    assert refused.value.field == "why"
    actions.refuse_release(release=release, why="Fel år.", by=cast.actor("nils"), at=AT)
    assert queries.latest(TABLE) is None
    assert not queries.released().exists()


@pytest.mark.parametrize("model", [ExtractRecord, Release, ReleaseAnswer])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_released_can_never_be_changed(cast, model, change):
    released(cast)
    first = model.objects.order_by("pk").first()
    field = {"ExtractRecord": "why", "Release": "why", "ReleaseAnswer": "why"}[model.__name__]
    with pytest.raises(DatabaseError), transaction.atomic():
        if change == "update":
            model.objects.filter(pk=first.pk).update(**{field: "changed"})
        else:
            model.objects.filter(pk=first.pk)._raw_delete("default")


@pytest.mark.parametrize(
    ("tables", "field"), [((), "tables"), (("af-fk-1999",), "tables"), (("af-fk-2020-1", "x"), "tables")]
)
def test_what_cannot_be_proposed(cast, tables, field):
    with pytest.raises(Refusal) as refused:
        proposed(cast, tables)
    assert refused.value.field == field


def test_an_extract_that_has_been_changed_is_not_released(cast, settings):
    record = extracted()
    path = settings.EXTRACTS / record.extract_id / "participations.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert "is not the file" in queries.state_of_files(record)
    with pytest.raises(Refusal) as refused:
        actions.propose_release(extract=record, tables=[TABLE], by=cast.actor("anna"), at=AT)
    assert refused.value.field == "extract"
    assert "is not the file" in refused.value.message_en


def test_numbers_run_within_the_year(cast):
    numbers = [proposed(cast, at=AT + timedelta(days=days)).number for days in (0, 1, 60)]
    assert numbers == ["2026-1", "2026-2", "2027-1"]


def test_the_newest_edition_is_shown_and_the_old_one_stays(cast):
    first = released(cast)
    Participation.objects.filter(sex="men").delete()
    second = released(cast, at=AT + timedelta(days=1))
    assert queries.latest(TABLE).release == second
    assert [release.number for release in queries.editions(TABLE)] == [second.number, first.number]
    key = {"year": 2018, "registration": "new", "benefit": "sjukpenning", "sex": "men"}
    assert queries.table_in(first, TABLE).table.cell(**key).value == 10
    assert queries.table_in(second, TABLE).table.cell(**key).value == 0


WHO_SEES = [
    # who, extracts, a proposal, tables of associations
    ("anna", True, True, True),
    ("nils", True, True, True),
    ("maria", False, False, True),
    ("sara", False, False, True),
    (None, False, False, False),
]


@pytest.mark.parametrize(("who", "extracts", "proposal", "areas"), WHO_SEES)
def test_who_sees_what(cast, who, extracts, proposal, areas):
    actor = cast.actor(who) if who else ANYBODY
    release = proposed(cast)
    assert permissions.may_see_extracts(actor) is extracts
    assert permissions.may_see_releases_to_answer(actor) is proposal
    assert bool(queries.areas(actor)) is areas
    if proposal:
        assert queries.release_of(actor, release.number) == release
    else:
        with pytest.raises(NotFound):
            queries.release_of(actor, release.number)
        assert not queries.releases(actor).exists()


def test_what_is_released_is_open_to_all(cast):
    release = released(cast)
    assert queries.release_of(ANYBODY, release.number) == release
    assert [found.number for found in queries.releases(ANYBODY)] == [release.number]
    with pytest.raises(NotFound):
        queries.release_of(ANYBODY, "2026-9")


def test_what_waits(cast):
    proposed(cast)
    (task,) = queries.waiting_for(cast.actor("nils"), TODAY)
    assert (task.title, task.url_name, task.url_args) == ("Svara på utgåva 2026-1", "statistics:release", ("2026-1",))
    assert queries.waiting_for(cast.actor("anna"), TODAY) == []
    assert queries.waiting_for(cast.actor("maria"), TODAY) == []


def test_a_table_of_one_association_is_protected_together_with_the_others(cast, settings):
    released(cast, areas=True)
    maria = cast.actor("maria")
    nation = queries.latest(TABLE).table
    found = queries.areas_of(maria, queries.latest(TABLE))
    tables = [found.table(slug) for slug in ("ostra-vattern", "annat")]
    key = {"year": 2018, "registration": "new", "benefit": "sjukpenning", "sex": "women"}
    # Twenty women: fifteen here, five there – and two of ten men there, so more than that cell is hidden.
    assert nation.cell(**key).value == 20
    men = [table.cell(**key | {"sex": "men"}) for table in tables]
    assert men[1] == HIDDEN
    assert men[0] == HIDDEN
    assert all(cell.status is not Status.MISSING for table in tables for cell in table.cells.values())
    (kept,) = (settings.EXTRACTS / ".areas").iterdir()
    assert kept.suffix == ".json"
    assert queries.areas_of(maria, queries.latest(TABLE)).table("ostra-vattern").cells == tables[0].cells


def test_an_association_without_participants_has_zeros(cast):
    released(cast, areas=True)
    association("quiet", "Quiet")
    table = queries.areas_of(cast.actor("maria"), queries.latest(TABLE)).table("quiet")
    assert {cell.value for cell in table.cells.values()} == {0}


@pytest.mark.parametrize("name", ["af-fk-2020-3", "af-fk-2020-participants"])
def test_tables_that_are_not_shown_for_one_association(cast, name):
    released(cast, (name,))
    with pytest.raises(NotFound):
        queries.areas_of(cast.actor("maria"), queries.latest(name))


def test_the_public_cannot_ask_for_an_association(cast):
    released(cast)
    with pytest.raises(NotFound):
        queries.areas_of(ANYBODY, queries.latest(TABLE))


def test_every_official_table_can_be_released(cast):
    plain = [name for name in queries.OFFICIAL if not needs_linking(name)]
    release = released(cast, tuple(plain))
    release.refresh_from_db()
    assert queries.tables_of(release) == plain
    assert queries.unreleased_names(plain) == []


def test_a_table_of_linked_files_needs_a_linked_extract(cast):
    with pytest.raises(Refusal, match="länkat uttag"):
        proposed(cast, ("af-fk-2020-1", "af-fk-2020-4-1"))


def test_the_system_makes_extracts_but_releases_nothing(cast):
    assert permissions.may_make_extract(SYSTEM)
    with pytest.raises(NotAllowed):
        actions.propose_release(extract=extracted(), tables=[TABLE], by=SYSTEM, at=AT)
