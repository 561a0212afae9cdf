"""How the participants' files are made of the register's rows: in SQL, by the rules of the register.

``deliver/participants/rules/answers.py`` and ``deliver/reporting/rules/standard.py`` say the same for one person at a
time; a test compares the two on generated answers. ``participation``, ``occasion``, ``support`` and ``target`` are the
register's tables without what has been closed as mistaken, ``measure_shares`` and ``areas`` files of the extract.
"""

from __future__ import annotations

from samordna.learn.statistics import columns

#: What an occasion's answers come to. One that never was has no answers.
MACROS = """
CREATE MACRO occupation(unsubsidised, subsidised, studies, seeks) AS CASE
    WHEN unsubsidised > 0 OR subsidised > 0 THEN 'works'
    WHEN studies > 0 THEN 'studies'
    WHEN unsubsidised IS NULL OR subsidised IS NULL OR studies IS NULL OR seeks IS NULL THEN 'unknown'
    WHEN seeks THEN 'seeking'
    ELSE 'other' END;
CREATE MACRO work(unsubsidised, subsidised) AS CASE
    WHEN unsubsidised > 0 AND subsidised > 0 THEN 'both'
    WHEN unsubsidised > 0 THEN 'unsubsidised'
    WHEN subsidised > 0 THEN 'subsidised'
    WHEN unsubsidised = 0 AND subsidised = 0 THEN 'none'
    ELSE 'unknown' END;
CREATE MACRO seeking(unsubsidised, subsidised, studies, seeks) AS CASE
    WHEN unsubsidised > 0 OR subsidised > 0 OR studies > 0 OR NOT seeks THEN 'no'
    WHEN unsubsidised IS NULL OR subsidised IS NULL OR studies IS NULL OR seeks IS NULL THEN 'unknown'
    ELSE 'yes' END;
CREATE MACRO employment_known(unsubsidised, subsidised, studies, seeks, enrolled) AS CASE
    WHEN unsubsidised > 0 OR subsidised > 0 THEN TRUE
    WHEN unsubsidised IS NULL OR subsidised IS NULL THEN FALSE
    ELSE enrolled OR seeking(unsubsidised, subsidised, studies, seeks) <> 'unknown' END;
CREATE MACRO said(answer) AS CASE WHEN answer THEN 'yes' WHEN NOT answer THEN 'no' ELSE 'unknown' END;
CREATE MACRO extent(unsubsidised, subsidised, studies) AS
    coalesce(unsubsidised, 0) + coalesce(subsidised, 0) + coalesce(studies, 0);
CREATE MACRO lacks(unsubsidised, subsidised, studies) AS
    unsubsidised IS NULL OR subsidised IS NULL OR studies IS NULL;
CREATE MACRO afterwards(before, after, lacks_before, lacks_after) AS CASE
    WHEN after = 0 THEN CASE WHEN lacks_after THEN 'unknown' ELSE 'not' END
    WHEN before = 0 THEN CASE WHEN lacks_before THEN 'unknown' ELSE 'started' END
    WHEN after > before THEN 'increased'
    ELSE 'same' END;
"""

#: The number of a participation follows the order of the public ids: random, and left behind.
_NUMBERED = """
CREATE TABLE numbered AS SELECT id, row_number() OVER (ORDER BY public_id)::INTEGER AS number FROM participation
"""

#: The association of a joint measure that shares it at the start and has the home; the leading one if it is one.
_HOMES = """
CREATE TABLE home AS
SELECT p.id,
    coalesce(min(m.association) FILTER (s.association = m.association), min(s.association)) AS association
FROM participation p
JOIN measure m ON m.id = p.measure_id
JOIN measure_shares s ON s.measure = m.code AND s.share < 10000
    AND p.start BETWEEN s."from" AND coalesce(s."to", p.start)
JOIN areas a ON a.municipality = p.municipality_id AND a.association = s.association
    AND p.start BETWEEN a."from" AND coalesce(a."to", p.start)
GROUP BY p.id
"""

_ANSWERED = "CREATE TABLE answered AS SELECT DISTINCT occasion_id FROM support"
#: What the files below are made of, beside what was read.
PREPARED = (_NUMBERED, _HOMES, _ANSWERED)

_WORK = "{0}.work_unsubsidised, {0}.work_subsidised"
_DOINGS = f"{_WORK}, {{0}}.studies"
#: What is asked at an occasion, by the name of its columns; ``{0}`` is the occasion.
_ANSWERS = {
    "support_known": "CASE WHEN {0}.all_asked OR {0}_support.occasion_id IS NOT NULL THEN 'yes' ELSE 'no' END",
    "occupation": f"occupation({_DOINGS}, {{0}}.seeking)",
    "work": f"work({_WORK})",
    "studies": "coalesce({0}.studies::VARCHAR, 'unknown')",
    "seeking": f"seeking({_DOINGS}, {{0}}.seeking)",
    "enrolled_af": "said({0}.enrolled_af)",
    "programme_af": "said({0}.programme_af)",
}
_PERSON = "p.mode = 'person'"
_ENDED = f"{_PERSON} AND p.state = 'ended'"


def _answers(of: str, at: str, name: str) -> dict[str, str]:
    return {f"{key}_{name}": f"CASE WHEN {of} THEN {value.format(at)} END" for key, value in _ANSWERS.items()}


