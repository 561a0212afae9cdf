"""The planned rows as the rows of the database's tables."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from samordna.deliver.participants.models import (
    Consent,
    Kind,
    Mode,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.projects.models import Measure, MeasureGroup, MeasureYear, VolumeCount
from samordna.edge.demo import people
from samordna.edge.demo.rows import DemoCountry, Support, Work
from samordna.edge.demo.rows import Participation as Row
from samordna.edge.demo.writer import first_key, write
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.parties.models import Association, Membership, Organisation

INVENTED = "påhittat för demonstrationen"
#: The wording that was in use; before 2023 it was the closed register's.
WORDING, OLD_WORDING, CHANGED = "2026-1", "2016-1", date(2023, 6, 1)


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
    owners = dict(Organisation.objects.values_list("party_id", "pk"))
    first = first_key(Measure)
    names = ("code", "name", "description", "association", "owner", "orientation", "category", "follow_up", "esf")
    write(
        Measure,
        (*names, "start", "end"),
        (
            (m.code, m.name, m.description, associations[m.association], owners[m.owner], m.orientation, m.category,
             m.follow_up, m.esf, m.start, m.end)
            for m in country.measures
        ),
    )  # fmt: skip
    groups = ((first + i, group) for i, m in enumerate(country.measures) for group in m.groups)
    write(MeasureGroup, ("measure", "group"), groups)
    write(
        MeasureYear,
        ("measure", "year", "planned_participants", "budget_ore", "outcome_ore"),
        ((first + y.measure, y.year, y.planned, y.budget, y.outcome) for y in country.measure_years),
    )
    counts = ((first + v.measure, v.year, v.sex, v.persons) for v in country.volumes)
    write(VolumeCount, ("measure", "year", "sex", "persons"), counts)


def write_participations(country: DemoCountry, pseudonyms: list[str], at: datetime) -> None:
    """Participations, target groups, consents, occasions and what people lived on."""
    keys = dict(Measure.objects.values_list("code", "pk"))
    measures = [keys[measure.code] for measure in country.measures]
    registrars = _registrars(country)
    rows = country.participations
    first = first_key(Participation)
    who = ("measure", "public_id", "mode", "person", "sex", "birth_year", "municipality")
    when = ("start", "start_year", "planned_end", "end", "end_reason", "state")
    facts = ("referred_by", "education", "support_time", "registered_by", "registered_at")
    write(
        Participation,
        (*who, *when, *facts),
        (_participation(row, measures[row.measure], pseudonyms, registrars.get(row.measure), at) for row in rows),
    )
    named = [(key, row) for key, row in enumerate(rows, first) if row.person is not None]
    groups = ((key, group) for key, row in named for group in row.groups)
    write(ParticipationGroup, ("participation", "group"), groups)
    write(
        Consent,
        ("participation", "purpose", "wording_version", "language", "given_on", "how", "seen_by", "withdrawn_at"),
        (
            (key, "register", _wording(r), "sv", r.consent, "on_paper", registrars.get(r.measure), None)
            for key, r in named
        ),
    )
    _write_answers(named)


def _participation(
    row: Row, measure: int, pseudonyms: list[str], registrar: int | None, at: datetime
) -> tuple[Any, ...]:
    mode, person, registered_at = Mode.ANONYMOUS.value, None, None
    if row.person is not None and row.start is not None:
        mode, person = Mode.PERSON.value, pseudonyms[row.person]
        registered_at = min(at, datetime.combine(row.start, time(10), STOCKHOLM))
    return (
        measure, secrets.token_urlsafe(12), mode, person, row.sex, row.birth_year, row.municipality, row.start,
        row.start_year, row.planned_end, row.end, row.end_reason, row.state, row.referred_by, row.education,
        row.support_time, registrar if person else None, registered_at,
    )  # fmt: skip


def _wording(row: Row) -> str:
    return OLD_WORDING if row.start is None or row.start < CHANGED else WORDING


def _write_answers(named: list[tuple[int, Row]]) -> None:
    """Occasions and their support rows; the keys are given, so the rows of both can be made side by side."""
    key = first_key(Occasion)
    occasions: list[tuple[Any, ...]] = []
    support: list[tuple[int, str, int]] = []
    for participation, row in named:
        for kind, on, months, drawn, work, asked in _occasions(row):
            occasions.append((participation, kind, on, months, *work, asked))
            support += [(key, source, extent) for source, extent in drawn]
            key += 1
    doings = ("work_unsubsidised", "work_subsidised", "studies", "seeking", "enrolled_af", "programme_af")
    write(Occasion, ("participation", "kind", "on", "months", *doings, "all_asked"), occasions)
    write(SupportAnswer, ("occasion", "source", "extent"), support)


def _occasions(row: Row) -> Iterator[tuple[str, date | None, int, Support, Work, bool]]:
    yield Kind.IN.value, row.start, 0, row.entry, row.entry_work, row.entry_complete
    if row.exit is not None:
        yield Kind.OUT.value, row.end, 0, row.exit, row.exit_work, True
    for months, day, drawn, work in row.follow_ups:
        yield Kind.FOLLOW_UP.value, day, months, drawn, work, True


def _registrars(country: DemoCountry) -> dict[int, int]:
    """Position of a measure → the account that registers its participants, where somebody has logged in to do so."""
    by_code = {
        code: people.account(login.name).pk
        for login in people.LOGINS
        for role, code in login.holds
        if role == "participant_registrar"
    }
    return {i: by_code[m.code] for i, m in enumerate(country.measures) if m.code in by_code}
