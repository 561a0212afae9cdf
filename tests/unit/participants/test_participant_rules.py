"""The rules of the register, in tables."""

from datetime import date

import pytest

from samordna.deliver.participants import rules, states
from samordna.deliver.participants.rules import Answers, Counted

TODAY = date(2026, 11, 12)
SOURCES = ("sjukpenning", "aktivitetsersattning", "a_kassa", "none")


@pytest.mark.parametrize(
    ("consent", "protected", "mode"),
    [(True, False, "person"), (True, True, "anonymous"), (False, False, "anonymous"), (False, True, "anonymous")],
)
def test_consent_decides_the_mode_and_protection_always_wins(consent, protected, mode):
    decided, why = rules.mode_for(consent=consent, protected=protected)
    assert decided == mode
    assert bool(why) is (mode == "person")


@pytest.mark.parametrize(
    ("mode", "given", "accepted"),
    [
        ("person", {"sex", "personal_number", "start"}, True),
        ("anonymous", {"measure", "mode", "sex", "start_year"}, True),
        ("anonymous", {"sex", "start_year", "personal_number"}, False),
        ("anonymous", {"sex", "start_year", "municipality"}, False),
        ("anonymous", {"sex", "start_year", "start"}, False),
        ("anonymous", {"sex", "start_year", "support"}, False),
    ],
)
def test_without_consent_nothing_else_is_accepted(mode, given, accepted):
    assert bool(rules.only_what_may_be_stored(mode, given)) is accepted


@pytest.mark.parametrize(
    ("given_on", "fits"), [(TODAY, True), (date(2026, 1, 8), True), (None, False), (date(2026, 11, 13), False)]
)
def test_consent_is_signed_before_it_is_registered(given_on, fits):
    answer = rules.consent_signed(given_on, TODAY)
    assert bool(answer) is fits
    assert fits or answer.field == "consent_date"


@pytest.mark.parametrize("seen", [True, False])
def test_the_signed_paper_has_been_seen(seen):
    assert bool(rules.consent_seen(seen)) is seen


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2000, 5, 17), date(2026, 5, 16), 25),
        (date(2000, 5, 17), date(2026, 5, 17), 26),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
    ],
)
def test_age(born, on, age):
    assert rules.age_at(born, on) == age


@pytest.mark.parametrize(
    ("born", "fits"),
    [(date(2010, 11, 12), True), (date(2010, 11, 13), False), (date(1930, 1, 1), True), (date(1920, 1, 1), False)],
)
def test_from_sixteen(born, fits):
    assert bool(rules.old_enough(born, TODAY)) is fits


