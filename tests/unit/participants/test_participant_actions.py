"""What can be done in the register, and what it leaves behind."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import ALL_ASKED, AT, TODAY, committed, ended, make_cast, personal_number, registered

from samordna.deliver.participants import actions, correcting, erasing, identity, links, mistaking
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
from samordna.deliver.participants.models import (
    Consent,
    EarlierAnswers,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy import vault
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
NUMBER = personal_number(date(1999, 6, 14), 238)
CONSENT = ConsentGiven(date(2026, 11, 12), seen=True)
ENTRY = Entry(start=date(2026, 11, 16), municipality="0583", groups=("young_activity_compensation",))


@pytest.fixture
def cast():
    return make_cast()


def register(cast, **change):
    given = {
        "measure": cast.measure,
        "consent": CONSENT,
        "personal_number": NUMBER,
        "name": "Elin Sandberg",
        "entry": ENTRY,
        "answers": Answers({"aktivitetsersattning": 75, "forsorjningsstod": 25}, 0, 0, 0, False, True, False, True),
        "by": cast.actor("sara"),
        "at": AT,
    }
    return actions.register_in(**(given | change))


def nothing_stored():
    return not Participation.objects.exists() and vault.find(NUMBER) is None


def test_in_keeps_the_person_in_the_vault_and_a_pseudonym_here(cast):
    made = register(cast)
    made.refresh_from_db()
    assert vault.read(made.person).name == "Elin Sandberg"
    assert vault.read(made.person).personal_number == NUMBER
    assert (made.sex, made.birth_year, made.start_year, made.state) == ("women", 1999, 2026, "active")
    assert made.registered_by == cast.people["sara"]
    assert made.consents.get().given_on == date(2026, 11, 12)
    occasion = made.occasions.get()
    assert occasion.kind == "in"
    assert dict(occasion.support.values_list("source", "extent")) == {
        "aktivitetsersattning": 75,
        "forsorjningsstod": 25,
    }
    assert list(made.groups.values_list("group", flat=True)) == ["young_activity_compensation"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consent": ConsentGiven(None, seen=True)}, "consent_date"),
        ({"consent": ConsentGiven(date(2026, 11, 12), seen=False)}, "consent_seen"),
        ({"consent": ConsentGiven(date(2026, 11, 13), seen=True)}, "consent_date"),
        ({"personal_number": "19990614-2387"}, "personal_number"),
        ({"personal_number": "9906142386"}, "personal_number"),
        ({"personal_number": personal_number(date(2012, 1, 1))}, "personal_number"),
        ({"name": "  "}, "name"),
        ({"name": "\N{WORD JOINER}"}, "name"),
        ({"name": "19900101-2385"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"entry": Entry(date(2023, 12, 31), "0583")}, "start"),
        ({"entry": Entry(date(2027, 11, 16), "0583")}, "start"),
        ({"entry": Entry(TODAY, "9999")}, "municipality"),
        ({"entry": Entry(TODAY, "0583", planned_end=date(2026, 11, 11))}, "planned_end"),
        ({"entry": Entry(TODAY, "0583", referred_by="grannen")}, "referred_by"),
        ({"entry": Entry(TODAY, "0583", groups=("alla",))}, "groups"),
        ({"answers": Answers({"sjukpenning": 33})}, "support"),
        ({"answers": Answers({"sjukpenning": 25}, no_support=True)}, "no_support"),
    ],
)
def test_what_cannot_be_registered_leaves_nothing_anywhere(cast, change, field):
    with pytest.raises(Refusal) as refused:
        register(cast, **change)
    assert refused.value.field == field
    assert nothing_stored()
    assert not AuditEvent.objects.filter(subject_kind="participation").exists()


@pytest.mark.parametrize("who", ["rut", "mona", "maria", "ada", "bo", "olle", "anna", "nils"])
def test_only_the_measures_own_registrar_registers(cast, who):
    for act in (
        lambda: register(cast, by=cast.actor(who)),
        lambda: actions.register_anonymous(
            measure=cast.measure, sex="women", start_year=2026, by=cast.actor(who), at=AT
        ),
    ):
        with pytest.raises(NotFound):
            act()
    assert nothing_stored()


def test_the_same_person_is_not_in_the_same_measure_twice_at_once(cast):
    register(cast)
    with pytest.raises(Refusal) as refused:
        register(cast)
    assert refused.value.field == "personal_number"
    assert Participation.objects.count() == 1


def test_the_same_person_may_come_back_and_be_elsewhere_at_once(cast):
    first = ended(cast, number=NUMBER)
    again = register(cast)
    elsewhere = registered(cast, number=NUMBER, by="rut")
    assert first.person == again.person == elsewhere.person
    assert len({first.public_id, again.public_id, elsewhere.public_id}) == 3


def test_persons_are_not_registered_in_a_measure_of_numbers(cast):
    from samordna.ground.parties.actor import Held

    sara = cast.actor("sara")
    everywhere = sara.__class__(
        **(vars(sara) | {"assignments": (Held("participant_registrar", "measure", cast.volume.code),)})
    )
    with pytest.raises(Refusal):
        register(cast, measure=cast.volume, by=everywhere)
    assert nothing_stored()


def test_anonymous_is_a_measure_a_sex_and_a_year(cast):
    actions.register_anonymous(measure=cast.measure, sex="women", start_year=2026, by=cast.actor("sara"), at=AT)
    row = Participation.objects.values().get()
    empty = {field for field, value in row.items() if value in (None, "")}
    assert {
        "measure_id": cast.measure.pk,
        "mode": "anonymous",
        "sex": "women",
        "start_year": 2026,
        "state": "active",
    } == {field: value for field, value in row.items() if field not in {*empty, "id", "public_id"}}
    event = AuditEvent.objects.get(what="participation.registered_anonymous")
    assert row["public_id"] not in f"{event.subject}{event.data}"


@pytest.mark.parametrize(
    ("sex", "year", "field"),
    [("", 2026, "sex"), ("other", 2026, "sex"), ("men", 2023, "start_year"), ("men", 2027, "start_year")],
)
def test_anonymous_refusals(cast, sex, year, field):
    with pytest.raises(Refusal) as refused:
        actions.register_anonymous(measure=cast.measure, sex=sex, start_year=year, by=cast.actor("sara"), at=AT)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "leak",
    [
        {"person": "abc"},
        {"birth_year": 1999},
        {"municipality_id": "0583"},
        {"start": date(2026, 1, 1)},
        {"planned_end": date(2026, 1, 1)},
        {"end": date(2026, 1, 1)},
        {"referred_by": "kommun"},
        {"education": "higher"},
        {"support_time": "under_1"},
        {"registered_at": AT},
        {"state": "ended", "end_reason": "moved"},
    ],
)
def test_the_database_refuses_an_anonymous_row_that_leads_to_a_person(cast, leak):
    row = {"measure": cast.measure, "mode": "anonymous", "sex": "men", "start_year": 2026}
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(**(row | leak))


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": date(2025, 12, 31), "state": "ended", "end_reason": "moved"},
        {"planned_end": date(2025, 12, 31)},
        {"person": None},
        {"start": None},
        {"sex": "x"},
        {"mode": "known"},
        {"state": "gone"},
        {"state": "ended", "end_reason": "moved"},
        {"state": "ended", "end": date(2026, 2, 1)},
        {"end": date(2026, 2, 1)},
        {"state": "withdrawn", "end_reason": "withdrawn_consent"},
        {"state": "mistaken"},
    ],
)
def test_the_database_refuses_what_must_never_be(cast, wrong):
    row = {
        "measure": cast.measure,
        "mode": "person",
        "person": "p",
        "sex": "men",
        "birth_year": 1999,
        "start": date(2026, 1, 1),
        "start_year": 2026,
    }
    with transaction.atomic():
        Participation.objects.create(**row).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(**(row | wrong))


def test_out_keeps_before_and_after(cast):
    made = register(cast, entry=Entry(date(2026, 1, 12), "0583"))
    after = Answers({"aktivitetsersattning": 50}, 0, 50, 0, False, True, False, all_asked=True)
    out = actions.register_out(
        participation=made, ending=Ending(TODAY, "according_to_plan"), answers=after, by=cast.actor("sara"), at=AT
    )
    assert (out.state, out.end, out.end_reason) == ("ended", TODAY, "according_to_plan")
    before, then = (answers_of(made.occasions.get(kind=kind)) for kind in ("in", "out"))
    assert (before.support["aktivitetsersattning"], then.support["aktivitetsersattning"]) == (75, 50)


@pytest.mark.parametrize(
    ("ending", "field"),
    [
        (Ending(date(2026, 1, 11), "moved"), "end"),
        (Ending(date(2026, 11, 13), "moved"), "end"),
        (Ending(TODAY, ""), "end_reason"),
        (Ending(TODAY, "mistaken_entry"), "end_reason"),
        (Ending(TODAY, "withdrawn_consent"), "end_reason"),
    ],
)
def test_out_refusals(cast, ending, field):
    made = registered(cast)
    with pytest.raises(Refusal) as refused:
        actions.register_out(participation=made, ending=ending, answers=ALL_ASKED, by=cast.actor("sara"), at=AT)
    assert refused.value.field == field
    made.refresh_from_db()
    assert made.state == "active"


def test_nobody_is_registered_out_twice(cast):
    made = ended(cast)
    with pytest.raises(Refusal):
        actions.register_out(
            participation=made, ending=Ending(TODAY, "moved"), answers=ALL_ASKED, by=cast.actor("sara"), at=AT
        )


def test_follow_up_once_for_each_day(cast):
    made = ended(cast, end=date(2026, 5, 5))
    sara = cast.actor("sara")
    actions.follow_up(participation=made, months=6, answers=ALL_ASKED, by=sara, at=AT)
    for months in (6, 7):
        with pytest.raises(Refusal):
            actions.follow_up(participation=made, months=months, answers=ALL_ASKED, by=sara, at=AT)
    assert made.occasions.get(kind="follow_up").on == TODAY


def test_a_correction_keeps_what_stood_before(cast):
    made = registered(cast, answers=Answers({"sjukpenning": 100}))
    fuller = Answers({"sjukpenning": 50}, 25, 0, 0, None, False, False, all_asked=True)
    sara = cast.actor("sara")
    correcting.correct_answers(occasion=made.occasions.get(), answers=fuller, why="typing_error", by=sara, at=AT)
    assert answers_of(made.occasions.get()) == fuller
    earlier = EarlierAnswers.objects.get()
    assert earlier.answers["support"] == {"sjukpenning": 100}
    correcting.correct_answers(occasion=made.occasions.get(), answers=fuller, why="typing_error", by=sara, at=AT)
    assert EarlierAnswers.objects.count() == 1, "the same answers again are no correction"


def test_correcting_the_entry_moves_dates_year_name_and_groups(cast):
    made = ended(cast, groups=("other",), referred_by="kommun")
    entry = Entry(date(2025, 12, 1), "0586", groups=("long_term_sick",), referred_by="region")
    committed(
        lambda: correcting.correct_entry(
            participation=made,
            entry=entry,
            name="Elin Sandberg Ek",
            ending=Ending(date(2026, 10, 1), "moved"),
            why="participant_says",
            by=cast.actor("sara"),
            at=AT,
        )
    )
    made = Participation.objects.get()
    assert (made.start, made.start_year, made.end, made.end_reason) == (
        date(2025, 12, 1),
        2025,
        date(2026, 10, 1),
        "moved",
    )
    assert made.municipality_id == "0586"
    assert [group.group for group in made.groups.all()] == ["long_term_sick"]
    assert {o.kind: o.on for o in made.occasions.all()} == {"in": date(2025, 12, 1), "out": date(2026, 10, 1)}
    assert vault.read(made.person) == vault.Identity(NUMBER, "Elin Sandberg Ek"), "the old name is kept nowhere"
    assert EarlierAnswers.objects.get(part="entry").answers["referred_by"] == "kommun"
    assert EarlierAnswers.objects.get(part="name").answers == {}, "the old name is kept nowhere"


def test_a_correction_never_puts_the_end_before_the_start(cast):
    made = ended(cast, end=date(2026, 10, 30))
    with pytest.raises(Refusal) as refused:
        correcting.correct_entry(
            participation=made,
            entry=Entry(date(2026, 11, 1), "0583"),
            name="Elin Sandberg",
            by=cast.actor("sara"),
            at=AT,
        )
    assert refused.value.field == "end"


@pytest.mark.parametrize(("end", "fits"), [(date(2026, 11, 11), True), (TODAY, False)])
def test_a_correction_never_puts_the_end_after_a_follow_up(cast, end, fits):
    made, sara = ended(cast, end=date(2026, 5, 5)), cast.actor("sara")
    actions.follow_up(participation=made, months=6, answers=ALL_ASKED, by=sara, at=AT)

    def correct():
        entry, ending = Entry(date(2026, 1, 12), "0583"), Ending(end, "moved")
        who = {"name": "Elin Sandberg", "why": "typing_error", "by": sara, "at": AT}
        committed(lambda: correcting.correct_entry(participation=made, entry=entry, ending=ending, **who))

    if fits:
        correct()
    else:
        with pytest.raises(Refusal, match="efter 6 månader gjordes 2026-11-12") as refused:
            correct()
        assert refused.value.field == "end"
    made.refresh_from_db()
    assert made.end == (end if fits else date(2026, 5, 5))


@pytest.mark.parametrize("begin", [registered, ended])
def test_a_mistaken_entry_is_closed_and_stays(cast, begin):
    made = begin(cast)
    mistaking.close_as_mistaken(participation=made, reason="never_began", by=cast.actor("sara"), at=AT)
    made.refresh_from_db()
    assert (made.state, made.end_reason, made.mode) == ("mistaken", "mistaken_entry", "person")
    assert vault.find(NUMBER) == made.person


def test_one_anonymous_entry_is_taken_back(cast):
    sara = cast.actor("sara")
    for sex in ("women", "women", "men"):
        actions.register_anonymous(measure=cast.measure, sex=sex, start_year=2026, by=sara, at=AT)
    mistaking.close_anonymous_as_mistaken(measure=cast.measure, sex="women", start_year=2026, by=sara, at=AT)
    assert sorted(Participation.objects.values_list("sex", "state")) == [
        ("men", "active"),
        ("women", "active"),
        ("women", "mistaken"),
    ]
    with pytest.raises(Refusal):
        mistaking.close_anonymous_as_mistaken(measure=cast.measure, sex="women", start_year=2025, by=sara, at=AT)


PERSON_TABLES = (Consent, Occasion, SupportAnswer, ParticipationGroup, EarlierAnswers)


@pytest.mark.parametrize("begin", [registered, ended])
@pytest.mark.parametrize(
    ("act", "state", "reason"),
    [
        (erasing.withdraw_consent, "withdrawn", "withdrawn_consent"),
        (erasing.protect_identity, "active", ""),
    ],
)
def test_the_person_is_gone_and_the_count_remains(cast, begin, act, state, reason):
    made = begin(cast, number=NUMBER, groups=("other",))
    correcting.correct_answers(
        occasion=made.occasions.get(kind="in"),
        answers=Answers({"a_kassa": 50}),
        why="misunderstood",
        by=cast.actor("sara"),
        at=AT,
    )
    token = links.make_link(participation=made, by=cast.actor("sara"), at=AT)
    committed(lambda: act(participation=made, by=cast.actor("sara"), at=AT))

    row = Participation.objects.get()
    assert (row.mode, row.sex, row.start_year, row.state, row.end_reason) == ("anonymous", "women", 2026, state, reason)
    assert row.public_id != made.public_id
    assert not [table for table in PERSON_TABLES if table.objects.exists()]
    assert vault.find(NUMBER) is None
    with pytest.raises(NotFound):
        links.participation_behind(token)


def test_a_person_who_is_in_another_measure_is_forgotten_last(cast):
    here, there = registered(cast, number=NUMBER), registered(cast, number=NUMBER, by="rut")
    committed(lambda: erasing.withdraw_consent(participation=here, by=cast.actor("sara"), at=AT))
    assert vault.find(NUMBER) == there.person
    committed(lambda: erasing.withdraw_consent(participation=there, by=cast.actor("rut"), at=AT))
    assert vault.find(NUMBER) is None


def test_protection_reaches_every_measure(cast):
    here, there = registered(cast, number=NUMBER), registered(cast, number=NUMBER, by="rut")
    committed(lambda: erasing.protect_identity(participation=here, by=cast.actor("sara"), at=AT))
    assert set(Participation.objects.values_list("mode", flat=True)) == {"anonymous"}
    assert vault.find(NUMBER) is None
    assert there.person == here.person


def test_a_mistaken_entry_can_be_forgotten_too_and_stays_uncounted(cast):
    made = registered(cast)
    sara = cast.actor("sara")
    mistaking.close_as_mistaken(participation=made, reason="never_began", by=sara, at=AT)
    committed(lambda: erasing.withdraw_consent(participation=made, by=sara, at=AT))
    row = Participation.objects.get()
    assert (row.mode, row.state, row.end_reason) == ("anonymous", "mistaken", "mistaken_entry")


def test_nobody_else_may_end_correct_or_erase(cast):
    made = registered(cast)
    occasion = made.occasions.get()
    for who in ("rut", "mona", "maria", "ada", "bo", "olle", "anna", "nils"):
        by = {"by": cast.actor(who), "at": AT}
        for act in (
            lambda by=by: actions.register_out(
                participation=made, ending=Ending(TODAY, "moved"), answers=ALL_ASKED, **by
            ),
            lambda by=by: correcting.correct_answers(occasion=occasion, answers=ALL_ASKED, **by),
            lambda by=by: correcting.correct_entry(participation=made, entry=ENTRY, name="X", **by),
            lambda by=by: mistaking.close_as_mistaken(participation=made, reason="never_began", **by),
            lambda by=by: erasing.withdraw_consent(participation=made, **by),
            lambda by=by: erasing.protect_identity(participation=made, **by),
            lambda by=by: links.make_link(participation=made, **by),
        ):
            with pytest.raises(NotFound):
                act()
    made.refresh_from_db()
    assert (made.state, made.mode) == ("active", "person")


def test_the_participant_takes_back_the_consent_alone(cast):
    made = registered(cast, number=NUMBER)
    token = links.make_link(participation=made, by=cast.actor("sara"), at=AT)
    mine = links.participation_behind(token)
    committed(lambda: erasing.withdraw_own_consent(participation=mine, at=AT))
    assert Participation.objects.get().state == "withdrawn"
    event = AuditEvent.objects.get(what="participation.erased")
    assert event.actor_name == "Deltagaren"


def test_a_new_receipt_replaces_the_old_link(cast):
    made = registered(cast)
    sara = cast.actor("sara")
    old, new = (links.make_link(participation=made, by=sara, at=AT) for _ in range(2))
    assert links.participation_behind(new) == made
    with pytest.raises(NotFound):
        links.participation_behind(old)


def test_the_trail_never_names_a_person(cast):
    made = ended(cast, number=NUMBER, name="Elin Sandberg")
    correcting.correct_answers(
        occasion=made.occasions.get(kind="in"),
        answers=Answers({"a_kassa": 50}),
        why="typing_error",
        by=cast.actor("sara"),
        at=AT,
    )
    written = " ".join(f"{e.subject} {e.why} {e.data}" for e in AuditEvent.objects.all())
    for secret in ("Elin", "Sandberg", NUMBER, made.person, "a_kassa", "according_to_plan", "2026-01-12", "0583"):
        assert secret not in written


# A stop between the two databases


class Stop(BaseException):
    """The program is killed."""


def test_a_kill_while_registering_in_counts_as_nobody_and_is_swept(cast, monkeypatch):
    def killed(*_args, **_kwargs):
        raise Stop

    with monkeypatch.context() as patch, pytest.raises(Stop), transaction.atomic():
        patch.setattr(actions, "store_answers", killed)
        register(cast)
    assert not Participation.objects.exists()
    assert vault.find(NUMBER), "the vault was written first"
    later = AT + timedelta(hours=2)
    assert list(identity.strays(at=AT)) == [], "it may still be under way"
    assert identity.sweep(at=later) == 1
    assert nothing_stored()


def test_the_command_counts_before_it_removes(cast, capsys):
    from argparse import Namespace

    from samordna.edge.cli import sweep

    vault.store(personal_number=NUMBER, name="Elin Sandberg", at=AT - timedelta(days=9))
    said = []
    for now in (False, True, False):
        assert sweep.run(Namespace(now=now)) == 0
        said.append(capsys.readouterr().out.strip())
    assert said == ["1", "1", "0"]
    assert vault.find(NUMBER) is None


def test_a_kill_before_the_vault_has_forgotten_is_swept(cast):
    made, other = registered(cast, number=NUMBER), registered(cast, number=personal_number(date(1980, 5, 5)))
    erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT)
    assert vault.find(NUMBER), "killed before the vault was told"
    assert identity.sweep(at=AT + timedelta(hours=2)) == 1
    assert vault.find(NUMBER) is None
    assert vault.read(other.person).name


def test_a_person_stored_again_while_being_forgotten_is_kept(cast, monkeypatch):
    """The moment between: the vault forgets the person just after the new registration has found the old record."""
    old = vault.store(personal_number=NUMBER, name="Elin Sandberg", at=AT)
    real, calls = identity._hold, []

    def forgotten_meanwhile(pseudonym):
        real(pseudonym)
        calls.append(pseudonym)
        if len(calls) == 1:
            vault.erase(pseudonym)

    monkeypatch.setattr(identity, "_hold", forgotten_meanwhile)
    made = register(cast)
    assert made.person != old
    assert vault.read(made.person).personal_number == NUMBER


def test_identity_is_only_kept_within_the_registers_transaction(monkeypatch):
    from samordna.ground.kernel.identifiers import PersonalNumber

    class Outside:
        in_atomic_block = False

    monkeypatch.setattr(identity.transaction, "get_connection", Outside)
    with pytest.raises(RuntimeError):
        identity.keep(number=PersonalNumber.parse(NUMBER), name="X", measure=Measure(), at=datetime(2026, 1, 1))
