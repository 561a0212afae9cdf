"""The planned rows as the rows of the database's tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from samordna.deliver.participants.erasing import place_of_nobody
from samordna.deliver.participants.history import STATE
from samordna.deliver.participants.models import (
    Consent,
    EarlierAnswers,
    Kind,
    Mode,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
    new_public_id,
)
from samordna.deliver.projects.models import BudgetRow, FkRole, Measure, MeasureGroup, MeasureYear, VolumeCount
from samordna.edge.demo import people
from samordna.edge.demo.rows import DemoCountry, Support, Work
from samordna.edge.demo.rows import Participation as Row
from samordna.edge.demo.writer import first_key, write
from samordna.ground.kernel.clock import STOCKHOLM, day_of
from samordna.ground.parties.models import Association, Membership, Organisation
from samordna.ground.privacy.wordings.reader import REGISTER, digest_of, version_in_force

INVENTED = "påhittat för demonstrationen"
#: What those who study in the demo country study.
STUDIES = ("sfi", "upper_secondary", "folk_high_school", "compulsory", "higher_vocational")
#: Why entries of the demo country turned out to be mistakes.
MISTAKES = ("twice", "wrong_measure", "never_began")
#: Some of the languages in which an interpreter explains the Swedish text of the consent.
_SPOKEN = ("ar", "so", "ti", "uk")


def write_associations(country: DemoCountry) -> None:
    """Organisations, associations and their members: the state's two, the region, and municipalities by their dates."""
    Organisation.objects.bulk_create(
        Organisation(
            party_id=f"association-{one.slug}",
            kind="association",
            name=f"Samordningsförbundet {one.name}",
            county_id=one.county,
        )
        for one in country.associations
    )
    keys = dict(Organisation.objects.values_list("party_id", "pk"))
    Association.objects.bulk_create(
        Association(
            slug=one.slug,
            name=one.name,
            organisation_id=keys[f"association-{one.slug}"],
            end=one.end,
            certainty=INVENTED,
            invented=True,
        )
        for one in country.associations
    )
    made = dict(Association.objects.filter(invented=True).values_list("slug", "pk"))
    Membership.objects.bulk_create(_memberships(country, keys, made))


def _memberships(country: DemoCountry, keys: dict[str, int], made: dict[str, int]) -> Iterator[Membership]:
    for one in country.associations:
        after = one.end + timedelta(days=1) if one.end else None
        for party in ("fk", "af", f"region-{one.county}"):
            yield Membership(
                association_id=made[one.slug], organisation_id=keys[party], valid_to=after, certainty=INVENTED
            )
        for code, since, until in one.members:
            yield Membership(
                association_id=made[one.slug],
                organisation_id=keys[f"municipality-{code}"],
                municipality_id=code,
                valid_from=since,
                valid_to=until,
                certainty=INVENTED,
            )


def write_measures(country: DemoCountry) -> None:
    """Measures with target groups, yearly plan and money, and head counts."""
    associations = dict(Association.objects.filter(invented=True).values_list("slug", "pk"))
    Organisation.objects.bulk_create(
        Organisation(party_id=one.party, kind=one.kind, name=one.name) for one in country.organisations
    )
    owners = dict(Organisation.objects.values_list("party_id", "pk"))
    first = first_key(Measure)
    names = ("code", "name", "description", "association", "owner", "orientation", "category", "follow_up", "esf")
    write(
        Measure,
        (*names, "start", "end", "form", "national", "region", "programme_area"),
        (
            (m.code, m.name, m.description, associations.get(m.association), owners[m.owner], m.orientation, m.category,
             m.follow_up, m.esf, m.start, m.end, m.form, bool(m.area) and not m.region, m.region or None, m.area)
            for m in country.measures
        ),
    )  # fmt: skip
    groups = ((first + i, group) for i, m in enumerate(country.measures) for group in m.groups)
    write(MeasureGroup, ("measure", "group"), groups)
    roles = ((first + i, role) for i, m in enumerate(country.measures) for role in m.fk_roles)
    write(FkRole, ("measure", "role"), roles)
    write(
        MeasureYear,
        ("measure", "year", "planned_participants"),
        ((first + y.measure, y.year, y.planned) for y in country.measure_years),
    )
    write(
        BudgetRow,
        ("measure", "year", "kind", "description", "budget_ore", "outcome_ore", "position", "source"),
        (
            (first + row.measure, row.year, row.kind, row.what, row.budget, row.outcome, position, "")
            for year in country.measure_years
            for position, row in enumerate(year.rows(country.measures[year.measure]), start=1)
        ),
    )
    counts = ((first + v.measure, v.year, v.sex, v.persons) for v in country.volumes)
    write(VolumeCount, ("measure", "year", "sex", "persons"), counts)


