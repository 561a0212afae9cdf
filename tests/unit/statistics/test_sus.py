"""SUS's tables of an extract say the same as the register's own reports, figure by figure."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Concat
from tests.factories.deliver import AT, make_cast
from tests.factories.reporting import people_with_answers
from tests.factories.statistics import extracted

from samordna.deliver.participants.models import Participation, SupportAnswer
from samordna.deliver.projects import financing, planning
from samordna.deliver.projects.financing import Means
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.reporting import costs
from samordna.deliver.reporting.counting import count, left, took_part
from samordna.deliver.reporting.rules.variables import VARIABLES
from samordna.engine.extract import open_extract
from samordna.engine.run import run
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Association, Organisation
from samordna.learn.statistics.catalogue import official

pytestmark = pytest.mark.django_db(databases="__all__")
YEAR = 2025


@pytest.fixture
def people():
    """People with every kind of answer; some take part several times, and end a measure twice in a year."""
    people_with_answers(360)
    Participation.objects.filter(municipality="0583").update(support_time="y1_3", referred_by="kommun")


@pytest.fixture
def tables(people, settings, tmp_path):
    """Runs an official table on an extract of them."""
    return of_register(settings, tmp_path)


@pytest.fixture
def tables_again(people, settings, tmp_path):
    """Runs an official table on an extract of people of whom many take part several times in the same measure."""
    Participation.objects.update(person=Concat(Value("p"), "pk", output_field=CharField()))
    for number, one in enumerate(Participation.objects.filter(state="ended").order_by("pk")[::3]):
        for days, ends in AGAIN[number % len(AGAIN)]:
            start = one.start + timedelta(days) if days <= 0 else one.end + timedelta(days)
            same = {name: getattr(one, name) for name in ("measure", "mode", "person", "sex", "birth_year")}
            same |= (
                {"end": one.end - timedelta(1), "state": "ended", "end_reason": "moved"}
                if ends
                else {"state": "active"}
            )
            Participation.objects.create(**same, start=start, start_year=start.year, education="compulsory")
    return of_register(settings, tmp_path)


#: When somebody comes again: days after the end, or before the start; and whether that ends before the other.
AGAIN = [
    [(5, False)],
    [(0, False)],  # on the same day
    [(-200, True)],  # goes on beside it, and ends first
    [(-400, False), (300, False)],
    [(-1, False), (-1, True)],
]


def of_register(settings, tmp_path):
    """Runs an official table on an extract of the register as it is."""
    settings.EXTRACTS = tmp_path
    extract = open_extract(tmp_path / extracted(AT).extract_id)

    def table(name):
        declaration = official(name).as_of(date.fromisoformat(extract.manifest.as_of))
        return run(declaration, extract)

    return table


def reported(variable, rows=left, had=None):
    """(value, sex) → how many the register's report counts in the whole country, both sexes together too."""
    chosen = rows(Measure.objects.filter(association__isnull=False), YEAR)
    if had:
        before = SupportAnswer.objects.filter(occasion__kind="in", source=had, extent__gt=0)
        chosen = chosen.filter(pk__in=before.values("occasion__participation"))
    found = Counter()
    for (_measure, value, sex), number in count(VARIABLES[variable], chosen).items():
        found[value, sex] += number
        found[value, "total"] += number
    return found


def figures(table, column, **codes):
    """(value, sex) → what the table says."""
    names = [each.name for each in table.columns]
    found = {}
    for key, cell in table.rows():
        said = dict(zip(names, key, strict=True))
        if all(said[name] == str(code) for name, code in codes.items()):
            found[said[column], said["sex"]] = cell.value
    return found


def compare(found, wanted, codes):
    """Every figure of the codes; at least one of them is not zero."""
    for code in codes:
        for sex in ("women", "men", "total"):
            assert found[code, sex] == wanted[code, sex], (code, sex)
    assert any(found[code, "total"] for code in codes)


BEFORE_AND_AFTER = [
    ("sus-standard-1", "does", "does"),
    ("sus-standard-2", "occupation", "occupation"),
    ("sus-standard-4", "source", "support"),
]


