"""The EU's common output and result indicators (Regulation (EU) 2021/1057, annex I), from what the register knows.

By sex and calendar year: outputs in the year of the start, results in the year of the exit. Only those count of whom
everything of group 1.1 is known: employment, age and education. The others are told, with what is lacking. What the
register never asks is missing, with the reason, and never zero. Sweden's own figures come from SCB's registers; these
are a project's early count.
"""

from __future__ import annotations

from samordna.engine.combined import Part, Stacked
from samordna.engine.conditions import AtMost, Condition, Given, Has, Is, MoreThan, OfARow
from samordna.engine.dimensions import Basis, Time, When
from samordna.engine.request import Absent, Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import PERSONS, SEX, WITH_PERSON_DATA
from samordna.learn.statistics.columns import OCCUPATIONS, PARTICIPATIONS, PROJECTS
from samordna.learn.statistics.participant_columns import DOINGS
from samordna.learn.statistics.retained import IN_ESF, left_out

_TITLE = Words("EU:s gemensamma indikatorer för ESF+", "The EU's common indicators of ESF+")
_FIRST, _LAST = 2023, 2025
_ROWS = What(Counted.ROWS, "persons", Words("personer", "persons"))
_AGE = PARTICIPATIONS["age"]
_EDUCATION = PARTICIPATIONS["education"]
_WORK = ("work_unsubsidised", "work_subsidised")
#: Without work and seeking it, or registered as unemployed, as national rules may have it.
_LOOKING = ("seeking", "enrolled_af", "programme_af")

#: Every measure that ESF pays, whatever its programme area, also of the programme before ESF+.
_IN_ESF = Has(PROJECTS, "measure")
_AREA_IS_KNOWN = (Given(PROJECTS["programme_area"]),)
_IN_ESF_PLUS = Has(PROJECTS, "measure", _AREA_IS_KNOWN)
_NOT_IN_ESF_PLUS = Has(PROJECTS, "measure", _AREA_IS_KNOWN, none=True)


def _does(occasion: str, *kinds: str, none: bool = False, months: int | None = None) -> Has:
    """Something of this at the occasion; with ``none`` nothing of it."""
    held: tuple[OfARow, ...] = (Is(OCCUPATIONS["occasion"], (occasion,)), Is(OCCUPATIONS["kind"], kinds))
    if months is not None:
        held = (*held, MoreThan(OCCUPATIONS["months"], months - 1), AtMost(OCCUPATIONS["months"], months))
    return Has(OCCUPATIONS, "participation", held, none)


_KNOWN_WORK = _does("in", "employment_unknown", none=True)
_KNOWN_EDUCATION = Is(_EDUCATION, ("none", "compulsory", "upper_secondary", "higher"))
_COMPLETE = (WITH_PERSON_DATA, _IN_ESF_PLUS, Given(_AGE), _KNOWN_EDUCATION, _KNOWN_WORK)
_EMPLOYED = (_does("in", *_WORK),)
_UNEMPLOYED = (_does("in", *_WORK, none=True), _does("in", *_LOOKING))
_INACTIVE = (_does("in", *_WORK, *_LOOKING, none=True),)
_NOT_EMPLOYED = (_does("in", *_WORK, none=True),)
#: At every occasion something is so, be it that nothing else is.
_FOLLOWED_UP = _does("follow_up", *DOINGS, months=6)


def _count(
    code: str, basis: Basis, where: tuple[Condition, ...], what: What = PERSONS, why: Words | None = None
) -> Count:
    time = Time(_FIRST, _LAST, (When("counted", Words("Räknade", "Counted"), basis),))
    return Count(
        f"eu-common-{code.lower().replace('_', '-')}",
        _TITLE,
        PARTICIPATIONS,
        time,
        (SEX,),
        what,
        where=(_IN_ESF, *where),
        absent=(Absent((), why),) if why else (),
        told=left_out(time, IN_ESF),
    )


def _told(code: str, sv: str, en: str, *where: Condition, what: What = PERSONS) -> Part:
    """How complete the answers are: not one of the indicators."""
    return Part(code, Words(sv, en), _count(code, Basis.BEGAN, where, what))


def _output(code: str, sv: str, en: str, *where: Condition) -> Part:
    return Part(code, Words(f"{code} {sv}", f"{code} {en}"), _count(code, Basis.BEGAN, (*_COMPLETE, *where)))


def _result(code: str, sv: str, en: str, *where: Condition) -> Part:
    return Part(code, Words(f"{code} {sv}", f"{code} {en}"), _count(code, Basis.ENDED, (*_COMPLETE, *where)))


def _unknown(code: str, sv: str, en: str, why_sv: str, why_en: str) -> Part:
    """An indicator that the register cannot give: missing, which is not zero."""
    why = Words(f"{code}: {why_sv}", f"{code}: {why_en}")
    return Part(code, Words(f"{code} {sv}", f"{code} {en}"), _count(code, Basis.BEGAN, _COMPLETE, why=why))


_NOT_ASKED = ("registret frågar inte om det.", "the register does not ask.")

