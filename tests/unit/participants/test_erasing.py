"""What is left of somebody who has gone, and what is said of it; mistakes, and mistakes about mistakes; coming back."""

from datetime import date

import pytest
from tests.factories.deliver import ALL_ASKED, AT, TODAY, committed, ended, make_cast, personal_number, registered

from samordna.deliver.participants import (
    actions,
    consequences,
    correcting,
    drafts,
    erasing,
    history,
    links,
    mistaking,
    queries,
)
from samordna.deliver.participants.consequences import PROTECTED, WITHDRAWN, Gone
from samordna.deliver.participants.models import Draft, Kind, Participation
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.participants.rules import Answers
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parameters.reader import code_list
from samordna.ground.privacy import access_log, vault
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBER = personal_number(date(1999, 6, 14), 238)
SAID = ("withdraw", "consent", "protect", "skydd", "samtyck")


@pytest.fixture
def cast():
    return make_cast()


def with_everything(cast, **known):
    """Somebody with a row in every table there is, and looked at."""
    made = ended(cast, number=NUMBER, groups=("other",), end=date(2026, 5, 5), **known)
    by = {"by": cast.actor("sara"), "at": AT}
    actions.follow_up(participation=made, months=6, answers=ALL_ASKED, **by)
    correcting.correct_answers(
        occasion=made.occasions.get(kind="in"), answers=Answers({"a_kassa": 50}), why="typing_error", **by
    )
    links.make_link(participation=made, **by)
    Draft.objects.create(account=cast.people["sara"], kind=Kind.OUT, measure=made.measure, participation=made,
                         key_id="k", content=b"sealed", saved_at=AT, last_day=TODAY)  # fmt: skip
    access_log.looked(by=by["by"], at=AT, subject_kind="participation", subject=made.public_id, purpose="record")
    return made


def rows_about(participation):
    """Rows of every table that points at a participation."""
    return {
        relation.related_model.__name__: relation.related_model._base_manager.filter(
            **{relation.field.name: participation.pk}
        ).count()
        for relation in Participation._meta.related_objects
    }


ACTS = {
    WITHDRAWN: erasing.withdraw_consent,
    PROTECTED: erasing.protect_identity,
}


@pytest.mark.parametrize("kind", ACTS)
def test_no_table_holds_anything_about_somebody_who_has_gone(cast, kind):
    made = with_everything(cast)
    named = [name for name, count in rows_about(made).items() if count]
    assert {"Consent", "Occasion", "ParticipationGroup", "EarlierAnswers", "ParticipantLink", "Draft"} <= set(named)
    gone = committed(lambda: ACTS[kind](participation=made, by=cast.actor("sara"), at=AT))
    assert gone == Gone(weeks=3, consents=1, corrections=1, links=1, drafts=1)
    row = Participation.objects.get()
    assert not any(rows_about(row).values()) and not any(rows_about(made).values())
    assert vault.find(NUMBER) is None


@pytest.mark.parametrize("kind", ACTS)
def test_nothing_ties_the_row_that_remains_to_the_person_or_to_the_moment(cast, kind):
    made = with_everything(cast)
    neighbour = registered(cast, number=personal_number(date(1980, 1, 1)), name="Bo Ek")
    committed(lambda: ACTS[kind](participation=made, by=cast.actor("sara"), at=AT))
    row = Participation.objects.get(mode="anonymous")
    assert row.pk < 0 < made.pk < neighbour.pk, "the place in the table says nothing of when it was written"
    assert not AuditEvent.objects.filter(subject=row.public_id).exists()
    assert not AccessLogEntry.objects.filter(subject=row.public_id).exists()
    assert AccessLogEntry.objects.filter(subject=made.public_id).exists(), "that the staff looked is still known"


def test_an_anonymous_entry_lies_anywhere_in_the_table(cast):
    made = [
        actions.register_anonymous(measure=cast.measure, sex="men", start_year=2026, by=cast.actor("sara"), at=AT).pk
        for _ in range(6)
    ]
    assert all(pk < 0 for pk in made)
    assert made not in (sorted(made), sorted(made, reverse=True))


@pytest.mark.parametrize("kind", ACTS)
def test_the_trail_never_says_why_somebody_was_erased(cast, kind):
    made = registered(cast, number=NUMBER)
    before = AuditEvent.objects.count()
    committed(lambda: ACTS[kind](participation=made, by=cast.actor("sara"), at=AT))
    event = AuditEvent.objects.order_by("sequence").last()
    assert AuditEvent.objects.count() == before + 1
    assert (event.what, event.subject) == ("participation.erased", made.public_id)
    assert not [word for word in SAID if word in f"{event.what} {event.why} {event.data}".lower()]


