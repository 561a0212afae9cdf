"""Every official table as somebody who knows DuckDB writes it by hand: what the engine's queries are measured against.

What several tables need is made once, in a temporary table. A statement that gives rows gives the codes of a cell
first, in the order of the table's columns; then a number for each of the counts that it is for.
"""

# ruff: noqa: S608 – the queries are put together from what stands here, and from years

from __future__ import annotations

from typing import Final, NamedTuple


class Statement(NamedTuple):
    """``sql`` with {first} and {last} for the years. Without names of counts it prepares something for the next."""

    sql: str
    counts: tuple[str, ...] = ()


_YEARS: Final = """unnest(range(greatest(year(start), {first}),
                                least(coalesce(year("end"), {last}), {last}) + 1)) AS year"""
_TOOK_PART: Final = """start <= make_date({last}, 12, 31) AND ("end" IS NULL OR "end" >= make_date({first}, 1, 1))"""
_SEX: Final = "coalesce(sex, 'total')"
_BY_SEX: Final = "GROUP BY GROUPING SETS ((year, sex), (year))"
_PAID: Final = "association IS NOT NULL AND orientation = 'individual'"
_PERSON: Final = "association IS NOT NULL AND mode = 'person'"

TABLE_1: Final = Statement(
    f"""
WITH taking_part AS (
    SELECT participation, person, sex, start, "end" FROM participations
    WHERE {_PAID} AND mode = 'person' AND {_TOOK_PART}
), benefits AS (
    SELECT DISTINCT participation,
           CASE source WHEN 'aktivitetsersattning' THEN 'aktivitetsersättning' ELSE 'sjukpenning' END AS benefit
    FROM support WHERE occasion = 'in' AND extent > 0
      AND source IN ('sjukpenning', 'rehabiliteringspenning', 'aktivitetsersattning')
), by_year AS (
    SELECT {_YEARS}, benefit, sex, person, start FROM taking_part JOIN benefits USING (participation)
), counted AS (
    SELECT year, benefit, {_SEX} AS sex, count(DISTINCT person) AS ongoing,
           count(DISTINCT person) FILTER (year(start) = year) AS new
    FROM by_year GROUP BY GROUPING SETS ((year, benefit, sex), (year, benefit))
)
SELECT year, 'ongoing', benefit, sex, ongoing FROM counted
UNION ALL SELECT year, 'new', benefit, sex, new FROM counted
""",
    ("af-fk-2020-1",),
)

_AF_FK: Final = (
    TABLE_1,
    Statement(
        f"""
SELECT year, coalesce("group", 'total'), count(DISTINCT measure), count(DISTINCT association)
FROM (SELECT measure, association, {_YEARS} FROM measures WHERE association IS NOT NULL)
JOIN measure_groups USING (measure)
WHERE "group" IN ('young_activity_compensation', 'long_term_sick', 'young_disability')
GROUP BY GROUPING SETS ((year, "group"), (year))
""",
        ("af-fk-2020-3-measures", "af-fk-2020-3-associations"),
    ),
    Statement(
        f"""
SELECT year, coalesce(orientation, 'total'), count(DISTINCT measure)
FROM (SELECT measure, orientation, {_YEARS} FROM measures WHERE association IS NOT NULL)
GROUP BY GROUPING SETS ((year, orientation), (year))
""",
        ("af-fk-2020-measures",),
    ),
    Statement(
        f"""
SELECT year, {_SEX}, count(DISTINCT person),
       sum(least("end", make_date(year::INT, 12, 31)) - greatest(start, make_date(year::INT, 1, 1)) + 1)
FROM (SELECT person, sex, start, "end", {_YEARS} FROM participations
      WHERE {_PAID} AND mode = 'person' AND {_TOOK_PART})
{_BY_SEX}
""",
        ("af-fk-2020-participants-person", "gender-resources-days"),
    ),
    Statement(
        f"""
SELECT year, {_SEX}, count(*) FILTER (mode = 'person'), count(*) FILTER (mode = 'anonymous'),
       count(*) FILTER (mode = 'anonymous')
FROM (SELECT start_year AS year, sex, mode FROM participations
      WHERE {_PAID} AND start_year BETWEEN {{first}} AND {{last}})
{_BY_SEX}
""",
        ("gender-starts-person", "gender-starts-anonymous", "af-fk-2020-participants-anonymous"),
    ),
    Statement(
        f"""SELECT year, {_SEX}, sum(people), sum(more), sum(began) FROM kept_counts
WHERE {_PAID} AND year BETWEEN {{first}} AND {{last}} {_BY_SEX}""",
        (
            "af-fk-2020-participants-person-kept-people",
            "af-fk-2020-participants-anonymous-kept-more",
            "gender-starts-person-kept-began",
        ),
    ),
    Statement(
        f"""SELECT year, {_SEX}, sum(persons) FROM counts
WHERE {_PAID} AND year BETWEEN {{first}} AND {{last}} {_BY_SEX}""",
        ("af-fk-2020-participants-volume",),
    ),
)

