"""Writes the large register into two empty databases: areas, associations, people at work, measures, participations."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from bench.large_register import plan
from bench.large_register.place import PASSWORD
from bench.large_register.plan import MeasurePlan, Size, Way, drawn_from
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from samordna.deliver.participants.models import (
    Consent,
    Occasion,
    Participation,
    ParticipationGroup,
    SupportAnswer,
    new_public_id,
)
from samordna.deliver.projects.models import Measure, MeasureYear, VolumeCount
from samordna.edge.demo import writer
from samordna.edge.demo.names import association_names, person_name, slug_of
from samordna.edge.demo.numbers import TestNumbers
from samordna.edge.demo.writer import first_key
from samordna.ground.parties import reference
from samordna.ground.parties.models import Account, Assignment, Association, Municipality, Organisation
from samordna.ground.privacy import audit, marks, vault
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent

#: So many participations are held in memory at once.
AT_ONCE = 40_000
#: So many numbers that nobody has yet, for those who are registered in while it is measured.
SPARE = 20_000
Say = Callable[[str], None]


@dataclass(frozen=True)
class Person:
    """An invented person: test number, name, sex, and the pseudonym in the vault."""

    number: str
    name: str
    pseudonym: str

    @property
    def birth_year(self) -> int:
        """The first four digits."""
        return int(self.number[:4])


def make(size: Size, *, today: date, file: Path, say: Say) -> None:
    """Make the register and write down in ``file`` whom to sign in as, and whom they may look for."""
    begun = time.monotonic()
    at = datetime.now(UTC)
    marks.mark(marks.REAL, at=at)
    reference.load()
    plans = plan.measures(size, today)
    with _without_foreign_keys():
        associations = _associations(size)
        _measures(plans, associations, today)
        say(f"{len(plans):,} measures in {len(associations)} associations")
        cast = _people_at_work(size, plans, associations, today)
        say(f"{Account.objects.count():,} accounts, {Assignment.objects.count():,} assignments")
        people, spare = _people(plan.people_needed(size), at)
        say(f"{len(people):,} invented people in the vault, each encrypted by itself, {time.monotonic() - begun:.0f} s")
        _participations(plans, people, cast["accounts"], today, say)
    _analyse()
    cast["users"] = _whom_they_know(cast.pop("named"), people, plans)
    del cast["accounts"]
    file.write_text(json.dumps(cast | {"spare": spare, "next": 0, "made": today.isoformat()}))
    say(f"made in {time.monotonic() - begun:.0f} s")


def write(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many rows into one table. A field that is not named gets its default: a new one does not stop the script."""
    fields: list[Any] = [f for f in model._meta.concrete_fields if not f.primary_key and not f.null]
    rest = [one for one in fields if one.name not in names]
    defaults = tuple(one.get_db_prep_save(one.get_default(), connection) for one in rest)
    writer.write(model, [*names, *(one.name for one in rest)], ((*row, *defaults) for row in rows))


