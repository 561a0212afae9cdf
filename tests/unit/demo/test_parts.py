"""The parts of the plan, one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from samordna.edge.demo import calibration, names
from samordna.edge.demo.calibration import Need, missing, published
from samordna.edge.demo.geography import shares
from samordna.edge.demo.numbers import SERIALS, TestNumbers
from samordna.edge.demo.ostra_vattern import months_before, weekday
from samordna.edge.demo.register import spans, workday
from samordna.ground.kernel.identifiers import PersonalNumber


class TestNumbersForPeople:
    def test_each_is_a_test_number_of_its_sex_and_day_and_never_comes_twice(self):
        numbers = TestNumbers()
        taken = [(sex, numbers.take(date(1998, 5, 17), sex)) for sex in ("women", "men") for _ in range(11)]
        for sex, number in taken:
            parsed = PersonalNumber.parse(number)
            assert (parsed.is_test_number, parsed.sex, parsed.birth_date) == (True, sex, date(1998, 5, 17))
        assert len({number for _, number in taken}) == 22

    def test_a_full_day_leads_to_the_day_before(self):
        numbers = TestNumbers()
        for _ in SERIALS["men"]:
            numbers.take(date(2000, 1, 1), "men")
        assert numbers.take(date(2000, 1, 1), "men").startswith("19991231")


class TestSpans:
    NEED = Need(new={2016: 30, 2017: 20, 2018: 25}, staying={2016: 12, 2017: 33, 2018: 8})

    @pytest.mark.parametrize("open_after", [True, False])
    def test_new_and_ongoing_come_out(self, open_after):
        made = spans(Random(7), self.NEED, open_after=open_after)
        for year in self.NEED.new:
            assert sum(first == year for first, _ in made) == self.NEED.new[year]
            there = sum(first <= year <= (last or 9999) for first, last in made)
            assert there == self.NEED.new[year] + self.NEED.staying[year]

    def test_some_go_on_only_when_asked(self):
        assert any(last is None for _, last in spans(Random(7), self.NEED, open_after=True))
        assert all(last for _, last in spans(Random(7), self.NEED, open_after=False))


class TestMissing:
    TARGETS = {
        (year, registration, benefit, "women"): persons
        for year, registration, benefit, persons in [
            (2016, "ongoing", "", 100), (2016, "new", "", 60), (2016, "ongoing", "sjukpenning", 30),
            (2016, "new", "sjukpenning", 20), (2016, "ongoing", "aktivitetsersättning", 10),
            (2016, "new", "aktivitetsersättning", 5),
        ]
    }  # fmt: skip

    @pytest.mark.parametrize(
        ("kind", "new", "staying"), [("sjukpenning", 20, 10), ("aktivitetsersättning", 5, 5), ("other", 35, 25)]
    )
    def test_from_nothing(self, kind, new, staying):
        assert missing(self.TARGETS, {}, "women", kind) == Need({2016: new}, {2016: staying})

    def test_a_person_with_both_benefits_makes_room_for_one_more_of_the_others(self):
        both = {
            (2016, r, b, "women"): 1 for r in ("ongoing", "new") for b in ("", "sjukpenning", "aktivitetsersättning")
        }
        assert missing(self.TARGETS, both, "women", "sjukpenning").new == {2016: 19}
        assert missing(self.TARGETS, both, "women", "other").new == {2016: 36}

    def test_too_many_there_already_is_an_error(self):
        with pytest.raises(ValueError, match="sjukpenning, women, 2016: -1 new"):
            missing(self.TARGETS, {(2016, "new", "sjukpenning", "women"): 21}, "women", "sjukpenning")


class TestPublished:
    def test_every_figure_has_a_status(self):
        assert set(published().statuses) == {"read", "derived", "invented"}

    def test_a_figure_without_a_source_is_refused(self, tmp_path, monkeypatch):
        broken = calibration.FILE.read_text(encoding="utf-8").replace("source: press_2023", "source: hearsay")
        (tmp_path / "published.yaml").write_text(broken, encoding="utf-8")
        monkeypatch.setattr(calibration, "FILE", tmp_path / "published.yaml")
        published.cache_clear()
        with pytest.raises(ValueError, match="participants: a figure lacks a known source"):
            published()
        monkeypatch.undo()
        published.cache_clear()

    def test_the_measures_of_2019_add_up_to_the_total_that_was_printed(self):
        facts = published()
        assert facts.measures[2019, "individual"] + facts.measures[2019, "structural"] == 1138


@pytest.mark.parametrize(
    ("weights", "total", "least", "expected"),
    [
        ([1, 1, 1], 10, 0, [4, 3, 3]),
        ([5, 3, 1], 4, 1, [2, 1, 1]),
        ([0, 1], 3, 0, [0, 3]),
    ],
)
def test_shares(weights, total, least, expected):
    assert shares(weights, total, least=least) == expected


def test_a_workday_is_no_weekend_and_stays_within():
    random = Random(1)
    first, last = date(2019, 3, 2), date(2019, 4, 30)
    days = [workday(random, first, last) for _ in range(500)]
    assert all(first <= day <= last for day in days)
    assert {day.weekday() for day in days if day > date(2019, 3, 4)} == set(range(5))
    assert workday(random, date(2019, 3, 2), date(2019, 3, 3)).weekday() >= 5  # a Saturday and a Sunday only


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 5), 6, date(2026, 5, 5)),
        (date(2026, 3, 31), 6, date(2025, 9, 28)),
        (date(2026, 1, 7), -12, date(2027, 1, 7)),
    ],
)
def test_months_before(day, months, expected):
    assert months_before(day, months) == expected


def test_weekday_moves_back_to_friday():
    sunday = date(2026, 11, 15)
    assert [weekday(sunday - timedelta(days=n)).day for n in range(3)] == [13, 13, 13]


def test_names_of_associations_are_different():
    found = names.association_names(Random(3), 82)
    assert max(Counter(names.slug_of(name) for name in found).values()) == 1