_AE, _SJP = "benefit = 'aktivitetsersattning'", "benefit = 'sjukpenning'"
_OF_LINKED: Final = {
    f"af-fk-2020-{name}": f"{what} FILTER ({where})"
    for name, what, where in (
        ("4-1-started", "count(DISTINCT person)", _AE),
        ("4-1-found", "count(DISTINCT person)", f"{_AE} AND found = 'yes'"),
        ("4-1-age-25-28", "count(DISTINCT person)", f"{_AE} AND found = 'yes' AND age_group = '25-28'"),
        ("4-1-diagnosis-f", "count(DISTINCT person)", f"{_AE} AND found = 'yes' AND diagnosis_group = 'F00-F99'"),
        ("4-1-mean-years", "sum(days_before)", f"{_AE} AND found = 'yes'"),
        ("4-1-mean-years-number", "count(days_before)", f"{_AE} AND found = 'yes'"),
        ("4-2-started", "count(DISTINCT person)", _SJP),
        ("4-2-found", "count(DISTINCT person)", f"{_SJP} AND found = 'yes'"),
        ("4-2-diagnosis-f", "count(DISTINCT person)", f"{_SJP} AND found = 'yes' AND diagnosis_group = 'F00-F99'"),
        ("4-2-diagnosis-m", "count(DISTINCT person)", f"{_SJP} AND found = 'yes' AND diagnosis_group = 'M00-M99'"),
        ("4-2-mean-days", "sum(days_before)", f"{_SJP} AND found = 'yes'"),
        ("4-2-mean-days-number", "count(days_before)", f"{_SJP} AND found = 'yes'"),
        ("4-2-age-40-59", "count(DISTINCT person)", f"{_SJP} AND found = 'yes' AND age_group = '40-59'"),
        ("4-2-mean-days-40-59", "sum(days_before)", f"{_SJP} AND found = 'yes' AND age_group = '40-59'"),
        ("4-2-mean-days-40-59-number", "count(days_before)", f"{_SJP} AND found = 'yes' AND age_group = '40-59'"),
    )
}
_LINKED: Final = Statement(
    f"""SELECT year, {_SEX}, {", ".join(_OF_LINKED.values())}
FROM (SELECT year(start) AS year, * FROM linked_starts
      WHERE {_PAID} AND start_in_year = 'first' AND year(start) BETWEEN {{first}} AND {{last}})
{_BY_SEX}""",
    tuple(_OF_LINKED),
)