@contextmanager
def _without_foreign_keys() -> Iterator[None]:
    """Leave the checks of foreign keys out while rows that are known to fit are loaded, where the database lets us."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _associations(size: Size) -> list[Association]:
    made = []
    for name in association_names(drawn_from(0), size.associations):
        slug = f"bench-{slug_of(name)}"
        house = Organisation.objects.create(party_id=f"association-{slug}", kind="association", name=name)
        made.append(Association.objects.create(slug=slug, name=name, organisation=house, certainty="", invented=True))
    return made


def _measures(plans: Sequence[MeasurePlan], associations: Sequence[Association], today: date) -> None:
    names = (
        "code",
        "name",
        "description",
        "association",
        "orientation",
        "category",
        "follow_up",
        "esf",
        "start",
        "end",
    )
    write(
        Measure,
        names,
        (
            (
                *(one.code, f"Insats {one.number}", "", associations[one.association].pk, "individual"),
                *("rehabilitation", "persons" if one.participants else "numbers", False, one.start, one.end),
            )
            for one in plans
        ),
    )
    keys = dict(Measure.objects.values_list("code", "pk"))
    spans = [(one, year) for one in plans for year in range(one.start.year, min(one.end or today, today).year + 1)]
    write(
        MeasureYear,
        ("measure", "year", "planned_participants"),
        ((keys[one.code], year, 30) for one, year in spans),
    )
    counted = [(one, year) for one, year in spans if not one.participants]
    write(
        VolumeCount,
        ("measure", "year", "sex", "persons"),
        ((keys[one.code], year, sex, 12) for one, year in counted for sex in ("women", "men")),
    )


# People at work ------------------------------------------------------------------------------------------------------


def _people_at_work(size: Size, plans: Sequence[MeasurePlan], associations: Sequence[Association], today: date) -> Any:
    """Accounts and what they are assigned to; ``named`` are those that the measuring signs in as."""
    random, running = drawn_from(0), [one for one in plans if one.runs_on(today) and one.participants]
    roles: list[list[tuple[str, str, str]]] = []
    named: dict[str, int] = {}

    def add(name: str, *held: tuple[str, str, str]) -> None:
        named[name] = len(roles)
        roles.append(list(held))

    registrar = lambda one: ("participant_registrar", "measure", one.code)  # noqa: E731 - three words
    add("huge", registrar(plans[0]))
    many = _some(random, running[1:], size.many)
    add("many", *(registrar(one) for one in many))
    others = [one for one in running[1:] if one not in many]  # nobody registers out whom somebody else has taken
    usual = sorted(others, key=lambda one: one.participants)[len(others) // 4 :]
    for number in range(min(20, len(usual))):
        add(f"usual{number}", registrar(usual[number * len(usual) // min(20, len(usual))]))
    add("owner", ("measure_owner", "measure", plans[0].code))
    add("owner_small", ("measure_owner", "measure", usual[0].code))
    slug = associations[0].slug
    for role in ("association_manager", "association_admin", "preparation_member", "board_member"):
        add(role, (role, "association", slug))
    for role in ("analyst", "national_viewer", "national_admin", "fk_esf"):
        add(role, (role, "national", ""))
    while len(roles) < size.accounts:
        roles.append(_other(random, running, associations))
    return {"named": named, "accounts": _accounts(roles, today), "roles": roles[: len(named)]}


def _some(random: Random, running: Sequence[MeasurePlan], number: int) -> list[MeasurePlan]:
    return random.sample(list(running), min(number, len(running)))


def _other(
    random: Random, running: Sequence[MeasurePlan], associations: Sequence[Association]
) -> list[tuple[str, str, str]]:
    kind = random.random()
    if kind < 0.55:
        some = _some(random, running, random.choice((1, 1, 1, 2, 3)))
        return [("participant_registrar", "measure", one.code) for one in some]
    if kind < 0.8:
        return [("measure_owner", "measure", random.choice(running).code)]
    role = random.choice(("preparation_member", "board_member", "association_manager"))
    return [(role, "association", random.choice(associations).slug)]


def _accounts(roles: Sequence[Sequence[tuple[str, str, str]]], today: date) -> list[int]:
    """One password for all: a hash of its own each would take ten minutes, and nobody measures it."""
    random, sealed = drawn_from(0), make_password(PASSWORD)
    houses = list(Organisation.objects.filter(kind="municipality").values_list("pk", flat=True))
    first = first_key(Account)
    names = ("password", "email", "name", "title", "organisation", "is_active", "is_demo", "failed_logins")
    write(
        Account,
        (*names, "must_change_password"),
        (
            (
                *(sealed, f"person{number}@bench.example", person_name(random, "women"), ""),
                *(houses[number % len(houses)], True, False, 0, False),
            )
            for number in range(len(roles))
        ),
    )
    write(
        Assignment,
        ("account", "role", "scope_kind", "scope_key", "valid_from", "assigned_by"),
        (
            (first + number, *held, today - timedelta(days=400), "")
            for number, each in enumerate(roles)
            for held in each
        ),
    )
    return list(range(first, first + len(roles)))


# Participants --------------------------------------------------------------------------------------------------------


def _people(number: int, at: datetime) -> tuple[list[Person], list[str]]:
    random, numbers = drawn_from(0), TestNumbers()
    young, days = date(2009, 12, 31), 68 * 365

    def one(position: int) -> tuple[str, str]:
        sex = ("women", "men")[position % 2]
        born = young - timedelta(days=int(random.random() * days))
        return numbers.take(born, sex), person_name(random, sex)

    people: list[Person] = []
    for first in range(0, number, AT_ONCE):
        who = [one(position) for position in range(first, min(number, first + AT_ONCE))]
        kept = vault.store_many([vault.Identity(*each) for each in who], at=at)
        people += [Person(*each, pseudonym) for each, pseudonym in zip(who, kept, strict=True)]
    return people, [one(position)[0] for position in range(SPARE if number > 5000 else 500)]


def _participations(
    plans: Sequence[MeasurePlan], people: Sequence[Person], accounts: Sequence[int], today: date, say: Say
) -> None:
    begun, chain = time.monotonic(), _Chain()
    keys = dict(Measure.objects.values_list("code", "pk"))
    towns = list(Municipality.objects.values_list("pk", flat=True))
    done, drawn = 0, plan.ways(plans, len(people), today)
    while batch := list(islice(drawn, AT_ONCE)):
        with transaction.atomic():
            _Batch(batch, people, accounts, keys, towns, chain).write()
        done += len(batch)
        say(f"{done:,} participations with answers, events and looks, {time.monotonic() - begun:.0f} s")


class _Chain:
    """The digests of the audit trail, one after the other."""

    def __init__(self) -> None:
        self.last = AuditEvent.objects.order_by("-sequence").values_list("digest", flat=True).first() or audit.START

    def row(self, at: datetime, what: str, subject: str, measure: str) -> tuple[Any, ...]:
        event = AuditEvent(
            at=at,
            actor="person1@bench.example",
            actor_name="Bo Ek",
            on_behalf_of="",
            what=f"participation.{what}",
            subject_kind="participation",
            subject=subject,
            data={"measure": measure},
            previous=self.last,
        )
        before, self.last = self.last, audit.digest(event)
        data = json.dumps(event.data)
        return (
            at,
            event.actor,
            event.actor_name,
            "",
            event.what,
            "participation",
            subject,
            "",
            data,
            before,
            self.last,
        )


@dataclass(frozen=True)
class _Batch:
    ways: Sequence[Way]
    people: Sequence[Person]
    accounts: Sequence[int]
    keys: dict[str, int]
    towns: Sequence[str]
    chain: _Chain

    def write(self) -> None:
        """Every table that a participation has rows in."""
        random = drawn_from(self.ways[0].measure.number)
        first, of = first_key(Participation), plan.choices()
        ids = [new_public_id() for _ in self.ways]
        write(
            Participation, _PARTICIPATION, (self._row(random, of, *each) for each in zip(self.ways, ids, strict=True))
        )
        known = [(first + n, way, ids[n]) for n, way in enumerate(self.ways) if way.person is not None]
        write(ParticipationGroup, ("participation", "group"), ((key, random.choice(of.groups)) for key, *_ in known))
        write(
            Consent,
            ("participation", "purpose", "wording_version", "language", "given_on", "how"),
            ((key, "register", "2026-1", "sv", way.start, "on_paper") for key, way, _id in known),
        )
        self._answers(random, of, known)
        self._traces(random, known)

    def _row(self, random: Random, of: plan.Choices, way: Way, public_id: str) -> tuple[Any, ...]:
        head = (self.keys[way.measure.code], public_id)
        if way.person is None:
            nothing = (None, way.reason, way.state, "", "", "", None, None)
            return (*head, "anonymous", None, way.sex, None, None, None, way.start.year, None, *nothing)
        person = self.people[way.person]
        return (
            *head,
            *("person", person.pseudonym, way.sex, person.birth_year, random.choice(self.towns), way.start),
            *(way.start.year, way.planned_end, way.end, way.reason, way.state),
            *(random.choice(of.referred_by), random.choice(of.education), random.choice(of.support_time)),
            *(random.choice(self.accounts), _noon(way.start)),
        )

    def _answers(self, random: Random, of: plan.Choices, known: Sequence[tuple[int, Way, str]]) -> None:
        key, occasions, support = first_key(Occasion), [], []
        for participation, way, _id in known:
            for kind, on, months in _weeks(way):
                whole = way.complete or kind != "in"
                work = random.choice((0, 0, 0, 25, 50, 100))
                rest = (0, 0, not work, True, False) if whole else (None,) * 5
                occasions.append((participation, kind, on, months, work, *rest, whole))
                chosen = {random.choice(of.sources), random.choice(of.sources)}
                support += [(key + len(occasions) - 1, source, random.choice((25, 50, 75, 100))) for source in chosen]
        write(Occasion, _OCCASION, occasions)
        write(SupportAnswer, ("occasion", "source", "extent"), support)

    def _traces(self, random: Random, known: Sequence[tuple[int, Way, str]]) -> None:
        events, looks = [], []
        for _key, way, public_id in known:
            events.append(self.chain.row(_noon(way.start), "registered_in", public_id, way.measure.code))
            if way.end:
                events.append(self.chain.row(_noon(way.end), "registered_out", public_id, way.measure.code))
            for number in range(random.choice((1, 2, 2, 3))):
                at = _noon(way.start + timedelta(days=number))
                purpose = ("record", "list", "list")[number]
                looks.append(
                    (at, "person1@bench.example", "Bo Ek", "Motala kommun", "participation", public_id, purpose)
                )
        _write_chain(events)
        write(
            AccessLogEntry,
            ("at", "actor", "actor_name", "organisation", "subject_kind", "subject", "purpose"),
            looks,
        )


_PARTICIPATION = (
    *("measure", "public_id", "mode", "person", "sex", "birth_year", "municipality", "start", "start_year"),
    *("planned_end", "end", "end_reason", "state", "referred_by", "education", "support_time"),
    *("registered_by", "registered_at"),
)
_OCCASION = (
    *("participation", "kind", "on", "months", "work_unsubsidised", "work_subsidised", "studies"),
    *("seeking", "enrolled_af", "programme_af", "all_asked"),
)
_EVENT = (
    *("at", "actor", "actor_name", "on_behalf_of", "what", "subject_kind", "subject", "why", "data"),
    *("previous", "digest"),
)


def _weeks(way: Way) -> Iterator[tuple[str, date, int]]:
    yield "in", way.start, 0
    if way.end:
        yield "out", way.end, 0
        for months in way.follow_ups:
            yield "follow_up", way.end + timedelta(days=30 * months), months


def _write_chain(rows: Iterable[Sequence[Any]]) -> None:
    """Events have another name for their key, so the common writer does not fit."""
    columns = ", ".join(f'"{name}"' for name in _EVENT)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY privacy_auditevent ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(_EVENT))
        rows = [(connection.ops.adapt_datetimefield_value(row[0]), *row[1:]) for row in rows]
        cursor.executemany(f"INSERT INTO privacy_auditevent ({columns}) VALUES ({places})", rows)  # noqa: S608


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# Who is signed in ----------------------------------------------------------------------------------------------------


def _whom_they_know(named: dict[str, int], people: Sequence[Person], plans: Sequence[MeasurePlan]) -> Any:
    """Name → address, and for registrars some own participants to look for, open and register out."""
    who = {person.pseudonym: person for person in people}
    users = {}
    for name, position in named.items():
        account = Account.objects.get(email=f"person{position}@bench.example")
        held = list(account.assignments.values_list("role", "scope_key"))
        own = [code for role, code in held if role == "participant_registrar"]
        users[name] = {"email": account.email, "roles": sorted({role for role, _ in held}), "measures": own}
        for state in ("active", "ended"):
            rows = Participation.objects.filter(measure__code__in=own, mode="person", state=state)
            some = rows.order_by("pk").values_list("public_id", "person", "start")[:400]
            users[name][state] = [
                [public_id, who[person].number, who[person].name, start.isoformat()]
                for public_id, person, start in some
            ]
        if name.startswith("owner"):
            users[name]["measures"] = [code for _, code in held]
    return users