def test_protection_in_other_measures_leaves_no_trace_in_them(cast):
    here, there = registered(cast, number=NUMBER), registered(cast, number=NUMBER, by="rut")
    gone = committed(lambda: erasing.protect_identity(participation=here, by=cast.actor("sara"), at=AT))
    assert set(Participation.objects.values_list("mode", flat=True)) == {"anonymous"}
    assert [e.what for e in AuditEvent.objects.filter(subject=there.public_id)] == ["participation.registered_in"]
    assert gone.consents == 1, "the registrar is told of the own one only"


def test_somebody_who_was_erased_a_moment_ago_is_not_found(cast):
    made = registered(cast)
    committed(lambda: erasing.withdraw_own_consent(participation=made, at=AT))
    with pytest.raises((NotFound, Participation.DoesNotExist)):
        erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT)


# What is said


def test_only_a_consent_taken_back_leaves_its_reason():
    withdrawn, protected = (" ".join(one.what.sv for one in consequences.stays(kind)) for kind in ACTS)
    assert "samtycke togs tillbaka" in withdrawn
    assert not [word for word in SAID if word in protected.lower()]


def test_what_there_was_none_of_is_not_said_to_go():
    nothing, all_of_it = (" ".join(one.sv for one in consequences.goes(gone)) for gone in (Gone(), Gone(1, 1, 2, 1, 3)))
    assert "utkast" not in nothing and "vecka" not in nothing
    for part in ("svaren från 1 tillfälle", "det som stod före 2 rättelser", "samtycket", "3 utkast", "egna sidan"):
        assert part in all_of_it


# Coming back


def test_whoever_goes_on_after_taking_back_the_consent_is_counted_once(cast):
    made = registered(cast, number=NUMBER)
    before = figures_of(cast.actor("sara"), [cast.measure], [2026])[cast.measure.pk, 2026].of()
    committed(lambda: erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT))
    after = figures_of(cast.actor("sara"), [cast.measure], [2026])[cast.measure.pk, 2026]
    assert after.of() == before and after.of(mode="anonymous").high == 1


def test_the_same_person_comes_back_with_a_consent_of_its_own(cast):
    first = ended(cast, number=NUMBER, end=date(2026, 3, 1))
    again = registered(cast, number=NUMBER, start=date(2026, 6, 1))
    assert first.person == again.person and first.public_id != again.public_id
    assert first.consents.get() != again.consents.get()
    committed(lambda: erasing.withdraw_consent(participation=again, by=cast.actor("sara"), at=AT))
    first.refresh_from_db()
    assert (first.mode, first.consents.count()) == ("person", 1), "the other participation has a consent of its own"
    assert vault.find(NUMBER) == first.person


def test_whoever_took_back_the_consent_may_say_yes_anew(cast):
    made = registered(cast, number=NUMBER)
    committed(lambda: erasing.withdraw_consent(participation=made, by=cast.actor("sara"), at=AT))
    again = registered(cast, number=NUMBER)
    assert again.person != made.person, "nothing ties the two together"
    assert sorted(Participation.objects.values_list("mode", flat=True)) == ["anonymous", "person"]


# Mistakes


@pytest.mark.parametrize("reason", ["", "illness", "because"])
def test_a_mistake_has_a_reason_from_the_list(cast, reason):
    made = registered(cast)
    with pytest.raises(Refusal) as refused:
        mistaking.close_as_mistaken(participation=made, reason=reason, by=cast.actor("sara"), at=AT)
    assert refused.value.field == "reason"
    assert Participation.objects.get().state == "active"


@pytest.mark.parametrize("reason", code_list("mistake_reason").values)
def test_whoever_never_consented_leaves_nothing_but_the_closed_row(cast, reason):
    made = registered(cast, number=NUMBER)
    committed(lambda: mistaking.close_as_mistaken(participation=made, reason=reason, by=cast.actor("sara"), at=AT))
    row = Participation.objects.get()
    erased = reason in ("wrong_person", "no_consent")
    assert (row.state, row.end_reason, row.mode) == ("mistaken", "mistaken_entry", "anonymous" if erased else "person")
    assert (vault.find(NUMBER) is None) is erased