_PROGRAMME: Final = "start <= '2024-12-31' AND (\"end\" IS NULL OR \"end\" >= '2023-01-01')"
_LEFT: Final = "\"end\" BETWEEN '2023-01-01' AND '2024-12-31'"
_ESF_BENEFITS: Final = {"ae": "aktivitetsersattning", "se": "sjukersattning", "sjp": "sjukpenning"}
_OF_AREA: Final = {
    "fk-esf-2025-3-participants": "true",
    "fk-esf-2025-3-left": _LEFT,
    "fk-esf-2025-3-positive": f"{_LEFT} AND positive",
    **{f"fk-esf-2025-4-left-{short}": f"{_LEFT} AND {short}" for short in _ESF_BENEFITS},
    **{f"fk-esf-2025-4-positive-{short}": f"{_LEFT} AND {short} AND positive" for short in _ESF_BENEFITS},
}
_FK_ESF: Final = (
    Statement(
        f"""
SELECT '2023-2024', coalesce(place, 'total'), coalesce(owner, 'total'), count(DISTINCT measure)
FROM (SELECT measure, place, CASE WHEN owner_kind IN ('fk', 'af') THEN 'agency'
                                  WHEN owner_kind = 'region' THEN 'other' ELSE owner_kind END AS owner
      FROM projects WHERE fk IN ('owner', 'takes_part') AND {_PROGRAMME})
GROUP BY CUBE (place, owner)
""",
        ("fk-esf-2025-1",),
    ),
    Statement(
        f"""SELECT '2023-2024', coalesce(place, 'total'), count(DISTINCT measure) FROM projects
WHERE fk IN ('owner', 'takes_part') AND {_PROGRAMME} GROUP BY GROUPING SETS ((place), ())""",
        ("fk-esf-2025-fig-2",),
    ),
    Statement(
        f"""
CREATE TEMP TABLE of_fk AS
WITH taking_part AS (
    SELECT participation, person, sex, programme_area AS area, referred_by, "end" FROM participations
    WHERE mode = 'person' AND programme_area IN ('A2', 'B', 'E') AND {_PROGRAMME}
), had AS (
    SELECT participation, {", ".join(f"bool_or(source = '{one}') AS {short}" for short, one in _ESF_BENEFITS.items())}
    FROM taking_part JOIN support USING (participation)
    WHERE occasion = 'in' AND extent > 0
      AND source IN ('sjukpenning', 'rehabiliteringspenning', 'aktivitetsersattning', 'sjukersattning')
    GROUP BY participation
)
SELECT *, participation IN (
    SELECT participation FROM occupations
    WHERE occasion = 'out' AND kind IN ('work_unsubsidised', 'work_subsidised', 'studies', 'seeking')) AS positive
FROM taking_part JOIN had USING (participation)
"""
    ),
    Statement(
        f"""
SELECT '2023-2024', coalesce(referred_by, 'total'), {_SEX}, count(DISTINCT person) FILTER (area = 'A2'),
       count(DISTINCT person) FILTER (area = 'B'), count(DISTINCT person) FILTER (area = 'E')
FROM (SELECT person, sex, area, CASE WHEN referred_by IN ('region', 'own_initiative') THEN 'other'
                                     ELSE referred_by END AS referred_by FROM of_fk WHERE referred_by IS NOT NULL)
GROUP BY CUBE (referred_by, sex)
""",
        ("fk-esf-2025-2-a2", "fk-esf-2025-2-b", "fk-esf-2025-2-e"),
    ),
    Statement(
        f"""SELECT '2023-2024', coalesce(area, 'A2+B'), {_SEX},
       {", ".join(f"count(DISTINCT person) FILTER ({where})" for where in _OF_AREA.values())}
FROM of_fk WHERE area IN ('A2', 'B') GROUP BY CUBE (area, sex)""",
        tuple(_OF_AREA),
    ),
)


def _of_ended(count: str, column: str, total: str = "total", of: str = "ended") -> Statement:
    """Those who ended, or took part, by what stands in their own row."""
    return Statement(
        f"""SELECT year, coalesce({column}, '{total}'), {_SEX}, count(*) FROM {of} WHERE {column} IS NOT NULL
GROUP BY GROUPING SETS ((year, {column}, sex), (year, {column}), (year, sex), (year))""",
        (count,),
    )


