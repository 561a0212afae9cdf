"""Outcome from an organisation's books, by project: sums by account, nothing left out unseen, once, all or nothing."""

from __future__ import annotations

import doctest

import pytest
from tests.factories.deliver import AT, make_cast

from samordna.deliver.projects.importing import economy, economy_report, sie, volumes
from samordna.deliver.projects.models import BudgetRow, VolumeCount
from samordna.deliver.projects.planning import plan_year
from samordna.deliver.projects.rows import CostRow
from samordna.ground.files.problems import Problems
from samordna.ground.kernel.money import Money
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db(databases="__all__")
MAPPING = b"what,code,is\nproject,P12,I-0001\naccount,3000-3999,ignore\naccount,4000-7999,measure_cost\n"
HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#ORGNR 212000-0001
#FNAMN "Motala kommun"
#RAR 0 20260101 20261231
#KONTO 4010 "Köp av tjänster"
#KONTO 7010 "Löner"
#OBJEKT 6 "P12" "Ungas väg"
#OBJEKT 6 "P99" "Annat"
"""
FIRST = """#VER A 1 20260131 "Faktura från Elin Påhittad"
{
#TRANS 4010 {1 "10" 6 "P12"} 1250.50 20260131 "text"
#RTRANS 4010 {6 "P12"} 99999.00 20260131
#TRANS 1930 {} -1250.50
}
"""
SECOND = """#VER A 2 20260228
{
#TRANS 4010 {6 "P12"} -50.25
#TRANS 7010 {"6" "P12"} 20000
#TRANS 7010 {6 P99} 300.00
#TRANS 4010 {} 10.00
#TRANS 3010 {6 "P12"} -400,00
#TRANS 1930 {} -19859.75
}
"""


@pytest.fixture
def cast():
    return make_cast()


def books(*verifications: str) -> bytes:
    return (HEAD + "".join(verifications or (FIRST, SECOND))).replace("\n", "\r\n").encode("cp437")


def send(cast, content=None, *, mapping=MAPPING, by="maria", dry_run=False):
    return economy.import_economy(
        content=content if content is not None else books(), mapping=mapping, by=cast.actor(by), at=AT, dry_run=dry_run
    )


def outcome():
    return [(row.year, row.description, row.outcome_ore) for row in BudgetRow.objects.exclude(source="")]


def spoken(found, language="sv", *, tried=False) -> str:
    lines = "\n".join(economy_report.lines(found, language, tried=tried))
    return lines.replace("\N{NO-BREAK SPACE}", " ")


def test_examples():
    assert doctest.testmod(sie).failed == 0
    assert doctest.testmod(economy_report).failed == 0


def test_outcome_is_summed_by_account_on_the_measures_project(cast):
    found = send(cast)
    assert found.stored, list(found.problems.lines("sv"))
    assert outcome() == [(2026, "4010 Köp av tjänster", 120025), (2026, "7010 Löner", 2000000)]
    said = spoken(found)
    assert "I-0001 2026: 21 200,25 kr, konton: 2" in said
    assert "Projekt P99 hör till ingen insats: 300,00 kr" in said
    assert "Kostnader utan projekt: 10,00 kr" in said
    assert "Konton som inte räknas: −400,00 kr" in said


def test_nothing_of_what_the_verifications_say_is_kept(cast):
    send(cast)
    kept = [str(row.__dict__) for row in BudgetRow.objects.all()] + [
        str(event.data) for event in AuditEvent.objects.all()
    ]
    assert not any("Elin" in text for text in kept)


@pytest.mark.parametrize("encoding", ["cp437", "latin-1", "utf-8", "utf-8-sig"])
def test_swedish_letters_in_every_encoding(cast, encoding):
    send(cast, books().decode("cp437").encode(encoding))
    assert outcome()[0][1] == "4010 Köp av tjänster"


def test_a_dry_run_says_the_same_and_writes_nothing(cast):
    tried = send(cast, dry_run=True)
    assert not outcome()
    assert not AuditEvent.objects.exists()
    done = send(cast)
    assert (
        list(economy_report.lines(tried, "en", tried=True))[1:]
        == list(economy_report.lines(done, "en", tried=False))[1:]
    )


def test_the_same_file_again_changes_nothing_and_a_later_one_replaces_it(cast):
    send(cast, books(FIRST))
    events = AuditEvent.objects.count()
    again = send(cast, books(FIRST))
    assert (again.before, again.stored) == (True, False)
    assert AuditEvent.objects.count() == events
    send(cast)
    assert outcome() == [(2026, "4010 Köp av tjänster", 120025), (2026, "7010 Löner", 2000000)]


def test_books_of_others_and_typed_rows_stay(cast):
    typed = [CostRow(budget=Money.kronor(5), description="Skriven")]
    maria = {"by": cast.actor("maria"), "at": AT}
    plan_year(measure=cast.measure, year=2026, planned_participants=None, rows=typed, **maria)
    send(cast)
    send(cast, books(FIRST).replace(b"212000-0001", b"232100-0002").replace(b"Motala kommun", b"Regionen"))
    assert BudgetRow.objects.filter(source="").count() == 1
    assert sum(ore for _, _, ore in outcome()) == 2120025 + 125050


def test_outcome_that_was_typed_and_comes_with_the_file_too_is_warned_of(cast):
    rows = [
        CostRow(outcome=Money(1200000), description="Personal"),
        CostRow(budget=Money.kronor(5), outcome=Money(0), description="Lokal"),
        CostRow(budget=Money.kronor(7), description="Resor"),
    ]
    maria = {"by": cast.actor("maria"), "at": AT}
    plan_year(measure=cast.measure, year=2026, planned_participants=None, rows=rows, **maria)
    tried = send(cast, dry_run=True)
    assert len(tried.twice) == 1
    said = spoken(tried, tried=True)
    assert "Kan räknas två gånger: I-0001 2026, insatskostnad." in said
    assert "raden ”Personal” utfallet 12 000,00 kr" in said
    assert "filen lägger till 21 200,25 kr" in said
    assert "remove the outcome of the row" in spoken(tried, "en", tried=True)
    assert [words.sv for words in send(cast).twice] == [words.sv for words in tried.twice]


def test_another_year_or_measure_is_not_counted_twice(cast):
    maria = {"by": cast.actor("maria"), "at": AT}
    plan_year(measure=cast.measure, year=2025, planned_participants=None, rows=[CostRow(outcome=Money(5))], **maria)
    plan_year(measure=cast.volume, year=2026, planned_participants=None, rows=[CostRow(outcome=Money(5))], **maria)
    assert send(cast).twice == []


@pytest.mark.parametrize(
    ("content", "mapping", "kind"),
    [
        (b"name,start\n", MAPPING, "not sie"),
        (HEAD.encode("cp437"), MAPPING, "no verifications"),
        (books(FIRST.replace("-1250.50", "-1250.00")), MAPPING, "balance"),
        (books(FIRST.replace("1250.50 2026", "12x 2026")), MAPPING, "transaction"),
        (books(FIRST.replace("20260131", "20260231")), MAPPING, "transaction"),
        (books(FIRST.removesuffix("}\n")), MAPPING, "braces"),
        (books() + b"#TRANS 4010 {} 1.00 20260101\r\n", MAPPING, "outside"),
        (books(), MAPPING.replace(b"account,4000", b"account,5000"), "account"),
        (books(), MAPPING.replace(b"I-0001", b"I-0002"), "measure"),
        (books(), MAPPING.replace(b"I-0001", b"I-9999"), "measure"),
        (books(), MAPPING.replace(b"measure_cost", b"esf_measure_cost"), "measure"),
        (books(), MAPPING + b"account,x,measure_cost\n", "mapping"),
        (books(), MAPPING + b"project,P12,I-0003\n", "mapping"),
        (books(), b"", "empty"),
        (books().replace(b"2026", b"2019"), MAPPING, "measure"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(cast, content, mapping, kind):
    found = send(cast, content, mapping=mapping)
    assert kind in found.problems.kinds, found.problems.kinds
    assert not found.stored
    assert not outcome()


@pytest.mark.parametrize(
    ("who", "may"), [("mona", True), ("ada", True), ("bo", False), ("sara", False), ("olle", False)]
)
def test_those_who_may_change_the_measure_may(cast, who, may):
    assert send(cast, by=who).stored is may


# Head counts ------------------------------------------------------------------------------------------------------


def count(cast, text: str, *, by="maria", dry_run=False):
    return volumes.import_volumes(content=text.encode(), by=cast.actor(by), at=AT, dry_run=dry_run)


def counts():
    return sorted(VolumeCount.objects.values_list("year", "sex", "persons"))


def test_head_counts_are_entered_and_again_change_nothing(cast):
    text = "measure;year;women;men\nI-0003;2025;14;11\nI-0003;2026;3;0\n"
    assert count(cast, text, dry_run=True).changed == 2
    assert not counts()
    assert count(cast, text).changed == 2
    assert counts() == [(2025, "men", 11), (2025, "women", 14), (2026, "men", 0), (2026, "women", 3)]
    events = AuditEvent.objects.count()
    assert count(cast, text).changed == 0
    assert AuditEvent.objects.count() == events
    assert count(cast, text.replace("14", "15")).changed == 1


def test_numbers_that_the_file_replaces_are_shown_before_and_after(cast):
    count(cast, "measure,year,women,men\nI-0003,2025,14,11\nI-0003,2026,3,0\n")
    text = "measure,year,women,men\nI-0003,2025,15,11\nI-0003,2026,3,0\nI-0003,2024,1,1\n"
    tried = count(cast, text, dry_run=True)
    said = list(volumes.lines(tried, "sv", tried=True))
    assert said[1] == "Rader: 3. Nya eller ändrade: 2."
    assert said[2].startswith("Filen byter ut tal som redan står i registret.")
    assert said[3:] == ["Rad 2, I-0003 2025: kvinnor 14 blir 15."]
    assert list(volumes.lines(tried, "en", tried=True))[3:] == ["Line 2, I-0003 2025: women 14 becomes 15."]
    assert counts()[0] == (2025, "men", 11)
    assert count(cast, text).replaced == tried.replaced
    assert not any("byter ut" in line for line in volumes.lines(count(cast, text), "sv", tried=False))


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("I-0001,2025,1,2", "measure"),
        ("I-0002,2025,1,2", "measure"),
        ("I-9999,2025,1,2", "measure"),
        ("I-0003,2019,1,2", "year"),
        ("I-0003,25x,1,2", "year"),
        ("I-0003,2025,-1,2", "women"),
        ("I-0003,2025,1,många", "men"),
        ("I-0003,2025,1,99999999", "men"),
        ("I-0003,2026,1,2", "year"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_stored(cast, line, column):
    found = count(cast, f"measure,year,women,men\nI-0003,2026,1,1\n{line}\n")
    assert [(p.line, p.column) for p in found.problems.shown] == [(3, column)]
    assert not counts()


def test_problems_of_a_table_are_told(cast):
    assert count(cast, "measure,year\n").problems
    assert isinstance(count(cast, "").problems, Problems)