@pytest.mark.parametrize("begin", [registered, ended])
def test_a_mistake_about_a_mistake_is_put_right_and_both_are_remembered(cast, begin):
    made, by = begin(cast), {"by": cast.actor("sara"), "at": AT}
    before = (made.state, made.end_reason, made.end)
    mistaking.close_as_mistaken(participation=made, reason="twice", **by)
    mistaking.reopen(participation=made, **by)
    made.refresh_from_db()
    assert (made.state, made.end_reason, made.end) == before
    whys = [(one.part, one.why) for one in history.corrections_of(made)]
    assert whys == [("state", "reopened"), ("state", "twice")]
    with pytest.raises(NotFound):
        mistaking.reopen(participation=made, **by)


def test_an_entry_is_not_opened_when_the_person_has_been_entered_anew(cast):
    first, by = registered(cast), {"by": cast.actor("sara"), "at": AT}
    mistaking.close_as_mistaken(participation=first, reason="twice", **by)
    registered(cast)
    with pytest.raises(Refusal):
        mistaking.reopen(participation=first, **by)


# The history


def test_every_correction_reads_as_a_difference_with_who_when_and_why(cast):
    made, by = registered(cast, answers=Answers({"sjukpenning": 100})), {"by": cast.actor("sara"), "at": AT}
    week = made.occasions.get()
    correcting.correct_answers(occasion=week, answers=Answers({"sjukpenning": 50}), why="misunderstood", **by)
    week.refresh_from_db()
    correcting.correct_answers(occasion=week, answers=Answers({"sjukpenning": 50, "a_kassa": 25}, studies=0), **by)
    later, earlier = history.corrections_of(made)
    assert [(d.fact, d.before, d.after) for d in earlier.differences] == [("sjukpenning", 100, 50)]
    assert {(d.fact, d.before, d.after) for d in later.differences} == {("a_kassa", None, 25), ("studies", None, 0)}
    assert (earlier.why, later.why) == ("misunderstood", "filled_in")
    assert {earlier.by, later.by} == {"Sara Holm"} and earlier.at == AT


@pytest.mark.parametrize("why", ["", "filled_in", "reopened", "because"])
def test_whoever_changes_an_answer_says_why(cast, why):
    made = registered(cast, answers=Answers({"sjukpenning": 100}))
    with pytest.raises(Refusal) as refused:
        correcting.correct_answers(
            occasion=made.occasions.get(), answers=Answers({}), why=why, by=cast.actor("sara"), at=AT
        )
    assert refused.value.field == "why"
    assert not made.earlier_answers.exists()


@pytest.mark.parametrize("act", [erasing.withdraw_consent, erasing.protect_identity])
def test_whoever_comes_a_moment_too_late_finds_nobody(cast, act):
    """The page was opened by two; the slower one's row has got another place meanwhile."""
    early = ended(cast, number=NUMBER)
    late = Participation.objects.get(pk=early.pk)
    act(participation=early, by=cast.actor("sara"), at=AT)
    by = {"by": cast.actor("sara"), "at": AT}
    about = drafts.About(cast.measure, "follow_up", late, 6)
    for too_late in (
        lambda: erasing.withdraw_consent(participation=late, **by),
        lambda: erasing.protect_identity(participation=late, **by),
        lambda: actions.follow_up(participation=late, months=6, answers=ALL_ASKED, **by),
        lambda: drafts.keep(about=about, fields={}, consent_seen=True, **by),
        lambda: links.make_link(participation=late, **by),
    ):
        with pytest.raises(NotFound):
            too_late()


def test_nobody_changes_what_a_person_is_called_in_anothers_measure(cast):
    here = registered(cast, number=NUMBER, name="Elin Sandberg")
    there = committed(lambda: registered(cast, number=NUMBER, by="rut", name="Kalle Anka"))
    assert here.person == there.person
    assert (queries.identity_of(here).name, queries.identity_of(there).name) == ("Elin Sandberg", "Kalle Anka")
    sara, rut = cast.actor("sara"), cast.actor("rut")
    assert [row.name for row in queries.search(sara, "elin", today=TODAY, at=AT)] == ["Elin Sandberg"]
    assert queries.search(sara, "kalle", today=TODAY, at=AT) == ()
    assert [row.name for row in queries.search(rut, NUMBER, today=TODAY, at=AT)] == ["Kalle Anka"]
    committed(lambda: erasing.withdraw_consent(participation=here, by=sara, at=AT))
    assert vault.read(there.person) == vault.Identity(NUMBER, "Kalle Anka"), "of the other one nothing is left"