@pytest.mark.parametrize(("name", "column", "variable"), BEFORE_AND_AFTER, ids=[row[0] for row in BEFORE_AND_AFTER])
def test_before_and_after(tables, name, column, variable):
    table = tables(name)
    for week, kind in (("before", "in"), ("after", "out")):
        found = figures(table, column, year=YEAR, week=week)
        compare(found, reported(f"{variable}_{kind}"), {code for code, _sex in found} - {"any", "total"})


@pytest.mark.parametrize("had", ["sjukpenning", "a_kassa"])
def test_from_one_support_to_another(tables, had):
    found = figures(tables("sus-standard-5"), "after", year=YEAR, before=had)
    compare(found, reported("support_out", had=had), [code for code, _sex in found if code != "any"])


OF_THOSE_WHO_ENDED = [
    ("sus-standard-3", "afterwards", "afterwards"),
    ("sus-standard-6", "length", "length"),
    ("sus-standard-6-support", "support_time", "support_time"),
]
OF_THOSE_WHO_TOOK_PART = [
    ("sus-measure", "age", "age"),
    ("sus-measure-education", "education", "education"),
    ("sus-measure-referred-by", "referred_by", "referred_by"),
    ("sus-measure-support", "source", "support_in"),
]


@pytest.mark.parametrize(("name", "column", "variable"), OF_THOSE_WHO_ENDED, ids=[r[0] for r in OF_THOSE_WHO_ENDED])
def test_one_variable_of_those_who_ended(tables, name, column, variable):
    same_values(figures(tables(name), column, year=YEAR), variable, left)


@pytest.mark.parametrize(
    ("name", "column", "variable"), OF_THOSE_WHO_TOOK_PART, ids=[r[0] for r in OF_THOSE_WHO_TOOK_PART]
)
def test_one_variable_of_those_who_took_part(tables_again, name, column, variable):
    same_values(figures(tables_again(name), column, year=YEAR), variable, took_part)


def same_values(found, variable, rows):
    """The table has every value of the report, and its figures."""
    codes = {code for code, _sex in found} - {"total", "answered", "any"}
    assert codes | {"unknown"} == set(VARIABLES[variable].codes)
    compare(found, reported(variable, rows), codes)


def test_means_and_costs(settings, tmp_path):
    cast = make_cast()
    known = {"association": cast.measure.association, "year": YEAR, "by": cast.actor("ada"), "at": AT}
    home = Organisation.objects.get(party_id="municipality-0583")
    means = [Means(Money.kronor(600), home), Means(Money(1), name="Ljus", group="other")]
    financing.set_means(rows=[*means, Means(Money.kronor(-50), own_capital=True)], **known)
    spent = [CostRow(Money.kronor(60), Money.kronor(70), "Hyra", "premises"), CostRow(Money(3), kind="other")]
    financing.set_administration(rows=spent, **known)
    cost = [CostRow(Money(1_000_001), Money(-100)), CostRow(None, Money(0), "Lokal")]
    planning.plan_year(measure=cast.measure, year=YEAR, planned_participants=4, rows=cost, by=cast.actor("mona"), at=AT)
    table = of_register(settings, tmp_path)("sus-cost")
    report = costs.costs(costs.years_of(list(Association.objects.all()), [YEAR]))

    def said(line, amount):
        return table.cell(year=YEAR, line=line, amount=amount).value

    def ore(amount):
        return amount.ore if amount is not None else None

    for group, amount in report.means.items():
        assert said(f"means_{group}", "means") == ore(amount)
    assert said("means_own_capital", "means") == ore(report.own_capital) == -5000
    assert said("means_all", "means") == ore(report.all_means)
    lines = {f"measures_{kind}": both for kind, both in report.measures.items()}
    lines |= {f"administration_{kind}": both for kind, both in report.administration.items()}
    lines |= {"measures_all": report.measure_costs, "administration_all": report.admin_costs}
    for line, both in (lines | {"costs_all": report.all_costs}).items():
        assert (said(line, "budget"), said(line, "outcome")) == (ore(both.budget), ore(both.outcome)), line
    assert said("costs_all", "outcome") == 7000 - 100
    assert said("measures_esf_measure_cost", "budget") is None, "nobody has said anything: missing, which is not 0"
    assert said("means_esf", "means") is None
