"""Handing in a year: derived, complete or not, kept for good, and different afterwards with the reason."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories.deliver import AT, make_cast, personal_number, registered
from tests.factories.pages import as_

from samordna.deliver.participants import actions, erasing
from samordna.deliver.projects.actions import change_measure, enter_volume
from samordna.deliver.projects.financing import Means, set_administration, set_means
from samordna.deliver.projects.models import AdminCost, BudgetRow, FinancingRow, Measure, VolumeCount
from samordna.deliver.projects.planning import plan_year
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.projects.sharing import set_shares
from samordna.deliver.reporting import queries
from samordna.deliver.reporting.derive import rows_and_facts
from samordna.deliver.reporting.models import HandIn, HandInRow
from samordna.deliver.reporting.rules.hand_in import digest
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.privacy.models import AuditEvent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
PAGE, COSTS = "/uppfoljning/lamna-in/ostra-vattern/2025/", "/uppfoljning/kostnader/?forbund=ostra-vattern&till=2025"


@pytest.fixture
def cast():
    """Twelve women and six men in 2025, of whom everything is known; the second measure is counted in numbers."""
    made = make_cast()
    for day in range(1, 13):
        registered(made, number=personal_number(date(1990, 1, day), 982), name=f"Kvinna {day}", start=date(2025, 3, 3))
    for day in range(1, 7):
        registered(made, number=personal_number(date(1990, 2, day), 981), name=f"Man {day}", start=date(2025, 3, 3))
    ours = made.measure.association
    FinancingRow.objects.create(association=ours, year=2025, name="Staten", group="state", amount_ore=300_000_000)
    FinancingRow.objects.create(
        association=ours, year=2025, group="association", own_capital=True, amount_ore=40_000_000
    )
    AdminCost.objects.create(association=ours, year=2025, kind="personnel", budget_ore=900, outcome_ore=800)
    for one, outcome in ((made.measure, 120_000_000), (made.volume, None)):
        BudgetRow.objects.create(measure=one, year=2025, budget_ore=130_000_000, outcome_ore=outcome)
    return made


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def fill_in(cast):
    for sex in ("women", "men"):
        VolumeCount.objects.create(measure=cast.volume, year=2025, sex=sex, persons=15)
    BudgetRow.objects.filter(outcome_ore=None).update(outcome_ore=110_000_000)


def send(client, **more):
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(PAGE).content.decode())[1]
    return client.post(PAGE, {"seen": seen} | more, follow=True)


def test_it_is_said_what_is_missing_and_where_to_fill_it_in(cast):
    response = as_(cast, "ada").get(PAGE)
    page = words(response)
    assert "2 saker saknas" in page
    assert "Utfall för Öppet hus" in page and "Antal kvinnor och män i Öppet hus" in page
    assert "/insatser/I-0003/antal/2025/" in response.content.decode()
    assert "/insatser/I-0003/ar/2025/" in response.content.decode()


def test_it_is_not_handed_in_with_something_missing_unless_one_says_so(cast):
    client = as_(cast, "ada")
    assert "Något saknas." in words(send(client))
    assert not HandIn.objects.exists()
    assert "Uppföljningen för 2025 är inlämnad." in words(send(client, anyway="on"))
    assert HandIn.objects.get().missing == 2


def test_what_is_handed_in_is_derived(cast):
    fill_in(cast)
    page = words(as_(cast, "ada").get(PAGE))
    assert "Allt är ifyllt." in page
    assert "Staten 3 000 000 kr" in page.replace("\xa0", " ") and "Eget kapital 400 000 kr" in page.replace("\xa0", " ")
    assert "Ungas väg Insatskostnad 1 300 000 kr 1 200 000 kr" in page.replace("\xa0", " ")
    assert "Ungas väg med personuppgifter 12 6 18" in page
    assert "Öppet hus bara antal 15 15 30" in page
    assert "Registreringar och antal tillsammans 27 21 48" in page


def test_measures_of_the_same_name_are_told_apart_and_all_counted(cast):
    fill_in(cast)
    Measure.objects.filter(pk=cast.volume.pk).update(name="Ungas väg")
    ada = as_(cast, "ada")
    page = words(ada.get(PAGE))
    assert "Ungas väg (I-0001) med personuppgifter 12 6 18" in page
    assert "Ungas väg (I-0003) bara antal 15 15 30" in page
    assert "Registreringar och antal tillsammans 27 21 48" in page
    assert "Ungas väg (I-0003) Insatskostnad 1 300 000 kr 1 100 000 kr" in page.replace("\xa0", " ")
    page = words(ada.get(COSTS + "&fran=2025&visa=detalj")).replace("\xa0", " ")
    assert "Ungas väg (I-0001)" in page and "Ungas väg (I-0003)" in page


def test_it_is_kept_for_good_with_its_digest_and_in_the_trail(cast):
    fill_in(cast)
    send(as_(cast, "ada"))
    held = HandIn.objects.get()
    assert (held.version, held.handed_in_by_name, held.missing) == (1, "Ada Ström", 0)
    assert queries.is_whole(held)
    assert AuditEvent.objects.filter(what="hand_in.handed_in", data__digest=held.digest).exists()
    for act in (lambda: HandInRow.objects.update(value=1), lambda: HandIn.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_no_small_number_can_be_read_off_what_the_page_carries(cast):
    """A plain digest of the rows would be found by trying one to four in each hidden cell."""
    actions.register_anonymous(measure=cast.measure, sex="men", start_year=2025, by=cast.actor("sara"), at=AT)
    fill_in(cast)
    client = as_(cast, "ada")
    carried = set(re.findall(r"[0-9a-f]{64}", client.get(PAGE).content.decode()))
    send(client)
    carried |= set(re.findall(r"[0-9a-f]{64}", client.get(f"{PAGE}1/").content.decode()))
    held = HandIn.objects.get()
    about = {"association": "ostra-vattern", "year": 2025, "version": 1, "at": AT.isoformat(), "previous": ""}
    rows = queries.stored_rows(held)
    assert {held.rows_digest, held.digest} <= carried
    assert carried.isdisjoint({digest(rows), digest(rows, **about)})


def test_the_same_is_not_handed_in_twice(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(PAGE).content.decode())[1]
    client.post(PAGE, {"seen": seen})
    assert "Inget har ändrats sedan förra inlämningen." in words(client.post(PAGE, {"seen": seen}))
    assert HandIn.objects.count() == 1


def test_what_was_read_is_what_is_handed_in(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(PAGE).content.decode())[1]
    BudgetRow.objects.update(outcome_ore=7)
    assert "Något har ändrats medan du läste." in words(client.post(PAGE, {"seen": seen}))
    assert not HandIn.objects.exists()


def test_a_withdrawn_consent_never_alters_what_is_handed_in_and_is_said(cast):
    """One of twelve: the change is told as fewer than five, not as twelve and eleven; the old figures stand."""
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    one = cast.measure.participations.filter(sex="women").first()
    erasing.withdraw_consent(participation=one, by=cast.actor("sara"), at=AT)
    page = words(client.get(PAGE))
    assert "Ändrad sedan inlämningen" in page
    assert "Kvinnor med personuppgifter 12 8–11 Återtagna samtycken, räknas utan personuppgifter: färre än 5" in page
    assert "Kvinnor utan personuppgifter 0 färre än 5" in page
    assert "Ungas väg med personuppgifter 8–11 6 14–17" in page
    assert "Ungas väg med personuppgifter 12 6 18" in words(client.get(f"{PAGE}1/"))
    assert "Uppföljningen för 2025 är inlämnad." in words(send(client))
    assert [held.version for held in HandIn.objects.order_by("version")] == [1, 2]
    second = words(client.get(f"{PAGE}2/"))
    assert "Skillnad mot förra versionen" in second and "Återtagna samtycken" in second
    assert HandIn.objects.get(version=2).previous == HandIn.objects.get(version=1).digest


def test_no_version_beside_another_tells_of_a_few(cast):
    """Twelve women, eleven, and thirteen: whoever has all the versions may not see how many have come or gone."""
    fill_in(cast)
    client, at = as_(cast, "ada"), f"{PAGE}%d/"
    send(client)
    for number in (14, 15):
        one = cast.measure.participations.filter(sex="women", mode="person").first()
        erasing.withdraw_consent(participation=one, by=cast.actor("sara"), at=AT)
        if number == 15:
            for day in range(1, 8):
                registered(cast, number=personal_number(date(1991, 1, day), 982), start=date(2025, 3, 3))
        send(client)
    given = [words(client.get(at % number)) for number in (1, 2, 3)]
    assert "Ungas väg med personuppgifter 12 6 18" in given[0]
    assert "Ungas väg med personuppgifter 8–11 6 14–17" in given[1]
    # Seventeen is five from twelve: printed, and twelve and seventeen together tell of no few.
    assert "Ungas väg med personuppgifter 17 6 23" in given[2]
    assert "Kvinnor med personuppgifter 8–11 17" in given[2]
    for number, told in ((2, "8–11"), (3, "17")):
        assert f",{told}\n" in client.get(f"{PAGE}{number}/?fil=csv").content.decode()


def test_late_entries_changed_numbers_and_amounts_are_causes_too(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    later = datetime(2026, 11, 13, 9, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        for day in range(1, 7):
            registered(cast, number=personal_number(date(1991, 1, day), 982), name=f"Sen {day}",
                       start=date(2025, 5, 5), at=later)  # fmt: skip
        VolumeCount.objects.filter(sex="men").update(persons=25)
        BudgetRow.objects.filter(measure=cast.measure).update(outcome_ore=121_000_000)
        page = words(as_(cast, "ada").get(PAGE)).replace("\xa0", " ")
    assert "Kvinnor med personuppgifter 12 18 Registrerade efter inlämningen: 6" in page
    assert "Män bara antal 15 25 Antalet är ändrat" in page
    assert "1 200 000 kr 1 210 000 kr Beloppet är ändrat" in page


def later(cast):
    """After the hand-in, by the acts of the pages: amounts of three kinds, a number and a category."""
    at, mona, ada = datetime(2026, 11, 13, 9, tzinfo=UTC), cast.actor("mona"), cast.actor("ada")
    ours = {"association": cast.measure.association, "year": 2025, "by": ada, "at": at}
    plan_year(measure=cast.measure, year=2025, planned_participants=9, by=mona, at=at,
              rows=[CostRow(Money.kronor(1_300_000), Money.kronor(1_210_000), "Personal")])  # fmt: skip
    enter_volume(measure=cast.volume, year=2025, women=15, men=25, why="Kvällsgruppen", by=ada, at=at)
    set_means(rows=[Means(Money.kronor(3_000_001), name="Staten", group="state"),
                    Means(Money.kronor(400_000), own_capital=True)], **ours)  # fmt: skip
    set_administration(rows=[CostRow(Money(900), Money(850), kind="personnel")], source="bok.se", **ours)
    change_measure(measure=cast.measure, changes={"category": "mapping"}, by=mona, at=at)
    return at


def test_each_difference_says_who_and_when(cast):
    fill_in(cast)
    FinancingRow.objects.all().delete()
    BudgetRow.objects.filter(measure=cast.measure).delete()
    AdminCost.objects.all().delete()
    mona, ours = cast.actor("mona"), {"association": cast.measure.association, "year": 2025, "by": cast.actor("ada")}
    plan_year(measure=cast.measure, year=2025, planned_participants=9, by=mona, at=AT,
              rows=[CostRow(Money.kronor(1_300_000), Money.kronor(1_200_000), "Personal")])  # fmt: skip
    set_means(rows=[Means(Money.kronor(3_000_000), name="Staten", group="state"),
                    Means(Money.kronor(400_000), own_capital=True)], at=AT, **ours)  # fmt: skip
    client = as_(cast, "ada")
    send(client, anyway="on")
    with time_machine.travel(later(cast), tick=False):
        page = words(as_(cast, "ada").get(PAGE)).replace("\xa0", " ")
        assert "Beloppet är ändrat Mona Lind, 13 nov 2026 klockan 10.00" in page
        assert "Antalet är ändrat Ada Ström, 13 nov 2026 klockan 10.00: Kvällsgruppen" in page
        assert "3 000 001 kr Beloppet är ändrat Ada Ström" in page
        assert "Har tillkommit Ada Ström, 13 nov 2026 klockan 10.00, ur bok.se" in page
        assert "Kartläggning" in page and page.count("Mona Lind") == 3  # one measure more in one category, one less
        assert "1 300 000 kr Beloppet" not in page  # the budget is as it was, and is not named
        rows = list(csv.DictReader(io.StringIO(as_(cast, "ada").get(f"{PAGE}?fil=csv").content.decode())))
        assert any("Beloppet är ändrat. Mona Lind" in row["value"] for row in rows)
        send(as_(cast, "ada"), anyway="on")
    with time_machine.travel(datetime(2026, 11, 14, 9, tzinfo=UTC), tick=False):
        plan_year(measure=cast.measure, year=2025, planned_participants=9, rows=[], by=mona, at=AT)
        second = words(as_(cast, "ada").get(f"{PAGE}2/")).replace("\xa0", " ")
        assert "Mona Lind, 13 nov 2026" in second and "14 nov" not in second


def test_an_act_that_says_the_same_is_not_blamed_for_a_difference(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    kept = {"measure": cast.volume, "year": 2025, "by": cast.actor("ada")}
    enter_volume(women=15, men=25, why="Kvällsgruppen", at=AT, **kept)
    enter_volume(women=16, men=25, why="En till", at=AT, **kept)
    page = words(client.get(PAGE))
    men = page[page.index("Män bara antal") :]
    assert "Kvällsgruppen" in men and "En till" not in men.partition("Så är talen")[0]


def test_of_participants_it_is_never_said_who_or_when(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    one = cast.measure.participations.filter(sex="women").first()
    erasing.withdraw_consent(participation=one, by=cast.actor("sara"), at=datetime(2026, 11, 12, 10, tzinfo=UTC))
    page = words(client.get(PAGE))
    assert "Vem som registrerade en deltagare, och när, står inte här" in page
    assert "Sara Holm" not in page and "klockan" not in page


def test_where_the_trail_says_nothing_that_is_said(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    BudgetRow.objects.filter(measure=cast.measure).update(outcome_ore=121_000_000)
    assert "Beloppet är ändrat Vem som ändrade är inte sparat" in words(client.get(PAGE))


def test_a_number_from_before_the_history_says_so(cast):
    client, page = as_(cast, "ada"), "/insatser/I-0003/antal/2025/"
    assert "historiken började" not in words(client.get(page))
    fill_in(cast)
    assert "Antalen fylldes i innan historiken började." in words(client.get(page))
    enter_volume(measure=cast.volume, year=2025, women=15, men=25, why="Räknat om", by=cast.actor("ada"), at=AT)
    assert "Det fanns antal här redan innan historiken började." in words(client.get(page))


SEES = dict.fromkeys(["ada", "maria", "bo", "anna", "nils"], 200) | dict.fromkeys(["olle", "sara", "mona"], 404)


@pytest.mark.parametrize(("who", "status"), SEES.items())
def test_who_sees_what_is_handed_in(cast, who, status):
    fill_in(cast)
    send(as_(cast, "ada"))
    for address in (PAGE, f"{PAGE}1/"):
        assert as_(cast, who).get(address).status_code == status


@pytest.mark.parametrize(("who", "status"), [("bo", 403), ("anna", 403), ("olle", 404), ("sara", 404)])
def test_who_may_not_hand_in(cast, who, status):
    assert as_(cast, who).post(PAGE, {"seen": "x"}).status_code == status
    assert not HandIn.objects.exists()


def test_small_counts_are_hidden_on_the_page_and_in_the_files(cast):
    actions.register_anonymous(measure=cast.measure, sex="men", start_year=2025, by=cast.actor("sara"), at=AT)
    client = as_(cast, "ada")
    assert "Ungas väg utan personuppgifter 0 färre än 5 färre än 5" in words(client.get(PAGE))
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}?fil=csv").content.decode())))
    (men,) = [r for r in rows if r["row"] == "Ungas väg, utan personuppgifter" and r["column"] == "Män"]
    assert men["value"] == "1–4"
    assert client.get(f"{PAGE}?fil=xlsx").content.startswith(b"PK")


def test_the_years_of_an_association(cast):
    fill_in(cast)
    assert "2025 Inte inlämnad" in words(as_(cast, "maria").get("/uppfoljning/lamna-in/"))
    send(as_(cast, "ada"))
    assert "2025 Inlämnad 12 nov 2026, version 1 Ada Ström" in words(
        as_(cast, "maria").get("/uppfoljning/lamna-in/")
    ).replace("\xa0", " ")


def test_dates_that_are_moved_take_nobody_and_no_money_out_of_the_year(cast):
    """A measure that followed persons in the year is handed in, although it is now said to begin later."""
    fill_in(cast)
    BudgetRow.objects.filter(measure=cast.measure).delete()
    mona = cast.actor("mona")
    change_measure(measure=cast.measure, changes={"start": date(2026, 11, 1)}, by=mona, at=AT)
    page = words(as_(cast, "ada").get(PAGE))
    assert "Ungas väg med personuppgifter 12 6 18" in page
    with pytest.raises(Refusal) as refused:
        change_measure(measure=cast.volume, changes={"end": date(2024, 12, 31)}, by=cast.actor("ada"), at=AT)
    assert refused.value.field == "end" and "2025" in str(refused.value)


def test_what_associations_hand_in_of_a_joint_measure_adds_up_to_the_whole(cast):
    """Each its part of every amount, to the öre; the participants once, where it is led."""
    lead, other = cast.measure.association, cast.other.association
    BudgetRow.objects.filter(measure=cast.measure).delete()
    BudgetRow.objects.create(measure=cast.measure, year=2025, budget_ore=100_000_001, outcome_ore=-7)
    BudgetRow.objects.create(measure=cast.measure, year=2025, budget_ore=2, outcome_ore=99_999_998)
    set_shares(measure=cast.measure, shares={lead: 6_667, other: 3_333}, valid_from=date(2025, 4, 1),
               by=cast.actor("ada"), at=AT)  # fmt: skip
    rows = [row for one in (lead, other) for row in rows_and_facts(one, 2025)[0] if row.parts[:1] == ("I-0001",)]
    amounts = [(row.parts[-1], row.value) for row in rows if row.section == "costs"]
    assert len(amounts) == 4
    assert sum(value for which, value in amounts if which == "budget") == 100_000_003
    assert sum(value for which, value in amounts if which == "outcome") == 99_999_991
    people = [(row.parts[1], row.value) for row in rows if row.parts[-1] == "person"]
    assert sorted(people) == [("men", 6), ("women", 12)]


def test_where_the_participants_live_is_read_beside_it(cast):
    """Nobody asks for it in the hand-in; whoever looks for it there is led to the report that has it."""
    client = as_(cast, "maria")
    (there,) = re.findall(r'href="([^"]+variabel=municipality)"', client.get(PAGE).content.decode())
    page = words(client.get(there.replace("&amp;", "&")))
    assert "Hemkommun. Östra Vättern, 2025" in page


def test_a_year_that_is_not_over_has_no_page(cast):
    assert as_(cast, "ada").get("/uppfoljning/lamna-in/ostra-vattern/2026/").status_code == 404


def test_the_start_page_says_that_a_year_waits(cast):
    client = as_(cast, "ada")
    assert "Lämna in uppföljningen för 2025" in words(client.get("/"))
    fill_in(cast)
    send(client)
    assert "Lämna in uppföljningen för 2025" not in words(client.get("/"))


def test_the_number_of_questions_does_not_follow_the_number_of_measures(cast):
    fill_in(cast)
    client = as_(cast, "ada")
    send(client)
    asked = []
    for number in range(11):
        more = Measure.objects.create(
            code=f"X-{number}", association=cast.measure.association, name=f"Till {number}", orientation="individual",
            follow_up="numbers", category="mapping", start=date(2024, 1, 1),
        )  # fmt: skip
        BudgetRow.objects.create(measure=more, year=2025, budget_ore=1, outcome_ore=1)
        with CaptureQueriesContext(connection) as questions:
            client.get(PAGE)
        asked.append(len(questions))
    assert asked[-1] == asked[0]


# The cost report


def test_means_costs_and_what_is_left(cast):
    fill_in(cast)
    page = words(as_(cast, "maria").get(COSTS)).replace("\xa0", " ")
    assert "Staten 3 000 000 kr" in page and "Eget kapital när tiden började 400 000 kr" in page
    assert "Alla medel 3 400 000 kr" in page and "Insatskostnad 2 600 000 kr 2 300 000 kr" in page
    assert "Kvar 799 991 kr 1 099 992 kr" in page  # nine kronor of administration are not rounded away


def test_a_missing_outcome_is_said(cast):
    page = words(as_(cast, "maria").get(COSTS))
    assert "1 rad har en budget men inget utfall än." in page


def test_in_detail_measure_by_measure_and_year_by_year(cast):
    fill_in(cast)
    page = words(as_(cast, "maria").get(f"{COSTS}&fran=2024&visa=detalj")).replace("\xa0", " ")
    assert "År för år" in page and "Insats för insats" in page
    assert "Ungas väg Insatskostnad 1 300 000 kr 1 200 000 kr" in page


def test_the_nation_is_a_sum_and_names_others_only_for_those_of_the_nation(cast):
    fill_in(cast)
    BudgetRow.objects.create(measure=cast.other, year=2025, budget_ore=50_000_000, outcome_ore=50_000_000)
    address = "/uppfoljning/kostnader/?forbund=nation&till=2025&visa=detalj"
    sums = words(as_(cast, "maria").get(address)).replace("\xa0", " ")
    assert "Insatskostnad 3 100 000 kr 2 800 000 kr" in sums and "Annat förbund" not in sums
    assert "Annat förbund" in words(as_(cast, "anna").get(address))


@pytest.mark.parametrize(("who", "status"), [("maria", 200), ("bo", 200), ("anna", 200), ("sara", 404), ("mona", 404)])
def test_who_reads_costs(cast, who, status):
    assert as_(cast, who).get(COSTS).status_code == status


def test_costs_can_be_taken_away(cast):
    fill_in(cast)
    client = as_(cast, "maria")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{COSTS}&fil=csv").content.decode())))
    assert [r["value"] for r in rows if r["row"] == "Alla medel" and r["value"]] == ["3400000"]
    assert {r["column"] for r in rows} == {"Medel eller budget, kronor", "Utfall, kronor"}
    assert client.get(f"{COSTS}&fil=xlsx").content.startswith(b"PK")
