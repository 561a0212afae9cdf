"""The planned ESF+ projects give FK's report of 2025, by a count of our own against facts of our own."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tests.demo.conftest import TODAY
from tests.demo.counting import facts

pytestmark = pytest.mark.demo
LAST = date(2024, 12, 31)
OWNERS = {"fk": "myndighet", "af": "myndighet", "agency": "myndighet"}


@pytest.fixture(scope="session")
def taking_part(country):
    return [(country.measures[p.measure].area, p) for p in country.participations if country.measures[p.measure].area]


@pytest.mark.parametrize("fact", facts("fk_esf_2025_referred.csv"), ids=lambda f: "-".join(list(f.values())[:2]))
def test_who_refers(taking_part, fact):
    areas = fact["area"].split("+")
    found = Counter(p.sex for area, p in taking_part if area in areas and fact["referred_by"] in ("", p.referred_by))
    assert found == {"men": int(fact["men"]), "women": int(fact["women"])}


@pytest.mark.parametrize("fact", facts("fk_esf_2025_results.csv"), ids=lambda f: f"{f['area']}-{f['sex']}")
def test_who_left_and_how_it_went(taking_part, fact):
    left = [p for area, p in taking_part if area == fact["area"] and p.sex == fact["sex"] and p.end and p.end <= LAST]
    work = [p.exit_work for p in left]
    positive = sum(bool(w.unsubsidised or w.subsidised or w.studies or w.seeking) for w in work)
    assert (len(left), positive) == (int(fact["left"]), int(fact["positive"]))


@pytest.mark.parametrize("fact", facts("fk_esf_2025_benefits.csv"), ids=lambda f: f"{f['area']}-{f['benefit']}")
def test_who_left_with_a_benefit_at_the_start(taking_part, fact):
    had = [p for area, p in taking_part if area == fact["area"] and fact["benefit"] in dict(p.entry)]
    left = [p.exit_work for p in had if p.end and p.end <= LAST]
    positive = sum(bool(w.unsubsidised or w.subsidised or w.studies or w.seeking) for w in left)
    assert (len(left), positive) == (int(fact["left"]), int(fact["positive"]))


@pytest.mark.parametrize(
    ("benefit", "number"), [("sjukpenning", 1349), ("aktivitetsersattning", 1081), ("sjukersattning", 246)]
)
def test_all_with_a_benefit(taking_part, benefit, number):
    assert sum(benefit in dict(p.entry) for area, p in taking_part if area in ("A2", "B")) == number


def test_nobody_takes_part_twice_or_before_or_after(country, taking_part):
    assert len({p.person for _, p in taking_part}) == len(taking_part) == 2706
    for _, p in taking_part:
        project = country.measures[p.measure]
        assert project.start <= p.start <= LAST and p.start < (p.end or TODAY) <= min(project.end, TODAY)


def test_21_projects_by_owner_and_region(country):
    kinds = {one.party: one.kind for one in country.organisations}
    projects = [m for m in country.measures if m.fk_roles]
    assert len(projects) == 21
    found = Counter()
    for m in projects:
        kind = kinds.get(m.owner, m.owner.split("-")[0])
        found[m.region, OWNERS.get(kind, kind)] += 1
    wanted = {(f["region"], f["owner"]): int(f["projects"]) for f in facts("fk_esf_2025_projects.csv")}
    assert found == wanted
    assert Counter(m.area for m in projects) == {"A1": 7, "A2": 11, "D": 3}
    assert Counter(m.start.year for m in projects) == {2023: 13, 2024: 8}
    assert Counter(role for m in projects for role in m.fk_roles) == {
        "cofinancier": 13,
        "partner": 7,
        "contributing": 7,
    }
