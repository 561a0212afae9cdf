"""A small register with everything in it that an address can lead to, and somebody of every role on both sides of it.

Everything belongs to one association. ``own`` holds each role there, ``other`` holds it in another association,
measure or organisation; national roles have no other side. ``visitor`` has not signed in, ``nobody`` has no assignment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client

from samordna.agree.decisions.meetings import actions as meetings
from samordna.deliver.participants import actions, drafts, links
from samordna.deliver.participants.checks import ConsentGiven, Entry
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.parties.actor import actor_of
from samordna.ground.parties.models import Account, Assignment, Association, Organisation
from samordna.ground.parties.roles import ROLES
from tests.factories import agree
from tests.factories.cases import Story
from tests.factories.deliver import ALL_ASKED, measure, personal_number

OWN, OTHER = "own", "other"
VISITOR, NOBODY = "visitor", "nobody"
#: Scope kind → what it is for on each side.
SCOPES = {
    "association": {OWN: "ostra-vattern", OTHER: "langt-borta"},
    "measure": {OWN: "I-0001", OTHER: "I-0002"},
    "organisation": {OWN: "municipality-0583", OTHER: "region-99"},
    "national": {OWN: ""},
}
#: Who works where; the preparation group's member answers for a party.
EMPLOYER = {
    OWN: {"association_manager": "association-ostra-vattern", "fk_esf": "fk", "*": "municipality-0583"},
    OTHER: {"association_manager": "association-langt-borta", "*": "region-99"},
}
NUMBER, NAME = personal_number(date(1999, 6, 14), 238), "Elin Sandberg"
SINCE, STARTED = date(2020, 1, 1), date(2026, 1, 12)
AT = datetime(2026, 11, 12, 9, 0, tzinfo=STOCKHOLM)


@dataclass
class World:
    """``people`` maps (role, side) to an account; ``arguments`` an address's parameter to a value that exists."""

    people: dict[tuple[str, str], Account] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    other_arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def paths(self, route: str, name: str) -> list[str]:
        """The addresses of a route: with a case that is prepared and one that runs, a measure with persons or not."""
        app = name.split(":", maxsplit=1)[0]
        known = self.arguments["*"] | self.arguments.get(app, {})
        unknown = set(re.findall(r"<(?:\w+:)?(\w+)>", route)) - set(known)
        assert not unknown, f"{name}: give {unknown} a value in _arguments of tests/factories/access.py"
        ways = [known, known | self.other_arguments[app]] if app in self.other_arguments else [known]
        return list(dict.fromkeys(re.sub(r"<(?:\w+:)?(\w+)>", lambda m, k=k: str(k[m[1]]), route) for k in ways))

    def client(self, who: tuple[str, str]) -> Client:
        """The browser of somebody, signed in unless a visitor. What breaks becomes a page, as for real."""
        client = Client(raise_request_exception=False)
        if who[0] != VISITOR:
            client.force_login(self.people[who])
        return client


def everybody() -> list[tuple[str, str]]:
    """Every role on every side it has, and the two without any."""
    held = [(role.id, side) for role in ROLES.values() for side in SCOPES[role.scope]]
    return [(VISITOR, OWN), (NOBODY, OWN), *held]


def make_world() -> World:
    """Everything in the database."""
    cast = agree.make_cast()
    Organisation.objects.create(party_id="region-99", kind="region", name="Region Fjärran")
    theirs = Association.objects.get(slug="langt-borta")
    mine = measure("I-0001", cast.association, name="Ungas väg", start=date(2024, 1, 1))
    measure("I-0002", theirs, name="Fjärran")
    measure("I-0003", cast.association, name="Öppet hus", follow_up="numbers")
    world = World()
    for who in everybody():
        if who[0] != VISITOR:
            world.people[who] = _account(*who)
    registrar = actor_of(world.people["participant_registrar", OWN], AT.date())
    someone = actions.register_in(
        measure=mine,
        consent=ConsentGiven(STARTED, seen=True),
        personal_number=NUMBER,
        name=NAME,
        entry=Entry(start=STARTED, municipality="0583"),
        answers=ALL_ASKED,
        by=registrar,
        at=AT,
    )
    stories = [Story(cast).answered(), Story(cast, title="Nya spåret", organiser="municipality-0583").running()]
    story = stories[0]
    meeting = meetings.plan_meeting(
        by=cast.actor("maria"),
        at=agree.on(11, 1),
        association=cast.association,
        kind="board",
        starts_at=agree.on(12, 10),
        place="Motala",
    )
    world.arguments = _arguments(world, someone, story, meeting)
    world.other_arguments = {app: {"key": stories[1].case.key} for app in ("cases", "answering", "calendars")}
    world.other_arguments |= {"measures": {"code": "I-0003"}, "register": {"form": "csv"}}
    about = drafts.About(mine)
    typed = {"name": [NAME], "personal_number": [NUMBER]}
    kept = drafts.keep(about=about, fields=typed, consent_seen=True, by=registrar, at=datetime.now(STOCKHOLM))
    world.arguments["register"]["draft_id"] = kept.public_id
    world.arguments["register"]["token"] = links.make_link(participation=someone, by=registrar, at=AT)
    return world


def _account(role: str, side: str) -> Account:
    party = EMPLOYER[side].get(role, EMPLOYER[side]["*"])
    made = Account.objects.create(
        email=f"{role}.{side}@example.se".replace("_", "."),
        name=f"{role} {side}",
        organisation=Organisation.objects.get(party_id=party),
        password=make_password(None),
    )
    if role in ROLES:
        kind = ROLES[role].scope
        Assignment.objects.create(
            account=made,
            role=role,
            scope_kind=kind,
            scope_key=SCOPES[kind][side],
            valid_from=SINCE,
            assigned_by="test",
        )
    return made


def _arguments(world: World, someone: Any, story: Any, meeting: Any) -> dict[str, dict[str, Any]]:
    """Folder of pages → parameter → a value. ``*`` holds for every folder."""
    owner = world.people["measure_owner", OWN]
    return {
        "*": {"slug": "ostra-vattern", "party": "municipality-0583", "code": "I-0001", "year": 2026, "pk": 999_999},
        "needs": {"key": story.case.need.key},
        "cases": {"key": story.case.key, "form": "docx", "number": 1, "version": 1, "digest": "0" * 64},
        "meetings": {"key": meeting.key, "form": "docx", "pk": meeting.items.order_by("pk").first().pk},
        "register": {"public_id": someone.public_id, "months": 6, "part": "in", "slug": "att-gora", "form": "pdf"},
        "people": {"pk": owner.pk, "assignment": owner.assignments.get().pk},
        "answering": {"key": story.case.key},
        "calendars": {"key": story.case.key, "token": "x" * 43},
        "statistics": {"name": "af-fk-2020-1", "number": "2026-1", "form": "csv", "extract_id": "x"},
        "associations": {"part": "finances", "form": "csv"},
        "code_lists": {"table": "end_reason", "code": "moved"},
        "measures": {"form": "csv"},
        "measure_reports": {"number": 1},
        "reports": {"name": "af-fk-2020", "form": "pdf", "number": 1, "version": 1},
        "rules": {"rule_id": "R31"},
        "login": {"token": "x"},
        "retention": {"number": 1, "extract_id": "x"},
        "post": {"token": "x"},
    }
