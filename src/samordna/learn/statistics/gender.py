"""The gender analysis that ESF asks for: who starts, who completes, and who gets what share of the resources.

Source: SKL's study on Finsam 2016, on equality: how many women and men complete, and how great a share of the existing
resources women and men have access to. The resource that the register knows of each is time: days in measures.
"""

from __future__ import annotations

from samordna.engine.combined import Added, Part, Share, Stacked
from samordna.engine.conditions import Is
from samordna.engine.dimensions import Basis, Code, Dimension, Time, Total, When
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import PAID_BY_ASSOCIATION, SEX, WITH_PERSON_DATA
from samordna.learn.statistics.columns import PARTICIPATIONS
from samordna.learn.statistics.retained import INDIVIDUAL, kept, left_out
from samordna.learn.statistics.sus import PARTICIPANTS, WHO_ENDED, ended

_BEGAN = (When("began", Words("Började under året", "Began in the year"), Basis.BEGAN),)
_TOOK_PART = (When("ongoing", Words("Deltog under året", "Took part in the year"), Basis.EVER),)
_STARTERS = What(Counted.ROWS, "persons", PARTICIPANTS.words)
_COMPLETED = "according_to_plan"
#: Not reasons of those who ended: these are no longer in the register as persons, or never should have been.
_NO_REASONS = (_COMPLETED, "withdrawn_consent", "mistaken_entry")
_REASON = Dimension(
    "reason",
    Words("Varför deltagaren slutade", "Why the participant left"),
    PARTICIPATIONS["end_reason"],
    (
        Code("completed", Words("Enligt plan", "According to plan"), (_COMPLETED,)),
        Code(
            "broke_off",
            Words("Av annan orsak", "For another reason"),
            tuple(code for code in PARTICIPATIONS["end_reason"].column.codes if code not in _NO_REASONS),
        ),
    ),
    Total(),
)


def starts(first: int, last: int) -> Share:
    """Women and men among those who started. Whose data are gone began, and with person data: that much is kept."""
    title = Words("Kvinnor och män som började", "Women and men who started")
    time = Time(first, last, _BEGAN)

    def began(mode: str) -> Count:
        where = (*PAID_BY_ASSOCIATION, Is(PARTICIPATIONS["mode"], (mode,)))
        return Count(f"gender-starts-{mode}", title, PARTICIPATIONS, time, (SEX,), _STARTERS, where=where)

    with_data, gone = began("person"), kept(began("person"), "began")
    person = Added("gender-starts-with", title, (with_data, gone), _STARTERS)
    anonymous = Added("gender-starts-without", title, (began("anonymous"),), _STARTERS, minus=(gone,))
    parts = (
        Part("person", Words("Med personuppgifter", "With person data"), person),
        Part("anonymous", Words("Utan personuppgifter", "Without person data"), anonymous),
    )
    registered = Words("Registrerade", "Registered")
    number = Stacked("gender-starts-number", title, "registered_as", registered, parts, PARTICIPANTS, Total())
    return Share("gender-starts", title, number, over="sex")


def completes(first: int, last: int) -> Share:
    """How many of the women and of the men who ended had completed."""
    title = Words("Kvinnor och män som fullföljde", "Women and men who completed")
    time = ended(first, last)
    by, told = (_REASON, SEX), left_out(time)
    count = Count("gender-completes-number", title, PARTICIPATIONS, time, by, PARTICIPANTS, where=WHO_ENDED, told=told)
    return Share("gender-completes", title, count, over="reason")


def resources(first: int, last: int) -> Share:
    """Women's and men's shares of the days in measures."""
    title = Words("Kvinnors och mäns del av dagarna i insatser", "Women's and men's shares of the days in measures")
    days = What(Counted.DAYS, "days", Words("dagar", "days"))
    where = (*PAID_BY_ASSOCIATION, WITH_PERSON_DATA)
    time = Time(first, last, _TOOK_PART)
    told = left_out(time, INDIVIDUAL)
    count = Count("gender-resources-days", title, PARTICIPATIONS, time, (SEX,), days, where=where, told=told)
    return Share("gender-resources", title, count, over="sex")