EU_COMMON = Stacked(
    "eu-common",
    _TITLE,
    "indicator",
    Words("Indikator", "Indicator"),
    (
        _told("recorded", "Registrerade med samtycke", "Registered with consent", WITH_PERSON_DATA, _IN_ESF_PLUS),
        _told(
            "no_area", "Räknas inte: projektets programområde saknas", "Not counted: the project has no programme area",
            WITH_PERSON_DATA, _NOT_IN_ESF_PLUS,
        ),
        _told(
            "anonymous", "Utan personuppgifter, räknas inte", "Without person data, not counted",
            Is(PARTICIPATIONS["mode"], ("anonymous",)), _IN_ESF_PLUS, what=_ROWS,
        ),
        _told(
            "lacks_employment", "Räknas inte: svar om arbete saknas", "Not counted: the answer about work is missing",
            WITH_PERSON_DATA, _IN_ESF_PLUS, _does("in", "employment_unknown"),
        ),
        _told(
            "has_education", "Har svar om utbildning", "Has an answer about education",
            WITH_PERSON_DATA, _IN_ESF_PLUS, _KNOWN_EDUCATION,
        ),
        _output("EECO01", "Deltagare, fullständiga uppgifter", "Participants, complete records"),
        _output("EECO02", "Arbetslösa", "Unemployed", *_UNEMPLOYED),
        _unknown(
            "EECO03", "Långtidsarbetslösa", "Long-term unemployed",
            "registret vet inte hur länge någon har varit arbetslös.",
            "the register does not know for how long anybody has been unemployed.",
        ),
        _output("EECO04", "Varken i arbete eller arbetslösa", "Inactive", *_INACTIVE),
        _output("EECO05", "I arbete", "Employed", *_EMPLOYED),
        _output("EECO06", "Under 18 år", "Children below 18 years", AtMost(_AGE, 17)),
        _output("EECO07", "18–29 år", "Young people aged 18–29 years", MoreThan(_AGE, 17), AtMost(_AGE, 29)),
        _output("EECO08", "55 år och äldre", "55 years and above", MoreThan(_AGE, 54)),
        _output(
            "EECO09", "Högst grundskola (ISCED 0–2)", "Lower secondary education or less (ISCED 0–2)",
            Is(_EDUCATION, ("none", "compulsory")),
        ),
        _output(
            "EECO10", "Gymnasium (ISCED 3–4)", "Upper secondary or post-secondary (ISCED 3–4)",
            Is(_EDUCATION, ("upper_secondary",)),
        ),
        _output("EECO11", "Eftergymnasial (ISCED 5–8)", "Tertiary education (ISCED 5–8)", Is(_EDUCATION, ("higher",))),
        _unknown("EECO12", "Funktionsnedsättning", "Disabilities", *_NOT_ASKED),
        _unknown("EECO13", "Tredjelandsmedborgare", "Third-country nationals", *_NOT_ASKED),
        _unknown("EECO14", "Utländsk bakgrund", "Foreign background", *_NOT_ASKED),
        _unknown("EECO15", "Minoriteter", "Minorities", *_NOT_ASKED),
        _unknown("EECO16", "Hemlösa", "Homeless or affected by housing exclusion", *_NOT_ASKED),
        _unknown(
            "EECO17", "Från landsbygd", "From rural areas",
            "vilka kommuner som är landsbygd enligt DEGURBA finns inte här.",
            "which municipalities are rural by DEGURBA is not known here.",
        ),
        _unknown(
            "EECO18", "Stödda förvaltningar", "Supported public administrations",
            "registret vet vem som äger ett projekt, inte vilka som får stöd.",
            "the register knows who owns a project, not who is supported.",
        ),
        _unknown(
            "EECO19", "Stödda små och medelstora företag", "Supported small and medium-sized enterprises",
            "registret vet vem som äger ett projekt, inte vilka som får stöd.",
            "the register knows who owns a project, not who is supported.",
        ),
        _result(
            "EECR01", "Söker arbete efter avslut", "Engaged in job searching upon leaving",
            *_INACTIVE, _does("out", "seeking"), _does("out", *_WORK, none=True),
        ),
        _result(
            "EECR02", "I utbildning efter avslut", "In education or training upon leaving",
            _does("in", "studies", none=True), _does("out", "studies"),
        ),
        _unknown(
            "EECR03", "Fått en kvalifikation", "Gaining a qualification upon leaving",
            "registret frågar om någon studerar, inte om en kvalifikation.",
            "the register asks whether somebody studies, not about a qualification.",
        ),
        _result("EECR04", "I arbete efter avslut", "In employment upon leaving", *_NOT_EMPLOYED, _does("out", *_WORK)),
        Part(
            "followed_up", Words("Följdes upp efter sex månader", "Were followed up after six months"),
            _count("followed_up", Basis.ENDED, (*_COMPLETE, *_NOT_EMPLOYED, _FOLLOWED_UP)),
        ),
        Part(
            "EECR05",
            Words("EECR05 I arbete sex månader efter avslut", "EECR05 In employment six months after leaving"),
            _count("EECR05", Basis.ENDED, (*_COMPLETE, *_NOT_EMPLOYED, _does("follow_up", *_WORK, months=6))),
            part_of="followed_up",
        ),
        _unknown(
            "EECR06", "Förbättrad ställning sex månader efter avslut", "Improved situation six months after leaving",
            "registret frågar inte om tryggare arbete eller högre kvalifikation.",
            "the register does not ask about more secure work or work needing higher skills.",
        ),
    ),
    PERSONS,
    sums=(("EECO01", ("EECO02", "EECO04", "EECO05")), ("EECO01", ("EECO09", "EECO10", "EECO11"))),
)  # fmt: skip