def _of_both(macro: str) -> str:
    return ", ".join(f"{macro}({_DOINGS.format(at)})" for at in ("entry", "leaving"))


_LAST_ENDED = f"""CASE WHEN {_ENDED} THEN CASE WHEN row_number() OVER (
    PARTITION BY p.mode, p.state, p.measure_id, p.person, year(p."end") ORDER BY p."end" DESC, p.id DESC
    ) = 1 THEN 'yes' ELSE 'no' END END"""

_OF_THE_SAME = "OVER (PARTITION BY p.mode, p.measure_id, p.person"
_TIMES = f"CASE WHEN {_PERSON} THEN count(*) {_OF_THE_SAME})::INTEGER END"
_ENTERED = f"CASE WHEN {_PERSON} THEN row_number() {_OF_THE_SAME} ORDER BY p.id)::INTEGER END"

#: Column → what it is made of, where it is not the participation's own column.
_COLUMNS = {
    "participation": "n.number",
    "age": "p.start_year - p.birth_year",
    "municipality": "p.municipality_id",
    "measure": "m.code",
    "association": "m.association",
    "orientation": "m.orientation",
    "programme_area": "nullif(m.programme_area, '')",
    "counts_for": "coalesce(h.association, m.association)",
    "days": "date_diff('day', p.start, p.\"end\") + 1",
    "times": _TIMES,
    "entered": _ENTERED,
    "last_ended": _LAST_ENDED,
    **_answers(_PERSON, "entry", "in"),
    **_answers(_ENDED, "leaving", "out"),
    "afterwards": f"CASE WHEN {_ENDED} THEN afterwards({_of_both('extent')}, {_of_both('lacks')}) END",
}


def _wanted(column: str) -> str:
    own = f'p."{column}"'
    return f'{_COLUMNS.get(column, own)} AS "{column}"'


_WANTED = ", ".join(_wanted(column.name) for column in columns.PARTICIPATIONS.columns)

#: Every participation with the register's name of the person.
PARTICIPATIONS = f"""
SELECT {_WANTED}
FROM participation p
JOIN numbered n ON n.id = p.id
JOIN measure m ON m.id = p.measure_id
LEFT JOIN home h ON h.id = p.id
LEFT JOIN occasion entry ON entry.participation_id = p.id AND entry.kind = 'in'
LEFT JOIN occasion leaving ON leaving.participation_id = p.id AND leaving.kind = 'out'
LEFT JOIN answered entry_support ON entry_support.occasion_id = entry.id
LEFT JOIN answered leaving_support ON leaving_support.occasion_id = leaving.id
ORDER BY n.number
"""  # noqa: S608 - of the columns' names

TARGETS = """
SELECT n.number, t."group" FROM target t JOIN numbered n ON n.id = t.participation_id ORDER BY n.number, t."group"
"""

SUPPORT = """
SELECT n.number, o.kind, o."on", o.months, s.source, s.extent
FROM support s JOIN occasion o ON o.id = s.occasion_id JOIN numbered n ON n.id = o.participation_id
ORDER BY n.number, o.kind, o.months, s.source
"""


def _does(kind: str, so: str, extent: str = "NULL", studies: str = "NULL") -> str:
    return f"""
SELECT n.number AS number, o.kind AS occasion, o."on" AS day, o.months AS months, '{kind}' AS kind,
    {extent} AS extent, {studies} AS studies
FROM occasion o JOIN numbered n ON n.id = o.participation_id WHERE {so}"""  # noqa: S608 - of what stands below


_ENROLLED = "coalesce(o.enrolled_af, FALSE) OR coalesce(o.programme_af, FALSE)"
_KINDS = (
    _does("work_unsubsidised", "o.work_unsubsidised > 0", "o.work_unsubsidised"),
    _does("work_subsidised", "o.work_subsidised > 0", "o.work_subsidised"),
    _does("studies", "o.studies > 0", "o.studies", "o.studies_kind"),
    _does("seeking", f"seeking({_DOINGS.format('o')}, o.seeking) = 'yes'"),
    _does("enrolled_af", "o.enrolled_af"),
    _does("programme_af", "o.programme_af"),
    *(_does(group, f"occupation({_DOINGS.format('o')}, o.seeking) = '{group}'") for group in ("other", "unknown")),
    _does("employment_unknown", f"NOT employment_known({_DOINGS.format('o')}, o.seeking, {_ENROLLED})"),
)


def _never_asked(kind: str, of: str) -> str:
    return f"""
UNION ALL SELECT n.number, '{kind}', NULL, 0, what, NULL, NULL
    FROM participation p JOIN numbered n ON n.id = p.id, unnest(['unknown', 'employment_unknown']) AS kinds(what)
    WHERE {of} AND p.id NOT IN (SELECT participation_id FROM occasion WHERE kind = '{kind}')"""  # noqa: S608 - own words


#: What is so at each occasion; who was never asked before or after has a row that says so, of no day.
OCCUPATIONS = f"""
SELECT * FROM ({" UNION ALL ".join(_KINDS)}
{_never_asked("in", _PERSON)}
{_never_asked("out", _ENDED)})
ORDER BY number, occasion, months, kind
"""  # noqa: S608 - of what stands above
