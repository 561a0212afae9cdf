"""Tables of unit costs: reading them in, what is refused, and that a newer version changes nothing computed before."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.cofinancing import costs, unit_costs
from samordna.agree.preparation.models import UnitCost, UnitCostTable
from samordna.agree.preparation.rules.unit_costs import read_rates
from samordna.engine.formats.sheet_rows import NotASheet, rows_of_csv, rows_of_xlsx
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

HEAD = "Funktion;År;Kronor per timme\n"
CSV = (HEAD + "Handledare;2027;400,50\nHandledare;2028;412\nSamordnare;2027;450\n").encode()
NEWER = (HEAD + "Handledare;2027;500\n").encode()


def xlsx(rows):
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


@pytest.fixture
def cast(db):
    return make_cast()


def read_in(cast, who="maria", content=CSV, **changes):
    facts = {
        "association": "ostra-vattern",
        "name": "Påhittade enhetskostnader",
        "valid_from": date(2026, 1, 1),
        "year_hours": 1720,
        "source": "Påhittad utlysning",
        "file_name": "tabell.csv",
    }
    return unit_costs.read_in(by=cast.actor(who), at=on(5, 2), content=content, **(facts | changes))


def test_a_table_is_read_from_csv_and_xlsx_alike(cast):
    rows = [["Kronor per timme", "År", "Funktion"], [400.5, 2027, "Handledare"], [412, 2028, "Handledare"]]
    sheet = read_in(cast, content=xlsx(rows), file_name="tabell.xlsx")
    assert unit_costs.rates_of(sheet) == {"Handledare": {2027: Money(40050), 2028: Money(41200)}}
    assert unit_costs.rates_of(read_in(cast))["Handledare"] == unit_costs.rates_of(sheet)["Handledare"]


def test_the_same_file_twice_is_one_table(cast):
    assert read_in(cast) == read_in(cast)
    assert UnitCostTable.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Filen är tom"),
        (HEAD, "bara en rubrik"),
        ("a;b;c\n1;2;3\n", "”funktion” saknas"),
        (HEAD + "Handledare;27;400\n", "Rad 2: skriv året"),
        (HEAD + "Handledare;2027;mycket\n", "Rad 2: skriv beloppet"),
        (HEAD + "Handledare;2027;-1\n", "Rad 2: beloppet per timme"),
        (HEAD + "Handledare;2027;40000\n", "Rad 2: beloppet per timme"),
        (HEAD + ";2027;400\n", "Rad 2: skriv funktionen"),
        (HEAD + "A;2027;400\na;2027;400\n", "Rad 3: a 2027 står två gånger"),
        (HEAD + "A;27;400\nB;28;400\nC;2027;1\n", "1 rader till har fel"),
    ],
)
def test_a_wrong_row_is_named(text, said):
    with pytest.raises(Refusal, match=said) as refusal:
        read_rates(rows_of_csv(text.encode()))
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": b"\x89PNG\r\n\x1a\n" + b"0" * 50, "file_name": "tabell.csv"}, "file"),
        ({"content": CSV, "file_name": "tabell.xlsx"}, "file"),
        ({"content": b"%PDF-1.7\n%%EOF", "file_name": "tabell.pdf"}, "file"),
        ({"content": CSV + b"x" * unit_costs.LARGEST_FILE}, "file"),
        ({"name": " "}, "name"),
        ({"source": ""}, "source"),
        ({"year_hours": 1800}, "year_hours"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_kept(cast, changes, field):
    with pytest.raises(Refusal) as refusal:
        read_in(cast, **changes)
    assert refusal.value.field == field
    assert UnitCostTable.objects.count() == 0


def test_a_sheet_that_is_no_sheet_says_so():
    for content in (b"", b"PK\x03\x04broken"):
        with pytest.raises(NotASheet):
            rows_of_xlsx(content)


@pytest.mark.parametrize(
    ("who", "place", "outcome"),
    [
        ("maria", "ostra-vattern", None),
        ("johan", "ostra-vattern", NotAllowed),
        ("helena", "ostra-vattern", NotAllowed),
        ("maria", "", NotAllowed),
        ("outsider", "ostra-vattern", NotFound),
    ],
)
def test_who_reads_in(cast, who, place, outcome):
    if outcome is None:
        read_in(cast, who=who, association=place)
        return
    with pytest.raises(outcome):
        read_in(cast, who=who, association=place)
    assert UnitCostTable.objects.count() == 0


def test_the_day_of_the_call_chooses_the_version(cast):
    old = read_in(cast)
    new = read_in(cast, content=NEWER, valid_from=date(2027, 1, 1))
    assert unit_costs.tables_for(cast.association, date(2026, 12, 31)) == [old]
    assert unit_costs.tables_for(cast.association, date(2027, 1, 1)) == [new]
    assert unit_costs.tables_for(cast.association, date(2025, 12, 31)) == []


def test_no_amount_is_guessed(cast):
    with pytest.raises(Refusal, match="inget belopp för Samordnare 2028"):
        unit_costs.by_hours(read_in(cast), {"Samordnare": (1, {2028: 100})})


def test_a_newer_table_changes_nothing_that_was_computed(cast):
    story = Story(cast).proposed()
    hours = unit_costs.by_hours(read_in(cast), {"Handledare": (2, {2027: 1000, 2028: 1600})})
    lines, bases = costs.with_flat_rate({"staff": hours.amounts()}, "other_40", date(2026, 9, 1))
    by = cast.actor("johan")
    actions.plan_costs(by=by, at=on(6, 1), case=story.case, lines=lines, bases={"staff": hours, **bases})
    before = story.state.costs
    read_in(cast, content=NEWER)
    assert story.state.costs == before
    assert costs.hours_of(story.state).rows[0].rate == Money(40050)


def test_what_was_read_in_is_never_changed(cast):
    table = read_in(cast)
    for act in (
        lambda: UnitCost.objects.update(ore=1),
        table.delete,
        lambda: UnitCostTable.objects.update(name="x"),
    ):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert UnitCost.objects.filter(ore=40050).exists()
