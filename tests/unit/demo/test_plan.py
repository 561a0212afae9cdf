"""The planned country is consistent: what the calibration does not say must be possible all the same."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from importlib import resources

import pytest
from tests.demo.conftest import TODAY

from samordna.deliver.participants.rules import follow_ups
from samordna.edge.demo import plan
from samordna.edge.demo.calibration import CALIBRATED, count, published
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.parameters.reader import code_list


def named(country):
    return [p for p in country.participations if p.person is not None]


def born(country, participation):
    return PersonalNumber.parse(country.people[participation.person].number).birth_date


class TestConsistent:
    def test_everybody_takes_part_while_the_measure_is_ongoing(self, country):
        for p in named(country):
            measure = country.measures[p.measure]
            assert measure.follow_up == "persons"
            assert measure.start <= p.start
            assert p.end is None or p.start <= p.end <= (measure.end or TODAY)

    def test_nothing_has_happened_after_today(self, country):
        later = [country.people[p.person].name for p in named(country) if p.start > TODAY]
        assert later == ["Elin Sandberg"]  # begins on Monday
        assert all(p.end is None or p.end <= TODAY for p in named(country))
        assert all(day <= TODAY for p in named(country) for _, day, *_ in p.follow_ups)

    def test_consent_comes_first(self, country):
        assert all(p.consent <= p.start for p in named(country))

    def test_state_reason_and_end_fit_together(self, country):
        for p in country.participations:
            if p.state == "active":
                assert (p.end, p.end_reason) == (None, "")
            elif p.state == "ended":
                assert p.end
                assert p.end_reason not in ("", "mistaken_entry", "withdrawn_consent")
            else:
                assert p.end_reason == {"withdrawn": "withdrawn_consent", "mistaken": "mistaken_entry"}[p.state]

    def test_an_anonymous_one_holds_nothing_that_leads_to_a_person(self, country):
        for p in country.participations:
            if p.person is None:
                assert (p.birth_year, p.municipality, p.start, p.end, p.consent, p.entry, p.groups) == (
                    *[None] * 5,
                    (),
                    (),
                )

    def test_ages(self, country):
        for p in named(country):
            day = born(country, p)
            age = p.start.year - day.year - ((p.start.month, p.start.day) < (day.month, day.day))
            young = any(source == "aktivitetsersattning" and extent for source, extent in p.entry)
            assert (19 if young else 18) <= age < (30 if young else 65)

    def test_numbers_are_test_numbers_and_each_is_one_person(self, country):
        numbers = [PersonalNumber.parse(person.number) for person in country.people]
        assert all(number.is_test_number for number in numbers)
        assert len(set(numbers)) == len(numbers)
        assert all(numbers[p.person].sex == p.sex for p in named(country))
        assert all(numbers[p.person].birth_date.year == p.birth_year for p in named(country))

    def test_home_is_a_member_of_the_association(self, country):
        members = {one.slug: {code for code, *_ in one.members} for one in country.associations}
        paid = [p for p in named(country) if country.measures[p.measure].association]
        assert all(p.municipality in members[country.measures[p.measure].association] for p in paid)

    @pytest.mark.parametrize(
        ("field", "name"),
        [
            ("referred_by", "referred_by"),
            ("education", "education"),
            ("support_time", "support_time"),
            ("end_reason", "end_reason"),
        ],
    )
    def test_only_codes_that_exist(self, country, field, name):
        codes = {code.code for code in code_list(name).codes} | {""}
        assert {getattr(p, field) for p in country.participations} <= codes

    def test_support_rows_are_quarters_of_known_sources_each_once(self, country):
        codes = {code.code for code in code_list("support_source").codes}
        for p in country.participations:
            for support in (p.entry, p.exit or (), *(row[2] for row in p.follow_ups)):
                assert len(dict(support)) == len(support)
                assert {source for source, _ in support} <= codes
                assert {extent for _, extent in support} <= {0, 25, 50, 75, 100}
                assert "none" not in dict(support) or support == (("none", 100),)

    def test_categories_and_groups_exist(self, country):
        categories = {code.code: code.group for code in code_list("category").codes}
        groups = {code.code for code in code_list("target_group").codes}
        for measure in country.measures:
            assert categories[measure.category] == measure.orientation
            assert set(measure.groups) <= groups
            assert measure.orientation == "individual" or measure.follow_up == "numbers"

    def test_head_counts_belong_to_measures_followed_by_numbers_in_a_year_when_they_ran(self, country):
        for one in country.volumes:
            measure = country.measures[one.measure]
            assert measure.follow_up == "numbers"
            assert measure.covers(one.year, one.year)
            assert one.persons > 0
        assert max(Counter((v.measure, v.year, v.sex) for v in country.volumes).values()) == 1

    def test_no_invented_association_has_a_real_ones_name(self, country):
        text = resources.files("samordna.ground.parties").joinpath("data", "associations.csv").read_text("utf-8")
        real = " ".join(row["name"].lower() for row in csv.DictReader(text.splitlines()))
        assert [one.name for one in country.associations if one.name.lower() in real] == []


class TestRulesAreExercised:
    """Without these the published figures could be right by a wrong count."""

    def test_some_take_part_twice_in_a_year(self, country):
        starts = Counter((p.person, p.start_year) for p in named(country) if p.state != "mistaken")
        assert sum(number > 1 for number in starts.values()) > 300

    @pytest.mark.parametrize("year", CALIBRATED)
    def test_counting_participations_instead_of_persons_is_wrong(self, country, year):
        rows = sum(p.start_year == year and p.state != "mistaken" for p in named(country))
        persons = count(country.participations)
        assert rows > persons[year, "new", "", "women"] + persons[year, "new", "", "men"]

    @pytest.mark.parametrize("state", ["mistaken", "withdrawn"])
    def test_some_are(self, country, state):
        assert sum(p.state == state for p in country.participations) > 200

    def test_some_have_both_benefits_and_some_rows_say_0(self, country):
        entries = [dict(p.entry) for p in country.participations]
        assert sum(bool(e.get("sjukpenning") and e.get("aktivitetsersattning")) for e in entries) > 100
        assert sum(e.get("sjukpenning") == 0 for e in entries) > 300

    def test_some_begin_on_the_last_day_and_end_on_the_first(self, country):
        found = [p for p in named(country) if p.end and (p.start.month, p.start.day, p.end.day) == (12, 31, 1)]
        assert len(found) > 20

    def test_some_stay_for_years(self, country):
        assert sum(bool(p.end and p.end.year - p.start.year >= 2) for p in named(country)) > 500


class TestOstraVattern:
    def list_of(self, country):
        codes = {"I-9001", "I-9002"}
        return [p for p in named(country) if country.measures[p.measure].code in codes]

    @pytest.mark.parametrize("today", [TODAY, date(2026, 12, 31), date(2027, 3, 7)])
    def test_sara_holm_has_something_to_do_whatever_the_day(self, areas, today):
        country = plan.build(areas, today=today)
        mine = self.list_of(country)
        states = Counter(p.state for p in mine)
        assert (states["active"], states["ended"]) == (23, 61)
        assert due_by_name(country, mine, today) == {
            "Lisbet Karlsson", "Amina Yusuf", "Rebecka Ström", "Ali Haddad",
        }  # fmt: skip
        planned = {country.people[p.person].name: p.planned_end for p in mine if p.planned_end}
        assert set(planned) == {"Mohamed Warsame", "Karin Öberg", "Tomas Bergqvist"}
        assert planned["Karin Öberg"] == today
        assert [country.people[p.person].name for p in mine if not p.entry_complete] == ["Jonas Lind"]

    def test_the_year_so_far(self, country):
        own = [i for i, m in enumerate(country.measures) if m.association == "ostra-vattern"]
        here = [p for p in country.participations if p.measure in own and p.state != "mistaken"]
        there = [p for p in here if p.start_year == 2026 or (p.start and (not p.end or p.end.year == 2026))]
        sexes = Counter(p.sex for p in there)
        for v in country.volumes:
            if v.measure in own and v.year == 2026 and country.measures[v.measure].orientation == "individual":
                sexes[v.sex] += v.persons
        assert sexes == {"women": 128, "men": 86}
        ended = [p for p in there if p.end]
        working = [p for p in ended if any((p.exit_work.unsubsidised, p.exit_work.subsidised, p.exit_work.studies))]
        assert (len(ended), len(working)) == (108, 41)
        money = [row for row in country.measure_years if row.measure in own and row.year == 2026]
        assert sum(row.budget for row in money) == 6_400_000_00
        assert sum(row.outcome for row in money) == 4_900_000_00
        assert sum(row.planned for row in money) == 260


def due_by_name(country, participations, today):
    """Who has a follow-up that falls due within a month or is at most three months late."""
    found = set()
    for p in participations:
        made = {months for months, *_ in p.follow_ups}
        for months, day in follow_ups(p.end).items() if p.end else ():
            if months not in made and -90 < (day - today).days < 31:
                found.add(country.people[p.person].name)
    return found


class TestBuild:
    def test_the_same_seed_gives_the_same_rows(self, areas, country):
        again = plan.build(areas, today=TODAY)
        assert again == country

    def test_another_seed_gives_other_people_and_the_same_figures(self, areas, country):
        other = plan.build(areas, today=TODAY, seed=1)
        assert [p.name for p in other.people[:50]] != [p.name for p in country.people[:50]]
        counted = count(other.participations)
        wanted = {cell: n for cell, n in published().cells.items() if cell[0] in CALIBRATED}
        assert {cell: counted[cell] for cell in wanted} == wanted

    def test_a_day_before_the_history_is_refused(self, areas):
        with pytest.raises(ValueError, match="check the clock"):
            plan.build(areas, today=date(2025, 12, 31))

    def test_without_ostra_vatterns_municipalities_it_is_refused(self, areas):
        with pytest.raises(ValueError, match="0584"):
            plan.build([area for area in areas if area.code != "0584"], today=TODAY)