@pytest.mark.parametrize(
    ("start", "fits"),
    [
        (date(2026, 1, 1), True),
        (date(2025, 12, 31), False),
        (TODAY, True),
        (date(2026, 12, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_start_lies_within_the_measure(start, fits):
    answer = rules.start_fits(start, measure_start=date(2026, 1, 1), measure_end=date(2027, 3, 31), today=TODAY)
    assert bool(answer) is fits


def test_a_start_far_ahead_is_a_slip_of_the_pen():
    assert not rules.start_fits(date(2027, 11, 16), measure_start=date(2026, 1, 1), measure_end=None, today=TODAY)


@pytest.mark.parametrize(
    ("year", "measure_end", "fits"),
    [
        (2023, None, False),
        (2024, None, True),
        (2026, None, True),
        (2027, None, False),
        (2026, date(2025, 12, 31), False),
    ],
)
def test_an_anonymous_start_has_a_year_that_has_begun(year, measure_end, fits):
    answer = rules.start_year_fits(year, measure_start=date(2024, 6, 1), measure_end=measure_end, today=TODAY)
    assert bool(answer) is fits


@pytest.mark.parametrize(
    ("end", "fits"),
    [(date(2026, 1, 11), False), (date(2026, 1, 12), True), (TODAY, True), (date(2026, 11, 13), False)],
)
def test_never_an_end_before_its_start(end, fits):
    assert bool(rules.end_fits(date(2026, 1, 12), end, today=TODAY)) is fits


@pytest.mark.parametrize(("planned", "fits"), [(None, True), (TODAY, True), (date(2026, 11, 11), False)])
def test_planned_end(planned, fits):
    assert bool(rules.planned_end_fits(TODAY, planned)) is fits


@pytest.mark.parametrize(
    ("reason", "fits"),
    [
        ("according_to_plan", True),
        ("moved", True),
        ("", False),
        ("invented", False),
        ("withdrawn_consent", False),
        ("mistaken_entry", False),
    ],
)
def test_two_reasons_are_acts_of_their_own(reason, fits):
    known = ["according_to_plan", "moved", "withdrawn_consent", "mistaken_entry"]
    assert bool(rules.reason_fits(reason, known)) is fits


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        (Answers({}), None),
        (Answers({"sjukpenning": 75, "a_kassa": 25}), None),
        (Answers({"sjukpenning": 100, "a_kassa": 50}), None),
        (Answers({"sjukpenning": 30}), "support"),
        (Answers({"lotteri": 50}), "support"),
        (Answers({"none": 100}), "support"),
        (Answers({}, studies=10), "support"),
        (Answers({}, no_support=True), None),
        (Answers({"sjukpenning": 0}, no_support=True), None),
        (Answers({"sjukpenning": 25}, no_support=True), "no_support"),
        (Answers({}, studies=25, studies_kind="sfi"), None),
        (Answers({}, studies=25, studies_kind="lotteri"), "studies_kind"),
        (Answers({}, studies=0, studies_kind="sfi"), "studies_kind"),
        (Answers({}, studies_kind="sfi"), "studies_kind"),
    ],
)
def test_quarters_known_sources_and_none_alone(answers, field):
    assert rules.answers_fit(answers, SOURCES, ["sfi"]).field == field


@pytest.mark.parametrize(
    ("answers", "known", "stored"),
    [
        (Answers({"a_kassa": 50}), (None, None, 50), {"a_kassa": 50}),
        (Answers({"a_kassa": 0}), (None, None, 0), {"a_kassa": 0}),
        (Answers({"a_kassa": 50, "sjukpenning": 0}, all_asked=True), (0, 0, 50), {"a_kassa": 50}),
        (Answers({}, all_asked=True), (0, 0, 0), {}),
        (Answers({}, no_support=True), (0, 0, 0), {"none": 100}),
        (Answers({}), (None, None, None), {}),
    ],
)
def test_no_answer_is_not_zero_unless_all_were_asked(answers, known, stored):
    assert tuple(rules.known_support(answers, SOURCES).values()) == known
    assert rules.stored_support(answers) == stored


@pytest.mark.parametrize(
    ("doings", "seeking", "counts", "group"),
    [
        ((0, 0, 0), True, True, "seeking"),
        ((0, 0, 0), False, False, "other"),
        ((0, 0, 0), None, None, "unknown"),
        ((25, 0, 0), True, False, "works"),
        ((0, 50, 100), True, False, "works"),
        ((0, 0, 25), True, False, "studies"),
        ((None, None, 25), True, False, "studies"),
        ((None, 0, 0), True, None, "unknown"),
        ((None, 0, 0), False, False, "unknown"),
    ],
)
def test_seeking_counts_only_for_those_who_neither_work_nor_study(doings, seeking, counts, group):
    answers = Answers({}, *doings, seeking=seeking)
    assert rules.counts_as_seeking(answers) is counts
    assert rules.occupation(answers) == group


FULL = {"work_unsubsidised": 0, "work_subsidised": 0, "studies": 0} | dict.fromkeys(rules.YES_NO, False)


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (Answers({}, **FULL, all_asked=True), ()),
        (Answers({"sjukpenning": 100, "a_kassa": 0}, **FULL), ("aktivitetsersattning",)),
        (Answers({}, **(FULL | {"seeking": None}), all_asked=True), ("seeking",)),
        (Answers({}, **(FULL | {"seeking": None, "studies": 50}), all_asked=True), ("studies_kind",)),
        (Answers({}, **(FULL | {"seeking": None, "studies": 50}), all_asked=True, studies_kind="sfi"), ()),
        (Answers({}, no_support=True), (*rules.DOINGS, *rules.YES_NO)),
    ],
)
def test_what_is_missing(answers, missing):
    assert rules.missing_answers(answers, SOURCES) == missing


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 5, 5), 6, date(2026, 11, 5)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
    ],
)
def test_months_after(day, months, after):
    assert rules.months_after(day, months) == after


PERSON = {"mode": "person", "sex": "women"}
COUNTING = [
    # what, new in, ongoing in
    (Counted(state="active", start_year=2017, start=date(2017, 5, 1), **PERSON), [2017], [2017, 2018, 2019]),
    (
        Counted(state="ended", start_year=2017, start=date(2017, 12, 31), end=date(2018, 1, 1), **PERSON),
        [2017],
        [2017, 2018],
    ),
    (Counted(state="ended", start_year=2018, start=date(2018, 3, 1), end=date(2018, 3, 1), **PERSON), [2018], [2018]),
    (Counted(state="mistaken", start_year=2018, start=date(2018, 3, 1), **PERSON), [], []),
    (Counted("anonymous", "active", "men", 2018), [2018], [2018]),
    (Counted("anonymous", "withdrawn", "men", 2018), [2018], [2018]),
    (Counted("anonymous", "mistaken", "men", 2018), [], []),
]


@pytest.mark.parametrize(("participation", "new", "ongoing"), COUNTING)
def test_counting(participation, new, ongoing):
    years = range(2016, 2020)
    assert [year for year in years if rules.is_new(participation, year)] == new
    assert [year for year in years if rules.is_ongoing(participation, year)] == ongoing


def test_a_total_is_the_sum_of_its_three_modes():
    everyone = [participation for participation, _, _ in COUNTING]
    found = rules.total(everyone, 2018, volume=7)
    assert (found.person, found.anonymous, found.volume, found.total) == (3, 2, 7, 12)


@pytest.mark.parametrize(
    ("source", "event", "target"),
    [
        ("", "registered_in", "active"),
        ("active", "registered_out", "ended"),
        ("ended", "registered_out", None),
        ("ended", "consent_withdrawn", "withdrawn"),
        ("ended", "protected", "active"),
        ("withdrawn", "consent_withdrawn", None),
        ("mistaken", "consent_withdrawn", "mistaken"),
        ("mistaken", "corrected", None),
    ],
)
def test_the_table_of_states(source, event, target):
    assert states.target(source, event) == target

    def test_nothing_leads_out_of_withdrawn_or_mistaken():
        assert not [
            step for step in states.STEPS if step.source in {"withdrawn", "mistaken"} and step.target != step.source
        ]