def write_participations(country: DemoCountry, pseudonyms: list[str], at: datetime) -> None:
    """Participations, target groups, consents, occasions and what people lived on.

    Those without person data take a place by lot, as when they are typed on the page.
    """
    keys = dict(Measure.objects.values_list("code", "pk"))
    measures = [keys[measure.code] for measure in country.measures]
    registrars = _registrars(country)
    named = list(enumerate((row for row in country.participations if row.person is not None), first_key(Participation)))
    nobody = [row for row in country.participations if row.person is None]
    who = ("measure", "public_id", "mode", "person", "sex", "birth_year", "municipality")
    when = ("start", "start_year", "planned_end", "end", "end_reason", "state")
    facts = ("referred_by", "education", "support_time", "registered_by", "registered_at", "district")
    write(
        Participation,
        (*who, *when, *facts),
        (_participation(row, measures[row.measure], pseudonyms, registrars.get(row.measure), at) for _, row in named),
    )
    write(
        Participation,
        ("id", *who, *when, *facts),
        ((place_of_nobody(), *_participation(row, measures[row.measure], pseudonyms, None, at)) for row in nobody),
    )
    groups = ((key, group) for key, row in named for group in row.groups)
    write(ParticipationGroup, ("participation", "group"), groups)
    write(
        Consent,
        (
            *("participation", "purpose", "wording_version", "wording_digest", "language", "explained_in", "given_on"),
            *("how", "kept", "evidence", "seen_by", "withdrawn_at"),
        ),
        (_consent(key, row, registrars.get(row.measure)) for key, row in named),
    )
    _write_answers(named)
    _write_closings(((key, row, registrars.get(row.measure)) for key, row in named if row.state == "mistaken"), at)


def _participation(
    row: Row, measure: int, pseudonyms: list[str], registrar: int | None, at: datetime
) -> tuple[Any, ...]:
    mode, person, registered_at = Mode.ANONYMOUS.value, None, None
    if row.person is not None and row.start is not None:
        mode, person = Mode.PERSON.value, pseudonyms[row.person]
        registered_at = min(at, datetime.combine(row.start, time(10), STOCKHOLM))
    return (
        measure, new_public_id(), mode, person, row.sex, row.birth_year, row.municipality, row.start,
        row.start_year, row.planned_end, row.end, row.end_reason, row.state, row.referred_by, row.education,
        row.support_time, registrar if person else None, registered_at, "",
    )  # fmt: skip


def _consent(key: int, row: Row, registrar: int | None) -> tuple[Any, ...]:
    """A consent on paper, of the text of its day; every ninth was explained by an interpreter."""
    day = row.consent or date.min
    version = _version(day)
    spoken = _SPOKEN[key // 9 % len(_SPOKEN)] if key % 9 == 0 else ""
    digest = digest_of(REGISTER, version, "sv")
    kept = ("on_paper", "measure_binder", f"{day.year}", registrar, None)
    return (key, REGISTER, version, digest, "sv", spoken, row.consent, *kept)


@cache
def _version(day: date) -> str:
    return version_in_force(REGISTER, on=day).name


def _write_answers(named: list[tuple[int, Row]]) -> None:
    """Occasions and their support rows; the keys are given, so the rows of both can be made side by side."""
    key = first_key(Occasion)
    occasions: list[tuple[Any, ...]] = []
    support: list[tuple[int, str, int]] = []
    for participation, row in named:
        for kind, on, months, drawn, work, asked in _occasions(row):
            occasions.append((participation, kind, on, months, *work, asked, _studied(key, work)))
            support += [(key, source, extent) for source, extent in drawn]
            key += 1
    doings = ("work_unsubsidised", "work_subsidised", "studies", "seeking", "enrolled_af", "programme_af")
    write(Occasion, ("participation", "kind", "on", "months", *doings, "all_asked", "studies_kind"), occasions)
    write(SupportAnswer, ("occasion", "source", "extent"), support)


def _studied(key: int, work: Work) -> str:
    return STUDIES[key % len(STUDIES)] if work.studies else ""


def _occasions(row: Row) -> Iterator[tuple[str, date | None, int, Support, Work, bool]]:
    yield Kind.IN.value, row.start, 0, row.entry, row.entry_work, row.entry_complete
    if row.exit is not None:
        yield Kind.OUT.value, row.end, 0, row.exit, row.exit_work, True
    for months, day, drawn, work in row.follow_ups:
        yield Kind.FOLLOW_UP.value, day, months, drawn, work, True


def _write_closings(mistaken: Iterator[tuple[int, Row, int | None]], at: datetime) -> None:
    """When and why the mistaken entries were closed, and how they stood before: so that they can be opened again."""
    write(
        EarlierAnswers,
        ("participation", "part", "answers", "why", "replaced_at", "replaced_by"),
        (
            (key, STATE, json.dumps(_before(row)), MISTAKES[key % len(MISTAKES)], _next_day(row.start, at), registrar)
            for key, row, registrar in mistaken
        ),
    )


def _before(row: Row) -> dict[str, str]:
    ended = row.end is not None
    return {"state": "ended" if ended else "active", "end_reason": "according_to_plan" if ended else ""}


def _next_day(start: date | None, at: datetime) -> datetime:
    return min(at, datetime.combine(start or day_of(at), time(11), STOCKHOLM) + timedelta(days=1))


def _registrars(country: DemoCountry) -> dict[int, int]:
    """Position of a measure → the account that registers its participants, where somebody has logged in to do so."""
    by_code = {
        code: people.account(login.name).pk
        for login in people.LOGINS
        for role, code in login.holds
        if role == "participant_registrar"
    }
    return {i: by_code[m.code] for i, m in enumerate(country.measures) if m.code in by_code}