_DOES: Final = "'work_unsubsidised', 'work_subsidised', 'studies', 'seeking', 'unknown'"
_SUS: Final = (
    Statement(
        f"""
CREATE TEMP TABLE ended AS
SELECT participation, year("end") AS year, sex, occupation_in, occupation_out, afterwards, support_time,
       CASE WHEN days <= 90 THEN '0' WHEN days <= 181 THEN '91' WHEN days <= 364 THEN '182' WHEN days <= 729 THEN '365'
            ELSE '730' END AS length,
       CASE WHEN end_reason = 'according_to_plan' THEN 'completed'
            WHEN end_reason NOT IN ('withdrawn_consent', 'mistaken_entry') THEN 'broke_off' END AS reason
FROM participations
WHERE {_PERSON} AND state = 'ended' AND last_ended = 'yes'
  AND "end" BETWEEN make_date({{first}}, 1, 1) AND make_date({{last}}, 12, 31)
"""
    ),
    Statement(
        f"""SELECT year, kind, {_SEX}, count(DISTINCT participation) FILTER (occasion = 'in'),
       count(DISTINCT participation) FILTER (occasion = 'out')
FROM ended JOIN occupations USING (participation) WHERE occasion IN ('in', 'out') AND kind IN ({_DOES})
GROUP BY GROUPING SETS ((year, kind, sex), (year, kind))""",
        ("sus-standard-1-before", "sus-standard-1-after"),
    ),
    _of_ended("sus-standard-2-before", "occupation_in"),
    _of_ended("sus-standard-2-after", "occupation_out"),
    _of_ended("sus-standard-3", "afterwards"),
    Statement(
        f"""SELECT year, coalesce(source, 'any'), {_SEX}, count(DISTINCT participation) FILTER (occasion = 'in'),
       count(DISTINCT participation) FILTER (occasion = 'out')
FROM ended JOIN support USING (participation) WHERE extent > 0 AND occasion IN ('in', 'out')
GROUP BY GROUPING SETS ((year, source, sex), (year, source), (year, sex), (year))""",
        ("sus-standard-4-before", "sus-standard-4-after"),
    ),
    Statement(
        """
WITH had AS (SELECT participation, year, sex, source, occasion FROM ended JOIN support USING (participation)
             WHERE extent > 0 AND occasion IN ('in', 'out'))
SELECT year, coalesce(b.source, 'any'), coalesce(a.source, 'any'), coalesce(b.sex, 'total'),
       count(DISTINCT participation)
FROM (FROM had WHERE occasion = 'in') b
JOIN (SELECT participation, source FROM had WHERE occasion = 'out') a USING (participation)
GROUP BY year, CUBE (b.source, a.source, b.sex)
""",
        ("sus-standard-5",),
    ),
    _of_ended("sus-standard-6", "length"),
    _of_ended("sus-standard-6-support", "support_time", "answered"),
    _of_ended("gender-completes-number", "reason"),
    Statement(
        f"""
CREATE TEMP TABLE took_part AS
WITH by_year AS (
    SELECT participation, person, measure, start, entered, times, sex, education, referred_by, {_YEARS},
           CASE WHEN age < 25 THEN '16' WHEN age < 30 THEN '25' WHEN age < 45 THEN '30' WHEN age < 55 THEN '45'
                ELSE '55' END AS age
    FROM participations WHERE {_PERSON} AND {_TOOK_PART}
)
SELECT participation, year, sex, age, education, referred_by FROM by_year WHERE times = 1
UNION ALL
SELECT participation, year, sex, age, education, referred_by FROM by_year WHERE times > 1
QUALIFY rank() OVER (PARTITION BY year, person, measure ORDER BY start DESC, entered DESC) = 1
"""
    ),
    _of_ended("sus-measure", "age", of="took_part"),
    _of_ended("sus-measure-education", "education", "answered", of="took_part"),
    _of_ended("sus-measure-referred-by", "referred_by", "answered", of="took_part"),
    Statement(
        f"""SELECT year, coalesce(source, 'any'), {_SEX}, count(DISTINCT participation)
FROM took_part JOIN support USING (participation) WHERE extent > 0 AND occasion = 'in'
GROUP BY GROUPING SETS ((year, source, sex), (year, source), (year, sex), (year))""",
        ("sus-measure-support",),
    ),
)


def _costs(counts: tuple[str, ...]) -> Statement:
    """Means and costs: a sum for each row of the report, whose name says what is in it."""
    sums = []
    for count in counts:
        part, what = count.removeprefix("sus-cost-").split("-", 1)
        parts = "'measures', 'administration'" if part == "costs" else f"'{part}'"
        only = "" if what == "all" else f" AND what = '{what.replace('-', '_')}'"
        sums.append(f"sum(ore) FILTER (part IN ({parts}){only})")
    return Statement(
        f"SELECT year, kind, {', '.join(sums)} FROM money"
        " WHERE association IS NOT NULL AND year BETWEEN {first} AND {last} GROUP BY year, kind",
        counts,
    )


