"""What stands beside a table on its page: sentences that a reader would look for, and diagrams. Plain Python.

Reports are not here: their text stands in ``learn/reports/texts``, with every figure bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samordna.engine.formats.chart import Chart, Series
from samordna.engine.table import Table
from samordna.engine.text.figures import Ref, ref
from samordna.engine.text.sentences import Growing, Sentence, growth_sentence, share_sentence
from samordna.engine.words import Words

BENEFITS = {
    "sjukpenning": Words("sjukpenning", "sickness benefit"),
    "aktivitetsersättning": Words("aktivitetsersättning", "activity compensation"),
}


@dataclass(frozen=True, slots=True)
class Highlights:
    """Sentences and diagrams; both may be empty."""

    sentences: tuple[Sentence, ...] = ()
    charts: tuple[Chart, ...] = ()


def highlights(table: Table) -> Highlights:
    """The table's highlights. A sentence with a hidden or missing figure says nothing and is left out."""
    make = _MAKERS.get(table.name)
    found = make(table) if make else Highlights()
    return Highlights(tuple(s for s in found.sentences if s.is_whole), found.charts)


def _year(table: Table, back: int = 0) -> str:
    """The last year of the table, or one before it."""
    return table.columns[0].codes[-1 - back]


def _participants_with_benefit(table: Table) -> Highlights:
    now, then = _year(table), _year(table, 1)

    def cell(year: str, registration: str, benefit: str, sex: str = "total") -> Ref:
        return ref(table, year=year, registration=registration, benefit=benefit, sex=sex)

    benefits = next(column.codes for column in table.columns if column.name == "benefit")
    sentences = [
        share_sentence(
            Words(
                "{share} av dem med {benefit} {year} var kvinnor: {part} av {whole}.",
                "{share} of those with {benefit} in {year} were women: {part} of {whole}.",
            ),
            cell(now, "ongoing", benefit, "women"),
            cell(now, "ongoing", benefit),
            benefit=BENEFITS[benefit],
            year=Words(now, now),
        )
        for benefit in benefits
    ]
    sentences += [
        new_sentence(
            cell(now, "new", benefit),
            cell(then, "new", benefit),
            Words(then, then),
            Words(now, now),
            BENEFITS[benefit],
        )
        for benefit in benefits
    ]
    return Highlights(tuple(sentences), tuple(ongoing_chart(table, benefit) for benefit in benefits))


def _priority(table: Table) -> Highlights:
    now, then = _year(table), _year(table, 1)

    def cell(year: str) -> Ref:
        return ref(table, year=year, counted="measures", group="total")

    subject = Words("Insatserna för de prioriterade grupperna", "Measures for the priority groups")
    return Highlights((_grown(subject, cell(now), cell(then), then),), (priority_chart(table),))


def _measures(table: Table) -> Highlights:
    now, then = _year(table), _year(table, 1)
    everything = ref(table, year=now, orientation="total")
    share = share_sentence(
        Words(
            "{share} av insatserna {year} var individinriktade: {part} av {whole}.",
            "{share} of the measures in {year} were individual: {part} of {whole}.",
        ),
        ref(table, year=now, orientation="individual"),
        everything,
        year=Words(now, now),
    )
    grown = _grown(Words("Insatserna", "The measures"), everything, ref(table, year=then, orientation="total"), then)
    return Highlights((share, grown))


def _participants(table: Table) -> Highlights:
    now = _year(table)
    known = ref(table, year=now, registered_as="person_data", sex="total")
    share = share_sentence(
        Words(
            "{share} av deltagarna {year} hade personuppgifter: {part} av {whole}.",
            "{share} of the participants in {year} had person data: {part} of {whole}.",
        ),
        known,
        ref(table, year=now, registered_as="total", sex="total"),
        year=Words(now, now),
    )
    return Highlights((share,))


_MAKERS: dict[str, Callable[[Table], Highlights]] = {
    "af-fk-2020-1": _participants_with_benefit,
    "af-fk-2020-3": _priority,
    "af-fk-2020-measures": _measures,
    "af-fk-2020-participants": _participants,
}


def new_sentence(later: Ref, earlier: Ref, then: Words, now: Words, benefit: Words) -> Sentence:
    """How the number of new participants with a benefit has changed."""
    return growth_sentence(
        Growing(
            more=Words(
                "De nya med {benefit} blev {growth} fler från {then} till {now}: från {earlier} till {later}.",
                "New ones with {benefit} became {growth} more from {then} to {now}: from {earlier} to {later}.",
            ),
            fewer=Words(
                "De nya med {benefit} blev {growth} färre från {then} till {now}: från {earlier} till {later}.",
                "New ones with {benefit} became {growth} fewer from {then} to {now}: from {earlier} to {later}.",
            ),
            same=Words(
                "De nya med {benefit} var {earlier} under {then} och {later} under {now}.",
                "New ones with {benefit} were {earlier} in {then} and {later} in {now}.",
            ),
        ),
        later,
        earlier,
        then=then,
        now=now,
        benefit=benefit,
    )


def ongoing_chart(table: Table, benefit: str) -> Chart:
    """Women and men with a benefit, all ongoing, over the years of table 1."""
    years = table.columns[0].codes
    sexes = next(column for column in table.columns if column.name == "sex")
    words = BENEFITS[benefit]
    return Chart(
        Words(f"{words.sv.capitalize()}, alla pågående", f"{words.en.capitalize()}, all ongoing"),
        years,
        tuple(
            Series(
                sexes.label(sex),
                tuple(table.cell(year=year, registration="ongoing", benefit=benefit, sex=sex) for year in years),
            )
            for sex in ("women", "men")
        ),
    )


def _grown(subject: Words, later: Ref, earlier: Ref, then: str) -> Sentence:
    """How many more or fewer since ``then``, with the growth on the earlier number."""
    return growth_sentence(
        Growing(
            more=Words(
                "{subject} blev {change} fler än {then}, en ökning med {growth} från {earlier} till {later}.",
                "{subject} became {change} more than in {then}, an increase of {growth} from {earlier} to {later}.",
            ),
            fewer=Words(
                "{subject} blev {change} färre än {then}, en minskning med {growth} från {earlier} till {later}.",
                "{subject} became {change} fewer than in {then}, a decrease of {growth} from {earlier} to {later}.",
            ),
            same=Words(
                "{subject} var {earlier} under {then} och är {later} nu.",
                "{subject} were {earlier} in {then} and are {later} now.",
            ),
        ),
        later,
        earlier,
        then=Words(then, then),
        subject=subject,
    )


def priority_chart(table: Table) -> Chart:
    """Measures for the three groups over the years of table 3."""
    years = table.columns[0].codes
    short = {
        "young_activity_compensation": Words("Unga, AE", "Young, AC"),
        "long_term_sick": Words("Sjukskrivna", "Sick-listed"),
        "young_disability": Words("Unga, funkt.", "Young, dis."),
    }
    return Chart(
        Words("Insatser för prioriterade grupper", "Measures for priority groups"),
        years,
        tuple(
            Series(short[group], tuple(table.cell(year=year, counted="measures", group=group) for year in years))
            for group in short
        ),
    )
