"""AF's and FK's report on measures for priority groups: our text, with every figure bound to a table.

A growth is on the earlier year's number. The printed report of 2020 divided some by the later year's; a note says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samordna.engine.document import Block, Document, Heading, Paragraph, Presentation, Terms
from samordna.engine.formats.chart import Chart, Series
from samordna.engine.table import Table
from samordna.engine.text import figures
from samordna.engine.text.figures import Ref, ref
from samordna.engine.text.numbers import long_day
from samordna.engine.text.sentences import Growing, Sentence, growth_sentence, share_sentence
from samordna.engine.words import Words
from samordna.learn.statistics.catalogue import presentation

NAME = "af-fk-2020"
TITLE = Words("Insatser för prioriterade grupper 2019", "Measures for priority groups 2019")
TABLES = ("af-fk-2020-1", "af-fk-2020-2", "af-fk-2020-3", "af-fk-2020-measures", "af-fk-2020-participants")
YEAR, BEFORE = 2019, 2018

_NOW, _THEN = Words("2019", "2019"), Words("2018", "2018")
_BENEFITS = {
    "sjukpenning": Words("sjukpenning", "sickness benefit"),
    "aktivitetsersättning": Words("aktivitetsersättning", "activity compensation"),
}
#: Group of table 3 → what it is called in a sentence, and the first year that it can be compared with.
_GROUPS = {
    "young_activity_compensation": (
        Words("unga med aktivitetsersättning", "young people with activity compensation"),
        2016,
    ),
    "long_term_sick": (Words("långtidssjukskrivna", "long-term sick-listed people"), 2016),
    "young_disability": (
        Words(
            "unga med funktionsnedsättning utan aktivitetsersättning",
            "young people with a disability without activity compensation",
        ),
        2017,
    ),
}


def compose(tables: Mapping[str, Table], edition: str = "") -> Document:
    """The report made of its five protected tables. KeyError when one is not given."""
    shown = {name: presentation(tables[name], edition) for name in TABLES}
    made = max(date.fromisoformat(table.origin.as_of) for table in tables.values())
    return Document(
        NAME,
        TITLE,
        Words(
            f"Återrapport om insatser som samordningsförbund betalar. Registret per {long_day(made)}.",
            f"Report on measures paid by coordination associations. The register as of {long_day(made, 'en')}.",
        ),
        made,
        (
            *_participants(tables),
            *_benefits(tables, shown),
            *_measures(tables),
            *_priority(tables, shown),
            Heading(Words("Alla insatser och alla deltagare", "All measures and all participants")),
            shown["af-fk-2020-measures"],
            shown["af-fk-2020-participants"],
            *_how(tables, shown),
        ),
        author="Arbetsförmedlingen, Försäkringskassan",
    )


def _participants(tables: Mapping[str, Table]) -> list[Block]:
    table = tables["af-fk-2020-participants"]
    everybody = ref(table, year=YEAR, registered_as="total", sex="total")
    known = ref(table, year=YEAR, registered_as="person_data", sex="total")
    women = ref(table, year=YEAR, registered_as="person_data", sex="women")
    text = Paragraph(
        (
            Sentence(
                Words(
                    "Under {year} fanns {everybody} deltagare i individinriktade insatser.",
                    "In {year} there were {everybody} participants in individual measures.",
                ),
                {"everybody": figures.count(everybody)},
                {"year": _NOW},
            ),
            share_sentence(
                Words(
                    "{part} av dem var registrerade med personuppgifter, {share} av {whole}.",
                    "{part} of them were registered with person data, {share} of {whole}.",
                ),
                known,
                everybody,
            ),
            share_sentence(
                Words(
                    "Bland dem var {share} kvinnor: {part} av {whole}.",
                    "Among them {share} were women: {part} of {whole}.",
                ),
                women,
                known,
            ),
        )
    )
    return [Heading(Words("Deltagare", "Participants")), text]


def _benefits(tables: Mapping[str, Table], shown: Mapping[str, Presentation]) -> list[Block]:
    counts = tables["af-fk-2020-1"]
    known = ref(tables["af-fk-2020-participants"], year=YEAR, registered_as="person_data", sex="total")
    return [
        Heading(
            Words(
                "Deltagare med sjukpenning eller aktivitetsersättning",
                "Participants with sickness benefit or activity compensation",
            )
        ),
        *(_benefit(counts, benefit, words, known) for benefit, words in _BENEFITS.items()),
        shown["af-fk-2020-1"],
        *(ongoing_chart(counts, benefit) for benefit in _BENEFITS),
        shown["af-fk-2020-2"],
    ]


def _benefit(table: Table, benefit: str, words: Words, known: Ref) -> Paragraph:
    def cell(year: int, registration: str, sex: str = "total") -> Ref:
        return ref(table, year=year, registration=registration, benefit=benefit, sex=sex)

    ongoing, new = cell(YEAR, "ongoing"), cell(YEAR, "new")
    return Paragraph(
        (
            share_sentence(
                Words(
                    "{part} personer med {benefit} deltog under {year}, {share} av de {whole} med personuppgifter.",
                    "{part} persons with {benefit} took part in {year}, {share} of the {whole} with person data.",
                ),
                ongoing,
                known,
                benefit=words,
                year=_NOW,
            ),
            women_sentence(cell(YEAR, "ongoing", "women"), ongoing),
            share_sentence(
                Words(
                    "{part} av dem började under året, {share} av {whole}.",
                    "{part} of them began in the year, {share} of {whole}.",
                ),
                new,
                ongoing,
            ),
            new_sentence(new, cell(BEFORE, "new"), _THEN, _NOW),
        )
    )


def women_sentence(women: Ref, everybody: Ref) -> Sentence:
    """How large a share women are."""
    return share_sentence(
        Words("{share} var kvinnor: {part} av {whole}.", "{share} were women: {part} of {whole}."), women, everybody
    )


def new_sentence(later: Ref, earlier: Ref, then: Words, now: Words) -> Sentence:
    """How the number of new participants has changed."""
    return growth_sentence(
        Growing(
            more=Words(
                "De nya blev {growth} fler från {then} till {now}: från {earlier} till {later}.",
                "New ones became {growth} more from {then} to {now}: from {earlier} to {later}.",
            ),
            fewer=Words(
                "De nya blev {growth} färre från {then} till {now}: från {earlier} till {later}.",
                "New ones became {growth} fewer from {then} to {now}: from {earlier} to {later}.",
            ),
            same=Words(
                "De nya var {earlier} under {then} och {later} under {now}.",
                "New ones were {earlier} in {then} and {later} in {now}.",
            ),
        ),
        later,
        earlier,
        then=then,
        now=now,
    )


def ongoing_chart(table: Table, benefit: str) -> Chart:
    """Women and men with a benefit, all ongoing, over the years of table 1."""
    years = table.columns[0].codes
    sexes = next(column for column in table.columns if column.name == "sex")
    words = _BENEFITS[benefit]
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


def _measures(tables: Mapping[str, Table]) -> list[Block]:
    table = tables["af-fk-2020-measures"]
    everything = ref(table, year=YEAR, orientation="total")
    text = Paragraph(
        (
            Sentence(
                Words(
                    "Under {year} betalade samordningsförbunden {everything} insatser.",
                    "In {year} the associations paid for {everything} measures.",
                ),
                {"everything": figures.count(everything)},
                {"year": _NOW},
            ),
            _grown(everything, ref(table, year=BEFORE, orientation="total"), _THEN),
            share_sentence(
                Words(
                    "{share} var individinriktade: {part} av {whole}.", "{share} were individual: {part} of {whole}."
                ),
                ref(table, year=YEAR, orientation="individual"),
                everything,
            ),
            share_sentence(
                Words(
                    "{share} var strukturövergripande: {part} av {whole}.",
                    "{share} were structural: {part} of {whole}.",
                ),
                ref(table, year=YEAR, orientation="structural"),
                everything,
            ),
        )
    )
    return [Heading(Words("Insatser", "Measures")), text]


def _grown(later: Ref, earlier: Ref, then: Words) -> Sentence:
    return growth_sentence(
        Growing(
            more=Words(
                "Det är {change} fler än {then}, en ökning med {growth}.",
                "That is {change} more than in {then}, an increase of {growth}.",
            ),
            fewer=Words(
                "Det är {change} färre än {then}, en minskning med {growth}.",
                "That is {change} fewer than in {then}, a decrease of {growth}.",
            ),
            same=Words(
                "Antalet var {earlier} under {then} och är {later} nu.",
                "The number was {earlier} in {then}, {later} now.",
            ),
        ),
        later,
        earlier,
        then=then,
    )


def _since(later: Ref, earlier: Ref, first: int) -> Sentence:
    return growth_sentence(
        Growing(
            more=Words(
                "Sedan {then} har antalet ökat med {change}, det vill säga {growth}: från {earlier} till {later}.",
                "Since {then} the number has grown by {change}, that is {growth}: from {earlier} to {later}.",
            ),
            fewer=Words(
                "Sedan {then} har antalet minskat med {change}, det vill säga {growth}: från {earlier} till {later}.",
                "Since {then} the number has fallen by {change}, that is {growth}: from {earlier} to {later}.",
            ),
            same=Words(
                "Antalet var {earlier} under {then} och är {later} nu.",
                "The number was {earlier} in {then} and is {later} now.",
            ),
        ),
        later,
        earlier,
        then=Words(str(first), str(first)),
    )


def _priority(tables: Mapping[str, Table], shown: Mapping[str, Presentation]) -> list[Block]:
    table = tables["af-fk-2020-3"]

    def cell(year: int, group: str, counted: str = "measures") -> Ref:
        return ref(table, year=year, counted=counted, group=group)

    blocks: list[Block] = [
        Heading(Words("Insatser för de prioriterade grupperna", "Measures for the priority groups")),
        Paragraph(
            (
                share_sentence(
                    Words(
                        "{part} av insatserna riktade sig till de prioriterade grupperna, {share} av {whole}.",
                        "{part} of the measures were for the priority groups, {share} of {whole}.",
                    ),
                    cell(YEAR, "total"),
                    ref(tables["af-fk-2020-measures"], year=YEAR, orientation="total"),
                ),
                _grown(cell(YEAR, "total"), cell(BEFORE, "total"), _THEN),
            )
        ),
    ]
    for group, (words, first) in _GROUPS.items():
        label = next(column for column in table.columns if column.name == "group").label(group)
        blocks += [
            Heading(label, 2),
            Paragraph(
                (
                    _paid(cell(YEAR, group, "associations"), cell(YEAR, group), words),
                    _grown(cell(YEAR, group), cell(BEFORE, group), _THEN),
                    _since(cell(YEAR, group), cell(first, group), first),
                )
            ),
        ]
    return [*blocks, shown[table.name], priority_chart(table)]


def _paid(associations: Ref, measures: Ref, words: Words) -> Sentence:
    return Sentence(
        Words(
            "{associations} samordningsförbund betalade {measures} insatser för {group}.",
            "{associations} associations paid for {measures} measures for {group}.",
        ),
        {"associations": figures.count(associations), "measures": figures.count(measures)},
        {"group": words},
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
            for group in _GROUPS
        ),
    )


def _how(tables: Mapping[str, Table], shown: Mapping[str, Presentation]) -> list[Block]:
    table = tables["af-fk-2020-3"]
    group = next(iter(_GROUPS))
    later = ref(table, year=YEAR, counted="measures", group=group)
    earlier = ref(table, year=BEFORE, counted="measures", group=group)
    example = {
        "change": figures.change(later, earlier),
        "growth": figures.growth(later, earlier),
        "earlier": figures.count(earlier),
    }
    growth = Sentence(
        Words(
            "En ökning räknas på det tidigare årets antal: {change} fler är {growth} av {earlier}.",
            "An increase is counted on the earlier year's number: {change} more is {growth} of {earlier}.",
        ),
        example,
    )
    printed = Sentence(
        Words(
            "I den tryckta rapporten från {printed} är flera ökningar delade med det senare årets antal, och några "
            "följer inte av antalen. Därför kan procenttalen här skilja sig från de tryckta även när antalen är lika.",
            "In the printed report of {printed} several increases are divided by the later year's number, and some do "
            "not follow from the numbers. So percentages here may differ from the printed ones where numbers agree.",
        ),
        names={"printed": Words("2020", "2020")},
    )
    terms = dict.fromkeys(term for one in shown.values() for term in one.definitions)
    return [
        Heading(Words("Så är siffrorna räknade", "How the figures are counted")),
        Paragraph((growth, printed)),
        Terms(tuple(terms)),
    ]
