"""The extract for the data subject holds everything that is stored about the person, or says why not; and who may."""

from datetime import date

import pytest
from django.apps import apps
from tests.factories.deliver import AT, TODAY, committed, make_cast, personal_number, registered
from tests.unit.participants.test_erasing import with_everything

from samordna.deliver.participants import erasing, extract
from samordna.deliver.participants.extract import NOT_GIVEN
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy.classes import PrivacyClass
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBER = personal_number(date(1999, 6, 14), 238)
#: Field of a table → where in the extract its value stands; ``*`` is any place in a list.
ONE = "participations.*."
GIVEN = {
    "participants.Participation": {
        "measure": f"{ONE}measure.code",
        "public_id": f"{ONE}id",
        **{
            name: ONE + name
            for name in (
                *("mode", "sex", "birth_year", "municipality", "district", "start", "start_year", "planned_end"),
                *("end", "end_reason", "state", "referred_by", "education", "support_time"),
            )
        },
    },
    "participants.ParticipationGroup": {"participation": ONE + "id", "group": ONE + "target_groups"},
    "participants.Consent": {
        "participation": ONE + "id",
        **{
            name: f"{ONE}consents.*.{name}"
            for name in (
                *("purpose", "language", "explained_in", "given_on", "how", "kept", "evidence", "withdrawn_at"),
            )
        },
    },
    "participants.Occasion": {
        "participation": ONE + "id",
        **{
            name: f"{ONE}occasions.*.{name}"
            for name in (
                *("kind", "on", "months", "work_unsubsidised", "work_subsidised", "studies", "studies_kind"),
                *("seeking", "enrolled_af", "programme_af", "all_asked"),
            )
        },
    },
    "participants.SupportAnswer": dict.fromkeys(("occasion", "source", "extent"), f"{ONE}occasions.*.support"),
    "participants.CustomAnswer": dict.fromkeys(
        ("occasion", "question", "choice", "number"), f"{ONE}occasions.*.custom"
    ),
    "participants.EarlierAnswers": {
        "participation": ONE + "id",
        "answers": f"{ONE}corrections.*.differences",
        "why": f"{ONE}corrections.*.why",
    },
    "participants.ParticipantLink": {"participation": f"{ONE}own_page_made_at"},
    "privacy.AuditEvent": {"data": f"{ONE}events.*.data"},
}


@pytest.fixture
def cast():
    return make_cast()


def personal_fields():
    """Every field of every table that is about a participant."""
    about = (PrivacyClass.PSEUDONYMOUS, PrivacyClass.IDENTIFYING)
    for model in apps.get_models():
        for name, value in model.__dict__.get("privacy", {}).items():
            if model.__module__.startswith("samordna.") and value in about:
                yield model._meta.label, name


def found_at(data, path):
    """What stands at a path; KeyError for a path that is not there."""
    values = [data]
    for step in path.split("."):
        values = [one for value in values for one in value] if step == "*" else [value[step] for value in values]
    assert values, f"{path} has nothing in it: let the test store something there"
    return values


@pytest.mark.parametrize(("table", "field"), sorted(personal_fields()), ids="-".join)
def test_every_field_about_a_participant_is_in_the_extract_or_has_a_reason(table, field):
    given, reason = GIVEN.get(table, {}).get(field), NOT_GIVEN.get(table) or NOT_GIVEN.get(f"{table}.{field}")
    assert bool(given) != bool(reason), f"{table}.{field}: put it in the extract, or say in NOT_GIVEN why not"


def test_nothing_is_said_to_be_given_that_is_not_there(cast):
    made = with_everything(cast)
    data = extract.as_data(extract.own_extract(made), made=AT, sent={})
    for fields in GIVEN.values():
        for path in fields.values():
            found_at(data, path)
    assert (data["personal_number"], data["name"]) == (NUMBER, "Elin Sandberg")
    one = data["participations"][0]
    assert (one["consents"][0]["seen_by"], one["looked"][0]["actor_name"]) == ("Sara Holm", "Sara Holm")
    assert {"fact": "a_kassa", "before": 0, "after": 50} in one["corrections"][0]["differences"]


def test_every_reason_is_about_something_that_exists():
    known = {label for label, _ in personal_fields()} | {f"{label}.{name}" for label, name in personal_fields()}
    assert set(NOT_GIVEN) <= known


# Who may


def officer(cast, who="disa", **change):
    asked = {"personal_number": NUMBER, "reference": "2026/114", "checked": True, "by": cast.actor(who), "at": AT}
    return extract.officer_extract(**(asked | change))


def test_a_registrar_gives_what_the_own_measures_hold(cast):
    here, there = registered(cast, number=NUMBER), registered(cast, number=NUMBER, by="rut")
    found = extract.registrar_extract(here, by=cast.actor("sara"), at=AT)
    assert found.participations == (here,)
    with pytest.raises(NotFound):
        extract.registrar_extract(there, by=cast.actor("sara"), at=AT)


def test_the_own_link_never_tells_of_other_measures(cast):
    here = registered(cast, number=NUMBER)
    registered(cast, number=NUMBER, by="rut")
    assert extract.own_extract(here).participations == (here,)


def test_a_privacy_officer_finds_every_measure_and_every_look_is_logged(cast):
    here, there = registered(cast, number=NUMBER), registered(cast, number=NUMBER, by="rut")
    registered(cast, number=personal_number(date(1980, 1, 1)), name="Bo Ek")
    found = officer(cast)
    assert set(found.participations) == {here, there} and found.identity.name == "Elin Sandberg"
    looks = AccessLogEntry.objects.filter(purpose="officer_extract")
    assert {look.subject for look in looks} == {here.public_id, there.public_id}
    event = AuditEvent.objects.get(what="participant.extract_asked")
    assert (event.subject, event.data, event.actor) == ("2026/114", {}, "disa@example.se")


def test_whoever_is_not_there_is_answered_and_the_trail_is_the_same(cast):
    found = officer(cast)
    assert found.participations == () and found.identity.name == ""
    event = AuditEvent.objects.get(what="participant.extract_asked")
    assert NUMBER not in f"{event.subject}{event.data}{event.why}"


@pytest.mark.parametrize("change", [
    {"checked": False}, {"reference": " "}, {"reference": "19990614-2386"}, {"personal_number": "19990614-2387"},
])  # fmt: skip
def test_an_officer_who_has_not_made_sure_gets_nothing_and_leaves_no_trace(cast, change):
    registered(cast, number=NUMBER)
    before = AuditEvent.objects.count()
    with pytest.raises(Refusal):
        officer(cast, **change)
    assert (AuditEvent.objects.count(), AccessLogEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("who", ["sara", "rut", "mona", "maria", "ada", "bo", "olle", "anna", "nils"])
def test_nobody_else_looks_up_a_number_in_all_measures(cast, who):
    registered(cast, number=NUMBER)
    with pytest.raises(NotFound):
        officer(cast, who=who)


def test_the_anonymous_are_found_by_nobody(cast):
    made = registered(cast, number=NUMBER, start=TODAY)
    committed(lambda: erasing.protect_identity(participation=made, by=cast.actor("sara"), at=AT))
    assert officer(cast).participations == ()