_OUTPUTS: Final = {
    "recorded": "plus",
    "no-area": "NOT plus",
    "lacks-employment": "plus AND unanswered",
    "has-education": "plus AND educated",
    "eeco01": "complete",
    "eeco02": "complete AND NOT works AND looks",
    "eeco04": "complete AND NOT works AND NOT looks",
    "eeco05": "complete AND works",
    "eeco06": "complete AND age <= 17",
    "eeco07": "complete AND age BETWEEN 18 AND 29",
    "eeco08": "complete AND age > 54",
    "eeco09": "complete AND education IN ('none', 'compulsory')",
    "eeco10": "complete AND education = 'upper_secondary'",
    "eeco11": "complete AND education = 'higher'",
}
_RESULTS: Final = {
    "eecr01": "complete AND NOT works AND NOT looks AND sought AND NOT worked",
    "eecr02": "complete AND NOT studies AND studied",
    "eecr04": "complete AND NOT works AND worked",
    "followed-up": "complete AND NOT works AND asked_later",
    "eecr05": "complete AND NOT works AND worked_later",
}
_WORK: Final = "kind IN ('work_unsubsidised', 'work_subsidised')"
_KNOWN: Final = {
    "unanswered": "occasion = 'in' AND kind = 'employment_unknown'",
    "works": f"occasion = 'in' AND {_WORK}",
    "looks": "occasion = 'in' AND kind IN ('seeking', 'enrolled_af', 'programme_af')",
    "studies": "occasion = 'in' AND kind = 'studies'",
    "sought": "occasion = 'out' AND kind = 'seeking'",
    "worked": f"occasion = 'out' AND {_WORK}",
    "studied": "occasion = 'out' AND kind = 'studies'",
    "asked_later": "occasion = 'follow_up' AND months = 6",
    "worked_later": f"occasion = 'follow_up' AND months = 6 AND {_WORK}",
}


def _persons(where: dict[str, str], year: str) -> Statement:
    return Statement(
        f"""SELECT year, {_SEX}, {", ".join(f"count(DISTINCT person) FILTER ({one})" for one in where.values())}
FROM (SELECT {year} AS year, * FROM in_esf) WHERE year BETWEEN {{first}} AND {{last}} {_BY_SEX}""",
        tuple(f"eu-common-{name}" for name in where),
    )


_EU: Final = (
    Statement(
        f"""
CREATE TEMP TABLE in_esf AS
WITH taking_part AS (
    SELECT participation, person, sex, age, start, "end",
           measure IN (SELECT measure FROM projects WHERE programme_area IS NOT NULL) AS plus,
           coalesce(education IN ('none', 'compulsory', 'upper_secondary', 'higher'), false) AS educated, education
    FROM participations
    WHERE measure IN (SELECT measure FROM projects) AND mode = 'person'
      AND (year(start) BETWEEN {{first}} AND {{last}} OR year("end") BETWEEN {{first}} AND {{last}})
), known AS (
    SELECT participation, {", ".join(f"bool_or({where}) AS {name}" for name, where in _KNOWN.items())}
    FROM taking_part JOIN occupations USING (participation) GROUP BY participation
)
SELECT t.*, {", ".join(f"coalesce({name}, false) AS {name}" for name in _KNOWN)},
       plus AND age IS NOT NULL AND educated AND NOT coalesce(unanswered, false) AS complete
FROM taking_part t LEFT JOIN known USING (participation)
"""
    ),
    _persons(_OUTPUTS, "year(start)"),
    _persons(_RESULTS, 'year("end")'),
    Statement(
        f"""SELECT year, {_SEX}, count(*)
FROM (SELECT start_year AS year, sex FROM participations
      WHERE measure IN (SELECT measure FROM projects WHERE programme_area IS NOT NULL) AND mode = 'anonymous'
        AND start_year BETWEEN {{first}} AND {{last}})
{_BY_SEX}""",
        ("eu-common-anonymous",),
    ),
)


def all_tables(cost_counts: tuple[str, ...]) -> tuple[Statement, ...]:
    """Every statement, in the order in which they are run. ``cost_counts`` are the rows of the cost report."""
    return (*_AF_FK, _LINKED, *_FK_ESF, *_SUS, _costs(cost_counts), *_EU)
