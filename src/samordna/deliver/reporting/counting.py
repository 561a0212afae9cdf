"""Counts out of the register by measure, sex and value: one question to the database for each variable and year.

Somebody who took part several times in the same measure and year counts once, as it was the last time. Nobody is named,
and rows never leave the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from samordna.deliver.participants.models import Occasion, Participation, ParticipationGroup, SupportAnswer
from samordna.deliver.projects.models import Measure
from samordna.deliver.reporting.own_questions import count_answers
from samordna.deliver.reporting.rules.cuts import EVERYBODY
from samordna.deliver.reporting.rules.own_questions import OwnVariable
from samordna.deliver.reporting.rules.variables import AGES, EXTENTS, LENGTHS, UNKNOWN, VARIABLES, Variable
from samordna.ground.parameters.reader import code_list

Counted = dict[tuple[str, str, str], int]
Rows = QuerySet[Participation]
Measures = Sequence[Measure] | QuerySet[Measure]


def took_part(measures: Measures, year: int) -> Rows:
    """With person data, on any day of the year, each person once in a measure: the last time."""
    span = Q(start__lte=date(year, 12, 31)) & (Q(end__isnull=True) | Q(end__gte=date(year, 1, 1)))
    return _last(measures, span, "start")


def left(measures: Measures, year: int) -> Rows:
    """With person data, ended in the year, each person once in a measure: the last time."""
    return _last(measures, Q(state="ended", end__gte=date(year, 1, 1), end__lte=date(year, 12, 31)), "end")


def followed_up(measures: Measures, year: int) -> Rows:
    """With person data, followed up in the year, each person once in a measure; ``followed`` is the last follow-up."""
    asked = Occasion.objects.filter(kind="follow_up", on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
    asked = asked.filter(participation=OuterRef("pk"))
    rows = _last(measures, Q(Exists(asked)), "start")
    return rows.annotate(followed=Subquery(asked.order_by("-on", "-months").values("pk")[:1]))


def in_ages(rows: Rows, group: str) -> Rows:
    """Those of an age group, named as the values of the variable of age."""
    return rows.annotate(age_group=_age("")).filter(age_group=group)


def people_of(variable: Variable) -> Callable[[Measures, int], Rows]:
    """Of whom a variable is asked."""
    if isinstance(variable, OwnVariable) and variable.followed:
        return followed_up
    return left if variable.ended else took_part


def _last(measures: Measures, span: Q, day: str) -> Rows:
    known = Participation.objects.filter(span, mode="person").exclude(state="mistaken").order_by()
    later = Q(**{f"{day}__gt": OuterRef(day)}) | Q(**{day: OuterRef(day), "pk__gt": OuterRef("pk")})
    again = known.filter(later, measure=OuterRef("measure"), person=OuterRef("person"))
    return known.filter(~Exists(again), measure__in=measures)


def count(variable: Variable, rows: Rows) -> Counted:
    """(measure code, value, sex) → how many of ``rows``. With several values there is also how many there are."""
    made = _made(variable, rows)
    found: Counter[tuple[str, str, str]] = Counter()
    for measure, sex, value, number in made:
        found[measure, value or UNKNOWN, sex] += number
    if variable.several:
        found.update(
            {
                (measure, EVERYBODY, sex): number
                for measure, sex, number in rows.values_list("measure__code", "sex").annotate(Count("pk"))
            }
        )
    return dict(found)


def _made(variable: Variable, rows: Rows) -> Any:
    if isinstance(variable, OwnVariable):
        return count_answers(variable, rows)
    return _SEVERAL[variable.id](rows) if variable.several else _single(variable, rows)


def municipalities(counted: Counted) -> tuple[str, ...]:
    """The values that are in the data, in order, with that of no answer last."""
    codes = {value for _measure, value, _sex in counted}
    return (*sorted(codes - {UNKNOWN}), UNKNOWN)


# One value each ------------------------------------------------------------------------------------------------------

DOINGS = ("work_unsubsidised", "work_subsidised", "studies")


def _single(variable: Variable, rows: Rows) -> Any:
    value = _EXPRESSIONS[variable.id.removesuffix("_in").removesuffix("_out")]
    asked = _with_answers(rows).annotate(spent=ExpressionWrapper(F("end") - F("start"), output_field=DurationField()))
    asked = asked.annotate(more=_extent("last") - _extent("first"))
    return (
        asked.annotate(value=value(_occasion(variable)))
        .values_list("measure__code", "sex", "value")
        .annotate(number=Count("pk"))
    )


def _with_answers(rows: Rows) -> Rows:
    """The answers of the week before (``first``) and the week after (``last``), where there are any."""
    return rows.annotate(
        first=FilteredRelation("occasions", condition=Q(occasions__kind="in")),
        last=FilteredRelation("occasions", condition=Q(occasions__kind="out")),
    )


def _occasion(variable: Variable) -> str:
    return "last" if variable.id.endswith("_out") else "first"


def _case(*whens: tuple[Q, str], default: str = UNKNOWN) -> Case:
    cases = [When(condition, then=Value(value)) for condition, value in whens]
    return Case(*cases, default=Value(default), output_field=CharField())


def _field(name: str) -> Callable[[str], Any]:
    return lambda _at: Coalesce(NullIf(F(name), Value("")), Value(UNKNOWN))


def _age(_at: str) -> Case:
    return _case(
        *((Q(birth_year__lte=F("start_year") - age), str(age)) for age in reversed(AGES)), default=str(AGES[0])
    )


def _length(_at: str) -> Case:
    # The first and the last day are both counted.
    return _case(*((Q(spent__gte=timedelta(days=least - 1)), str(least)) for least in reversed(LENGTHS)))


def _does(at: str) -> Q:
    """Works or studies to any extent."""
    return Q(**{f"{at}__work_unsubsidised__gt": 0}) | _more(at, "work_subsidised") | _more(at, "studies")


def _more(at: str, question: str) -> Q:
    return Q(**{f"{at}__{question}__gt": 0})


def _unanswered(at: str) -> Q:
    """A question about work or studies has no answer."""
    return Q(*((f"{at}__{question}__isnull", True) for question in DOINGS), _connector=Q.OR)


def _occupation(at: str) -> Case:
    """As ``rules.occupation`` of the register says."""
    return _case(
        (_more(at, "work_unsubsidised") | _more(at, "work_subsidised"), "works"),
        (_more(at, "studies"), "studies"),
        (_unanswered(at) | Q(**{f"{at}__seeking__isnull": True}), UNKNOWN),
        (Q(**{f"{at}__seeking": True}), "seeking"),
        default="other",
    )


def _work(at: str) -> Case:
    return _case(
        (_more(at, "work_unsubsidised") & _more(at, "work_subsidised"), "both"),
        (_more(at, "work_unsubsidised"), "unsubsidised"),
        (_more(at, "work_subsidised"), "subsidised"),
        (Q(**{f"{at}__work_unsubsidised": 0, f"{at}__work_subsidised": 0}), "none"),
    )


def _studies(at: str) -> Case:
    return _case(*((Q(**{f"{at}__studies": extent}), str(extent)) for extent in EXTENTS))


def _seeking(at: str) -> Case:
    """As ``rules.counts_as_seeking``: only who neither works nor studies."""
    return _case(
        (_does(at), "no"),
        (Q(**{f"{at}__seeking": False}), "no"),
        (_unanswered(at), UNKNOWN),
        (Q(**{f"{at}__seeking": True}), "yes"),
    )


def _yes_no(question: str) -> Callable[[str], Case]:
    return lambda at: _case((Q(**{f"{at}__{question}": True}), "yes"), (Q(**{f"{at}__{question}": False}), "no"))


def _extent(at: str) -> Any:
    return sum((Coalesce(F(f"{at}__{question}"), 0) for question in DOINGS[1:]), Coalesce(F(f"{at}__{DOINGS[0]}"), 0))


def _afterwards(_at: str) -> Case:
    """As ``rules.standard.afterwards`` says."""
    return _case(
        (_unanswered("last") & ~_does("last"), UNKNOWN),
        (~_does("last") & ~_unanswered("last"), "not"),
        (_unanswered("first") & ~_does("first"), UNKNOWN),
        (~_does("first"), "started"),
        (Q(more__gt=0), "increased"),
        default="same",
    )


_EXPRESSIONS: dict[str, Callable[[str], Any]] = {
    "age": _age,
    "municipality": _field("municipality_id"),
    "education": _field("education"),
    "support_time": _field("support_time"),
    "referred_by": _field("referred_by"),
    "end_reason": _field("end_reason"),
    "length": _length,
    "occupation": _occupation,
    "work": _work,
    "studies": _studies,
    "seeking": _seeking,
    "enrolled_af": _yes_no("enrolled_af"),
    "programme_af": _yes_no("programme_af"),
    "afterwards": _afterwards,
}


# Several values ------------------------------------------------------------------------------------------------------


def _groups(_kind: str, rows: Rows) -> Any:
    known = ParticipationGroup.objects.filter(participation__in=rows).order_by()
    yield from known.values_list("participation__measure__code", "participation__sex", "group").annotate(Count("pk"))
    yield from _without(rows.filter(groups__isnull=True))


def _without(rows: Rows) -> Any:
    for measure, sex, number in rows.values_list("measure__code", "sex").annotate(Count("pk")):
        yield measure, sex, UNKNOWN, number


def _support(kind: str, rows: Rows) -> Any:
    yield from _support_by("source", kind, rows)


def _support_group(kind: str, rows: Rows) -> Any:
    yield from _support_by(
        _case(*((Q(source=one.code), one.group or UNKNOWN) for one in code_list("support_source"))), kind, rows
    )


def _support_by(value: Any, kind: str, rows: Rows) -> Any:
    """A source counts at any extent above 0. Without an answer is who was not asked about all and has no source."""
    known = SupportAnswer.objects.filter(occasion__kind=kind, extent__gt=0, occasion__participation__in=rows).order_by()
    yield from (
        known.annotate(value=F(value) if isinstance(value, str) else value)
        .values_list("occasion__participation__measure__code", "occasion__participation__sex", "value")
        .annotate(Count("occasion__participation", distinct=True))
    )
    answered = Occasion.objects.filter(participation=OuterRef("pk"), kind=kind)
    answered = answered.filter(Q(all_asked=True) | Exists(SupportAnswer.objects.filter(occasion=OuterRef("pk"))))
    yield from _without(rows.filter(~Exists(answered)))


def _doing(kind: str, rows: Rows) -> Any:
    at = "last" if kind == "out" else "first"
    flags = {question: _more(at, question) for question in DOINGS}
    flags["seeking"] = Q(value="yes")
    flags[UNKNOWN] = _unanswered(at) & ~_does(at)
    counts = {f"n_{name}": Count("pk", filter=flag) for name, flag in flags.items()}
    found = _with_answers(rows).annotate(value=_seeking(at)).values_list("measure__code", "sex").annotate(**counts)
    for measure, sex, *numbers in found:
        for name, number in zip(flags, numbers, strict=True):
            yield measure, sex, name, number


_SEVERAL: dict[str, Callable[[Rows], Any]] = {"group": lambda rows: _groups("", rows)} | {
    f"{name}_{kind}": partial(make, kind)
    for name, make in (("support", _support), ("support_group", _support_group), ("does", _doing))
    for kind in ("in", "out")
}
assert {one.id for one in VARIABLES.values() if one.several} == set(_SEVERAL)
