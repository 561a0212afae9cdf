"""The account (redovisning): what became of needs, by association, county, nation and year, and as files."""

from __future__ import annotations

import csv
import io
import json

from tests.journeys.person import Person


def shown(person: Person) -> dict[str, int]:
    """The figures of the page, by their words: every row of *Alla tal*."""
    rows = person.page.locator("section[aria-labelledby=talen] tbody tr")
    pairs = [(row.locator("th").inner_text(), row.locator("td").inner_text()) for row in rows.all()]
    return {name.strip(): int(n.split("\n")[0].replace("\u00a0", "")) for name, n in pairs}


def file(person: Person, button: str) -> bytes:
    """What a button of the page gives."""
    with person.page.expect_download() as download:
        person.presses(button)
    return download.value.path().read_bytes()


def choices(person: Person, field: str) -> list[str]:
    """The words of a list's rows."""
    return person.page.locator(f"select[name={field}] option").all_inner_texts()


def same_in_every_file(person: Person) -> dict[str, int]:
    """The figures of the page stand in the CSV and the JSON, and the files open."""
    page = shown(person)
    rows = list(csv.DictReader(io.StringIO(file(person, "CSV, talen").decode())))
    assert "'" not in {row["of"] for row in rows}, "an empty cell is empty"
    assert {row["label"]: int(row["value"]) for row in rows} == page
    told = json.loads(file(person, "JSON, allt"))
    assert {row["label"]: row["value"] for row in told["figures"]} == page
    assert file(person, "Excel, allt").startswith(b"PK")
    cases = list(csv.DictReader(io.StringIO(file(person, "CSV, en rad för varje ärende").decode())))
    assert len(cases) == len(told["cases"]) <= told["cases_counted"]
    return page


def test_the_council_reads_the_country_a_county_a_year_and_takes_the_files_out(arrives):
    """Ingrid Sund opens the account of the whole country, narrows it to a county and to a year, and takes it out: the
    files say what the page says, the associations add up to the country, and a part is never more than the whole.
    """
    ingrid = arrives("Ingrid Sund")
    ingrid.opens("/redovisning/").sees("Redovisning", "Hela landet", "Alla tal", "Förbund för förbund").stops()
    ingrid.fills({"År": "Alla år"}).presses("Visa").sees("alla år till och med den")
    country = same_in_every_file(ingrid)
    assert any(country.values())
    told = json.loads(file(ingrid, "JSON, allt"))
    parts = [part["figures"] for part in told["parts"] if part["kind"] == "association"]
    for row in told["figures"]:
        assert sum(part[row["figure"]] for part in parts) == row["value"], row["label"]
    county = next(name for name in choices(ingrid, "omrade") if name.endswith("län"))
    ingrid.fills({"Område": county}).presses("Visa").sees(county).stops()
    assert "Hela landet" not in ingrid.page.locator(".s-meta").inner_text()
    assert all(n <= country[name] for name, n in same_in_every_file(ingrid).items())


def test_a_manager_reads_the_own_association_and_a_number_leads_to_its_cases(arrives):
    """Maria Lindqvist sees her own association only, year by year, and each number opens what it counts."""
    maria = arrives("Maria Lindqvist")
    maria.opens("/redovisning/").sees("Östra Vättern").does_not_see("Hela landet").stops()
    maria.fills({"År": "Alla år"}).presses("Visa").sees("alla år till och med den")
    whole = same_in_every_file(maria)
    maria.fills({"År": "2026"}).presses("Visa").sees("2026, som det var känt den").stops()
    year = same_in_every_file(maria)
    assert year != whole and len(year) == len(whole)
    maria.page.locator("section[aria-labelledby=kort] a").first.click()
    maria.stops()
    maria.opens("/redovisning/").follows("Steget vidare").sees("Steget vidare").stops()
